"""Who carried what over all rounds, and whether some groups of people fare worse than others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.facts import Facts
from mooring.engine.past import read
from mooring.engine.problem import Problem
from mooring.engine.solution import Solution

LEAST: Final = 5
"""No group of fewer people is told of by itself."""

_ROWS: Final = 256


@dataclass(frozen=True, eq=False)
class Carried:
    """For each person, in how many rounds they were left out, sat in a trio, had a bad hour, met somebody again inside the cooldown,
    and had a match that scored low.
    """

    left_out: IntArray
    trio: IntArray
    bad_hour: IntArray
    repeat: IntArray
    low_score: IntArray


def carried(problem: Problem, solution: Solution | None = None) -> Carried:
    """What everybody in the round carried in all rounds of its history and, if given, in this one."""
    past = read(problem)
    made = Carried(past.left_out.copy(), past.trios.copy(), past.bad_hours.copy(), _repeats(problem), past.low_scores.copy())
    if solution is not None:
        fair = solution.fairness
        made.left_out[[one.person for one in solution.unplaced]] += 1
        made.trio[list(fair.trio)] += 1
        made.bad_hour[list(fair.bad_hour)] += 1
        made.low_score[list(fair.low_score)] += 1
        made.repeat[sorted({person for a, b, _ago in fair.repeats for person in (a, b)})] += 1
    return made


def _repeats(problem: Problem) -> IntArray:
    """In how many earlier rounds each person met somebody they had met inside the cooldown before it."""
    made = np.zeros(problem.people.count, dtype=np.int64)
    last: dict[tuple[int, int], int] = {}
    for place, one in enumerate(problem.history.rounds):
        again: set[int] = set()
        for pair in (pair for group in one.met for pair in combinations(sorted(group), 2)):
            if pair in last and _within(problem, last[pair], place):
                again.update(pair)
            last[pair] = place
        made[sorted(person for person in again if person < len(made))] += 1
    return made


@dataclass(frozen=True, slots=True)
class Faring:
    """How the people of one group, or of some small groups taken together, fared in a round.

    `codes`: the numbers of the groups. `placed`: how many of the `people`. `first`, `among_first`: how many of the placed met the
    person, or one of the five people, whom the policy rates highest for them; None where nobody looked. `waiting`: rounds waited so far,
    this one included, by all those left, together.
    """

    codes: tuple[int, ...]
    people: int
    placed: int
    first: int | None
    among_first: int | None
    waiting: int

    @property
    def rate(self) -> Fraction:
        """The share of the group that was placed."""
        return Fraction(self.placed, self.people)


@dataclass(frozen=True, slots=True)
class Faired:
    """How groups fared beside each other. `ratio`: the lowest share placed over the highest; None with fewer than two groups."""

    groups: tuple[Faring, ...]

    @property
    def ratio(self) -> Fraction | None:
        rates = [one.rate for one in self.groups]
        return min(rates) / max(rates) if len(rates) > 1 and max(rates) else None


def fares(problem: Problem, solution: Solution, codes: Sequence[int] | IntArray, least: int = LEAST, *, choices: bool = True) -> Faired:
    """How the groups named by `codes` (one number a person, -1 for none) fared in a round.

    `choices`: whether to look at everybody's first choices, which takes as long as weighing every pair there is.
    Groups of fewer than `least` people are told of together, with the next larger one where they are still too few: so
    nothing about few people can be worked out from what is told and the whole.
    """
    held = np.asarray(codes, dtype=np.int64)
    ranks = _ranks(problem, solution) if choices else None
    waited = read(problem).waited
    left = {one.person for one in solution.unplaced}
    made = []
    for together in _together(held, least):
        who = np.flatnonzero(np.isin(held, together)).tolist()
        got = None if ranks is None else [ranks[person] for person in who if person in ranks]
        made.append(
            Faring(
                together,
                people=len(who),
                placed=sum(person not in left for person in who),
                first=None if got is None else sum(rank == 1 for rank in got),
                among_first=None if got is None else sum(rank <= 5 for rank in got),
                waiting=sum(int(waited[person]) + 1 for person in who if person in left),
            )
        )
    return Faired(tuple(made))


def _together(held: IntArray, least: int) -> Iterator[tuple[int, ...]]:
    """The groups' numbers, largest first, small ones joined until each has enough people; none where even all are too few."""
    names, sizes = np.unique(held[held >= 0], return_counts=True)
    order = np.lexsort((names, -sizes))
    parts = [([int(names[at])], int(sizes[at])) for at in order]
    while len(parts) > 1 and parts[-1][1] < least:
        (last, count), (before, more) = parts.pop(), parts.pop()
        parts.append((before + last, count + more))
    for part, size in parts:
        if size >= least:
            yield tuple(sorted(part))


def _ranks(problem: Problem, solution: Solution) -> dict[int, int]:
    """For each placed person, how many allowed partners the policy rates above their best match, and one."""
    facts = Facts(problem)
    ranks: dict[int, int] = {}
    mates = {person: [one for one in group if one != person] for group in solution.groups for person in group}
    placed = np.array(sorted(mates), dtype=np.int64)
    for at in range(0, len(placed), _ROWS):
        rows = placed[at : at + _ROWS]
        scores = np.where(facts.allowed(rows, facts.every), facts.score(rows, facts.every), -1)
        for row, person in zip(scores, rows.tolist(), strict=True):
            ranks[person] = 1 + int((row > max(int(row[mate]) for mate in mates[person])).sum())
    return ranks


def _within(problem: Problem, before: int, after: int) -> bool:
    days = problem.policy.cooldown_days
    first, second = problem.history.rounds[before].day, problem.history.rounds[after].day
    if days is None or first is None or second is None:
        return days != 0
    return (second - first).days < days
