"""Which notices follow from what happened to a meeting. Each is one row per person and event."""

from __future__ import annotations

import datetime as dt

from mooring.boundaries.hours import Matter, may_reach
from mooring.boundaries.queries import hours_of
from mooring.core.time import at, now
from mooring.meetings import queries
from mooring.meetings.models import Meeting, Proposal, Turn
from mooring.notices.actions import put
from mooring.people.models import Member

INVITATION = "meetings.invitation"
REMINDER = "meetings.reminder"
WITHOUT_YOU = "meetings.without_you"
PICK_REMINDER = "meetings.pick_reminder"
OTHER_TIMES, NOTHING_SUITS = "meetings.other_times", "meetings.nothing_suits"
NEW_TIMES, NEW_TIMES_SOON = "meetings.new_times", "meetings.new_times_soon"
CANCELLED, CANCELLED_SOON = "meetings.cancelled", "meetings.cancelled_soon"
DID_YOU_MEET = "meetings.did_you_meet"
YOUR_TURN = "meetings.your_turn"
PROPOSED, PROPOSAL_REFUSED = "meetings.proposed", "meetings.proposal_refused"

REMIND_BEFORE = dt.timedelta(hours=24)
PICK_AFTER = dt.timedelta(days=2)


def ask_to_pick(meeting: Meeting) -> None:
    """One reminder two days on, or halfway to the last time, should nobody have chosen by then."""
    times = [one.begins_at for one in meeting.offered_times.all() if one.begins_at > now()]
    if not times:
        return
    for member in queries.people_of(meeting):
        put(
            PICK_REMINDER,
            member=member,
            thing=meeting.public_id,
            key=f"{PICK_REMINDER}:{meeting.public_id}:{meeting.sequence}:{member.public_id}",
            detail=str(meeting.sequence),
            not_before=min(now() + PICK_AFTER, now() + (max(times) - now()) / 2),
            expires_at=max(times),
        )


def offer_again(meeting: Meeting, besides: Member | None) -> None:
    """Tell its people, but for one, that there are new times in place of those that have passed."""
    times = [one.begins_at for one in meeting.offered_times.all()]
    for member in queries.people_of(meeting):
        if member != besides:
            _put(meeting, OTHER_TIMES, member, event=f"{min(times):%Y%m%d%H%M}", expires_at=max(times))


def say_nothing_suits(meeting: Meeting) -> None:
    """Tell its people, once, that the days left hold no time that suits them all."""
    for member in queries.people_of(meeting):
        _put(meeting, NOTHING_SUITS, member, expires_at=now() + dt.timedelta(days=7))


def invite(meeting: Meeting) -> None:
    """The invitation to everyone whom the time suits, with a reminder the day before; and a word to the rest."""
    there = queries.coming(meeting)
    for member in queries.people_of(meeting):
        if member in there:
            invite_one(meeting, member)
        else:
            _put(meeting, WITHOUT_YOU, member, expires_at=_begins(meeting))


def invite_one(meeting: Meeting, member: Member) -> None:
    """The invitation to one of them, and a reminder the day before where that is some time off."""
    begins = _begins(meeting)
    _put(meeting, INVITATION, member, expires_at=begins)
    if begins - now() > REMIND_BEFORE + dt.timedelta(hours=12):
        _put(meeting, REMINDER, member, not_before=begins - REMIND_BEFORE, expires_at=begins - queries.NOTICE_TIME)


def call_off(meeting: Meeting, *, with_new_times: bool) -> None:
    """Tell everyone that the time is no longer; at once whom it would otherwise reach too late."""
    for member in queries.people_of(meeting):
        _call_off(meeting, member, (NEW_TIMES, NEW_TIMES_SOON) if with_new_times else (CANCELLED, CANCELLED_SOON))


def call_off_for(meeting: Meeting, member: Member) -> None:
    """Take the event from the calendar of one person who is no longer part of it."""
    _call_off(meeting, member, (CANCELLED, CANCELLED_SOON))


def ask_about_proposal(meeting: Meeting, proposal: Proposal) -> None:
    """Ask everyone else about another time that one of them proposes."""
    for member in queries.coming(meeting):
        if member.pk != proposal.member_id:
            until = min(_begins(meeting), proposal.begins_at)
            _put(meeting, PROPOSED, member, event=proposal.public_id, detail=proposal.public_id, expires_at=until)


def say_proposal_refused(meeting: Meeting, proposal: Proposal) -> None:
    """Tell whoever proposed another time that the one they have stays."""
    expires = _begins(meeting)
    _put(meeting, PROPOSAL_REFUSED, proposal.member, event=proposal.public_id, detail=proposal.public_id, expires_at=expires)


def say_whose_turn(meeting: Meeting, turn: Turn) -> None:
    """Tell somebody that it is their turn to write."""
    _put(meeting, YOUR_TURN, turn.member, event=str(turn.number), detail=str(turn.number), expires_at=turn.due_at)


def ask_whether_met(meeting: Meeting) -> None:
    """Ask everyone, once."""
    for member in queries.coming(meeting):
        _put(meeting, DID_YOU_MEET, member, expires_at=now() + queries.ASK_FOR)


def ask_later(meeting: Meeting, member: Member, on: dt.date) -> None:
    """Ask one person again whether they met, from a date of theirs on."""
    begins = at(on, dt.time(), hours_of([member])[member.pk].zone_on(on))
    _put(meeting, DID_YOU_MEET, member, event=f"{on:%Y%m%d}", not_before=begins, expires_at=begins + queries.ASK_FOR)


def _call_off(meeting: Meeting, member: Member, kinds: tuple[str, str]) -> None:
    opens = may_reach(hours_of([member])[member.pk], Matter.WORK, now()).when
    # A meeting that begins with the person's first open minute would be over before a held mail is read.
    too_late = opens is None or (opens > now() and _begins(meeting) <= opens)
    _put(meeting, kinds[1] if too_late else kinds[0], member, expires_at=_begins(meeting) + dt.timedelta(days=2))


def _put(
    meeting: Meeting,
    kind: str,
    member: Member,
    *,
    expires_at: dt.datetime,
    not_before: dt.datetime | None = None,
    event: str = "",
    detail: str = "",
) -> None:
    """Put a notice, once for each sequence of the meeting, or for each event within one."""
    put(
        kind,
        member=member,
        thing=meeting.public_id,
        key=":".join(filter(None, (kind, meeting.public_id, str(meeting.sequence), event, member.public_id))),
        detail=detail or str(meeting.sequence),
        not_before=not_before,
        expires_at=expires_at,
    )


def _begins(meeting: Meeting) -> dt.datetime:
    if meeting.begins_at is None:
        raise ValueError("This meeting never had a time.")
    return meeting.begins_at
