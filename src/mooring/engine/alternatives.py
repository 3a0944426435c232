"""What else could be done for one person in a draft, and solving again around what is kept.

Nobody can ask about two people: the engine alone says whom else the one person could meet, a few at most and the best first. So
a refusal, which might tell of a block, never happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from mooring.engine.aims import PARTS, Aims
from mooring.engine.arrays import Group
from mooring.engine.facts import Facts
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import Alternative, Solution
from mooring.engine.solving import solve

MOST: Final = 8

_LOOKED_AT: Final = 48
_REPEAT: Final = 4_000_000

Worth = tuple[int, ...]


def resolve(
    problem: Problem,
    locks: Sequence[Group],
    budget: Budget | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve again around groups that are to stay as they are. Raises ProblemError where one of them breaks a rule."""
    return solve(replace(problem, locks=tuple(locks)), budget, cancelled=cancelled)


def alternatives(problem: Problem, solution: Solution, person: int, at_most: int = MOST) -> tuple[Alternative, ...]:
    """Other arrangements in which this person meets somebody else, best first, never more than eight.

    Each is a change of one to three groups that breaks no rule, keeps to the policy's sizes and seats, leaves locked groups alone and
    places as many people as before or more; for somebody unplaced, it puts them in, and mostly somebody else out.
    Raises ValueError when the person is not in the solution.
    """
    if person not in {one.person for one in solution.unplaced} and not any(person in group for group in solution.groups):
        raise ValueError(f"person {person} is not in this solution")
    looking = _Looking(Facts(problem), solution, person)
    found: dict[Group, tuple[Worth, _Change]] = {}
    for change in looking.changes():
        company = next(tuple(sorted(group)) for group in change.after if person in group)
        worth = looking.worth(change)
        if company not in found or worth > found[company][0]:
            found[company] = (worth, change)
    best = sorted(found.values(), key=lambda one: ([-value for value in one[0]], one[1].after))
    return tuple(looking.told(worth, change) for worth, change in best[: min(at_most, MOST)])


@dataclass(frozen=True, slots=True)
class _Change:
    before: tuple[Group, ...]
    after: tuple[Group, ...]
    unplaced: Group = ()


class _Looking:
    def __init__(self, facts: Facts, solution: Solution, person: int) -> None:
        self.facts, self.person = facts, person
        self.aims = Aims.of(facts)
        self.matches = {member: match for match in solution.matches for member in match.members}
        mine = self.matches.get(person)
        self.locked = mine is not None and mine.locked
        self.mine: Group = mine.members if mine is not None else (person,)
        self.rest = tuple(member for member in self.mine if member != person)
        self.spared = len(self.rest) >= facts.problem.policy.least
        self.open = [match for match in solution.matches if not match.locked and person not in match.members]
        self.left = tuple(one.person for one in solution.unplaced)
        self._fits: dict[Group, bool] = {}
        self._values: dict[Group, Worth] = {}
        who = np.array(self.mine)
        every = facts.every
        self.allowed = facts.allowed(who, every)
        self.gain = facts.score(who, every) - _REPEAT * (facts.met_place(who, every) > 0)

    def changes(self) -> Iterator[_Change]:
        """Changes that break no rule, the promising ones only."""
        if self.locked or self.facts.problem.people.capacity[self.person] == 0:
            return
        for other in self._promising():
            company = self.matches[other].members
            theirs = tuple(member for member in company if member != other)
            with_me = (*theirs, self.person)
            if self.rest:
                yield from self._if_fits(_Change((self.mine, company), (with_me, (*self.rest, other))))
                if len(self.mine) == 2 == len(company):
                    yield from self._through_a_third(other, theirs, company)
            else:
                yield from self._if_fits(_Change((company,), (with_me,), (other,)))
                if len(company) < self.facts.problem.policy.most:
                    yield from self._if_fits(_Change((company,), ((*company, self.person),)))
            if self.spared and len(company) < self.facts.problem.policy.most:
                yield from self._if_fits(_Change((self.mine, company), ((*company, self.person), self.rest)))

    def _promising(self) -> list[int]:
        """People whose place this person might take, the likeliest first."""
        me = self.mine.index(self.person)
        scored = []
        for match in self.open:
            for other in match.members:
                theirs = [member for member in match.members if member != other]
                if not self.allowed[me, theirs].all():
                    continue
                gained = int(self.gain[me, theirs].sum()) // len(theirs)
                lost = Fraction(2, len(match.members)) * match.score
                swapped = sum(int(self.gain[at, other]) for at in range(len(self.mine)) if at != me) // max(1, len(self.rest))
                scored.append((-(gained + swapped - lost), other))
        return [other for _, other in sorted(scored)[:_LOOKED_AT]]

    def _through_a_third(self, other: int, theirs: Group, company: Group) -> Iterator[_Change]:
        """Where the two left over may not meet, a third pair takes them in: the best such."""
        (left,) = self.rest
        if self._fit((left, other)):
            return
        if not self._fit((*theirs, self.person)):
            return
        row = np.array([left, other])
        fits, gain = self.facts.allowed(row, self.facts.every), self.facts.score(row, self.facts.every)
        best: tuple[int, _Change] | None = None
        for match in self.open:
            if len(match.members) != 2 or match.members == company:
                continue
            for one, two in (match.members, match.members[::-1]):
                if fits[0, one] and fits[1, two]:
                    worth = int(gain[0, one] + gain[1, two]) - int(match.score)
                    if best is None or worth > best[0]:
                        after = ((*theirs, self.person), (left, one), (other, two))
                        best = worth, _Change((self.mine, company, match.members), after)
        if best is not None:
            yield from self._if_fits(best[1])

    def _if_fits(self, change: _Change) -> Iterator[_Change]:
        if all(self._fit(group) for group in change.after):
            after = tuple(sorted(tuple(sorted(group)) for group in change.after))
            before = tuple(sorted(group for group in change.before if len(group) > 1))
            yield _Change(before, after, change.unplaced)

    def _fit(self, group: Group) -> bool:
        key = tuple(sorted(group))
        if key not in self._fits:
            policy = self.facts.problem.policy
            self._fits[key] = policy.least <= len(key) <= policy.most and self.facts.group_allowed(key)
        return self._fits[key]

    def worth(self, change: _Change) -> Worth:
        """What the change adds to each aim, in sixtieths."""
        return tuple(
            sum(after) - sum(before)
            for after, before in zip(
                zip(*(self._value(group) for group in change.after), strict=True),
                zip(*(self._value(group) for group in change.before), strict=True),
                strict=True,
            )
        )

    def _value(self, group: Group) -> Worth:
        if group not in self._values:
            self._values[group] = tuple(self.aims.group(name, group) for name in self.aims.names)
        return self._values[group]

    def told(self, worth: Worth, change: _Change) -> Alternative:
        """A change as it is offered."""
        worse = tuple(
            name for name, value in zip(self.aims.names, worth, strict=True) if value < 0 and name not in ("score", "recent_repeats")
        )
        return Alternative(change.before, change.after, change.unplaced, Fraction(-worth[-1], PARTS), worse)
