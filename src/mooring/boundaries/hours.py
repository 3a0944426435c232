"""A person's hours as they fall on actual dates: daylight saving, half-hour zones, nights and leave included.

An instant is inside somebody's hours when the clock on their wall then shows a time of one of their stretches. A night
belongs to the day it begins: leave takes away the nights that begin on its days. An hour the clock skips is in nobody's
hours, one it shows twice is in them twice.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from mooring.core.hours import Leave, Span

Stretch = tuple[dt.datetime, dt.datetime]

LOOK_AHEAD = dt.timedelta(days=400)
"""How far ahead a next open instant is looked for."""

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PersonHours:
    """The zone, week and leave a person lives by."""

    zone: str
    week: tuple[Span, ...]
    leave: tuple[Leave, ...] = ()

    def stretches(self, begin: dt.datetime, end: dt.datetime) -> list[Stretch]:
        """Their open stretches between two instants, in UTC, in order, never touching each other."""
        found: list[Stretch] = []
        for first, last in sorted(self._pieces(begin, end)):
            first, last = max(first, begin), min(last, end)
            if first >= last:
                continue
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def open_at(self, instant: dt.datetime) -> bool:
        """Whether the instant lies in their hours."""
        return bool(self.stretches(instant, instant + _MINUTE / 60))

    def is_open(self, begin: dt.datetime, end: dt.datetime) -> bool:
        """Whether all the time between two instants lies in their hours."""
        return self.stretches(begin, end) == [(begin, end)]

    def next_open(self, instant: dt.datetime) -> dt.datetime | None:
        """The first instant, not before the given one, in their hours; None where the next 400 days have none."""
        step, begin, limit = dt.timedelta(days=4), instant, instant + LOOK_AHEAD
        while begin < limit:
            found = self.stretches(begin, begin + step)
            if found:
                return found[0][0]
            begin += step
        return None

    def is_away(self, date: dt.date) -> bool:
        """Whether the date is one of their days off."""
        return any(away.first <= date <= away.last for away in self.leave)

    def _pieces(self, begin: dt.datetime, end: dt.datetime) -> Iterator[Stretch]:
        zone = ZoneInfo(self.zone)
        # A stretch that began the day before may reach into the first day.
        date = begin.astimezone(zone).date() - 2 * _DAY
        last = end.astimezone(zone).date() + _DAY
        while date <= last:
            if not self.is_away(date):
                for span in self.week:
                    if span.weekday == date.weekday():
                        midnight = dt.datetime.combine(date, dt.time())
                        yield from instants(self.zone, midnight + span.start * _MINUTE, midnight + span.end * _MINUTE)
            date += _DAY


def instants(zone: str, starts: dt.datetime, ends: dt.datetime) -> Iterator[Stretch]:
    """The stretches of time (UTC) in which the zone's wall clock shows a time from ``starts`` until before ``ends``."""
    for begin, end, offset in _periods(zone, starts.year, starts.month):
        first = max(starts.replace(tzinfo=dt.UTC) - offset, begin)
        last = min(ends.replace(tzinfo=dt.UTC) - offset, end)
        if first < last:
            yield first, last


@lru_cache(maxsize=4096)
def _periods(zone: str, year: int, month: int) -> tuple[tuple[dt.datetime, dt.datetime, dt.timedelta], ...]:
    """The periods of one offset each (begin, end, offset) of a zone, from before a month until after it."""
    tz = ZoneInfo(zone)
    begin = dt.datetime(year, month, 1, tzinfo=dt.UTC) - 3 * _DAY
    end = begin + 40 * _DAY
    changes = [begin]
    at, step = begin, dt.timedelta(hours=6)
    while at < end:
        if _offset(tz, at) != _offset(tz, at + step):
            changes.append(_change(tz, at, at + step))
        at += step
    changes.append(end)
    return tuple((one, other, _offset(tz, one)) for one, other in zip(changes, changes[1:], strict=False))


def _change(tz: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """The first second of the new offset between two instants of different offsets."""
    old = _offset(tz, before)
    low, high = 0, int((after - before).total_seconds())
    middle = bisect_right(range(low, high + 1), False, key=lambda second: _offset(tz, before + dt.timedelta(seconds=second)) != old)
    return before + dt.timedelta(seconds=middle)


def _offset(tz: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(tz).utcoffset() or dt.timedelta()


def overlap(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """The stretches two ordered lists have in common."""
    found: list[Stretch] = []
    left = right = 0
    while left < len(one) and right < len(other):
        begin, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if begin < end:
            found.append((begin, end))
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
    return found


def without(leave: Iterable[Leave], here: Iterable[Leave]) -> list[Leave]:
    """The days off that are left once the days somebody is here after all are taken away."""
    left = sorted(leave)
    for days in here:
        left = [
            piece
            for away in left
            for piece in (Leave(away.first, min(away.last, days.first - _DAY)), Leave(max(away.first, days.last + _DAY), away.last))
            if piece.first <= piece.last
        ]
    return left


def default_week(begins: dt.time, ends: dt.time) -> tuple[Span, ...]:
    """Monday to Friday between two times of day, over midnight where the end is not after the beginning."""
    start, end = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
    return tuple(Span(day, start, end if end > start else end + 1440) for day in range(5))
