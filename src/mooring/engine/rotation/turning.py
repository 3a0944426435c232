"""Schedules that turn, found by search: a few first rounds, and every pair in them on a way of its own.

The search then handles a round or two instead of a dozen, and finds in milliseconds what a search over all rounds does not find at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, gcd
from typing import Final

import numpy as np

from mooring.engine.meter import Meter
from mooring.engine.problem import BoolArray, Group, IntArray
from mooring.engine.rotation.search import FORBIDDEN, Table, Ways, improve
from mooring.engine.rotation.shape import Shape
from mooring.engine.rotation.starters import develop

_STEPS: Final = 40
_TRIES: Final = 2
_FIRST_ROUNDS: Final = 3
_TARGETS: Final = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """People row * order + x for so many rows move by one in x each time, the others stay; so many first rounds.

    `lines`: rounds besides that turn into themselves: person i * order + (slope * i + b) sits in group b, the slope 0 first.
    """

    shape: Shape
    order: int
    first_rounds: int
    lines: int = 0

    @property
    def rows(self) -> int:
        """Rows of people that move."""
        return self.shape.people // self.order

    @property
    def moving(self) -> int:
        """People who move."""
        return self.rows * self.order

    @property
    def fixed(self) -> int:
        """People who stay where they are."""
        return self.shape.people % self.order

    def can_be_clean(self) -> bool:
        """Whether there are enough ways for all pairs to be together once at most."""
        within, between = self.rows * ((self.order - 1) // 2), comb(self.rows, 2) * (self.order - self.lines)
        ways = within + between + self.rows * self.fixed
        return self.rows > 0 and self.shape.pairs * self.first_rounds <= ways and self.fixed <= self.shape.groups

    def can_be_whole(self) -> bool:
        """Whether there are enough pairs in the first rounds for every way."""
        within, between = self.rows * (self.order // 2), comb(self.rows, 2) * (self.order - self.lines)
        needed = within + between + self.rows * self.fixed + comb(self.fixed, 2)
        return self.rows > 0 and needed <= self.shape.pairs * self.first_rounds

    def once(self) -> Ways:
        """Costs of pairs that are together more than once: by way, half ways twice, pairs that stay always."""
        found = self._ways()
        cost = np.tile(np.array([0, 0, 1, 3, 6]), (len(found.length), 1))
        cost[2 * found.length == self.order] = np.arange(0, 10, 2)
        cost[found.stays] = FORBIDDEN * np.arange(5)
        cost[found.in_lines] = np.array([0, 1, 3, 6, 10])
        cost[0] = 0
        return Ways(found.way, cost)

    def everybody(self) -> Ways:
        """Costs of pairs that are never together: as many as are on the way."""
        found = self._ways()
        cost = np.zeros((len(found.length), 3), dtype=np.int64)
        cost[:, 0] = np.where(found.in_lines, 0, found.length)
        empty = np.arange(len(found.way)) >= self.shape.people
        cost[found.way[empty], 0] = 0
        return Ways(found.way, cost)

    def _ways(self) -> _Named:
        """Every pair's way: its rows, and how far apart its places are."""
        every = np.arange(self.shape.groups * self.shape.largest)
        moves = every < self.moving
        row, place = np.where(moves, every // self.order, self.rows + every - self.moving), np.where(moves, every % self.order, 0)
        apart = (place[None, :] - place[:, None]) % self.order
        turned = (row[:, None] > row[None, :]) | ((row[:, None] == row[None, :]) & (2 * apart > self.order))
        low, high = np.minimum(row[:, None], row[None, :]), np.maximum(row[:, None], row[None, :])
        apart = np.where(high >= self.rows, 0, np.where(turned, -apart % self.order, apart))
        names, way = np.unique((low * len(every) + high) * self.order + apart, return_inverse=True)
        way = way.reshape(apart.shape) + 1
        length = np.full(len(names) + 1, self.order)
        stays = np.zeros(len(length), dtype=np.bool_)
        stays[way[low >= self.rows]] = True
        length[stays] = 1
        length[way[(low == high) & (2 * apart == self.order)]] = self.order // 2
        in_lines = np.zeros(len(length), dtype=np.bool_)
        for slope in range(self.lines):
            in_lines[way[(low < high) & (high < self.rows) & (apart == slope * (high - low) % self.order)]] = True
        empty = every >= self.shape.people
        way[empty[:, None] != empty[None, :]] = 0
        np.fill_diagonal(way, 0)
        length[0] = 0
        length[np.bincount(way.ravel(), minlength=len(length)) == 0] = 0
        return _Named(way, length, stays, in_lines)

    def schedule(self, first: IntArray) -> list[tuple[Group, ...]]:
        """All rounds that the first ones and the lines make."""
        made = list(develop(first, self.order, self.moving))
        rows, every = np.arange(self.rows), np.arange(self.order)
        for slope in range(self.lines):
            made.append((rows * self.order)[None, :] + (slope * rows[None, :] + every[:, None]) % self.order)
        return [_people(one, self.shape.people) for one in made]


@dataclass(frozen=True, eq=False)
class _Named:
    """Ways by number: how many pairs are on each, which pairs stay where they are, and which are together in the lines."""

    way: IntArray
    length: IntArray
    stays: BoolArray
    in_lines: BoolArray


def search(shape: Shape, least: int, wanted: int, seed: int, meter: Meter, work: int) -> list[tuple[Group, ...]]:
    """A schedule without a repeat of `wanted` rounds, or as near below as `least`; nothing when none is found with so much work."""
    enough = meter.spent + work
    for rounds in range(wanted, max(least, wanted - _TARGETS + 1) - 1, -1):
        for turn in _turns(shape, rounds):
            found = _try(turn, turn.once(), seed, meter) if turn.can_be_clean() else None
            if found is not None:
                return turn.schedule(found)
            if meter.stopped or meter.spent > enough:
                return []
    return []


def gather(shape: Shape, rounds: int, seed: int, meter: Meter) -> list[tuple[Group, ...]]:
    """A schedule of so many rounds in which everybody meets; nothing when none is found."""
    for turn in _turns(shape, rounds):
        found = _try(turn, turn.everybody(), seed, meter) if turn.can_be_whole() else None
        if found is not None:
            return turn.schedule(found)
        if meter.stopped:
            break
    return []


def _turns(shape: Shape, rounds: int) -> Iterator[Turn]:
    """Turns that make so many rounds, few first rounds first; with lines where as many move as there are groups."""
    for first in range(1, _FIRST_ROUNDS + 1):
        if rounds % first == 0 and rounds // first > 1:
            yield Turn(shape, rounds // first, first)
    lines = rounds - shape.groups
    if 0 < lines <= min(shape.groups // gcd(shape.groups, width) for width in range(1, shape.largest)) and not shape.empty:
        yield Turn(shape, shape.groups, 1, lines)


def _try(turn: Turn, ways: Ways, seed: int, meter: Meter) -> IntArray | None:
    for number in range(_TRIES):
        rng = np.random.default_rng([seed, number])
        start = np.array([_dealt(rng, turn.shape) for _ in range(turn.first_rounds)])
        found = improve(Table(ways, start, seed=int(rng.integers(1 << 32))), meter, steps=_STEPS * turn.shape.people)
        if Table(ways, found, 0).cost == 0:
            return found
        if meter.stopped:
            break
    return None


def _dealt(rng: np.random.Generator, shape: Shape) -> IntArray:
    """A random round: the empty seats in groups of their own, people anyhow."""
    made = np.full((shape.groups, shape.largest), -1, dtype=np.int64)
    made[: shape.empty, 0] = shape.people + np.arange(shape.empty)
    made[made < 0] = rng.permutation(shape.people)
    return made


def _people(one: IntArray, people: int) -> tuple[Group, ...]:
    kept = (tuple(sorted(row[row < people].tolist())) for row in one)
    return tuple(sorted(group for group in kept if group))
