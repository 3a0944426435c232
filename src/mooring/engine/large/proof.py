"""What can be said of the best score there could be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import auction
from mooring.engine.kernels import proof as kernels
from mooring.engine.kernels.packed import Packed
from mooring.engine.large.candidates import Graph
from mooring.engine.large.market import BONUS
from mooring.engine.large.packing import Round, shared_steps
from mooring.engine.large.threads import gathered
from mooring.engine.meter import Meter

PROVEN_UP_TO: Final = 20_000
"""So many people: the bound is proven over all pairs without being asked for."""
_SHARES: Final = 16
_ALONE: Final = 4_000
_CHEAP: Final = 64
"""So many at most cost more to begin with."""
_WORTH_IT: Final = 4
"""So many steps along contacts cost no more than to look at one pair whose contacts are not known."""


def score_alone(packed: Round) -> Packed:
    """A packed round in which a pair is worth its score, whatever the aims above the score say about it."""
    return packed.packed._replace(need_cost=0, burden_cost=0, repeat_cost=0, recent_cost=0)


def over_all(form: Packed, graph: Graph, doubled: IntArray, meter: Meter) -> IntArray:
    """Doubled prices that hold for every allowed pair. Leaves out only pairs that cannot raise anything.

    Half of a price and half of the most that anybody leaves a person is such a price, whatever prices one begins with. Whoever costs
    less than they bring to any pair by themselves would leave much to everybody, and so costs what the others leave them, to begin with.
    """
    many = len(form.rows)
    known = shared_steps(form) < _WORTH_IT * many * many
    limit, common = 2 * (form.rest_apart if known else form.rest), 0 if known else -1
    most, order, short = _left_by_the_near(form, graph, doubled, known)
    cheap = min(int(np.searchsorted(short, 0)), _CHEAP)
    if cheap:
        first = np.arange(cheap, dtype=np.int32)
        most, who = _raised(form, doubled, order, short, limit, common, most, first, every=True), order[:cheap]
        doubled = doubled.copy()
        doubled[who] = np.maximum(doubled[who], most[who])
        meter.spend(cheap * many)
        most, order, short = _left_by_the_near(form, graph, doubled, known)
    shares = _SHARES if many > _ALONE else 1
    spread = np.concatenate([np.arange(first, many, shares, dtype=np.int32) for first in range(shares)])
    most = _raised(form, doubled, order, short, limit, common, most, spread)
    meter.spend(int(np.searchsorted(short, limit - short).sum()) // 2)
    made: IntArray = -(-(doubled + most) // 2)
    return made


def _left_by_the_near(form: Packed, graph: Graph, doubled: IntArray, known: bool) -> tuple[IntArray, Any, IntArray]:
    """The most that the graph and, where these are `known`, people with something in common leave everybody; who lacks least to leave
    others something comes first; and how much they lack, in that order.
    """
    many = len(form.rows)
    begin = np.empty(many, dtype=np.int64)
    auction.most_left(graph.begins, graph.other, graph.value, BONUS, doubled, begin)
    order, most = np.arange(many, dtype=np.int32), begin
    if known:
        most = _raised(form, doubled, order, begin, 0, 0, begin, np.arange(many, dtype=np.int32))
    lacked = np.minimum(most, doubled) - 2 * form.own - BONUS
    order = np.argsort(lacked, kind="stable").astype(np.int32)
    return most, order, lacked[order]


def sampled(form: Packed, graph: Graph, doubled: IntArray, placed: int, many: int, seed: int) -> tuple[float, float]:
    """What the bound over all pairs comes to by so many people chosen at random, each against everybody, and its standard error.

    No proof: what the others would raise is taken from these, without bias (Cochran, Sampling Techniques, 1977, 2.3).
    """
    people = len(form.rows)
    who = np.sort(np.random.default_rng(seed).choice(people, min(many, people), replace=False)).astype(np.int32)
    most = np.empty(people, dtype=np.int64)
    auction.most_left(graph.begins, graph.other, graph.value, BONUS, doubled, most)
    most = _raised(form, doubled, np.arange(people, dtype=np.int32), most, 0, 0, most, who, every=True)
    lacked = np.minimum(most, doubled) - 2 * form.own - BONUS
    order = np.argsort(lacked, kind="stable").astype(np.int32)
    place = np.empty(people, dtype=np.int32)
    place[order] = np.arange(people, dtype=np.int32)
    most = _raised(form, doubled, order, lacked[order], 2 * form.rest_apart, 0, most, place[who], every=True)
    raised = (most - doubled)[who] / 2
    bound = (float(doubled.sum()) + people * float(raised.mean()) - BONUS * placed) / 2
    return bound, people * float(raised.std()) / len(who) ** 0.5 / 2


def _raised(
    form: Packed, doubled: IntArray, order: Any, short: IntArray, limit: int, common: int, begin: IntArray, who: Any, *, every: bool = False
) -> IntArray:
    """`begin` raised to the most that others leave, over the pairs that `kernels.over` looks at for the places `who`."""
    room = len(order) if limit <= 0 else 0

    def look(first: int, last: int) -> IntArray:
        counts, near, raised = np.zeros(room, dtype=np.int32), np.empty(room, dtype=np.int32), begin.copy()
        kernels.over(form, BONUS, doubled, order, short, limit, common, every, who, first, last, counts, near, raised)
        return raised

    made: IntArray = np.maximum.reduce(gathered(len(who), look, alone=_ALONE))
    return made


def score_bound(doubled: IntArray, placed: int) -> Fraction:
    """The most that an arrangement of so many people can score by doubled prices that hold for its pairs.

    An arrangement is half a pair for everybody placed, so its score and bonuses are at most half of all doubled prices.
    """
    return Fraction(int(doubled.sum()) - BONUS * placed, 2)
