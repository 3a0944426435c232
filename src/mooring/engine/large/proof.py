"""What can be said of the best score there could be."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import auction
from mooring.engine.kernels import proof as kernels
from mooring.engine.large.candidates import Graph
from mooring.engine.large.market import BONUS
from mooring.engine.large.packing import Round
from mooring.engine.large.threads import gathered
from mooring.engine.meter import Meter

PROVEN_UP_TO: Final = 20_000
"""So many people: the bound is proven over all pairs without being asked for."""
_TILE: Final = 32


def over_all(packed: Round, graph: Graph, doubled: IntArray, meter: Meter) -> IntArray:
    """Doubled prices that hold for every allowed pair, whatever the aims above the score say about it. Looks at all pairs.

    Half of a price and half of the most that anybody leaves a person is such a price, whatever prices one begins with.
    """
    form = packed.packed._replace(need_cost=0, burden_cost=0, repeat_cost=0, recent_cost=0)
    many = packed.people
    begin = np.empty(many, dtype=np.int64)
    auction.most_left(graph.begins, graph.other, graph.value, BONUS, doubled, begin)

    def look(first: int, last: int) -> IntArray:
        most = begin.copy()
        kernels.over_all(form, BONUS, doubled, _TILE, first, last, most)
        return most

    most = np.maximum.reduce(gathered(-(-many // _TILE), look, alone=4_000 // _TILE))
    meter.spend(many * many // 2)
    made: IntArray = -(-(doubled + most) // 2)
    return made


def score_bound(doubled: IntArray, placed: int) -> Fraction:
    """The most that an arrangement of so many people can score by doubled prices that hold for its pairs.

    An arrangement is half a pair for everybody placed, so its score and bonuses are at most half of all doubled prices.
    """
    return Fraction(int(doubled.sum()) - BONUS * placed, 2)
