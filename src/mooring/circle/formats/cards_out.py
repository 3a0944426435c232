"""Cards as vCards 4.0 (RFC 6350), which phones, mail programs and address books take."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mooring.circle.formats.card import Card, Day, Labelled
from mooring.circle.formats.lines import escaped, folded, made, parsed

_TYPES: Final = frozenset({"home", "work", "cell", "fax", "pager", "video", "textphone"})
_RELATIONS: Final = frozenset(
    {
        *("contact", "acquaintance", "friend", "met", "co-worker", "colleague", "co-resident", "neighbor", "child", "parent", "sibling"),
        *("spouse", "kin", "muse", "crush", "date", "sweetheart", "me", "agent", "emergency"),
    }
)
_URIS: Final[Mapping[str, str]] = {}
_TEXTS: Final[Mapping[str, str]] = {"VALUE": "text"}
_URI: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")


def vcards(cards: Iterable[Card]) -> Iterator[bytes]:
    """A file of all of them, a piece a card."""
    return map(vcard, cards)


def vcard(card: Card) -> bytes:
    """One card. A kind of value that the standard has no word for stands beside it as a label, the way Apple and Google read it."""
    return b"".join(map(folded, _lines(card)))


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield from _who(card)
    groups = _Groups()
    yield from groups.of("EMAIL", card.emails, _TYPES)
    yield from groups.of("TEL", card.phones, _TYPES)
    yield from groups.of("URL", card.urls, _TYPES)
    for one in card.addresses:
        yield from groups.line("ADR", f";;{escaped(one.value)};;;;", one.kind, _TYPES)
    yield from _work(card)
    yield from _days(card, groups)
    for one in card.related:
        yield from groups.line("RELATED", escaped(one.value), one.kind, _RELATIONS, _type_of(one.value))
    if card.tags:
        yield made("CATEGORIES", ",".join(map(escaped, card.tags)))
    if card.note:
        yield made("NOTE", escaped(card.note))
    if card.rev:
        yield f"REV:{re.sub('[:-]', '', card.rev.astimezone(dt.UTC).isoformat())[:15]}Z"
    yield from (line for line in card.extra if parsed(line) and "\n" not in line)
    yield "END:VCARD"


def _who(card: Card) -> Iterator[str]:
    if card.uid:
        yield made("UID", escaped(card.uid), params=_type_of(card.uid))
    yield made("FN", escaped(card.name)) if card.name else made("FN", escaped(card.called), params={"DERIVED": "true"})
    parts = (card.family, card.given, card.middle, card.prefix, card.suffix)
    if any(parts):
        yield made("N", ";".join(map(escaped, parts)))
    if card.nickname:
        yield made("NICKNAME", escaped(card.nickname))


def _type_of(value: str) -> Mapping[str, str]:
    """What must be said of a value that could be an address and is none."""
    return _URIS if _URI.fullmatch(value) else _TEXTS


def _work(card: Card) -> Iterator[str]:
    if card.organisation or card.department:
        yield made("ORG", ";".join(map(escaped, (card.organisation, card.department) if card.department else (card.organisation,))))
    if card.title:
        yield made("TITLE", escaped(card.title))


def _days(card: Card, groups: _Groups) -> Iterator[str]:
    if card.birthday:
        yield f"BDAY:{_basic(card.birthday)}"
    kept = False
    for one in card.dates:
        if one.kind == "anniversary" and not kept:
            kept = True
            yield f"ANNIVERSARY:{_basic(one.day)}"
        else:
            yield from groups.line("X-ABDATE", _basic(one.day), one.kind, frozenset())
    if card.connected_on:
        yield f"X-MOORING-CONNECTED-ON:{card.connected_on.isoformat()}"


def _basic(day: Day) -> str:
    """A day in ISO 8601’s form without hyphens, the only one the standard takes."""
    return f"{'--' if day.year is None else f'{day.year:04}'}{day.month:02}{day.day:02}"


class _Groups:
    """Numbers for lines that have a label beside them."""

    def __init__(self) -> None:
        self._last = 0

    def of(self, name: str, values: Iterable[Labelled], types: frozenset[str]) -> Iterator[str]:
        """A line a value."""
        for one in values:
            yield from self.line(name, escaped(one.value), one.kind, types)

    def line(self, name: str, value: str, kind: str, types: frozenset[str], params: Mapping[str, str] = _URIS) -> Iterator[str]:
        """A value with its kind: as types where each is one of the standard’s, as a label where not."""
        words = tuple(kind.split())
        if types.issuperset(words):
            yield made(name, value, types=words, params=params)
        else:
            self._last += 1
            group = f"mooring{self._last}"
            yield made(name, value, group=group, params=params)
            yield made("X-ABLabel", escaped(kind), group=group)
