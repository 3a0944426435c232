"""Tables of text in every shape people send them, and the exact sentence where one cannot be read."""

import csv
import io
import os
from collections.abc import Callable
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.core.tabular import LONGEST_CELL, Row, Table, TableError, column_letter, looks_like_header, shown

Source = Callable[[bytes], BinaryIO]


def seekable(data: bytes) -> BinaryIO:
    return io.BytesIO(data)


def piped(data: bytes) -> BinaryIO:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(data)
    return os.fdopen(reading, "rb")


@pytest.mark.parametrize("source", [seekable, piped])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_reads_any_common_encoding_and_delimiter(source: Source, encoding: str, delimiter: str) -> None:
    lines = [["id", "name", "town"], ["1", "Jürgen Müller", "Köln"], ["2", "Zoë Ångström", "Malmö"], ["3", "Ann, Bo; and Cy", "Århus"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    with source(text.getvalue().encode(encoding)) as held:
        table = Table(held, "people.csv")
        assert table.delimiter == delimiter
        assert [list(row.cells) for row in table.rows()] == lines


def test_rows_are_numbered_as_a_spreadsheet_counts() -> None:
    table = Table(seekable(b'id,note\r\n\r\n1,"two\nlines"\r\n2,b\r\n'), "t.csv")
    assert [row.number for row in table.rows()] == [1, 3, 4]


def test_obeys_the_line_that_names_the_delimiter() -> None:
    table = Table(seekable(b"sep=;\na;b,c\n1;2,3\n"), "t.csv")
    assert [row.cells for row in table.rows()] == [("a", "b,c"), ("1", "2,3")]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=4), min_size=1, max_size=8))
def test_gives_back_what_was_written(lines: list[list[str]]) -> None:
    lines = [[cell.strip() for cell in line] for line in lines]
    width = max(map(len, lines))
    lines = [[*line, *[""] * (width - len(line))] for line in lines]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    data = text.getvalue().encode("utf-8-sig")
    if not any(any(line) for line in lines):
        return
    table = Table(seekable(data), "t.csv", delimiter=",")
    assert [list(row.cells) for row in table.rows()] == [line for line in lines if any(line)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "t.csv: the file is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "t.csv: the file is empty."),
        (b"PK\x03\x04rest", "t.csv: this is not a table of text; save the sheet as CSV and send that."),
        (b'id,name\n1,"Ann\n2,Bo\n', "t.csv, row 2: a quotation mark that opens in this row is never closed."),
        (b'id,name\n1,"An"n\n', "t.csv, row 2: a quotation mark stands in the middle of a cell; double it or leave it out."),
        (
            "id,näme\n1,Zoë\n2,".encode() + b"Z\xff\n",
            "t.csv, row 3, column B: \u201cZ\ufffd\u201d: this is not UTF-8; save the file as UTF-8.",
        ),
        (b"a,b\n1," + b"x" * (LONGEST_CELL + 1), f"t.csv, row 2: a cell is longer than {LONGEST_CELL} characters;"),
        (b"a,b\n" + b"," * 2000 + b"\n", "t.csv, row 2: the row has 2001 cells; at most 1000 can be read."),
    ],
)
def test_says_exactly_what_cannot_be_read(data: bytes, sentence: str) -> None:
    with pytest.raises(TableError) as raised:
        list(Table(seekable(data), "t.csv").rows())
    assert str(raised.value).startswith(sentence)


def test_a_large_file_is_read_in_a_stream() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return (b"1,a\n" * (size // 4 + 1))[:size] if self.given < 60_000_000 else b""

    source = Endless()
    rows = Table(source, "t.csv").rows()
    for _ in range(10):
        next(rows)
    assert source.given < 1_000_000


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("first", "others", "is_header"),
    [
        (["Name", "E-mail", "Team"], [["Ann", "ann@example.org", "Red"]], True),
        (["Ann", "ann@example.org", "Red"], [["Bo", "bo@example.org", "Red"]], False),
        (["Name", "Name"], [], False),
        (["id", "1"], [], False),
        (["Ann", "Red"], [["Bo", "Red"], ["Cy", "Red"]], False),
    ],
)
def test_tells_a_header_from_people(first: list[str], others: list[list[str]], is_header: bool) -> None:
    rows = [Row(at + 2, tuple(cells)) for at, cells in enumerate(others)]
    assert looks_like_header(Row(1, tuple(first)), rows) is is_header


def test_shows_any_value_in_one_short_line() -> None:
    assert shown("a\nb\u202e") == "\u201ca\u00b7b\u00b7\u201d"
    assert len(shown("x" * 1000)) == 62
