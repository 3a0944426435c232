"""The most pairs of a graph, and where alternating walks from those left over lead: Edmonds' blossoms."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, Group

NOBODY: Final = -1


class Matching:
    """Pairs of a graph given as a symmetric true/false matrix; `mate[v]` is v's partner or -1.

    `grow` adds pairs until there can be no more. `forest` then tells who can be reached from somebody left over by walks that
    alternate between free and chosen pairs (Edmonds, Paths, trees, and flowers, 1965): the *outer*, each of whom some largest choice
    leaves over, and the *inner*, who stand between them (the Gallai-Edmonds decomposition).
    """

    def __init__(self, linked: BoolArray, pairs: Iterable[Sequence[int]] = ()) -> None:
        self.size = len(linked)
        self.near = [np.flatnonzero(row).tolist() for row in linked]
        self.mate = [NOBODY] * self.size
        for a, b in pairs:
            self.mate[a], self.mate[b] = b, a
        self.closed = [False] * self.size

    def exposed(self) -> list[int]:
        """Those left over."""
        return [person for person, other in enumerate(self.mate) if other == NOBODY]

    def grow(self) -> list[int]:
        """Add pairs until no larger choice exists; who is left over then.

        Whom a walk in vain has reached, no later walk need enter: no way to somebody left over leads through them (Edmonds).
        """
        for root in self.exposed():
            if self.mate[root] == NOBODY:
                self._start([root])
                if not self._walk():
                    self.closed = [closed or tree != NOBODY for closed, tree in zip(self.closed, self.tree, strict=True)]
        self.closed = [False] * self.size
        return self.exposed()

    def forest(self) -> tuple[Group, Group]:
        """The outer and the inner people; call `grow` first."""
        self._start(self.exposed())
        if self._walk():
            raise ValueError("the choice of pairs was not a largest one")
        inner = [person for person in range(self.size) if self.before[person] != NOBODY and not self.outer[person]]
        return tuple(person for person in range(self.size) if self.outer[person]), tuple(inner)

    def _start(self, roots: Sequence[int]) -> None:
        self.base = list(range(self.size))
        self.before = [NOBODY] * self.size
        self.outer = [False] * self.size
        self.tree = [NOBODY] * self.size
        for root in roots:
            self.outer[root], self.tree[root] = True, root
        self.queue = deque(roots)

    def _walk(self) -> bool:
        """Walk from the roots; True once a pair more is found, which is chosen if there is one root."""
        while self.queue:
            here = self.queue.popleft()
            for there in self.near[here]:
                if self.closed[there] or self.base[here] == self.base[there] or self.mate[here] == there:
                    continue
                if self.outer[there]:
                    if self.tree[here] != self.tree[there]:
                        return True
                    self._draw_together(here, there)
                elif self.before[there] == NOBODY:
                    self.before[there], self.tree[there] = here, self.tree[here]
                    after = self.mate[there]
                    if after == NOBODY:
                        self._turn(there)
                        return True
                    self.outer[after], self.tree[after] = True, self.tree[here]
                    self.queue.append(after)
        return False

    def _turn(self, end: int) -> None:
        """Everybody on the way from the root to this person without a partner changes partner."""
        while end != NOBODY:
            other = self.before[end]
            after = self.mate[other]
            self.mate[end], self.mate[other] = other, end
            end = after

    def _draw_together(self, here: int, there: int) -> None:
        """An odd circle becomes one: everybody in it can be left over."""
        meet = self._meeting(here, there)
        inside: set[int] = set()
        for one, other in ((here, there), (there, here)):
            while self.base[one] != meet:
                inside |= {self.base[one], self.base[self.mate[one]]}
                self.before[one] = other
                other = self.mate[one]
                one = self.before[other]
        for person in range(self.size):
            if self.base[person] in inside:
                self.base[person] = meet
                if not self.outer[person]:
                    self.outer[person] = True
                    self.queue.append(person)

    def _meeting(self, here: int, there: int) -> int:
        passed: set[int] = set()
        while True:
            here = self.base[here]
            passed.add(here)
            if self.mate[here] == NOBODY:
                break
            here = self.before[self.mate[here]]
        there = self.base[there]
        while there not in passed:
            there = self.base[self.before[self.mate[there]]]
        return there
