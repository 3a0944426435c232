"""What is left to choose, in arrays as small as compiled code reads them, and what a choice weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.roles import network
from mooring.engine.roles.lists import Ints
from mooring.engine.roles.network import Network
from mooring.engine.roles.problem import RolesProblem


@dataclass(frozen=True, eq=False)
class Choices:
    """Choices that may still be made, seeker by seeker; `own`: where each stands in the problem, None if all stand where they stood."""

    start: IntArray
    host: Ints
    score: Ints
    room: IntArray
    own: IntArray | None

    def __post_init__(self) -> None:
        # As a problem's own arrays are: compiled code is made for each kind, and one kind is enough.
        for held in (self.start, self.host, self.score):
            held.setflags(write=False)

    @property
    def seekers(self) -> int:
        """How many seekers there are."""
        return len(self.start) - 1

    def of(self, told: Ints) -> Ints:
        """Of something told of every choice of the problem, what is told of these."""
        made = told if self.own is None else told[self.own]
        made.setflags(write=False)
        return made

    def chosen(self, at: IntArray) -> IntArray:
        """Choices of these as choices of the problem."""
        if self.own is None:
            return at.astype(np.int64)
        return np.where(at >= 0, self.own[at] if len(self.own) else -1, -1)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a choice weighs: `step` times its score, and what it is worth that its seeker is placed (`base`, by seeker)."""

    step: int
    base: IntArray


def left(problem: RolesProblem) -> Choices:
    """What is left of a problem once its locks are made."""
    room, _ = network.without_locks(problem)
    if not problem.forbidden and not problem.locks and room.all():
        return Choices(problem.start, problem.host, problem.score, room, None)
    free = np.ones(problem.seekers, dtype=np.bool_)
    free[[seeker for seeker, _ in problem.locks]] = False
    keep = problem.open & np.repeat(free, np.diff(problem.start)) & (room > 0)[problem.host]
    start = np.concatenate([[0], np.cumsum(keep)])[problem.start]
    return Choices(start, problem.host[keep], problem.score[keep], room, np.flatnonzero(keep))


def of_network(problem: RolesProblem, part: Network) -> Choices:
    """The choices of a network."""
    return Choices(part.start, part.host.astype(np.int32), problem.score[part.choice], part.room, None)


def weighing(problem: RolesProblem, multipliers: Sequence[tuple[str, int]]) -> Weighing:
    """How the levels weigh with these multipliers."""
    by = dict(multipliers)
    return Weighing(by["score"], by["placed"] + by["waited"] * problem.waited)


def gentler(problem: RolesProblem, multipliers: Sequence[tuple[str, int]], factor: int) -> tuple[tuple[str, int], ...]:
    """Multipliers no larger than these, by which a level outweighs `factor` times what one seeker can add to the levels after it.

    Prices are found sooner where numbers are small; whoever uses these must make sure that the levels are served in order all the same.
    """
    reach = {"placed": 1, "waited": int(problem.waited.max(initial=0)), "score": int(problem.score.max(initial=0))}
    made: list[tuple[str, int]] = []
    below = 0
    for name, multiplier in reversed(multipliers):
        one = min(multiplier, factor * below + 1)
        made.insert(0, (name, one))
        below += one * reach[name]
    return tuple(made)
