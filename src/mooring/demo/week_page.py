"""The demo's week as a drawing: for each person a strip of seven days, their hours as bands, and what reached them as strokes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core import dates
from mooring.core.text import fold
from mooring.demo.week import Dot, Line, Week

SAYS = {"moves": _("moves to Tokyo on Monday"), "leave": _("goes on leave on Monday"), "nights": _("works at night")}
"""What is said of what happens to somebody, by its name in ``Line.note``."""

WIDTH = 1008
"""Units of a strip's width."""


@dataclass(frozen=True)
class Stroke:
    """A message on a strip. Kinds: held, now (one that could not wait), outside."""

    x: float
    kind: str
    words: str


@dataclass(frozen=True)
class Strip:
    """A person's week: bands as (x, width), midnights by the person's clock, strokes, and what is special about it."""

    name: str
    note: str | Promise
    bands: list[tuple[float, float]]
    midnights: list[float]
    strokes: list[Stroke]


@dataclass(frozen=True)
class Zone:
    """People who live by one clock, as the week began."""

    name: str
    strips: list[Strip]


def special(week: Week) -> list[Strip]:
    """The people to whom something happens in the week."""
    return [_strip(week, line) for line in week.lines if line.note]


def by_zone(week: Week) -> list[Zone]:
    """Everyone else whom something reached, by zone from west to east."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in week.lines:
        if line.dots and not line.note:
            found[line.zone].append(line)
    begins = dt.datetime.fromisoformat(week.begins)

    def east(zone: str) -> dt.timedelta:
        return begins.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()

    return [
        Zone(zone, [_strip(week, line) for line in sorted(found[zone], key=lambda one: fold(one.name))]) for zone in sorted(found, key=east)
    ]


def _strip(week: Week, line: Line) -> Strip:
    begin, end = dt.datetime.fromisoformat(week.begins), dt.datetime.fromisoformat(week.ends)

    def place(instant: str | dt.datetime) -> float:
        moment = dt.datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        return round(WIDTH * ((moment - begin) / (end - begin)), 2)

    bands = [(place(first), round(place(last) - place(first), 2)) for first, last in line.stretches]
    strokes = [Stroke(place(dot.at), _kind(dot), dates.in_words(dt.datetime.fromisoformat(dot.at), "both", line.zone)) for dot in line.dots]
    return Strip(line.name, SAYS.get(line.note, line.note), bands, [place(one) for one in _midnights(begin, end, line.zone)], strokes)


def _kind(dot: Dot) -> str:
    if not dot.held:
        return "now"
    return "held" if dot.inside else "outside"


def _midnights(begin: dt.datetime, end: dt.datetime, zone: str) -> Iterator[dt.datetime]:
    here = ZoneInfo(zone)
    date = begin.astimezone(here).date()
    while True:
        date += dt.timedelta(days=1)
        midnight = dt.datetime.combine(date, dt.time(), here).astimezone(dt.UTC)
        if midnight >= end:
            return
        yield midnight
