"""Tables of text in every shape people send them, and the exact sentence where one cannot be read."""

import contextlib
import csv
import io
import itertools
import os
import tracemalloc
from collections.abc import Callable
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.core.tabular import LONGEST_CELL, LONGEST_LINE, Row, Rows, Shape, Table, TableError, column_letter, looks_like_header, shown

Source = Callable[[bytes], BinaryIO]


def seekable(data: bytes) -> BinaryIO:
    return io.BytesIO(data)


def piped(data: bytes) -> BinaryIO:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(data)
    return os.fdopen(reading, "rb")


PEOPLE = "id{0}name{0}town\n1{0}Jürgen Müßig{0}Köln\n2{0}Zoë Ünal{0}Malmö\n3{0}Françoise Dürr{0}Genève\n"


@pytest.mark.parametrize("source", [seekable, piped])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_reads_any_common_encoding_delimiter_and_line_end(source: Source, encoding: str, delimiter: str, newline: str) -> None:
    with source(PEOPLE.format(delimiter).replace("\n", newline).encode(encoding)) as held:
        table = Table(held, "people.csv")
        assert table.delimiter == delimiter
        rows = list(table.rows())
    assert [row.cells[1] for row in rows] == ["name", "Jürgen Müßig", "Zoë Ünal", "Françoise Dürr"]
    assert [row.number for row in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Łukasz Wiśniewski", "Żółć Gęślą Jaźń", "Příliš Žluťoučký", "Kůň Úpěl", "Šárka Dvořáková", "Zbigniew Ścibor-Rylski"]),
        ("cp1251", ["Иван Петров", "Наталья Кузнецова", "Щербаков Юрий", "Анна Ёлкина", "Дмитрий Жуков", "Ольга Чайковская"]),
        ("cp932", ["山田太郎", "佐藤花子", "高橋一郎", "田中美咲", "渡辺健", "伊藤さくら"]),
        ("gb18030", ["王小明", "李丽华", "张伟强", "刘洋", "陈静怡", "杨建国"]),
    ],
)
def test_older_encodings_are_guessed_from_the_letters(encoding: str, names: list[str]) -> None:
    text = "id;name;city\n" + "".join(f"{number};{name};{name}\n" for number, name in enumerate(names * 4))
    rows = list(Table(seekable(text.encode(encoding)), "t.csv").rows())
    assert [row.cells[1] for row in rows[1:7]] == names


def test_letters_far_down_the_file_count_too() -> None:
    text = "id,name\n" + "".join(f"{number},Plain Name {number}\n" for number in range(20_000)) + "20000,Jürgen Müßig\n"
    for encoding in ("utf-8", "cp1252"):
        table = Table(seekable(text.encode(encoding)), "t.csv")
        assert list(table.rows())[-1].cells == ("20000", "Jürgen Müßig")
        assert table.lines == 20_002


def test_rows_are_numbered_as_a_spreadsheet_counts() -> None:
    table = Table(seekable(b'id,note\r\n\r\n1,"two\nlines, and ""quotes"""\r\n , \r\n2,b\r\n'), "t.csv")
    assert [(row.number, row.cells) for row in table.rows()] == [
        (1, ("id", "note")),
        (3, ("1", 'two\nlines, and "quotes"')),
        (5, ("2", "b")),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["sep=;", '"sep=;"', "\ufeffSEP=;"])
def test_the_line_that_names_the_delimiter_is_obeyed_and_is_no_row(mark: str, newline: str) -> None:
    table = Table(seekable(newline.join([mark, "a;b,c", "1;2,3", ""]).encode()), "t.csv")
    assert [(row.number, row.cells) for row in table.rows()] == [(1, ("a", "b,c")), (2, ("1", "2,3"))]


@pytest.mark.parametrize("sign", ["\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_signs_that_only_some_take_for_line_ends_are_letters_of_a_cell(sign: str) -> None:
    table = Table(seekable(f"id,name,note\n1,Ann,a;{sign};b\n2,Bo,c;{sign};d\n".encode()), "t.csv")
    assert [row.cells for row in table.rows()][1:] == [("1", "Ann", f"a;{sign};b"), ("2", "Bo", f"c;{sign};d")]


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
    ("data", "code", "sentence"),
    [
        (b"", "empty", "t.csv: the file is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "empty", "t.csv: the file is empty."),
        (b"\xff\xfe", "empty", "t.csv: the file is empty."),
        (b"\n \n\n", "empty", "t.csv: the file is empty."),
        (b"PK\x03\x04rest", "workbook", "t.csv: this is not a table of text; save the sheet as CSV and send that."),
        (b"\xd0\xcf\x11\xe0rest", "workbook", "t.csv: this is not a table of text; save the sheet as CSV and send that."),
        (b"%PDF-1.7", "no_table", "t.csv: this is a picture, a document or an archive, and not a table of text."),
        (b"\x89PNG\r\n\x1a\n", "no_table", "t.csv: this is a picture, a document or an archive, and not a table of text."),
        (bytes(range(256)) * 8, "no_table", "t.csv: this does not look like text; save it as CSV in UTF-8."),
        (b'id,name\n1,"Ann\n2,Bo\n', "quote_open", "t.csv, row 2: a quotation mark that opens in this row is never closed."),
        (
            b'id,name\n1,"An"n\n',
            "quote_inside",
            "t.csv, row 2: a quotation mark stands in the middle of a cell; double it or leave it out.",
        ),
        (
            "id,näme\n1,Zoë\n2,".encode() + b"Z\xff\n",
            "not_text",
            "t.csv, row 3, column B: \u201cZ\ufffd\u201d: this is not UTF-8; save the file as UTF-8.",
        ),
        (
            "id,name\n1,Zoë\n".encode("utf-16") + b"2\x00,\x00Z\x00\x0c\xdcx\x00\n\x00",
            "not_text",
            "t.csv, row 3, column B: \u201cZ\ufffd\ufffdx\u201d: this is not UTF-16-LE; save the file as UTF-8.",
        ),
        (
            b'a,b\n1,"' + b"x" * (LONGEST_CELL + 1),
            "cell_too_long",
            f"t.csv, row 2: a cell is longer than {LONGEST_CELL} characters; perhaps a quotation mark is not closed.",
        ),
        (
            b"a,b\n1," + b"x" * (LONGEST_LINE + 1),
            "line_too_long",
            f"t.csv, row 2: the line is longer than {LONGEST_LINE} characters; perhaps this is no table.",
        ),
        (b"a,b\n" + b"," * 2000 + b"\n", "too_many_columns", "t.csv, row 2: the row has 2001 cells; at most 500 can be read."),
    ],
)
def test_says_exactly_what_cannot_be_read(data: bytes, code: str, sentence: str) -> None:
    with pytest.raises(TableError) as raised:
        list(Table(seekable(data), "t.csv").rows())
    assert str(raised.value) == sentence
    assert raised.value.complaint.code == code


def test_a_sheet_saved_whole_is_read_and_a_file_of_nothing_but_blank_rows_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mooring.core.tabular.MOST_BLANK", 1_000)
    one = b"id,name\n1,Ann\n"
    assert [row.number for row in Table(seekable(one + b",\n" * 1_000 + b"2,Bo\n" + b"\n" * 1_000), "t.csv").rows()] == [1, 2, 1_003]
    with pytest.raises(TableError) as raised:
        list(Table(seekable(one + b",\n" * 1_001 + b"2,Bo\n"), "t.csv").rows())
    assert str(raised.value) == "t.csv, row 1003: more than 1000 empty rows follow one another; perhaps this is no table."
    assert raised.value.complaint.code == "too_many_blank"


@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [
        *(("utf-8", b"\xfc"), ("utf-16-le", b"\x0c\xdc"), ("utf-16-be", b"\xdc\x0c"), ("cp1252", b"\x81"), ("cp1253", b"\xaa")),
        *(("cp1255", b"\xd9"), ("cp932", b"\x81\xff"), ("gb18030", b"\xff"), ("big5", b"\xff"), ("euc-jp", b"\xff"), ("euc-kr", b"\xff")),
    ],
)
def test_bytes_that_are_no_letters_stop_at_their_own_cell(encoding: str, wrong: bytes) -> None:
    good = "".join(f"{number},Name\n" for number in range(5_000)).encode(encoding)
    data = good + "5000,x".encode(encoding) + wrong + "x\n5001,More\n".encode(encoding)
    with pytest.raises(TableError) as raised:
        list(Table(seekable(data), "t.csv", encoding=encoding).rows())
    assert (raised.value.complaint.row, raised.value.complaint.column) == (5_001, "B")


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reader(data: bytes) -> None:
    with contextlib.suppress(TableError):
        list(Table(seekable(data), "t.csv").rows())


@given(
    lines=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), min_size=1, max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    read=st.integers(1, 12),
)
def test_a_reading_goes_on_from_where_another_stopped(lines: list[tuple[str, str]], encoding: str, newline: str, read: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=newline).writerows([str(at), *line] for at, line in enumerate(lines))
    data, shape = text.getvalue().encode(encoding, "replace"), Shape(encoding, ",")
    whole = list(Rows(seekable(data), "t.csv", shape))
    before = Rows(seekable(data), "t.csv", shape)
    taken = list(itertools.islice(before, read))
    assert [*taken, *Rows(seekable(data), "t.csv", shape, place=before.place())] == whole


def test_a_large_file_is_read_in_little_memory() -> None:
    data = seekable(b"id,name,team\n" + b"".join(b"%d,Person Number %d,Team %d\n" % (n, n, n % 50) for n in range(100_000)))
    tracemalloc.start()
    table = Table(data, "t.csv")
    count = sum(1 for _row in table.rows())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (table.lines, count) == (100_001, 100_001)
    assert peak < 6 * 1024 * 1024


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
