"""What earlier rounds mean for this one: who met, who waited, who carried what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from mooring.engine.arrays import Group, IntArray
from mooring.engine.lists import flat, pairs_within
from mooring.engine.problem import Problem


@dataclass(frozen=True, eq=False)
class Past:
    """The history as numbers; what not every solver asks for is worked out when it is asked for.

    `people`: how many there are in this round. `known`: pairs who met in any round or are tied, outsiders too. `inside`: of each round
    inside the cooldown its place, counted from the oldest, and the pairs who met; `again`: pairs to whom that does not apply, lower number
    first. `waited`: how many of a person's latest rounds in a row left them out. `left_out`, `trios`, `bad_hours`, `low_scores`: totals.
    """

    people: int
    known: IntArray
    inside: tuple[tuple[int, IntArray], ...]
    again: IntArray
    rounds: int
    waited: IntArray
    left_out: IntArray
    trios: IntArray
    bad_hours: IntArray
    low_scores: IntArray

    @cached_property
    def contacts(self) -> sparse.csr_array:
        """Who has a confirmed contact with whom, outsiders as columns too."""
        return _contacts(self.known, self.people)

    @property
    def met_pairs(self) -> IntArray:
        """Pairs of people who met inside the cooldown, each once, lower number first, in order."""
        return self._last_met[0]

    @property
    def met_place(self) -> IntArray:
        """The place, counted from the oldest, of the last round in which each of them did."""
        return self._last_met[1]

    @cached_property
    def _last_met(self) -> tuple[IntArray, IntArray]:
        return _last_met(self.inside, self.again, self.people)

    @cached_property
    def met(self) -> dict[tuple[int, int], int]:
        """Pairs who met inside the cooldown, with the place of the last round in which they did."""
        return {(a, b): place for (a, b), place in zip(self.met_pairs.tolist(), self.met_place.tolist(), strict=True)}


def read(problem: Problem) -> Past:
    """Work the history of a problem out once."""
    n = problem.people.count
    rounds = problem.history.rounds
    waited, left_out, trios, bad_hours, low_scores = np.zeros((5, n), dtype=np.int64)
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
    together = [pairs_within(one.met) for one in rounds]
    inside = tuple((place, pairs) for place, pairs in enumerate(together) if _inside(problem, place))
    known = np.concatenate([_as_pairs(problem.ties), *together])
    return Past(n, known, inside, _as_pairs(problem.again), len(rounds), waited, left_out, trios, bad_hours, low_scores)


def _inside(problem: Problem, place: int) -> bool:
    days, then = problem.policy.cooldown_days, problem.history.rounds[place].day
    if days is None or days == 0:
        return days is None
    return problem.day is None or then is None or (problem.day - then).days < days


def _last_met(inside: Sequence[tuple[int, IntArray]], again: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Each pair once, with its last place; those who both asked to meet again left out."""
    person, ago, held = n.bit_length(), max((place for place, _ in inside), default=0), [np.zeros(0, dtype=np.int64)]
    for place, pairs in inside:
        one, other = np.minimum(pairs[:, 0], pairs[:, 1]), np.maximum(pairs[:, 0], pairs[:, 1])
        held.append((((one << person | other) << ago.bit_length()) + (ago - place))[other < n])
    keys = np.concatenate(held)
    keys.sort()
    kept, places = keys >> ago.bit_length(), ago - (keys & ((1 << ago.bit_length()) - 1))
    fresh = np.ones(len(kept), dtype=np.bool_)
    fresh[1:] = kept[1:] != kept[:-1]
    if len(again):
        fresh &= ~np.isin(kept, again[:, 0] << person | again[:, 1])
    kept = kept[fresh]
    return np.column_stack([kept >> person, kept & ((1 << person) - 1)]), places[fresh]


def _contacts(pairs: IntArray, n: int) -> sparse.csr_array:
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
