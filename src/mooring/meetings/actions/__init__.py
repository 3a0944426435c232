"""What people do with a meeting."""

from mooring.meetings.actions.afterwards import PRIVATE, answer, close_over, say_privately
from mooring.meetings.actions.letters import begin_letters, close_letters, note_written
from mooring.meetings.actions.replies import Heard, hear, hear_posted, read_replies, refuse_proposal, take_proposal
from mooring.meetings.actions.times import (
    cancel,
    cannot_make_it,
    choose,
    come_after_all,
    leave,
    offer,
    offer_others,
    offer_where_all_have_passed,
)

__all__ = [
    "PRIVATE",
    "Heard",
    "answer",
    "begin_letters",
    "cancel",
    "cannot_make_it",
    "choose",
    "close_letters",
    "close_over",
    "come_after_all",
    "hear",
    "hear_posted",
    "leave",
    "note_written",
    "offer",
    "offer_others",
    "offer_where_all_have_passed",
    "read_replies",
    "refuse_proposal",
    "say_privately",
    "take_proposal",
]
