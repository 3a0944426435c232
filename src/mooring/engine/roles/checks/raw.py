"""The raw problem beside the answer, read anew."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.answer import RolesSolution
from mooring.engine.roles.problem import Pair, RolesProblem

Whole = NDArray[np.integer]


class Raw:
    """The choices of a problem and what an answer made of them."""

    def __init__(self, problem: RolesProblem, solution: RolesSolution) -> None:
        self.problem, self.solution = problem, solution
        self.pairs: list[Pair] = [(seeker, int(host)) for seeker, host in enumerate(solution.host_of) if host != -1]
        self.locked = {seeker for seeker, _ in problem.locks}

    def choices(self, seeker: int) -> dict[int, int]:
        """Hosts a seeker names, each with its place in the arrays."""
        first, last = self.problem.start[seeker : seeker + 2].tolist()
        return dict(zip(self.problem.host[first:last].tolist(), range(first, last), strict=True))

    @cached_property
    def taken(self) -> dict[int, int]:
        """For each seeker with a host, the place of that choice in the arrays."""
        return {seeker: self.choices(seeker)[host] for seeker, host in self.pairs}

    @cached_property
    def owner(self) -> IntArray:
        """The seeker of each choice."""
        made = np.zeros(len(self.problem.host) + 1, dtype=np.int64)
        np.add.at(made, self.problem.start[1:-1], 1)
        return np.cumsum(made)[:-1]

    @cached_property
    def free(self) -> BoolArray:
        """Choices that are not forbidden, of seekers who are not locked."""
        made = np.full(len(self.problem.host), True)
        for seeker, host in self.problem.forbidden:
            at = self.choices(seeker).get(host)
            if at is not None:
                made[at] = False
        for seeker in self.locked:
            made[self.problem.start[seeker] : self.problem.start[seeker + 1]] = False
        return made

    @cached_property
    def held(self) -> BoolArray:
        """Hosts that take anybody."""
        made = np.full(self.problem.hosts, True)
        made[list(self.solution.not_held)] = False
        return made


def by_owner(key: Whole, count: int) -> list[IntArray]:
    """Places in the arrays, host by host."""
    order = np.argsort(key, kind="stable")
    return np.split(order, np.searchsorted(key[order], np.arange(1, count + 1)))[:count]
