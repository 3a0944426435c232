"""Any file of contacts: what it is, told by its content before its name, and everybody in it, one at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from mooring.circle.formats import cards_in, ldif
from mooring.circle.formats.found import Entry
from mooring.circle.formats.problems import LARGEST, unreadable
from mooring.circle.formats.tables import Asked, Mapping, Sheet
from mooring.core import encodings
from mooring.core.tabular import normal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_WORKBOOK: Final = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument", b"xl/")
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")
_OTHERS: Final = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"!BDN", b"\x7fELF", b"MZ\x90", b"RIFF", b"ID3", b"OggS"),
    *(b"\xca\xfe\xba\xbe", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp", b"bplist00", b"\x00asm"),
)
_LDIF: Final = re.compile(r"^dn::?\s", re.IGNORECASE | re.MULTILINE)


class Reading:
    """A file that can be read: iterate for everybody in it, once. Memory does not grow with the file.

    ``kind`` is “vcard”, “ldif” or a layout of tables; ``lines`` is about how many lines it has. Where ``needs_mapping`` is not
    None the table is unknown: it has the columns, some rows and a guess, and there is nothing to iterate before it is read with a
    mapping.
    """

    def __init__(self, kind: str, encoding: str, lines: int, entries: Iterator[Entry], needs_mapping: Asked | None = None) -> None:
        self.kind, self.encoding, self.lines, self.needs_mapping = kind, encoding, lines, needs_mapping
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        return self._entries


def read(source: bytes | BinaryIO, name: str, *, mapping: Mapping | None = None) -> Reading:
    """Look at a file: its bytes, or the file itself, open for bytes and able to go back.

    Unreadable, now or while iterating, where it is none of ours, damaged or too large.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise unreadable(name, "empty")
    if size > LARGEST:
        raise unreadable(name, "too_large")
    sample = file.read(encodings.SAMPLE)
    file.seek(0)
    _refuse(sample, name)
    guess = encodings.guess(file, sample)
    if guess.encoding is None:
        raise unreadable(name, "no_text")
    begins = sample.decode(guess.encoding, errors="ignore").removeprefix("\ufeff").lstrip()
    if not begins:
        raise unreadable(name, "empty")
    suffix = PurePath(name).suffix.lower()
    if cards_in.BEGIN.match(begins) or (suffix in (".vcf", ".vcard") and not _is_other(begins, name)):
        text = _text(file, guess.encoding)
        return Reading("vcard", guess.encoding, guess.lines, cards_in.entries(text, name, guess.encoding))
    if begins.lower().startswith(("dn:", "version:", "#")) and _LDIF.search(begins):
        return Reading("ldif", guess.encoding, guess.lines, ldif.entries(_text(file, guess.encoding), name))
    _is_other(begins, name)
    sheet = Sheet(file, name, mapping)
    entries = iter(()) if sheet.asked else sheet.entries()
    return Reading(sheet.layout, sheet.encoding, sheet.lines, entries, sheet.asked)


def _refuse(sample: bytes, name: str) -> None:
    """Unreadable for what is no text at all."""
    if sample.startswith(b"\xd0\xcf\x11\xe0") or (sample.startswith(b"PK\x03\x04") and any(word in sample[:8192] for word in _WORKBOOK)):
        raise unreadable(name, "workbook")
    if sample.startswith(_ARCHIVES):
        raise unreadable(name, "archive")
    if sample.startswith(_OTHERS):
        raise unreadable(name, "no_contacts")


def _is_other(begins: str, name: str) -> bool:
    """False, or Unreadable for text that is something else."""
    first, _end, _rest = begins.partition("\n")
    if begins[:15].upper() == "BEGIN:VCALENDAR":
        raise unreadable(name, "calendar")
    if begins.startswith("<"):
        raise unreadable(name, "web_page")
    if begins.startswith(("{", "[{", "[\n", "[]")):
        raise unreadable(name, "json")
    if normal(first).startswith("conversation id conversation title"):
        raise unreadable(name, "messages")
    return False


def _text(file: BinaryIO, encoding: str) -> TextIO:
    text = io.TextIOWrapper(_Kept(file), encoding=encoding, errors=encodings.MARK)
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text


class _Kept(io.BufferedReader):
    """A file that stays open for whoever opened it."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        piece = self._file.read(len(room))
        room[: len(piece)] = piece
        return len(piece)
