"""Prices for people by auction over a graph of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import auction as kernels
from mooring.engine.large.candidates import Graph
from mooring.engine.large.threads import in_parts
from mooring.engine.meter import Meter
from mooring.engine.policy import SCORE_SCALE

BONUS: Final = 2 * SCORE_SCALE
"""What being in a pair is worth beside the pair itself."""
_AT_A_TIME: Final = 2_000_000
_BID_COSTS: Final = 20


@dataclass(frozen=True, eq=False)
class Market:
    """Who bids for whom (`item`) and where in the graph's lists that one stands (`place`), what everybody costs (`price`), and doubled
    prices of persons: two of them together are never less than twice what a pair of the graph is worth, bonus included.
    """

    item: NDArray[np.int32]
    place: IntArray
    price: NDArray[np.int32]
    doubled: IntArray


def trade(graph: Graph, steps: tuple[int, ...], meter: Meter, *, near: bool = False) -> Market:
    """Bid with smaller and smaller steps; when stopped, what the bids have come to. `near`: prices begin near what they will come to, so
    that large steps need not come first.
    """
    many = len(graph.begins) - 1
    lists = (graph.begins, graph.other, graph.value, BONUS)
    owner, item = np.full(many, -1, dtype=np.int32), np.full(many, -1, dtype=np.int32)
    place, queue = np.empty(many, dtype=np.int64), np.empty(many, dtype=np.int32)
    # Nobody bids more than a pair of theirs is worth and a step, which fits; half the memory is half the waiting for it.
    costs = np.zeros(many, dtype=np.int32)
    if near:
        kernels.begin(*lists[:3], costs.copy(), costs)
    with meter.as_far_as_it_goes():
        for step in steps:
            waiting, head = kernels.release(*lists, step, costs, owner, item, place, queue), 0
            while waiting:
                waiting, head, bids = kernels.bid(*lists, step, costs, owner, item, place, queue, head, waiting, _AT_A_TIME)
                meter.spend(bids * _BID_COSTS)
    doubled = np.empty(many, dtype=np.int64)
    in_parts(many, lambda first, last: kernels.doubled_prices(*lists, costs, first, last, doubled))
    kernels.lower(*lists, doubled)
    return Market(item, place, costs, doubled)


def halved(doubled: IntArray) -> IntArray:
    """What a person takes from a pair's worth by their doubled price, bonus left aside."""
    made: IntArray = (doubled - BONUS) // 2
    return made
