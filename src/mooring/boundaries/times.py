"""Time people share: availability for the matcher, and the times that are offered to be chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mooring.boundaries.hours import PersonHours
from mooring.boundaries.queries import hours_of
from mooring.core import time
from mooring.core.clocks import Stretch
from mooring.core.hours import SLOT_MINUTES, SLOTS_PER_DAY, Window
from mooring.core.later import Later
from mooring.people.models import Member

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

SLOT = dt.timedelta(minutes=SLOT_MINUTES)


@dataclass(frozen=True)
class Availability:
    """Who is free when: one row a person in the order given, one column a quarter of an hour from ``begins`` on.

    ``slots``: the whole quarter lies in their hours. ``edge``: of those, the early and late ones of their own day.
    """

    begins: dt.datetime
    slots: NDArray[np.bool_]
    edge: NDArray[np.bool_]


def availability(members: Sequence[Member], first_date: dt.date, days: int, zone_of_organisation: str) -> Availability:
    """Who of the members is free when, on so many days (of 96 quarters each) from midnight at the organisation.

    A quarter is free where all of it is ``meetable``.
    """
    begins = midnight(first_date, zone_of_organisation)
    window = Window(first_date, days)
    skipped, count = window.slot(begins), days * SLOTS_PER_DAY
    hours = hours_of(members)
    known: dict[PersonHours, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    for theirs in hours.values():
        if theirs not in known:
            free, edge = slots_of(theirs, window)
            known[theirs] = free[skipped : skipped + count], edge[skipped : skipped + count]
    rows = [known[hours[member.pk]] for member in members]
    empty = np.zeros((0, count), dtype=np.bool_)
    if not rows:
        return Availability(begins, empty, empty)
    return Availability(begins, np.stack([free for free, _ in rows]), np.stack([edge for _, edge in rows]))


def slots_of(hours: PersonHours, window: Window) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The quarters of a window in which one person can meet, and which of them are early or late in their day."""
    free, edge = np.zeros(window.slots, dtype=np.bool_), np.zeros(window.slots, dtype=np.bool_)
    begin, end = window.origin, window.instant(window.slots)
    for slots, stretches in ((free, hours.meetable(begin, end)), (edge, hours.edges(begin, end))):
        for first, last in window.whole(stretches):
            slots[first:last] = True
    return free, edge & free


def bad_for(hours: PersonHours, begins: dt.datetime, minutes: int) -> bool:
    """Whether any of a meeting lies early or late in a person's day."""
    return bool(hours.edges(begins, begins + dt.timedelta(minutes=minutes)))


def midnight(date: dt.date, zone: str) -> dt.datetime:
    """The quarter of an hour (UTC) in which the date begins in the zone."""
    at = time.at(date, dt.time(0), zone)
    return at - dt.timedelta(minutes=at.minute % SLOT_MINUTES, seconds=at.second)


def common_times(
    members: Sequence[Member],
    first_date: dt.date,
    last_date: dt.date,
    minutes: int,
    at_most: int = 3,
    not_before: dt.datetime | None = None,
    busy: Iterable[Stretch] = (),
    bad_before: Mapping[int, int] | None = None,
) -> list[dt.datetime]:
    """Times at which all members are free for so many minutes, on dates of their organisation, in order.

    Kind hours first, then whole and half hours, spread over the days; none of them touches a ``busy`` stretch. An hour early or late in
    somebody's day weighs more the more such hours they had before: ``bad_before`` counts them by primary key.
    """
    if not members:
        return []
    days = (last_date - first_date).days + 1
    free = availability(members, first_date, days, members[0].organisation.timezone)
    length = -(-minutes // SLOT_MINUTES)
    starts = _unbroken(np.logical_and.reduce(free.slots, axis=0), length)
    _block(starts, free.begins, length, busy)
    if not_before is not None:
        starts[: max(0, -((free.begins - not_before) // SLOT))] = False
    bad = _burden(members, bad_before) @ _any_within(free.edge, length)
    return _spread(np.flatnonzero(starts), bad, free.begins, length, at_most)


@dataclass(frozen=True)
class Taken:
    """What stands in the way of one person, and how often they had an early or late hour, or a group met without them."""

    busy: Sequence[Stretch] = ()
    bad_before: int = 0
    without_before: int = 0


def group_times(
    members: Sequence[Member],
    first_date: dt.date,
    last_date: dt.date,
    minutes: int,
    taken: Mapping[int, Taken],
    at_most: int = 3,
    not_before: dt.datetime | None = None,
) -> list[tuple[dt.datetime, frozenset[int]]]:
    """Times for a group that shares none, each with the primary keys of those whom it does not suit; in order.

    Fewest are left out, and it goes round: leaving somebody out weighs one, and one more for each time the group's people were met without
    them beyond the one of them who was spared most. At least half of them, and two, are there. ``taken`` is by primary key.
    """
    days, length = (last_date - first_date).days + 1, -(-minutes // SLOT_MINUTES)
    free = availability(members, first_date, days, members[0].organisation.timezone)
    can = np.stack([_unbroken(row, length) for row in free.slots])
    for row, member in zip(can, members, strict=True):
        _block(row, free.begins, length, taken[member.pk].busy)
    enough = can.sum(axis=0) >= max(2, -(-len(members) // 2))
    if not_before is not None:
        enough[: max(0, -((free.begins - not_before) // SLOT))] = False
    before = np.array([taken[member.pk].without_before for member in members])
    weights = 1 + before - before.min()
    bad = _burden(members, {key: one.bad_before for key, one in taken.items()}) @ (_any_within(free.edge, length) & can)
    price = (weights @ ~can) * _MUCH + (~can).sum(axis=0) * _LESS + np.minimum(bad, _LESS - 1)
    found = _spread(np.flatnonzero(enough), price, free.begins, length, at_most)
    column = {at: (at - free.begins) // SLOT for at in found}
    return [(at, frozenset(member.pk for member, row in zip(members, can, strict=True) if not row[column[at]])) for at in found]


_LESS, _MUCH = 10_000, 10_000_000


def _burden(members: Sequence[Member], bad_before: Mapping[int, int] | None) -> NDArray[np.int_]:
    """What an early or late hour of each weighs: the more such they had, the more."""
    return np.array([1 + (bad_before or {}).get(member.pk, 0) for member in members])


def _block(starts: NDArray[np.bool_], begins: dt.datetime, length: int, busy: Iterable[Stretch]) -> None:
    """Take away where a stretch of so many slots would touch what is busy."""
    for begin, end in busy:
        blocked_from = (begin - begins) // SLOT - length + 1
        blocked_to = -((begins - end) // SLOT)
        starts[max(0, blocked_from) : max(0, blocked_to)] = False


def _unbroken(slots: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Where a stretch of so many slots begins."""
    begins = np.zeros_like(slots)
    last = len(slots) - length + 1
    if last > 0:
        begins[:last] = np.logical_and.reduce([slots[step : step + last] for step in range(length)])
    return begins


def _any_within(slots: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """For each slot, whether one of the next so many is set."""
    found = slots.copy()
    for step in range(1, length):
        found[:, :-step] |= slots[:, step:]
    return found


def _spread(starts: NDArray[np.intp], bad: NDArray[np.int_], begins: dt.datetime, length: int, at_most: int) -> list[dt.datetime]:
    """The kindest starts: on days spread over the whole, and earlier and later in the day; more than one a day only where days lack."""
    by_day: dict[int, list[int]] = {}
    for slot in starts:
        by_day.setdefault(int(slot) // SLOTS_PER_DAY, []).append(int(slot))

    def price(slot: int) -> tuple[int, int]:
        return int(bad[slot]), 0 if (begins + slot * SLOT).minute in {0, 30} else 1

    kindest = {day: min(price(slot) for slot in slots) for day, slots in by_day.items()}
    days = _apart(sorted(kindest, key=lambda day: (kindest[day], day)), kindest, at_most)
    chosen = []
    for place, day in enumerate(sorted(days)):
        best = [slot for slot in by_day[day] if price(slot) == kindest[day]]
        chosen.append(best[len(best) * (2 * place + 1) // (2 * len(days))])
    for slot in sorted((int(slot) for slot in starts), key=lambda slot: (price(slot), slot)):
        if len(chosen) < at_most and all(abs(slot - other) >= length for other in chosen):
            chosen.append(slot)
    return [begins + slot * SLOT for slot in sorted(chosen)]


def _apart(days: list[int], kindest: dict[int, tuple[int, int]], at_most: int) -> list[int]:
    """So many days, the kindest first and those of one kindness evenly apart; ``days`` come kindest first."""
    chosen: list[int] = []
    while days and len(chosen) < at_most:
        alike = [day for day in days if kindest[day] == kindest[days[0]]]
        wanted = min(at_most - len(chosen), len(alike))
        step = (len(alike) - 1) / (wanted - 1) if wanted > 1 else 0
        chosen += [alike[round(number * step)] for number in range(wanted)]
        days = days[len(alike) :]
    return chosen
