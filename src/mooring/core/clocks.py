"""The clock on a wall somewhere, and a day by it.

An instant lies in a stretch of wall-clock time when the clock then shows a time of that stretch. An hour the clock skips is in
no stretch, one it shows twice is in the stretch twice. Free of Django: the command line and the pages share it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

Stretch = tuple[dt.datetime, dt.datetime]
"""From an instant until before another, in UTC."""

DAY: Final = 24 * 60
"""Minutes of a day."""

_EARLY: Final = 8 * 60
_LATE: Final = 18 * 60
_EDGE: Final = 2 * 60
_BLOCK: Final = 32
_AROUND: Final = dt.timedelta(days=4)  # a stretch is two days long at most, and a clock a day and a bit from UTC's
_MINUTE: Final = dt.timedelta(minutes=1)
_MIDNIGHT: Final = dt.time()


@dataclass(frozen=True, slots=True)
class Day:
    """Stretches of one date by the clock of one zone: (begin, end) in minutes from its midnight, at most two days after it.

    What begins on the date belongs to it whole, also where it ends on the next one.
    """

    date: dt.date
    zone: str
    minutes: tuple[tuple[int, int], ...]

    def stretches(self) -> Iterator[Stretch]:
        """The stretches as they fall, each by itself."""
        for start, end in self.minutes:
            yield from self._fall(start, end)

    def edges(self) -> Iterator[Stretch]:
        """What of them is early or late.

        Before 8 or from 18 o'clock on the clock, and within two hours of where the day begins or ends: so the middle of a night
        shift is nobody's bad hour.
        """
        begins, ends = min(start for start, _ in self.minutes), max(end for _, end in self.minutes)
        for start, end in self.minutes:
            for low, high in ((0, _EARLY), (_LATE, DAY + _EARLY), (DAY + _LATE, 2 * DAY)):
                for first, last in ((begins, begins + _EDGE), (ends - _EDGE, ends)):
                    yield from self._fall(max(start, low, first), min(end, high, last))

    def _fall(self, start: int, end: int) -> Iterator[Stretch]:
        if start < end:
            midnight = dt.datetime.combine(self.date, _MIDNIGHT)
            yield from instants(self.zone, midnight + start * _MINUTE, midnight + end * _MINUTE)


def instants(zone: str, starts: dt.datetime, ends: dt.datetime) -> Iterator[Stretch]:
    """The stretches of time in which the zone's wall clock shows a time from ``starts`` until before ``ends``, two days on at most."""
    starts, ends = starts.replace(tzinfo=dt.UTC), ends.replace(tzinfo=dt.UTC)
    for begin, end, offset in _periods(zone, starts.toordinal() // _BLOCK):
        first, last = max(starts - offset, begin), min(ends - offset, end)
        if first < last:
            yield first, last


@lru_cache(maxsize=8192)
def _periods(zone: str, block: int) -> tuple[tuple[dt.datetime, dt.datetime, dt.timedelta], ...]:
    """The periods of one offset each (begin, end, offset) of a zone, from before 32 days until after them."""
    tz = ZoneInfo(zone)
    midnight = dt.datetime.fromordinal(block * _BLOCK).replace(tzinfo=dt.UTC)
    begin, end = midnight - _AROUND, midnight + dt.timedelta(days=_BLOCK) + _AROUND
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
