"""Schedules that repeat themselves: a first round, and a turn that makes the next one of it.

People row * order + x move on to row * order + (x + 1 mod order); whoever is beyond the last full row stays. A first round in which every
pair moves along a way of its own gives `order` rounds without a repeat: the circle method of pairs, for groups of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from mooring.engine.problem import IntArray


def develop(rounds: IntArray, order: int, moving: int) -> Iterator[IntArray]:
    """Every turn of every first round, given as an array of shape (rounds, groups, size); the first `moving` people move."""
    for base, moves in zip(rounds, rounds < moving, strict=True):
        for step in range(order):
            yield np.where(moves, base // order * order + (base + step) % order, base)


def rounds(*written: str) -> IntArray:
    """Rounds written as groups with commas between them, as an array of shape (rounds, groups, size)."""
    return np.array([[[int(person) for person in group.split()] for group in one.split(",")] for one in written])


STARTERS: Final[Mapping[tuple[int, int], tuple[int, tuple[str, ...]]]] = {
    (6, 3): (
        4,
        (
            "0 1 6, 2 12 13, 3 8 17, 4 10 11, 5 9 14, 7 15 16",
            "0 11 16, 1 9 13, 2 8 15, 3 6 7, 4 14 17, 5 10 12",
        ),
    ),
    (8, 3): (
        11,
        ("0 7 18, 1 15 21, 2 3 5, 4 9 19, 6 12 14, 8 13 22, 10 11 23, 16 17 20",),
    ),
    (10, 3): (
        14,
        ("0 19 24, 1 5 16, 2 7 13, 3 17 20, 4 27 29, 6 8 26, 9 21 22, 10 11 18, 12 14 28, 15 23 25",),
    ),
    (12, 3): (
        17,
        ("0 21 34, 1 27 32, 2 8 25, 3 15 31, 4 14 33, 5 6 9, 7 16 29, 10 12 30, 11 18 26, 13 23 35, 17 24 28, 19 20 22",),
    ),
    (14, 3): (
        20,
        (
            "0 26 34, 1 4 25, 2 15 31, 3 17 28, 5 10 37, 6 23 39, 7 8 19, 9 13 32, 11 33 41, 12 27 30, 14 16 24, 18 38 40, 20 22 "
            "29, 21 35 36",
        ),
    ),
    (6, 4): (
        7,
        ("0 10 11 13, 1 2 4 18, 3 8 16 22, 5 12 17 23, 6 7 14 21, 9 15 19 20",),
    ),
    (9, 4): (
        11,
        ("0 7 8 22, 1 3 17 18, 2 13 15 20, 4 12 27 35, 5 23 29 32, 6 16 25 33, 9 21 26 34, 10 19 30 31, 11 14 24 28",),
    ),
    (12, 4): (
        15,
        (
            "0 4 28 29, 1 11 27 32, 2 22 43 47, 3 5 12 20, 6 18 34 45, 7 25 36 46, 8 9 15 42, 10 13 30 35, 14 37 38 41, 16 19 26 "
            "44, 17 21 23 40, 24 31 33 39",
        ),
    ),
    (15, 4): (
        19,
        (
            "0 5 15 18, 1 27 40 50, 2 4 22 49, 3 39 51 56, 6 14 19 25, 7 34 45 53, 8 36 41 59, 9 23 44 58, 10 17 33 42, 11 32 48 "
            "54, 12 37 52 57, 13 30 35 55, 16 26 28 38, 20 21 24 31, 29 43 46 47",
        ),
    ),
    (6, 5): (
        6,
        ("0 11 18 20 27, 1 3 13 22 26, 2 9 15 19 24, 4 8 10 12 28, 5 7 14 16 21, 6 17 23 25 29",),
    ),
    (7, 6): (
        7,
        ("0 4 9 11 28 29, 1 3 15 21 25 41, 2 10 18 23 32 38, 5 8 31 35 39 40, 6 12 14 16 17 33, 7 13 20 22 24 36, 19 26 27 30 34 37",),
    ),
}
"""By groups and size: the order of the turn, and the first rounds.

Found by the search of `turning`, and kept because that may take seconds.
"""

MEETINGS: Final[Mapping[tuple[int, int], tuple[str, ...]]] = {
    (20, 4): (
        "0 8 15 16, 1 13 14 17, 2 5 18 19, 3 4 11 12, 6 7 9 10",
        "0 2 12 17, 1 6 16 18, 3 7 8 14, 4 9 13 19, 5 10 11 15",
        "0 6 11 13, 1 2 3 10, 4 14 15 18, 5 8 9 17, 7 12 16 19",
        "0 10 14 19, 1 9 12 15, 2 6 11 17, 3 5 13 16, 4 7 8 18",
        "0 3 9 18, 1 8 11 19, 2 7 13 15, 4 10 16 17, 5 6 12 14",
        "0 1 5 7, 2 4 6 8, 3 15 17 19, 9 11 14 16, 10 12 13 18",
        "0 1 4 5, 2 9 14 16, 3 6 15 19, 7 11 17 18, 8 10 12 13",
    ),
}
"""By people and the most in a group: rounds in which every two meet. Found by annealing, after some twenty million exchanges."""
