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
        if waited.any():
            waited[_ours(one.placed if one.placed is not None else flat(one.met)[0], n)] = 0
        for who, totals in (
            (one.unplaced, (waited, left_out)),
            (one.trio, (trios,)),
            (one.bad_hour, (bad_hours,)),
            (one.low_score, (low_scores,)),
        ):
            if len(who):
                ours = _ours(who, n)
                for total in totals:
                    total[ours] += 1
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
    person, ago = n.bit_length(), max((place for _, place in inside), default=0)
    held = [((pairs[:, 0] << person | pairs[:, 1]) << ago.bit_length()) + (ago - place) for pairs, place in inside]
    keys = np.concatenate([np.zeros(0, dtype=np.int64), *held])
    keys.sort()
    kept, places = keys >> ago.bit_length(), ago - (keys & ((1 << ago.bit_length()) - 1))
    fresh = np.ones(len(kept), dtype=np.bool_)
    fresh[1:] = kept[1:] != kept[:-1]
    if len(again):
        fresh &= ~np.isin(kept, again[:, 0] << person | again[:, 1])
    kept = kept[fresh]
    return np.column_stack([kept >> person, kept & ((1 << person) - 1)]), places[fresh]


def _contacts(met: list[IntArray], n: int) -> sparse.csr_array:
    pairs = np.concatenate(met)
    width = max(n, int(pairs.max()) + 1 if len(pairs) else 0)
    one, other, person = pairs[:, 0], pairs[:, 1], width.bit_length()
    keys = np.concatenate([one << person | other, other << person | one])
    keys.sort()
    fresh = np.ones(len(keys), dtype=np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    keys = keys[fresh & (keys < n << person)]
    rows, cols = keys >> person, keys & ((1 << person) - 1)
    begins = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))])
    return sparse.csr_array((np.ones(len(cols), dtype=np.int32), cols, begins), shape=(n, width))


def _ours(nodes: IntArray | Iterable[int], n: int) -> IntArray:
    held = nodes if isinstance(nodes, np.ndarray) else np.fromiter(nodes, dtype=np.int64)
    there = np.zeros(n, dtype=np.bool_)
    there[held[held < n]] = True
    return np.flatnonzero(there)


def _as_pairs(pairs: Iterable[Group]) -> IntArray:
    made: IntArray = np.sort(np.array(list(pairs), dtype=np.int64).reshape(-1, 2), axis=1)
    return made
