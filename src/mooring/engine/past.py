"""What earlier rounds mean for this one: who met, who waited, who carried what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse

from mooring.engine.arrays import IntArray
from mooring.engine.problem import Problem


@dataclass(frozen=True, eq=False)
class Past:
    """The history as numbers.

    `met`: pair (lower number first) to the place, counted from the oldest, of the last round inside the cooldown
    in which they met. `contacts`: who has a confirmed contact with whom, outsiders as columns too.
    `waited`: how many of a person's latest rounds in a row left them out. `left_out`, `trios`, `bad_hours`: totals.
    """

    met: dict[tuple[int, int], int]
    rounds: int
    contacts: sparse.csr_array
    waited: IntArray
    left_out: IntArray
    trios: IntArray
    bad_hours: IntArray


def read(problem: Problem) -> Past:
    """Work the history of a problem out once."""
    n = problem.people.count
    rounds = problem.history.rounds
    waited, left_out, trios, bad_hours = (np.zeros(n, dtype=np.int64) for _ in range(4))
    met: dict[tuple[int, int], int] = {}
    pairs: set[tuple[int, int]] = {_ordered(pair) for pair in problem.ties}
    for place, one in enumerate(rounds):
        groups = [tuple(sorted(group)) for group in one.met]
        together = [pair for group in groups for pair in combinations(group, 2)]
        pairs.update(together)
        if _inside(problem, place):
            met.update(dict.fromkeys(((a, b) for a, b in together if b < n), place))
        seated = one.placed if one.placed is not None else [node for group in groups for node in group]
        waited[_ours(seated, n)] = 0
        out = _ours(one.unplaced, n)
        waited[out] += 1
        left_out[out] += 1
        trios[_ours(one.trio, n)] += 1
        bad_hours[_ours(one.bad_hour, n)] += 1
    for pair in problem.again:
        met.pop(_ordered(pair), None)
    return Past(met, len(rounds), _contacts(pairs, n), waited, left_out, trios, bad_hours)


def _inside(problem: Problem, place: int) -> bool:
    days, then = problem.policy.cooldown_days, problem.history.rounds[place].day
    if days is None or days == 0:
        return days is None
    return problem.day is None or then is None or (problem.day - then).days < days


def _contacts(pairs: set[tuple[int, int]], n: int) -> sparse.csr_array:
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    width = max(n, int(ends.max()) + 1 if len(ends) else 0)
    rows, cols = np.concatenate([ends, ends[:, ::-1]]).T if len(ends) else np.zeros((2, 0), dtype=np.int64)
    inside = rows < n
    ones = np.ones(int(inside.sum()), dtype=np.int32)
    return sparse.csr_array((ones, (rows[inside], cols[inside])), shape=(n, width))


def _ours(nodes: Iterable[int], n: int) -> IntArray:
    held = np.array(sorted(set(nodes)), dtype=np.int64)
    return held[held < n]


def _ordered(pair: tuple[int, ...]) -> tuple[int, int]:
    return (pair[0], pair[1]) if pair[0] < pair[1] else (pair[1], pair[0])
