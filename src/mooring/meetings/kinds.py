"""The notices of meetings: whether each is still true, and what it says."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.dates import in_words
from mooring.core.links import absolute
from mooring.core.time import now, today
from mooring.meetings import calendar, guides, links, messages, purposes
from mooring.meetings.models import Attendance, Meeting, Proposal
from mooring.meetings.queries import PAIR, coming, current_turn, people_of, with_people
from mooring.notices.models import Notice, Topic
from mooring.notices.queries import has_reached
from mooring.notices.register import Letter, Section, kind
from mooring.people.models import Member


def when(instant: dt.datetime) -> str:
    """A time in words, in the language and zone that are active."""
    return in_words(instant, "both")


def _meeting(notice: Notice) -> Meeting | None:
    return notice.about(lambda thing: with_people(Meeting.objects.filter(public_id=thing)).first())


def _both(notice: Notice) -> tuple[Meeting, Member]:
    meeting = _meeting(notice)
    if meeting is None or notice.member is None:
        raise ValueError("The meeting of this notice is gone.")
    return meeting, notice.member


def _time_of(meeting: Meeting) -> dt.datetime:
    if meeting.begins_at is None:
        raise ValueError("The meeting of this notice has no time.")
    return meeting.begins_at


def _is_in(meeting: Meeting, notice: Notice) -> bool:
    return any(one.member_id == notice.member_id and one.state != Attendance.State.OUT for one in meeting.attendances.all())


def _as_it_was(notice: Notice, *states: Meeting.State) -> Meeting | None:
    """The meeting, if nothing has happened to it since the notice was put."""
    meeting = _meeting(notice)
    if meeting is None or meeting.state not in states or str(meeting.sequence) != notice.detail:
        return None
    return meeting


def _guide(meeting: Meeting) -> list[tuple[str, str]]:
    """What is worth reading before such a meeting, with its address."""
    found = guides.GUIDES.get(purposes.of(meeting).guide)
    return [(_("A minute to read before"), found.address)] if found is not None else []


def _others(meeting: Meeting, member: Member) -> list[str]:
    """Where a reply to a letter goes: to the others at work, which everyone in the organisation sees; nowhere where it is private."""
    if purposes.of(meeting).private:
        return []
    return [one.work_address for one in people_of(meeting) if one != member and one.work_address]


def _page(meeting: Meeting) -> str:
    return absolute("meeting", slug=meeting.organisation.slug, public_id=meeting.public_id)


class _Agreed:
    """True as long as the time of the notice stands, suits its person, and has not come."""

    def still_true(self, notice: Notice) -> bool:
        meeting = _as_it_was(notice, Meeting.State.AGREED)
        return meeting is not None and notice.member in coming(meeting) and _time_of(meeting) > now()


@kind(
    messages.INVITATION,
    title=gettext_lazy("A time was chosen for a meeting"),
    timed=True,
    because=gettext_lazy("You get this because a time was chosen for a meeting of yours."),
)
class Invitation(_Agreed):
    """A time was chosen."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        return Letter(
            subject=_("Your meeting: %(when)s") % {"when": when(_time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("%(when)s, for %(minutes)s minutes.") % {"when": when(_time_of(meeting)), "minutes": meeting.minutes},
                calendar.where(meeting),
            ],
            button=(_("Open the meeting"), _page(meeting)),
            links=[*_guide(meeting), (_("Can’t make it"), links.cannot(meeting, member))],
            calendar=calendar.invitation(meeting, member, calendar.REQUEST),
            method=calendar.REQUEST,
            reply_to=_others(meeting, member),
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
        meeting, member = _both(notice)
        return Letter(
            subject=_("You meet on %(when)s") % {"when": when(_time_of(meeting))},
            paragraphs=[purposes.of(meeting).title(meeting, member), calendar.where(meeting)],
            button=(_("Open the meeting"), _page(meeting)),
            links=[(_("Can’t make it"), links.cannot(meeting, member))],
            reply_to=_others(meeting, member),
        )


def _times(meeting: Meeting, member: Member) -> Section:
    times = [one for one in meeting.offered_times.all() if one.begins_at > now()]
    return Section(choices=[(when(one.begins_at), links.pick(meeting, member, one)) for one in times])


def _whom_they_suit(meeting: Meeting) -> str:
    """Whether the times that are offered suit all of them."""
    if any(one.left_out.all() for one in meeting.offered_times.all()):
        return _("You share no hour, all of you: each of these leaves out as few as can be. Next time it is others. One press chooses it.")
    return _("Any of these suits everyone. One press chooses it.")


@kind(
    messages.WITHOUT_YOU,
    title=gettext_lazy("The others have a time"),
    timed=True,
    because=gettext_lazy("You get this because a time was chosen that does not suit your hours."),
)
class WithoutYou:
    """A group has a time that does not suit this person."""

    def still_true(self, notice: Notice) -> bool:
        meeting = _as_it_was(notice, Meeting.State.AGREED)
        return meeting is not None and any(one.member_id == notice.member_id and one.without for one in meeting.attendances.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        return Letter(
            subject=_("The others meet on %(when)s") % {"when": when(_time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("You share no hour, all of you, and this one lies outside yours. Nobody expects you there."),
                _("Next time others step back first."),
            ],
            sections=[Section(choices=[(_("I can be there after all"), links.come(meeting, member))])],
            reply_to=_others(meeting, member),
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
        meeting = _as_it_was(notice, Meeting.State.OFFERED)
        return meeting is not None and _is_in(meeting, notice) and any(one.begins_at > now() for one in meeting.offered_times.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        return Letter(
            subject=_("When would you like to meet?"),
            paragraphs=[purposes.of(meeting).title(meeting, member), _whom_they_suit(meeting)],
            sections=[_times(meeting, member)],
            reply_to=_others(meeting, member),
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
        meeting, member = _both(notice)
        return Letter(
            subject=_("Other times to choose from"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The times you were offered have passed, and that is all right. Here are others."),
                _whom_they_suit(meeting),
            ],
            sections=[_times(meeting, member)],
            links=[(_("Open the meeting"), _page(meeting))],
            reply_to=_others(meeting, member),
        )


@kind(
    messages.NOTHING_SUITS,
    title=gettext_lazy("No time could be found"),
    because=gettext_lazy("You get this so that you do not wait for a time in vain."),
)
class NothingSuits:
    """The days that are left hold no time that suits everyone."""

    def still_true(self, notice: Notice) -> bool:
        meeting = _as_it_was(notice, Meeting.State.OFFERED)
        return meeting is not None and _is_in(meeting, notice) and not any(one.begins_at > now() for one in meeting.offered_times.all())

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        return Letter(
            subject=_("No time could be found"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                *no_time_left(),
                _("Or write to each other in turns: letters or voice notes, with days to spare. That counts as a meeting too."),
            ],
            sections=[Section(choices=[(_("Write in turns instead"), links.letters(meeting, member))])],
            button=(_("Open the meeting"), _page(meeting)),
            reply_to=_others(meeting, member),
        )


def no_time_left() -> list[str]:
    """What is said where the days left hold no time that suits everyone."""
    return [
        _("The days that are left hold no time that suits everyone. That is nobody’s doing."),
        _("Write to each other if you would still like to meet. Should your hours change, times are offered again by themselves."),
    ]


class _CalledOff:
    """True where the person's calendar holds what is no longer, or new times wait."""

    state = Meeting.State.CANCELLED

    def still_true(self, notice: Notice) -> bool:
        meeting = _meeting(notice)
        if meeting is None or (self.state == Meeting.State.CANCELLED and _time_of(meeting) <= now()):
            return False
        if not _is_in(meeting, notice):
            return _was_invited(notice)
        return meeting.state == self.state and str(meeting.sequence) == notice.detail and self.matters(meeting, notice)

    def matters(self, meeting: Meeting, notice: Notice) -> bool:
        return _was_invited(notice)


def _was_invited(notice: Notice) -> bool:
    """Whether an invitation has gone to this person, or is just going."""
    return has_reached(notice.member, kind=messages.INVITATION, thing=notice.thing)


@kind(
    messages.CANCELLED,
    title=gettext_lazy("A meeting is cancelled"),
    timed=True,
    because=gettext_lazy("You get this because the meeting was in your calendar."),
)
class Cancelled(_CalledOff):
    """It will not be held."""

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        return Letter(
            subject=_("Cancelled: %(when)s") % {"when": when(_time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("This meeting will not take place. There is nothing for you to do."),
            ],
            calendar=calendar.invitation(meeting, member, calendar.CANCEL),
            method=calendar.CANCEL,
            reply_to=_others(meeting, member),
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
        meeting, member = _both(notice)
        times = _times(meeting, member)
        then = [_whom_they_suit(meeting)] if times.choices else no_time_left()
        return Letter(
            subject=_("Your meeting needs another time"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The time you had no longer suits everyone: %(when)s.") % {"when": when(_time_of(meeting))},
                *then,
            ],
            sections=[times],
            calendar=calendar.invitation(meeting, member, calendar.CANCEL) if _was_invited(notice) else None,
            method=calendar.CANCEL,
            reply_to=_others(meeting, member),
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


@kind(
    messages.YOUR_TURN,
    title=gettext_lazy("It is your turn to write"),
    timed=True,
    because=gettext_lazy("You get this because you write to each other in turns, in place of meeting."),
)
class YourTurn:
    """It is this person's turn to write, and its day has not passed."""

    def still_true(self, notice: Notice) -> bool:
        meeting = _meeting(notice)
        turn = current_turn(meeting) if meeting is not None else None
        return turn is not None and turn.member == notice.member and str(turn.number) == notice.detail

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        turn = current_turn(meeting)
        assert turn is not None
        return Letter(
            subject=_("It is your turn to write"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("You share no hour, so you write to each other in turns. Yours has time until %(when)s.") % {"when": when(turn.due_at)},
                _("A letter or a voice note, as long or short as you like. Send it the way you like; nothing of it is kept here."),
            ],
            sections=[Section(choices=[(_("I have written"), links.written(meeting, member))])],
            links=[(_("Open the meeting"), _page(meeting))],
            reply_to=_others(meeting, member),
        )


def _proposal(notice: Notice) -> Proposal | None:
    """The proposal a notice is about."""
    return Proposal.objects.filter(public_id=notice.detail, meeting__public_id=notice.thing).first()


@kind(
    messages.PROPOSED,
    title=gettext_lazy("Another time is proposed"),
    timed=True,
    because=gettext_lazy("You get this because somebody you meet asks for another time."),
)
class Proposed:
    """Somebody's calendar proposes another time, and it still may be taken."""

    def still_true(self, notice: Notice) -> bool:
        meeting, proposal = _meeting(notice), _proposal(notice)
        return meeting is not None and proposal is not None and _is_in(meeting, notice) and proposal.stands(meeting)

    def word(self, notice: Notice) -> Letter:
        (meeting, member), proposal = _both(notice), _proposal(notice)
        assert proposal is not None
        return Letter(
            subject=_("Would another time do?"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("You have a time: %(when)s.") % {"when": when(_time_of(meeting))},
                _("Proposed instead: %(when)s. It suits everyone’s hours.") % {"when": when(proposal.begins_at)},
            ],
            sections=[
                Section(
                    choices=[
                        (_("Take the new time"), links.proposal(meeting, member, proposal, "take")),
                        (_("Keep the time we have"), links.proposal(meeting, member, proposal, "keep")),
                    ]
                )
            ],
            reply_to=_others(meeting, member),
        )


@kind(
    messages.PROPOSAL_REFUSED,
    title=gettext_lazy("The time you have stays"),
    timed=True,
    because=gettext_lazy("You get this because you proposed another time from your calendar."),
)
class ProposalRefused:
    """The time they proposed is not taken, and the one they have still stands."""

    def still_true(self, notice: Notice) -> bool:
        meeting, proposal = _meeting(notice), _proposal(notice)
        stands = meeting is not None and meeting.state == Meeting.State.AGREED and _is_in(meeting, notice)
        return stands and proposal is not None and meeting is not None and proposal.sequence == meeting.sequence

    def word(self, notice: Notice) -> Letter:
        (meeting, member), proposal = _both(notice), _proposal(notice)
        assert proposal is not None
        return Letter(
            subject=_("The time you have stays: %(when)s") % {"when": when(_time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The time you proposed does not suit everyone: %(when)s.") % {"when": when(proposal.begins_at)},
                _("If you cannot make the one you have, say so, and other times are offered. No reason is asked."),
            ],
            links=[(_("Can’t make it"), links.cannot(meeting, member))],
            calendar=calendar.invitation(meeting, member, calendar.DECLINECOUNTER),
            method=calendar.DECLINECOUNTER,
            reply_to=_others(meeting, member),
        )


@kind(
    messages.DID_YOU_MEET,
    title=gettext_lazy("Did you meet?"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this once after a meeting, and again only where you asked for it."),
    switch=gettext_lazy("“Did you meet?” after a meeting"),
    expires=dt.timedelta(days=14),
)
class DidYouMeet:
    """The meeting is over and the person has not said, or asked to be asked again."""

    def still_true(self, notice: Notice) -> bool:
        zone = notice.member.zone if notice.member is not None else "UTC"
        asked = Attendance.objects.unanswered(today(zone)).filter(without=False).exclude(state=Attendance.State.OUT)
        return asked.filter(meeting__public_id=notice.thing, meeting__state=Meeting.State.OVER, member=notice.member).exists()

    def word(self, notice: Notice) -> Letter:
        meeting, member = _both(notice)
        some = [(_("Some of us met"), links.met(meeting, member, Attendance.Met.SOME))] if len(people_of(meeting)) > PAIR else []
        return Letter(
            subject=_("Did you meet?"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("It was planned for %(when)s.") % {"when": when(_time_of(meeting))},
            ],
            sections=[
                Section(
                    choices=[
                        (_("We met"), links.met(meeting, member, Attendance.Met.YES)),
                        *some,
                        (_("Not yet, ask me later"), links.met(meeting, member, Attendance.Met.LATER)),
                        (_("We did not"), links.met(meeting, member, Attendance.Met.NO)),
                    ]
                )
            ],
        )
