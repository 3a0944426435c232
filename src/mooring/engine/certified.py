"""Checks a certificate by its own words, sharing nothing with what made it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

import rustworkx

from mooring.engine.arrays import Group
from mooring.engine.solution import Certificate

_SMALL: Final = 9

Fits = Callable[[Group], bool]


def wrong_with(proof: Certificate, free: Group, left: frozenset[int], fits: Fits) -> list[str]:
    """Why a certificate does not show that somebody in its circles had to be left, whoever it was; nothing when it does.

    `free` are all who may be placed, `left` all who were not; `fits` tells whether a group may meet.
    """
    inside = [member for circle in proof.circles for member in circle]
    if len(set(inside)) != len(inside) or set(inside) & set(proof.needed) or not set(inside) | set(proof.needed) <= set(free):
        return ["the circles of the certificate are not circles of different people."]
    wrong = []
    for circle in proof.circles:
        outside = set(free) - set(circle) - set(proof.needed)
        met = sorted(other for other in outside if any(fits((min(one, other), max(one, other))) for one in circle))
        if met:
            wrong.append(f"the circle {circle} could also meet {met[0]}, which the certificate does not say.")
        if not _depends(circle, fits):
            wrong.append(f"the circle {circle} can be placed by itself, which the certificate denies.")
    short = len(left & set(inside))
    if len(proof.circles) < len(proof.needed) + short:
        wrong.append(f"{len(proof.circles)} circles and {len(proof.needed)} needed people do not leave {short} people over.")
    return wrong


def _depends(circle: Group, fits: Fits) -> bool:
    """Whether no pairs and trios place everybody in a circle; only small or odd circles can be told."""
    if len(circle) <= _SMALL:
        return not _seated(frozenset(circle), fits)
    everybody = set(circle)
    spared = all(_paired(everybody - {one}, fits) for one in circle)
    trios = (trio for trio in combinations(circle, 3) if fits(trio))
    return spared and not any(_paired(everybody - set(trio), fits) for trio in trios)


def _seated(people: frozenset[int], fits: Fits) -> bool:
    if not people:
        return True
    first, *rest = sorted(people)
    groups = [(first, *others) for count in (1, 2) for others in combinations(rest, count)]
    return any(fits(group) and _seated(people - set(group), fits) for group in groups)


def _paired(people: set[int], fits: Fits) -> bool:
    graph: rustworkx.PyGraph[int, None] = rustworkx.PyGraph()
    place = dict(zip(sorted(people), graph.add_nodes_from(sorted(people)), strict=True))
    graph.add_edges_from([(place[a], place[b], None) for a, b in combinations(sorted(people), 2) if fits((a, b))])
    return 2 * len(rustworkx.max_weight_matching(graph, max_cardinality=True)) == len(people)
