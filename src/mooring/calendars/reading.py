"""What a calendar file says of somebody's time: when they are taken, and nothing else of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from mooring.core.clocks import Stretch
from mooring.core.later import Later
from mooring.core.ranges import joined, within

if TYPE_CHECKING:
    import icalendar
    import recurring_ical_events
else:
    icalendar, recurring_ical_events = Later("icalendar"), Later("recurring_ical_events")

MOST_STEPS: Final = 100_000
"""What comes again is counted through from its first day: a series of more steps than this is nothing a person lives by."""

MOST_STEPS_IN_ALL: Final = 500_000
_FREE_AT_WORK: Final = {"FREE", "WORKINGELSEWHERE"}
_DAY: Final = dt.timedelta(days=1)
_EVENT: Final = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?\n", re.MULTILINE | re.DOTALL)
_DATES: Final = re.compile(rb"^DT(?:START|END)[^:\n]*:(\d{8})", re.MULTILINE)
_COMES_AGAIN: Final = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID|DURATION)", re.MULTILINE)


class NoCalendar(Exception):
    """What was read is no calendar, or is broken beyond reading."""


class TooMuch(Exception):
    """More comes again in it than can be counted through."""


@dataclass(frozen=True)
class Occurrence:
    """One time at which something takes place, and whether whoever has it is taken then."""

    begins: dt.datetime
    ends: dt.datetime
    busy: bool


@dataclass(frozen=True)
class Owner:
    """Whose calendar it is: the zone of what names none, the addresses they answer invitations with, the host of invitations of ours."""

    zone: str = "UTC"
    addresses: Collection[str] = ()
    our_host: str = ""


def busy_in(text: bytes, begin: dt.datetime, end: dt.datetime, owner: Owner) -> list[Stretch]:
    """When its owner is taken between two instants, ordered and apart. NoCalendar or TooMuch where that cannot be said."""
    calendars = _calendars(text, begin, end)
    found = [(one.begins, one.ends) for one in _occurrences(calendars, begin, end, owner) if one.busy]
    return within(joined([*found, *_said_outright(calendars, owner)]), begin, end)


def occurrences(text: bytes, begin: dt.datetime, end: dt.datetime, owner: Owner) -> list[Occurrence]:
    """Everything that takes place between two instants, busy or not."""
    return list(_occurrences(_calendars(text, begin, end), begin, end, owner))


def _calendars(text: bytes, begin: dt.datetime, end: dt.datetime) -> list[icalendar.Calendar]:
    """The calendars of a file, without what surely lies elsewhere."""
    first, last = (f"{one:%Y%m%d}".encode() for one in (begin - 2 * _DAY, end + 2 * _DAY))

    def kept(event: re.Match[bytes]) -> bytes:
        dates = _DATES.findall(event[0])
        apart = dates and (max(dates) < first or min(dates) > last)
        return b"" if apart and not _COMES_AGAIN.search(event[0]) else event[0]

    try:
        # Some programs begin with a mark of the byte order. Most of a calendar is past, and reading it would take most of the time.
        found = icalendar.Calendar.from_ical(_EVENT.sub(kept, text.removeprefix(b"\xef\xbb\xbf")), multiple=True)
    except Exception as wrong:
        # Whatever it stumbles over: the file is somebody else's, and may hold anything.
        raise NoCalendar from wrong
    calendars = [one for one in found if one.name == "VCALENDAR"]
    if not calendars:
        raise NoCalendar
    return calendars


def _occurrences(calendars: list[icalendar.Calendar], begin: dt.datetime, end: dt.datetime, owner: Owner) -> Iterator[Occurrence]:
    steps = 0
    for calendar in calendars:
        ahead = {id(event): _steps(event, end) for event in calendar.events}
        steps += sum(number for number in ahead.values() if number <= MOST_STEPS)
        if steps > MOST_STEPS_IN_ALL:
            raise TooMuch
        calendar.subcomponents = [one for one in calendar.subcomponents if 0 < ahead.get(id(one), 1) <= MOST_STEPS]
        try:
            found = recurring_ical_events.of(calendar, skip_bad_series=True, components=["VEVENT"]).between(begin, end)
        except Exception as wrong:
            raise NoCalendar from wrong
        for event in found:
            yield Occurrence(_instant(event.start, owner.zone), _instant(event.end, owner.zone), _is_busy(event, owner))


def _steps(event: icalendar.Event, end: dt.datetime) -> int:
    """How many times an event may have come until an instant, at the most; 0 for what has no time."""
    try:
        first, _ = event.start, event.end
    except ValueError:
        return 0
    rules = _every(event, "RRULE")
    days = max(0, (end.date() - dt.date(first.year, first.month, first.day)) // _DAY) + 1
    return max(1, sum(days * _times_a_day(one) for one in rules))


def _times_a_day(rule: Any) -> int:
    if not isinstance(rule, icalendar.vRecur):
        return 1
    often = {"SECONDLY": 86_400, "MINUTELY": 1_440, "HOURLY": 24}.get(str(rule.get("FREQ", [""])[0]).upper(), 1)
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        often *= max(1, len(rule.get(part, ())))
    return often


def _is_busy(event: icalendar.Event, owner: Owner) -> bool:
    shown = str(event.get("TRANSP", "")).upper()
    if shown == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    # Whole days that do not say so take nobody's time: they are birthdays and holidays.
    if not isinstance(event.start, dt.datetime) and shown != "OPAQUE":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in _FREE_AT_WORK:
        return False
    if owner.our_host and str(event.get("UID", "")).endswith(f"@{owner.our_host}"):
        return False
    return not _declined(event, owner.addresses)


def _declined(event: icalendar.Event, addresses: Collection[str]) -> bool:
    return any(
        str(one.params.get("PARTSTAT", "")).upper() == "DECLINED" and str(one).lower().removeprefix("mailto:") in addresses
        for one in _every(event, "ATTENDEE")
    )


def _said_outright(calendars: list[icalendar.Calendar], owner: Owner) -> Iterator[Stretch]:
    """What a calendar says of busy times without saying what they are."""
    for calendar in calendars:
        for component in calendar.walk("VFREEBUSY"):
            for one in _every(component, "FREEBUSY"):
                if str(one.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                    for period in getattr(one, "dts", [one]):
                        first, last = period.dt
                        ends = first + last if isinstance(last, dt.timedelta) else last
                        yield _instant(first, owner.zone), _instant(ends, owner.zone)


def _every(component: icalendar.Component, name: str) -> list[Any]:
    """All that a component says under a name."""
    said = component.get(name, [])
    return said if isinstance(said, list) else [said]


def _instant(said: dt.date, zone: str) -> dt.datetime:
    """An instant, by the clock of a zone where none is named."""
    if not isinstance(said, dt.datetime):
        said = dt.datetime.combine(said, dt.time())
    return (said if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)
