"""What meetings put into people's weeks: those agreed or held, and those whose times are offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.db.models import F, Min, Q, QuerySet

from mooring.boundaries import load
from mooring.core.time import now
from mooring.meetings import purposes
from mooring.meetings.models import Attendance, Meeting


def carried_meetings(accounts: Collection[int], begin: dt.datetime, end: dt.datetime) -> Iterator[load.Carried]:
    """Meetings between two instants; one without a time stands where its first offered one does, letters where
    one's own turn ends, what did not happen nowhere.
    """
    mine = Attendance.objects.filter(member__account__in=accounts).exclude(state=Attendance.State.OUT)
    mine = mine.select_related("meeting__organisation", "member")
    held = (
        mine.filter(meeting__state__in=[Meeting.State.AGREED, Meeting.State.OVER])
        .filter(without=False)
        .exclude(met__in=Attendance.Met.did_not())
    )
    still = Min("meeting__offered_times__begins_at", filter=Q(meeting__offered_times__begins_at__gt=now()))
    open_ones = mine.filter(meeting__state=Meeting.State.OFFERED)
    own_turn = Min("meeting__turns__due_at", filter=Q(meeting__turns__member=F("member"), meeting__turns__written_at=None))
    writing = mine.filter(meeting__state=Meeting.State.LETTERS)
    alike: tuple[QuerySet[Any], ...] = (
        held.annotate(at=F("meeting__begins_at")),
        open_ones.annotate(at=still),
        writing.annotate(at=own_turn),
    )
    for rows in alike:
        for one in rows.filter(at__gte=begin, at__lt=end):
            purpose, told = purposes.of(one.meeting), (one.meeting, one.member)
            yield load.Carried(
                one.member.account_id or 0,
                f"meeting:{one.meeting.public_id}",
                one.at,
                partial(purpose.title, *told),
                partial(purpose.home, *told),
            )


load.register("meetings", carried_meetings)
