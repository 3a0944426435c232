"""Each measure as one function of ties; none is defined for nobody, where it gives None."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import rustworkx
from scipy.sparse.csgraph import connected_components

from mooring.engine.arrays import IntArray
from mooring.engine.network.ties import Ties

_TOGETHER: Final = 64
SOURCES: Final = 2_000
"""From how many people distances are measured where there are more."""


def cross_ties(ties: Ties) -> IntArray:
    """How many ties each person has to people of other groups; a group that is not known is nobody's own."""
    one, other = ties.group[ties.pairs].T
    across = (one != other) & (one >= 0) & (other >= 0)
    return np.bincount(ties.pairs[across].ravel(), minlength=ties.people).astype(np.int64)


def density(ties: Ties) -> float | None:
    """The share of all pairs that are tied."""
    n = ties.people
    return 2 * len(ties.pairs) / (n * (n - 1)) if n > 1 else None


def components(ties: Ties) -> int | None:
    """How many parts there are without a tie between them."""
    return int(connected_components(ties.matrix, directed=False)[0]) if ties.people else None


def largest_component(ties: Ties) -> float | None:
    """The share of people in the largest part."""
    if not ties.people:
        return None
    return float(np.bincount(connected_components(ties.matrix, directed=False)[1]).max() / ties.people)


def ei(ties: Ties) -> float | None:
    """Ties outside one's group less those inside, as a share of both (Krackhardt & Stern 1988): -1 all inside, 1 all outside."""
    known = ties.grouped
    return 1 - 2 * known.inside / len(known.pairs) if len(known.pairs) else None


def modularity(ties: Ties) -> float | None:
    """The share of ties inside groups less what people's numbers of ties alone would give (Newman & Girvan 2004)."""
    known = ties.grouped
    if not len(known.pairs):
        return None
    halves = np.bincount(known.group, weights=known.degree) / (2 * len(known.pairs))
    return float(known.inside / len(known.pairs) - (halves**2).sum())


def transitivity(ties: Ties) -> float | None:
    """How often two contacts of somebody are tied themselves."""
    if not (ties.degree > 1).any():
        return None
    graph: Any = rustworkx.PyGraph()
    graph.add_nodes_from(range(ties.people))
    graph.add_edges_from_no_data([(one, other) for one, other in ties.pairs.tolist()])
    return float(rustworkx.graph_transitivity(graph))


def efficiency(ties: Ties, rng: np.random.Generator, sources: int = SOURCES) -> float | None:
    """The mean of one over the number of steps between two people, nothing where there is no way (Latora & Marchiori 2001).

    Measured from at most `sources` people, drawn by lot, to everybody.
    """
    n = ties.people
    if n < 2:
        return None
    begin = np.arange(n) if n <= sources else np.sort(rng.choice(n, sources, replace=False))
    total = sum(_closeness(ties, begin[at : at + _TOGETHER]) for at in range(0, len(begin), _TOGETHER))
    return total / (len(begin) * (n - 1))


def _closeness(ties: Ties, begin: IntArray) -> float:
    """The sum of one over the steps from these people to everybody else, all of them widening their circles together."""
    reached = np.zeros((ties.people, len(begin)), dtype=np.float32)
    reached[begin, np.arange(len(begin))] = 1
    edge, total, steps = reached.copy(), 0.0, 0
    while edge.any():
        steps += 1
        edge = ((ties.matrix @ edge) > 0) & (reached == 0)
        total += float(edge.sum()) / steps
        edge = edge.astype(np.float32)
        reached += edge
    return total
