"""A search that exchanges two people of one round at a time and may step back for a while.

Tabu search on swaps (after Dotu and Van Hentenryck 2005), with two additions. Pairs are counted by their *way*: by themselves, or, in a
schedule that turns, together with all pairs they turn into, so that a whole schedule is searched through its first rounds. And
what a pair costs is a table, so that the same search drives out repeats or brings everybody together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.meter import Meter, Stopped
from mooring.engine.problem import IntArray

_TENURE: Final = 4
_PATIENCE: Final = 3_000
_KICKS: Final = 6
_NEVER: Final = 1 << 40
FORBIDDEN: Final = 1 << 20
"""What a use of a way costs that must not be used at all."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Which pairs are counted together. `way`: a number for each pair, 0 for pairs that count for nothing (and for oneself).

    `cost`: what each way costs by how often it is used, as a table of shape (ways, uses + 1) whose last column stands for more, each
    further use costing as much as the step before it.
    """

    way: IntArray
    cost: IntArray

    def total(self, used: IntArray) -> int:
        """What all ways cost together when used so often."""
        return int(self._at(used).sum())

    def _at(self, used: IntArray) -> IntArray:
        last = self.cost.shape[1] - 1
        over = np.maximum(used - last, 0)
        held = self.cost[np.arange(len(used)), np.minimum(used, last)]
        made: IntArray = held + over * (self.cost[:, last] - self.cost[:, last - 1])
        return made

    def steps(self, used: IntArray) -> tuple[IntArray, IntArray]:
        """What one use more of each way adds, and what one use less takes away."""
        here = self._at(used)
        return self._at(used + 1) - here, here - self._at(np.maximum(used - 1, 0))


class Table:
    """Rounds being searched: who sits where, how often each way is used, what that costs."""

    def __init__(self, ways: Ways, rounds: IntArray, seed: int) -> None:
        self.ways = ways
        self.rng = np.random.default_rng(seed)
        self.groups, self.size = rounds.shape[1:]
        self.seats = rounds.shape[1] * rounds.shape[2]
        self.at = np.empty((len(rounds), self.seats), dtype=np.int64)
        for number, one in enumerate(rounds):
            self.at[number, one.ravel()] = np.repeat(np.arange(self.groups), self.size)
        self.used = np.zeros(len(ways.cost), dtype=np.int64)
        for number in range(len(rounds)):
            same = np.triu(self.at[number][:, None] == self.at[number][None, :], 1)
            self.used += np.bincount(ways.way[same], minlength=len(self.used))
        self.cost = ways.total(self.used)

    def rounds(self) -> IntArray:
        """The rounds as an array of shape (rounds, groups, size)."""
        return np.argsort(self.at, axis=1, kind="stable").reshape(len(self.at), self.groups, self.size)

    def troubled(self, numbers: IntArray) -> IntArray:
        """Those of the rounds in which some pair costs more than it would if it were not together; all of them where there is none."""
        _, less = self.ways.steps(self.used)
        costly = less[self.ways.way] > 0
        at = self.at[numbers]
        found = ((at[:, :, None] == at[:, None, :]) & costly).any(axis=(1, 2))
        return numbers[found] if found.any() else numbers

    def changes(self, number: int) -> tuple[IntArray, IntArray]:
        """What each exchange in a round adds to the cost, pairs taken one by one; and what each person's company costs now."""
        more, less = self.ways.steps(self.used)
        at = self.at[number]
        worth: NDArray[np.float32] = more[self.ways.way].astype(np.float32)
        group = np.zeros((self.seats, self.groups), dtype=np.float32)
        group[np.arange(self.seats), at] = 1
        joined = (worth @ group)[:, at] - worth
        same = at[:, None] == at[None, :]
        company = np.where(same, less[self.ways.way], 0).sum(axis=1)
        change = (joined + joined.T).astype(np.int64) - company[:, None] - company[None, :]
        return np.where(same, _NEVER, change), company

    def swap(self, number: int, one: int, other: int) -> None:
        """Exchange two people of a round."""
        at, way = self.at[number], self.ways.way
        near, far = np.flatnonzero(at == at[one]), np.flatnonzero(at == at[other])
        near, far = near[near != one], far[far != other]
        np.subtract.at(self.used, np.concatenate([way[one, near], way[other, far]]), 1)
        np.add.at(self.used, np.concatenate([way[other, near], way[one, far]]), 1)
        at[one], at[other] = at[other], at[one]
        self.cost = self.ways.total(self.used)


def improve(table: Table, meter: Meter, *, goal: int = 0, steps: int | None = None, only: IntArray | None = None) -> IntArray:
    """The best rounds found, as an array of shape (rounds, groups, size).

    People are exchanged until the cost is down to the goal, or so many steps are done, or the work is spent; the meter then says `stopped`.
    `only`: numbers of the rounds that may change.
    """
    numbers = np.arange(len(table.at)) if only is None else only
    best, kept = table.cost, table.rounds()
    floor, since = best, 0
    barred = np.zeros((len(table.at), table.seats, table.seats), dtype=np.int64)
    for step in range(_NEVER if steps is None else steps):
        if best <= goal:
            break
        try:
            meter.spend(table.seats**2)
        except Stopped:
            break
        since += 1
        if since > _PATIENCE:
            _kick(table, numbers)
            floor, since = table.cost, 0
        number = int(table.rng.choice(table.troubled(numbers)))
        chosen = _choose(table, number, barred[number] > step, floor)
        if chosen is None:
            continue
        one, other = chosen
        table.swap(number, one, other)
        barred[number, one, other] = barred[number, other, one] = step + _TENURE + int(table.rng.integers(2 * _TENURE))
        if table.cost < floor:
            floor, since = table.cost, 0
        if table.cost < best:
            best, kept = table.cost, table.rounds()
    return kept


def _choose(table: Table, number: int, barred: NDArray[np.bool_], floor: int) -> tuple[int, int] | None:
    change, company = table.changes(number)
    troubled = np.flatnonzero(company > 0)
    if len(troubled):
        change, barred = change[troubled], barred[troubled]
    else:
        troubled = np.arange(table.seats)
    change = np.where(barred & (table.cost + change >= floor), _NEVER, change)
    least = int(change.min())
    if least >= _NEVER:
        return None
    ties = np.flatnonzero(change.ravel() == least)
    row, other = divmod(int(ties[int(table.rng.integers(len(ties)))]), table.seats)
    return int(troubled[row]), other


def _kick(table: Table, numbers: IntArray) -> None:
    for _ in range(_KICKS):
        number, (one, other) = int(table.rng.choice(numbers)), table.rng.integers(table.seats, size=2).tolist()
        if table.at[number, one] != table.at[number, other]:
            table.swap(number, one, other)


def plain(people: int, seats: int, costs: IntArray, *, empty: IntArray) -> Ways:
    """Every pair of people is a way of its own with the same costs; so is every pair of empty seats, with costs of theirs.

    Seats from number `people` on are empty ones. What somebody has in common with an empty seat counts for nothing.
    """
    way = np.zeros((seats, seats), dtype=np.int64)
    first, second = np.triu_indices(people, 1)
    way[first, second] = way[second, first] = np.arange(1, len(first) + 1)
    way[people:, people:] = len(first) + 1
    np.fill_diagonal(way, 0)
    table = np.concatenate([np.zeros((1, len(costs)), dtype=np.int64), np.tile(costs, (len(first), 1)), empty[None]])
    return Ways(way, table)
