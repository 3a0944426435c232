"""From a packed round to pairs, with prices that bound what any pairs of the graph could reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mooring.engine.arrays import Group, IntArray
from mooring.engine.kernels.auction import OUT
from mooring.engine.large import candidates, known, market, pairing
from mooring.engine.large.candidates import Graph, Ids
from mooring.engine.large.effort import Effort
from mooring.engine.large.leftover import Seating
from mooring.engine.large.market import Market
from mooring.engine.large.packing import Round
from mooring.engine.meter import Meter

_FEW: Final = 500
"""More than one person in so many without a bid: candidates were chosen badly, and are sought once more."""


@dataclass(frozen=True, eq=False)
class Arranged:
    """Pairs, a row each, and trios, and the graph and prices they come from. Trios are named as in the problem, all else as packed."""

    pairs: IntArray
    trios: list[Group]
    graph: Graph
    market: Market


def arrange(packed: Round, effort: Effort, meter: Meter, start: Ids | None = None) -> Arranged:
    """Candidates, prices, candidates again at those prices, pairs, and places for the last few. Always ends with valid groups.

    `start`: everybody's partners to begin with, numbered as packed, -1 for nobody.
    """
    meter.say("looking for partners")
    priced = _among_known(packed, effort, meter, start) if start is not None or effort.known_alone else None
    graph, traded = priced or _among_found(packed, effort, meter)
    meter.say("pairs")
    mate = pairing.pairs(graph, traded)
    with meter.as_far_as_it_goes():
        pairing.better(packed, graph, traded, mate, effort, meter)
    seating = Seating(packed, mate)
    seating.seat_the_last(meter)
    return Arranged(seating.pairs(), seating.named_trios(), graph, traded)


def _among_known(packed: Round, effort: Effort, meter: Meter, start: Ids | None) -> tuple[Graph, Market] | None:
    """The graph of all pairs that share contacts or wishes, or of those to begin with, and its prices; None where too many find nobody in
    it to bid for.
    """
    graphs: list[Graph] = []
    with meter.as_far_as_it_goes():
        graphs.append(known.graph(packed, meter) if start is None else known.graph_again(packed, start, meter))
    if not graphs:
        return None
    (graph,) = graphs
    meter.say("prices")
    traded = market.trade(graph, effort.steps, meter, near=effort.known_alone)
    return (graph, traded) if meter.stopped or not _too_many_missed(packed, traded) else None


def _among_found(packed: Round, effort: Effort, meter: Meter) -> tuple[Graph, Market]:
    """The graph of candidates and its prices; candidates are sought again at those as often as the effort says, or as many lack a bid."""
    found = candidates.find(packed, effort, 0, packed.packed.own, meter)
    number = 0
    graph = candidates.graph(found)
    while True:
        meter.say("prices")
        last = number >= effort.repricings
        traded = market.trade(graph, effort.steps if last else effort.first_steps, meter)
        if meter.stopped or (last and (number > effort.repricings or not _too_many_missed(packed, traded))):
            return graph, traded
        number += 1
        meter.say(f"looking for partners at these prices, {number}")
        with meter.as_far_as_it_goes():
            more = candidates.find(packed, effort, 1_000 * number, market.halved(traded.doubled), meter)
            found = candidates.joined(found, more)
            graph = candidates.graph(found)


def _too_many_missed(packed: Round, traded: Market) -> bool:
    return int((traded.item == OUT).sum()) * _FEW > packed.people
