"""The groups of a round of many people as rows of seats: who sits where, and what each group costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import Group, IntArray
from mooring.engine.kernels import grouping as kernels
from mooring.engine.kernels.grouping import Company
from mooring.engine.large.packing import Round
from mooring.engine.policy.named import same_name

_STEPS: Final = 63
"""So many steps of how long ago people met are told apart."""
Rows = NDArray[np.int32]


class Seated:
    """`rows` of people as packed, -1 where nobody sits, those with people first; the `sizes` and `cost` of each; and who is `left`."""

    rows: Rows
    sizes: IntArray
    cost: IntArray

    def __init__(self, packed: Round, beside: Company, least: int, most: int) -> None:
        self.packed, self.company, self.least, self.most = packed, beside, least, most
        self.left: list[int] = []

    def costs_of(self, groups: Sequence[Sequence[int]]) -> IntArray:
        """What each of some groups would cost."""
        rows = np.full((len(groups), self.most), -1, dtype=np.int32)
        for at, group in enumerate(groups):
            rows[at, : len(group)] = group
        made = np.empty(len(groups), dtype=np.int64)
        kernels.costs(self.packed.packed, self.company, rows, made)
        return made

    def members(self, at: int) -> list[int]:
        """Who is in a group."""
        made: list[int] = self.rows[at, : self.sizes[at]].tolist()
        return made

    def seat(self, at: int, members: Sequence[int]) -> None:
        """Have these people be a group."""
        self.rows[at] = -1
        self.rows[at, : len(members)] = members
        self.sizes[at], self.cost[at] = len(members), self.costs_of([members])[0]

    def add(self, members: Sequence[int]) -> None:
        """One group more."""
        self.rows = np.concatenate([self.rows, np.full((1, self.most), -1, dtype=np.int32)])
        self.sizes, self.cost = np.append(self.sizes, 0), np.append(self.cost, 0)
        self.seat(len(self.rows) - 1, members)

    def drop(self, gone: Sequence[int]) -> None:
        """Some groups less."""
        self.rows = np.delete(self.rows, gone, axis=0)
        self.sizes, self.cost = np.delete(self.sizes, gone), np.delete(self.cost, gone)

    def name(self, members: Sequence[int]) -> Group:
        """A group as the problem names its people."""
        return tuple(sorted(int(self.packed.back[one]) for one in members))

    def named(self) -> list[Group]:
        """The groups as the problem names their people, in no order."""
        places = np.append(self.packed.back, np.iinfo(np.int64).max)
        rows = np.sort(places[self.rows], axis=1)
        return [tuple(row[:size]) for row, size in zip(rows.tolist(), self.sizes.tolist(), strict=True)]


def company(packed: Round) -> Company:
    """Seats and declared attributes of the people of a packed round."""
    problem, none = packed.problem, np.zeros((packed.people, 0), dtype=np.int64)
    held = problem.people
    marked = [(held.numbers[same_name(seat.name)][packed.back] > 0).astype(np.int64) for seat in problem.policy.seats]
    codes = [held.attributes[same_name(name)][packed.back] for name in problem.policy.not_alone]
    return Company(
        np.column_stack([none, *marked]),
        np.array([seat.people for seat in problem.policy.seats], dtype=np.int64),
        np.column_stack([none, *codes]),
        "need" in problem.policy.levels,
        1 + packed.past.rounds // _STEPS,
    )
