"""Who is tied to whom, and who could say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from mooring.engine.arrays import BoolArray, IntArray


class NetworkError(ValueError):
    """Ties that cannot be read. The message is one sentence that says where and why."""


@dataclass(frozen=True, eq=False)
class Ties:
    """Undirected ties between people 0 to n-1; make it with `of`.

    `pairs`: one row a tie, lower number first, no tie twice. `group`: each person's team, site or the like, -1 for unknown.
    `answered`: those whose ties are known; the others count for coverage alone.
    """

    people: int
    pairs: IntArray
    group: IntArray
    answered: BoolArray

    @classmethod
    def of(
        cls, people: int, pairs: ArrayLike, *, group: ArrayLike | None = None, answered: ArrayLike | None = None, mutual: bool = False
    ) -> Ties:
        """Ties from pairs of any direction. `mutual`: only those given in both. Raises NetworkError."""
        if people < 0:
            raise NetworkError(f"people: 0 or more, not {people}.")
        made: Any = np.asarray(pairs)
        if made.size and (made.ndim != 2 or made.shape[1] != 2 or made.dtype.kind not in "iu"):
            raise NetworkError("pairs: two whole numbers a row are needed.")
        ends: IntArray = made.reshape(-1, 2).astype(np.int64)
        out = np.flatnonzero(((ends < 0) | (ends >= people)).any(axis=1))
        if len(out):
            one, other = ends[out[0]].tolist()
            raise NetworkError(f"pairs: row {int(out[0])} joins {one} and {other}; people are 0 to {people - 1}.")
        own = np.flatnonzero(ends[:, 0] == ends[:, 1])
        if len(own):
            raise NetworkError(f"pairs: row {int(own[0])} joins person {int(ends[own[0], 0])} to themself.")
        said = np.unique(ends, axis=0) if mutual else ends
        found, times = np.unique(np.sort(said, axis=1), axis=0, return_counts=True)
        return cls(
            people,
            found[times > 1] if mutual else found,
            _each("group", group, people, -1).astype(np.int64),
            _each("answered", answered, people, 1).astype(np.bool_),
        )

    def only(self, kept: BoolArray) -> Ties:
        """The ties among some of the people, who are numbered anew."""
        place = np.cumsum(kept) - 1
        inside = kept[self.pairs].all(axis=1)
        return Ties(int(kept.sum()), place[self.pairs[inside]], self.group[kept], self.answered[kept])

    @cached_property
    def known(self) -> Ties:
        """The ties among those who answered."""
        return self if self.answered.all() else self.only(self.answered)

    @cached_property
    def grouped(self) -> Ties:
        """The ties among those whose group is known, groups numbered from 0."""
        made = self.only(self.group >= 0)
        return replace(made, group=np.unique(made.group, return_inverse=True)[1].astype(np.int64))

    @cached_property
    def inside(self) -> int:
        """How many ties join two of one group."""
        one, other = self.group[self.pairs].T
        return int(((one == other) & (one >= 0)).sum())

    @cached_property
    def degree(self) -> IntArray:
        """How many ties each person has."""
        return np.bincount(self.pairs.ravel(), minlength=self.people).astype(np.int64)

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Ones where two people are tied, both ways."""
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        return sparse.csr_array((np.ones(len(both), dtype=np.float32), (both[:, 0], both[:, 1])), shape=(self.people, self.people))


def _each(name: str, given: ArrayLike | None, people: int, unknown: int) -> IntArray:
    made: Any = np.full(people, unknown) if given is None else np.asarray(given)
    if made.shape != (people,):
        raise NetworkError(f"{name}: {made.size} entries for {people} people.")
    if made.size and made.dtype.kind not in "iub":
        raise NetworkError(f"{name}: whole numbers are needed.")
    if made.size and made.min() < -1:
        raise NetworkError(f"{name}: person {int(made.argmin())} has {int(made.min())}; the least is -1.")
    held: IntArray = made.astype(np.int64)
    return held
