"""How the bytes of a text are to be read: the encoding, guessed from the whole of it, and bytes that are no letters kept in sight.

An encoding is named without its mark: what begins with the mark of UTF-8 is “utf-8”.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from charset_normalizer import from_bytes

ENCODINGS: Final = (
    *("utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859-15", "mac-roman", "koi8-r", "cp932", "gb18030", "big5", "euc-jp", "euc-kr"),
)
"""What a person may choose among."""

MARK: Final = "mooring.mark"
"""The error handler that reads a byte which is no letter as one sign of MARKED, so that whoever reads can say where it stands."""

MARKED: Final = re.compile("[\udc00-\udcff]")
"""Signs that no text holds: each is a byte that was no letter."""

SAMPLE: Final = 64 * 1024
"""How many bytes are looked at closely."""

_CHUNK: Final = 1024 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_ODD_IN_THE_WEST: Final = re.compile(r"[^\x00-\x7f\u00c0-\u00ff€Œœ„“”‚‘’–—…ŠšŽžŸ\u00a0«»´§°²³ßºª¿¡]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest encoding (None: this is hardly text), and about how many lines there are, as far as they were counted."""

    encoding: str | None
    lines: int


def guess(source: BinaryIO, sample: bytes) -> Guess:
    """Look at a text whose beginning is ``sample``: at the whole of it where the source can go back (and it does), else at that."""
    whole = _scan(source) if source.seekable() else _Scan(_nearly_utf8(sample), _count(sample), _beyond_ascii(sample)[:SAMPLE])
    marked = next((name for mark, name in _BOMS if sample.startswith(mark)), None) or _wide(sample)
    if marked:
        return Guess(marked, whole.lines)
    if whole.is_utf8 or _mostly_utf8(whole.strange):
        return Guess("utf-8", whole.lines)
    return Guess(_eight_bit(whole.strange), whole.lines)


@dataclass(frozen=True, slots=True)
class _Scan:
    is_utf8: bool
    lines: int
    strange: bytes  # the first lines that are more than ASCII


def _scan(source: BinaryIO) -> _Scan:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, lines, last, strange = True, 0, b"\n", bytearray()
    source.seek(0)
    while chunk := source.read(_CHUNK):
        lines += _count(chunk)
        last = chunk[-1:]
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if len(strange) < SAMPLE and not chunk.isascii():
            strange += _beyond_ascii(chunk)[:SAMPLE]
    source.seek(0)
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return _Scan(is_utf8, lines + (last not in b"\r\n"), bytes(strange))


def _count(chunk: bytes) -> int:
    return chunk.count(b"\n") or chunk.count(b"\r")


def _beyond_ascii(chunk: bytes) -> bytes:
    return b"\n".join(line[:2000] for line in re.split(rb"[\r\n]+", chunk) if not line.isascii())


def _nearly_utf8(sample: bytes) -> bool:
    """Whether a beginning, cut anywhere, may be UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(strange: bytes) -> bool:
    """Whether most signs beyond ASCII are right UTF-8: then the others are faults, and not another encoding."""
    text = strange.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    return sum(not sign.isascii() for sign in text) - wrong > wrong


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: of its spaces, digits and line ends every other byte is NUL."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) <= len(sample) // 8 or min(even, odd) > max(even, odd) // 4:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _eight_bit(strange: bytes) -> str | None:
    """The likeliest of the encodings that are not Unicode; Windows-1252 where it makes plausible words."""
    try:
        western = strange.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    words = [word for word in _WORD.findall(western) if not word.isascii()]
    plausible = sum(sum(not sign.isascii() for sign in word) * 2 <= len(word) + 1 for word in words)
    if words and plausible >= len(words) * 0.8 and len(_ODD_IN_THE_WEST.findall(western)) <= len(words) * 0.1:
        return "cp1252"
    best = from_bytes(strange, cp_isolation=[name.replace("-", "_") for name in ENCODINGS if not name.startswith("utf")]).best()
    if best is not None:
        return codecs.lookup(best.encoding).name
    return "cp1252" if western and not _CONTROL.search(western) else None


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(MARK, _mark)
