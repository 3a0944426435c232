"""The time is given back, or the meeting is called off."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.time import now
from mooring.meetings import calendar, messages, purposes
from mooring.meetings.kinds.about import (
    both,
    is_in,
    meeting_of,
    no_time_left,
    others,
    time_of,
    times_of,
    when,
    whom_they_suit,
)
from mooring.meetings.models import Meeting
from mooring.notices.models import Notice
from mooring.notices.queries import has_reached
from mooring.notices.register import Letter, kind


def _was_invited(notice: Notice) -> bool:
    """Whether an invitation has gone to this person, or is just going."""
    return has_reached(notice.member, kind=messages.INVITATION, thing=notice.thing)


class _CalledOff:
    """True where the person's calendar holds what is no longer, or new times wait."""

    state = Meeting.State.CANCELLED

    def still_true(self, notice: Notice) -> bool:
        meeting = meeting_of(notice)
        if meeting is None or (self.state == Meeting.State.CANCELLED and time_of(meeting) <= now()):
            return False
        if not is_in(meeting, notice):
            return _was_invited(notice)
        return meeting.state == self.state and str(meeting.sequence) == notice.detail and self.matters(meeting, notice)

    def matters(self, meeting: Meeting, notice: Notice) -> bool:
        return _was_invited(notice)


@kind(
    messages.CANCELLED,
    title=gettext_lazy("A meeting is cancelled"),
    timed=True,
    because=gettext_lazy("You get this because the meeting was in your calendar."),
)
class Cancelled(_CalledOff):
    """It will not be held."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("Cancelled: %(when)s") % {"when": when(time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("This meeting will not take place. There is nothing for you to do."),
            ],
            calendar=calendar.invitation(meeting, member, calendar.CANCEL),
            method=calendar.CANCEL,
            reply_to=others(meeting, member),
        )


@kind(
    messages.CANCELLED_SOON,
    title=gettext_lazy("A meeting is cancelled"),
    timed=True,
    because=gettext_lazy("You get this outside your hours because the meeting would have begun before they do."),
    urgency=Notice.Urgency.CRITICAL,
)
class CancelledSoon(Cancelled):
    """It will not be held, and would begin before the person's next open hour."""


@kind(
    messages.NEW_TIMES,
    title=gettext_lazy("A meeting needs another time"),
    timed=True,
    because=gettext_lazy("You get this because you were to meet at that time."),
)
class NewTimes(_CalledOff):
    """The time no longer suits everyone."""

    state = Meeting.State.OFFERED

    def matters(self, meeting: Meeting, notice: Notice) -> bool:
        return True

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        times = times_of(meeting, member)
        then = [whom_they_suit(meeting)] if times.choices else no_time_left()
        return Letter(
            subject=_("Your meeting needs another time"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The time you had no longer suits everyone: %(when)s.") % {"when": when(time_of(meeting))},
                *then,
            ],
            sections=[times],
            calendar=calendar.invitation(meeting, member, calendar.CANCEL) if _was_invited(notice) else None,
            method=calendar.CANCEL,
            reply_to=others(meeting, member),
        )


@kind(
    messages.NEW_TIMES_SOON,
    title=gettext_lazy("A meeting needs another time"),
    timed=True,
    because=gettext_lazy("You get this outside your hours because the meeting would have begun before they do."),
    urgency=Notice.Urgency.CRITICAL,
)
class NewTimesSoon(NewTimes):
    """The same, where the old time would begin before the person's next open hour."""
