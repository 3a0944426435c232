"""Time in quarter hours: availability as true/false for each slot, packed eight to a byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mooring.engine.arrays import BoolArray

Bits = NDArray[np.uint8]

SLOT_MINUTES: Final = 15
SLOTS_PER_DAY: Final = 24 * 60 // SLOT_MINUTES


def pack(slots: ArrayLike) -> Bits:
    """True/false slots of shape (people, slots) as bytes, first slot in the lowest bit."""
    made: Bits = np.packbits(np.asarray(slots, dtype=np.bool_), axis=1, bitorder="little")
    return made


def unpack(bits: Bits, slots: int) -> BoolArray:
    """The reverse of `pack`."""
    return np.unpackbits(bits, axis=1, count=slots, bitorder="little").astype(np.bool_)


def from_ranges(ranges: Iterable[Iterable[tuple[int, int]]], slots: int) -> Bits:
    """Availability given as [first, last) ranges of slots, a list of them for each person, packed as `pack` does."""
    rows = [list(one) for one in ranges]
    made = np.zeros((len(rows), slots), dtype=np.bool_)
    for person, row in enumerate(rows):
        for first, last in row:
            made[person, max(first, 0) : max(last, 0)] = True
    return pack(made)
