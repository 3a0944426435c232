"""Keeping time for somebody: in the circle with whom and what for, among one's hours nothing but when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from mooring.boundaries.actions import add_times, remove_times
from mooring.boundaries.models import OwnTime
from mooring.circle.actions import minding
from mooring.circle.editing import editing
from mooring.circle.queries import zone_of
from mooring.circle.rhythm import next_together
from mooring.circle.things import Together
from mooring.core.time import today
from mooring.people.models import Account


@transaction.atomic
def keep_time(*, account: Account, identity: str, what: str, weekday: int, on: dt.date | None, begins: dt.time, minutes: int) -> Together:
    """Keep a time for somebody, each week on a weekday (0 is Monday) or once on a day; nothing is offered to one then.

    ValidationError where more is kept than there is room for.
    """
    with editing(account) as book:
        contact = book.contact(identity)
        time = Together(contact=contact.id, what=what, weekday=-1 if on else weekday, on=on, begins=f"{begins:%H:%M}", minutes=minutes)
        kept = book.put(held(account, time))
    first = next_together(kept, today(zone_of(account)))
    minding.plan_at_once(account=account, days=[first] if first else [])
    return kept


@transaction.atomic
def hold_again(*, account: Account, time: Together) -> None:
    """Keep a time among one's hours again that was freed there, or that came from a file."""
    free_hours(account, [time])
    with editing(account) as book:
        book.put(held(account, book.one(Together, time.id)))


@transaction.atomic
def give_back(*, account: Account, times: Iterable[Together]) -> None:
    """Keep these times no longer."""
    kept = list(times)
    free_hours(account, kept)
    with editing(account) as book:
        for one in kept:
            book.drop(book.one(Together, one.id))


def free_hours(account: Account, times: Iterable[Together]) -> None:
    """Let the hours of these times be offered again, as far as they were not freed before."""
    ids = [public_id for one in times for public_id in one.times]
    found = list(OwnTime.objects.filter(account=account, public_id__in=ids))
    if found:
        remove_times(account=account, times=found)


def held(account: Account, time: Together) -> Together:
    """A time with the hours that keep it from now on. ValidationError where more is kept than there is room for."""
    begins = dt.time.fromisoformat(time.begins)
    start = begins.hour * 60 + begins.minute
    weekdays = [] if time.on else [time.weekday]
    kind = OwnTime.Kind.PERSONAL
    made = add_times(account=account, kind=kind, start=start, end=start + time.minutes, weekdays=weekdays, date=time.on)
    return replace(time, times=tuple(one.public_id for one in made))
