"""Lifts what groups of many people are worth: blocks of groups that stand near each other are bettered one by one, each as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import exchanging as kernels
from mooring.engine.kernels.grouping import Company
from mooring.engine.kernels.packed import Packed
from mooring.engine.large.threads import in_parts
from mooring.engine.policy import SCORE_SCALE

_FEW_PEOPLE, _SOME_PEOPLE = 5_000, 20_000
_SWEEPS: Final = 8
_AWAY: Final = 7
_ALONE: Final = 200
"""So many blocks are one thread's work."""


@dataclass(frozen=True, slots=True)
class Bettering:
    """How often all groups are gone through, and how many people a block has then: all pairs of a block are weighed."""

    passes: int
    block: int


def bettering_for(people: int) -> Bettering:
    """What a round is worth: hundredths of a second for a few thousand people, a tenth for a hundred thousand."""
    if people <= _FEW_PEOPLE:
        return Bettering(12, 60)
    return Bettering(4, 60) if people <= _SOME_PEOPLE else Bettering(1, 25)


def settle(form: Packed, company: Company, rows: NDArray[np.int32], sizes: IntArray, cost: IntArray, by: Bettering, number: int) -> None:
    """Better all groups once, in blocks of groups of one size that stand near each other, and say what each costs.

    `number`: which time it is. Every other time, blocks take one group each of as many blocks of the time before.
    """
    shift = max(0, (SCORE_SCALE * form.whole).bit_length() - kernels.PAIR_BITS)
    contacts = np.diff(form.contact_begins[: len(form.rows) + 1])
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        order, groups = np.flatnonzero(sizes == size), max(1, by.block // size)
        order = _across(order, groups, number)
        slots = _slots(contacts[rows[order, :size]], groups)

        def work(first: int, last: int, size: int = size, order: IntArray = order, groups: int = groups, slots: int = slots) -> None:
            room = _room(groups * size, groups, slots)
            kernels.settle(form, company, rows, size, order, groups, first, last, _SWEEPS, shift, cost, room)

        in_parts(-(-len(order) // groups), work, _ALONE)


def work(people: int, by: Bettering) -> int:
    """What a pass costs a meter."""
    return people * by.block // 2


def _across(order: IntArray, groups: int, number: int) -> IntArray:
    """The order of groups for a pass."""
    order = np.roll(order, _AWAY * number)
    if number % 2 == 0:
        return order
    at = np.arange(len(order))
    return order[np.lexsort((at, at % groups, at // (groups * groups)))]


def _slots(contacts: IntArray, groups: int) -> int:
    """How many contacts a block's people have at most, as a power of two with room to spare."""
    size = contacts.shape[1] * groups
    flat = contacts.reshape(-1)
    most = int(np.add.reduceat(flat, np.arange(0, len(flat), size)).max(initial=0)) if len(flat) else 0
    return 1 << (2 * most).bit_length()


def _room(people: int, groups: int, slots: int) -> kernels.Room:
    def of(*shape: int) -> IntArray:
        return np.zeros(shape, dtype=np.int64)

    who, home, seat, stay, gain, inverse = of(6, people)
    pair, common = of(2, people, people)
    keys, held = of(2, slots)
    seen = np.zeros(kernels.SEEN, dtype=np.uint8)
    return kernels.Room(who, home, seat, pair, common, of(groups, people), of(people, groups), stay, gain, inverse, seen, keys, held)
