"""The one door to a meeting."""

from __future__ import annotations

from django.http import Http404

from mooring.core.links import Link, LinkRefused, read
from mooring.meetings import links
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.queries import with_people
from mooring.people.models import Member


def meeting_for(member: Member, public_id: str) -> Meeting:
    """A meeting the member is part of; 404 for any other, there or not."""
    found = with_people(Meeting.objects.visible_to(member).filter(public_id=public_id)).first()
    if found is None:
        raise Http404
    return found


def by_link(token: str, purpose: str) -> tuple[Meeting, Member, Link]:
    """The meeting, the person and the answer of a signed link; LinkRefused when either is no longer there."""
    link = read(token, purpose=purpose)
    attendance = (
        Attendance.objects.exclude(state=Attendance.State.OUT)
        .select_related("member__organisation", "member__account", "member__site")
        .filter(meeting__public_id=link.thing, member__public_id=link.person, member__left_at=None)
        .first()
    )
    if attendance is None:
        raise LinkRefused("This link is over.")
    return meeting_for(attendance.member, link.thing), attendance.member, link


def behind_video_link(token: str) -> Meeting:
    """The meeting behind the door to its video room, while it has a time; LinkRefused otherwise."""
    link = read(token, purpose=links.VIDEO)
    held = Meeting.objects.filter(public_id=link.thing, state__in=[Meeting.State.AGREED, Meeting.State.OVER])
    found = with_people(held).first()
    if found is None:
        raise LinkRefused("This link is over.")
    return found
