"""What chance alone would give, in closed form, so that nothing has to be simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.network.ties import Ties

Floats = NDArray[np.float64]

_STEPS: Final = 200
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Chance:
    """The mean of a number under chance, and by how many standard deviations the number itself lies above it; None where it cannot vary."""

    expected: float
    z: float | None


def ei(ties: Ties) -> Chance | None:
    """The E-I index if people were put into the groups by lot, sizes and ties kept.

    The mean and variance of join counts (Cliff & Ord 1973): two ties that share a person need three people of one group to be both
    inside, two that do not need two pairs.
    """
    known = ties.grouped
    m, n = len(known.pairs), known.people
    if not m:
        return None
    sizes = np.bincount(known.group).tolist()
    pairs = [_falling(size, 2) for size in sizes]
    adjacent = sum(degree * (degree - 1) for degree in known.degree.tolist())
    both_three = sum(_falling(size, 3) for size in sizes)
    both_four = sum(_falling(size, 4) for size in sizes) + sum(pairs) ** 2 - sum(pair**2 for pair in pairs)
    mean = m * sum(pairs) / _falling(n, 2)
    second = mean
    second += adjacent * both_three / _falling(n, 3) if adjacent else 0
    second += (m * (m - 1) - adjacent) * both_four / _falling(n, 4) if m * (m - 1) > adjacent else 0
    return _chance(known, mean, second - mean**2, -2 / m, 1)


def modularity(ties: Ties) -> Chance | None:
    """Modularity if ties fell by lot, nobody tied twice to another or to themself, everybody keeping their number of ties.

    Ties are taken as independent with the chances of largest entropy that give everybody their number on average (Park & Newman 2004;
    Chatterjee, Diaconis & Sly 2011). Holding the numbers fixed then takes from the variance what they explain (regression on them).
    People with equally many ties are alike, so the work is that of as many unknowns as there are different numbers.
    """
    known = ties.grouped
    if not len(known.pairs):
        return None
    degrees, kind = np.unique(known.degree, return_inverse=True)
    table = np.zeros((len(degrees), int(known.group.max()) + 1))
    np.add.at(table, (kind, known.group), 1)
    count = table.sum(axis=1)
    chance = _chances(degrees.astype(np.float64), count)
    spread = chance * (1 - chance)
    mean = _inside(chance, table, count)
    spent = _explained(spread, table, count)
    m = len(known.pairs)
    halves = np.bincount(known.group, weights=known.degree) / (2 * m)
    pairs = known.people * (known.people - 1) // 2
    left = max(0, pairs - known.people) / pairs
    # A variance left by a regression is short by the share of its unknowns among what was observed.
    variance = (_inside(spread, table, count) - spent) / left if left else 0.0
    return _chance(known, mean, variance, 1 / m, -float((halves**2).sum()))


def _chances(degrees: Floats, count: Floats) -> Floats:
    """The chance of a tie between two people by their numbers of ties, by Newton's way."""
    total = max(1.0, float((degrees * count).sum()))
    place = np.log(np.maximum(degrees, _CLOSE) / np.sqrt(total))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(place[:, None] + place[None, :], -60, 60)))
        over = chance @ count - np.diagonal(chance) - degrees
        if np.abs(over).max() < _CLOSE:
            break
        spread = chance * (1 - chance)
        slope = spread * count + np.diag(spread @ count - 2 * np.diagonal(spread))
        step = np.linalg.lstsq(slope, over, rcond=None)[0]
        place = place - step * min(1.0, 2 / max(_CLOSE, float(np.abs(step).max())))
    return np.asarray(chance, dtype=np.float64)


def _inside(each: Floats, table: Floats, count: Floats) -> float:
    """The sum over pairs of one group of what each pair has by its kinds."""
    return float(((table * (each @ table)).sum() - (count * np.diagonal(each)).sum()) / 2)


def _explained(spread: Floats, table: Floats, count: Floats) -> float:
    """The part of the variance of ties inside groups that goes when everybody's number of ties is fixed."""
    own = np.diagonal(spread)
    along = spread @ table - own[:, None]
    rest = spread @ count - 2 * own
    some = rest > _CLOSE
    weight = np.divide(1, rest, out=np.zeros_like(rest), where=some)
    summed = (table * along).sum(axis=1)
    kinds = np.linalg.lstsq(np.diag(rest) + count[:, None] * spread, summed, rcond=None)[0]
    each = weight[:, None] * (along - (spread @ kinds)[:, None])
    return float((table * along * each).sum())


def _falling(n: int, k: int) -> int:
    made = 1
    for step in range(k):
        made *= n - step
    return made


def _chance(known: Ties, mean: float, variance: float, scale: float, shift: float) -> Chance:
    """Chance for the number `scale * inside + shift`."""
    deviation = variance**0.5 if variance > _CLOSE else 0
    z = (known.inside - mean) / deviation * (1 if scale > 0 else -1) if deviation else None
    return Chance(scale * mean + shift, z)
