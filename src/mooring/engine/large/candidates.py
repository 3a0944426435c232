"""Finds for everybody a few good partners, and the graph of all pairs found."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import candidates as kernels
from mooring.engine.kernels import filling
from mooring.engine.kernels.packed import LEAST, Packed
from mooring.engine.large.effort import Effort
from mooring.engine.large.packing import Round
from mooring.engine.large.threads import in_parts
from mooring.engine.meter import Meter, Stopped

_LONE_PARTNERS: Final = 4
_SCANNED: Final = 256

Ids = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Graph:
    """Pairs that may be made: everybody's list begins at `begins` in `other`, with what each pair is worth. Each pair stands twice."""

    begins: IntArray
    other: Ids
    value: Ids


def find(packed: Round, effort: Effort, salt: int, price: IntArray, meter: Meter) -> Ids:
    """Everybody's best partners by worth less `price`: people x `effort.partners`, -1 where no more were found."""
    many = packed.people
    ids = np.full((many, effort.partners), -1, dtype=np.int32)
    gains = np.full((many, effort.partners), LEAST, dtype=np.int64)
    with suppress(Stopped):
        _look(packed, effort, salt, price, ids, gains, meter)
    return ids


def _look(packed: Round, effort: Effort, salt: int, price: IntArray, ids: Ids, gains: IntArray, meter: Meter) -> None:
    many, form = packed.people, packed.packed
    for number in range(effort.passes):
        _lay_out(packed, effort, salt + number, number, price, ids, gains)
        meter.spend(many * effort.block // 2)
    if len(form.contacts):
        in_parts(many, lambda first, last: kernels.of_contacts(form, first, last, effort.known, price, ids, gains))
        meter.spend(many * effort.known)
    fan = min(effort.fan, effort.partners)
    for _ in range(effort.descents):
        before = ids.copy()
        in_parts(many, partial(_descend, form, fan, before, price, ids, gains))
        meter.spend(many * fan * fan)
    _help_the_lone(packed, price, ids, gains, meter)


def _descend(form: Packed, fan: int, before: Ids, price: IntArray, ids: Ids, gains: IntArray, first: int, last: int) -> None:
    kernels.of_neighbours(form, first, last, fan, before, price, ids, gains)


def _lay_out(packed: Round, effort: Effort, salt: int, number: int, price: IntArray, ids: Ids, gains: IntArray) -> None:
    many, parts = packed.people, packed.parts
    turned = np.roll(parts, -number, axis=0)
    chosen = [*turned[:2], turned[0]] if len(parts) > 1 else [parts[0], parts[0]]
    held = np.array([(*part, 7 * at) for at, part in enumerate(chosen)], dtype=np.int64)
    key = np.empty(many, dtype=np.uint64)
    own = packed.problem.seed * 1_000_003 + 101 * salt
    in_parts(many, lambda first, last: filling.keys(packed.packed, first, last, held, own, key))
    key.sort()
    order = (key & np.uint64((1 << filling.INDEX_BITS) - 1)).astype(np.int32)
    shift = (own * 7) % effort.block
    blocks = (many + shift) // effort.block + 1
    form = packed.packed
    in_parts(
        blocks,
        lambda first, last: kernels.in_blocks(form, order, effort.block, shift, first, last, price, ids, gains),
        alone=200,
    )


def _help_the_lone(packed: Round, price: IntArray, ids: Ids, gains: IntArray, meter: Meter) -> None:
    """All others for those who found hardly anybody, as far as they are few."""
    short = np.flatnonzero(ids[:, min(_LONE_PARTNERS, ids.shape[1]) - 1] < 0)[:_SCANNED]
    if len(short):
        kernels.of_everybody(packed.packed, short, price, ids, gains)
        meter.spend(len(short) * packed.people)


def graph(packed: Round, ids: Ids) -> Graph:
    """The pairs of some lists, both ways, with what each is worth."""
    many = packed.people
    worth = np.empty(ids.shape, dtype=np.int64)
    in_parts(many, lambda first, last: kernels.weigh(packed.packed, first, last, ids, worth))
    begins = np.zeros(many + 1, dtype=np.int64)
    pairs = kernels.both_ways(ids, worth, begins)
    other, value = np.empty(pairs, dtype=np.int32), np.empty(pairs, dtype=np.int32)
    kernels.fill_both_ways(ids, worth, begins, begins.copy(), other, value)
    return Graph(begins, other, value)


def joined(ids: Ids, more: Ids) -> Ids:
    """The people of two lists as one, each once."""
    made: Any = np.concatenate([ids, more], axis=1)
    kernels.without_doubles(made)
    held: Ids = made
    return held
