"""The measures of an organisation as they may be read: with coverage, an interval, and withheld where too little is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from mooring.engine.meter import Meter, Stopped
from mooring.engine.network import chance, measures
from mooring.engine.network.chance import Chance
from mooring.engine.network.ties import Ties

Withheld = Literal["people", "coverage", "nothing"]
Value = float | None

LEAST_PEOPLE: Final = 10
"""Fewer people than this who answered, and nothing is told."""

_DRAWS: Final = 200
_LEFT_OUT: Final = 0.1, 0.2
_SOURCES_A_DRAW: Final = 64


@dataclass(frozen=True, slots=True)
class Kind:
    """A measure: what it says, the share of the people it needs, and what missing people do to it."""

    says: str
    coverage: float
    missing: str


MEASURES: Final[Mapping[str, Kind]] = {
    "mean_degree": Kind("ties a person", 0.7, "counts ties among those who answered, so it is low by about the share who did not"),
    "cross_group_ties": Kind("ties to other groups a person", 0.7, "low by about the share who did not answer"),
    "few_cross_group_ties": Kind("share of people with at most one tie to another group", 0.7, "high where many did not answer"),
    "density": Kind("share of all pairs that are tied", 0.7, "steady; only networks of one size can be compared"),
    "components": Kind("parts without a tie between them", 0.7, "high where those who link parts did not answer"),
    "largest_component": Kind("share of people in the largest part", 0.7, "low where those who link parts did not answer"),
    "ei": Kind("ties outside groups less those inside, as a share of both", 0.7, "steady, being a ratio"),
    "modularity": Kind("share of ties inside groups above what numbers of ties alone give", 0.7, "steady; changes with size"),
    "transitivity": Kind("share of two contacts of somebody who are tied themselves", 0.7, "very steady"),
    "efficiency": Kind("mean of one over the steps between two people", 0.8, "badly low where people in the middle did not answer"),
}
"""What can be measured of an organisation (Smith & Moody 2013; Smith, Moody & Morgan 2017 for what missing people do)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about a network.

    `low`, `high`: where 95 of 100 such numbers lie when another 10 to 20 % of the people are left out by lot, and the number itself. Means
    over people leave them out of the mean, everything else out of the network.
    `expected`, `z`: what chance would give and how far above it the number lies, for `ei` and `modularity`. `coverage`: the share of
    people who answered. `withheld`: why there is no number (too few `people`, too little `coverage`, or `nothing` to measure).
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    coverage: float
    people: int
    expected: float | None = None
    z: float | None = None
    withheld: Withheld | None = None


def measured(ties: Ties, *, seed: int = 0, draws: int = _DRAWS, meter: Meter | None = None) -> tuple[Measure, ...]:
    """Every measure of `MEASURES` for those who answered.

    `meter` counts work, tells progress and can stop it: what is not measured by then is left out. The same ties and seed give the same
    numbers.
    """
    meter = meter or Meter()
    known = ties.known
    coverage = known.people / ties.people if ties.people else 0.0
    made = []
    try:
        for place, (name, kind) in enumerate(MEASURES.items()):
            meter.say(name)
            withheld: Withheld | None = "people" if known.people < LEAST_PEOPLE else "coverage" if coverage < kind.coverage else None
            if withheld:
                made.append(Measure(name, None, None, None, coverage, known.people, withheld=withheld))
                continue
            made.append(_measure(name, kind, known, coverage, np.random.default_rng([seed, place]), draws, meter))
    except Stopped:
        return tuple(made)
    return tuple(made)


def _measure(name: str, kind: Kind, ties: Ties, coverage: float, rng: np.random.Generator, draws: int, meter: Meter) -> Measure:
    each = _PERSONS[name](ties) if name in _PERSONS else np.zeros(0)
    whole = _mean(each) if name in _PERSONS else _WHOLES[name](ties, rng, measures.SOURCES)
    if whole is None:
        return Measure(name, None, None, None, coverage, ties.people, withheld="nothing")
    found = [whole]
    for _ in range(draws):
        meter.spend(ties.people + len(ties.pairs))
        kept = rng.permutation(ties.people) >= round(rng.uniform(*_LEFT_OUT) * ties.people)
        drawn = _mean(each[kept]) if name in _PERSONS else _WHOLES[name](ties.only(kept), rng, _SOURCES_A_DRAW)
        found += [] if drawn is None else [drawn]
    low, high = np.quantile(found, [0.025, 0.975]).tolist()
    beside = _CHANCES[name](ties) if name in _CHANCES else None
    expected, z = (beside.expected, beside.z) if beside is not None else (None, None)
    return Measure(name, whole, min(low, whole), max(high, whole), coverage, ties.people, expected, z)


def _mean(each: NDArray[np.float64]) -> float | None:
    """The mean over those of whom the number is known."""
    known = each[~np.isnan(each)]
    return float(known.mean()) if len(known) else None


def _across(ties: Ties) -> NDArray[np.float64]:
    return np.where(ties.group >= 0, measures.cross_ties(ties), np.nan)


def _few_across(ties: Ties) -> NDArray[np.float64]:
    return np.where(ties.group >= 0, measures.cross_ties(ties) <= 1, np.nan)


_PERSONS: Final[Mapping[str, Callable[[Ties], NDArray[np.float64]]]] = {
    "mean_degree": lambda ties: ties.degree.astype(np.float64),
    "cross_group_ties": _across,
    "few_cross_group_ties": _few_across,
}
_WHOLES: Final[Mapping[str, Callable[[Ties, np.random.Generator, int], Value]]] = {
    "density": lambda ties, rng, sources: measures.density(ties),
    "components": lambda ties, rng, sources: measures.components(ties),
    "largest_component": lambda ties, rng, sources: measures.largest_component(ties),
    "ei": lambda ties, rng, sources: measures.ei(ties),
    "modularity": lambda ties, rng, sources: measures.modularity(ties),
    "transitivity": lambda ties, rng, sources: measures.transitivity(ties),
    "efficiency": measures.efficiency,
}
_CHANCES: Final[Mapping[str, Callable[[Ties], Chance | None]]] = {"ei": chance.ei, "modularity": chance.modularity}
