"""Many short lists of whole numbers in two arrays, for rounds with more people than Python objects can hold cheaply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from mooring.engine.arrays import Group, IntArray


class Lists(Sequence[Group]):
    """Lists of numbers, read as a tuple of tuples is read: the engine takes either.

    `begins` (one more than there are lists) says where each list begins in `members`. Both are kept as 64-bit and not copied
    where they are that already; neither may be changed afterwards.
    """

    __slots__ = ("begins", "members")

    def __init__(self, begins: ArrayLike, members: ArrayLike) -> None:
        self.begins: IntArray = np.asarray(begins, dtype=np.int64)
        self.members: IntArray = np.asarray(members, dtype=np.int64)
        if self.begins.ndim != 1 or not len(self.begins) or self.begins[0] or self.begins[-1] != len(self.members):
            raise ValueError("begins: from 0 to the number of members, one more than there are lists.")
        if (np.diff(self.begins) < 0).any():
            raise ValueError("begins: each list begins where the one before it ends.")
        self.begins.setflags(write=False)
        self.members.setflags(write=False)

    @classmethod
    def of_rows(cls, rows: ArrayLike) -> Lists:
        """Lists of one length, a row each."""
        made = np.asarray(rows, dtype=np.int64)
        return cls(np.arange(len(made) + 1) * (made.shape[1] if made.ndim == 2 else 0), made.reshape(-1))

    @property
    def sizes(self) -> IntArray:
        """How long each list is."""
        made: IntArray = np.diff(self.begins)
        return made

    def __len__(self) -> int:
        return len(self.begins) - 1

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, at: int | slice) -> Group | tuple[Group, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        place = range(len(self))[at]
        return tuple(self.members[self.begins[place] : self.begins[place + 1]].tolist())

    def __iter__(self) -> Iterator[Group]:
        members, begins = self.members.tolist(), self.begins.tolist()
        return (tuple(members[first:last]) for first, last in zip(begins, begins[1:], strict=False))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Lists):
            return np.array_equal(self.begins, other.begins) and np.array_equal(self.members, other.members)
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))


def flat(lists: Sequence[Group]) -> tuple[IntArray, IntArray]:
    """All members of all lists one after the other, and how long each list is."""
    if isinstance(lists, Lists):
        return lists.members, lists.sizes
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    members = np.fromiter((one for group in lists for one in group), dtype=np.int64, count=int(sizes.sum()))
    return members, sizes


def pairs_within(lists: Sequence[Group]) -> IntArray:
    """Every pair inside every list, in the order of the list: pairs x 2, pairs of earlier lists first within lists of one size."""
    members, sizes = flat(lists)
    if (sizes == 2).all():
        return members.reshape(-1, 2)
    begins = np.cumsum(sizes) - sizes
    made = [np.zeros((0, 2), dtype=np.int64)]
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        rows = members[begins[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        made.append(np.column_stack([rows[:, first].reshape(-1), rows[:, second].reshape(-1)]))
    pairs: IntArray = np.concatenate(made)
    return pairs
