"""When the steps of a round fall. Pure: a programme's habits and a date in, instants out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from mooring.core.time import at, local
from mooring.programmes.models import Programme

MATCHING_DAYS: Final = 14
"""The first chat falls into so many days, fewer when the next round comes sooner; matched people share time in them."""

SHORTEST: Final = dt.timedelta(hours=12)
"""Between opening a round and publishing it."""

LATER_CHATS: Final[dict[int, tuple[int, int]]] = {2: (14, 28), 3: (42, 56)}
"""The later chats of a match: first and last day, counted from the start of its round (weeks 2 to 4 and 6 to 8)."""


@dataclass(frozen=True)
class RoundTimes:
    """The dates of a round, local to the organisation, and its instants in UTC."""

    starts_on: dt.date
    ends_on: dt.date
    ask_at: dt.datetime
    solve_at: dt.datetime
    publish_at: dt.datetime


def times_of(programme: Programme, starts_on: dt.date, *, opened_at: dt.datetime | None = None) -> RoundTimes:
    """The times of a round that starts on a date. Opened late, what is left until publishing is shared between its steps.

    Opened less than half a day before it would be published, it starts on the next working day instead: there must be time
    to look at the draft.
    """
    zone = programme.organisation.timezone
    if opened_at is not None and at(starts_on, programme.publish_time, zone) < opened_at + SHORTEST:
        starts_on = local(working_days_later(opened_at, 1, zone), zone).date()

    def days_before(days: int) -> dt.datetime:
        return at(starts_on - dt.timedelta(days=days), programme.publish_time, zone)

    weekly = programme.cadence_weeks == 1
    publish_at = days_before(0)
    ask_at, solve_at = days_before(5 if weekly else 7), days_before(2 if weekly else 4)
    if opened_at is not None and opened_at > ask_at:
        asked = programme.opt_in == Programme.OptIn.EACH_ROUND
        soonest = opened_at + (publish_at - opened_at) / 2 if asked else opened_at
        ask_at, solve_at = opened_at, max(solve_at, soonest)
    return RoundTimes(
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(weeks=programme.cadence_weeks, days=-1),
        ask_at=ask_at,
        solve_at=solve_at,
        publish_at=publish_at,
    )


def matching_days(starts_on: dt.date, ends_on: dt.date) -> int:
    """In how many days from its start the first chats of a round fall."""
    return min(MATCHING_DAYS, (ends_on - starts_on).days + 1)


def on_weekday(date: dt.date, weekday: int) -> dt.date:
    """The date itself or the next one that is that weekday (0 = Monday)."""
    return date + dt.timedelta(days=(weekday - date.weekday()) % 7)


def next_start(programme: Programme, last: dt.date | None, now: dt.datetime) -> dt.date:
    """When the next round starts: the cadence after the last one, and never at an hour already past."""
    zone = programme.organisation.timezone
    step = dt.timedelta(weeks=programme.cadence_weeks)
    if last is None:
        start, step = on_weekday(programme.first_round_on, programme.weekday), dt.timedelta(weeks=1)
    else:
        start = on_weekday(last + step, programme.weekday)
    while at(start, programme.publish_time, zone) <= now:
        start += step
    return start


def working_days_later(instant: dt.datetime, days: int, zone: str) -> dt.datetime:
    """The same wall-clock time so many working days (Monday to Friday) later."""
    here = local(instant, zone)
    date = here.date()
    while days:
        date += dt.timedelta(days=1)
        days -= date.weekday() < 5
    return at(date, here.time(), zone)
