"""Closing a round: what became of each match, who was silent, and what the round came to."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Prefetch, Subquery

from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.notices import actions as notices
from mooring.programmes.models import Chat, Enrolment, Match, Round, RoundEntry
from mooring.programmes.outcomes import SILENT_ROUNDS, outcome_of_match, was_silent
from mooring.programmes.queries.programmes import live_totals
from mooring.programmes.states import Event, move


def close_round(*, round: Round) -> None:
    """Close a published round and keep its totals. Whoever was silent three rounds running is paused, kindly."""
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round.pk)
        move(round, Event.CLOSE, closed_at=now())
        _close_matches(round)
        _leave_freed(round)
        Round.objects.filter(pk=round.pk).update(totals=live_totals([round.pk])[round.pk], tally={})
        enqueue("programmes.silence", round.pk)


def _close_matches(round: Round) -> None:
    matches = Match.objects.filter(round=round, state=Match.State.PUBLISHED)
    silent: list[int] = []
    became: dict[str, list[int]] = defaultdict(list)
    # Fetched apart, the meetings of more than a thousand chats would be one condition each, which is too many for SQLite.
    chats = Chat.objects.select_related("meeting").prefetch_related("meeting__attendances__came")
    for match in matches.prefetch_related("seats", Prefetch("chats", chats)):
        became[outcome_of_match(match)].append(match.pk)
        silent += [seat.member_id for seat in match.seats.all() if was_silent(match, seat.member_id)]
    for outcome, keys in became.items():
        Match.objects.filter(pk__in=keys).update(state=Match.State.CLOSED, outcome=outcome)
    # Whoever said yes to this very round has said a word.
    placed = RoundEntry.objects.filter(round=round, member_id__in=silent, outcome=RoundEntry.Outcome.PLACED)
    placed.exclude(answer=RoundEntry.Answer.IN).update(silent=True)


def _leave_freed(round: Round) -> None:
    """Who lost a match and found no other in time was left out, and comes first next time."""
    RoundEntry.objects.filter(round=round, outcome=RoundEntry.Outcome.FREED).update(
        outcome=RoundEntry.Outcome.UNPLACED, cause="freed", left_out=True
    )


def pause_the_silent(*, round: Round) -> int:
    """Pause whoever was silent in each of their last three rounds, and tell them with one click back; returns how many.

    Rounds before they last came back, or said anything else about taking part, do not count.
    """
    paused = 0
    for entry in RoundEntry.objects.filter(round=round, silent=True).select_related("member"):
        said = Enrolment.objects.filter(programme=round.programme_id, member=entry.member).values("changed_at")
        last = (
            RoundEntry.objects.filter(member=entry.member, round__programme=round.programme_id, round__state=Round.State.CLOSED)
            .filter(outcome=RoundEntry.Outcome.PLACED, round__number__lte=round.number, round__closed_at__gt=Subquery(said))
            .order_by("-round__number")[:SILENT_ROUNDS]
        )
        if [one.silent for one in last] == [True] * SILENT_ROUNDS:
            paused += _pause(round, entry)
    return paused


def _pause(round: Round, entry: RoundEntry) -> bool:
    with transaction.atomic():
        # Whoever came back after this round closed has said something, and stays in.
        rows = Enrolment.objects.filter(programme=round.programme_id, member=entry.member, state=Enrolment.State.IN)
        if not rows.filter(changed_at__lte=round.closed_at).update(state=Enrolment.State.PAUSED, paused_for_silence=True, changed_at=now()):
            return False
        enrolment = Enrolment.objects.get(programme=round.programme_id, member=entry.member)
        notices.put(
            "programmes.paused",
            member=entry.member,
            thing=enrolment.public_id,
            key=f"paused:{round.public_id}:{entry.member.public_id}",
        )
    return True
