"""People on their way into groups: who sits where, what may be, and what a group is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.aims import PARTS, Aims
from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.facts import Facts
from mooring.engine.policy.named import same_name
from mooring.engine.policy.shape import most_seated

SPREAD: Final = 32
"""More than what a group's size can cost."""

Worth = tuple[int, int, int]
"""Repeats and size, people alone with what they declared, preferences; all are to be large."""


@dataclass(eq=False)
class Board:
    """The groups made so far, every one of which may be.

    `at` is each person's group or -1. `high` counts repeats, `low` the preferences, for each pair. `marked` has a column for each kind
    of seat, `needed` how many of it a group must have. `codes` has a column for each attribute nobody is to be alone with, -1 unknown.
    """

    aims: Aims
    people: IntArray
    allowed: BoolArray
    seed: int
    at: IntArray = field(init=False)
    groups: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        count, policy = len(self.people), self.aims.facts.problem.policy
        self.least, self.most, self.wanted = policy.least, policy.most, policy.size if policy.up_to is None else None
        self.rng = np.random.default_rng(self.seed)
        self.at = np.full(count, -1, dtype=np.int64)
        self.high = self._pairs(("repeats", "recent_repeats"))
        self.low = self._pairs(("burden", "need", "score"))
        self.apart = (~self.allowed).astype(np.int16)
        hours = self.aims.facts.hours
        self.timed = hours.known and hours.needed
        self.starts = self._starts()
        seats, held = self.aims.facts.seats, self.aims.facts.problem.people.attributes
        none = np.zeros((count, 0), dtype=np.int64)
        self.marked = np.column_stack([none, *(marked[self.people].astype(np.int64) for marked, _ in seats)])
        self.needed = np.array([least for _, least in seats], dtype=np.int64)
        self.codes = np.column_stack([none, *(held[same_name(name)][self.people] for name in policy.not_alone)])
        self.at_most = at_most(self.aims.facts, self.people)

    def _pairs(self, names: Sequence[str]) -> IntArray:
        """Aims as one number a pair, the first so much heavier that no change of two groups confuses them."""
        total: IntArray = np.zeros_like(self.allowed, dtype=np.int64)
        for name in names:
            if name not in self.aims.names or not self.aims.matters(name):
                continue
            worth = self.aims.pairs(name, self.people, self.people)
            total = total * max(1, int(np.abs(worth).max()) * SPREAD) + worth
        return total

    def _starts(self) -> NDArray[np.uint64]:
        hours = self.aims.facts.hours
        if not self.timed:
            return np.ones((len(self.people), 1), dtype=np.uint64)
        bits = hours.starts[hours.kind[self.people]]
        wide = np.zeros((len(bits), -(-bits.shape[1] // 64) * 64), dtype=np.bool_)
        wide[:, : bits.shape[1]] = bits
        return np.packbits(wide, axis=1, bitorder="little").view(np.uint64)

    # feasibility

    def common(self, members: Sequence[int]) -> NDArray[np.uint64]:
        """Starts that suit all of these, as bits; all ones for nobody."""
        made: NDArray[np.uint64] = np.bitwise_and.reduce(self.starts[list(members)], axis=0)
        return made

    def fits(self, members: Sequence[int]) -> bool:
        """Whether these people may be in one group, whoever else is in it."""
        who = list(members)
        return bool(self.common(who).any()) and self.apart[np.ix_(who, who)].sum() <= len(who)

    def missing(self, members: Sequence[int]) -> BoolArray:
        """Which kinds of seat still lack somebody."""
        short: BoolArray = self.marked[list(members)].sum(axis=0) < self.needed
        return short

    def whole(self, members: Sequence[int]) -> bool:
        """Whether these people may be a group as they are."""
        if not self.least <= len(members) <= self.most or self.missing(members).any() or not self.fits(members):
            return False
        forbidden = self.aims.facts.forbidden_groups
        return not forbidden or tuple(sorted(int(self.people[one]) for one in members)) not in forbidden

    def joiners(self, members: Sequence[int]) -> BoolArray:
        """Who may sit with these people."""
        made: BoolArray = np.logical_and(self.allowed[:, list(members)].all(axis=1), (self.starts & self.common(members)).any(axis=1))
        made[list(members)] = False
        return made

    # changing

    def put(self, person: int, group: int) -> None:
        """Seat somebody who has no seat."""
        self.groups[group].append(person)
        self.at[person] = group

    def take(self, person: int) -> None:
        """Take somebody from their seat."""
        self.groups[int(self.at[person])].remove(person)
        self.at[person] = -1

    def open(self, members: Sequence[int]) -> None:
        """Start a new group."""
        self.groups.append([])
        for person in members:
            self.put(person, len(self.groups) - 1)

    def swap(self, one: int, other: int) -> None:
        """Exchange two people's seats."""
        here, there = int(self.at[one]), int(self.at[other])
        self.take(one)
        self.take(other)
        self.put(one, there)
        self.put(other, here)

    def restore(self, kept: IntArray) -> None:
        """Seat everybody as they sat when `at` was this."""
        self.at = kept.copy()
        self.groups = [np.flatnonzero(kept == group).tolist() for group in range(int(kept.max(initial=-1)) + 1)]

    # worth

    def worth(self, members: Sequence[int]) -> Worth:
        """What a group is worth."""
        who = list(members)
        if len(who) < 2:
            return 0, 0, 0
        inside = np.ix_(who, who)
        size = (len(who) - self.wanted) ** 2 if self.wanted is not None else 0
        high = int(self.high[inside].sum()) // 2 * SPREAD - size
        return high, -self.alone(who), int(self.low[inside].sum()) // 2 * (PARTS // (len(who) - 1))

    def alone(self, members: Sequence[int]) -> int:
        """How often somebody is the only one of what they declared."""
        if not self.codes.shape[1]:
            return 0
        held = self.codes[list(members)]
        same = (held[:, None, :] == held[None, :, :]).sum(axis=0)
        return int(((same == 1) & (held >= 0)).sum())

    def repeated(self) -> bool:
        """Whether anybody meets somebody again."""
        return any(self.high[np.ix_(group, group)].any() for group in self.groups)

    def total(self) -> tuple[int, ...]:
        """What all is worth: how many are seated, those who waited among them, then what their groups are worth."""
        each = [self.worth(group) for group in self.groups if group]
        waited = self.aims.facts.past.waited[self.people]
        seated = self.at >= 0
        return int(seated.sum()), int(waited[seated].sum()), *(sum(one) for one in zip((0, 0, 0), *each, strict=True))


def at_most(facts: Facts, people: IntArray) -> int:
    """How many of these people groups of the policy's sizes, with every seat they must have, can hold at best."""
    policy = facts.problem.policy
    groups = min((int(marked[people].sum()) // least for marked, least in facts.seats), default=len(people))
    return most_seated(len(people), policy.least, policy.most, groups)
