"""What is left to decide once locks are made, as one weight for every choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.people import ProblemError
from mooring.engine.roles.problem import Mode, RolesProblem

LEVELS: Final[dict[Mode, tuple[str, ...]]] = {
    "total": ("score", "placed", "waited"),
    "served": ("placed", "waited", "score"),
    "stable": ("placed", "waited", "score"),
}
_LARGEST: Final = 1 << 61


@dataclass(frozen=True, eq=False)
class Network:
    """Choices that may still be made, seeker by seeker. Seekers and hosts keep their numbers.

    `choice`: where each stands in the problem. `weight`: what it adds to all levels at once, above zero. `room`: seats left.
    `floor`: how many a host must take at least, 0 unless it was decided to hold its group.
    """

    start: IntArray
    host: IntArray
    weight: IntArray
    choice: IntArray
    room: IntArray
    floor: IntArray

    @property
    def seekers(self) -> int:
        """How many seekers there are, those without a choice as well."""
        return len(self.start) - 1

    @property
    def hosts(self) -> int:
        """How many hosts there are."""
        return len(self.room)

    @cached_property
    def seeker(self) -> IntArray:
        """The seeker of each choice."""
        return np.repeat(np.arange(self.seekers), np.diff(self.start))

    @cached_property
    def by_host(self) -> IntArray:
        """Choices in the order of their hosts."""
        return np.argsort(self.host, kind="stable")

    @cached_property
    def beyond(self) -> int:
        """More than any arrangement weighs."""
        return int(self.weight.max(initial=0)) * min(self.seekers, int(self.room.sum())) + 1

    def only(self, hosts: BoolArray, floor: IntArray) -> Network:
        """The same without the hosts that are not marked, and with other floors."""
        keep = hosts[self.host]
        start = np.concatenate([[0], np.cumsum(np.bincount(self.seeker[keep], minlength=self.seekers))])
        return replace(
            self,
            start=start,
            host=self.host[keep],
            weight=self.weight[keep],
            choice=self.choice[keep],
            room=np.where(hosts, self.room, 0),
            floor=floor,
        )


def multipliers(problem: RolesProblem) -> tuple[tuple[str, int], ...]:
    """For every level of the mode what one unit of it weighs, so that it outweighs all the levels after it together.

    Raises ProblemError where whole numbers of 64 bits cannot hold them.
    """
    most = min(problem.seekers, int(problem.room.sum()))
    reach = {
        "placed": most,
        "waited": int(problem.waited.sum()),
        "score": most * int(problem.score.max(initial=0)),
    }
    made: list[tuple[str, int]] = []
    below = 0
    for name in reversed(LEVELS[problem.mode]):
        made.insert(0, (name, below + 1))
        below += (below + 1) * reach[name]
    if below // max(1, most) > _LARGEST // 8:
        raise ProblemError(f"waited: with {problem.seekers} seekers these numbers are too large to be served in order.")
    return tuple(made)


def of(problem: RolesProblem, weights: Sequence[tuple[str, int]]) -> Network:
    """What is left of a problem once its locks are made."""
    room, _ = without_locks(problem)
    free = np.ones(problem.seekers, dtype=np.bool_)
    free[[seeker for seeker, _ in problem.locks]] = False
    keep = np.flatnonzero(problem.open & free[problem.seeker] & (room > 0)[problem.host])
    seeker = problem.seeker[keep]
    by = dict(weights)
    weight = by["placed"] + by["waited"] * problem.waited[seeker] + by["score"] * problem.score[keep].astype(np.int64)
    return Network(
        start=np.concatenate([[0], np.cumsum(np.bincount(seeker, minlength=problem.seekers))]).astype(np.int64),
        host=problem.host[keep].astype(np.int64),
        weight=weight,
        choice=keep,
        room=room,
        floor=np.zeros(problem.hosts, dtype=np.int64),
    )


def without_locks(problem: RolesProblem) -> tuple[IntArray, IntArray]:
    """Room and least number of each host once those locked to it have their seats."""
    locked = np.bincount([host for _, host in problem.locks], minlength=problem.hosts).astype(np.int64)
    return problem.room - locked, np.maximum(problem.least - locked, 0)
