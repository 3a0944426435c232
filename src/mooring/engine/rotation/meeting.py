"""Schedules in which every two people meet, in groups of at most so many and in few rounds."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

import numpy as np

from mooring.engine.meter import Meter
from mooring.engine.problem import Group, IntArray
from mooring.engine.rotation import turning
from mooring.engine.rotation.constructions import Schedule, designs
from mooring.engine.rotation.fields import factors
from mooring.engine.rotation.search import Table, improve, plain
from mooring.engine.rotation.shape import Shape
from mooring.engine.rotation.starters import MEETINGS, rounds

_WIDER: Final = 4
_SHORT: Final = 10
_LONG: Final = 100
_TRIES: Final = 3


def construct(people: int, most: int) -> Schedule:
    """The shortest schedule a construction gives in which every two meet; people beyond the wanted number are left out of it."""
    if people <= most:
        return [(tuple(range(people)),)]
    held = [rounds(*written) for (held_for, size), written in MEETINGS.items() if size == most and held_for >= people]
    options = [[_without(one, people) for one in known] for known in held]
    least = -(-people // most)
    for groups in range(least, least + _WIDER):
        perfect = (one for one in designs(groups, most) if one.rounds * (most - 1) == groups * most - 1)
        options += [[_without(one, people) for one in design.make()] for design in islice(perfect, 1)]
    columns = _columns(people, most)
    options.append(_by_columns(people, most, columns) if columns < people else construct(people, most - 1))
    return min(options, key=len)


def _columns(people: int, most: int) -> int:
    """The smallest number of columns for which lines exist: every prime power of it is at least the size of a group."""
    columns = -(-people // most)
    while min(prime**times for prime, times in factors(columns)) < most:
        columns += 1
    return columns


def _by_columns(people: int, most: int, columns: int) -> Schedule:
    """Lines through columns, so that people of different columns meet; then each column for itself in the same way."""
    lines = next(one for one in designs(columns, most) if one.way == "lines")
    made = [_without(one, people) for one in lines.make()]
    inside = construct(columns, most)
    for one in inside:
        moved = (tuple(at * columns + person for person in group) for at in range(most) for group in one)
        made.append(_sized(tuple(person for person in group if person < people) for group in moved))
    return made


def _without(one: IntArray, people: int) -> tuple[Group, ...]:
    return _sized(tuple(row[row < people].tolist()) for row in one)


def _sized(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(tuple(sorted(group)) for group in groups if group))


def briefly(people: int, most: int, length: int, seed: int, meter: Meter) -> tuple[Schedule, int]:
    """A schedule of so many rounds that leaves few pairs unmet, after a short search, and how many it leaves."""
    return _plain(people, most, length, seed, _SHORT * people * length, meter)


def search(people: int, most: int, length: int, seed: int, meter: Meter) -> tuple[Schedule, int]:
    """The same after a long search: first for schedules that turn, then for any."""
    groups = -(-people // most)
    for wider in range(people, groups * most + 1):
        turned = turning.gather(Shape(wider, groups), length, seed, meter)
        if turned:
            return [_sized(tuple(person for person in group if person < people) for group in one) for one in turned], 0
    found: list[tuple[Schedule, int]] = []
    while len(found) < _TRIES and not (found and (meter.stopped or not found[-1][1])):
        found.append(_plain(people, most, length, seed + len(found) + 1, _LONG * people * length, meter))
    return min(found, key=lambda one: one[1])


def _plain(people: int, most: int, length: int, seed: int, steps: int, meter: Meter) -> tuple[Schedule, int]:
    groups = -(-people // most)
    seats = groups * most
    ways = plain(people, seats, np.array([1, 0, 0]), empty=np.zeros(3, dtype=np.int64))
    rng = np.random.default_rng([seed, length])
    start = np.array([rng.permutation(seats).reshape(groups, most) for _ in range(length)])
    found = improve(Table(ways, start, int(rng.integers(1 << 32))), meter, steps=steps)
    return [_without(one, people) for one in found], Table(ways, found, 0).cost
