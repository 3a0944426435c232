"""From prices to pairs, and what betters them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import joining as kernels
from mooring.engine.kernels import pairing as exchanging
from mooring.engine.kernels.joining import Forest
from mooring.engine.kernels.line import line_for
from mooring.engine.large.candidates import Graph, Ids
from mooring.engine.large.effort import Effort
from mooring.engine.large.market import BONUS, Market
from mooring.engine.large.packing import Round
from mooring.engine.meter import Meter

Mates = NDArray[np.int32]
Near = tuple[IntArray, Ids, Ids]
_ONE_BY_ONE: Final = 500
_LITTLE: Final = 50_000
"""What a pair gives away against doubled prices at most where most are brought in, of two million that its score can be,"""
_ANY: Final = 1 << 40
"""and where the last few are."""
_PLACES: Final = 64
_WAITING: Final = 3
_MEETINGS: Final = 64
"""So many people may wait at once for each that may be looked at, or that there is; so many meetings are kept for each tree, and one for
each person.
"""


def pairs(graph: Graph, market: Market) -> Mates:
    """Everybody's partner by who bids for whom, -1 for nobody."""
    many = len(market.item)
    mate, before = np.full(many, -1, dtype=np.int32), np.full(many, -1, dtype=np.int32)
    room = np.empty(many + 2, dtype=np.int32), np.empty(many + 2, dtype=np.int64), np.empty(many + 2, dtype=np.int64)
    exchanging.cut(graph.value, market.item, market.place, BONUS, before, np.zeros(many, dtype=np.uint8), *room, mate)
    return mate


def better(packed: Round, graph: Graph, market: Market, mate: Mates, effort: Effort, meter: Meter) -> None:
    """Bring in who was left over, then exchange partners. Raises Stopped between two valid states."""
    meter.spend(2 * packed.people)
    bring_in(graph, market, mate, effort.visits, meter)
    if effort.sweeps:
        swap(packed, graph, mate, effort.sweeps, meter)


def bring_in(graph: Graph, market: Market, mate: Mates, visits: int, meter: Meter, few: int = _ONE_BY_ONE) -> None:
    """Join those who were left over, two at a time, by the paths that give least away: first along pairs that give little, which are few
    and lie near each other in memory; then, who is left, along any. Up to `few` are brought in one after the other: each looks the further
    the fewer are left, so more grow towards each other, all at once; what they give away is a little more. Where each may look at
    everybody, there is no need to begin with few.
    """
    for most in (_ANY,) if len(mate) <= visits else (_LITTLE, _ANY):
        lone = np.flatnonzero(mate < 0).astype(np.int32)
        if len(lone) > 1:
            # Where one person's visits do not reach everybody, the last are far from each other and meet half way.
            join = _one_by_one if len(lone) <= few and (most == _LITTLE or len(mate) <= visits) else _all_at_once
            meter.spend(20 * join(_close(graph, market, most), mate, lone, visits))


def _close(graph: Graph, market: Market, most: int) -> Near:
    """The pairs that give away no more than so much, as lists, and what they give away."""
    begins, other, gives = np.empty_like(graph.begins), np.empty_like(graph.other), np.empty_like(graph.other)
    held = kernels.close(graph.begins, graph.other, graph.value, BONUS, market.doubled, most, begins, other, gives)
    return begins, other[:held], gives[:held]


def _one_by_one(lists: Near, mate: Mates, lone: Ids, visits: int) -> int:
    many = len(mate)
    tree, way, far = np.full(many, -1, dtype=np.int32), np.empty(many, dtype=np.int32), np.empty(many, dtype=np.int64)
    _, looked = kernels.one_by_one(*lists, mate, lone, visits, tree, way, far, line_for(_PLACES * visits))
    return looked


def _all_at_once(lists: Near, mate: Mates, lone: Ids, visits: int) -> int:
    many, trees = len(mate), len(lone)
    meetings = many + _MEETINGS * trees
    tree, way, after, last = (np.full(size, -1, dtype=np.int32) for size in (many, many, many, trees))
    far, least = np.empty(many, dtype=np.int64), np.empty(trees, dtype=np.int64)
    forest = Forest(tree, way, far, after, last, least, np.empty((2, meetings), dtype=np.int32))
    _, looked = kernels.all_at_once(*lists, mate, lone, visits * trees, forest, line_for(_WAITING * many + meetings))
    return looked


def swap(packed: Round, graph: Graph, mate: Mates, sweeps: int, meter: Meter) -> None:
    """Exchange partners between two pairs while that betters the whole."""
    many = len(mate)
    mine, fresh = np.zeros(many, dtype=np.int64), np.ones(many, dtype=np.uint8)
    exchanging.swap(packed.packed, graph.begins, graph.other, graph.value, BONUS, mate, mine, fresh, sweeps)
    meter.spend(2 * len(graph.other))
