"""What changes made by hand would bring to a large round of pairs: mended at the prices it was found by, not sought anew.

Whoever loses their partner is joined to others along the paths that give least away; everybody else stays where they are unless that
betters the whole. Prices that held for every pair still hold for those who are left, so the bound costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mooring.engine import solving
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.large import pairing
from mooring.engine.large.arranging import Arranged
from mooring.engine.large.candidates import Graph
from mooring.engine.large.effort import effort_for
from mooring.engine.large.leftover import Seating
from mooring.engine.large.market import Market
from mooring.engine.large.packing import Round, pack
from mooring.engine.large.solving import Found, find, told
from mooring.engine.meter import Meter
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import Solution


class WhatIf:
    """A large round of pairs, solved, and mended with groups locked or forbidden on top of the problem's own.

    `solution` is what `large.solve` gives. Raises ProblemError where the round is none of pairs.
    """

    def __init__(
        self,
        problem: Problem,
        budget: Budget | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> None:
        if problem.policy.size != 2:
            raise ProblemError("what-if: only for rounds of pairs.")
        self.problem, self._cancelled = problem, cancelled
        meter = Meter((budget or Budget()).work, cancelled, progress)
        self._found = find(problem, meter)
        self.solution = told(self._found, meter)

    def solve(self, locks: Sequence[Group] = (), forbidden: Sequence[Group] = ()) -> Solution:
        """The round mended with these groups locked and those forbidden: valid, and near the best of the changed problem.

        The same changes give the same answer, whatever was asked before. Raises ProblemError where a change is not possible.
        """
        before = self.problem
        problem = replace(before, locks=(*before.locks, *locks), forbidden=(*before.forbidden, *forbidden))
        meter = Meter(None, self._cancelled, None)
        packed = pack(problem)
        facts = Facts(problem, packed.past)
        solving.check_locks(facts)
        mending = _Mending(self._found, packed, forbidden)
        held = self._found.held
        return told(Found(packed, facts, mending.arranged(meter), None if held is None else held[mending.before]), meter)


class _Mending:
    """A round as it was found, over those whom a changed one leaves free. `before`: as what number everybody was packed then."""

    def __init__(self, found: Found, packed: Round, forbidden: Sequence[Group]) -> None:
        self.packed = packed
        many = packed.problem.people.count
        place = np.full(many, -1, dtype=np.int64)
        place[found.packed.back] = np.arange(found.packed.people)
        self.before: IntArray = place[packed.back]
        self.place = np.full(many, -1, dtype=np.int64)
        self.place[packed.back] = np.arange(packed.people)
        self.now: IntArray = self.place[found.packed.back]  # of everybody packed then: the number now, -1 for nobody
        self.made = found.made
        self.apart = {tuple(sorted(self.place[list(group)].tolist())) for group in forbidden}

    def arranged(self, meter: Meter) -> Arranged:
        """The round mended."""
        seating = Seating(self.packed, self._mates())
        trios = self._trios(int((seating.mate < 0).sum()))
        seating.taken[[person for trio in trios for person in trio]] = 1
        graph = self._graph(seating.taken == 0)
        doubled = self.made.market.doubled[self.before]
        market = Market(seating.mate, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32), doubled)
        with meter.as_far_as_it_goes():
            pairing.better(self.packed, graph, market, seating.mate, effort_for(self.packed), meter)
        seating.trios = list(trios)
        seating.seat_the_last(meter)
        return Arranged(seating.pairs(), seating.named_trios(), graph, market)

    def _mates(self) -> NDArray[np.int32]:
        """Everybody's partner as found, -1 for those who lost theirs."""
        mate = np.full(self.packed.people, -1, dtype=np.int32)
        pairs = np.sort(self.now[self.made.pairs], axis=1)
        pairs = pairs[(pairs[:, 0] >= 0) & ~self._forbidden(pairs)]
        mate[pairs[:, 0]], mate[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
        return mate

    def _forbidden(self, pairs: IntArray) -> BoolArray:
        """Which of these pairs, the lower number first, are forbidden."""
        many = self.packed.people
        keys = [one * many + other for one, other in (pair for pair in self.apart if len(pair) == 2)]
        made: BoolArray = np.isin(pairs[:, 0] * many + pairs[:, 1], keys)
        return made

    def _trios(self, alone: int) -> list[Group]:
        """The trios that can stay; one fewer where somebody would be odd without its people. `alone`: people in no pair."""
        trios = [tuple(self.place[list(trio)].tolist()) for trio in self.made.trios]
        kept = [trio for trio in trios if min(trio) >= 0 and not self._split(trio)]
        return kept[: len(kept) - (alone - 3 * len(kept)) % 2] if kept else []

    def _split(self, trio: Group) -> bool:
        parts = {tuple(sorted(part)) for size in (2, 3) for part in combinations(trio, size)}
        return not parts.isdisjoint(self.apart)

    def _graph(self, free: BoolArray) -> Graph:
        """The pairs that came into question, of those who are free."""
        then, many = self.made.graph, self.packed.people
        one, other = np.repeat(self.now, np.diff(then.begins)), self.now[then.other]
        kept = (one >= 0) & (other >= 0)
        kept[kept] = free[one[kept]] & free[other[kept]]
        if self.apart:
            kept &= ~self._forbidden(np.sort(np.column_stack([one, other]), axis=1))
        at = np.flatnonzero(kept)
        at = at[np.argsort(one[at], kind="stable")]
        begins = np.concatenate([[0], np.cumsum(np.bincount(one[at], minlength=many))])
        return Graph(begins, other[at].astype(np.int32), then.value[at])
