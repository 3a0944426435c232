"""How well everybody is connected already, and so what a match across teams does for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.past import Past
from mooring.engine.problem import Problem

_BAND_TIES: Final = np.array([1, 3, 6])
_BAND_WORTH: Final = np.array([4, 2, 1, 0], dtype=np.int64)


def cross_ties(problem: Problem, counted: Callable[[], IntArray]) -> IntArray:
    """Confirmed ties to people of other teams: as told, else counted."""
    told = problem.people.cross_ties
    return told if (told >= 0).all() else np.where(told >= 0, told, counted())


def count(problem: Problem, past: Past) -> IntArray:
    """Those ties counted from the history and the ties of the problem."""
    n = problem.people.count
    contacts, team = past.contacts, problem.people.team
    teams = np.concatenate([team, np.full(contacts.shape[1] - n, -1, dtype=np.int64)])
    row, col = np.repeat(np.arange(n), np.diff(contacts.indptr)), contacts.indices
    across = (teams[row] != teams[col]) | (teams[row] < 0)
    return np.bincount(row[across], minlength=n).astype(np.int64)


def band(ties: IntArray) -> IntArray:
    """What a match across teams counts for somebody with so many: 4 without any, 2 with one or two, 1 with three to five, else 0."""
    made: IntArray = _BAND_WORTH[np.searchsorted(_BAND_TIES, ties, side="right")]
    return made
