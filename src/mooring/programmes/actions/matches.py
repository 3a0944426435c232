"""What the people of a match do: pick a time, say whether they met, say it is enough, or end it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.meetings import actions as meetings
from mooring.meetings.models import Attendance, Meeting, OfferedTime
from mooring.notices import actions as notices
from mooring.people.models import Member
from mooring.programmes.access import matches_of, may_change, same_organisation
from mooring.programmes.actions.introducing import call_off, free, people_of
from mooring.programmes.actions.telling import tell
from mooring.programmes.actions.wishes import block
from mooring.programmes.errors import Refused
from mooring.programmes.models import AgainWish, Chat, Match, Round, RoundEntry, Seat
from mooring.programmes.outcomes import outcome_of_match


def pick_time(*, chat: Chat, member: Member, offered: OfferedTime) -> None:
    """Pick one of the offered times for everybody; Refused when another was picked first or this one has become too soon."""
    _own(chat.match, member)
    if offered.meeting_id != chat.meeting_id:
        raise Refused(_("This time belongs to another meeting."))
    if not meetings.choose(meeting=chat.meeting, offered=offered, member=member):
        raise Refused(_("This time can no longer be picked. Look again at what is offered now."))


def answer_met(*, chat: Chat, member: Member, met: Attendance.Met, came: Collection[Member] = (), ask_on: dt.date | None = None) -> None:
    """Say whether one met (``meetings.answer``); may be changed. Refused before the meeting has begun."""
    _own(chat.match, member)
    if not meetings.answer(meeting=chat.meeting, member=member, met=met, came=came, ask_on=ask_on):
        raise Refused(_("Nobody can say yet whether you met."))


def note_change(meeting: Meeting) -> None:
    """Keep a match's outcome and who has the bad hour in step with its meetings; called with every change of one."""
    chat = Chat.objects.filter(meeting=meeting).select_related("match").first()
    if chat is None:
        return
    match = chat.match
    found = outcome_of_match(match)
    if found == Match.Outcome.SILENT and match.state != Match.State.CLOSED:
        found = Match.Outcome.OPEN
    Match.objects.filter(pk=match.pk).update(outcome=found)
    if chat.number == 1 and meeting.state == Meeting.State.AGREED:
        entries = RoundEntry.objects.filter(round=match.round_id)
        for one in meeting.attendances.all():
            entries.filter(member=one.member_id).update(bad_hour=one.bad_hour)


def answer_again(*, match: Match, member: Member, again: bool) -> None:
    """Answer privately whether one would gladly meet these people again. It counts when both say so; nobody learns of it."""
    _own(match, member)
    with transaction.atomic():
        Seat.objects.filter(match=match, member=member).update(again=again)
        if member.account is None:
            return
        for other in people_of(match):
            if other.pk == member.pk:
                continue
            wish = {"programme": match.round.programme, "owner": member.account, "other": other}
            if again:
                AgainWish.objects.get_or_create(**wish, defaults={"organisation": match.organisation})
            else:
                AgainWish.objects.filter(**wish).delete()


def say_enough(*, match: Match, member: Member) -> None:
    """No further chats of this match. Nobody is told who said so; a chat whose time is picked stands."""
    _own(match, member)
    with transaction.atomic():
        Match.objects.filter(pk=match.pk).update(enough=True)
        later = Chat.objects.filter(match=match, number__gt=1, meeting__state=Meeting.State.OFFERED)
        for chat in later.select_related("meeting"):
            meetings.cancel(meeting=chat.meeting)
    match.refresh_from_db()


def end_match(*, match: Match, member: Member) -> None:
    """“Not comfortable?”: ends the match for good. These people are never introduced again.

    The others hear only that somebody else is looked for, and nothing anywhere shows who ended it.
    """
    _own(match, member)
    others = [one for one in people_of(match) if one.pk != member.pk]
    with transaction.atomic():
        _end(match, member, Seat.State.ENDED)
        for other in others:
            # The match is forgotten after two years; that these people are kept apart is not.
            block(member=member, other=other)
    match.refresh_from_db()


def ask_for_another(*, match: Match, member: Member) -> None:
    """“Someone else, please”: the match ends, and others are looked for, for each of its people.

    Nobody learns who asked, and they may be introduced again some day. Refused once they have begun to meet, or the round is over.
    """
    _own(match, member)
    with transaction.atomic():
        current = Match.objects.select_for_update().select_related("round").get(pk=match.pk)
        if not may_change(current):
            raise Refused(_("It is too late for this round: the next one brings somebody else."))
        _end(current, member, Seat.State.LEFT)
        free(current.round, [member.pk])
    match.refresh_from_db()


def let_go(*, match: Match, member: Member) -> None:
    """End a match because somebody in it has left. Does nothing when they have met, it has ended, or nobody has heard of it:
    whether it still stands is looked at before its people are introduced.
    """
    with transaction.atomic():
        current = Match.objects.select_for_update().get(pk=match.pk)
        if current.introduced_at is None:
            return
        if len(people_of(current)) > 2:
            _take_out(current, member)
        elif current.outcome == Match.Outcome.MET or current.state == Match.State.CLOSED:
            Match.objects.filter(pk=match.pk).update(enough=True)
            call_off(current)
        else:
            _end(current, member, Seat.State.LEFT)


def let_go_of_leavers() -> int:
    """End what people who have left the organisation or erased themselves still have ahead; returns how many matches."""
    rows = Seat.objects.going_on().filter(match__enough=False).exclude(match__introduced_at=None)
    gone = rows.exclude(member__in=Member.objects.joined()).select_related("match__round__programme", "match__organisation", "member")
    ended = 0
    for seat in gone:
        let_go(match=seat.match, member=seat.member)
        ended += 1
    return ended


def _take_out(match: Match, member: Member) -> None:
    """The others of a larger group go on without somebody who has left."""
    Seat.objects.filter(match=match, member=member, state=Seat.State.IN).update(state=Seat.State.LEFT)
    ahead = [Meeting.State.OFFERED, Meeting.State.AGREED, Meeting.State.LETTERS]
    for chat in Chat.objects.filter(match=match, meeting__state__in=ahead).select_related("meeting"):
        meetings.leave(meeting=chat.meeting, member=member)


def _end(match: Match, member: Member, how: Seat.State) -> None:
    open_states = [Match.State.PUBLISHED, Match.State.CLOSED]
    was_open = match.state == Match.State.PUBLISHED
    if not Match.objects.filter(pk=match.pk, state__in=open_states).update(state=Match.State.ENDED, enough=True, ended_at=now()):
        return
    Seat.objects.filter(match=match, member=member).update(state=how)
    call_off(match)
    for kind in ("programmes.introduction", "programmes.later_chat"):
        notices.cancel(kind=kind, thing=match.public_id)
    others = [one for one in people_of(match) if one.pk != member.pk]
    if not was_open or match.outcome == Match.Outcome.MET or match.round.state != Round.State.PUBLISHED:
        return
    # Whoever ended it is left in peace for this round, and takes part again in the next.
    free(match.round, [one.pk for one in others])
    for one in others:
        tell("programmes.another_coming", one, match)


def _own(match: Match, member: Member) -> None:
    same_organisation(match, member)
    if not matches_of(member).filter(pk=match.pk).exists():
        raise Refused(_("This introduction is over."))
