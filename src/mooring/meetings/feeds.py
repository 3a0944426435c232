"""What meetings put into people's own feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mooring.calendars import feeds
from mooring.meetings import calendar, purposes
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.queries import with_people
from mooring.people.models import Account


def held_meetings(account: Account, begin: dt.datetime, end: dt.datetime) -> Iterator[feeds.Entry]:
    """The meetings with a time of all memberships of an account."""
    mine = Attendance.objects.filter(member__account=account, member__left_at=None).exclude(state=Attendance.State.OUT)
    mine = (
        mine.filter(meeting__state__in=[Meeting.State.AGREED, Meeting.State.OVER])
        .filter(without=False)
        .exclude(met__in=Attendance.Met.did_not())
    )
    mine = mine.filter(meeting__begins_at__gte=begin, meeting__begins_at__lt=end).select_related("member__account", "member__organisation")
    viewer = {one.meeting_id: one.member for one in mine}
    for meeting in with_people(Meeting.objects.filter(pk__in=viewer)):
        purpose, member = purposes.of(meeting), viewer[meeting.pk]
        if meeting.begins_at is not None:
            yield feeds.Entry(
                uid=meeting.uid,
                begins=meeting.begins_at,
                ends=meeting.begins_at + meeting.length,
                title=purpose.title(meeting, member),
                words=calendar.where(meeting),
                place=meeting.place,
                private=purpose.private,
                sequence=meeting.sequence,
                stamped=meeting.stamped_at,
            )


feeds.register("meetings", held_meetings)
