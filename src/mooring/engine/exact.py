"""The best pairs of an island of people, proven, with one trio where that places somebody more.

Prices (see `dual`) seat almost everybody at once; what they leave undone, circles of odd length, is done by `blossoms`, whose
prices and tolls prove the pairs. Where somebody is left over, `trios` finds the best company for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mooring.engine import dual
from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.blossoms import ALONE, Pairing
from mooring.engine.island import Island, Key, minus
from mooring.engine.meter import Meter, Stopped
from mooring.engine.nearby import Nearby
from mooring.engine.trios import Known, Trio, Trios

__all__ = ["Found", "Island", "Key", "Search", "Way", "solve"]


@dataclass(frozen=True, slots=True)
class Found:
    """An island's best arrangement. `proven`: nothing better exists. `bound`: as from `dual`. `last`: see `dual.Dual`."""

    groups: tuple[Group, ...]
    proven: bool
    bound: Key
    last: IntArray | None = None


class Way:
    """How islands are made ready and solved: each from the start."""

    def island(self, aims: Aims, people: IntArray, allowed: BoolArray) -> Island:
        """An island made ready."""
        return Island(aims, people, allowed)

    def solve(self, island: Island, meter: Meter, start: tuple[Group, ...] = ()) -> Found:
        """The best arrangement of an island, in positions of the island. It answers with what it has when stopped.

        `start`: pairs known to be possible, the answer if it is stopped before it knows better ones.
        """
        try:
            prices = dual.solve(island.chunks, island.allowed, meter, island.ideal())
        except Stopped:
            return Found(start or _greedy(island), False, ())
        return self._found(Search(island, prices, meter), start)

    def _found(self, search: Search, start: tuple[Group, ...]) -> Found:
        return search.best(start)


def solve(island: Island, meter: Meter, start: tuple[Group, ...] = ()) -> Found:
    """As `Way.solve`."""
    return Way().solve(island, meter, start)


class Search:
    """Looks for the best arrangement. `groups` is always a valid one.

    `kept`: pairs and prices without any trio, from which another search may go on. `gone`: people of the island who are to be in no group.
    `known`: a trio that is likely to be the best where one is needed.
    """

    def __init__(
        self, island: Island, prices: dual.Dual, meter: Meter, pairing: Pairing | None = None, gone: int = 0, known: Known | None = None
    ) -> None:
        self.island, self.prices, self.meter, self.gone, self.known = island, prices, meter, gone, known
        self.nearby = Nearby(prices, island.spans, island.allowed) if pairing is None else pairing.nearby
        self.pairing = self.kept = Pairing(self.nearby, _first(prices, self.nearby)) if pairing is None else pairing
        self.trio: Trio | tuple[()] = ()
        self.cost: int | None = None

    def best(self, start: tuple[Group, ...] = ()) -> Found:
        """The best arrangement, as `Way.solve` says."""
        try:
            proven = self.run()
            best = _more_trios(self.island, self.groups(), self.prices.bound)
            proven = proven and best == self.groups()
        except Stopped:
            best, proven = max(start, self.groups(), key=self.island.key), False
        return Found(tuple(best), proven, self.prices.bound, self.prices.last)

    def groups(self) -> tuple[Group, ...]:
        """The arrangement so far."""
        return tuple(sorted([self.trio, *self.pairing.pairs()] if self.trio else self.pairing.pairs()))

    def run(self) -> bool:
        """Find the best arrangement; False where that is not proven."""
        pairing, waiting = self.pairing, self.pairing.waiting()
        start = pairing.copy() if self._left(pairing) > len(waiting) else None
        for person in waiting:
            if not pairing.waits(person):
                continue
            before, left = pairing.copy(), self._left(pairing)
            if left == 1 and self._more_fit():
                proven = self._with_trio(before, None)
                if self.trio and not self._left(self.pairing):
                    return proven and self._adds_up()
                self.trio, self.pairing = (), pairing
            pairing.seat(person)
            self.meter.spend(pairing.looked)
            if self._left(pairing) == left and start is None:
                start = before
        self.cost = pairing.least
        proven = start is None or not self._more_fit() or self._with_trio(start, pairing.least)
        return proven and self._adds_up()

    def _left(self, pairing: Pairing) -> int:
        return pairing.alone_now() - self.gone

    def _more_fit(self) -> bool:
        """Whether a trio is wanted and might place somebody more."""
        size = self.nearby.size
        most = min(self.island.placed_at_most(self.prices.bound), size - self.gone)
        return self.island.aims.facts.problem.policy.size == 2 < size and size - self.pairing.alone_now() < most

    def _with_trio(self, start: Pairing, cost: int | None) -> bool:
        """Look for a trio that makes all cheaper than `cost`. False: there were too many to be sure."""
        trios = Trios(self.island, self.prices, start, self.meter)
        try:
            proven = trios.search(cost, self.known)
        finally:
            if trios.trio is not None:
                self.trio, self.pairing, self.cost = trios.trio, trios.pairing, trios.cost
        return proven

    def _adds_up(self) -> bool:
        """Whether what the arrangement gives away is what must be given away."""
        lost = minus(self.prices.bound, self.island.key(self.groups()))
        return 2 * self.nearby.whole(np.array([lost]).T)[0] == self.cost


def _first(prices: dual.Dual, nearby: Nearby) -> list[int]:
    """The pairs that the best fractional matching seats side by side, every second one of its circles."""
    size = nearby.size
    partner, done = [ALONE] * size, [False] * size
    seat, cost = prices.seat.tolist(), nearby.costs(np.arange(size), prices.seat)
    for one in range(size):
        at = one
        while not done[at]:
            done[at], other = True, seat[at]
            if at != other and not cost[at] and partner[at] == partner[other] == ALONE:
                partner[at], partner[other] = other, at
            at = other
    return partner


def _more_trios(island: Island, groups: tuple[Group, ...], bound: Key) -> tuple[Group, ...]:
    """Let people who are still alone join pairs, each where it costs least, if more people could be placed at all."""
    placed = sum(map(len, groups))
    if placed >= island.placed_at_most(bound):
        return groups
    made = list(groups)
    for person in sorted(set(range(len(island.people))) - {member for group in groups for member in group}):
        pairs = [group for group in made if len(group) == 2 and island.allowed[person, list(group)].all()]
        fitting = [group for group in pairs if island.group_fits((*group, person))]
        if fitting:
            costs = {group: minus(island.key([group]), island.key([(*group, person)])) for group in fitting}
            chosen = min(fitting, key=lambda group: (costs[group], group))
            made.remove(chosen)
            made.append(tuple(sorted((*chosen, person))))
    return tuple(made)


def _greedy(island: Island) -> tuple[Group, ...]:
    """Some valid arrangement, quickly: the best pair first."""
    first, second = np.nonzero(np.triu(island.allowed, 1))
    order = np.lexsort([-chunk[first, second] for chunk in reversed(island.chunks)])
    free = np.ones(len(island.people), dtype=np.bool_)
    made: list[Group] = []
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if free[a] and free[b]:
            free[a] = free[b] = False
            made.append((a, b))
    return tuple(made)
