"""A few people exactly: every group that may be, and by how many people are left the best way to go on.

The best that the people from somebody on can reach is known for each set of them before the person is looked at, who is then left
out or put into each group of which they are the first (dynamic programming over sets, Bellman 1962; Held & Karp 1962).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from typing import Final

import numpy as np

from mooring.engine.aims import ALONE, PARTS, SIZES, Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.meter import Meter
from mooring.engine.policy.named import same_name

WHOLE_UP_TO: Final = 14
"""How many people are grouped exactly."""

_ROOM: Final = 1 << 60


def best(aims: Aims, people: IntArray, allowed: BoolArray, meter: Meter) -> tuple[Group, ...]:
    """The best groups of a few people, aim by aim, in positions of `people`. Raises Stopped."""
    groups = _groups(aims, people, allowed, meter)
    worth = [np.concatenate([_values(aims, name, people[one]) for one in groups]) for name in aims.names]
    rows = [tuple(group) for one in groups for group in one.tolist()]
    return tuple(sorted(rows[at] for at in _choose(len(people), rows, _packed(worth, len(people)), meter)))


def _groups(aims: Aims, people: IntArray, allowed: BoolArray, meter: Meter) -> list[IntArray]:
    """Every group that may be, those of one size as rows of an array."""
    facts, policy = aims.facts, aims.facts.problem.policy
    made = []
    for size in range(policy.least, policy.most + 1):
        rows = np.array(list(combinations(range(len(people)), size)), dtype=np.int64).reshape(-1, size)
        meter.spend(len(rows) * size)
        for one, other in combinations(range(size), 2):
            rows = rows[allowed[rows[:, one], rows[:, other]]]
        for marked, least in facts.seats:
            rows = rows[marked[people[rows]].sum(axis=1) >= least]
        rows = rows[facts.hours.possible_groups(people[rows])]
        if facts.forbidden_groups:
            rows = rows[[tuple(sorted(group)) not in facts.forbidden_groups for group in people[rows].tolist()]]
        made.append(rows.reshape(-1, size))
    return made


def _inside(of_pairs: Callable[[IntArray, IntArray], IntArray], groups: IntArray) -> IntArray:
    """What the pairs of each group add up to."""
    who = np.unique(groups)
    pairs, places = of_pairs(who, who), np.searchsorted(who, groups)
    total = np.zeros(len(groups), dtype=np.int64)
    for one, other in combinations(range(groups.shape[1]), 2):
        total += pairs[places[:, one], places[:, other]]
    return total


def _values(aims: Aims, name: str, groups: IntArray) -> IntArray:
    """What each of some groups of one size adds to an aim, in sixtieths; the same as `Aims.group`."""
    facts, size = aims.facts, groups.shape[1]
    if name == SIZES:
        return np.full(len(groups), -PARTS * (size - facts.problem.policy.size) ** 2, dtype=np.int64)
    if name == ALONE:
        held = facts.problem.people.attributes
        return -PARTS * sum(
            (_alone(held[same_name(one)][groups]) for one in facts.problem.policy.not_alone), np.zeros(len(groups), dtype=np.int64)
        )
    if name == "burden":
        costs = (
            facts.hours.cheapest(groups, facts.bad_cost)
            if facts.hours.known and facts.hours.edges
            else np.zeros(len(groups), dtype=np.int64)
        )
        made: IntArray = -PARTS * costs - _inside(facts.low_score_cost, groups) * (PARTS // (size - 1))
        return made
    total = _inside(partial(aims.pairs, name), groups)
    return total * (PARTS if name in ("repeats", "recent_repeats") else PARTS // (size - 1))


def _alone(codes: IntArray) -> IntArray:
    same = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
    made: IntArray = ((same == 1) & (codes >= 0)).sum(axis=1)
    return made


def _packed(aims: Sequence[IntArray], people: int) -> list[IntArray]:
    """Aims, the first most important, in as few arrays as sums of whole arrangements fit into."""
    made: list[IntArray] = []
    room = _ROOM
    for values in aims:
        most = int(np.abs(values).max(initial=0)) * people
        if not most:
            continue
        span = 2 * most + 1
        if made and room >= span:
            made[-1] = made[-1] * span + values
            room //= span
        else:
            made.append(values.copy())
            room = _ROOM // span
    return made


def _choose(people: int, groups: Sequence[Group], worth: Sequence[IntArray], meter: Meter) -> list[int]:
    """The places of the groups of the best arrangement."""
    first: list[list[tuple[int, int]]] = [[] for _ in range(people)]
    for at, group in enumerate(groups):
        first[group[0]].append((at, sum(1 << (one - group[0] - 1) for one in group[1:])))
    reached = [np.zeros(1, dtype=np.int64) for _ in worth]
    choices: list[IntArray] = []
    for person in reversed(range(people)):
        sets = np.arange(1 << (people - person - 1)) if person else np.array([(1 << (people - 1)) - 1])
        best, choice = [one[sets] for one in reached], np.full(len(sets), -1, dtype=np.int64)
        meter.spend(len(sets) * len(first[person]))
        for at, others in first[person]:
            here = np.flatnonzero(sets & others == others)
            made = [one[sets[here] ^ others] + values[at] for one, values in zip(reached, worth, strict=True)]
            better = _above(made, [one[here] for one in best])
            for one, now in zip(best, made, strict=True):
                one[here[better]] = now[better]
            choice[here[better]] = at
        choices.append(choice)
        reached = [np.stack([one, with_them], axis=1).reshape(-1) for one, with_them in zip(reached, best, strict=True)] if person else best
    return _followed(people, groups, choices[::-1])


def _above(left: Sequence[IntArray], right: Sequence[IntArray]) -> BoolArray:
    """Where one row of numbers is above another, the first number that differs deciding."""
    above = np.zeros(len(left[0]) if left else 0, dtype=np.bool_)
    for one, other in zip(reversed(left), reversed(right), strict=True):
        above = (one > other) | ((one == other) & above)
    return above


def _followed(people: int, groups: Sequence[Group], choices: Sequence[IntArray]) -> list[int]:
    """The choices of the best arrangement, person by person."""
    made, left = [], (1 << people) - 1
    for person in range(people):
        if not left >> person & 1:
            continue
        after = left >> (person + 1)
        at = int(choices[person][after if person else 0])
        if at < 0:
            left &= ~(1 << person)
            continue
        made.append(at)
        for one in groups[at]:
            left &= ~(1 << one)
    return made
