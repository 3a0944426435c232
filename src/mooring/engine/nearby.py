"""What pairs cost beside their prices, as whole numbers of any length, cheapest partners first and the others when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.dual import Dual

_NEAR: Final = 12
_SORTED: Final = 64
_ROUNDING: Final = 1 - 2.0**-40

Order = tuple[list[int], list[float]]


class Nearby:
    """Everybody's partners in order of cost. Costs are twice the slack of a pair, so that they can be halved.

    `near`: for everybody some partners and what they cost, the same both ways. `bound`: no other partner costs less; None where there
    is no other. `alone`: what being in no pair costs. `partners`: how many people everybody may be paired with.
    `spans`: how much heavier each chunk is than the one before it, lighter ones last.
    """

    def __init__(self, prices: Dual, spans: Sequence[int], allowed: BoolArray) -> None:
        self.size = len(allowed)
        self.spans = spans
        self._slack = prices.slack
        self._order: list[Order] = [([], [])] * self.size
        self.partners: list[int] = allowed.sum(axis=1).tolist()
        people = np.arange(self.size)
        self.alone = self.costs(people, people)
        self._rough = self.joined(self._slack)
        self._rough[~allowed] = np.inf
        count = min(_NEAR, self.size - 1)
        first = np.argpartition(self._rough, count - 1, axis=1)[:, :count]
        row, col = np.repeat(people, count), first.ravel()
        inside = allowed[row, col]
        row, col = row[inside], col[inside]
        self.near: list[dict[int, int]] = [{} for _ in people]
        for one, other, cost in zip(row.tolist(), col.tolist(), self.costs(row, col), strict=True):
            self.near[one][other] = self.near[other][one] = cost
        last = np.take_along_axis(self._rough, first, axis=1).max(axis=1)
        self.bound = [_floor(one) if one < np.inf else None for one in last.tolist()]

    def only(self, allowed: BoolArray) -> Nearby:
        """The same for those of the pairs that are still allowed, to be changed by itself; `near` and `bound` are as they were."""
        made = copy(self)
        made.near = [dict(one) for one in self.near]
        made._rough = np.where(allowed, self._rough, np.inf)
        made._order = [([], [])] * self.size
        made.partners = allowed.sum(axis=1).tolist()
        return made

    def costs(self, rows: IntArray | int, cols: IntArray) -> list[int]:
        """What pairs cost."""
        return [2 * one for one in self.whole(self._slack[:, rows, cols])]

    def more(self, one: int, others: Sequence[int]) -> list[int]:
        """Put pairs of one person among the near ones; what they cost."""
        made = self.costs(one, np.array(others))
        for other, cost in zip(others, made, strict=True):
            self.near[one][other] = self.near[other][one] = cost
        return made

    def order(self, person: int, at: int) -> Order:
        """Whom this person may be paired with and at what cost, in order as good as of cost, at least as far as place `at` if that far."""
        order = self._order[person]
        if at >= len(order[0]) < self.partners[person]:
            row = self._rough[person]
            reach = np.inf
            if not order[0] and at < _SORTED < self.partners[person]:
                reach = np.partition(row, _SORTED)[_SORTED]
            who = np.flatnonzero((row <= reach) & (row < np.inf))
            who = who[np.argsort(row[who], kind="stable")]
            order = self._order[person] = who.tolist(), row[who].tolist()
        return order

    def floor(self, person: int, at: int) -> int:
        """What the partner at this place in the order, and all after it, cost at least."""
        return _floor(self.order(person, at)[1][at])

    def between(self, people: Sequence[int], reach: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """For each of some people those of the others with whom they may cost no more than the person's reach."""
        if people and others:
            far = np.array([float(one) for one in reach])
            found = self._rough[np.ix_(people, others)] * (2 * _ROUNDING) <= far[:, None]
            for at in np.flatnonzero(found.any(axis=1)).tolist():
                yield people[at], [others[place] for place in np.flatnonzero(found[at]).tolist()]

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


def within(reach: int) -> float:
    """Partners whose rough cost is less than this may cost no more than `reach`; see `Nearby.order`."""
    return (reach // 2 + 1) / _ROUNDING


def _floor(rough: float) -> int:
    return 2 * int(rough * _ROUNDING)
