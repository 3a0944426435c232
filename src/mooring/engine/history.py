"""Earlier rounds, as the matcher is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mooring.engine.arrays import Group
from mooring.engine.lists import flat
from mooring.engine.people import ProblemError


@dataclass(frozen=True, slots=True)
class Round:
    """One earlier round.

    `met`: the groups that really met (an introduction that led to nothing is no history).
    `placed`: everybody who was in a group, met or not; None means exactly the people in `met`.
    `unplaced`: those in the round whom it could not place. `trio`: those who sat in a trio of a pairs round.
    `bad_hour`: those whose meeting lay in their early or late hours. `low_score`: those whose match scored low (`policy.LOW_SCORE`).
    `day`: when it began, if known.
    """

    met: Sequence[Group] = ()
    placed: Group | None = None
    unplaced: Group = ()
    trio: Group = ()
    bad_hour: Group = ()
    low_score: Group = ()
    day: date | None = None

    def __post_init__(self) -> None:
        members, sizes = flat(self.met)
        if (sizes < 2).any():
            raise ProblemError(f"history: {self.met[int((sizes < 2).argmax())]} is not a group of different people.")
        order = np.argsort(members, kind="stable")
        same = members[order[1:]] == members[order[:-1]]
        if same.any():
            at = int(same.argmax())
            one, other = np.searchsorted(np.cumsum(sizes), order[at : at + 2], side="right").tolist()
            if one == other:
                raise ProblemError(f"history: {self.met[one]} is not a group of different people.")
            raise ProblemError(f"history: person {int(members[order[at]])} is in two groups of one round.")
        both = set(self.unplaced) & set(members.tolist()) | set(self.unplaced) & set(self.placed or ()) if self.unplaced else set()
        if both:
            raise ProblemError(f"history: person {min(both)} is both placed and unplaced in one round.")


@dataclass(frozen=True, slots=True)
class History:
    """Earlier rounds, oldest first."""

    rounds: tuple[Round, ...] = ()
