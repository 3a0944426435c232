"""What people say of a meeting afterwards. Each says it for themselves, and nobody else reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import transaction

from mooring.core.time import now, today
from mooring.meetings import messages, purposes, queries
from mooring.meetings.models import Attendance, AttendanceQuerySet, Came, Meeting
from mooring.people.models import Member

A_WEEK: Final = dt.timedelta(days=7)
LATEST: Final = dt.timedelta(days=60)
"""So far ahead somebody may put the question off."""

PRIVATE: Final = ("useful", "comfortable", "again")
"""What each may say to themselves: was it useful, was it comfortable, would they gladly meet these people again."""


@transaction.atomic
def answer(*, meeting: Meeting, member: Member, met: Attendance.Met, came: Collection[Member] = (), ask_on: dt.date | None = None) -> bool:
    """Note a person's “did you meet?”; it may be changed. False before the meeting has begun.

    ``came`` is of “some of us”: who, as far as it is said. ``ask_on`` is of “later”: a week from now where it is not said.
    """
    present = today(member.clock)
    later = met == Attendance.Met.LATER
    on = min(max(ask_on or present + A_WEEK, present + dt.timedelta(days=1)), present + LATEST) if later else None
    mine = _begun(meeting, member)
    if not mine.update(met=met, ask_on=on, answered_at=now()):
        return False
    found = queries.as_it_is(meeting)
    _note_who_came(found, member, came if met == Attendance.Met.SOME else ())
    if on is not None:
        messages.ask_later(found, member, on)
    purposes.of(found).changed(found)
    return True


def close_over() -> int:
    """Mark the meetings whose time is over, and ask their people whether they met; returns how many."""
    closed = 0
    for meeting in queries.over_by(now()):
        with transaction.atomic():
            agreed = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.AGREED, begins_at=meeting.begins_at)
            if agreed.update(state=Meeting.State.OVER):
                messages.ask_whether_met(queries.as_it_is(meeting))
                closed += 1
    return closed


@transaction.atomic
def say_privately(*, meeting: Meeting, member: Member, about: str, yes: bool) -> bool:
    """Note a person's private word on one of ``PRIVATE``; it may be changed. False before the meeting has begun, or where nothing asks."""
    mine = _begun(meeting, member)
    if about == "again":
        again = purposes.of(meeting).again
        if again is None or not mine.exists():
            return False
        again.say(meeting, member, yes)
        return True
    return about in PRIVATE and bool(mine.update(**{about: yes}))


def _begun(meeting: Meeting, member: Member) -> AttendanceQuerySet:
    """The person's part in a meeting that has begun."""
    mine = Attendance.objects.filter(meeting=meeting, member=member, meeting__begins_at__lte=now())
    return mine.filter(meeting__state__in=[Meeting.State.AGREED, Meeting.State.OVER])


def _note_who_came(meeting: Meeting, member: Member, came: Collection[Member]) -> None:
    mine = next(one for one in meeting.attendances.all() if one.member_id == member.pk)
    Came.objects.filter(attendance=mine).delete()
    theirs = [one for one in queries.people_of(meeting) if one in came]
    Came.objects.bulk_create(Came(attendance=mine, member=one) for one in theirs)
