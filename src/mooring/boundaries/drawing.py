"""A week as bands on tracks of 96 quarters, and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mooring.boundaries.models import OwnTime, WorkSpan
from mooring.core.dates import in_words
from mooring.core.drawing import Band, Mark
from mooring.core.hours import SLOT_MINUTES, SLOTS_PER_DAY, Span
from mooring.core.names import list_of

_DAY = 1440


@dataclass(frozen=True)
class Day:
    """One weekday of a week: its name, its stretches in words, and its bands."""

    name: str
    spans: list[str]
    bands: list[Band]

    @property
    def private(self) -> bool:
        """Whether private matters have a time of their own on it."""
        return any(band.kind == "private" for band in self.bands)


def days(week: Sequence[Span], own: Mapping[str, Sequence[Span]] | None = None) -> list[Day]:
    """The seven days; the part of a night after midnight is drawn on the day it lies in. ``own``: what lies upon them, by kind of band."""
    layers = {"work": week, **(own or {})}
    return [
        Day(
            str(WorkSpan.Weekday(day).label),
            [clock(span) for span in week if span.weekday == day],
            [band for kind, spans in layers.items() for band in _bands(kind, spans, day)],
        )
        for day in range(7)
    ]


def weekdays(found: Sequence[int]) -> str:
    """Weekdays in words, three and more in a row as the first and the last."""
    names = [str(WorkSpan.Weekday(day).label) for day in found]
    if len(names) > 2 and list(found) == list(range(found[0], found[-1] + 1)):
        return _("%(begin)s to %(end)s") % {"begin": names[0], "end": names[-1]}
    return list_of(names)


def own_time(alike: Sequence[OwnTime]) -> str:
    """Times that are alike but for their weekday, in words."""
    first = alike[0]
    start = first.begins.hour * 60 + first.begins.minute
    if first.date is not None:
        day = in_words(first.date, "date", "UTC")
    else:
        day = weekdays(sorted(one.weekday for one in alike if one.weekday is not None))
    return _("%(days)s: %(hours)s") % {"days": day, "hours": clock(Span(0, start, start + first.minutes))}


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


def _bands(kind: str, week: Sequence[Span], day: int) -> list[Band]:
    found = []
    for span in week:
        if span.weekday == day:
            found.append(_band(kind, span.start, min(span.end, _DAY)))
        if span.end > _DAY and (span.weekday + 1) % 7 == day:
            found.append(_band(kind, 0, span.end - _DAY))
    return sorted(found, key=lambda band: band.at)


def _band(kind: str, start: int, end: int) -> Band:
    first, last = start // SLOT_MINUTES, -(-end // SLOT_MINUTES)
    return Band(kind, first, min(last, SLOTS_PER_DAY) - first)
