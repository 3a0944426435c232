"""Solving a round, a part of it, or looking for other arrangements; and what may go wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext as _

from mooring.people.models import Member
from mooring.programmes.adapter import matching
from mooring.programmes.errors import Refused
from mooring.programmes.models import Match, Round, RoundEntry

log = structlog.get_logger("mooring.programmes")

AT_MOST: Final = 8
"""How many alternatives an organiser is offered for one person."""

Members = frozenset[int]


class CouldNot(Exception):
    """A solve failed; ``code`` says why (``queries.review.PROBLEMS``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Solved:
    """A draft with what is proven about it: the bound holds over all arrangements, locked or not."""

    drafted: matching.Drafted
    bound: int
    fairness_cost: int | None


@dataclass(frozen=True)
class Rechecked:
    """A draft looked at again: what stands, and what the people of the rest do now."""

    drafted: matching.Drafted
    bound: int
    changed: bool


@dataclass(frozen=True)
class Choice:
    """Another arrangement around one person, in rows' terms. ``cost`` is the share of the score it gives up; below zero it gains."""

    key: str
    after: tuple[Members, ...]
    before: tuple[Members, ...]
    unplaced: Members
    cost: float
    worse: tuple[str, ...]


def solve(round: Round, locks: Collection[Members]) -> Solved:
    """Solve a round for whoever is in now, around the locked groups that still may be; CouldNot with a code."""
    members = matching.in_round(round)
    if len(members) < 2:
        raise CouldNot("nobody")
    try:
        return _solve(round, members, locks)
    except matching.NotSolved as why:
        raise CouldNot(why.code) from why
    except Refused as why:
        raise CouldNot("policy") from why
    except DatabaseError:
        raise  # the job is tried again
    except Exception as error:
        log.error("solve failed", round=round.public_id, exc_info=error)
        raise CouldNot("broken") from error


def taken_back(round: Round) -> list[matching.TakenBack]:
    """What taking back each of the organiser's rules would bring to a draft, for those it has decided about; CouldNot with a code."""

    def overtaken() -> bool:
        return not Round.objects.filter(pk=round.pk, state=Round.State.DRAFT, solving=round.solving).exists()

    try:
        return matching.taken_back(matching.assemble(round, draft_members(round)), overtaken)
    except matching.NotSolved as why:
        raise CouldNot(why.code) from why


def lock_costs(round: Round, locks: Collection[Members]) -> dict[Members, matching.LockCost]:
    """What each of these groups of a draft costs, among those it has decided about; nothing of groups that may no longer be."""
    free = matching.assemble(round, draft_members(round))
    return matching.lock_costs(free, matching.allowed(free, locks))


def _solve(round: Round, members: Sequence[Member], locks: Collection[Members]) -> Solved:
    running = Round.objects.filter(pk=round.pk, state=Round.State.SOLVING, solving=round.solving)
    told = [""]

    def overtaken() -> bool:
        return not running.exists()

    def tell(step: str, _work: int) -> None:
        if step != told[0]:
            told[0] = step
            running.update(progress=step)

    free = matching.assemble(round, members)
    best = matching.best(free, (), overtaken, tell)
    kept = matching.allowed(free, locks)
    if not kept:
        return Solved(best, best.bound, best.bound - best.score if best.status == "exact" else None)
    made = matching.best(free, kept, overtaken, tell)
    return Solved(made, max(best.bound, made.score), None)


def recheck(round: Round) -> Rechecked:
    """Look at a draft again as things stand now: groups that may no longer be are dropped and their people solved again.

    The rest stays as it is; only where somebody would be left out who need not be are matches near them opened too, the ones
    an organiser locked last.
    """
    groups = groups_of(round)
    here = {member.pk for member in matching.in_round(round)}
    members = [member for member in draft_members(round) if member.pk in here]
    free = matching.assemble(round, members)
    kept = matching.allowed(free, groups)
    changed = len(kept) < len(groups) or len(members) < RoundEntry.objects.filter(round=round).exclude(outcome="").count()
    if not changed:
        around = matching.around(free, kept)
        made = matching.drafted(around, matching.run_here(around))
        return Rechecked(made, max(round.bound or 0, made.score), changed)
    best = matching.drafted(free, matching.run(free))
    made = _around(round, free, kept, len(best.waiting))
    return Rechecked(made, max(best.bound, made.score), changed)


def standing(round: Round) -> list[Members]:
    """The groups of a round nobody was introduced in yet that may still be: every rule allows them, and all their people are in."""
    here = {member.pk for member in matching.in_round(round)}
    members = [member for member in draft_members(round) if member.pk in here]
    return matching.allowed(matching.assemble(round, members), groups_of(round))


def _around(round: Round, free: matching.Assembled, kept: Sequence[Members], fewest: int) -> matching.Drafted:
    """The round solved around the kept groups, of which no more are opened than it takes to leave so few out."""
    locked = set(groups_of(round, locked_only=True))
    order = sorted(kept, key=lambda group: (group in locked, len(group) == round.programme.group_size))
    opened = 0
    while True:
        around = matching.around(free, order[opened:])
        made = matching.drafted(around, matching.run(around) if opened else matching.run_here(around))
        if len(made.waiting) <= fewest or opened >= len(order):
            return made
        opened = 2 * opened + 1


def evaluate(round: Round, groups: Collection[Members]) -> matching.Drafted:
    """What a draft made of exactly these groups is worth; Refused when one of them may no longer be."""
    free = matching.assemble(round, draft_members(round))
    if len(matching.allowed(free, groups)) < len(groups):
        raise _stale()
    around = matching.around(free, groups)
    return matching.drafted(around, matching.run_here(around))


def alternatives(round: Round, member: Member) -> list[Choice]:
    """At most eight other arrangements around a member of a draft, cheapest first; locked matches stay."""
    groups, members = groups_of(round), draft_members(round)
    free = matching.assemble(round, members)
    if member.pk not in free.places or len(matching.allowed(free, groups)) < len(groups):
        raise _stale()
    found = matching.alternatives(matching.around(free, groups), groups_of(round, locked_only=True), member.pk, AT_MOST)
    return [Choice(_key(round, one.after), one.after, one.before, one.unplaced, _share(one.cost, round), one.worse) for one in found]


def worth(round: Round, group: Members) -> tuple[int, list[dict[str, object]]] | None:
    """Score and reasons of one group on the dates that are left, or None where it may not be."""
    members = list(Member.objects.filter(pk__in=group).select_related("organisation", "account", "site", "team"))
    free = matching.assemble(round, members)
    if not matching.allowed(free, [group]):
        return None
    locked = matching.around(free, [group])
    made = matching.drafted(locked, matching.run_here(locked))
    return made.groups[0].score, list(made.groups[0].reasons)


def allowed(round: Round, members: Sequence[Member], groups: Collection[Members]) -> list[Members]:
    """Those of the groups that every hard rule allows now; ``members`` are all the people of them."""
    return matching.allowed(matching.assemble(round, members), groups)


def sizes(round: Round) -> tuple[int, int]:
    """The fewest and the most people a match of this round may have."""
    return matching.sizes(round.policy)


def draft_members(round: Round) -> list[Member]:
    """Everybody a draft has decided about, whether placed or not."""
    decided = RoundEntry.objects.filter(round=round).exclude(outcome=RoundEntry.Outcome.OPEN).values("member")
    rows = Member.objects.filter(pk__in=decided).select_related("organisation", "account", "site", "team")
    return list(rows.order_by("pk"))


def groups_of(round: Round, *, locked_only: bool = False) -> list[Members]:
    """The groups of a draft, or of a published round before anybody was introduced, as sets of members' keys."""
    rows = Match.objects.not_introduced().filter(round=round).prefetch_related("seats")
    return [frozenset(seat.member_id for seat in one.seats.all()) for one in rows if one.locked or not locked_only]


def _key(round: Round, after: Collection[Members]) -> str:
    """A name for an arrangement that tells nothing of who is in it, and is the same when it is offered again."""
    told = ";".join(sorted(",".join(str(key) for key in sorted(group)) for group in after))
    return hashlib.sha256(f"{round.public_id}:{told}".encode()).hexdigest()[:20]


def _share(cost: int, round: Round) -> float:
    return cost / round.score if round.score else 0.0


def _stale() -> Refused:
    return Refused(_("Something has changed since this draft was made. Solve it again first."))
