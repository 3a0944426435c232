"""Programmes, who takes part, their rounds, and the matches they make."""

from mooring.programmes.models.matches import AgainWish, Chat, Match, Seat
from mooring.programmes.models.programmes import Block, Enrolment, Programme, ProgrammeInvitation
from mooring.programmes.models.repairs import Repair, RepairSeat
from mooring.programmes.models.rounds import Round, RoundEntry
from mooring.programmes.models.stated import MeetWish, Stated

__all__ = [
    "AgainWish",
    "Block",
    "Chat",
    "Enrolment",
    "Match",
    "MeetWish",
    "Programme",
    "ProgrammeInvitation",
    "Repair",
    "RepairSeat",
    "Round",
    "RoundEntry",
    "Seat",
    "Stated",
]
