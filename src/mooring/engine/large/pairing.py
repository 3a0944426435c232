"""From prices to pairs, and what betters them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.kernels import pairing as kernels
from mooring.engine.kernels.pairing import Forest
from mooring.engine.large.candidates import Graph
from mooring.engine.large.effort import Effort
from mooring.engine.large.market import BONUS, Market
from mooring.engine.large.packing import Round
from mooring.engine.meter import Meter

Mates = NDArray[np.int32]
_ONE_BY_ONE: Final = 500
_WAITING: Final = 3
_MEETINGS: Final = 64
"""So many people may wait at once for each there is; so many meetings are kept for each tree, and one for each person."""


def pairs(graph: Graph, market: Market) -> Mates:
    """Everybody's partner by who bids for whom, -1 for nobody."""
    many = len(market.item)
    mate, before = np.full(many, -1, dtype=np.int32), np.full(many, -1, dtype=np.int32)
    room = np.empty(many + 2, dtype=np.int32), np.empty(many + 2, dtype=np.int64), np.empty(many + 2, dtype=np.int64)
    kernels.cut(graph.value, market.item, market.place, BONUS, before, np.zeros(many, dtype=np.uint8), *room, mate)
    return mate


def better(packed: Round, graph: Graph, market: Market, mate: Mates, effort: Effort, meter: Meter) -> None:
    """Bring in who was left over, then exchange partners. Raises Stopped between two valid states."""
    meter.spend(2 * packed.people)
    bring_in(graph, market, mate, effort.visits, meter)
    if effort.sweeps:
        swap(packed, graph, mate, effort.sweeps, meter)


def bring_in(graph: Graph, market: Market, mate: Mates, visits: int, meter: Meter) -> None:
    """Join those who were left over, two at a time, by the paths that give least away.

    Few are brought in one after the other. Each looks the further the fewer are left, so many grow towards each other, all at once;
    what they give away is a little more.
    """
    lone = np.flatnonzero(mate < 0).astype(np.int32)
    lists = graph.begins, graph.other, graph.value, BONUS, market.doubled, mate
    if len(lone) <= _ONE_BY_ONE:
        many = len(mate)
        tree, way, far = np.full(many, -1, dtype=np.int32), np.empty(many, dtype=np.int32), np.empty(many, dtype=np.int64)
        keys, held = np.empty(64 * visits, dtype=np.int64), np.empty(64 * visits, dtype=np.int32)
        _, looked = kernels.bring_in(*lists, lone, visits, tree, way, far, keys, held)
        meter.spend(20 * looked)
        return
    _, looked = kernels.bring_in_many(*lists, lone, visits * len(lone), _forest(len(mate), len(lone)))
    meter.spend(20 * looked)


def _forest(many: int, trees: int) -> Forest:
    meetings = many + _MEETINGS * trees
    waiting = _WAITING * many + meetings
    tree, way, after, last = (np.full(size, -1, dtype=np.int32) for size in (many, many, many, trees))
    far, least = np.empty(many, dtype=np.int64), np.empty(trees, dtype=np.int64)
    keys, held, ends = np.empty(waiting, dtype=np.int64), np.empty(waiting, dtype=np.int32), np.empty((2, meetings), dtype=np.int32)
    return Forest(tree, way, far, after, last, least, keys, held, ends)


def swap(packed: Round, graph: Graph, mate: Mates, sweeps: int, meter: Meter) -> None:
    """Exchange partners between two pairs while that betters the whole."""
    many = len(mate)
    mine, fresh = np.zeros(many, dtype=np.int64), np.ones(many, dtype=np.uint8)
    kernels.swap(packed.packed, graph.begins, graph.other, graph.value, BONUS, mate, mine, fresh, sweeps)
    meter.spend(2 * len(graph.other))
