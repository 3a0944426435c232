"""What earlier rounds mean for this one: who met, who waited, who carried what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from mooring.engine.arrays import Group, IntArray
from mooring.engine.lists import flat, pairs_within
from mooring.engine.problem import Problem


@dataclass(frozen=True, eq=False)
class Past:
    """The history as numbers.

    `met_pairs` (pairs x 2, lower number first, in order) met inside the cooldown; `met_place` is the place, counted from the
    oldest, of the last round in which they did. `contacts`: who has a confirmed contact with whom, outsiders as columns too.
    `waited`: how many of a person's latest rounds in a row left them out. `left_out`, `trios`, `bad_hours`, `low_scores`: totals.
    """

    met_pairs: IntArray
    met_place: IntArray
    rounds: int
    contacts: sparse.csr_array
    waited: IntArray
    left_out: IntArray
    trios: IntArray
    bad_hours: IntArray
    low_scores: IntArray

    @cached_property
    def met(self) -> dict[tuple[int, int], int]:
        """Pairs who met inside the cooldown, with the place of the last round in which they did."""
        return {(a, b): place for (a, b), place in zip(self.met_pairs.tolist(), self.met_place.tolist(), strict=True)}


def read(problem: Problem) -> Past:
    """Work the history of a problem out once."""
    n = problem.people.count
    rounds = problem.history.rounds
    waited, left_out, trios, bad_hours, low_scores = (np.zeros(n, dtype=np.int64) for _ in range(5))
    together = [pairs_within(one.met) for one in rounds]
    for one in rounds:
        placed = one.placed if one.placed is not None else flat(one.met)[0]
        waited[_ours(placed, n)] = 0
        out = _ours(one.unplaced, n)
        waited[out] += 1
        left_out[out] += 1
        trios[_ours(one.trio, n)] += 1
        bad_hours[_ours(one.bad_hour, n)] += 1
        low_scores[_ours(one.low_score, n)] += 1
    inside = [(pairs[pairs[:, 1] < n], place) for place, pairs in enumerate(together) if _inside(problem, place)]
    met_pairs, met_place = _last_met(inside, _as_pairs(problem.again), n)
    contacts = _contacts([_as_pairs(problem.ties), *together], n)
    return Past(met_pairs, met_place, len(rounds), contacts, waited, left_out, trios, bad_hours, low_scores)


def _inside(problem: Problem, place: int) -> bool:
    days, then = problem.policy.cooldown_days, problem.history.rounds[place].day
    if days is None or days == 0:
        return days is None
    return problem.day is None or then is None or (problem.day - then).days < days


def _last_met(inside: list[tuple[IntArray, int]], again: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Each pair once, with its last place; those who both asked to meet again left out."""
    keys = np.concatenate([np.zeros(0, dtype=np.int64), *(pairs[:, 0] * n + pairs[:, 1] for pairs, _ in reversed(inside))])
    places = np.concatenate([np.zeros(0, dtype=np.int64), *(np.full(len(pairs), place) for pairs, place in reversed(inside))])
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    fresh = np.ones(len(keys), dtype=np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    kept, places = keys[fresh], places[fresh]
    wanted = ~np.isin(kept, again[:, 0] * n + again[:, 1])
    pairs = np.column_stack(np.divmod(kept[wanted], max(n, 1)))
    return pairs, places[wanted]


def _contacts(met: list[IntArray], n: int) -> sparse.csr_array:
    pairs = np.concatenate(met)
    width = max(n, int(pairs.max()) + 1 if len(pairs) else 0)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    keys = both[:, 0] * width + both[:, 1]
    keys.sort()
    fresh = np.ones(len(keys), dtype=np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    rows, cols = np.divmod(keys[fresh], max(width, 1))
    rows, cols = rows[rows < n], cols[rows < n]
    begins = np.searchsorted(rows, np.arange(n + 1))
    return sparse.csr_array((np.ones(len(cols), dtype=np.int32), cols, begins), shape=(n, width))


def _ours(nodes: IntArray | Iterable[int], n: int) -> IntArray:
    held = nodes if isinstance(nodes, np.ndarray) else np.fromiter(nodes, dtype=np.int64)
    there = np.zeros(n, dtype=np.bool_)
    there[held[held < n]] = True
    return np.flatnonzero(there)


def _as_pairs(pairs: Iterable[Group]) -> IntArray:
    made: IntArray = np.sort(np.array(list(pairs), dtype=np.int64).reshape(-1, 2), axis=1)
    return made
