"""Places for the last few: whoever the search left alone joins another lone person, splits a pair with one, or makes a trio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import Group, IntArray
from mooring.engine.kernels import leftover as kernels
from mooring.engine.kernels.packed import NONE
from mooring.engine.large.packing import Round
from mooring.engine.meter import Meter

_LOOKED_AT: Final = 200_000_000
_TRIED: Final = 8


@dataclass(eq=False)
class Seating:
    """Pairs, trios and who is in neither, while places for the last are looked for. People are numbered as packed."""

    packed: Round
    mate: NDArray[np.int32]

    def __post_init__(self) -> None:
        past, back = self.packed.past, self.packed.back
        self.taken = np.zeros(self.packed.people, dtype=np.uint8)
        self.trios: list[Group] = []
        self.seat: IntArray = past.trios[back] + 1
        self.wait: IntArray = np.minimum(past.waited[back], 1 << 20) * (1 << 20) + np.minimum(past.left_out[back], (1 << 20) - 1)
        self.forbidden = frozenset(tuple(sorted(group)) for group in self.packed.problem.forbidden if len(group) == 3)

    @property
    def lone(self) -> NDArray[np.int32]:
        """Who sits alone, those who have waited longest first."""
        alone = np.flatnonzero((self.mate < 0) & (self.taken == 0)).astype(np.int32)
        return alone[np.argsort(-self.wait[alone], kind="stable")]

    def seat_the_last(self, meter: Meter) -> None:
        """Find places for as many as there are places for."""
        if not len(self.lone):
            return
        form = self.packed.packed
        kernels.pair_up(form, self.lone, self.mate)
        with meter.as_far_as_it_goes():
            if len(self.lone) > 1:
                meter.spend(kernels.split(form, self.lone, self.mate, _LOOKED_AT))
            for who in self.lone.tolist():
                meter.spend(self.packed.people)
                self._trio(who)
            for who in self.lone.tolist():
                meter.spend(self.packed.people)
                self._instead(who)
        kernels.pair_up(form, self.lone, self.mate)
        self._part_trios()

    def _trio(self, who: int) -> None:
        """The best third seat for somebody alone, or for one whose partner they can take."""
        best: tuple[int, int, Group] | None = None
        for other, loss in ((who, 0), *self._places(who)):
            for gain, trio in self._third_seats(who, other):
                if best is None or 2 * loss + gain > best[0]:
                    best = 2 * loss + gain, other, trio
                break
        if best is None:
            return
        _, other, trio = best
        self._take_place(who, other)
        for person in trio:
            self.mate[person], self.taken[person] = -1, 1
        self.trios.append(trio)

    def _take_place(self, who: int, other: int) -> None:
        if who != other:
            partner = int(self.mate[other])
            self.mate[who], self.mate[partner], self.mate[other] = partner, who, -1

    def _places(self, who: int) -> Iterator[tuple[int, int]]:
        """Whose place somebody could take with the least loss, those who sat in fewest trios first."""
        gain = np.empty(self.packed.people, dtype=np.int64)
        kernels.places(self.packed.packed, who, self.mate, self.taken, gain)
        could = np.flatnonzero(gain != NONE)
        order = np.lexsort((-gain[could], self.seat[could]))[:_TRIED]
        return ((int(other), int(gain[other])) for other in could[order])

    def _third_seats(self, who: int, other: int) -> Iterator[tuple[int, Group]]:
        """Trios that `other` could make, best first, once `who` has taken their place."""
        partner = int(self.mate[other])
        self._take_place(who, other)
        gain = np.empty(self.packed.people, dtype=np.int64)
        kernels.third_seats(self.packed.packed, other, self.mate, self.taken, self.seat, gain)
        mates = self.mate.copy()
        if who != other:
            self.mate[who], self.mate[partner], self.mate[other] = -1, other, partner
        could = np.flatnonzero(gain != NONE)
        for at in could[np.argsort(-gain[could], kind="stable")].tolist():
            trio = (other, at, int(mates[at]))
            if self._named(trio) not in self.forbidden:
                yield int(gain[at]), trio

    def _named(self, group: Group) -> Group:
        return tuple(sorted(int(self.packed.back[person]) for person in group))

    def _instead(self, who: int) -> None:
        """The place of somebody who has waited less, where there is one."""
        if not self.wait[who]:
            return
        gain = np.empty(self.packed.people, dtype=np.int64)
        kernels.places(self.packed.packed, who, self.mate, self.taken, gain)
        could = np.flatnonzero((gain != NONE) & (self.wait < self.wait[who]))
        if len(could):
            self._take_place(who, int(could[np.lexsort((-gain[could], self.wait[could]))[0]]))

    def _part_trios(self) -> None:
        """Two trios that can be three pairs become that."""
        left, places = self.trios, np.zeros(3, dtype=np.int64)
        self.trios = []
        while left:
            one = left.pop()
            for other in left:
                if kernels.as_pairs(self.packed.packed, np.array(one), np.array(other), places):
                    left.remove(other)
                    for person, place in zip(one, places.tolist(), strict=True):
                        partner = other[place]
                        self.mate[person], self.mate[partner] = partner, person
                        self.taken[person] = self.taken[partner] = 0
                    break
            else:
                self.trios.append(one)

    def pairs(self) -> IntArray:
        """All pairs, a row each, numbered as packed."""
        first = np.flatnonzero(self.mate > np.arange(len(self.mate)))
        return np.column_stack([first, self.mate[first]]).astype(np.int64)

    def named_trios(self) -> list[Group]:
        """All trios, numbered as in the problem."""
        return sorted(self._named(trio) for trio in self.trios)
