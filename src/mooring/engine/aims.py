"""The ordered aims of a round as whole numbers: what each pair, and each larger group, adds to each aim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from mooring.engine.arrays import Group, IntArray
from mooring.engine.facts import Facts, pairs_of
from mooring.engine.policy.named import same_name

PARTS: Final = 60
"""Sums over groups are kept in sixtieths of a point, so that dividing by 1 to 6 stays exact."""

_SPLIT: Final = {
    "left_out_last_time": ("left_out_last_time", "waited_longest"),
    "repeats": ("repeats", "recent_repeats"),
}
SIZES: Final = "sizes"
"""The aim of groups of about one size: how far they are from it, each counted squared. It comes right after placing and repeats."""
ALONE: Final = "alone"
"""The private aim that nobody is the only one of a declared attribute in a group: how many are. It comes after the sizes."""
PRIVATE_AIMS: Final = frozenset({ALONE})
"""Aims whose value might tell of a single person; no report holds them."""
_AFTER: Final = frozenset({"placed", *_SPLIT["left_out_last_time"], *_SPLIT["repeats"]})

LONGEST: Final = 63
"""Longer waits, and more of them, count as this many."""
_SOME: Final = 24
"""Up to so many pairs are read out of a small table, not out of the whole one."""


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims of a problem, most important first. All are to be made as large as possible; costs are negative.

    A group of k adds the sum of its pairs divided by k - 1, less what `surplus` takes away.
    """

    facts: Facts
    names: tuple[str, ...]

    @classmethod
    def of(cls, facts: Facts, names: Sequence[str] | None = None) -> Aims:
        """All aims of the problem's policy, or only those named."""
        policy = facts.problem.policy
        levels = [name for level in policy.levels for name in _SPLIT.get(level, (level,))]
        more = [name for name, on in ((SIZES, policy.size > 2 and policy.up_to is None), (ALONE, bool(policy.not_alone))) if on]
        place = max(at for at, name in enumerate(levels, 1) if name in _AFTER)
        return cls(facts, tuple([*levels[:place], *more, *levels[place:]] if names is None else names))

    def pairs(self, name: str, rows: IntArray, cols: IntArray) -> IntArray:
        """What each pair adds to an aim."""
        facts = self.facts
        if name == "placed":
            return np.full((len(rows), len(cols)), 2, dtype=np.int64)
        if name in ("left_out_last_time", "waited_longest"):
            worth = self.waiting(name)
            return worth[rows][:, None] + worth[cols][None, :]
        if name == "repeats":
            return -(facts.met_place(rows, cols) > 0).astype(np.int64)
        if name == "recent_repeats":
            return -facts.met_place(rows, cols)
        if name == "burden":
            return -facts.bad_hour_cost(rows, cols) - facts.low_score_cost(rows, cols)
        if name == "need":
            return facts.need_served(rows, cols)
        if name in (SIZES, ALONE):
            return np.zeros((len(rows), len(cols)), dtype=np.int64)
        return facts.score(rows, cols)

    def of_pairs(self, name: str, one: IntArray, other: IntArray) -> IntArray:
        """`pairs` for single pairs: each of `one` with who stands at the same place in `other`."""
        facts = self.facts
        if facts.worked_out:
            if len(one) <= _SOME:
                return self.pairs(name, one, other).diagonal()
            who = facts.who
            return self.pairs(name, who, who)[np.searchsorted(who, one), np.searchsorted(who, other)]
        if name == "placed":
            return np.full(len(one), 2, dtype=np.int64)
        if name in ("left_out_last_time", "waited_longest"):
            worth = self.waiting(name)
            return worth[one] + worth[other]
        if name in ("repeats", "recent_repeats"):
            met = facts.met_of(one, other)
            return -(met > 0).astype(np.int64) if name == "repeats" else -met
        if name == "burden":
            return -facts.burden_of(one, other)
        if name == "need":
            return facts.need_of(one, other)
        if name in (SIZES, ALONE):
            return np.zeros(len(one), dtype=np.int64)
        return facts.score_of(one, other)

    def ideal(self, name: str) -> IntArray:
        """What each person adds where all is as it should be: no pair adds more than its two people do so. Not for the score."""
        facts = self.facts
        if name == "placed":
            return np.ones(facts.n, dtype=np.int64)
        if name in ("left_out_last_time", "waited_longest"):
            return self.waiting(name)
        return facts.band if name == "need" else np.zeros(facts.n, dtype=np.int64)

    def waiting(self, name: str) -> IntArray:
        """What placing each person adds to the aims about those who were left out."""
        past = self.facts.past
        if name == "left_out_last_time":
            return (past.waited > 0).astype(np.int64)
        return np.minimum(past.waited, LONGEST) * (LONGEST + 1) + np.minimum(past.left_out, LONGEST)

    def matters(self, name: str) -> bool:
        """Whether an aim can tell one arrangement from another at all."""
        facts = self.facts
        if name in ("left_out_last_time", "waited_longest"):
            return bool(self.waiting(name).any())
        if name in ("repeats", "recent_repeats"):
            return bool(facts.past.met)
        if name == "burden":
            seats = facts.trio_cost
            unlike = bool((seats != seats[:1]).any() or facts.past.low_scores.any())
            return (facts.hours.known and facts.hours.edges) or unlike
        if name == "need":
            return bool(facts.band.any())
        return name not in (SIZES, ALONE)

    def values(self, groups: Iterable[Group]) -> dict[str, Fraction]:
        """What an arrangement reaches for each aim, exactly."""
        made = list(groups)
        total = dict.fromkeys(self.names, 0)
        for near, part in self.facts.batches(made):
            aims = Aims(near, self.names)
            one, other = np.array([group for group in part if len(group) == 2], dtype=np.int64).reshape(-1, 2).T
            for name in self.names:
                if name in (SIZES, ALONE):
                    total[name] += sum(aims.group(name, group) for group in part)
                    continue
                total[name] += PARTS * int(aims.of_pairs(name, one, other).sum())
                total[name] += sum(aims.group(name, group) for group in part if len(group) > 2)
        return {name: Fraction(value, PARTS) for name, value in total.items()}

    def group(self, name: str, members: Group) -> int:
        """What a group adds to an aim, in sixtieths."""
        one, other = np.array(pairs_of(members), dtype=np.int64).reshape(-1, 2).T
        total = int(self.of_pairs(name, one, other).sum()) * (PARTS // (len(members) - 1))
        return total - int(PARTS * self.surplus(name, members)) if len(members) > 2 or name in (SIZES, ALONE) else total

    def surplus(self, name: str, members: Group) -> Fraction:
        """What a group of three or more costs an aim beyond its pairs' share, in whole points; never below zero."""
        facts = self.facts
        share = Fraction(len(members) - 2, len(members) - 1)
        if name == "repeats":
            return share * sum(pair in facts.past.met for pair in pairs_of(members))
        if name == "recent_repeats":
            return share * sum(facts.past.met.get(pair, -1) + 1 for pair in pairs_of(members))
        if name == SIZES:
            return Fraction((len(members) - facts.problem.policy.size) ** 2)
        if name == ALONE:
            return Fraction(self.alone(members))
        if name != "burden":
            return Fraction(0)
        who = np.array(members)
        by_pairs = Fraction(int(np.triu(facts.bad_hour_cost(who, who), 1).sum()), len(members) - 1)
        together = int(facts.bad_cost[list(facts.hours.bearers(np.array([members]), facts.bad_cost)[0])].sum())
        return together - by_pairs + self.seats(members)

    def alone(self, members: Group) -> int:
        """How often somebody of a group is the only one of what they declared."""
        people = self.facts.problem.people
        held = [people.attributes[same_name(name)][list(members)] for name in self.facts.problem.policy.not_alone]
        return sum(int((np.unique(one[one >= 0], return_counts=True)[1] == 1).sum()) for one in held)

    def seats(self, members: Group) -> int:
        """What seats in a trio cost: only where groups were to be pairs."""
        if self.facts.problem.policy.size != 2 or len(members) != 3:
            return 0
        return int(self.facts.trio_cost[list(members)].sum())
