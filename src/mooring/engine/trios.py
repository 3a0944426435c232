"""Which three people sit together where pairs alone would leave somebody out.

The prices and tolls that prove the pairs (see `blossoms`) tell for every trio what an arrangement with it costs at least. Trios are tried
in that order: each is taken out, the others are paired anew. Once one is known, all that cannot be cheaper are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.blossoms import STAND_INS, Pairing
from mooring.engine.dual import Dual
from mooring.engine.island import Island
from mooring.engine.meter import Meter
from mooring.engine.nearby import cheapest

_NEAR: Final = 8
_WIDER: Final = 4
_TRIED_FIRST: Final = 3
_TRIED: Final = 500
_LISTED: Final = 2_000_000
_EDGES: Final = 2_000
_BATCH: Final = 64
_STEP: Final = 2  # all that is paid is even
_SURE: Final = 2.0**52
_ROUNDING: Final = 2.0**-48

Trio = tuple[int, int, int]
Known = tuple[Trio, Pairing]
"""A trio, and pairs of all others, some of whom may wait."""
Floats = NDArray[np.float64]


class Bound:
    """What an arrangement with a trio costs at least, by the prices and tolls of a pairing; in floating point, never too much."""

    def __init__(self, island: Island, prices: Dual, pairing: Pairing) -> None:
        nearby, allowed = pairing.nearby, island.allowed
        people = range(nearby.size)
        self.least, self.price = pairing.least, pairing.price[: nearby.size]
        sets = zip(pairing.held, pairing.toll, pairing.parts, strict=True)
        self.sets = [(frozenset(held).intersection(people), toll) for held, toll, parts in sets if toll and parts]
        price = nearby.parted(self.price)
        self._edge = nearby.joined(2 * prices.slack - price[:, :, None] - price[:, None, :])
        self.allowed = allowed
        self._lift = _lifts(pairing)
        self._seat = nearby.joined(island.seats())

    def pairs(self) -> Floats:
        """Twice what any trio with a pair in it makes all cost above `least`, at least."""
        made: Floats = self._edge + 2 * (self._seat[:, None] + self._seat[None, :] + self._seat.min())
        return np.where(self.allowed, made - _unsure(np.abs(made) + 6 * self._seat.max()), np.inf)

    def trios(self, trios: IntArray) -> Floats:
        """What trios make all cost above `least`, at least."""
        a, b, c = trios.T
        edges = self._edge[a, b], self._edge[a, c], self._edge[b, c]
        tolls = np.maximum(np.maximum(self._lift[a, b], self._lift[a, c]), self._lift[b, c])
        more = tolls + self._seat[trios].sum(axis=1)
        size = np.abs(edges[0]) + np.abs(edges[1]) + np.abs(edges[2]) + more
        made: Floats = (edges[0] + edges[1] + edges[2]) / 2 + more - _unsure(size)
        return made

    def exactly(self, trio: Trio, given: int) -> int:
        """What all cost at least with a trio that gives away so much itself."""
        tolls = sum(toll for held, toll in self.sets if (trio[0] in held) + (trio[1] in held) + (trio[2] in held) > 1)
        return self.least + given + tolls - sum(self.price[person] for person in trio)


class Trios:
    """Looks for the trio that is best together with pairs of all others.

    `start`: a pairing in which somebody waits. `cost`: what an arrangement has to beat, as `Pairing.least` counts, if anything is
    known; then that of the `trio` found. `pairing`: the pairs around it.
    """

    def __init__(self, island: Island, prices: Dual, start: Pairing, meter: Meter) -> None:
        self.island, self.prices, self.start, self.meter = island, prices, start, meter
        self.nearby = start.nearby
        self.cost: int | None = None
        self.trio: Trio | None = None
        self.pairing = start
        self._bounds = [Bound(island, prices, start)]
        self._tried: set[Trio] = set()

    def search(self, cost: int | None = None, known: Known | None = None) -> bool:
        """Find the best trio whose arrangement costs less than `cost`, if any. False: there were too many to be sure.

        `known`: a trio that is likely to be the best, tried first.
        """
        self.cost = cost
        if known is not None:
            self._begin_with(*known)
        allowed, pairs = self.island.allowed, self._bounds[0].pairs()
        near = _NEAR
        mask = cheapest(pairs, near) & allowed
        while self._try(mask, 1) and near < self.nearby.size:
            near *= _WIDER
            mask = cheapest(pairs, near) & allowed
        self._grow(mask)
        self._try(mask, _TRIED_FIRST)
        mask = allowed.copy()
        for bound in self._bounds:
            mask &= bound.pairs() <= 2 * self._gap(bound)
        return self._try(mask, _TRIED)

    def _grow(self, mask: BoolArray) -> None:
        """Let prices rise around somebody who waits, if that helps: it makes trios there cost no less, and those elsewhere more."""
        trios, bound = self._listed(mask), self._bounds[0]
        if trios is not None and len(trios) and self.cost is not None:
            grown = self.start.copy()
            grown.seat(grown.waiting()[0], self.cost - bound.least - int(bound.trios(trios[:1])[0]))
            self._bounds.append(Bound(self.island, self.prices, grown))

    def _gap(self, bound: Bound) -> float:
        """How far above a bound something cheaper than what is known can be at most."""
        return float("inf") if self.cost is None else float(self.cost - _STEP - bound.least)

    def _try(self, mask: BoolArray, most: int) -> bool:
        """Try the trios all of whose pairs are in the mask, while one can be better. False: there were too many."""
        trios = self._listed(mask)
        if trios is None:
            return False
        lows = [bound.trios(trios) for bound in self._bounds]
        for _ in range(most):
            chosen, trios, lows = self._next(trios, lows)
            if chosen is None:
                return True
            self._complete(*chosen)
        return False

    def _listed(self, mask: BoolArray) -> IntArray | None:
        """The trios in a mask that might be better than what is known, least costly first; None if they are too many."""
        upper, bound = np.triu(mask, 1), self._bounds[0]
        first, second = np.nonzero(upper)
        found, least, count = [np.zeros((0, 3), dtype=np.int64)], [np.zeros(0)], 0
        for at in range(0, len(first), _EDGES):
            a, b = first[at : at + _EDGES], second[at : at + _EDGES]
            self.meter.spend(len(a) * len(mask) // 8)
            row, c = np.nonzero(mask[a] & upper[b])
            trios = np.column_stack([a[row], b[row], c])
            low = bound.trios(trios)
            keep = low <= self._gap(bound)
            found.append(trios[keep])
            least.append(low[keep])
            count += int(keep.sum())
            if count > _LISTED:
                return None
        made: IntArray = np.concatenate(found)[np.argsort(np.concatenate(least), kind="stable")]
        return made

    def _next(self, trios: IntArray, lows: list[Floats]) -> tuple[tuple[Trio, int] | None, IntArray, list[Floats]]:
        """The next trio worth trying and what it gives away itself, and those left after it."""
        while len(trios):
            keep = np.logical_and.reduce([low <= self._gap(bound) for low, bound in zip(lows, self._bounds, strict=True)])
            trios, lows = trios[keep], [low[keep] for low in lows]
            first = trios[:_BATCH]
            hopeful = {at: found for at, found in enumerate(self._judged(first)) if found is not None}
            chosen = min(hopeful, key=lambda at: hopeful[at], default=None)
            keep = np.arange(len(trios)) >= len(first)
            keep[[at for at in hopeful if at != chosen]] = True
            trios, lows = trios[keep], [low[keep] for low in lows]
            if chosen is not None:
                return hopeful[chosen][1:], trios, lows
        return None, trios, lows

    def _judged(self, trios: IntArray) -> Iterator[tuple[int, Trio, int] | None]:
        """For each trio what all cost with it at least, and what it gives away itself; None if it is not possible or can be no better."""
        possible = self.island.aims.facts.hours.possible_groups(self.island.people[trios])
        loss = 2 * (self.prices.price[:, trios].sum(axis=2) - self.island.trio_worth(trios))
        for (a, b, c), fits, given in zip(trios.tolist(), possible.tolist(), self.nearby.whole(loss), strict=True):
            trio = (a, b, c)
            least = max(bound.exactly(trio, given) for bound in self._bounds)
            better = self.cost is None or least <= self.cost - _STEP
            yield (least, trio, given) if better and fits and trio not in self._tried and self.island.not_forbidden(trio) else None

    def _begin_with(self, trio: Trio, pairing: Pairing) -> None:
        found = next(self._judged(np.array([trio])))
        if found is not None:
            self._complete(trio, found[2], pairing.copy())

    def _complete(self, trio: Trio, given: int, pairing: Pairing | None = None) -> None:
        """Pair all others anew, as long as that can be better than what is known; `pairing`: without the trio, where one is at hand."""
        self._tried.add(trio)
        pairing = pairing or self.start.without(trio)
        for person in pairing.waiting():
            if pairing.waits(person):
                most = None if self.cost is None else self.cost - _STEP - pairing.least - given
                if not pairing.seat(person, most):
                    return
                self.meter.spend(pairing.looked)
        self.cost, self.trio, self.pairing = pairing.least + given, trio, pairing


def _unsure(size: Floats) -> Floats:
    """How much sums of numbers of that size may be off: nothing as long as floating point holds them all."""
    made: Floats = np.where(size > _SURE, size * _ROUNDING, 0)
    return made


def _lifts(pairing: Pairing) -> Floats:
    """For every pair the tolls of all sets that hold both, added up: a set's are written where its parts meet."""
    size = pairing.nearby.size
    made = np.zeros((size + STAND_INS, size + STAND_INS))
    todo = [(one, pairing.toll[one]) for one in set(pairing.surface)]
    while todo:
        one, tolls = todo.pop()
        parts, held = pairing.parts[one], pairing.held[one]
        if parts:
            largest = set(pairing.held[max(parts, key=lambda part: len(pairing.held[part]))])
            others = [person for person in held if person not in largest] if len(largest) > 1 else held
            made[np.ix_(others, held)] = tolls
            made[np.ix_(held, others)] = tolls
            todo += [(part, tolls + pairing.toll[part]) for part in parts]
    return made[:size, :size]
