"""A week as bands on tracks of 96 quarters, and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mooring.boundaries.models import WorkSpan
from mooring.core.dates import in_words
from mooring.core.drawing import Band, Mark
from mooring.core.hours import SLOT_MINUTES, SLOTS_PER_DAY, Span

_DAY = 1440


@dataclass(frozen=True)
class Day:
    """One weekday of a week: its name, its stretches in words, and its bands."""

    name: str
    spans: list[str]
    bands: list[Band]


def days(week: Sequence[Span]) -> list[Day]:
    """The seven days; the part of a night after midnight is drawn on the day it lies in."""
    return [
        Day(str(WorkSpan.Weekday(day).label), [clock(span) for span in week if span.weekday == day], _bands(week, day)) for day in range(7)
    ]


def axis() -> list[Mark]:
    """The hours under a track."""
    marks = [Mark(hour * 4, _time(hour * 60)) for hour in (0, 6, 12, 18)]
    return [*marks, Mark(84, "24:00", end=True)]


def clock(span: Span) -> str:
    """A stretch in the reader's way of writing times."""
    return f"{_time(span.start)}–{_time(span.end)}"


def _time(minute: int) -> str:
    if minute == _DAY:
        return "24:00"
    return in_words(dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minute % _DAY), "time", "UTC")


def _bands(week: Sequence[Span], day: int) -> list[Band]:
    found = []
    for span in week:
        if span.weekday == day:
            found.append(_band(span.start, min(span.end, _DAY)))
        if span.end > _DAY and (span.weekday + 1) % 7 == day:
            found.append(_band(0, span.end - _DAY))
    return sorted(found, key=lambda band: band.at)


def _band(start: int, end: int) -> Band:
    first, last = start // SLOT_MINUTES, -(-end // SLOT_MINUTES)
    return Band("work", first, min(last, SLOTS_PER_DAY) - first)
