"""What the notices of meetings have in common: which meeting, whose, and how its times are said."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from mooring.core.dates import in_words
from mooring.core.links import absolute
from mooring.core.time import now
from mooring.meetings import guides, links, purposes
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.queries import people_of, with_people
from mooring.notices.models import Notice
from mooring.notices.register import Section
from mooring.people.models import Member


def when(instant: dt.datetime) -> str:
    """A time in words, in the language and zone that are active."""
    return in_words(instant, "both")


def meeting_of(notice: Notice) -> Meeting | None:
    """The meeting a notice is about, with its people; None where it is gone."""
    return notice.about(lambda thing: with_people(Meeting.objects.filter(public_id=thing)).first())


def both(notice: Notice) -> tuple[Meeting, Member]:
    """The meeting a notice is about and the person it goes to; ValueError where either is gone."""
    meeting = meeting_of(notice)
    if meeting is None or notice.member is None:
        raise ValueError("The meeting of this notice is gone.")
    return meeting, notice.member


def time_of(meeting: Meeting) -> dt.datetime:
    """When a meeting begins; ValueError where it has no time."""
    if meeting.begins_at is None:
        raise ValueError("The meeting of this notice has no time.")
    return meeting.begins_at


def is_in(meeting: Meeting, notice: Notice) -> bool:
    """Whether the person a notice goes to is still part of the meeting."""
    return any(one.member_id == notice.member_id and one.state != Attendance.State.OUT for one in meeting.attendances.all())


def as_it_was(notice: Notice, *states: Meeting.State) -> Meeting | None:
    """The meeting, if nothing has happened to it since the notice was put."""
    meeting = meeting_of(notice)
    if meeting is None or meeting.state not in states or str(meeting.sequence) != notice.detail:
        return None
    return meeting


def guide(meeting: Meeting) -> list[tuple[str, str]]:
    """What is worth reading before such a meeting, with its address."""
    found = guides.GUIDES.get(purposes.of(meeting).guide(meeting))
    return [(_("A minute to read before"), found.address)] if found is not None else []


def others(meeting: Meeting, member: Member) -> list[str]:
    """Where a reply to a letter goes: to the others at work, which everyone in the organisation sees; nowhere where it is private."""
    if purposes.of(meeting).private:
        return []
    return [one.work_address for one in people_of(meeting) if one != member and one.work_address]


def page(meeting: Meeting) -> str:
    """The address of a meeting's own page."""
    return absolute("meeting", slug=meeting.organisation.slug, public_id=meeting.public_id)


def times_of(meeting: Meeting, member: Member) -> Section:
    """The offered times that are still to come, as buttons that choose one for this person."""
    times = [one for one in meeting.offered_times.all() if one.begins_at > now()]
    return Section(choices=[(when(one.begins_at), links.pick(meeting, member, one)) for one in times])


def whom_they_suit(meeting: Meeting) -> str:
    """Whether the times that are offered suit all of them."""
    if any(one.left_out.all() for one in meeting.offered_times.all()):
        return _("You share no hour, all of you: each of these leaves out as few as can be. Next time it is others. One press chooses it.")
    return _("Any of these suits everyone. One press chooses it.")


def no_time_left() -> list[str]:
    """What is said where the days left hold no time that suits everyone."""
    return [
        _("The days that are left hold no time that suits everyone. That is nobody’s doing."),
        _("Write to each other if you would still like to meet. Should your hours change, times are offered again by themselves."),
    ]
