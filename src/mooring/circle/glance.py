"""What the first look at a circle needs, kept beside its index: counts, the nearest people, what asks for attention.

A circle of thousands takes long to open; its page and Today need little of it. So what they need is read off the index once and sealed
beside it. It says of which index it was taken (by the nonce that one was sealed with, new at every writing): where the index has moved
on, it is taken anew. So nothing that writes a circle need know of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import BinaryField
from django.db.models.functions import Substr

from mooring.circle import rhythm
from mooring.circle.book import Book, read
from mooring.circle.gaps import Counted, count
from mooring.circle.index import MODEL, RESTING, Line
from mooring.circle.models import Circle
from mooring.circle.needs import latest
from mooring.circle.picture import AT_MOST
from mooring.circle.things import Need, Sector, Support, Tier, packed, unpacked
from mooring.circle.vault import NONCE, Sealed, Vault, Wrapped, data_key
from mooring.people import opening
from mooring.people.models import Account

PLACE = "glance"
_VERSION = 1
_TIERS, _SECTORS = tuple(Tier), tuple(Sector)
_BETWEEN = b"\0"
"""Between what is said and what is drawn: neither holds it."""


@dataclass(frozen=True)
class Glance:
    """A circle at a first look.

    ``near`` are the nearest people, as many as are drawn, the nearest first and by name. ``kinds`` counts who gives each kind,
    ``slack_from`` the ties by the day on which they will have gone slack. ``days`` are the special days, each once, ``open_days`` the
    days of what is open, ``colleagues`` the contacts that stand for a colleague (their member's id to the contact's).
    """

    size: int = 0
    away: int = 0
    near: tuple[Line, ...] = ()
    kinds: tuple[int, ...] = (0,) * len(Support)
    not_thanked: int = 0
    slack_from: Mapping[int, int] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)
    days: tuple[str, ...] = ()
    open_days: tuple[int, ...] = ()
    colleagues: Mapping[str, str] = field(default_factory=dict)
    need: Need | None = None
    begun: Need | None = None
    of: str = field(default="", compare=False)
    """Of which index it was taken."""
    drawn: tuple[str, ...] = field(default=(), compare=False)
    """What was drawn of it: of which day and in which language, then the drawings and the first rows of the list."""

    def slack(self, today: dt.date) -> int:
        """How many ties have gone slack by a day."""
        number = today.toordinal()
        return sum(many for day, many in self.slack_from.items() if day <= number)

    def is_anything_due(self, today: dt.date) -> bool:
        """Whether something one asked to be reminded of is there on a day."""
        number, until = today.toordinal(), today + dt.timedelta(days=rhythm.REMIND_BEFORE)
        return any(0 < day <= number for day in self.open_days) or any(
            (on := rhythm.next_time(written, today)) is not None and on <= until for written in self.days
        )


def look(account: Account) -> Glance:
    """A circle at a first look: one query, and where it was written in since the last look, one opening of the whole."""
    opening.require(account)
    row = _rows_of(account).values_list("server_key", "wrapped", "glance", "of").first()
    if row is None:
        return Glance()
    vault, of = _vault(account, row[0], bytes(row[1])), bytes(row[3] or b"")
    return _opened(vault, bytes(row[2] or b""), of) or _taken(account, vault, of)


def drawn_once(account: Account, glance: Glance, key: str, draw: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Drawings of a circle as they were kept for a key (a day, a language), or drawn now and kept with the rest."""
    if glance.drawn[:1] == (key,):
        return glance.drawn[1:]
    made = draw()
    row = _rows_of(account).values_list("server_key", "wrapped", "of").first()
    if row is not None:
        vault, of = _vault(account, row[0], bytes(row[1])), bytes(row[2] or b"")
        if glance.of == of.hex():
            _keep(account, vault, of, dataclasses.replace(glance, drawn=(key, *made)))
    return made


def taken(book: Book) -> Glance:
    """What of an opened circle the first look needs."""
    lines = list(book.lines())
    away = {line.id for line in book.put_away()}
    slack_from: dict[int, int] = {}
    for line in lines:
        if line.since and not line.has(RESTING | MODEL):
            day = line.since + line.latest + 1
            slack_from[day] = slack_from.get(day, 0) + 1
    need, begun = latest(book)
    return Glance(
        size=len(lines),
        away=len(away),
        near=tuple(sorted(lines, key=lambda line: line.tier)[:AT_MOST]),
        kinds=tuple(sum(line.gives >> kind & 1 for line in lines) for kind in Support),
        not_thanked=sum(bool(line.gives) and not line.thanked for line in lines),
        slack_from=slack_from,
        counted=count(lines),
        days=tuple(sorted({written for line in lines for written in line.days})),
        open_days=tuple(sorted({one.day for one in book.open_things() if one.contact not in away})),
        colleagues={line.colleague: line.id for line in lines if line.colleague},
        need=need,
        begun=begun,
    )


def _rows_of(account: Account) -> Any:
    """The account's row, with the nonce of its index as ``of``."""
    return Circle.objects.filter(account=account).annotate(of=Substr("index", 1, NONCE, output_field=BinaryField()))


def _vault(account: Account, server_key: str, wrapped: bytes) -> Vault:
    return Vault(data_key(Wrapped(server_key, wrapped), account.public_id), account.public_id)


def _opened(vault: Vault, kept: bytes, of: bytes) -> Glance | None:
    """What was kept, where it is of this very index."""
    if not kept or kept[:NONCE] != of:
        return None
    try:
        text, *drawn = vault.open(kept[NONCE:], f"{PLACE}:{of.hex()}").split(_BETWEEN)
    except Sealed:
        return None
    said = json.loads(text)
    if said.pop("version") != _VERSION:
        return None
    return dataclasses.replace(_unpacked(said), of=of.hex(), drawn=tuple(one.decode() for one in drawn))


def _taken(account: Account, vault: Vault, of: bytes) -> Glance:
    """Read it off the index, and keep it unless the index has moved on meanwhile."""
    found = dataclasses.replace(taken(read(account)), of=of.hex())
    if of:
        _keep(account, vault, of, found)
    return found


def _keep(account: Account, vault: Vault, of: bytes, glance: Glance) -> None:
    text = _BETWEEN.join([_packed(glance), *(one.encode() for one in glance.drawn)])
    _rows_of(account).filter(of=of).update(glance=of + vault.seal(text, f"{PLACE}:{of.hex()}"))


def _packed(glance: Glance) -> bytes:
    said: dict[str, Any] = {one.name: getattr(glance, one.name) for one in dataclasses.fields(Glance) if one.name not in {"of", "drawn"}}
    said["near"] = _rows(glance.near)
    said["counted"] = dataclasses.asdict(glance.counted) | {"only": _rows(glance.counted.only), "most": _rows(glance.counted.most)}
    said |= {name: [one.id, packed(one).decode()] if (one := said[name]) is not None else None for name in ("need", "begun")}
    return json.dumps(said | {"version": _VERSION}, separators=(",", ":"), ensure_ascii=False).encode()


def _unpacked(said: dict[str, Any]) -> Glance:
    counted = said["counted"]
    pairs = {name: tuple(counted[name]) for name in ("one_team", "only_work", "only_online", "only_here")}
    said["near"] = _lines(said["near"])
    said["counted"] = Counted(
        **(counted | pairs | {"kinds": tuple(counted["kinds"]), "only": _lines(counted["only"]), "most": _lines(counted["most"])})
    )
    said["slack_from"] = {int(day): many for day, many in said["slack_from"].items()}
    said |= {name: tuple(said[name]) for name in ("kinds", "days", "open_days")}
    said |= {name: cast(Need, unpacked(one[1].encode(), one[0])) if (one := said[name]) else None for name in ("need", "begun")}
    return Glance(**said)


def _rows(lines: Iterable[Line | None]) -> list[Any]:
    return [list(line) if line is not None else None for line in lines]


def _lines(rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_line(*row) if row is not None else None for row in rows)


def _line(*row: Any) -> Line:
    line = Line._make(row)
    return line._replace(tier=_TIERS[line.tier], sector=_SECTORS[line.sector], tags=tuple(line.tags), days=tuple(line.days))
