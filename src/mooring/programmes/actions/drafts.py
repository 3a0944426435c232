"""Drafts as rows: writing what the solver made, and what an organiser does to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.people.models import Member
from mooring.programmes import questions, solving
from mooring.programmes.access import same_organisation
from mooring.programmes.actions.telling import tell_organisers
from mooring.programmes.adapter import matching
from mooring.programmes.bands import as_drafted
from mooring.programmes.errors import Refused
from mooring.programmes.models import Match, Round, RoundEntry, Seat
from mooring.programmes.queries.tally import count_up
from mooring.programmes.states import Event, move

log = structlog.get_logger("mooring.programmes")


def lock_match(*, match: Match, actor: Member, locked: bool) -> None:
    """Keep a match of a draft as it is when the round is solved again, or let it go."""
    same_organisation(match, actor)
    rows = Match.objects.filter(pk=match.pk, state=Match.State.DRAFT, round__state=Round.State.DRAFT)
    with transaction.atomic():
        if not rows.update(locked=locked):
            raise Refused(_("This is no longer a draft."))
        _count_locks(match.round)
        _ask_what_locks_cost(match.round)
    match.refresh_from_db()


def swap(*, round: Round, actor: Member, member: Member, choice: str) -> None:
    """Take one of the alternatives the solver offers around a member (``swaps.alternatives``); the new matches are locked.

    Refused when the choice is not among those offered now.
    """
    same_organisation(round, actor, member)
    if round.state != Round.State.DRAFT:
        raise Refused(_("This is no longer a draft."))
    before = solving.groups_of(round)
    found = next((one for one in solving.alternatives(round, member) if one.key == choice), None)
    if found is None:
        raise Refused(_("The draft has changed since you looked. Choose again from what is offered now."))
    groups = [group for group in before if group not in found.before] + list(found.after)
    made = solving.evaluate(round, groups)
    with transaction.atomic():
        _still_draft(round, before)
        write(round, made)
        _lock(round, found.after)
        _count_locks(round)
        Round.objects.filter(pk=round.pk).update(score=made.score, bound=max(round.bound or 0, made.score))
        _ask_what_locks_cost(round)
        _note("round.swapped", round, actor)
    round.refresh_from_db()


def solve_again(*, round: Round, actor: Member) -> None:
    """Solve a draft, or a failed round, again around the locked matches."""
    start_solving(round=round, actor=actor)


def start_solving(*, round: Round, actor: Member | None = None) -> None:
    """Begin to solve a round by the programme's present rules; the work itself is a job."""
    if actor is not None:
        same_organisation(round, actor)
    programme = round.programme
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        rules = {"policy": programme.policy, "policy_version": programme.policy_version}
        move(round, Event.SOLVE, **rules, solving=current.solving + 1, problem="", progress="", relaxed=[], lock_costs={})
        enqueue("programmes.solve", round.pk, current.solving + 1)
        if actor is not None:
            _note("round.solving", round, actor)
    round.refresh_from_db()


def stop_solving(*, round: Round, actor: Member) -> None:
    """Stop a solve that runs. The draft there was before, if any, is kept for the next try."""
    same_organisation(round, actor)
    with transaction.atomic():
        move(round, Event.STOP, problem="stopped")
        _note("round.stopped", round, actor)


def write(round: Round, made: matching.Drafted, *, state: Match.State = Match.State.DRAFT) -> None:
    """Make the rows of matches nobody has heard of say what a solution says. One that stays keeps its row; call inside a transaction."""
    rows = Match.objects.not_introduced().filter(round=round).prefetch_related("seats")
    known = {frozenset(seat.member_id for seat in one.seats.all()): one for one in rows}
    wanted = {group.members: group for group in made.groups}
    gone = [one.pk for members, one in known.items() if members not in wanted]
    Match.objects.filter(pk__in=gone).update(state=Match.State.DROPPED)
    kept = []
    for members, match in known.items():
        if members in wanted:
            match.score, match.reasons, match.state = wanted[members].score, wanted[members].reasons, state
            match.drafted = made.planned(wanted[members])
            match.band, match.standing = as_drafted(match.score, len(members))
            kept.append(match)
    Match.objects.bulk_update(kept, ["score", "band", "standing", "reasons", "state", "drafted"], batch_size=200)
    _make(round, made, [group for members, group in wanted.items() if members not in known], state)
    _write_entries(round, made)
    Round.objects.filter(pk=round.pk).update(tally=count_up(round))


def _make(round: Round, made: matching.Drafted, groups: list[matching.Group], state: Match.State) -> None:
    matches = [
        Match(organisation=round.organisation, round=round, state=state, score=one.score, reasons=one.reasons, drafted=made.planned(one))
        for one in groups
    ]
    for match, one in zip(matches, groups, strict=True):
        match.questions = questions.choose(match.public_id)
        match.band, match.standing = as_drafted(one.score, len(one.members))
    Match.objects.bulk_create(matches, batch_size=200)
    seats = [Seat(match=match, member_id=key) for match, one in zip(matches, groups, strict=True) for key in sorted(one.members)]
    Seat.objects.bulk_create(seats, batch_size=500)


def entries_of(round: Round, made: matching.Drafted) -> list[RoundEntry]:
    """What a draft says of each person of a round: placed and how, or unplaced and why. Not saved."""
    placed = [
        RoundEntry(
            round=round,
            member_id=key,
            outcome=RoundEntry.Outcome.PLACED,
            in_trio=key in made.trio,
            bad_hour=key in made.bad_hour,
            repeat=key in made.repeat,
            low_score=key in made.low_score,
        )
        for group in made.groups
        for key in sorted(group.members)
    ]
    unplaced = [
        RoundEntry(round=round, member_id=one.member, outcome=RoundEntry.Outcome.UNPLACED, cause=one.cause, rules=one.rules, left_out=True)
        for one in made.waiting
    ]
    return [*placed, *unplaced]


def _write_entries(round: Round, made: matching.Drafted) -> None:
    blank: dict[str, Any] = {
        "outcome": RoundEntry.Outcome.OPEN,
        "cause": "",
        "rules": [],
        "left_out": False,
        "in_trio": False,
        "bad_hour": False,
        "repeat": False,
        "low_score": False,
    }
    RoundEntry.objects.filter(round=round).update(**blank)
    # What somebody answered stays in the entry they have.
    RoundEntry.objects.bulk_create(
        entries_of(round, made),
        update_conflicts=True,
        unique_fields=["round", "member"],
        update_fields=list(blank),
        batch_size=500,
    )


def _lock(round: Round, groups: Iterable[frozenset[int]]) -> None:
    wanted = set(groups)
    for match in Match.objects.filter(round=round, state=Match.State.DRAFT).prefetch_related("seats"):
        if frozenset(seat.member_id for seat in match.seats.all()) in wanted:
            Match.objects.filter(pk=match.pk).update(locked=True)


def _count_locks(round: Round) -> None:
    current = Round.objects.select_for_update().get(pk=round.pk)
    locked = Match.objects.filter(round=round, state=Match.State.DRAFT, locked=True).count()
    if current.tally:
        Round.objects.filter(pk=round.pk).update(tally=current.tally | {"locked": locked})


def _still_draft(round: Round, groups: list[frozenset[int]]) -> None:
    """Nobody else has changed the draft while we worked on it."""
    current = Round.objects.select_for_update().get(pk=round.pk)
    if current.state != Round.State.DRAFT or set(solving.groups_of(current)) != set(groups):
        raise Refused(_("The draft has changed since you looked. Choose again from what is offered now."))


def solve_round(*, round_id: int, number: int) -> None:
    """Solve a round as its solve of that number (a job): DRAFT with its rows, or FAILED with a code. Does nothing when overtaken."""
    round = Round.objects.select_related("programme", "organisation").get(pk=round_id)
    if round.state != Round.State.SOLVING or round.solving != number:
        return
    locks = solving.groups_of(round, locked_only=True)
    try:
        made = solving.solve(round, locks)
    except solving.CouldNot as why:
        _fail(round, number, why.code)
        return
    with transaction.atomic():
        try:
            move(
                round,
                Event.SOLVED,
                during=number,
                solved_at=now(),
                score=made.drafted.score,
                bound=made.bound,
                fairness_cost=made.fairness_cost,
                levels=made.drafted.levels,
                status=made.drafted.status,
                engine_version=made.drafted.engine,
                reminded_organisers_at=None,
            )
        except Refused:
            return
        write(round, made.drafted)
        enqueue("programmes.relax", round.pk, number)
        _ask_what_locks_cost(round)
        tell_organisers(round, "programmes.draft_ready", number)


def note_what_rules_cost(*, round_id: int, number: int) -> None:
    """Find out what taking back each rule would bring to the draft of that number (a job). Does nothing when overtaken."""
    drafts = Round.objects.filter(pk=round_id, state=Round.State.DRAFT, solving=number)
    round = drafts.select_related("programme", "organisation").first()
    if round is None:
        return
    try:
        found = solving.taken_back(round)
    except solving.CouldNot as why:
        log.warning("what rules cost is not known", round=round.public_id, code=why.code)
        return
    best = max(round.bound or 0, 1)
    drafts.update(
        relaxed=[
            {
                "rule": one.rule,
                "minutes": one.minutes,
                "placed": one.placed,
                "repeats": one.repeats,
                "share": one.score / best,
                "proven": one.proven,
            }
            for one in found
        ]
    )


def _ask_what_locks_cost(round: Round) -> None:
    """Forget what locks cost, for they have changed, and have it worked out anew. Call inside a transaction."""
    current = Round.objects.select_for_update().get(pk=round.pk)
    Round.objects.filter(pk=round.pk).update(lock_costs={})
    if Match.objects.filter(round=round, state=Match.State.DRAFT, locked=True).exists():
        enqueue("programmes.lock_costs", round.pk, current.solving)


def note_what_locks_cost(*, round_id: int, number: int) -> None:
    """Find out what each lock of the draft of that number costs (a job). Does nothing when the draft or its locks changed meanwhile."""
    drafts = Round.objects.filter(pk=round_id, state=Round.State.DRAFT, solving=number)
    round = drafts.select_related("programme", "organisation").first()
    if round is None:
        return
    locks = solving.groups_of(round, locked_only=True)
    found = solving.lock_costs(round, locks)
    best = max(round.bound or 0, 1)
    with transaction.atomic():
        current = drafts.select_for_update().first()
        if current is None or set(solving.groups_of(current, locked_only=True)) != set(locks):
            return
        rows = Match.objects.filter(round=round, state=Match.State.DRAFT, locked=True).prefetch_related("seats")
        codes = {frozenset(seat.member_id for seat in one.seats.all()): one.public_id for one in rows}
        drafts.update(
            lock_costs={
                codes[group]: {"placed": one.placed, "repeats": one.repeats, "share": one.score / best, "exact": one.exact}
                for group, one in found.items()
            }
        )


def _fail(round: Round, number: int, code: str) -> None:
    with transaction.atomic():
        try:
            move(round, Event.FAIL, during=number, problem=code)
        except Refused:
            return
        tell_organisers(round, "programmes.solve_failed", number)


def _note(verb: str, round: Round, actor: Member) -> None:
    record(verb, actor=actor.account, organisation=round.organisation, thing=round.public_id, acting_as="organiser")
