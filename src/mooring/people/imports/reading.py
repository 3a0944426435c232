"""Reading a table of any delimiter and encoding as a stream, so that its size never matters.

Rows are counted as a spreadsheet shows them: from 1, a header and blank rows included.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859-15", "mac-roman", "koi8-r", "cp932", "gb18030", "big5", "euc-jp", "euc-kr"),
)
SAMPLE = 64 * 1024
LONGEST_LINE = 1024 * 1024
MOST_COLUMNS = 200
_CHUNK = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEP = re.compile(r"^sep=(.)\r?\n?$", re.IGNORECASE)


class Unreadable(Exception):
    """The file as a whole cannot be read: a code, the row where it stopped (0 = none) and what was found there."""

    def __init__(self, code: str, row: int = 0, value: str = "") -> None:
        super().__init__(code)
        self.code, self.row, self.value = code, row, value


@dataclass(frozen=True)
class Shape:
    """How a file is written."""

    encoding: str
    delimiter: str
    has_header: bool = True


def sniff(path: Path) -> tuple[Shape, int]:
    """How the file is written, and about how many rows it has. Unreadable where it is no table of text."""
    encoding, lines = _encoding(path)
    head = _head(path, encoding)
    if not head.strip():
        raise Unreadable("empty")
    separator = _SEP.match(head.split("\n", 1)[0] + "\n")
    delimiter = separator[1] if separator and separator[1] in DELIMITERS else _delimiter(head)
    return Shape(encoding, delimiter), lines


def first_rows(path: Path, shape: Shape, count: int = 6) -> list[list[str]]:
    """The first rows that hold anything."""
    filled = (cells for _number, cells in records(path, shape) if any(cell.strip() for cell in cells))
    return list(itertools.islice(filled, count))


def records(path: Path, shape: Shape) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number. Unreadable where the bytes are no text, a quote never closes or a line never ends."""
    number = 0
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, shape.encoding), delimiter=shape.delimiter, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError as wrong:
                raise Unreadable(
                    "not_text", number + 1, " ".join(f"{byte:02X}" for byte in wrong.object[wrong.start : wrong.end][:4])
                ) from None
            except csv.Error as wrong:
                code = "quote_open" if "unexpected end" in str(wrong) or "field larger" in str(wrong) else "quote_inside"
                raise Unreadable(code, number + 1) from None
            except _LongLine:
                raise Unreadable("line_too_long", number + 1) from None
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("too_many_columns", number, str(len(cells)))
            yield number, cells


class _LongLine(Exception):
    pass


def _lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a file, without its mark and without the “sep=;” that spreadsheets put on top."""
    lines = _decoded(file, encoding)
    first = next(lines, "").removeprefix("\ufeff")
    if not _SEP.match(first):
        yield first
    yield from lines


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Line by line, so that bytes that are no text stop at their own row and not where a buffer began."""
    head = file.read(SAMPLE)
    file.seek(0)
    if encoding.startswith("utf-16") or b"\n" not in head:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            while part := text.readline(LONGEST_LINE):
                if len(part) == LONGEST_LINE and not part.endswith(("\n", "\r")):
                    raise _LongLine
                yield part
        finally:
            text.detach()  # the file is closed by whoever opened it
        return
    while raw := file.readline(LONGEST_LINE):
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            raise _LongLine
        line = raw.decode(encoding)
        if "\r" in line.rstrip("\r\n"):
            yield from re.findall(r"[^\r]*\r\n?|[^\r]+", line)
        else:
            yield line


def _encoding(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("workbook")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise Unreadable("no_table")
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    wide = marked if marked and marked != "utf-8" else _wide(head)
    is_utf8, lines, strange = _scan(path)
    if wide:
        return wide, lines
    if marked or is_utf8:
        return "utf-8", lines
    return _eight_bit(strange), lines


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in text of mostly Latin letters every other byte is NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _scan(path: Path) -> tuple[bool, int, bytes]:
    """Whether the whole file is UTF-8, how many lines it has, and its first lines that are more than ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, lines, last, strange = True, 0, b"\n", bytearray()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n") or chunk.count(b"\r")
            last = chunk[-1:]
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            if len(strange) < SAMPLE and not chunk.isascii():
                strange += b"\n".join(line[:2000] for line in re.split(rb"[\r\n]+", chunk) if not line.isascii())[:SAMPLE]
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return is_utf8, lines + (last not in b"\r\n"), bytes(strange)


def _eight_bit(sample: bytes) -> str:
    """The likeliest of the encodings that are not Unicode; Windows-1252 where it makes plausible words."""
    try:
        western = sample.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    words = [word for word in re.findall(r"[^\W\d_]+", western) if not word.isascii()]
    plausible = sum(sum(not char.isascii() for char in word) * 2 <= len(word) + 1 for word in words)
    odd = len(re.findall(r"[^\x00-\x7f\u00c0-\u00ff€Œœ„“”‚‘’–—…ŠšŽžŸ\u00a0«»´§°²³ßºª¿¡]", western))
    if words and plausible >= len(words) * 0.8 and odd <= len(words) * 0.1:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=[name.replace("-", "_") for name in ENCODINGS if not name.startswith("utf")]).best()
    return codecs.lookup(best.encoding).name if best else "cp1252"


def _head(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        text = file.read(SAMPLE).decode(encoding, errors="replace").removeprefix("\ufeff")
    return text.rpartition("\n")[0] + "\n" if "\n" in text else text


def _delimiter(head: str) -> str:
    """The delimiter under which most rows have the same number of cells, more than one."""

    def fits(delimiter: str) -> tuple[float, int]:
        try:
            widths = [
                len(cells) for cells in itertools.islice(csv.reader(head.splitlines(keepends=True), delimiter=delimiter), 50) if cells
            ]
        except csv.Error:
            return (0, 0)
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return (widths.count(common) / len(widths), common) if common > 1 else (0, 0)

    return max(DELIMITERS, key=lambda delimiter: (fits(delimiter), -DELIMITERS.index(delimiter)))
