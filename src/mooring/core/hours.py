"""Working hours as people write them, leave, and what both mean on actual dates.

`Mon-Thu 09:00-12:00,13:00-17:00; Fri 09:00-13:00` says when somebody works, by weekday and wall clock. A night such as
`22:00-06:00` belongs to the day it begins. `2026-12-24..2027-01-02; 2027-02-01` says when they are away.
Free of Django: the command line and the pages share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mooring.core import ranges
from mooring.core.clocks import DAY, Day, Stretch

SLOT_MINUTES: Final = 15
SLOTS_PER_DAY: Final = 24 * 60 // SLOT_MINUTES
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_FULL_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")

Ranges = list[tuple[int, int]]


class HoursError(ValueError):
    """Hours, leave or a time zone that cannot be understood. The message is one sentence without the whole value."""


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """One stretch of work: weekday (Monday is 0), minutes from that day's midnight; a night's `end` is above 1440."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, order=True, slots=True)
class Leave:
    """Days away, both ends included."""

    first: date
    last: date


NINE_TO_FIVE: Final = tuple(Span(day, 9 * 60, 17 * 60) for day in range(5))
"""What is taken where nobody said otherwise."""


def parse_week(text: str) -> tuple[Span, ...]:
    """Read working hours. `none` is nobody's hour. Raises HoursError."""
    if text.strip().lower() == "none":
        return ()
    spans: list[Span] = []
    for part in text.split(";"):
        if part.strip():
            spans += _part(part.strip())
    if not spans:
        raise HoursError("there are no hours in it; write for example Mon-Fri 09:00-17:00, or none")
    return check_week(spans)


def check_week(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order. Raises HoursError where two of them overlap, a night into the next day included."""
    ordered = tuple(sorted(spans))
    week = 7 * DAY
    flat = sorted((span.weekday * DAY + span.start, span.weekday * DAY + span.end, span) for span in ordered)
    for at, (start, _, span) in enumerate(flat):
        before = flat[at - 1]
        end_before = before[1] - (week if at == 0 else 0)
        if len(flat) > 1 and start < end_before:
            raise HoursError(f"{_say(before[2])} and {_say(span)} overlap")
    return ordered


def format_week(spans: Sequence[Span]) -> str:
    """The hours in the form `parse_week` reads, equal neighbouring days together."""
    if not spans:
        return "none"
    by_day = {day: ",".join(_clock(span) for span in sorted(spans) if span.weekday == day) for day in range(7)}
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and by_day[last + 1] == by_day[day]:
            last += 1
        if by_day[day]:
            days = WEEKDAYS[day] if last == day else f"{WEEKDAYS[day]}-{WEEKDAYS[last]}"
            parts.append(f"{days} {by_day[day]}")
        day = last + 1
    return "; ".join(parts)


def parse_leave(text: str) -> tuple[Leave, ...]:
    """Read days away: dates, or `first..last`, with semicolons between. Raises HoursError."""
    made = []
    for part in (one.strip() for one in text.split(";")):
        if not part:
            continue
        first, dots, last = (piece.strip() for piece in part.partition(".."))
        leave = Leave(parse_date(first), parse_date(last) if dots else parse_date(first))
        if leave.last < leave.first:
            raise HoursError(f"leave ends on {leave.last} before it begins on {leave.first}")
        made.append(leave)
    return tuple(sorted(made))


def parse_date(text: str) -> date:
    """Read a date written as 2026-11-23. Raises HoursError."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise HoursError(f"{text[:20]!r} is not a date such as 2026-11-23") from None


def parse_zone(text: str) -> ZoneInfo:
    """Read the name of a time zone. Raises HoursError."""
    try:
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HoursError(f"{text[:40]!r} is not a time zone such as Europe/Berlin") from None


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a round as 15-minute slots of universal time.

    The days are local to each person, so the slots begin a day before the first day does in UTC and end two days after the
    last, which holds every zone and every night. Nobody is free in a slot that belongs to another day of theirs.
    """

    first: date
    days: int

    @property
    def origin(self) -> datetime:
        """The instant slot 0 begins."""
        return datetime.combine(self.first - timedelta(days=1), time(), UTC)

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return (self.days + 3) * SLOTS_PER_DAY

    def instant(self, slot: int) -> datetime:
        """When a slot begins."""
        return self.origin + timedelta(minutes=slot * SLOT_MINUTES)

    def slot(self, instant: datetime) -> int:
        """The slot that holds an instant; below 0 or above `slots` when outside."""
        return int((instant - self.origin) // timedelta(minutes=SLOT_MINUTES))

    def free(
        self, week: Iterable[Span], zone: ZoneInfo, leave: Iterable[Leave] = (), busy: Iterable[tuple[datetime, datetime]] = ()
    ) -> Ranges:
        """Whole slots inside somebody's hours on these dates, as [first, last) ranges, in order and apart.

        Hours that begin on a day of leave do not count; `busy` stretches (aware instants) are taken out.
        """
        stretches = ranges.joined(one for day in self._days(week, zone, leave) for one in day.stretches())
        return self.whole(ranges.without(stretches, ranges.joined(busy)))

    def edge(self, week: Iterable[Span], zone: ZoneInfo, leave: Iterable[Leave] = ()) -> Ranges:
        """The slots of somebody's day that are early or late for them, as `Day.edges` says."""
        return self.whole(ranges.joined(one for day in self._days(week, zone, leave) for one in day.edges()))

    def whole(self, stretches: Iterable[Stretch]) -> Ranges:
        """The slots that lie whole in stretches that are in order and apart."""
        origin, step = self.origin, timedelta(minutes=SLOT_MINUTES)
        slots = ((-((origin - begin) // step), (end - origin) // step) for begin, end in stretches)
        return ranges.within([(first, last) for first, last in slots if first < last], 0, self.slots)

    def _days(self, week: Iterable[Span], zone: ZoneInfo, leave: Iterable[Leave]) -> list[Day]:
        away = tuple(leave)
        by_weekday = minutes_by_weekday(week)
        days = (self.first + timedelta(days=step) for step in range(self.days))
        here = (day for day in days if not any(one.first <= day <= one.last for one in away))
        return [Day(day, zone.key, by_weekday[day.weekday()]) for day in here if by_weekday[day.weekday()]]


def minutes_by_weekday(week: Iterable[Span]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The stretches of each weekday, from Monday on."""
    by_weekday: tuple[list[tuple[int, int]], ...] = tuple([] for _ in WEEKDAYS)
    for span in week:
        by_weekday[span.weekday].append((span.start, span.end))
    return tuple(map(tuple, by_weekday))


def _part(part: str) -> list[Span]:
    found = re.match(r"([^\d]+?)\s*(\d.*)$", part)
    if not found:
        raise HoursError(f"{part[:40]!r} needs days and times, as in Mon-Fri 09:00-17:00")
    days = [day for one in found[1].split(",") if one.strip() for day in _days(one.strip())]
    spans = []
    for piece in found[2].split(","):
        times = _SPAN.fullmatch(piece.strip())
        if not times:
            raise HoursError(f"{piece.strip()[:40]!r} is not a stretch of time such as 09:00-17:00")
        start, end = _minutes(times[1], times[2]), _minutes(times[3], times[4])
        if start in (DAY, end):
            raise HoursError(f"{piece.strip()[:40]!r} has no length")
        spans += [Span(day, start, end if end > start else end + DAY) for day in days]
    return spans


def _days(text: str) -> list[int]:
    first, dash, last = (piece.strip() for piece in text.replace("\u2013", "-").partition("-"))
    low = _weekday(first)
    high = _weekday(last) if dash else low
    return [(low + step) % 7 for step in range((high - low) % 7 + 1)]


def _weekday(text: str) -> int:
    word = text.lower().rstrip(".")
    for day, full in enumerate(_FULL_NAMES):
        if len(word) >= 2 and full.startswith(word):
            return day
    raise HoursError(f"{text[:20]!r} is not a weekday such as Mon")


def _minutes(hours: str, minutes: str) -> int:
    made = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or made > DAY:
        raise HoursError(f"{hours}:{minutes} is not a time of day")
    return made


def _clock(span: Span) -> str:
    end = span.end if span.end <= DAY else span.end - DAY
    return f"{span.start // 60:02}:{span.start % 60:02}-{end // 60:02}:{end % 60:02}"


def _say(span: Span) -> str:
    return f"{WEEKDAYS[span.weekday]} {_clock(span)}"
