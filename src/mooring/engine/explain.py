"""Why each group was made, when it could meet, and why somebody is in none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.certificates import certificates
from mooring.engine.facts import Facts, pairs_of
from mooring.engine.lists import Lists
from mooring.engine.matches import Matches
from mooring.engine.policy import LOW_SCORE
from mooring.engine.slots import SLOTS_PER_DAY
from mooring.engine.solution import Blocking, Cause, Fairness, Match, Reason, Unplaced

_AT_A_TIME: Final = 64
"""People of whom it is worked out together why they are in no group."""


def matches(facts: Facts, groups: Sequence[Group], locked: Collection[Group]) -> tuple[Match, ...]:
    """Groups (members in order) with their scores, reasons (weightiest first) and the stretches that suit all their members."""
    made: dict[Group, Match] = {}
    for near, part in facts.batches(groups):
        for size in sorted({len(group) for group in part}):
            made.update(_of_one_size(near, [group for group in part if len(group) == size], locked))
    return tuple(made[group] for group in groups)


def as_read(facts: Facts, groups: Lists) -> Matches:
    """The same for as many groups as there may be, each worked out when it is read. Members are in order, and so are the groups."""
    locked = frozenset(tuple(sorted(lock)) for lock in facts.problem.locks)
    return Matches(groups, lambda some: matches(facts, some, locked))


def _of_one_size(facts: Facts, groups: Sequence[Group], locked: Collection[Group]) -> dict[Group, Match]:
    members = np.array(groups)
    first, second = np.triu_indices(members.shape[1], 1)
    one, other = members[:, first], members[:, second]
    totals = facts.score_of(one, other).sum(axis=1).tolist()
    reasons = _reasons(facts, members, one, other)
    hints = facts.hours.hints(members, facts.bad_cost, SLOTS_PER_DAY)
    bad_hour = facts.hours.bearers(members, facts.bad_cost)
    met = facts.met_of(one, other) > 0
    return {
        group: Match(
            members=group,
            score=Fraction(totals[at], len(group) - 1),
            reasons=reasons[at],
            hints=hints[at],
            repeats=tuple(pair for pair, again in zip(pairs_of(group), met[at], strict=True) if again),
            bad_hour=bad_hour[at],
            locked=group in locked,
        )
        for at, group in enumerate(groups)
    }


def unplaced(facts: Facts, groups: Sequence[Group], persons: Sequence[int]) -> tuple[Unplaced, ...]:
    """Why each of these people is in none of the groups."""
    who = np.array(sorted(persons), dtype=np.int64)
    made: list[Unplaced] = []
    for at in range(0, len(who), _AT_A_TIME):
        part = who[at : at + _AT_A_TIME]
        broken = facts.broken_by(part)
        made += [_unplaced(facts, person, {rule: held[row] for rule, held in broken.items()}) for row, person in enumerate(part.tolist())]
    proofs = certificates(facts, groups, [one.person for one in made if one.partners])
    return tuple(replace(one, certificate=proofs.get(one.person)) for one in made)


def fairness(facts: Facts, matches: Sequence[Match], left: Sequence[int]) -> Fairness:
    """Who carries what in an arrangement."""
    pairs = facts.problem.policy.size == 2
    again = [pair for one in matches for pair in one.repeats]
    places = facts.last_met(np.array(again, dtype=np.int64).reshape(-1, 2)).tolist()
    return Fairness(
        trio=tuple(sorted(person for one in matches if pairs and one.trio for person in one.members)),
        bad_hour=tuple(sorted(person for one in matches for person in one.bad_hour)),
        repeats=tuple((a, b, facts.past.rounds - place) for (a, b), place in zip(again, places, strict=True)),
        left_out_again=tuple(sorted(person for person in left if facts.past.waited[person] > 0)),
        low_score=tuple(sorted(person for one in matches if 2 * one.score < LOW_SCORE * len(one.members) for person in one.members)),
    )


def _reasons(facts: Facts, members: IntArray, one: IntArray, other: IntArray) -> list[tuple[Reason, ...]]:
    """For each group (a row of `members`; its pairs a row of `one` and `other`) its reasons."""
    terms = [term for term in facts.problem.policy.terms if term.weight]
    whole = sum(term.weight for term in terms)
    made: list[list[Reason]] = [[] for _ in members]
    for term in terms:
        values = facts.term_of(term.name, one, other).sum(axis=1) // one.shape[1]
        shared = _shared(facts, term.name, members)
        for at in np.flatnonzero(values).tolist():
            value = int(values[at])
            made[at].append(Reason(term.name, value, value * term.weight // whole, shared.get(at, ()), term.private))
    return [tuple(sorted(reasons, key=lambda reason: (-reason.points, reason.term))) for reasons in made]


def _shared(facts: Facts, term: str, members: IntArray) -> dict[int, tuple[int, ...]]:
    """The topics the people of each group have in common, or give and take; groups without any are left out."""
    people = facts.problem.people
    if term == "interests":
        given = people.interests[members].all(axis=1)
    elif term == "exchange":
        given = people.helps[members].any(axis=1) & people.wants[members].any(axis=1)
    else:
        return {}
    made: dict[int, tuple[int, ...]] = {}
    for at, topic in zip(*(ends.tolist() for ends in np.nonzero(given)), strict=True):
        made[at] = (*made.get(at, ()), topic)
    return made


def _unplaced(facts: Facts, person: int, kept: dict[str, BoolArray]) -> Unplaced:
    again = bool(facts.past.waited[person] > 0)
    problem = facts.problem
    if problem.people.capacity[person] == 0:
        return Unplaced(person, "no_allowed_partner", (Blocking("capacity", facts.n - 1),), ("capacity",), 0, again)
    others = (facts.every != person) & (problem.people.capacity > 0)
    broken = {rule: held & others for rule, held in kept.items()}
    partners = int((others & ~np.logical_or.reduce(list(broken.values()), axis=0)).sum() if broken else others.sum())
    stands = [Blocking(rule, int(kept.sum()), problem.policy.is_private(rule)) for rule, kept in broken.items() if kept.any()]
    stands.sort(key=lambda one: (-one.people, one.rule))
    lift: tuple[str, ...] = ()
    cause = _short(facts)
    if not partners:
        lift = _fewest(facts, broken, others)
        told = "hours" in broken and not problem.policy.is_private("hours")
        alone = told and bool(others.any()) and bool(broken["hours"][others].all())
        cause = "no_common_time" if alone else "no_allowed_partner"
    return Unplaced(person, cause, tuple(stands), lift, partners, again)


def _short(facts: Facts) -> Cause:
    """Why somebody with allowed partners may have to be left: there are not seats of every kind, or not of the sizes, for all."""
    problem, policy = facts.problem, facts.problem.policy
    free = problem.people.capacity > 0
    free[[person for lock in problem.locks for person in lock]] = False
    people = int(free.sum())
    for marked, least in facts.seats:
        if int((marked & free).sum()) // least * policy.most < people:
            return "too_few_for_seats"
    return "sizes_do_not_sum" if policy.cannot_part(people) else "odd_one_out"


def _fewest(facts: Facts, broken: dict[str, BoolArray], others: BoolArray) -> tuple[str, ...]:
    """The smallest set of rules that keeps somebody apart from this person, public ones before private ones."""
    if not broken or not others.any():
        return ()
    names = sorted(broken)
    columns = np.array([broken[name] for name in names])[:, others]
    kinds, counts = np.unique(columns, axis=1, return_counts=True)
    private = np.array([facts.problem.policy.is_private(name) for name in names])
    order = np.lexsort((-counts, kinds[private].sum(axis=0), kinds.sum(axis=0)))
    chosen = kinds[:, order[0]]
    return tuple(name for name, is_in in zip(names, chosen, strict=True) if is_in)
