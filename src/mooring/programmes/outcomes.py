"""The rules of closing: who met, and who was silent. Pure, so that they can be tested over every case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mooring.meetings.models import Attendance, Meeting
from mooring.programmes.models import Match

SILENT_ROUNDS = 3
"""After so many silent rounds in a row a member is paused, kindly."""


def outcome(answers: Iterable[str]) -> Match.Outcome:
    """What the answers of one meeting say: met = at least one yes and no no; yes and no = unclear; none, or only “later” = silent."""
    said = set(answers)
    met, not_met = bool(said & Attendance.Met.happened()), Attendance.Met.NO in said
    if met:
        return Match.Outcome.UNCLEAR if not_met else Match.Outcome.MET
    return Match.Outcome.NOT_MET if not_met else Match.Outcome.SILENT


def outcome_of_chats(chats: Sequence[Iterable[str]]) -> Match.Outcome:
    """What the answers of all chats of a match say: it met when any chat did."""
    found = [outcome(answers) for answers in chats]
    for wanted in (Match.Outcome.MET, Match.Outcome.UNCLEAR, Match.Outcome.NOT_MET):
        if wanted in found:
            return wanted
    return Match.Outcome.SILENT


def outcome_of_match(match: Match) -> Match.Outcome:
    """What is known of a match now. Prefetch ``chats__meeting__attendances`` for many."""
    return outcome_of_chats([[one.met for one in chat.meeting.attendances.all()] for chat in match.chats.all()])


def was_silent(match: Match, member_id: int) -> bool:
    """No answer, no pick, no word that a time does not suit, and no match-mate saying “met”."""
    for chat in match.chats.all():
        for one in chat.meeting.attendances.all():
            if one.member_id == member_id and (one.met or one.chose or one.without or one.state != Attendance.State.IN):
                return False
            if one.member_id != member_id and one.met == Attendance.Met.YES:
                return False
            if one.met == Attendance.Met.SOME and any(other.member_id == member_id for other in one.came.all()):
                return False
    return True


def had_a_time(meeting: Meeting) -> bool:
    """Whether people of a meeting agreed on a time and it was not called off."""
    return meeting.begins_at is not None and meeting.state in {Meeting.State.AGREED, Meeting.State.OVER}
