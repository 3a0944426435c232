"""Earlier rounds, as the matcher is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mooring.engine.arrays import Group
from mooring.engine.people import ProblemError


@dataclass(frozen=True, slots=True)
class Round:
    """One earlier round.

    `met`: the groups that really met (an introduction that led to nothing is no history).
    `placed`: everybody who was in a group, met or not; None means exactly the people in `met`.
    `unplaced`: those in the round whom it could not place. `trio`: those who sat in a trio of a pairs round.
    `bad_hour`: those whose meeting lay in their early or late hours. `day`: when it began, if known.
    """

    met: tuple[Group, ...] = ()
    placed: Group | None = None
    unplaced: Group = ()
    trio: Group = ()
    bad_hour: Group = ()
    day: date | None = None

    def __post_init__(self) -> None:
        seen: set[int] = set()
        for group in self.met:
            if len(group) < 2 or len(set(group)) != len(group):
                raise ProblemError(f"history: {group} is not a group of different people.")
            if seen & set(group):
                raise ProblemError(f"history: person {min(seen & set(group))} is in two groups of one round.")
            seen |= set(group)
        both = set(self.unplaced) & (seen | set(self.placed or ()))
        if both:
            raise ProblemError(f"history: person {min(both)} is both placed and unplaced in one round.")


@dataclass(frozen=True, slots=True)
class History:
    """Earlier rounds, oldest first."""

    rounds: tuple[Round, ...] = ()
