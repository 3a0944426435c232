"""Another time, proposed from a calendar."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.meetings import calendar, links, messages, purposes
from mooring.meetings.kinds.about import (
    both,
    is_in,
    meeting_of,
    others,
    time_of,
    when,
)
from mooring.meetings.models import Meeting, Proposal
from mooring.notices.models import Notice
from mooring.notices.register import Letter, Section, kind


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
        meeting, proposal = meeting_of(notice), _proposal(notice)
        return meeting is not None and proposal is not None and is_in(meeting, notice) and proposal.stands(meeting)

    def word(self, notice: Notice) -> Letter:
        (meeting, member), proposal = both(notice), _proposal(notice)
        assert proposal is not None
        return Letter(
            subject=_("Would another time do?"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("You have a time: %(when)s.") % {"when": when(time_of(meeting))},
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
            reply_to=others(meeting, member),
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
        meeting, proposal = meeting_of(notice), _proposal(notice)
        stands = meeting is not None and meeting.state == Meeting.State.AGREED and is_in(meeting, notice)
        return stands and proposal is not None and meeting is not None and proposal.sequence == meeting.sequence

    def word(self, notice: Notice) -> Letter:
        (meeting, member), proposal = both(notice), _proposal(notice)
        assert proposal is not None
        return Letter(
            subject=_("The time you have stays: %(when)s") % {"when": when(time_of(meeting))},
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("The time you proposed does not suit everyone: %(when)s.") % {"when": when(proposal.begins_at)},
                _("If you cannot make the one you have, say so, and other times are offered. No reason is asked."),
            ],
            links=[(_("Can’t make it"), links.cannot(meeting, member))],
            calendar=calendar.invitation(meeting, member, calendar.DECLINECOUNTER),
            method=calendar.DECLINECOUNTER,
            reply_to=others(meeting, member),
        )
