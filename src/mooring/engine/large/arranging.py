"""From a packed round to pairs, with prices that bound what any pairs of the graph could reach."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from mooring.engine.arrays import Group
from mooring.engine.large import candidates, market, pairing
from mooring.engine.large.candidates import Graph
from mooring.engine.large.effort import Effort
from mooring.engine.large.leftover import Seating
from mooring.engine.large.market import BONUS, Market
from mooring.engine.large.packing import Round
from mooring.engine.meter import Meter, Stopped


@dataclass(frozen=True, eq=False)
class Arranged:
    """Groups, and the graph and prices they come from. Groups are named as in the problem, everything else as packed."""

    groups: tuple[Group, ...]
    graph: Graph
    market: Market


def arrange(packed: Round, effort: Effort, meter: Meter) -> Arranged:
    """Candidates, prices, candidates again at those prices, pairs, and places for the last few. Always ends with valid groups."""
    none = np.zeros(packed.people, dtype=np.int64)
    meter.say("looking for partners")
    ids = candidates.find(packed, effort, 0, none, meter)
    graph = candidates.graph(packed, ids)
    for number in range(effort.repricings):
        if meter.stopped:
            break
        meter.say(f"prices {number + 1}")
        first = market.trade(graph, none, effort.first_steps, meter)
        price = (first.doubled - BONUS) // 2
        ids = candidates.joined(ids, candidates.find(packed, effort, 1_000 * (number + 1), price, meter))
        graph = candidates.graph(packed, ids)
    meter.say("prices")
    traded = market.trade(graph, none, effort.steps, meter)
    meter.say("pairs")
    mate = pairing.pairs(packed, traded)
    with suppress(Stopped):
        pairing.better(packed, graph, traded, mate, effort, meter)
    seating = Seating(packed, mate)
    seating.seat_the_last(meter)
    return Arranged(seating.groups(), graph, traded)
