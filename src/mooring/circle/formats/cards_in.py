"""vCards 2.1, 3.0 and 4.0 as Apple, Google, Outlook, Android and others write them. Pictures are dropped before a line is read."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from mooring.circle.formats.card import Labelled
from mooring.circle.formats.days import moment_of
from mooring.circle.formats.draft import Draft, lined
from mooring.circle.formats.found import Entry, Skipped, found
from mooring.circle.formats.lines import Line, escaped, fields, kept, listed, parsed, plain
from mooring.circle.formats.problems import LARGEST_CARD, LONGEST, unreadable
from mooring.core import encodings

BEGIN: Final = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)

_PICTURE: Final = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|X-MS-CARDPICTURE)\s*[;:]", re.IGNORECASE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*")
_END: Final = re.compile(r"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_PACKED: Final = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE\b", re.IGNORECASE)
_NAME_PARTS: Final = ("family", "given", "middle", "prefix", "suffix")
_ADDRESS_PARTS: Final = ("box", "street 2", "street", "city", "region", "code", "country")
_DROPPED: Final = frozenset(
    {"VERSION", "PRODID", "PROFILE", "SOURCE", "LABEL", "AGENT", "X-ABADR", "X-ABUID", "X-IMAGETYPE", "X-IMAGEHASH"}
)
_RELATED: Final = {
    **{"X-SPOUSE": "spouse", "X-EVOLUTION-SPOUSE": "spouse", "X-ASSISTANT": "assistant", "X-MS-ASSISTANT": "assistant"},
    **{"X-MANAGER": "manager", "X-MS-MANAGER": "manager", "X-EVOLUTION-ASSISTANT": "assistant", "X-EVOLUTION-MANAGER": "manager"},
}
_LABEL: Final = "X-ABLABEL"


def entries(text: TextIO, name: str, encoding: str) -> Iterator[Entry]:
    """Every card, with the line at which it begins. Unreadable where a card never ends, or there is none."""
    card: _Card | None = None
    nested, any_card, last = 0, False, ""
    for number, logical in _unfolded(text, name):
        if BEGIN.fullmatch(logical):
            if card is not None and last.upper().startswith("AGENT"):
                nested += 1
                continue
            if card is not None:
                yield card.entry()
            card, any_card, nested = _Card(number), True, 0
        elif _END.fullmatch(logical):
            if nested:
                nested -= 1
            elif card is not None:
                yield card.entry()
                card = None
        elif card is not None and not nested and (line := parsed(_mended(logical))) is not None:
            card.add(line, encoding)
        last = logical
    if card is not None:
        raise unreadable(name, "card_open", row=card.place)
    if not any_card:
        raise unreadable(name, "no_card")


def _unfolded(text: TextIO, name: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on below joined, and without those of pictures; each with the number at which it begins."""
    began, pieces, length, soft, picture = 0, [""], 0, False, False
    for number, line in enumerate(text, start=1):
        line = line.rstrip("\r\n")
        if picture and (not line.strip() or line[0] in " \t" or _BASE64.fullmatch(line)):
            continue
        if soft or line.startswith((" ", "\t")):
            pieces.append(f"\n{line}" if soft else line[1:])
            length += len(line)
        else:
            if pieces[0]:
                yield began, "".join(pieces)
            picture = _PICTURE.match(line) is not None
            began, pieces, length = number, ["" if picture else line], len(line)
        if length > LONGEST and not picture:
            raise unreadable(name, "line_too_long", row=began)
        soft = line.endswith("=") and _PACKED.match(pieces[0]) is not None
    if pieces[0]:
        yield began, "".join(pieces)


def _mended(text: str) -> str:
    """A text in which single bytes that are no letters are read as old Windows programs meant them."""
    if text.isascii() or not encodings.MARKED.search(text):
        return text
    return encodings.MARKED.sub(lambda one: bytes([ord(one[0]) - 0xDC00]).decode("cp1252", errors="replace"), text)


class _Card:
    """One card, line by line. What lines of one group say together is put together at its end."""

    def __init__(self, place: int) -> None:
        self.place = place
        self._draft = Draft()
        self._group = False
        self._labels: dict[str, str] = {}
        self._waiting: list[tuple[Line, str]] = []
        self._labelled: list[Labelled] = []
        self._has_address = False
        self._length = 0

    def add(self, line: Line, encoding: str) -> None:
        """Take one line."""
        value = _decoded(line, encoding)
        self._length += len(value)
        if self._length > LARGEST_CARD:
            self._waiting.clear()
            return
        if line.name == _LABEL and line.group:
            self._labels[line.group] = plain(value)
        elif line.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
            self._group = value.strip().lower() == "group"
        elif line.name == "LABEL":
            self._labelled.append(Labelled(plain(value), " ".join(line.types)))
        elif line.name not in _DROPPED:
            self._waiting.append((line, value))

    def entry(self) -> Entry:
        """What it comes to."""
        if self._group:
            return Skipped(self.place, "group")
        if self._length > LARGEST_CARD:
            return Skipped(self.place, "too_much")
        for line, value in self._waiting:
            read = _READERS.get(line.name)
            if read is None or not read(self, line, value):
                self._keep(line, value)
        if not self._has_address:
            for one in self._labelled:
                self._draft.address(one.value, one.kind)
        return found(self.place, self._draft.card(), tuple(self._draft.unsure))

    def _keep(self, line: Line, value: str) -> None:
        if not value:
            return
        if line.params.get("ENCODING", "").upper() in ("B", "BASE64") or "base64" in line.types:
            value = f"data:application/octet-stream;base64,{''.join(value.split())}"
            line = Line(line.group, line.name, (), {}, value)
        self._draft.extra.append(kept(line, value))
        if line.group in self._labels:
            label = escaped(self._labels.pop(line.group))
            self._draft.extra.append(kept(Line(line.group, _LABEL, (), {}, label), label))

    def _kind(self, line: Line) -> str:
        return self._labels.get(line.group) or " ".join(line.types)

    def _name(self, line: Line, value: str) -> bool:
        for field, part in zip(_NAME_PARTS, fields(value), strict=False):
            self._draft.text(part, field)
        return True

    def _organisation(self, line: Line, value: str) -> bool:
        organisation, *units = fields(value)
        self._draft.text(organisation, "organisation")
        self._draft.text(", ".join(unit for unit in units if unit), "department")
        return True

    def _text(self, line: Line, value: str) -> bool:
        if "DERIVED" in line.params:
            return True
        self._draft.text(plain(value), _TEXTS[line.name])
        return True

    def _nickname(self, line: Line, value: str) -> bool:
        self._draft.text(", ".join(filter(None, listed(value))), "nickname")
        return True

    def _email(self, line: Line, value: str) -> bool:
        self._draft.email(plain(value), self._kind(line), first=_preferred(line))
        return True

    def _phone(self, line: Line, value: str) -> bool:
        self._draft.phone(plain(value), self._kind(line), first=_preferred(line))
        return True

    def _url(self, line: Line, value: str) -> bool:
        self._draft.url(plain(value), self._kind(line), first=_preferred(line))
        return True

    def _birthday(self, line: Line, value: str) -> bool:
        self._draft.born(_without_year(line, value))
        return True

    def _date(self, line: Line, value: str) -> bool:
        self._draft.date(_without_year(line, value), self._kind(line) if line.name == "X-ABDATE" else "anniversary")
        return True

    def _note(self, line: Line, value: str) -> bool:
        self._draft.note(plain(value))
        return True

    def _tags(self, line: Line, value: str) -> bool:
        for tag in listed(value):
            self._draft.tag(tag)
        return True

    def _address(self, line: Line, value: str) -> bool:
        self._has_address = True
        parts = dict(zip(_ADDRESS_PARTS, fields(value), strict=False))
        self._draft.address(lined({name: part.strip() for name, part in parts.items()}), self._kind(line))
        return True

    def _relation(self, line: Line, value: str) -> bool:
        self._draft.relation(plain(value), _RELATED.get(line.name) or self._kind(line))
        return True

    def _changed(self, line: Line, value: str) -> bool:
        self._draft.rev = moment_of(value) or self._draft.rev
        return True

    def _connected(self, line: Line, value: str) -> bool:
        self._draft.connected(plain(value))
        return True

    def _android(self, line: Line, value: str) -> bool:
        kind, *rest = fields(value)
        if kind != "vnd.android.cursor.item/nickname" or not rest:
            return False
        self._draft.text(rest[0], "nickname")
        return True


_TEXTS: Final = {"FN": "name", "TITLE": "title", "UID": "uid"}
_READERS: Final[dict[str, Callable[[_Card, Line, str], bool]]] = {
    **dict.fromkeys(_TEXTS, _Card._text),
    **dict.fromkeys(("RELATED", "X-ABRELATEDNAMES", *_RELATED), _Card._relation),
    **dict.fromkeys(("ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-ABDATE"), _Card._date),
    **dict.fromkeys(("URL", "X-SOCIALPROFILE", "SOCIALPROFILE"), _Card._url),
    **{"N": _Card._name, "ORG": _Card._organisation, "NICKNAME": _Card._nickname, "EMAIL": _Card._email, "TEL": _Card._phone},
    **{"BDAY": _Card._birthday, "NOTE": _Card._note, "CATEGORIES": _Card._tags, "ADR": _Card._address, "REV": _Card._changed},
    **{"X-MOORING-CONNECTED-ON": _Card._connected, "X-ANDROID-CUSTOM": _Card._android},
}


def _preferred(line: Line) -> bool:
    return "pref" in line.types or line.params.get("PREF") == "1"


def _without_year(line: Line, value: str) -> str:
    """A day as text, without the year that Apple writes where there is none."""
    year = line.params.get("X-APPLE-OMIT-YEAR")
    return f"--{value[4:].lstrip('-')}" if year and value.startswith(year) else plain(value)


def _decoded(line: Line, encoding: str) -> str:
    """The value as text, whatever it was packed in."""
    charset = line.params.get("CHARSET", "utf-8")
    if "quoted-printable" in line.types or line.params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        packed = quopri.decodestring(line.value.encode("utf-8", errors="replace"))
        return _mended(_text(packed, charset)).replace("\r\n", "\n")
    if "CHARSET" in line.params and not line.value.isascii() and not encoding.startswith("utf"):
        return _mended(_text(line.value.encode(encoding, errors="replace"), charset))
    return line.value


def _text(packed: bytes, charset: str) -> str:
    try:
        return packed.decode(charset, errors=encodings.MARK)
    except LookupError:
        return packed.decode("utf-8", errors=encodings.MARK)
