"""Schedules in which no two people meet twice, written down by arithmetic instead of searched for.

A round is an array of shape (groups, size) of people. Every construction answers for equal groups, with its `strangers`: people who never
meet each other in it. Taking some of those out leaves groups of two sizes one apart, and still no repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import gcd

import numpy as np

from mooring.engine.problem import Group, IntArray
from mooring.engine.rotation import fields
from mooring.engine.rotation.shape import Shape
from mooring.engine.rotation.starters import STARTERS, develop, rounds

Schedule = list[tuple[Group, ...]]
Rows = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Design:
    """A construction for `groups` equal groups: how many rounds it has, who never meets in it, and the rounds one by one."""

    way: str
    rounds: int
    strangers: Group
    make: Callable[[], Iterator[IntArray]]


def construct(shape: Shape, rounds: int) -> tuple[str, Schedule]:
    """The longest schedule without a repeat that a construction gives, cut to the rounds wanted, and the name of the construction."""
    best = max(designs(shape.groups, shape.largest, shape.empty), key=lambda one: min(one.rounds, rounds))
    return best.way, list(_cut(best, shape, rounds))


def designs(groups: int, size: int, empty: int = 0) -> Iterator[Design]:
    """All constructions known here for equal groups that have at least so many strangers."""
    options = [_once(groups, size), _circle(groups, size)]
    options += [make(groups, size, more) for make in (_lines, _steps) for more in (False, True)]
    options += [_bose(groups, size), _kirkman_double(groups, size), _kirkman_triple(groups, size), _starter(groups, size)]
    for one in options:
        if one is not None and len(one.strangers) >= empty:
            yield one


def _cut(design: Design, shape: Shape, rounds: int) -> Iterator[tuple[Group, ...]]:
    """The rounds with as many strangers taken out as there are seats too many, and the others numbered anew."""
    out = list(design.strangers[: shape.empty])
    number = np.full(shape.groups * shape.largest, -1, dtype=np.int64)
    stay = np.setdiff1d(np.arange(len(number)), out)
    number[stay] = np.arange(len(stay))
    for one in islice(design.make(), rounds):
        named = np.sort(number[one], axis=1)
        yield tuple(sorted(tuple(row[row >= 0].tolist()) for row in named))


def _once(groups: int, size: int) -> Design:
    """People in the order they come: one round."""
    return Design("order", 1, tuple(range(0, groups * size, size)), lambda: iter([np.arange(groups * size).reshape(groups, size)]))


def _circle(groups: int, size: int) -> Design | None:
    """Pairs: one person stays, the others walk around a table (Kirkman 1847)."""
    if size != 2:
        return None
    order = 2 * groups - 1
    base = np.array([(order, 0), *((step, order - step) for step in range(1, groups))])
    return Design("circle", order, (0,), lambda: develop(base[None], order, order))


def _lines(groups: int, size: int, more: bool) -> Design | None:
    """Lines of a finite plane: person (i, x) goes in round m to the group b with x = m e(i) + b (Bose 1938, MacNeish 1922).

    Works with any number of groups whose every prime power is at least the size.
    """
    around = fields.ring(groups)
    if groups < 2 or min(part.order for part in around.parts) < size:
        return None
    every = np.arange(groups)
    return _columns("lines", groups, size, more, groups, lambda slope, at: around.line(slope, at, every))


def _steps(groups: int, size: int, more: bool) -> Design | None:
    """The same with plain steps around a circle of any number of groups, for as long as no step of any width closes it."""
    rounds = min((groups // gcd(groups, width) for width in range(1, size)), default=0)
    every = np.arange(groups)
    return _columns("steps", groups, size, more, rounds, lambda slope, at: (slope * at + every) % groups) if rounds > 1 else None


def _columns(way: str, groups: int, size: int, more: bool, rounds: int, line: Callable[[int, int], IntArray]) -> Design | None:
    """Person (i, x) is number i * groups + x, and `line` of a round and an i says for every group which x sits in it.

    People of one i never meet in these rounds. With `more`, where their number divides by the size, they go on among themselves by a
    construction for fewer people.
    """
    inside = max(designs(groups // size, size), key=lambda one: one.rounds) if more and groups % size == 0 else None
    if more and inside is None:
        return None

    def make() -> Iterator[IntArray]:
        for slope in range(rounds):
            yield np.stack([at * groups + line(slope, at) for at in range(size)], axis=1)
        for one in inside.make() if inside else ():
            yield np.concatenate([at * groups + one for at in range(size)])

    strangers = inside.strangers if inside else tuple(range(groups))
    return Design(way, rounds + (inside.rounds if inside else 0), strangers, make)


def _over_field(groups: int, size: int, rows: int, step: int) -> tuple[fields.Field, int] | None:
    """The field whose order q gives rows * q + 1 people, where q leaves 1 when divided by `step`; with (q - 1) / step."""
    order, rest = divmod(groups * size - 1, rows)
    found = fields.field(order) if not rest and order % step == 1 else None
    return (found, order // step) if found else None


def _translates(field: fields.Field, base: IntArray, rows: int) -> Iterator[IntArray]:
    """A round moved by every element of a field: person row * q + x goes to row * q + (x + element), the last one stays."""
    every = np.arange(field.order)
    last = rows * field.order
    for element in range(field.order):
        moved = field.add(every, np.full_like(every, element))
        number = np.concatenate([*(row * field.order + moved for row in range(rows)), [last]])
        yield number[base]


def _bose(groups: int, size: int) -> Design | None:
    """Fours of 3q + 1 people where q = 4t + 1 is a prime power (Bose 1939); every two people meet exactly once."""
    found = _over_field(groups, size, 3, 4) if size == 4 else None
    if found is None:
        return None
    field, t = found
    power, q = field.powers(), field.order
    minus = field.log(_minus_one(field))
    for odd in range(1, q - 1, 2):
        above = int(field.add(power[[odd]], np.array([1]))[0])
        below = int(field.add(power[[odd]], power[[minus]])[0])
        if above and below and (field.log(above) - field.log(below)) % 2:
            break
    base: Rows = [(3 * q, 0, q, 2 * q)]
    for i in range(0, 2 * t, 2):
        for row in range(3):
            other = (row + 1) % 3
            here = [row * q + int(power[at % (q - 1)]) for at in (i, i + 2 * t)]
            base.append((*here, *(other * q + int(power[at % (q - 1)]) for at in (i + odd, i + odd + 2 * t))))
    return Design("bose", q, (0,), lambda: _translates(field, np.array(base), 3))


def _minus_one(field: fields.Field) -> int:
    return next(one for one in range(field.order) if not field.add(np.array([one]), np.array([1]))[0])


def _kirkman_double(groups: int, size: int) -> Design | None:
    """Threes of 2q + 1 people where q = 6t + 1 is a prime power (Ray-Chaudhuri and Wilson 1971); everybody meets exactly once."""
    found = _over_field(groups, size, 2, 6) if size == 3 else None
    if found is None:
        return None
    field, t = found
    power, q = field.powers(), field.order
    two = int(field.add(np.array([1]), np.array([1]))[0])
    above = int(field.add(power[[t]], np.array([1]))[0])
    m = (field.log(above) - field.log(two)) % (q - 1)

    def element(row: int, exponent: int) -> int:
        return row * q + int(power[exponent % (q - 1)])

    base: Rows = [(2 * q, 0, q)]
    for start in (0, 2 * t, 4 * t):
        base += [(element(0, i), element(0, i + t), element(1, i + m)) for i in range(start, start + t)]
    base += [tuple(element(1, i + m + at * t) for at in (1, 3, 5)) for i in range(t)]
    return Design("kirkman", q, (0,), lambda: _translates(field, np.array(base), 2))


def _kirkman_triple(groups: int, size: int) -> Design | None:
    """Threes of 3q people where q = 6t + 1 is a prime power (Ray-Chaudhuri and Wilson 1971); everybody meets exactly once."""
    field = fields.field(groups) if size == 3 and groups % 6 == 1 else None
    if field is None:
        return None
    q, t, power = groups, groups // 6, field.powers()
    across = [tuple(row * q + int(power[(i + 2 * t * row) % (q - 1)]) for row in range(3)) for i in range(6 * t)]
    within = [tuple(row * q + int(power[(i + 2 * t * at) % (q - 1)]) for at in range(3)) for i in range(t) for row in range(3)]
    odd = [one for i, one in enumerate(across) if i // t % 2]
    base = np.array([(0, q, 2 * q), *within, *odd])

    def make() -> Iterator[IntArray]:
        yield from _translates(field, base, 3)
        for i in (i for i in range(6 * t) if not i // t % 2):
            moved = np.arange(q)
            yield np.stack([row * q + field.add(np.full(q, across[i][row] - row * q), moved) for row in range(3)], axis=1)

    return Design("kirkman", q + 3 * t, (0,), make)


def _starter(groups: int, size: int) -> Design | None:
    """A first round found once by search, and turned."""
    held = STARTERS.get((groups, size))
    if held is None:
        return None
    order, first = held
    base = rounds(*first)
    fixed = groups * size % order
    strangers = tuple(range(groups * size - fixed, groups * size)) or (0,)
    return Design("turning", order * len(base), strangers, lambda: develop(base, order, groups * size - fixed))
