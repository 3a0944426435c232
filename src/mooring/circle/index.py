"""The index of a circle: what lists need of every contact, so that they open no record; as it is used, and as it is written.

It is a head and, where there are many contacts, parts of ``PART`` each. The head holds what stands in no part yet and all that is
there once, and names of each part the nonce it was sealed with, new at every writing: a part that is not the one that was written
last does not open. So whoever brings many people writes parts of their own and leaves the others alone.

Texts are written as JSON, numbers as 32 bits each, low byte first. An index from before there were parts is JSON alone.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from mooring.circle import rhythm
from mooring.circle.things import Sector, Support, Tier

PART: Final = 1000
"""So many contacts stand in a part; one that falls to half of that is given up."""

RESTING, MODEL, WORK, PERSONAL, ONLINE, IN_PERSON, SAME_TEAM, SAME_ORGANISATION, REMOVED = (1 << bit for bit in range(9))
_TIERS, _SECTORS = tuple(Tier), tuple(Sector)


class Line(NamedTuple):
    """What the index knows of a contact; thousands are made for a page. Days are counted as ``date.toordinal`` does, 0 for none."""

    id: str
    name: str
    line: str
    tier: Tier
    sector: Sector
    gives: int
    takes: int
    since: int
    touched: int
    ideal: int
    latest: int
    due: int
    thanked: int
    flags: int
    tags: Sequence[str]
    colleague: str
    days: Sequence[str]
    """The days of the year to be reminded of."""
    through: str
    """Who introduced them: the id of another contact, else a name."""

    def has(self, flag: int) -> bool:
        """Whether a flag stands."""
        return bool(self.flags & flag)

    @property
    def kinds(self) -> list[Support]:
        """The kinds of support that come from them."""
        return [one for one in Support if self.gives >> one & 1]

    @property
    def last(self) -> dt.date | None:
        """The day of the last touch."""
        return dt.date.fromordinal(self.touched) if self.touched else None

    def slack(self, today: dt.date) -> rhythm.Slack:
        """How the tie is on a day."""
        if not self.since or self.flags & (RESTING | MODEL):
            return rhythm.Slack.RESTS
        return rhythm.slack_after(today.toordinal() - self.since, self.ideal, self.latest)


@dataclass(frozen=True, slots=True)
class Open:
    """What the index knows of a note that is open (a promise, what somebody asked for) or of a time kept for somebody."""

    id: str
    contact: str
    sort: str
    day: int


@dataclass
class Head:
    """What an index says beside its parts.

    ``parts`` are their numbers, with the nonce each was sealed with; ``lines`` are the contacts in none of them. ``other`` are the
    records that hang on no contact by kind, ``open`` what of ``Open`` stands beside an id.
    """

    parts: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    other: dict[str, list[str]] = field(default_factory=dict)
    open: dict[str, list[Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


_FORM: Final = b"\x02"
_SIZE: Final = struct.Struct("<I")
_SIZES: Final = struct.Struct("<II")
_TEXTS: Final = ("id", "name", "line", "colleague", "through")
_LISTS: Final = ("tags", "days")
_NUMBERS: Final = tuple(name for name in Line._fields if name not in (*_TEXTS, *_LISTS))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Contacts as lists have them: by name."""
    return sorted(lines, key=lambda one: (one.name.casefold(), one.id))


def packed_head(head: Head) -> bytes:
    """A head as it is sealed."""
    said = _json({"parts": list(head.parts.items()), "other": head.other, "open": head.open, "settings": head.settings})
    return _FORM + _SIZE.pack(len(said)) + said + packed_lines(head.lines)


def unpacked_head(data: bytes) -> Head:
    """The head that was packed, or an index of the time when it had no parts."""
    if not data.startswith(_FORM):
        return _whole(json.loads(data))
    begin = len(_FORM) + _SIZE.size
    (length,) = _SIZE.unpack_from(data, len(_FORM))
    said = json.loads(data[begin : begin + length])
    return Head(dict(said["parts"]), unpacked_lines(data[begin + length :]), said["other"], said["open"], said["settings"])


def packed_lines(lines: Sequence[Line]) -> bytes:
    """Contacts as they are sealed, in a part or in a head."""
    columns: dict[str, Sequence[Any]] = dict(
        zip(Line._fields, zip(*lines, strict=True) if lines else [()] * len(Line._fields), strict=True)
    )
    lists: dict[tuple[str, ...], int] = {}
    which = [[lists.setdefault(tuple(one), len(lists)) for one in columns[name]] for name in _LISTS]
    said = _json({"texts": [columns[name] for name in _TEXTS], "lists": list(lists)})
    numbers = itertools.chain(*(columns[name] for name in _NUMBERS), *which)
    return _SIZES.pack(len(said), len(lines)) + said + struct.pack(f"<{len(lines) * (len(_NUMBERS) + len(_LISTS))}i", *numbers)


def unpacked_lines(data: bytes) -> list[Line]:
    """The contacts that were packed."""
    length, count = _SIZES.unpack_from(data)
    said = json.loads(data[_SIZES.size : _SIZES.size + length])
    numbers = struct.unpack_from(f"<{count * (len(_NUMBERS) + len(_LISTS))}i", data, _SIZES.size + length)
    named = {name: numbers[at * count : (at + 1) * count] for at, name in enumerate((*_NUMBERS, *_LISTS))}
    lists = [tuple(one) for one in said["lists"]]
    columns: dict[str, Iterable[Any]] = {
        **named,
        **dict(zip(_TEXTS, said["texts"], strict=True)),
        **{name: map(lists.__getitem__, named[name]) for name in _LISTS},
        "tier": map(_TIERS.__getitem__, named["tier"]),
        "sector": map(_SECTORS.__getitem__, named["sector"]),
    }
    return list(map(Line._make, zip(*(columns[name] for name in Line._fields), strict=True)))


def _whole(said: dict[str, Any]) -> Head:
    columns = said["contacts"]
    columns |= {"tier": [_TIERS[one] for one in columns["tier"]], "sector": [_SECTORS[one] for one in columns["sector"]]}
    lines = list(map(Line._make, zip(*(columns[name] for name in Line._fields), strict=True)))
    return Head({}, lines, said["other"], said["open"], said["settings"])


def _json(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
