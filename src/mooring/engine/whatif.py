"""What changes made by hand would bring: a solved round of pairs that is solved again from where it stands.

Prices stay right when pairs are forbidden or people taken out; only the odd sets these were part of are no more (see
`blossoms`). So a change costs a search or two for those who lost their partner, and the answer is as exact as one from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from mooring.engine import exact, solving
from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import Solution
from mooring.engine.trios import Known


@dataclass(frozen=True, slots=True)
class Cost:
    """What one change takes from each aim while all others are made, most important first; below zero: what it gives."""

    change: Group
    levels: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, eq=False)
class _Keeps(exact.Way):
    """Solves from the start and keeps the searches, by the aims they served."""

    searches: dict[tuple[str, ...], exact.Search] = field(default_factory=dict)

    def _found(self, search: exact.Search, start: tuple[Group, ...]) -> exact.Found:
        self.searches[search.island.aims.names] = search
        return search.best(start)


@dataclass(frozen=True, eq=False)
class _GoesOn(exact.Way):
    """Goes on from kept searches: `apart` are pairs that cannot be made any more, `gone` people (positions both) who are taken out."""

    kept: _Keeps
    apart: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]

    def island(self, aims: Aims, people: IntArray, allowed: BoolArray) -> exact.Island:
        made = copy(self.kept.searches[aims.names].island)
        made.aims, made.allowed = aims, allowed
        return made

    def solve(self, island: exact.Island, meter: Meter, start: tuple[Group, ...] = ()) -> exact.Found:
        before = self.kept.searches[island.aims.names]
        if self._stands(before, island):
            return exact.Found(self._others(before), True, before.prices.bound)
        pairing = before.kept.changed(before.nearby.only(island.allowed), self.apart, self.gone)
        return exact.Search(island, before.prices, meter, pairing, len(self.gone), self._known(before, island)).best(start)

    def _known(self, before: exact.Search, island: exact.Island) -> Known | None:
        """The trio that was best, with the pairs around it, if it can still be made."""
        trio = before.trio
        if not trio or set(trio) & set(self.gone) or any(set(pair) <= set(trio) for pair in self.apart):
            return None
        return trio, before.pairing.changed(before.nearby.only(island.allowed), self.apart, self.gone)

    def _others(self, before: exact.Search) -> tuple[Group, ...]:
        return tuple(group for group in before.groups() if not set(group) & set(self.gone))

    def _stands(self, before: exact.Search, island: exact.Island) -> bool:
        """Whether what was found is still the best: whoever is taken out met only each other, and nothing made is forbidden.

        Were there anything better for the others, it would have been better for all. A trio among those taken out gives the others one
        they did not have, which they may need where somebody is left over.
        """
        others = self._others(before)
        placed = sum(map(len, others))
        if not {person for group in before.groups() if group not in others for person in group} <= set(self.gone):
            return False
        if before.trio and set(before.trio) & set(self.gone) and placed + len(self.gone) < len(island.people):
            return False
        return not any(set(pair) <= set(group) for pair in self.apart for group in others) and all(map(island.not_forbidden, others))


@dataclass(frozen=True, eq=False)
class _Part:
    """An island with what was found for it from the start."""

    people: IntArray
    allowed: BoolArray
    arranged: solving.Arranged
    kept: _Keeps


class WhatIf:
    """A round of pairs, solved, and solved again with groups locked or forbidden on top of the problem's own.

    `solution` is that of the problem. Raises ProblemError where the round is none of pairs, or of more people than are solved exactly.
    """

    def __init__(
        self,
        problem: Problem,
        budget: Budget | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> None:
        if problem.policy.size != 2 or problem.people.count > solving.AT_ONCE:
            raise ProblemError(f"what-if: only for rounds of pairs of at most {solving.AT_ONCE} people.")
        self.problem, self._cancelled = problem, cancelled
        meter = Meter((budget or Budget()).work, cancelled, progress)
        meter.say("reading")
        self._facts = Facts(problem)
        solving.check_locks(self._facts)
        self._parts: list[_Part] = []
        for people, allowed in solving.islands(self._facts, solving.order(problem)):
            meter.say(f"island {len(self._parts) + 1}")
            kept = _Keeps()
            self._parts.append(_Part(people, allowed, solving.pairs(self._facts, people, allowed, meter, kept), kept))
        self.solution = solving.answer(self._facts, solving.joined([part.arranged for part in self._parts]), meter)

    def solve(self, locks: Sequence[Group] = (), forbidden: Sequence[Group] = ()) -> Solution:
        """The best round with these groups locked and those forbidden, as `solve` gives it for the changed problem.

        Raises ProblemError where a change is not possible.
        """
        before = self.problem
        problem = replace(before, locks=(*before.locks, *locks), forbidden=(*before.forbidden, *forbidden))
        facts, meter = self._facts.changed(problem), Meter(None, self._cancelled, None)
        solving.check_locks(facts)
        gone = [person for lock in locks for person in lock]
        arranged = [one for part in self._parts for one in self._again(part, facts, gone, forbidden, meter)]
        return solving.answer(facts, solving.joined(arranged), meter)

    def costs(self, locks: Sequence[Group] = (), forbidden: Sequence[Group] = ()) -> tuple[Cost, ...]:
        """What each of several changes costs, the locks first: the best round without it beside the best with all of them."""
        levels = self.solve(locks, forbidden).levels
        made = [(lock, self.solve([one for one in locks if one != lock], forbidden)) for lock in locks]
        made += [(group, self.solve(locks, [one for one in forbidden if one != group])) for group in forbidden]
        return tuple(
            Cost(change, tuple((one.name, one.value - other.value) for one, other in zip(without.levels, levels, strict=True)))
            for change, without in made
        )

    def _again(self, part: _Part, facts: Facts, gone: Sequence[int], forbidden: Sequence[Group], meter: Meter) -> list[solving.Arranged]:
        place = {person: at for at, person in enumerate(part.people.tolist())}
        taken = tuple(place[person] for person in gone if person in place)
        named = [tuple(place[person] for person in group) for group in forbidden if all(person in place for person in group)]
        if not taken and not named:
            return [part.arranged]
        rest = np.setdiff1d(np.arange(len(part.people)), taken)
        parts = solving.islands(facts, part.people[rest])
        if len(parts) != 1 or len(parts[0][0]) != len(rest) or not part.arranged.proven:
            # Nothing is kept for islands that fell apart, nor where the search was not finished.
            return [solving.pairs(facts, *one, meter) for one in parts]
        allowed = facts.allowed(part.people, part.people)
        allowed[list(taken)] = allowed[:, list(taken)] = False
        apart = tuple((group[0], group[1]) for group in named if len(group) == 2)
        return [solving.pairs(facts, part.people, allowed, meter, _GoesOn(part.kept, apart, taken))]
