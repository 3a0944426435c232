"""Solves a round of pairs or of larger groups of any number of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mooring.engine import grouping, solving
from mooring.engine.aims import LONGEST
from mooring.engine.arrays import IntArray
from mooring.engine.facts import Facts
from mooring.engine.large import bounding, counting, groups, proof
from mooring.engine.large.arranging import Arranged, arrange
from mooring.engine.large.effort import Effort, effort_for
from mooring.engine.large.packing import Round, pack
from mooring.engine.large.telling import answer
from mooring.engine.large.warm import Warm, left_by, start_of
from mooring.engine.meter import Meter
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import Solution


def solve(
    problem: Problem,
    budget: Budget | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
    effort: Effort | None = None,
    prove: bool = False,
    warm: Warm | None = None,
    leave: Callable[[Warm], object] | None = None,
) -> Solution:
    """A near-best arrangement with a bound, as `mooring.engine.solve` gives it and with the same arguments.

    Rounds small enough to be solved at once are left to that, unless an `effort` is given. Up to some 20,000 people the bound is proven
    over all pairs; above that only with `prove`, which looks at every pair there is, and otherwise only by what a pair can be worth at
    all. `leave` is handed what the next round of pairs of the same people may begin with, as `warm`; rounds of larger groups leave nothing.
    """
    if problem.people.count <= (solving.AT_ONCE if effort is None else 1):
        return solving.solve(problem, budget, cancelled=cancelled, progress=progress)
    meter = Meter((budget or Budget()).work, cancelled, progress)
    if problem.policy.size > 2:
        return _groups(problem, prove, meter)
    found = find(problem, meter, effort, prove, warm)
    if leave is not None:
        leave(left_by(found.packed, found.made))
    return told(found, meter)


@dataclass(frozen=True, eq=False)
class Found:
    """An arrangement of pairs with all it was found by. `held`: doubled prices that hold for the score of every allowed pair, numbered as
    packed; None where that is not proven.
    """

    packed: Round
    facts: Facts
    made: Arranged
    held: IntArray | None


def find(problem: Problem, meter: Meter, effort: Effort | None = None, prove: bool = False, warm: Warm | None = None) -> Found:
    """Arrange a round of pairs and prove what can be proven, as `solve` says."""
    packed, facts = _read(problem, meter)
    made = arrange(packed, effort or effort_for(packed), meter, start_of(packed, warm) if warm else None)
    held: list[IntArray] = []
    if prove or packed.people <= proof.PROVEN_UP_TO:
        meter.say("proving the bound")
        with meter.as_far_as_it_goes():
            held.append(proof.over_all(proof.score_alone(packed), made.graph, made.market.doubled, meter))
    return Found(packed, facts, made, held[0] if held else None)


def told(found: Found, meter: Meter) -> Solution:
    """The solution that an arrangement is."""
    packed, made = found.packed, found.made
    bound = Fraction(SCORE_SCALE * packed.people, 2)
    if found.held is not None:
        bound = proof.score_bound(found.held, made.pairs.size + 3 * len(made.trios))
    return answer(found.facts, packed, made.pairs, made.trios, _scale(packed) | {"score": bound}, meter)


def _read(problem: Problem, meter: Meter) -> tuple[Round, Facts]:
    meter.say("reading")
    packed = pack(problem)
    facts = Facts(problem, packed.past)
    solving.check_locks(facts)
    return packed, facts


def _groups(problem: Problem, prove: bool, meter: Meter) -> Solution:
    packed, facts = _read(problem, meter)
    made = groups.arrange(packed, facts, meter)
    placed = sum(map(len, made))
    bound = bounding.score_bound(packed, made, prove, meter)
    bounds = _scale(packed) | {"score": bound, "placed": Fraction(grouping.at_most(facts, packed.back))}
    if placed == packed.people:
        bounds["sizes"] = bounding.fewest_apart(packed)
    return counting.answer(facts, packed, made, bounds, meter)


def _scale(packed: Round) -> dict[str, Fraction]:
    """The most each aim before the score could reach, whoever meets whom: all the free are placed, and each across teams."""
    past, who = packed.past, packed.back
    waited, left_out = np.minimum(past.waited[who], LONGEST), np.minimum(past.left_out[who], LONGEST)
    return {
        "placed": Fraction(len(who)),
        "left_out_last_time": Fraction(int((waited > 0).sum())),
        "waited_longest": Fraction(int((waited * (LONGEST + 1) + left_out).sum())),
        "need": Fraction(int(packed.band.sum())),
    }
