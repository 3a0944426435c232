"""Proves which trio is best when very many could be: a linear programme with odd-set cuts, its bound checked in whole numbers.

An island of an odd number needs one trio and pairs for all others. Choosing a pair or trio gives something away (its slack); the least
that must be given away in all is bounded from below by the linear programme over pairs and trios. It is weak where people come in
clusters of odd size, each of which would like a trio of its own, so clusters get the cut that says: an odd set
holds at most half its people, rounded down, as pairs and trios that lie in it with two or more. Prices from the floating
programme are rounded and the bound recomputed exactly, so that rounding can weaken the bound but never falsify it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.meter import Meter

_FINE: Final = 1 << 20
_TRIOS_FIRST: Final = 1_500
_TRIOS_MORE: Final = 500
_PAIRS_MORE: Final = 4_000
_EPS: Final = 1e-6


@dataclass(eq=False)
class Choice:
    """Pairs and trios among `size` people with what each gives away; `caps` are earlier aims that must not exceed a sum.

    Without any trios, everybody is to be in a pair. `first`: pairs that make everybody's seat possible, to begin with.
    """

    size: int
    pairs: IntArray
    pair_cost: IntArray
    trios: IntArray
    trio_cost: IntArray
    first: IntArray
    caps: list[tuple[IntArray, IntArray, int]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Proof:
    """`least`: no arrangement gives away less. `trios`: those the programme would like, best first.

    `spare`: what each trio costs beyond the bound at least.
    """

    least: int
    trios: IntArray
    spare: IntArray


class Programme:
    """The linear programme of a choice, made stronger cut by cut."""

    def __init__(self, choice: Choice, meter: Meter) -> None:
        self.choice, self.meter = choice, meter
        self.sets: list[BoolArray] = []
        order = np.argsort(choice.trio_cost, kind="stable")
        spread = order[:: max(1, len(order) // _TRIOS_FIRST)]
        self.used: IntArray = np.unique(np.concatenate([order[:_TRIOS_FIRST], spread]))
        self.pairs: IntArray = choice.first
        self.rows_trio = 1 if len(choice.trios) else 0

    def round(self) -> tuple[Proof, bool]:
        """Solve once and look for cuts. True: a cut or a trio was added and another round may prove more."""
        choice = self.choice
        self.meter.spend(40 * (len(self.pairs) + len(self.used)) + len(choice.trios) + len(choice.pairs))
        cost = np.concatenate([choice.pair_cost[self.pairs], choice.trio_cost[self.used]]).astype(np.float64)
        equal, above = self._rows(self.used)
        limits = np.array([cap for *_, cap in choice.caps] + [(int(s.sum()) - 1) // 2 for s in self.sets], dtype=float)
        solver: Any = linprog
        made = solver(cost, A_ub=above, b_ub=limits, A_eq=equal, b_eq=np.ones(choice.size + self.rows_trio), method="highs-ds")
        if made.status != 0:
            return Proof(0, choice.trios[:0], np.zeros(len(choice.trios), dtype=np.int64)), False
        proof, pairs, trios = self._proof(made.eqlin.marginals, made.ineqlin.marginals, limits, made.x)
        found = self._cuts(made.x, made.eqlin.marginals) if not len(pairs) + len(trios) else []
        self.pairs, self.used = np.concatenate([self.pairs, pairs]), np.concatenate([self.used, trios])
        self.sets += found
        return proof, bool(len(pairs) or len(trios) or found)

    def _rows(self, used: IntArray) -> tuple[csr_array, csr_array]:
        choice = self.choice
        pairs, trios = choice.pairs[self.pairs], choice.trios[used]
        count = len(pairs) + len(trios)
        column = np.arange(count)
        row = np.concatenate([pairs.T.ravel(), trios.T.ravel(), np.full(len(trios), choice.size)])
        col = np.concatenate([np.tile(column[: len(pairs)], 2), np.tile(column[len(pairs) :], 4)])
        equal = csr_array(coo_array((np.ones(len(row)), (row, col)), shape=(choice.size + self.rows_trio, count)))
        above = [
            csr_array(np.concatenate([of_pairs[self.pairs], of_trios[used]]).astype(np.float64)[None, :])
            for of_pairs, of_trios, _ in choice.caps
        ]
        above += [csr_array(self._touches(held, self.pairs, used).astype(np.float64)[None, :]) for held in self.sets]
        return equal, csr_array(vstack([csr_array((0, count)), *above]))

    def _touches(self, held: BoolArray, pairs: IntArray | slice, trios: IntArray | slice) -> BoolArray:
        pairs, trios = self.choice.pairs[pairs], self.choice.trios[trios]
        return np.concatenate([held[pairs].all(axis=1), held[trios].sum(axis=1) >= 2])

    def _proof(
        self,
        equal: NDArray[np.float64],
        upper: NDArray[np.float64],
        limits: NDArray[np.float64],
        chosen: NDArray[np.float64],
    ) -> tuple[Proof, IntArray, IntArray]:
        """The bound these prices prove, in whole numbers, and pairs and trios left out that would lower it."""
        choice = self.choice
        price = np.rint(equal[: choice.size] * _FINE).astype(np.int64)
        toll = np.minimum(np.rint(upper * _FINE).astype(np.int64), 0)
        pairs = choice.pair_cost * _FINE - price[choice.pairs].sum(axis=1)
        trios = choice.trio_cost * _FINE - price[choice.trios].sum(axis=1)
        for (of_pairs, of_trios, _), one in zip(choice.caps, toll, strict=False):
            pairs, trios = pairs - of_pairs * one, trios - of_trios * one
        every = slice(None)
        for held, one in zip(self.sets, toll[len(choice.caps) :], strict=True):
            if not one:
                continue
            touched = self._touches(held, every, every) * one
            pairs, trios = pairs - touched[: len(pairs)], trios - touched[len(pairs) :]
        base = int(price.sum()) + int((toll * limits.astype(np.int64)).sum()) + int(np.minimum(pairs, 0).sum())
        least = base + int(trios.min(initial=0 if not len(trios) else trios[0]))
        more_pairs = self._missing(pairs, -_FINE // 1000, self.pairs, _PAIRS_MORE)
        mine = float(np.rint(equal[-1] * _FINE)) if self.rows_trio else 0.0
        more_trios = self._missing(trios, mine - _FINE // 1000, self.used, _TRIOS_MORE)
        wish = chosen[len(self.pairs) :]
        liked = self.used[np.argsort(-wish, kind="stable")[: int((wish > _EPS).sum())]]
        return Proof(-(-least // _FINE), choice.trios[liked], -(-(base + trios) // _FINE)), more_pairs, more_trios

    def _missing(self, reduced: IntArray, below: float, used: IntArray, at_most: int) -> IntArray:
        wanting = np.flatnonzero(reduced < below)
        wanting = wanting[~np.isin(wanting, used)]
        return wanting[np.argsort(reduced[wanting], kind="stable")][:at_most]

    def _cuts(self, chosen: NDArray[np.float64], equal: NDArray[np.float64]) -> list[BoolArray]:
        """Odd sets that hold too much: circles of the answer itself, and clusters of people who cost each other little."""
        choice = self.choice
        pairs = choice.pairs[self.pairs]
        share = chosen[: len(pairs)]
        reduced = choice.pair_cost[self.pairs] - equal[pairs].sum(axis=1)
        support = _clusters(choice.size, pairs[share > _EPS], -share[share > _EPS])
        candidates = {held.tobytes(): held for held in (*support, *_clusters(choice.size, pairs, reduced))}
        known = {held.tobytes() for held in self.sets}
        found = []
        for key, held in candidates.items():
            if key in known:
                continue
            holds = float(chosen[self._touches(held, self.pairs, self.used)].sum())
            over = holds - (int(held.sum()) - 1) // 2
            if over > 1e-4:
                found.append((over, held))
        found.sort(key=lambda one: (-one[0], int(one[1].sum())))
        return [held for _, held in found[:60]]


def _clusters(size: int, pairs: IntArray, cost: NDArray[np.float64]) -> list[BoolArray]:
    """Odd sets of people, joined cheapest pair first."""
    root = list(range(size))
    members: list[list[int]] = [[person] for person in range(size)]

    def find(person: int) -> int:
        while root[person] != person:
            root[person] = root[root[person]]
            person = root[person]
        return person

    made: list[BoolArray] = []
    for at in np.argsort(cost, kind="stable"):
        one, other = find(int(pairs[at, 0])), find(int(pairs[at, 1]))
        if one == other:
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        root[other] = one
        members[one] += members[other]
        if len(members[one]) % 2 and len(members[one]) < size:
            held = np.zeros(size, dtype=np.bool_)
            held[members[one]] = True
            made.append(held)
    return made
