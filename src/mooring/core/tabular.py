"""Tables of text as people send them: any common encoding, comma, semicolon, tab or bar, read in a stream.

Nothing here knows what the columns mean. Whatever cannot be read is one complaint that names the file, the row, the column and
the value. Free of Django: the command line and the pages share it. Rows are counted as a spreadsheet shows them: from 1, the
header and blank rows included, and without the line “sep=;” that names the delimiter.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from mooring.core import encodings
from mooring.core.text import fold

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 100_000
LONGEST_LINE: Final = 1_000_000
MOST_COLUMNS: Final = 500
MOST_BLANK: Final = 1_048_576
"""So many rows with nothing in them may follow one another: a whole sheet of a spreadsheet, saved with one person in it."""

_SHOWN: Final = 60
_CAMEL: Final = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEP: Final = re.compile(r'^"?sep=(.)"?[\r\n]*$', re.IGNORECASE)

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a table: where, what stood there, and why it cannot be used.

    ``reason`` is plain English; ``code`` is a name that stays, for whoever words it otherwise.
    """

    file: str
    reason: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    code: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        if self.value is None:
            return f"{where}: {self.reason}."
        return f"{where}: {shown(self.value)}: {self.reason}."


class TableError(ValueError):
    """A table that cannot be read any further. `complaint` says where and why."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(str(complaint))
        self.complaint = complaint


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its number, and its cells without outer spaces. ``nul`` tells that NUL signs were left out of them."""

    number: int
    cells: tuple[str, ...]
    nul: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)

    def cell(self, at: int) -> str:
        """The cell of that place, empty where the row is shorter."""
        return self.cells[at] if at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is written, and about how many lines it has (0: not counted)."""

    encoding: str
    delimiter: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading has come to: the number of the last row read, and an opaque mark of what follows."""

    row: int
    mark: int


class Rows:
    """The rows of a table that are not empty, one at a time and only once; memory does not grow with the file.

    A later Rows of the same file goes on from a `place`. Raises TableError at a row that cannot be read.
    """

    def __init__(self, source: BinaryIO, name: str, shape: Shape, *, place: Place | None = None, start: bytes = b"") -> None:
        """Read `source` (a file open for bytes, which stays open); `start` holds what was taken from one that cannot go back."""
        self.name, self.shape = name, shape
        self._number = 0
        self._text = io.TextIOWrapper(
            io.BufferedReader(_Borrowed(start, source)), encoding=shape.encoding, errors=encodings.MARK, newline=""
        )
        if place is not None:
            self._number = place.row
            self._text.seek(place.mark)
        self._reader = csv.reader(self._lines(), delimiter=shape.delimiter, strict=True)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        for _blank in range(MOST_BLANK + 1):
            cells = self._next()
            self._number += 1
            if len(cells) > MOST_COLUMNS:
                raise self._error("too_many_columns", f"the row has {len(cells)} cells; at most {MOST_COLUMNS} can be read")
            row = Row(self._number, tuple(cell.strip().replace("\x00", "") for cell in cells), any("\x00" in cell for cell in cells))
            if not row.empty:
                self._check_letters(row)
                return row
        raise self._error("too_many_blank", f"more than {MOST_BLANK} empty rows follow one another; perhaps this is no table")

    def place(self) -> Place:
        """Where the row after the last one begins. The source must be one that can go back."""
        return Place(self._number, self._text.tell())

    def _next(self) -> list[str]:
        try:
            return next(self._reader)
        except csv.Error as error:
            wrong = str(error)
        self._number += 1
        raise self._error(*_quoting(wrong))

    def _lines(self) -> Iterator[str]:
        fresh = self._number == 0
        while line := self._text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                self._number += 1
                raise self._error("line_too_long", f"the line is longer than {LONGEST_LINE} characters; perhaps this is no table")
            if fresh:
                fresh = False
                line = line.removeprefix("\ufeff")
                if _SEP.match(line):
                    continue
            yield line

    def _check_letters(self, row: Row) -> None:
        for at, cell in enumerate(row.cells):
            if not cell.isascii() and encodings.MARKED.search(cell):
                reason = f"this is not {self.shape.encoding.upper()}; save the file as UTF-8"
                raise self._error("not_text", reason, column=column_letter(at), value=encodings.MARKED.sub("\ufffd", cell))

    def _error(self, code: str, reason: str, *, column: str | None = None, value: str | None = None) -> TableError:
        return TableError(Complaint(self.name, reason, self._number, column, value, code))


class Table:
    """A table whose writing is guessed where it is not given, and its rows. `first` is the first that is not empty."""

    def __init__(self, source: BinaryIO, name: str, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Look at the beginning of `source` (a file open for bytes; standard input will do).

        Raises TableError when it is empty or cannot be a table of text.
        """
        shape, start = _sniffed(source, name, encoding, delimiter)
        self.name, self.encoding, self.delimiter, self.lines = name, shape.encoding, shape.delimiter, shape.lines
        self._rows = Rows(source, name, shape, start=start)
        first = next(self._rows, None)
        if first is None:
            raise TableError(Complaint(name, "the file is empty", code="empty"))
        self.first = first

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty, the first one too. Raises TableError at a row that cannot be read."""
        yield self.first
        yield from self._rows


def column_letter(at: int) -> str:
    """What a spreadsheet calls the column of that place: 0 is A, 26 is AA."""
    made = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        made = chr(ord("A") + rest) + made
    return made


def normal(header: str) -> str:
    """A header as its bare words: “NationalIDNumber”, “national_id-number” and “National ID number” are the same."""
    return " ".join(re.findall(r"[^\W_]+", fold(_CAMEL.sub(" ", header))))


def looks_like_header(first: Row, others: Sequence[Row] = ()) -> bool:
    """Whether the first row names the columns: words that differ, no addresses, no numbers, unlike the rows below."""
    cells = [cell for cell in first.cells if cell]
    if len(set(map(str.casefold, cells))) != len(cells) or any("@" in cell or not any(map(str.isalpha, cell)) for cell in cells):
        return False
    below = [row for row in others if not row.empty]
    again = sum(cell.casefold() == row.cell(at).casefold() for row in below for at, cell in enumerate(first.cells) if cell)
    return again <= len(below) // 2


def shown(value: str) -> str:
    """A value fit for a sentence: short, in quotation marks, without line breaks or control signs."""
    plain = "".join(sign if sign.isprintable() else "\u00b7" for sign in value)
    return f"\u201c{plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + chr(0x2026)}\u201d"


class _Borrowed(io.RawIOBase):
    """The bytes already looked at, followed by the rest of a stream, which stays open for whoever opened it."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._rest.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._rest.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        if self._start:
            piece, self._start = self._start[: len(room)], self._start[len(room) :]
        else:
            piece = self._rest.read(len(room))
        room[: len(piece)] = piece
        return len(piece)


def _sniffed(source: BinaryIO, name: str, encoding: str | None, delimiter: str | None) -> tuple[Shape, bytes]:
    """How a table is written, and what was taken from a source that cannot go back."""
    sample = source.read(encodings.SAMPLE)
    if sample.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableError(Complaint(name, "this is not a table of text; save the sheet as CSV and send that", code="workbook"))
    if sample.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise TableError(Complaint(name, "this is a picture, a document or an archive, and not a table of text", code="no_table"))
    guess = encodings.guess(source, sample)
    found = encoding or guess.encoding
    if found is None:
        raise TableError(Complaint(name, "this does not look like text; save it as CSV in UTF-8", code="no_table"))
    beginning = sample.decode(found, errors="ignore").removeprefix("\ufeff")
    if source.seekable():
        source.seek(0)
    shape = Shape(found, delimiter or _delimiter(beginning, whole=len(sample) < encodings.SAMPLE), guess.lines)
    return shape, b"" if source.seekable() else sample


def _delimiter(beginning: str, *, whole: bool) -> str:
    """The sign that a first line “sep=;” names; else the one that cuts the rows into the same number of cells most often."""
    named = _SEP.match(re.split(r"[\r\n]", beginning, maxsplit=1)[0])
    if named and named[1] in DELIMITERS:
        return named[1]
    best, chosen = (0.0, 0), ","
    lines = beginning if whole else beginning[: beginning.rfind("\n") + 1] or beginning
    for sign in DELIMITERS:
        common, share = _width(lines, sign)
        if common > 1 and (share, common) > best:
            best, chosen = (share, common), sign
    return chosen


def _width(lines: str, delimiter: str) -> tuple[int, float]:
    """The commonest number of cells of the first rows, and their share; zeros where the rows make no sense."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == 50:
                break
    except csv.Error:
        return 0, 0.0
    if not widths:
        return 0, 0.0
    common, times = Counter(widths).most_common(1)[0]
    return common, times / len(widths)


def _quoting(error: str) -> tuple[str, str]:
    if "unexpected end of data" in error:
        return "quote_open", "a quotation mark that opens in this row is never closed"
    if "field larger" in error:
        return "cell_too_long", f"a cell is longer than {LONGEST_CELL} characters; perhaps a quotation mark is not closed"
    if "expected after" in error:
        return "quote_inside", "a quotation mark stands in the middle of a cell; double it or leave it out"
    return "unreadable", "the row cannot be read as a table"
