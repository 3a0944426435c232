"""What people do with a meeting."""

from mooring.meetings.actions.afterwards import PRIVATE, answer, close_over, say_privately
from mooring.meetings.actions.times import (
    cancel,
    cannot_make_it,
    choose,
    leave,
    offer,
    offer_others,
    offer_where_all_have_passed,
)

__all__ = [
    "PRIVATE",
    "answer",
    "cancel",
    "cannot_make_it",
    "choose",
    "close_over",
    "leave",
    "offer",
    "offer_others",
    "offer_where_all_have_passed",
    "say_privately",
]
