"""Common time: which people share one unbroken stretch, how much they share, and whose bad hour it would be."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.problem import Problem
from mooring.engine.slots import SLOT_MINUTES, unpack
from mooring.engine.solution import Hint

_TABLE_LIMIT = 4_000
_FEW = 64
"""So many questions of a size must a table of everybody be worth: fewer pairs are worked out by themselves."""
_NEVER = 1 << 60


class Hours:
    """Availability of the people of a problem, made ready for questions about pairs and groups.

    People with the same availability form a class, so that pairs of classes are worked out once. `who`: the only people who will be
    asked about; everybody where it is left out.
    """

    def __init__(self, problem: Problem, who: IntArray | None = None) -> None:
        people = problem.people
        self.known = people.slots > 0
        self.needed = problem.policy.has("hours")
        self.length = problem.policy.minutes // SLOT_MINUTES
        self.kind: IntArray = np.zeros(people.count, dtype=np.int64)
        if not self.known:
            return
        free_of, edge_of = (people.free, people.edge) if who is None else (people.free[who], people.edge[who])
        rows, kind = _kinds(np.concatenate([free_of, edge_of & free_of], axis=1))
        self.kind[slice(None) if who is None else who] = kind
        width = people.free.shape[1]
        free = unpack(np.ascontiguousarray(rows[:, :width]), people.slots)
        edge = unpack(np.ascontiguousarray(rows[:, width:]), people.slots)
        self.starts = eroded(free, self.length)
        self.good_starts = eroded(free & ~edge, self.length)
        # Without the rule a group may have no common time at all, so that whose hour would be bad is no measure of a group.
        self.edges = self.needed and bool(edge.any())
        self._free = free.astype(np.float32)
        self._start = self.starts.astype(np.float32)
        self._good = self.good_starts.astype(np.float32)
        self.total: IntArray = free.sum(axis=1).astype(np.int64)
        self._tables: dict[str, NDArray[Any]] = {}

    def possible(self, rows: IntArray, cols: IntArray) -> BoolArray:
        """Whether each row person and column person share one long enough stretch."""
        if not (self.known and self.needed):
            return np.ones((len(rows), len(cols)), dtype=np.bool_)
        return self._ask("possible", rows, cols)

    def share(self, rows: IntArray, cols: IntArray) -> IntArray:
        """Common time as a part of the time of whoever has less, in millionths."""
        if not self.known:
            return np.zeros((len(rows), len(cols)), dtype=np.int64)
        return self._ask("share", rows, cols)

    def share_of(self, one: IntArray, other: IntArray) -> IntArray:
        """`share` for single pairs: each of `one` with who stands at the same place in `other`."""
        if not self.known:
            return np.zeros(one.shape, dtype=np.int64)
        left, right = self.kind[one], self.kind[other]
        common = np.rint((self._free[left] * self._free[right]).sum(axis=-1)).astype(np.int64)
        least = np.minimum(self.total[left], self.total[right])
        made: IntArray = common * 1_000_000 // np.maximum(least, 1)
        return made

    def bad_for(self, rows: IntArray, cols: IntArray) -> NDArray[np.uint8]:
        """Ways to meet, as bits: 1 in nobody's bad hour (or not at all), 2 in the row person's only, 4 in the column person's only."""
        if not (self.known and self.edges):
            return np.ones((len(rows), len(cols)), dtype=np.uint8)
        return self._ask("bad_for", rows, cols)

    def group_starts(self, members: Group) -> BoolArray:
        """The slots at which a stretch that suits every member begins."""
        made: BoolArray = np.logical_and.reduce(self.starts[self.kind[list(members)]], axis=0)
        return made

    def group_possible(self, members: Group) -> bool:
        """Whether all members share one long enough stretch."""
        return not (self.known and self.needed) or bool(self.group_starts(members).any())

    def possible_groups(self, groups: IntArray) -> BoolArray:
        """`group_possible` for many groups of one size, a row each."""
        if not (self.known and self.needed) or not len(groups):
            return np.ones(len(groups), dtype=np.bool_)
        made: BoolArray = np.logical_and.reduce(self.starts[self.kind[groups]], axis=1).any(axis=1)
        return made

    def cheapest(self, groups: IntArray, cost: IntArray) -> IntArray:
        """What the kindest common start costs in bad hours, for many groups of one size; 0 without any common start."""
        made = np.zeros(len(groups), dtype=np.int64)
        for at in range(0, len(groups), 2_000):
            starts, _, priced = self._priced(groups[at : at + 2_000], cost)
            price = np.where(starts, priced, _NEVER).min(axis=1)
            made[at : at + 2_000] = np.where(price == _NEVER, 0, price)
        return made

    def bearers(self, groups: IntArray, cost: IntArray) -> list[Group]:
        """For many groups of one size, a row each: who would sit in a bad hour at the start that costs least; nobody when hours do
        not matter.
        """
        if not self.known or not self.edges or not len(groups):
            return [()] * len(groups)
        starts, bad, price = self._priced(groups, cost)
        best = np.where(starts, price, _NEVER).argmin(axis=1)
        rows = np.arange(len(groups))
        sits = bad[rows, :, best] & starts[rows, best][:, None]
        made: list[Group] = [()] * len(groups)
        for at in np.flatnonzero(sits.any(axis=1)).tolist():
            made[at] = tuple(groups[at][sits[at]].tolist())
        return made

    def hints(self, groups: IntArray, cost: IntArray, per_day: int, at_most: int = 3) -> list[tuple[Hint, ...]]:
        """For many groups of one size, a row each: the kindest starts, on different days where there are such, in order of time."""
        if not self.known or not len(groups):
            return [()] * len(groups)
        starts, bad, price = self._priced(groups, cost)
        chosen = _kindest(starts, price, self.length, per_day, at_most)
        made: list[list[Hint]] = [[] for _ in range(len(groups))]
        at, slots = np.nonzero(chosen)
        who_for = bad[at, :, slots].tolist()
        for group, slot, members, is_bad in zip(at.tolist(), slots.tolist(), groups[at].tolist(), who_for, strict=True):
            made[group].append(Hint(slot, self.length, tuple(m for m, b in zip(members, is_bad, strict=True) if b)))
        return [tuple(hints) for hints in made]

    def _priced(self, groups: IntArray, cost: IntArray) -> tuple[BoolArray, BoolArray, IntArray]:
        """Of groups x slots: which are starts for all, and what each costs in bad hours; between them groups x members x slots: for whom
        it is a bad hour.
        """
        kinds = self.kind[groups]
        bad: BoolArray = ~self.good_starts[kinds]
        price: IntArray = np.einsum("gm,gms->gs", cost[groups], bad, dtype=np.int64)
        return np.logical_and.reduce(self.starts[kinds], axis=1), bad, price

    def _ask(self, what: str, rows: IntArray, cols: IntArray) -> NDArray[Any]:
        left, right = self.kind[rows], self.kind[cols]
        few = what not in self._tables and len(left) * len(right) * _FEW < len(self.starts) ** 2
        if few or len(self.starts) > _TABLE_LIMIT:
            return self._work_out(what, left, right)
        if what not in self._tables:
            every = np.arange(len(self.starts))
            self._tables[what] = self._work_out(what, every, every)
        return self._tables[what][left[:, None], right[None, :]]

    def _work_out(self, what: str, left: IntArray, right: IntArray) -> NDArray[Any]:
        if what == "possible":
            return self._possible(left, right)
        if what == "share":
            common = np.rint(self._free[left] @ self._free[right].T).astype(np.int64)
            least = np.minimum(self.total[left][:, None], self.total[right][None, :])
            shared: IntArray = common * 1_000_000 // np.maximum(least, 1)
            return shared
        row = self._start[left] @ self._good[right].T > 0
        col = row.T if left is right else self._good[left] @ self._start[right].T > 0
        # Without any common start nobody's hour is bad either.
        nobody: BoolArray = (self._good[left] @ self._good[right].T > 0) | ~self._possible(left, right)
        return nobody.astype(np.uint8) | row.astype(np.uint8) << 1 | col.astype(np.uint8) << 2

    def _possible(self, left: IntArray, right: IntArray) -> BoolArray:
        made: BoolArray | None = self._tables.get("possible")
        return made[np.ix_(left, right)] if made is not None else self._start[left] @ self._start[right].T > 0


def _kinds(both: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], IntArray]:
    """The different rows, in order, and which of them each row is."""
    if not both.shape[1]:
        return both[:1], np.zeros(len(both), dtype=np.int64)
    whole = np.ascontiguousarray(both).view(f"V{both.shape[1]}").reshape(-1)
    _, first, kind = np.unique(whole, return_index=True, return_inverse=True)
    return both[first], np.asarray(kind, dtype=np.int64).reshape(-1)


def _kindest(starts: BoolArray, price: IntArray, length: int, per_day: int, at_most: int) -> BoolArray:
    """Of each row's starts the cheapest, then the earliest, none within `length` of another, on days of their own while there are such."""
    rows, width = starts.shape
    every, count = np.arange(rows), np.zeros(rows, dtype=np.int64)
    chosen, apart = np.zeros_like(starts), np.where(starts, price, _NEVER)
    fresh, near, day = apart.copy(), np.arange(1 - length, length), np.arange(per_day)
    for left in (fresh, apart):
        for _ in range(at_most):
            best = left.argmin(axis=1)
            took = np.flatnonzero((left[every, best] < _NEVER) & (count < at_most))
            if not len(took):
                break
            slot = best[took][:, None]
            chosen[took, best[took]] = True
            count[took] += 1
            around = took[:, None], np.clip(slot + near, 0, width - 1)
            apart[around] = fresh[around] = _NEVER
            fresh[took[:, None], np.minimum(slot // per_day * per_day + day, width - 1)] = _NEVER
    return chosen


def eroded(slots: BoolArray, length: int) -> BoolArray:
    """The slots at which an unbroken stretch of that many slots begins."""
    made = np.zeros_like(slots)
    last = slots.shape[1] - length + 1
    if last > 0:
        made[:, :last] = True
        for step in range(length):
            made[:, :last] &= slots[:, step : step + last]
    return made
