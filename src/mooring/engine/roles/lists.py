"""Lists of choices: from ranks, scores or names in order to arrays, and from arrays to places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.people import ProblemError

Ranking = Sequence[int | Sequence[int]]


def whole(name: str, given: ArrayLike) -> NDArray[np.integer]:
    """A flat array of whole numbers. Raises ProblemError."""
    made: Any = np.asarray(given)
    if made.size and made.dtype.kind not in "iu":
        raise ProblemError(f"{name}: whole numbers are needed.")
    if made.ndim != 1:
        raise ProblemError(f"{name}: a flat list is needed.")
    held: NDArray[np.integer] = made if made.size else made.astype(np.int64)
    return held


def sized(name: str, given: ArrayLike, count: int | None) -> IntArray:
    """A flat array of `count` whole numbers, of any count if that is None. Raises ProblemError."""
    made = whole(name, given)
    if count is not None and len(made) != count:
        raise ProblemError(f"{name}: {len(made)} entries, where {count} are needed.")
    return made.astype(np.int64, copy=False)


def liking(side: str, score: ArrayLike | None, rank: ArrayLike | None, count: int, furthest: int) -> IntArray | None:
    """How one side likes the other, more is better; None if it does not say. Raises ProblemError."""
    if score is not None and rank is not None:
        raise ProblemError(f"{side}_rank: ranks or scores, not both.")
    if score is None and rank is None:
        return None
    name = f"{side}_score" if rank is None else f"{side}_rank"
    made = sized(name, rank if rank is not None else score if score is not None else (), count)
    if rank is not None and count and made.min() < 1:
        raise ProblemError(f"{name}: ranks begin at 1, not at {int(made.min())}.")
    if count and max(-int(made.min()), int(made.max())) > furthest:
        raise ProblemError(f"{name}: numbers go to {furthest} at most.")
    return made if rank is None else -made


def by_seeker(seeker: IntArray) -> IntArray | None:
    """The order that brings choices together seeker by seeker, else unchanged; None if they lie so already."""
    if (seeker[1:] >= seeker[:-1]).all():
        return None
    return np.argsort(seeker, kind="stable")


def known(told: IntArray | None, count: int) -> IntArray:
    """What was told of each choice; zeros where nothing was."""
    return np.zeros(count, dtype=np.int64) if told is None else told


def twice(start: IntArray, host: NDArray[np.integer]) -> tuple[int, int] | None:
    """The first of the seekers who name a host twice, and that host. Lists of one length are looked at together."""
    size, found = np.diff(start), []
    for length in np.unique(size[size > 1]).tolist():
        who = np.flatnonzero(size == length)
        rows = np.sort(host[start[who][:, None] + np.arange(length)], axis=1)
        row, at = np.nonzero(rows[:, 1:] == rows[:, :-1])
        if len(row):
            found.append((int(who[row[0]]), int(rows[row[0], at[0]])))
    return min(found, default=None)


def worth(seeker: IntArray, host: IntArray, mine: IntArray | None, theirs: IntArray | None, scale: int) -> IntArray:
    """What pairs are worth by their places in both sides' lists, 1 to `scale`; `scale` for all if nobody says."""
    sides = [_place(owner, liked) for owner, liked in ((seeker, mine), (host, theirs)) if liked is not None]
    if not len(seeker) or not sides:
        return np.full(len(seeker), scale, dtype=np.int64)
    parts = np.array([(int(held.max()) + 1 - held) * scale // int(held.max()) for held in sides])
    made: IntArray = parts.sum(axis=0) // len(parts)
    return made


def _place(owner: IntArray, liked: IntArray) -> IntArray:
    """The place of each entry in its owner's list: one more than the number liked better."""
    order = np.lexsort((-liked, owner))
    mine, held = owner[order], liked[order]
    fresh = np.concatenate([[True], mine[1:] != mine[:-1]])[: len(order)]
    step = fresh | np.concatenate([[True], held[1:] != held[:-1]])[: len(order)]
    at = np.arange(len(order))
    first = np.maximum.accumulate(np.where(fresh, at, 0))
    tied = np.maximum.accumulate(np.where(step, at, 0))
    made = np.empty(len(order), dtype=np.int64)
    made[order] = tied - first + 1
    return made


def places(side: str, given: Sequence[Ranking], other: str, count: int) -> dict[tuple[int, int], int]:
    """Pairs (whose list, who is on it) with the place there. Raises ProblemError for an unknown or repeated name."""
    made: dict[tuple[int, int], int] = {}
    for owner, ranking in enumerate(given):
        for one, place in in_order(ranking):
            if not 0 <= one < count:
                raise ProblemError(f"{side} {owner}: there is no {other} {one}; they are 0 to {count - 1}.")
            if (owner, one) in made:
                raise ProblemError(f"{side} {owner}: {other} {one} is named twice.")
            made[owner, one] = place
    return made


def in_order(ranking: Ranking) -> Iterator[tuple[int, int]]:
    """Everybody on a list with the place: one more than the number named before."""
    at = 1
    for entry in ranking:
        tied = list(entry) if isinstance(entry, Sequence) else [entry]
        for one in tied:
            yield int(one), at
        at += len(tied)
