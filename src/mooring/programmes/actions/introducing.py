"""Introducing the people of a match. One transaction makes the meeting, its times and a notice each, so none is lost or doubled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import structlog
from django.db import transaction
from django.db.models import Q

from mooring.core.time import now, today
from mooring.jobs.policy import enqueue
from mooring.meetings import actions as meetings
from mooring.meetings.models import Meeting
from mooring.people.models import Member
from mooring.programmes import solving
from mooring.programmes.access import taking_part
from mooring.programmes.actions.publishing import claim_publishing
from mooring.programmes.actions.telling import tell
from mooring.programmes.dates import LATER_CHATS, matching_days
from mooring.programmes.models import Block, Chat, Match, Round, RoundEntry, Seat

log = structlog.get_logger("mooring.programmes")

PURPOSE = "programmes.chat"
SOONEST_DAYS = 5
"""A chat is offered on at least so many days, however late in its round."""


def introduce_due() -> int:
    """Introduce every match of published rounds whose time has come, and tell those who have none; returns how many were."""
    gone = 0
    due = Round.objects.filter(state=Round.State.PUBLISHED, introduce_at__lte=now()).select_related("programme", "organisation")
    waiting = Q(matches__state=Match.State.PUBLISHED, matches__introduced_at=None)
    for round in due.filter(waiting | Q(entries__outcome=RoundEntry.Outcome.UNPLACED)).distinct():
        matches = Match.objects.not_introduced().filter(round=round).select_related("round__programme", "organisation").order_by("pk")
        standing = set(solving.standing(round)) if matches else set()
        if len(standing) < len(matches) and not Match.objects.filter(round=round, introduced_at__isnull=False).exists():
            # Nobody has heard of anything yet, so its people are solved again, and all introductions wait for that.
            if claim_publishing(round):
                enqueue("programmes.mend", round.pk)
            continue
        gone += sum(_introduce(match, standing) for match in matches)
        _tell_unplaced(round)
    return gone


def _introduce(match: Match, standing: Collection[frozenset[int]]) -> bool:
    try:
        if frozenset(one.pk for one in people_of(match)) in standing:
            return introduce_match(match=match)
        with transaction.atomic():
            drop(match)
    except Exception as error:
        # One match that cannot be introduced must not hold up the others; it is tried again.
        log.error("introduction failed", match=match.public_id, exc_info=error)
    return False


def introduce_match(*, match: Match) -> bool:
    """Introduce the people of a published match, once; False when that was done or the round was taken back.

    Where somebody has left, snoozed or blocked another in the meantime the match is dropped and the rest are offered another.
    """
    with transaction.atomic():
        round = Round.objects.select_for_update().get(pk=match.round_id)
        due = Match.objects.filter(pk=match.pk, state=Match.State.PUBLISHED, introduced_at=None)
        if round.state != Round.State.PUBLISHED or not due.exists():
            return False
        members = people_of(match)
        if not _still_stands(round, members):
            drop(match)
            return False
        if not due.update(introduced_at=now()):
            return False
        offer_chat(match, 1, members)
        for member in members:
            tell("programmes.introduction", member, match)
    match.refresh_from_db()
    return True


def people_of(match: Match) -> list[Member]:
    """The members of a match who are in it, with what meetings need to know of them."""
    seats = Seat.objects.filter(match=match, state=Seat.State.IN).order_by("pk")
    return [one.member for one in seats.select_related("member__account", "member__organisation", "member__site")]


def offer_chat(match: Match, number: int, members: Sequence[Member]) -> Chat:
    """Offer times for a chat of a match; call inside a transaction."""
    first, last = chat_dates(match.round, number)
    meeting = meetings.offer(
        organisation=match.organisation,
        members=members,
        purpose=PURPOSE,
        minutes=match.round.minutes,
        from_date=first,
        to_date=last,
        last_date=last_day(match.round, number),
    )
    return Chat.objects.create(match=match, number=number, meeting=meeting)


def chat_dates(round: Round, number: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a chat, none of them past; later chats in weeks 2 to 4 and 6 to 8."""
    from_day, to_day = LATER_CHATS.get(number, (0, matching_days(round.starts_on, round.ends_on) - 1))
    present = today(round.organisation.timezone)
    first = max(present, round.starts_on + dt.timedelta(days=from_day))
    return first, max(first + dt.timedelta(days=SOONEST_DAYS), round.starts_on + dt.timedelta(days=to_day))


def last_day(round: Round, number: int) -> dt.date:
    """The last day on which a time for a chat is looked for: of the first, as long as its round runs; of a later one, of its weeks."""
    return round.ends_on if number == 1 else round.starts_on + dt.timedelta(days=LATER_CHATS[number][1])


def drop(match: Match) -> None:
    """Let a match go that nobody has heard of yet; its people are offered others, and organisers see it. Call inside a transaction."""
    round = Round.objects.select_for_update().get(pk=match.round_id)
    if not Match.objects.filter(pk=match.pk, state=Match.State.PUBLISHED, introduced_at=None).update(state=Match.State.DROPPED):
        return
    people = sorted(Member.objects.filter(seats__match=match).values_list("public_id", flat=True))
    # Counting a large round takes a second or two, and many may be let go at once: a job counts, once.
    Round.objects.filter(pk=round.pk).update(changes=[*round.changes, {"code": "dropped", "people": people}], tally={})
    enqueue("programmes.tally", round.pk)
    free(round, [seat.member_id for seat in match.seats.all()])


def free(round: Round, members: Sequence[int]) -> None:
    """Note that people of a round lost their match, and look for others for them. Call inside a transaction."""
    RoundEntry.objects.filter(round=round, member_id__in=members, outcome=RoundEntry.Outcome.PLACED).update(
        outcome=RoundEntry.Outcome.FREED, freed_at=now(), in_trio=False, bad_hour=False, repeat=False, low_score=False
    )
    enqueue("programmes.repair", round.pk)


def call_off(match: Match) -> None:
    """Cancel what a match still has ahead. Call inside a transaction."""
    ahead = [Meeting.State.OFFERED, Meeting.State.AGREED, Meeting.State.LETTERS]
    for chat in Chat.objects.filter(match=match, meeting__state__in=ahead).select_related("meeting"):
        meetings.cancel(meeting=chat.meeting)


def _still_stands(round: Round, members: Sequence[Member]) -> bool:
    keys = [one.pk for one in members]
    here = taking_part(round.programme, round.starts_on).filter(pk__in=keys).count()
    owners = [one.account_id for one in members]
    return here == len(keys) >= 2 and not Block.objects.filter(owner__in=owners, other__in=keys).exists()


def _tell_unplaced(round: Round) -> None:
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state != Round.State.PUBLISHED:
            return
        rows = RoundEntry.objects.filter(round=round, outcome=RoundEntry.Outcome.UNPLACED, left_out=True).select_related("member")
        for entry in rows.filter(member__left_at=None, member__account__isnull=False):
            tell("programmes.unplaced", entry.member, round)
