"""What one round leaves for the next, so that it need not begin from nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.large.arranging import Arranged, Start
from mooring.engine.large.packing import Round


@dataclass(frozen=True, eq=False)
class Warm:
    """Prices and partners of a round, for the next of the same people, numbered as in the problem.

    `price`, `doubled`: what everybody cost, as in `Market`. `partners`: people x some, who came into question, -1 for nobody.
    Whatever has changed since, the answer obeys the problem as it is; the more has changed, the less there is to gain.
    """

    price: IntArray
    doubled: IntArray
    partners: NDArray[np.int32]


def left_by(packed: Round, made: Arranged) -> Warm:
    """What an arrangement leaves."""
    many = packed.problem.people.count
    price, doubled = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
    price[packed.back], doubled[packed.back] = made.market.price, made.market.doubled
    partners = np.full((many, made.partners.shape[1]), -1, dtype=np.int32)
    partners[packed.back] = np.where(made.partners < 0, -1, packed.back[made.partners])
    return Warm(price, doubled, partners)


def start_of(packed: Round, warm: Warm) -> Start:
    """The same as the packed round numbers people. Raises ValueError where it is of another number of people."""
    many = packed.problem.people.count
    if {len(warm.price), len(warm.doubled), len(warm.partners)} != {many}:
        raise ValueError(f"warm: prices and partners of {len(warm.price)} people for a round of {many}.")
    place = np.full(many + 1, -1, dtype=np.int32)
    place[packed.back] = np.arange(packed.people)
    return Start(warm.price[packed.back], warm.doubled[packed.back], place[warm.partners[packed.back]])
