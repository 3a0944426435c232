"""Which mornings and afternoons people share: what a reason says of their hours."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from mooring.boundaries.hours import can_meet
from mooring.boundaries.queries import hours_of
from mooring.core import time
from mooring.core.clocks import Stretch
from mooring.people.models import Member

_NOON: Final = dt.time(12)
_ENOUGH: Final = 60


@dataclass(frozen=True)
class Halves:
    """Weekdays (Monday is 0), in order, of which people share an hour or more of the morning, and of the time from noon on."""

    mornings: tuple[int, ...]
    afternoons: tuple[int, ...]


def shared(members: Sequence[Member], first: dt.date, days: int, zone: str) -> Halves:
    """What all members share of so many days, by the clock of a zone."""
    hours = hours_of(members)
    begins, ends = time.at(first, dt.time(0), zone), time.at(first + dt.timedelta(days=days), dt.time(0), zone)
    room: Counter[tuple[dt.date, bool]] = Counter()
    for stretch in can_meet([hours[member.pk] for member in members], begins, ends):
        for date, before_noon, minutes in _by_half(stretch, zone):
            room[date, before_noon] += minutes
    found = {(date.weekday(), before_noon) for (date, before_noon), minutes in room.items() if minutes >= _ENOUGH}
    return Halves(*(tuple(sorted(day for day, before_noon in found if before_noon is half)) for half in (True, False)))


def _by_half(stretch: Stretch, zone: str) -> list[tuple[dt.date, bool, int]]:
    """A stretch cut at noons and midnights: the date, whether it is before noon, and the minutes."""
    made = []
    at, end = stretch
    while at < end:
        date = at.astimezone(ZoneInfo(zone)).date()
        noon = time.at(date, _NOON, zone)
        cut = min(end, noon if at < noon else time.at(date + dt.timedelta(days=1), dt.time(0), zone))
        made.append((date, at < noon, int((cut - at).total_seconds()) // 60))
        at = cut
    return made
