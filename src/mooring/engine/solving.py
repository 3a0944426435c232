"""From a problem to its solution: splits it into islands, solves each, and says what was reached and proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Final

import numpy as np

from mooring.engine import blocks, certificates, dual, exact, explain, grouping
from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter, Stopped
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import LevelResult, Solution, Status

ENGINE: Final = "mooring 1"
AT_ONCE: Final = 1_500
"""How many people are solved as one; more are solved by parts."""
FROM_THE_START: Final = exact.Way()


@dataclass(frozen=True, slots=True)
class Arranged:
    """An arrangement and, aim by aim, the most that could be reached; `proven` when it is reached."""

    groups: tuple[Group, ...]
    bounds: dict[str, Fraction]
    score_bound: Fraction
    proven: bool
    best_known: bool = False


def solve(
    problem: Problem,
    budget: Budget | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Solution:
    """The best arrangement the budget allows, always a valid one.

    `cancelled` is asked often; once it says yes, the best so far is returned as `stopped`. `progress` is told the step and
    the work done. The same problem, seed and budget give the same answer. Raises ProblemError when a locked group
    breaks a hard rule; its `public` sentence does not tell which.
    """
    meter = Meter((budget or Budget()).work, cancelled, progress)
    meter.say("reading")
    facts = Facts(problem)
    check_locks(facts)
    free = order(problem)
    arranged = _islands(facts, free, meter) if len(free) <= AT_ONCE else _many(facts, free, meter)
    return answer(facts, arranged, meter)


def check_locks(facts: Facts) -> None:
    """Raises ProblemError where a locked group breaks a hard rule."""
    if facts.problem.locks:
        facts = facts.around(np.array([person for lock in facts.problem.locks for person in lock]))
    kept_apart = facts.any_broken(facts.problem.locks)
    for lock in facts.problem.locks:
        who = np.array(lock)
        public = f"locks: {lock} may not be made."
        for person in lock:
            if facts.problem.people.capacity[person] == 0:
                raise ProblemError(f"locks: person {person} of {lock} has no room for a match.")
        for rule in facts.rules() if kept_apart else ():
            if np.triu(facts.broken(rule, who, who), 1).any():
                raise ProblemError(f"locks: {lock} breaks the rule {rule!r}.", public)
        if not facts.hours.group_possible(lock):
            raise ProblemError(f"locks: {lock} breaks the rule 'hours'.", public)
        for seat, (marked, least) in zip(facts.problem.policy.seats, facts.seats, strict=True):
            if marked[who].sum() < least:
                raise ProblemError(f"locks: {lock} has {int(marked[who].sum())} of those marked {seat.name!r}; {least} must be.", public)
        if not facts.group_fits(lock):
            raise ProblemError(f"locks: {lock} is forbidden.", public)


def _many(facts: Facts, free: IntArray, meter: Meter) -> Arranged:
    """People who share no hours, not even through others, apart; those who are still too many by blocks."""
    shore = blocks.shores(facts)
    parts = []
    for label in np.unique(shore[free]):
        people = free[shore[free] == label]
        if len(people) <= AT_ONCE:
            parts.append(_islands(facts, people, meter))
            continue
        groups = _tidied(facts, blocks.arrange(facts, people, shore, meter), people)
        best = Fraction(blocks.score_bound(facts, people, meter), 2)
        parts.append(Arranged(groups, scale(facts, people) | {"score": best}, best, False))
    return joined(parts)


def _tidied(facts: Facts, groups: Sequence[Group], people: IntArray) -> tuple[Group, ...]:
    """What a search that ended early may have left undone: two people alone who may meet, two trios that can be three pairs."""
    made = list(groups)
    if facts.problem.policy.size != 2:
        return tuple(made)
    left = np.setdiff1d(people, [person for group in made for person in group])
    allowed = np.triu(facts.allowed(left, left), 1)
    while allowed.any():
        a, b = divmod(int(allowed.argmax()), len(left))
        made.append((int(left[a]), int(left[b])))
        allowed[[a, b]] = allowed[:, [a, b]] = False
    trios = [group for group in made if len(group) == 3]
    while trios:
        one = trios.pop()
        for other in trios:
            pairs = _as_pairs(facts, one, other)
            if pairs:
                trios.remove(other)
                made = [group for group in made if group not in (one, other)] + pairs
                break
    return tuple(sorted(made))


def _as_pairs(facts: Facts, one: Group, other: Group) -> list[Group]:
    allowed = facts.allowed(np.array(one), np.array(other))
    for order in permutations(range(3)):
        if all(allowed[at, place] for at, place in enumerate(order)):
            return [tuple(sorted((one[at], other[place]))) for at, place in enumerate(order)]
    return []


def scale(facts: Facts, people: IntArray) -> dict[str, Fraction]:
    """The most each aim could reach by its scale alone."""
    aims, past = Aims.of(facts), facts.past
    bounds = {name: Fraction(0) for name in aims.names} | {"placed": Fraction(len(people))}
    for name in {"left_out_last_time", "waited_longest"} & set(aims.names) if past.rounds else ():
        bounds[name] = Fraction(int(aims.waiting(name)[people].sum()))
    band = facts.band[people]
    return bounds | {"need": Fraction(int(band.sum()) + int(band.max()) * len(people), 2)}


def _islands(facts: Facts, free: IntArray, meter: Meter) -> Arranged:
    """People who can reach each other through allowed pairs are arranged together, apart from all others."""
    arrange = pairs if facts.problem.policy.size == 2 else _groups
    parts: list[Arranged] = []
    for people, allowed in islands(facts, free):
        meter.say(f"island {len(parts) + 1}")
        parts.append(arrange(facts, people, allowed, meter))
    return joined(parts)


def islands(facts: Facts, free: IntArray) -> list[tuple[IntArray, BoolArray]]:
    """Those who can reach each other through allowed pairs, apart from all others, with those pairs; nobody who can reach nobody."""
    if not len(free):
        return []
    allowed = facts.allowed(free, free)
    left = allowed.any(axis=1)
    made = []
    while left.any():
        inside, new = np.zeros_like(left), np.array([left.argmax()])
        while len(new):
            inside[new] = True
            new = np.flatnonzero(allowed[new].any(axis=0) & ~inside)
        left &= ~inside
        at = np.flatnonzero(inside)
        made.append((free[at], allowed if len(at) == len(free) else allowed[np.ix_(at, at)]))
    return made


def order(problem: Problem) -> IntArray:
    """Whoever may be placed and is not locked, in the order in which ties are settled."""
    free = np.flatnonzero(problem.people.capacity > 0)
    free = np.setdiff1d(free, [person for lock in problem.locks for person in lock])
    return np.random.default_rng(problem.seed).permutation(free)


def _groups(facts: Facts, people: IntArray, allowed: BoolArray, meter: Meter) -> Arranged:
    """Groups of three to six: exactly where there are few people, else with bounds that hold for groups of any sizes."""
    aims = Aims.of(facts)
    if len(people) <= grouping.WHOLE_UP_TO:
        with suppress(Stopped):
            groups = _named(grouping.best(aims, people, allowed, meter), people)
            plain = Aims.of(facts, ("placed", "score"))
            most = plain.values(_named(grouping.best(plain, people, allowed, meter), people))["score"]
            return Arranged(groups, aims.values(groups), most, True, True)
    groups = _named(grouping.arrange(aims, people, allowed, meter), people)
    values, bounds = aims.values(groups), loose(aims, people, allowed)
    bounds["placed"] = min(bounds["placed"], Fraction(grouping.at_most(facts, people)))
    best = _score_bound(facts, people, allowed, meter)
    bounds["score"] = best
    return Arranged(groups, bounds, best, values == bounds)


def joined(parts: Sequence[Arranged]) -> Arranged:
    """Arrangements of different people as one."""
    names = {name for part in parts for name in part.bounds}
    return Arranged(
        tuple(group for part in parts for group in part.groups),
        {name: sum((part.bounds[name] for part in parts), Fraction(0)) for name in names},
        sum((part.score_bound for part in parts), Fraction(0)),
        all(part.proven for part in parts),
        all(part.best_known for part in parts),
    )


def pairs(facts: Facts, people: IntArray, allowed: BoolArray, meter: Meter, way: exact.Way = FROM_THE_START) -> Arranged:
    """Pairs and a trio for people who can reach each other through allowed pairs, with what is proven of them."""
    aims = Aims.of(facts)
    island = way.island(aims, people, allowed)
    found = way.solve(island, meter)
    groups = _named(found.groups, people)
    fuller = _fuller(island, found.groups, meter) if found.proven else ()
    if fuller or not found.proven:
        groups = _named(fuller, people) if fuller else _tidied(facts, groups, people)
        bounds = loose(aims, people, allowed)
        if fuller:
            bounds["placed"] = Fraction(sum(map(len, fuller)))
        elif found.bound:
            bounds["placed"] = min(bounds["placed"], Fraction(island.placed_at_most(found.bound)))
        return Arranged(groups, bounds, _score_bound(facts, people, allowed, meter), False)
    values = aims.values(groups)
    best, known = values["score"], True
    if set(island.names) - {"placed", "score"}:
        plain = way.island(Aims.of(facts, ("placed", "score")), people, allowed)
        plain.guess = found.last
        pairs_alone = all(len(group) == 2 for group in found.groups)
        alone = way.solve(plain, meter, found.groups if pairs_alone else ())
        if alone.proven:
            best = plain.aims.values(_named(alone.groups, people))["score"]
        else:
            best, known = _score_bound(facts, people, allowed, meter), False
    return Arranged(groups, values, best, True, known)


def _fuller(island: exact.Island, made: Sequence[Group], meter: Meter) -> tuple[Group, ...]:
    """An arrangement with several trios, in positions of the island, where that places more people than one trio does; else nothing."""
    left = np.setdiff1d(np.arange(len(island.people)), [person for group in made for person in group])
    if not island.allowed[left].any():
        return ()
    trios = certificates.fuller(island.aims.facts, island.people, island.allowed, made)
    rest = np.setdiff1d(np.arange(len(island.people)), [person for trio in trios for person in trio])
    if not trios:
        return ()
    others = exact.solve(exact.Island(island.aims, island.people[rest], island.allowed[np.ix_(rest, rest)]), meter)
    arranged = (*trios, *_named(others.groups, rest))
    return arranged if sum(map(len, arranged)) > sum(map(len, made)) else ()


def loose(aims: Aims, people: IntArray, allowed: BoolArray) -> dict[str, Fraction]:
    """For every aim, the most there could be if everybody had the partner who is best for that aim."""
    bounds = {}
    for name in aims.names:
        best = np.where(allowed, aims.pairs(name, people, people), 0).max(axis=1, initial=0)
        bounds[name] = Fraction(int(best.sum()), 2)
    return bounds


def _score_bound(facts: Facts, people: IntArray, allowed: BoolArray, meter: Meter) -> Fraction:
    try:
        return Fraction(dual.solve([facts.score(people, people)], allowed, meter).bound[0], 2)
    except Stopped:
        return loose(Aims.of(facts, ("score",)), people, allowed)["score"]


def _named(groups: Sequence[Group], people: IntArray) -> tuple[Group, ...]:
    return tuple(sorted(tuple(sorted(int(people[member]) for member in group)) for group in groups))


def answer(facts: Facts, arranged: Arranged, meter: Meter) -> Solution:
    """An arrangement with its reasons, causes, values and bounds."""
    problem = facts.problem
    meter.say("explaining")
    locks = tuple(tuple(sorted(lock)) for lock in problem.locks)
    aims = Aims.of(facts)
    groups = sorted((*arranged.groups, *locks))
    given, reached = aims.values(locks), aims.values(groups)
    matches = explain.matches(facts, groups, set(locks))
    left = sorted(set(range(facts.n)) - {person for group in groups for person in group})
    levels = tuple(
        LevelResult(name, reached[name], max(reached[name], arranged.bounds.get(name, Fraction(0)) + given[name])) for name in aims.names
    )
    status: Status = "exact" if arranged.proven else "stopped" if meter.stopped else "bounded"
    return Solution(
        matches=matches,
        unplaced=explain.unplaced(facts, groups, left),
        score=reached["score"],
        bound=arranged.score_bound + given["score"],
        status=status,
        levels=levels,
        fairness=explain.fairness(facts, matches, left),
        seed=problem.seed,
        engine=ENGINE,
        work=meter.spent,
        bound_reached=arranged.best_known,
        ended="proof" if arranged.proven else meter.stopped or "search",
    )
