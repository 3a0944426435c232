"""What comes back for two sides: who is with whom, what that proves, who would rather have each other, and who waits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mooring.engine.arrays import IntArray
from mooring.engine.roles.problem import Mode, Pair
from mooring.engine.solution import Ended, LevelResult, Status

Stability = Literal["stable", "weakly stable"]
WaitCause = Literal["no_allowed_host", "not_held", "full", "outweighed"]


@dataclass(frozen=True, eq=False)
class RolesBranch:
    """Prices of hosts that bound every arrangement in which the hosts of `held` take at least their least number and those of `closed`
    nobody.

    For any prices, nothing exceeds: for each seeker the most that a choice is worth above its host's price (0 if that is less), and
    for each host its price times its room, or, where the price is below zero (which is only for hosts in `held`), times its least number.
    """

    price: IntArray
    held: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class RolesProof:
    """Proof of the levels. A choice weighs the sum of `multipliers` times what it adds to each level.

    Every arrangement falls under one of the branches, so the largest branch's bound holds for all.
    """

    multipliers: tuple[tuple[str, int], ...]
    branches: tuple[RolesBranch, ...]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which places of their lists people got: `counts[0]` their first choice, and so on; `asked` people (or seats) could have got one.

    A place is one more than the number liked better on the list as it was given, whether those were possible or not.
    """

    counts: tuple[int, ...]
    asked: int

    @property
    def placed(self) -> int:
        """How many got somebody."""
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        """The mean place of those who got somebody."""
        total = sum(place * count for place, count in enumerate(self.counts, start=1))
        return Fraction(total, self.placed) if self.placed else None

    def share(self, top: int) -> Fraction | None:
        """The share of all who asked, placed or not, that got one of their first `top` choices."""
        return Fraction(sum(self.counts[:top]), self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Seekers who of all hosts that take anybody may only have these, and are more than their `room`: a proof that somebody waits.

    Locked seekers and their seats are not counted. `private`: a private rule has a part in it, so it is for nobody but the seekers
    themselves.
    """

    seekers: tuple[int, ...]
    hosts: tuple[int, ...]
    room: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody without a host, and why.

    `no_allowed_host`: nobody they may have (a private rule cannot be told from a public one). `not_held`: only hosts whose groups
    are not held. `full`: every host they may have is full, and so is every host to whom people there could move; `crowd` is the place in
    `RolesSolution.crowds` of the proof. `outweighed`: somebody could make way, but the mode would be served worse.
    `again`: they waited last time as well.
    """

    seeker: int
    cause: WaitCause
    crowd: int | None = None
    again: bool = False


@dataclass(frozen=True, eq=False)
class RolesSolution:
    """The answer to a RolesProblem.

    `host_of`: each seeker's host, -1 for who waits. `levels`: for each aim of the mode, in order, what was reached and a bound no
    arrangement can exceed that is as good in the levels before. `status`: `exact` (nothing better exists; in the mode `stable`: it is
    stable, and every group that began is held), `bounded`, `stopped`. `ended`: what ended the search; two solves of the same problem, seed
    and work budget differ only where it was the clock, memory or the caller.
    `stability`: in the mode `stable`, whether lists had no ties (`stable`) or had (`weakly stable`: no two would *both* gain by having
    each other). `blocking`: pairs who would both rather have each other, a row each. A locked seeker never counts, nor does a host whose
    group is not held. `not_held`: hosts who take nobody because of their least number. `seeker_ranks`, `host_ranks`: places received.
    """

    mode: Mode
    host_of: IntArray
    levels: tuple[LevelResult, ...]
    proof: RolesProof
    status: Status
    stability: Stability | None
    blocking: IntArray
    seeker_ranks: Ranks
    host_ranks: Ranks
    waiting: tuple[Waiting, ...]
    crowds: tuple[Crowd, ...]
    not_held: tuple[int, ...]
    seed: int
    engine: str
    work: int = 0
    ended: Ended = "proof"

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Seeker and host, seeker by seeker."""
        return tuple((seeker, host) for seeker, host in enumerate(self.host_of.tolist()) if host >= 0)

    @property
    def placed(self) -> int:
        """How many seekers have a host."""
        return int((self.host_of >= 0).sum())

    @property
    def total(self) -> int:
        """The scores of the pairs added up."""
        return int(self._level("score").value)

    @property
    def bound(self) -> int:
        """No arrangement that is as good in the levels before the score scores more."""
        return int(self._level("score").bound)

    @property
    def gap(self) -> float:
        """How far the total may lie below the best, as a share of the bound."""
        return (self.bound - self.total) / self.bound if self.bound else 0.0

    def _level(self, name: str) -> LevelResult:
        return next(level for level in self.levels if level.name == name)
