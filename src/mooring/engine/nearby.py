"""What pairs cost beside their prices, as whole numbers of any length, cheapest partners first and the others when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.dual import Dual

_NEAR: Final = 12
_ROUNDING: Final = 1 - 2.0**-40

Floor = int | None


class Nearby:
    """What everybody's partners cost: twice the slack of a pair, so that it can be halved.

    `near`: for everybody some partners and what they cost, the same both ways. `bound`: no other partner cost less to begin with; None
    where there was no other. `alone`: what being in no pair costs. `spans`: how much heavier each chunk is than the one before it,
    lighter ones last.
    """

    def __init__(self, prices: Dual, spans: Sequence[int], allowed: BoolArray) -> None:
        self.size = len(allowed)
        self.spans = spans
        self._slack = prices.slack
        people = np.arange(self.size)
        self.alone = self.costs(people, people)
        self._rough = self.joined(self._slack)
        self._rough[~allowed] = np.inf
        first = cheapest(self._rough, _NEAR)
        row, col = np.nonzero(np.triu(first & allowed))
        self.near: list[dict[int, int]] = [{} for _ in people]
        for one, other, cost in zip(row.tolist(), col.tolist(), self.costs(row, col), strict=True):
            self.near[one][other] = self.near[other][one] = cost
        self._rough[row, col] = self._rough[col, row] = np.inf
        self.bound = _floors(self._rough)

    def only(self, allowed: BoolArray) -> Nearby:
        """The same for those of the pairs that are still allowed, to be changed by itself; `near` and `bound` are as they were."""
        made = copy(self)
        made.near = [dict(one) for one in self.near]
        made._rough = np.where(allowed, self._rough, np.inf)
        return made

    def costs(self, rows: IntArray | int, cols: IntArray) -> list[int]:
        """What pairs cost."""
        return [2 * one for one in self.whole(self._slack[:, rows, cols])]

    def more(self, one: int, others: IntArray) -> list[int]:
        """Put pairs of one person among the near ones; what they cost."""
        made = self.costs(one, others)
        for other, cost in zip(others.tolist(), made, strict=True):
            self.near[one][other] = self.near[other][one] = cost
        self._rough[one, others] = self._rough[others, one] = np.inf
        return made

    def further(self, person: int, apart: IntArray, reach: int, most: int) -> tuple[IntArray, Floor]:
        """Partners who are not near yet nor `apart` and may cost no more than `reach`, at most so many, the cheapest.

        And what all others who are neither cost at least.
        """
        row = self._rough[person].copy()
        row[apart] = np.inf
        who = np.flatnonzero(row < (reach // 2 + 1) / _ROUNDING)
        if len(who) > most:
            who = who[np.argsort(row[who], kind="stable")[:most]]
        row[who] = np.inf
        return who, _floors(row[None])[0]

    def floors(self, people: Sequence[int], others: Sequence[int]) -> list[Floor]:
        """What those of some others who are not near cost each of some people at least."""
        return _floors(self._rough[np.ix_(people, others)])

    def whole(self, chunks: IntArray) -> list[int]:
        """Numbers given in chunks as one each."""
        made: list[int] = chunks[0].tolist()
        for span, chunk in zip(self.spans[1:], chunks[1:], strict=True):
            made = [one * span + more for one, more in zip(made, chunk.tolist(), strict=True)]
        return made

    def parted(self, numbers: Sequence[int]) -> IntArray:
        """The reverse of `whole`; all chunks but the first are as near to 0 as they can be."""
        made = np.zeros((len(self.spans), len(numbers)), dtype=np.int64)
        left = list(numbers)
        for at in range(len(self.spans) - 1, 0, -1):
            span = self.spans[at]
            low = [(one + span // 2) % span - span // 2 for one in left]
            made[at] = low
            left = [(one - less) // span for one, less in zip(left, low, strict=True)]
        made[0] = left
        return made

    def joined(self, chunks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Numbers given in chunks as one each, as near as floating point comes."""
        made: NDArray[np.float64] = chunks[0].astype(np.float64)
        for span, more in zip(self.spans[1:], chunks[1:], strict=True):
            made *= span
            made += more
        return made


def cheapest(costs: NDArray[np.float64], count: int) -> BoolArray:
    """The `count` pairs of each person that cost least, or all, marked both ways.

    Of pairs that cost the same it takes those with the people who come next after the person, so that not everybody gets the same few.
    """
    size = len(costs)
    if count >= size:
        return np.ones(costs.shape, dtype=np.bool_)
    last = np.partition(costs, count - 1, axis=1)[:, [count - 1]]
    made: BoolArray = costs < last
    equal = costs == last
    place = np.cumsum(equal, axis=1, dtype=np.int32)
    people = np.arange(size)
    place -= place[people, people][:, None]
    after = np.where(place > 0, place, place + equal.sum(axis=1, dtype=np.int32)[:, None])
    made |= equal & (after <= count - made.sum(axis=1, dtype=np.int32)[:, None])
    return made | made.T


def _floors(rough: NDArray[np.float64]) -> list[Floor]:
    return [2 * int(one * _ROUNDING) if one < np.inf else None for one in rough.min(axis=1, initial=np.inf).tolist()]
