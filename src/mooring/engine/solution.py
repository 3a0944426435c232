"""What the matcher answers: groups with their reasons, who is in none and why, what was reached and what is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mooring.engine.arrays import Group

Status = Literal["exact", "bounded", "stopped"]
Ended = Literal["proof", "search", "work", "clock", "memory", "cancelled"]
Cause = Literal["no_common_time", "no_allowed_partner", "too_few_for_seats", "sizes_do_not_sum", "odd_one_out"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a group was made: a preference, what it was worth here, and what may be said about it.

    `value`: 0 to 1,000,000, the mean over the group's pairs. `points`: its part of the group's mean pair score.
    `shared`: topics (`interests`, `exchange`) all members have in common, or for a pair of any kind nothing.
    `private`: not for the organiser and not for the other members.
    """

    term: str
    value: int
    points: int
    shared: tuple[int, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A stretch that suits everybody in a group: first slot, number of slots, and whose bad hour it is."""

    slot: int
    slots: int
    bad_for: Group = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A group of the answer. `score`: sum of its pairs divided by one less than its people."""

    members: Group
    score: Fraction
    reasons: tuple[Reason, ...] = ()
    hints: tuple[Hint, ...] = ()
    repeats: tuple[Group, ...] = ()
    bad_hour: Group = ()
    locked: bool = False

    @property
    def trio(self) -> bool:
        """Whether three people sit in it."""
        return len(self.members) == 3


@dataclass(frozen=True, slots=True)
class Blocking:
    """A rule that keeps a person from `people` of the others. `private`: only for the person themselves."""

    rule: str
    people: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof that somebody had to be left, though each of them had allowed partners.

    The people of a circle may meet only each other and the `needed`, and no circle can be placed completely by itself. There are more
    circles than needed people, and the group of a needed person reaches into one circle at most. Only for the engine's caller: who may
    meet whom could tell of a private rule.
    """

    needed: Group
    circles: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody who is in no group, and why.

    `cause` may be shown to the organiser: it never tells a private rule apart from a public one. Whoever had allowed partners was left
    because there are too few people for the seats every group must have, or because the free people do not part into groups of the
    sizes asked for, or else as the odd one out.
    `rules` (every rule that stands in the way, most people first) and `lift` (the fewest rules that would have to be
    lifted to give a partner; empty when there is an allowed partner) are the person's own. `partners`: how
    many allowed partners there were. `again`: left out last time as well. `certificate`: in a round of pairs, for somebody who
    had allowed partners, the proof that one of a few had to be left; None where none was found.
    """

    person: int
    cause: Cause
    rules: tuple[Blocking, ...] = ()
    lift: tuple[str, ...] = ()
    partners: int = 0
    again: bool = False
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What was reached for one aim and the most that could be, the aims before it kept. Higher is better.

    Costs (repeats, burden) are counted below zero. `exact`: value and bound are the same.
    """

    name: str
    value: Fraction
    bound: Fraction

    @property
    def exact(self) -> bool:
        """Whether nothing better exists for this aim."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who carries what in this round. `repeats`: pairs inside the cooldown with how many rounds ago they met. `low_score`: whose match
    scores low: the mean of its pairs is below `policy.LOW_SCORE`.
    """

    trio: Group = ()
    bad_hour: Group = ()
    repeats: tuple[tuple[int, int, int], ...] = ()
    left_out_again: Group = ()
    low_score: Group = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to a problem. `matches`: a tuple, or for many people `Matches`, which is read alike.

    `score`: the matches' scores added up. `bound`: no arrangement under the same hard rules that places as
    many people scores more; `bound_reached`: some arrangement is known to score just that. `status`: `exact` (nothing better
    exists, level by level), `bounded` (the levels say how much better it could be), `stopped` (the budget ran out or it was
    cancelled). `ended`: what ended the search; two solves of the same problem, seed and work budget differ only where it was
    the clock, memory or the caller.
    """

    matches: Sequence[Match]
    unplaced: tuple[Unplaced, ...]
    score: Fraction
    bound: Fraction
    status: Status
    levels: tuple[LevelResult, ...]
    fairness: Fairness
    seed: int
    engine: str
    work: int = 0
    ended: Ended = "proof"
    bound_reached: bool = False

    @property
    def price_of_fairness(self) -> Fraction:
        """What the aims before the score have cost in score: exactly where `bound_reached`, else no more than this."""
        return self.bound - self.score

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups alone."""
        held: Sequence[Group] | None = getattr(self.matches, "groups", None)
        return tuple(match.members for match in self.matches) if held is None else tuple(held)

    @property
    def placed(self) -> int:
        """How many people are in a group."""
        return sum(map(len, self.groups))

    @property
    def gap(self) -> float:
        """How far the score may lie below the best, as a share of the bound: (bound - score) / bound."""
        return float((self.bound - self.score) / self.bound) if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other arrangement around a person: the groups that would change, before and after, and what it costs.

    `cost`: score lost (below zero: gained). `levels`: names of aims before the score that would be served worse.
    """

    before: tuple[Group, ...]
    after: tuple[Group, ...]
    unplaced: Group
    cost: Fraction
    levels: tuple[str, ...] = ()
