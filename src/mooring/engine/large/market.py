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
_SMALL: Final = 5_000
_PATIENCE: Final = 30
"""After so many bids a person steps are widened,"""
_WIDEST: Final = 20_000
"""up to that."""


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

    Where these are not wanted and steps are small from the first, people begin at what their pairs are worth on average, and the best of
    each list come to its front; where bids go on and on all the same, steps are widened for once.
    """
    many = len(graph.begins) - 1
    lists = (graph.begins, graph.other, graph.value)
    owner, item = np.full(many, -1, dtype=np.int32), np.full(many, -1, dtype=np.int32)
    place, stand, queue = np.empty(many, dtype=np.int64), np.empty(many, dtype=np.int32), np.empty(many, dtype=np.int32)
    # Nobody bids more than a pair of theirs is worth and a step, which fits; half the memory is half the waiting for it.
    costs, front = np.zeros(many, dtype=np.int32), (len(graph.other), np.full(many, kernels.LEAST, dtype=np.int32))
    guess, small = costs, not near and steps[0] <= _SMALL
    if near:
        kernels.begin(*lists, costs.copy(), costs)
    if small:
        in_parts(many, lambda first, last: kernels.begin_at_mean(graph.begins, graph.value, first, last, costs))
        costs -= costs.min(initial=SCORE_SCALE)
        guess, front = costs.copy(), (kernels.FRONT, front[1])
        in_parts(many, lambda first, last: kernels.sort_out(*lists, costs, front[1], first, last))
    with meter.as_far_as_it_goes():
        for step in steps:
            for rising in (step, 0):
                waiting, head, made, wider = kernels.release(*lists, BONUS, step, costs, *front, owner, item, place, queue), 0, 0, step
                while waiting:
                    waiting, head, bids = kernels.bid(
                        *lists, BONUS, wider, costs, *front, owner, stand, item, queue, head, waiting, _AT_A_TIME
                    )
                    meter.spend(bids * _BID_COSTS)
                    made += bids
                    if small and rising and made > _PATIENCE * many and wider < _WIDEST:
                        wider, made = 10 * wider, 0
                kernels.settle(owner, stand, item, place)
                if wider == step:
                    break
    kernels.settle(owner, stand, item, place)
    doubled = _doubled(graph, costs, front)
    if small and ((costs == guess) & (costs > 0)).any():
        # Nobody ever bid for these: they need not cost what was guessed. It is not known any more then who leaves most.
        less = _doubled(graph, np.where(costs == guess, 0, costs), (len(graph.other), front[1]))
        doubled = min(doubled, less, key=lambda one: int(one.sum()))
    return Market(item, place, costs, doubled)


def _doubled(graph: Graph, costs: NDArray[np.int32], front: tuple[int, NDArray[np.int32]]) -> IntArray:
    lists, doubled = (graph.begins, graph.other, graph.value), np.empty(len(costs), dtype=np.int64)
    in_parts(len(costs), lambda first, last: kernels.doubled_prices(*lists, BONUS, costs, *front, first, last, doubled))
    kernels.lower(*lists, BONUS, doubled)
    return doubled


def halved(doubled: IntArray) -> IntArray:
    """What a person takes from a pair's worth by their doubled price, bonus left aside."""
    made: IntArray = (doubled - BONUS) // 2
    return made
