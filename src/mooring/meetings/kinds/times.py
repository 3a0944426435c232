"""A time to choose, a time that was chosen, and that there is none."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.time import now
from mooring.meetings import calendar, links, messages, purposes
from mooring.meetings.kinds.about import (
    as_it_was,
    both,
    guide,
    is_in,
    no_time_left,
    others,
    page,
    time_of,
    times_of,
    when,
    whom_they_suit,
)
from mooring.meetings.models import Meeting
from mooring.meetings.queries import coming
from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter, Section, kind


class _Agreed:
    """True as long as the time of the notice stands, suits its person, and has not come."""

    def still_true(self, notice: Notice) -> bool:
        meeting = as_it_was(notice, Meeting.State.AGREED)
        return meeting is not None and notice.member in coming(meeting) and time_of(meeting) > now()


@kind(
    messages.INVITATION,
    title=gettext_lazy("A time was chosen for a meeting"),
    timed=True,
    because=gettext_lazy("You get this because a time was chosen for a meeting of yours."),
)
class Invitation(_Agreed):
    """A time was chosen."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("Your meeting: %(when)s") % {"when": when(time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("%(when)s, for %(minutes)s minutes.") % {"when": when(time_of(meeting)), "minutes": meeting.minutes},
                calendar.where(meeting),
            ],
            button=(_("Open the meeting"), page(meeting)),
            links=[*guide(meeting), (_("Can’t make it"), links.cannot(meeting, member))],
            calendar=calendar.invitation(meeting, member, calendar.REQUEST),
            method=calendar.REQUEST,
            reply_to=others(meeting, member),
        )


@kind(
    messages.REMINDER,
    title=gettext_lazy("A meeting tomorrow"),
    topic=Topic.REMINDERS,
    timed=True,
    because=gettext_lazy("You get this the day before a meeting."),
    switch=gettext_lazy("Reminders the day before a meeting"),
)
class Reminder(_Agreed):
    """The day before."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("You meet on %(when)s") % {"when": when(time_of(meeting))},
            paragraphs=[purposes.of(meeting).title(meeting, member), calendar.where(meeting)],
            button=(_("Open the meeting"), page(meeting)),
            links=[(_("Can’t make it"), links.cannot(meeting, member))],
            reply_to=others(meeting, member),
        )


@kind(
    messages.WITHOUT_YOU,
    title=gettext_lazy("The others have a time"),
    timed=True,
    because=gettext_lazy("You get this because a time was chosen that does not suit your hours."),
)
class WithoutYou:
    """A group has a time that does not suit this person."""

    def still_true(self, notice: Notice) -> bool:
        meeting = as_it_was(notice, Meeting.State.AGREED)
        return meeting is not None and any(one.member_id == notice.member_id and one.without for one in meeting.attendances.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("The others meet on %(when)s") % {"when": when(time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("You share no hour, all of you, and this one lies outside yours. Nobody expects you there."),
                _("Next time others step back first."),
            ],
            sections=[Section(choices=[(_("I can be there after all"), links.come(meeting, member))])],
            reply_to=others(meeting, member),
        )


@kind(
    messages.PICK_REMINDER,
    title=gettext_lazy("Times wait for your choice"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this because nobody has chosen a time yet."),
    switch=gettext_lazy("Reminders to choose a time"),
)
class PickReminder:
    """Nobody has chosen yet."""

    def still_true(self, notice: Notice) -> bool:
        meeting = as_it_was(notice, Meeting.State.OFFERED)
        return meeting is not None and is_in(meeting, notice) and any(one.begins_at > now() for one in meeting.offered_times.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("When would you like to meet?"),
            paragraphs=[purposes.of(meeting).title(meeting, member), whom_they_suit(meeting)],
            sections=[times_of(meeting, member)],
            reply_to=others(meeting, member),
        )


@kind(
    messages.OTHER_TIMES,
    title=gettext_lazy("Other times to choose from"),
    because=gettext_lazy("You get this because nobody has chosen a time yet."),
    switch=gettext_lazy("New times when the first ones have passed"),
)
class OtherTimes(PickReminder):
    """The times offered have passed; here are others."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("Other times to choose from"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The times you were offered have passed, and that is all right. Here are others."),
                whom_they_suit(meeting),
            ],
            sections=[times_of(meeting, member)],
            links=[(_("Open the meeting"), page(meeting))],
            reply_to=others(meeting, member),
        )


@kind(
    messages.NOTHING_SUITS,
    title=gettext_lazy("No time could be found"),
    because=gettext_lazy("You get this so that you do not wait for a time in vain."),
)
class NothingSuits:
    """The days that are left hold no time that suits everyone."""

    def still_true(self, notice: Notice) -> bool:
        meeting = as_it_was(notice, Meeting.State.OFFERED)
        return meeting is not None and is_in(meeting, notice) and not any(one.begins_at > now() for one in meeting.offered_times.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        return Letter(
            subject=_("No time could be found"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                *no_time_left(),
                _("Or write to each other in turns: letters or voice notes, with days to spare. That counts as a meeting too."),
            ],
            sections=[Section(choices=[(_("Write in turns instead"), links.letters(meeting, member))])],
            button=(_("Open the meeting"), page(meeting)),
            reply_to=others(meeting, member),
        )
