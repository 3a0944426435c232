"""May I reach this person now, and if not, when?"""

from __future__ import annotations

import datetime as dt

from mooring.boundaries.queries import hours_of
from mooring.people.models import Member


def open_at(member: Member, instant: dt.datetime) -> bool:
    """Whether the instant lies in the member's hours on that date."""
    return hours_of([member])[member.pk].open_at(instant)


def next_open(member: Member, instant: dt.datetime) -> dt.datetime | None:
    """The first instant, not before the given one, in the member's hours; None where the next 400 days have none."""
    return hours_of([member])[member.pk].next_open(instant)
