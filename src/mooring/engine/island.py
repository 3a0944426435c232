"""People who can only be matched among themselves, and the worth of every arrangement of them in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.dual import Ideal

_EXACT_FLOAT: Final = 1 << 48

Key = tuple[int, ...]


@dataclass(eq=False)
class Island:
    """People who can only be matched among themselves, with their aims packed into chunks of whole numbers. `guess`: see `dual.Ideal`."""

    aims: Aims
    people: IntArray
    allowed: BoolArray
    guess: IntArray | None = None
    names: tuple[str, ...] = ()
    worth: dict[str, IntArray] = field(default_factory=dict)
    chunks: list[IntArray] = field(default_factory=list)
    factors: list[dict[str, int]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = tuple(name for name in self.aims.names if name == "placed" or self.aims.matters(name))
        worth = self.worth = {name: self.aims.pairs(name, self.people, self.people) for name in self.names}
        room = {name: self._span(name, worth[name]) for name in self.names}
        for names in _packed(self.names, room):
            factors, factor = {}, 1
            for name in reversed(names):
                factors[name] = factor
                factor *= room[name] + 1
            self.factors.append(factors)
            self.spans.append(factor)
            self.chunks.append(sum((worth[name] * factors[name] for name in names), np.zeros_like(worth[names[0]])))

    def ideal(self) -> Ideal:
        """Prices of a round in which every aim before the score is as good as it can be for everybody."""
        tight = self.allowed.copy()
        price = np.zeros((len(self.chunks), len(self.people)), dtype=np.int64)
        for at, factors in enumerate(self.factors):
            for name, factor in factors.items():
                if name != "score":
                    most = self.aims.ideal(name)[self.people]
                    price[at] += 2 * factor * most
                    tight &= self.worth[name] == most[:, None] + most[None, :]
        return Ideal(price, tight, self.worth["score"], self.guess)

    def _span(self, name: str, worth: IntArray) -> int:
        """At least eight times what any arrangement can reach in this aim, either way."""
        most = max(int(worth.max(initial=0)), -int(worth.min(initial=0)))
        facts = self.aims.facts
        seats = int(facts.trio_cost.max() + facts.bad_cost.max()) if name == "burden" else 0
        return 4 * (len(self.people) + 3) * max(most, 1) + 8 * len(self.people) * seats

    def key(self, groups: Sequence[Group]) -> Key:
        """Twice the worth of an arrangement (of positions in the island), chunk by chunk."""
        total = [0] * len(self.chunks)
        pairs = np.array([group for group in groups if len(group) == 2], dtype=np.int64).reshape(-1, 2)
        for at, chunk in enumerate(self.chunks):
            total[at] = 2 * int(chunk[pairs[:, 0], pairs[:, 1]].sum())
        trios = np.array([group for group in groups if len(group) == 3], dtype=np.int64).reshape(-1, 3)
        if len(trios):
            worth = self.trio_worth(trios)
            total = [mine + int(more) for mine, more in zip(total, worth.sum(axis=1), strict=True)]
        return tuple(total)

    def trio_worth(self, trios: IntArray) -> IntArray:
        """Twice the worth of each trio, chunks first."""
        a, b, c = trios.T
        made: IntArray = np.array([chunk[a, b] + chunk[a, c] + chunk[b, c] for chunk in self.chunks])
        for at, factors in enumerate(self.factors):
            for name, factor in factors.items():
                made[at] -= factor * self._trio_extra(name, trios)
        return made

    def _trio_extra(self, name: str, trios: IntArray) -> IntArray:
        """Twice `Aims.surplus`, for many trios."""
        a, b, c = trios.T
        if name in ("repeats", "recent_repeats"):
            worth = self.worth[name]
            again: IntArray = -(worth[a, b] + worth[a, c] + worth[b, c])
            return again
        if name != "burden":
            return np.zeros(len(trios), dtype=np.int64)
        facts, who = self.aims.facts, self.people[trios]
        made: IntArray = 2 * facts.trio_cost[who].sum(axis=1)
        if facts.hours.known and facts.hours.edges:
            cost = facts.bad_hour_cost(self.people, self.people)
            made += 2 * facts.hours.cheapest(who, facts.bad_cost) - cost[a, b] - cost[a, c] - cost[b, c]
        return made

    def seats(self) -> IntArray:
        """Four times what a seat in a trio takes from each person's aims, whoever else sits there: chunks x people."""
        cost = self.aims.facts.trio_cost[self.people]
        return np.array([4 * factors.get("burden", 0) * cost for factors in self.factors])

    def group_fits(self, members: Group) -> bool:
        """Whether a group of positions, its pairs allowed, has common time and is not forbidden."""
        return self.aims.facts.group_fits(tuple(int(self.people[member]) for member in members))

    def not_forbidden(self, members: Group) -> bool:
        """Whether a group of positions is not forbidden as a group."""
        return tuple(sorted(int(self.people[member]) for member in members)) not in self.aims.facts.forbidden_groups

    def placed_at_most(self, bound: Key) -> int:
        """How many people an arrangement with that bound can place."""
        factor = self.factors[0]["placed"]
        return (bound[0] // 2 + factor // 4) // factor


def minus(one: Key, other: Key) -> Key:
    """The first key less the other, chunk by chunk."""
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _packed(names: Sequence[str], room: dict[str, int]) -> list[list[str]]:
    """Neighbouring aims together while their numbers stay exact in floating point."""
    packed: list[list[str]] = []
    size = _EXACT_FLOAT
    for name in names:
        size *= room[name] + 1
        if size > _EXACT_FLOAT:
            packed.append([])
            size = room[name] + 1
        packed[-1].append(name)
    return packed
