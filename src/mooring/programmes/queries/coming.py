"""What comes next: a programme's introductions, and what a member may look forward to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from mooring.core.time import now
from mooring.meetings import queries as meetings
from mooring.meetings.models import Meeting
from mooring.people.models import Member
from mooring.programmes.dates import next_start
from mooring.programmes.models import Enrolment, Programme, Round

COMING = (Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT)


def next_starts(programmes: Sequence[Programme]) -> dict[int, dt.date]:
    """The day of each programme's next introductions, in two queries: of the round in the making, else when one is due."""
    making: dict[int, dt.date] = {}
    last: dict[int, dt.date] = {}
    rows = Round.objects.filter(programme__in=programmes).exclude(state=Round.State.CANCELLED)
    for one in rows.only("programme_id", "state", "starts_on"):
        if one.state in COMING:
            making[one.programme_id] = one.starts_on
        last[one.programme_id] = max(one.starts_on, last.get(one.programme_id, one.starts_on))
    present = now()
    return {one.pk: making.get(one.pk) or next_start(one, last.get(one.pk), present) for one in programmes}


def next_meeting(member: Member) -> Meeting | None:
    """The member's next agreed meeting, with its people."""
    return meetings.upcoming(member).filter(begins_at__gt=now()).first()


def next_introductions(member: Member) -> list[tuple[Programme, dt.date]]:
    """The running programmes the member is in, each with the day of its next introductions; not those they are away for."""
    rows = Enrolment.objects.filter(member=member, state=Enrolment.State.IN, programme__state=Programme.State.RUNNING)
    mine = list(rows.select_related("programme__organisation"))
    starts = next_starts([one.programme for one in mine]) if mine else {}
    found = [(one, starts[one.programme_id]) for one in mine]
    return [(one.programme, day) for one, day in found if one.snoozed_until is None or one.snoozed_until <= day]
