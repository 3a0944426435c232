"""Letters in turns, in place of meeting."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.meetings import links, messages, purposes
from mooring.meetings.kinds.about import (
    both,
    meeting_of,
    others,
    page,
    when,
)
from mooring.meetings.queries import current_turn
from mooring.notices.models import Notice
from mooring.notices.register import Letter, Section, kind


@kind(
    messages.YOUR_TURN,
    title=gettext_lazy("It is your turn to write"),
    timed=True,
    because=gettext_lazy("You get this because you write to each other in turns, in place of meeting."),
)
class YourTurn:
    """It is this person's turn to write, and its day has not passed."""

    def still_true(self, notice: Notice) -> bool:
        meeting = meeting_of(notice)
        turn = current_turn(meeting) if meeting is not None else None
        return turn is not None and turn.member == notice.member and str(turn.number) == notice.detail

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
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
            links=[(_("Open the meeting"), page(meeting))],
            reply_to=others(meeting, member),
        )
