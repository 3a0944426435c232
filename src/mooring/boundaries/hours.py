"""A person's hours as they fall on actual dates: when they may be reached, when they can meet.

Every stretch keeps the zone, the week and the leave of the day it begins: a night belongs to its evening, also where its person
flies away the next morning or has that morning off. How the wall clock is read says ``core.clocks``.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from mooring.core.clocks import Day, Stretch
from mooring.core.hours import Leave, Span, minutes_by_weekday
from mooring.core.ranges import common, joined, within, without

LOOK_AHEAD: Final = dt.timedelta(days=400)
"""How far ahead a next open instant is looked for."""

_DAY: Final = dt.timedelta(days=1)
_MINUTE: Final = dt.timedelta(minutes=1)
_WEEK: Final = dt.timedelta(days=7)
_EPOCH: Final = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)  # a Monday


class Matter(enum.Enum):
    """What a message is about, as far as hours go: what is about to begin, work, or something private."""

    URGENT = "urgent"
    WORK = "work"
    PRIVATE = "private"


class Travel(NamedTuple):
    """Days in another zone, both ends included."""

    first: dt.date
    last: dt.date
    zone: str


class Once(NamedTuple):
    """A stretch of one date: minutes from its midnight, as in a Span."""

    date: dt.date
    start: int
    end: int


class Reach(NamedTuple):
    """Whether a person may be reached at an instant, and when next: that instant, a later one, or None for not in 400 days."""

    now: bool
    when: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PersonHours:
    """What a person lives by. Only the zone and the week are needed.

    ``other_week`` takes turns with ``week``: it is the one of the week that begins on the Monday ``other_from``, of the week after
    the next, and so on, also backwards. ``holidays`` are days off like ``leave``. ``focus``, ``personal`` and ``quiet`` come anew
    each week on the clock of the day, work or not: nothing held reaches in any of them, and nobody meets in the first two.
    ``private`` is when private matters may come in place of the working hours.
    """

    zone: str
    week: tuple[Span, ...]
    leave: tuple[Leave, ...] = ()
    holidays: frozenset[dt.date] = frozenset()
    other_week: tuple[Span, ...] = ()
    other_from: dt.date | None = None
    travel: tuple[Travel, ...] = ()
    focus: tuple[Span, ...] = ()
    personal: tuple[Span, ...] = ()
    personal_once: tuple[Once, ...] = ()
    quiet: tuple[Span, ...] = ()
    private: tuple[Span, ...] = ()

    def working(self, begin: dt.datetime, end: dt.datetime) -> list[Stretch]:
        """Their working hours between two instants, ordered and apart, whatever else they do in them."""
        return _between(self, "working", begin, end)

    def meetable(self, begin: dt.datetime, end: dt.datetime) -> list[Stretch]:
        """When they can meet between two instants: working hours without focus and personal times."""
        return _between(self, "meetable", begin, end)

    def edges(self, begin: dt.datetime, end: dt.datetime) -> list[Stretch]:
        """What of their working hours between two instants is early or late for them."""
        return _between(self, "edges", begin, end)

    def reachable(self, begin: dt.datetime, end: dt.datetime, matter: Matter = Matter.WORK) -> list[Stretch]:
        """When a matter may reach them between two instants."""
        return [(begin, end)] if matter is Matter.URGENT else _between(self, matter.value, begin, end)

    def is_away(self, date: dt.date) -> bool:
        """Whether the date is one of their days off."""
        return date in self.holidays or any(away.first <= date <= away.last for away in self.leave)

    def zone_on(self, date: dt.date) -> str:
        """The zone whose clock they live by on a date."""
        return next((there.zone for there in self.travel if there.first <= date <= there.last), self.zone)

    def zone_at(self, instant: dt.datetime) -> str:
        """The zone whose clock they live by at an instant."""
        return zone_at(self.zone, self.travel, instant)

    def week_of(self, date: dt.date) -> tuple[Span, ...]:
        """The week that holds on a date, of two that take turns."""
        if self.other_from is None:
            return self.week
        turns = (date - self.other_from).days // 7
        return self.week if turns % 2 else self.other_week


def may_reach(hours: PersonHours, matter: Matter, instant: dt.datetime) -> Reach:
    """Whether a matter may reach a person at an instant, and if not, when next."""
    begin, limit = instant, instant + LOOK_AHEAD
    while begin < limit:
        end = min(_EPOCH + ((begin - _EPOCH) // _WEEK + 1) * _WEEK, limit)
        found = hours.reachable(begin, end, matter)
        if found:
            return Reach(found[0][0] == instant, found[0][0])
        begin = end
    return Reach(False, None)


def can_meet(
    people: Sequence[PersonHours], begin: dt.datetime, end: dt.datetime, minutes: int = 0, busy: Iterable[Stretch] = ()
) -> list[Stretch]:
    """The stretches between two instants, of so many minutes or more, in which all of these people can meet.

    ``busy`` is taken out.
    """
    shared = reduce(common, (one.meetable(begin, end) for one in people), [(begin, end)])
    return [(first, last) for first, last in without(shared, joined(busy)) if last - first >= dt.timedelta(minutes=minutes)]


def zone_at(home: str, travel: Iterable[Travel], instant: dt.datetime) -> str:
    """The zone somebody is in at an instant."""
    there = (one for one in travel if one.first <= instant.astimezone(ZoneInfo(one.zone)).date() <= one.last)
    return next((one.zone for one in there), home)


def usual_week(hours: PersonHours, date: dt.date) -> tuple[Span, ...]:
    """When work may reach a person in the week of a date, days off and journeys aside: all that others see of it."""
    plain = PersonHours("UTC", hours.week_of(date), focus=hours.focus, personal=hours.personal, quiet=hours.quiet)
    monday = _EPOCH + (dt.datetime.combine(date, dt.time(), dt.UTC) - _EPOCH) // _WEEK * _WEEK
    found: list[Span] = []
    for first, last in plain.reachable(monday - _WEEK, monday + 2 * _WEEK):
        while first < last:
            midnight = dt.datetime.combine(first.date(), dt.time(), dt.UTC)
            # A night stays whole; who is always there is there from midnight to midnight.
            until = last if last - first < _DAY else min(last, midnight + _DAY)
            if monday <= first < monday + _WEEK:
                found.append(Span(first.weekday(), (first - midnight) // _MINUTE, (until - midnight) // _MINUTE))
            first = until
    return tuple(found)


def still_away(leave: Iterable[Leave], here: Iterable[Leave]) -> list[Leave]:
    """The days off that are left once the days somebody is here after all are taken away."""
    left = without(*(joined((one.first, one.last + _DAY) for one in days) for days in (leave, here)))
    return [Leave(first, after - _DAY) for first, after in left]


_Use = Literal["working", "edges", "meetable", "work", "private"]


def _between(hours: PersonHours, use: _Use, begin: dt.datetime, end: dt.datetime) -> list[Stretch]:
    weeks = range((begin - _EPOCH) // _WEEK, -((_EPOCH - end) // _WEEK))
    return within(joined(one for number in weeks for one in _in_week(_near(hours, number), use, number)), begin, end)


def _near(hours: PersonHours, number: int) -> PersonHours:
    """The hours with only what is dated in a week or close to it: so those of most people are alike, and worked out once."""
    if not (hours.leave or hours.holidays or hours.travel or hours.personal_once):
        return hours
    dates = _dates(number)
    first, last = dates[0], dates[-1]
    return replace(
        hours,
        leave=tuple(Leave(max(one.first, first), min(one.last, last)) for one in hours.leave if one.first <= last and one.last >= first),
        holidays=hours.holidays.intersection(dates),
        travel=tuple(one for one in hours.travel if one.first <= last and one.last >= first),
        personal_once=tuple(one for one in hours.personal_once if first <= one.date <= last),
    )


@lru_cache(maxsize=8192)
def _in_week(hours: PersonHours, use: _Use, number: int) -> tuple[Stretch, ...]:
    """What falls into one week of universal time, counted from the epoch: most questions are about few weeks, and those come again."""
    begin = _EPOCH + number * _WEEK
    end = begin + _WEEK
    every = _dates(number)
    here = [date for date in every if not hours.is_away(date)]
    if use == "private" and hours.private:
        found = _fall(_days(hours, here, hours.private))
    else:
        days = [day for date in here for day in _days(hours, [date], hours.week_of(date))]
        found = joined(one for day in days for one in day.edges()) if use == "edges" else _fall(days)
    if use in {"meetable", "work", "private"}:
        once = [Day(one.date, hours.zone_on(one.date), ((one.start, one.end),)) for one in hours.personal_once]
        found = without(found, _fall([*_days(hours, every, hours.focus), *_days(hours, every, hours.personal), *once]))
    if use in {"work", "private"}:
        found = without(found, _fall(_days(hours, every, hours.quiet)))
    return tuple(within(found, begin, end))


@lru_cache(maxsize=1024)
def _dates(number: int) -> tuple[dt.date, ...]:
    """The dates whose stretches may fall into a week: each ends on the date after its own, and no clock is a day from universal time."""
    monday = (_EPOCH + number * _WEEK).date()
    return tuple(monday + step * _DAY for step in range(-2, 8))


def _days(hours: PersonHours, dates: Iterable[dt.date], week: tuple[Span, ...]) -> Iterator[Day]:
    """The dates with what a week says of them, as far as it says anything."""
    minutes = _by_weekday(week)
    return (Day(date, hours.zone_on(date), minutes[date.weekday()]) for date in dates if minutes[date.weekday()])


def _fall(days: Iterable[Day]) -> list[Stretch]:
    return joined(one for day in days for one in day.stretches())


_by_weekday = lru_cache(maxsize=8192)(minutes_by_weekday)


def default_week(begins: dt.time, ends: dt.time) -> tuple[Span, ...]:
    """Monday to Friday between two times of day, over midnight where the end is not after the beginning."""
    start, end = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
    return tuple(Span(day, start, end if end > start else end + 1440) for day in range(5))
