"""What a round would be otherwise: with a rule taken back, without a lock, with other partners for somebody, with groups of one's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mooring.engine import Policy, Solution, relaxations, relaxed, solve
from mooring.engine import alternatives as other_arrangements
from mooring.engine.facts import Facts
from mooring.programmes.matching.assembling import Assembled
from mooring.programmes.matching.drafts import NotSolved, sixtieths
from mooring.programmes.matching.running import answers
from mooring.solver import Question

MOST_LOCKS_TOLD: Final = 40


@dataclass(frozen=True)
class TakenBack:
    """What a round would be with one of its rules taken back: ``score`` in sixtieths of a point, all beside the round as it is."""

    rule: str
    minutes: int | None
    placed: int
    repeats: int
    score: int
    proven: bool


def taken_back(assembled: Assembled, cancelled: Callable[[], bool] | None = None) -> list[TakenBack]:
    """What taking back each rule of the organiser's would bring, for the round solved without regard to locks. Never a private rule."""
    rules = relaxations(assembled.problem.policy)
    now, *others = answers(assembled, [Question(), *(Question(without=one) for one in rules)], cancelled)
    made = []
    for one, other in zip(rules, others, strict=True):
        told = relaxed(one, now, other)
        made.append(TakenBack(one.rule, one.minutes, told.placed, told.repeats, sixtieths(told.score), told.proven))
    return made


@dataclass(frozen=True)
class LockCost:
    """What keeping one group takes from the best there could be: people placed, pairs that meet again, ``score`` in sixtieths of a point.

    Below zero: what it gives. ``exact``: nothing of it is a guess.
    """

    placed: int
    repeats: int
    score: int
    exact: bool


def lock_costs(assembled: Assembled, kept: Sequence[frozenset[int]]) -> dict[frozenset[int], LockCost]:
    """What each of the kept groups costs by itself; nothing for rounds of larger groups, or where too many are kept.

    ``assembled`` has none of them locked. Of two that only go together each costs what both do: left out alone, neither would.
    """
    if len(kept) > MOST_LOCKS_TOLD or assembled.problem.policy.size != 2:
        return {}
    try:
        best, *solved = answers(assembled, [Question(), *(Question(locks=(assembled.group(group),)) for group in kept)])
    except NotSolved:
        return {}
    return {group: _cost(best, one) for group, one in zip(kept, solved, strict=True)}


def _cost(best: Solution, other: Solution) -> LockCost:
    repeats = len(other.fairness.repeats) - len(best.fairness.repeats)
    return LockCost(best.placed - other.placed, repeats, sixtieths(best.score - other.score), "exact" == best.status == other.status)


@dataclass(frozen=True)
class Other:
    """Another arrangement around one person. ``cost`` in sixtieths of a point; ``worse`` names the aims served worse."""

    before: tuple[frozenset[int], ...]
    after: tuple[frozenset[int], ...]
    unplaced: frozenset[int]
    cost: int
    worse: tuple[str, ...]


def alternatives(whole: Assembled, locked: Collection[frozenset[int]], key: int, at_most: int) -> list[Other]:
    """Other arrangements around one person of a draft, cheapest first. ``whole`` has all groups of the draft locked."""
    kept = {whole.group(group) for group in locked}
    draft = solve(whole.problem)
    matches = tuple(replace(one, locked=one.members in kept) for one in draft.matches)
    problem = replace(whole.problem, locks=tuple(sorted(kept)))
    found = other_arrangements(problem, replace(draft, matches=matches), whole.places[key], at_most)
    return [
        Other(
            tuple(whole.keyed(group) for group in one.before),
            tuple(whole.keyed(group) for group in one.after),
            whole.keyed(one.unplaced),
            sixtieths(one.cost),
            one.levels,
        )
        for one in found
    ]


def sizes(policy: Mapping[str, Any]) -> tuple[int, int]:
    """The fewest and the most people a match may have by a stored policy."""
    made = Policy.from_dict(dict(policy))
    return made.least, made.most


def allowed(assembled: Assembled, groups: Collection[frozenset[int]]) -> list[frozenset[int]]:
    """Those of some groups that every hard rule allows, in the order given. Groups of people not in the problem are not."""
    places, facts = assembled.places, Facts(assembled.problem)
    whole = [group for group in groups if all(key in places for key in group)]
    return [group for group in whole if facts.group_allowed(assembled.group(group))]
