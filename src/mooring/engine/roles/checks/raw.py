"""The raw problem beside the answer, read anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.answer import RolesSolution
from mooring.engine.roles.problem import Pair, RolesProblem

Whole = NDArray[np.integer]


class Raw:
    """The choices of a problem and what an answer made of them."""

    def __init__(self, problem: RolesProblem, solution: RolesSolution) -> None:
        self.problem, self.solution = problem, solution

    @classmethod
    def after(cls, before: Raw) -> Self:
        """The same, with what was read for another check already."""
        made = cls(before.problem, before.solution)
        made.__dict__.update(before.__dict__)
        return made

    def faults(self) -> Iterator[str]:
        """What is wrong, a sentence each."""
        raise NotImplementedError

    @cached_property
    def host_of(self) -> IntArray:
        """Each seeker's host, -1 for none."""
        return np.asarray(self.solution.host_of, dtype=np.int64)

    @cached_property
    def placed(self) -> IntArray:
        """Seekers with a host."""
        return np.flatnonzero(self.host_of != -1)

    @cached_property
    def size(self) -> IntArray:
        """How many hosts each seeker names."""
        made: IntArray = self.problem.start[1:] - self.problem.start[:-1]
        return made

    @cached_property
    def owner(self) -> Whole:
        """The seeker of each choice."""
        return np.repeat(np.arange(len(self.size), dtype=np.int32), self.size)

    @cached_property
    def at(self) -> IntArray:
        """The place in the arrays of what each seeker has; -1 for nobody, or for somebody who is not on their list."""
        hits = np.flatnonzero(self.problem.host == np.repeat(self.host_of, self.size))
        made = np.full(self.problem.seekers, -1, dtype=np.int64)
        made[self.owner[hits]] = hits
        return made

    @cached_property
    def taken(self) -> IntArray:
        """Places in the arrays of what was chosen, seeker by seeker."""
        return self.at[self.placed]

    @cached_property
    def count(self) -> IntArray:
        """How many seekers each host has."""
        return np.bincount(self.host_of[self.placed], minlength=self.problem.hosts)

    @cached_property
    def lock_choices(self) -> IntArray:
        """Places in the arrays of what is locked."""
        return self.choices(self.problem.locks)

    @cached_property
    def locked(self) -> BoolArray:
        """Seekers who are locked."""
        made = np.full(self.problem.seekers, False)
        made[[seeker for seeker, _ in self.problem.locks]] = True
        return made

    @cached_property
    def lock_count(self) -> IntArray:
        """How many seekers are locked to each host."""
        return np.bincount([host for _, host in self.problem.locks], minlength=self.problem.hosts)

    @cached_property
    def free(self) -> BoolArray:
        """Choices that are not forbidden, of seekers who are not locked."""
        made = np.repeat(~self.locked, self.size)
        made[self.choices(self.problem.forbidden)] = False
        return made

    @cached_property
    def held(self) -> BoolArray:
        """Hosts that take anybody."""
        made = np.full(self.problem.hosts, True)
        made[list(self.solution.not_held)] = False
        return made

    def rows(self, seekers: Whole) -> tuple[IntArray, IntArray]:
        """Places in the arrays of all that these seekers name, one list after the other, and the place among them of whose each is."""
        size = self.size[seekers]
        which = np.repeat(np.arange(len(seekers)), size)
        return np.arange(len(which)) + np.repeat(self.problem.start[seekers] - np.cumsum(size) + size, size), which

    def choices(self, pairs: tuple[Pair, ...]) -> IntArray:
        """Places in the arrays of these pairs, as far as they are choices."""
        if not pairs or not len(self.problem.host):
            return np.zeros(0, dtype=np.int64)
        problem = self.problem
        numbered = csr_array((np.arange(1, len(problem.host) + 1), problem.host, problem.start), shape=(problem.seekers, problem.hosts))
        at: IntArray = numbered[*np.array(pairs, dtype=np.int64).T] - 1
        return at[at >= 0]
