"""Lists of choices: from ranks, scores or names in order to arrays, and from arrays to places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from mooring.engine.arrays import IntArray
from mooring.engine.people import ProblemError

Ints = NDArray[np.int32]
Whole = NDArray[np.integer]
Ranking = Sequence[int | Sequence[int]]


def whole(name: str, given: ArrayLike) -> Whole:
    """A flat array of whole numbers. Raises ProblemError."""
    made: Any = np.asarray(given)
    if made.size and made.dtype.kind not in "iu":
        raise ProblemError(f"{name}: whole numbers are needed.")
    if made.ndim != 1:
        raise ProblemError(f"{name}: a flat list is needed.")
    held: Whole = made if made.size else made.astype(np.int64)
    return held


def sized(name: str, given: ArrayLike, count: int | None) -> IntArray:
    """A flat array of `count` whole numbers, of any count if that is None. Raises ProblemError."""
    made = whole(name, given)
    if count is not None and len(made) != count:
        raise ProblemError(f"{name}: {len(made)} entries, where {count} are needed.")
    return made.astype(np.int64, copy=False)


def liking(side: str, score: ArrayLike | None, rank: ArrayLike | None, count: int, furthest: int) -> Ints | None:
    """How one side likes the other, more is better; None if it does not say. Raises ProblemError."""
    if score is not None and rank is not None:
        raise ProblemError(f"{side}_rank: ranks or scores, not both.")
    if score is None and rank is None:
        return None
    name = f"{side}_score" if rank is None else f"{side}_rank"
    told = sized(name, rank if rank is not None else score if score is not None else (), count)
    least, most = (int(told.min()), int(told.max())) if count else (1, 1)
    if rank is not None and least < 1:
        raise ProblemError(f"{name}: ranks begin at 1, not at {least}.")
    if max(-least, most) > furthest:
        raise ProblemError(f"{name}: numbers go to {furthest} at most.")
    made = told.astype(np.int32)
    return made if rank is None else np.negative(made, out=made)


def by_seeker(seeker: IntArray) -> IntArray | None:
    """The order that brings choices together seeker by seeker, else unchanged; None if they lie so already."""
    if (seeker[1:] >= seeker[:-1]).all():
        return None
    return np.argsort(seeker, kind="stable")


def known(told: Whole | None, count: int) -> Whole:
    """What was told of each choice; zeros where nothing was."""
    return np.zeros(count, dtype=np.int32) if told is None else told


def twice(start: IntArray, held: Whole) -> tuple[int, int] | None:
    """The first of the lists, each from its `start` to the next, in which a number stands twice, and that number. Lists of one length are
    looked at together.
    """
    size, found = np.diff(start), []
    for length in (np.flatnonzero(np.bincount(size)[2:]) + 2).tolist():
        who = np.flatnonzero(size == length)
        rows = held.reshape(-1, length) if len(who) == len(size) else held[start[who][:, None] + np.arange(length)]
        rows = np.sort(rows, axis=1)
        same = rows[:, 1:] == rows[:, :-1]
        if same.any():
            row, at = np.nonzero(same)
            found.append((int(who[row[0]]), int(rows[row[0], at[0]])))
    return min(found, default=None)


def worth(seeker: IntArray, host: Whole, mine: Whole | None, theirs: Whole | None, scale: int) -> IntArray:
    """What pairs are worth by their places in both sides' lists, 1 to `scale`; `scale` for all if nobody says."""
    sides = [_place(owner, liked) for owner, liked in ((seeker, mine), (host, theirs)) if liked is not None]
    if not len(seeker) or not sides:
        return np.full(len(seeker), scale, dtype=np.int64)
    parts = np.array([(int(held.max()) + 1 - held) * scale // int(held.max()) for held in sides])
    made: IntArray = parts.sum(axis=0) // len(parts)
    return made


def _place(owner: Whole, liked: Whole) -> IntArray:
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


@dataclass(frozen=True, eq=False)
class Ranked:
    """Ranked lists one after the other: where each begins, who is on it, at which place."""

    begins: IntArray
    member: IntArray
    place: IntArray

    @classmethod
    def of(cls, side: str, given: Sequence[Ranking], other: str, count: int) -> Ranked:
        """Raises ProblemError for an unknown or repeated name."""
        try:
            plain = cast(Iterable[int], chain.from_iterable(given))
            member = np.fromiter(plain, dtype=np.int64)
            size = np.fromiter(map(len, given), dtype=np.int64, count=len(given))
            place = np.arange(1, len(member) + 1) - np.repeat(np.cumsum(size) - size, size)
        except TypeError:  # a list inside a list
            every = [list(in_order(ranking)) for ranking in given]
            size = np.array([len(some) for some in every], dtype=np.int64)
            member, place = np.array([entry for some in every for entry in some], dtype=np.int64).reshape(-1, 2).T
        made = cls(np.concatenate([[0], np.cumsum(size)]), member, place)
        unknown = np.flatnonzero((member < 0) | (member >= count))
        if len(unknown):
            raise ProblemError(f"{side} {made.owner[unknown[0]]}: there is no {other} {member[unknown[0]]}; they are 0 to {count - 1}.")
        again = twice(made.begins, member)
        if again is not None:
            raise ProblemError(f"{side} {again[0]}: {other} {again[1]} is named twice.")
        return made

    @property
    def owner(self) -> IntArray:
        """Whose list each entry is on."""
        return np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))

    def named_by(self, others: Ranked) -> IntArray:
        """For each entry where on the lists of the others its owner is named by whom it names; -1 for nowhere."""
        shape = len(others.begins) - 1, len(self.begins) - 1
        by_member = csr_array((np.arange(len(others.member)), others.member, others.begins), shape=shape).tocsc()
        key = np.repeat(np.arange(shape[1]), np.diff(by_member.indptr)) * shape[0] + by_member.indices
        mine = self.owner * shape[0] + self.member
        at = np.searchsorted(key, mine)
        found = np.concatenate([key, [-1]])[at] == mine
        return np.where(found, np.concatenate([by_member.data, [-1]])[at], -1)


def in_order(ranking: Ranking) -> Iterator[tuple[int, int]]:
    """Everybody on a list with the place: one more than the number named before."""
    at = 1
    for entry in ranking:
        tied = list(entry) if isinstance(entry, Sequence) else [entry]
        for one in tied:
            yield int(one), at
        at += len(tied)
