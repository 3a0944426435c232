"""The ledger of what people carry: all that takes an hour of somebody's week, whichever feature it is of.

Features register what they know (``<app>/carried.py``); whoever matches or asks reads it here, and so does the person on their page.
Nobody else learns how full somebody's weeks are: a full person is simply not introduced, and a full week has no times.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from mooring.boundaries.models import OwnWord
from mooring.core import time
from mooring.core.clocks import Stretch
from mooring.people.models import Account, Member
from mooring.people.models.members import MemberQuerySet

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Carried:
    """One thing an account carries: when it is, or would be at the earliest; and for its own eyes, what it is and where it stands."""

    account: int
    thing: str  # its kind and public id, as in "meeting:abc"
    at: dt.datetime
    words: Callable[[], str]
    address: Callable[[], str]


Provider = Callable[[Collection[int], dt.datetime, dt.datetime], Iterable[Carried]]
_PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add what a feature knows of accounts between two instants, in a constant number of queries."""
    if name in _PROVIDERS:
        raise ValueError(f"Two providers of what people carry are called {name}.")
    _PROVIDERS[name] = provider


def carried(accounts: Collection[int], begin: dt.datetime, end: dt.datetime, besides: Collection[str] = ()) -> list[Carried]:
    """What accounts carry between two instants, in order; ``besides`` names things that do not count."""
    found = (one for provider in _PROVIDERS.values() for one in provider(accounts, begin, end))
    return sorted((one for one in found if one.thing not in besides), key=lambda one: (one.at, one.thing, one.account))


def not_full(members: MemberQuerySet, on: dt.date) -> MemberQuerySet:
    """The members who have not said that they are full on a date."""
    return members.exclude(account__own_word__full_until__gte=on)


def full_until(member: Member, on: dt.date) -> dt.date | None:
    """The last day on which a member is full, told to nobody else; None where they are not on the date."""
    said = OwnWord.objects.filter(account=member.account_id, full_until__gte=on).values_list("full_until", flat=True)
    return said.first()


def room_of(members: Sequence[Member], first: dt.date, last: dt.date, zone: str, besides: Collection[str] = ()) -> dict[int, int]:
    """How many more things fit into the emptiest week of dates, for those members whose weeks have a cap, by primary key."""
    caps = caps_of(members)
    if not caps:
        return {}
    weeks = weeks_of(first, last, zone)
    loads = _loads(caps, weeks, besides)
    room = {account: max(cap - loads[account, week] for week in weeks) for account, cap in caps.items()}
    return {one.pk: max(0, room[one.account_id]) for one in members if one.account_id in room}


def taken(members: Sequence[Member], first: dt.date, last: dt.date, zone: str, besides: Collection[str] = ()) -> list[Stretch]:
    """When no further time is to be offered to some of the members: weeks at their cap, and the days until which they are full."""
    caps, weeks = caps_of(members), weeks_of(first, last, zone)
    loads = _loads(caps, weeks, besides) if caps else Counter()
    found = [week for account, cap in caps.items() for week in weeks if loads[account, week] >= cap]
    zones = {one.account_id: one.zone for one in members if one.account_id}
    full = OwnWord.objects.filter(account__in=zones, full_until__isnull=False).values_list("account_id", "full_until")
    ends = [time.at(until + _DAY, dt.time(), zones[account]) for account, until in full if until]
    return found + [(time.now(), end) for end in ends if end > time.now()]


def wants_from(members: Sequence[Member], zone: str) -> dict[int, dt.datetime]:
    """From when those members may be asked something new who may not now, by primary key: a week is at its cap, or they are full.

    Whoever is at their cap for two months is asked then; whoever may be asked at once is not there.
    """
    present = time.today(zone)
    caps, weeks = caps_of(members), weeks_of(present, present + 8 * _WEEK, zone)
    loads = _loads(caps, weeks, ()) if caps else Counter()
    full = OwnWord.objects.filter(account__in=[one.account_id for one in members], full_until__gte=present)
    ends = {account: time.at(until + _DAY, dt.time(), zone) for account, until in full.values_list("account_id", "full_until") if until}
    found = {}
    for one in members:
        account, begins = one.account_id, time.now()
        if account is not None and (account in caps or account in ends):
            begins = max(begins, ends.get(account, begins))
            open_weeks = (week for week in weeks if week[1] > begins and (account not in caps or loads[account, week] < caps[account]))
            week = next(open_weeks, weeks[-1])
            if (wanted := max(begins, week[0])) > time.now():
                found[one.pk] = wanted
    return found


def filling(account: Account, zone: str) -> list[tuple[Stretch, list[Carried]]]:
    """What fills this week and the next of an account, by the clock of its zone."""
    present = time.today(zone)
    weeks = weeks_of(present, present + _WEEK, zone)
    return [(week, carried([account.pk], *week)) for week in weeks]


def weeks_of(first: dt.date, last: dt.date, zone: str) -> list[Stretch]:
    """The weeks, Monday to Sunday by the clock of a zone, that hold any of the dates."""
    monday = first - first.weekday() * _DAY
    mondays = [monday + number * _WEEK for number in range((last - monday).days // 7 + 1)]
    return [(time.at(one, dt.time(), zone), time.at(one + _WEEK, dt.time(), zone)) for one in mondays]


def caps_of(members: Iterable[Member]) -> dict[int, int]:
    """How much a week of those may hold who have set a cap, by account."""
    accounts = [one.account_id for one in members if one.account_id]
    said = OwnWord.objects.filter(account__in=accounts, week_cap__isnull=False).values_list("account_id", "week_cap")
    return {account: cap for account, cap in said if cap is not None}


def _loads(accounts: Collection[int], weeks: Sequence[Stretch], besides: Collection[str]) -> Counter[tuple[int, Stretch]]:
    found = carried(accounts, weeks[0][0], weeks[-1][1], besides)
    return Counter((one.account, week) for one in found for week in weeks if week[0] <= one.at < week[1])
