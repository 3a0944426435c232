"""Tables of text as people send them: any common encoding, comma, semicolon, tab or bar, read in a stream.

Nothing here knows what the columns mean. Whatever cannot be read is one complaint that names the file, the row, the column and
the value. Free of Django: the command line and the pages share it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import charset_normalizer

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 100_000
MOST_COLUMNS: Final = 1_000

_SAMPLE: Final = 256 * 1024
_CHUNK: Final = 1024 * 1024
_SHOWN: Final = 60
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a table: where, what stood there, and why it cannot be used."""

    file: str
    reason: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

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
    """One row as it stands: its number as a spreadsheet counts (the first row is 1), and its cells without outer spaces."""

    number: int
    cells: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)

    def cell(self, at: int) -> str:
        """The cell of that place, empty where the row is shorter."""
        return self.cells[at] if at < len(self.cells) else ""


class Table:
    """A table being read. Rows come one at a time and only once; memory does not grow with the file.

    `encoding` and `delimiter` are what was guessed or given. `first` is the first row that is not empty.
    """

    def __init__(self, source: BinaryIO, name: str, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Look at the beginning of `source` (a file open for bytes; standard input will do).

        Raises TableError when it is empty or cannot be a table of text.
        """
        self.name = name
        sample = source.read(_SAMPLE)
        start = b"" if source.seekable() else sample
        if source.seekable():
            source.seek(0)
        if not sample.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
            raise TableError(Complaint(name, "the file is empty"))
        if sample[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or sample[:5] == b"%PDF-":
            raise TableError(Complaint(name, "this is not a table of text; save the sheet as CSV and send that"))
        self.encoding = encoding or _encoding(sample, source, name)
        beginning = sample.decode(self.encoding, errors="ignore")
        self._skip = 0
        named, beginning = _sep_line(beginning)
        if named:
            self._skip = 1
        self.delimiter = delimiter or named or _delimiter(beginning)
        wide = self.encoding.startswith(("utf-16", "utf-32"))
        self._text = io.TextIOWrapper(
            io.BufferedReader(_Joined(start, source)), encoding=self.encoding, errors="strict" if wide else "surrogateescape", newline=""
        )
        self._rows = self._read()
        self.first: Row = next(self._rows)

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty, the first one too. Raises TableError at a row that cannot be read."""
        yield self.first
        yield from self._rows

    def _read(self) -> Iterator[Row]:
        reader = csv.reader(self._text, delimiter=self.delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                if number == 1 + self._skip:
                    raise TableError(Complaint(self.name, "the file is empty")) from None
                return
            except UnicodeError:
                raise TableError(
                    Complaint(self.name, f"from about here on the file is not {_plain(self.encoding)}; save it as UTF-8", number)
                ) from None
            except csv.Error as error:
                raise TableError(Complaint(self.name, _quoting(str(error)), number)) from None
            if number <= self._skip:
                continue
            if len(cells) > MOST_COLUMNS:
                raise TableError(Complaint(self.name, f"the row has {len(cells)} cells; at most {MOST_COLUMNS} can be read", number))
            row = Row(number, tuple(cell.strip().replace("\x00", "") for cell in cells))
            for at, cell in enumerate(row.cells):
                if not cell.isascii() and any("\udc80" <= sign <= "\udcff" for sign in cell):
                    plain = cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                    reason = f"this is not {_plain(self.encoding)}; save the file as UTF-8"
                    raise TableError(Complaint(self.name, reason, number, column_letter(at), plain))
            if not row.empty:
                yield row


def column_letter(at: int) -> str:
    """What a spreadsheet calls the column of that place: 0 is A, 26 is AA."""
    made = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        made = chr(ord("A") + rest) + made
    return made


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


class _Joined(io.RawIOBase):
    """The bytes already looked at, followed by the rest of a stream, which stays open for whoever opened it."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        if self._start:
            piece, self._start = self._start[: len(room)], self._start[len(room) :]
        else:
            piece = self._rest.read(len(room))
        room[: len(piece)] = piece
        return len(piece)


def _encoding(sample: bytes, source: BinaryIO, name: str) -> str:
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    if max(zeros) > len(sample) // 8:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    if _is_utf8(sample, source):
        return "utf-8"
    best = charset_normalizer.from_bytes(sample).best()
    if best is None:
        raise TableError(Complaint(name, "this does not look like text; save it as CSV in UTF-8"))
    return "cp1252" if best.encoding in ("ascii", "latin_1", "cp1250", "cp1257") and _fits(sample, "cp1252") else best.encoding


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeError:
        return False
    return True


def _is_utf8(sample: bytes, source: BinaryIO) -> bool:
    """Whether the text is UTF-8: the whole of it where it can be read twice, else its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    whole = source.seekable()
    pieces: Iterable[bytes] = iter(lambda: source.read(_CHUNK), b"") if whole else (sample,)
    try:
        for piece in pieces:
            decoder.decode(piece)
        if whole:
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _nearly(sample)
    finally:
        if whole:
            source.seek(0)
    return True


def _nearly(sample: bytes) -> bool:
    """Whether most signs beyond ASCII are right UTF-8: then the others are faults, and not another encoding."""
    text = sample.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    return sum(not sign.isascii() for sign in text) - wrong > wrong


def _sep_line(beginning: str) -> tuple[str | None, str]:
    line, _, rest = beginning.lstrip("\ufeff").partition("\n")
    line = line.rstrip("\r").strip('"')
    if line.lower().startswith("sep=") and len(line) == 5:
        return line[4], rest
    return None, beginning


def _delimiter(beginning: str) -> str:
    """The sign that cuts the first rows into the same number of cells most often, and into the most."""
    best, chosen = (0.0, 0), ","
    whole = beginning if len(beginning) < _SAMPLE // 4 else beginning[: beginning.rfind("\n") + 1] or beginning
    for sign in DELIMITERS:
        widths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(whole, newline=""), delimiter=sign):
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == 50:
                    break
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        rank = (times / len(widths), width)
        if width > 1 and rank > best:
            best, chosen = rank, sign
    return chosen


def _quoting(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quotation mark that opens in this row is never closed"
    if "field larger" in error:
        return f"a cell is longer than {LONGEST_CELL} characters; perhaps a quotation mark is not closed"
    if "expected after" in error:
        return "a quotation mark stands in the middle of a cell; double it or leave it out"
    return "the row cannot be read as a table"


def _plain(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding
