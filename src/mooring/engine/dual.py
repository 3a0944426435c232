"""Prices of people that prove how good a round can be, and say which pairs may be part of the best one.

A group of k with weight (sum of its pairs) / (k - 1) is a fractional matching, so the best fractional matching,
which is an assignment of the people to themselves, is never worse than any arrangement into groups of any sizes. Its dual
gives every person a price; two people's prices together are at least twice what their pair is worth, and the
difference is the pair's slack. Aims of unlike importance are served one after the other: the next assignment uses only
pairs without slack so far. Slacks are then lists of numbers, compared like words in a dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.meter import Meter

_FAR: Final = 1 << 60


@dataclass(frozen=True, eq=False)
class Dual:
    """Prices (chunks x people) and slacks (chunks x people x people), in half points, exact integers.

    `seat`: whom each person is seated beside in the best fractional matching, which has half of each such pair. `last`: prices of
    the last aim alone, where all aims before it are as in an `Ideal`.
    """

    price: IntArray
    slack: IntArray
    seat: IntArray
    last: IntArray | None = None

    @property
    def bound(self) -> tuple[int, ...]:
        """Twice the best any arrangement can reach, chunk by chunk."""
        return tuple(int(value) for value in self.price.sum(axis=1))


@dataclass(frozen=True, eq=False)
class Ideal:
    """Prices that are right if only pairs in `tight` are needed; what is left to decide, the last aim's `worth`, is in the last chunk.

    `guess`: prices of the last aim that may be nearly right, which saves time; they change nothing else.
    """

    price: IntArray
    tight: BoolArray
    worth: IntArray
    guess: IntArray | None = None


def solve(chunks: Sequence[IntArray], allowed: BoolArray, meter: Meter, ideal: Ideal | None = None) -> Dual:
    """Prices for pair weights given in chunks, most important first. Being alone is worth nothing.

    With `ideal`, it is tried first whether everybody can be seated as it says, so that only one chunk needs to be solved.
    """
    size = len(allowed)
    if ideal is not None:
        meter.spend(4 * size * size)
        made = _as_ideal(chunks, ideal)
        if made is not None:
            return made
    usable = allowed | np.eye(size, dtype=np.bool_)
    prices, slacks = [], []
    seat: IntArray = np.arange(size)
    for weight in chunks:
        meter.spend(4 * size * size)
        worth = np.where(np.eye(size, dtype=np.bool_), 0, weight)
        price, seat = _assigned(worth, usable)
        prices.append(price)
        slacks.append(_slack(price, weight))
        usable &= slacks[-1] == 0
    return Dual(np.array(prices), np.array(slacks), seat)


def _as_ideal(chunks: Sequence[IntArray], ideal: Ideal) -> Dual | None:
    half = np.zeros_like(ideal.price[-1]) if ideal.guess is None else ideal.guess // 2
    try:
        last, seat = _assigned(ideal.worth - half[:, None] - half[None, :], ideal.tight)
    except ValueError:  # not everybody can be seated so
        return None
    last += 2 * half
    price = ideal.price.copy()
    price[-1] += last
    return Dual(price, np.array([_slack(*one) for one in zip(price, chunks, strict=True)]), seat, last)


def _slack(price: IntArray, worth: IntArray) -> IntArray:
    slack: IntArray = price[:, None] + price[None, :] - 2 * worth
    np.fill_diagonal(slack, price)
    return slack


def within(slack: IntArray, limit: Sequence[int], where: BoolArray | None = None) -> BoolArray:
    """Which slacks (chunks first) are at most `limit`, compared chunk by chunk in order."""
    made = np.zeros(slack.shape[1:], dtype=np.bool_)
    level = np.ones(slack.shape[1:], dtype=np.bool_) if where is None else where.copy()
    for held, most in zip(slack, limit, strict=True):
        made |= level & (held < most)
        level &= held == most
    return made | level


def _assigned(worth: IntArray, usable: BoolArray) -> tuple[IntArray, IntArray]:
    """Prices and seats of the best assignment of the people to themselves. Raises ValueError where there is none."""
    rows, seat = linear_sum_assignment(np.where(usable, -worth.astype(np.float64), np.inf))
    of_column = np.empty(len(seat), dtype=np.int64)
    of_column[seat] = rows
    ordered = np.where(usable, -worth, _FAR)[of_column]
    own = np.diagonal(ordered).copy()
    column = _potentials(np.where(ordered < _FAR, ordered - own[:, None], _FAR))
    row = np.empty_like(column)
    row[of_column] = own - column
    price: IntArray = -(row + column)
    short = 2 * worth - price[:, None] - price[None, :]
    if (short[usable] > 0).any():
        price = price + np.where(usable, np.maximum(short, 0), 0).max(axis=1)
    return price, seat


def _potentials(step: IntArray) -> IntArray:
    """Shortest ways to every column; `step` has no circle of negative length when the assignment is best."""
    size = len(step)
    reach: IntArray = step.min(axis=0)
    moved = np.flatnonzero(reach < 0)
    for _ in range(size):
        if not len(moved):
            break
        better = (reach[moved][:, None] + step[moved]).min(axis=0)
        moved = np.flatnonzero(better < reach)
        reach[moved] = better[moved]
    return reach
