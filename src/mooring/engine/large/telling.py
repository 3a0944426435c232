"""From the groups of a large round to its solution: everything counted on arrays, reasons left to be worked out as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from mooring.engine import explain, solving
from mooring.engine.aims import Aims
from mooring.engine.arrays import Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.kernels.packed import NONE
from mooring.engine.kernels.pair import tell
from mooring.engine.large.packing import Round
from mooring.engine.lists import Lists
from mooring.engine.meter import Meter
from mooring.engine.policy import LOW_SCORE
from mooring.engine.solution import Fairness, LevelResult, Solution

_AT_A_TIME = 2_000
_SCORE, _HOURS, _MET = 1, 2, 3


def answer(facts: Facts, packed: Round, pairs: IntArray, trios: list[Group], bounds: dict[str, Fraction], meter: Meter) -> Solution:
    """The solution that these pairs (numbered as packed, a row each) and trios (as in the problem) make together with what is locked."""
    meter.say("explaining")
    problem, aims = facts.problem, Aims.of(facts)
    locks = [tuple(sorted(lock)) for lock in problem.locks]
    named = np.sort(packed.back[pairs], axis=1)
    told = np.empty((len(pairs), 4), dtype=np.int64)
    tell(packed.packed, pairs[:, 0].copy(), pairs[:, 1].copy(), told)
    if (told[:, 0] == NONE).any():
        raise AssertionError("a pair was made that breaks a rule")
    groups = in_order([named], [*trios, *locks])
    placed = np.zeros(facts.n, dtype=np.bool_)
    placed[groups.members] = True
    left = np.flatnonzero(~placed)
    given, more = aims.values(locks), aims.values(trios)
    reached = {name: value + more[name] + given[name] for name, value in _values(aims, named, told).items()}
    return Solution(
        matches=explain.as_read(facts, groups),
        unplaced=explain.unplaced(facts, groups, left.tolist()),
        score=reached["score"],
        bound=bounds["score"] + given["score"],
        status="stopped" if meter.stopped else "bounded",
        levels=tuple(
            LevelResult(name, reached[name], max(reached[name], bounds.get(name, Fraction(0)) + given[name])) for name in aims.names
        ),
        fairness=_fairness(facts, named, told, [*trios, *locks], left),
        seed=problem.seed,
        engine=solving.ENGINE,
        work=meter.spent,
        ended=meter.stopped or "search",
    )


def in_order(alike: Sequence[IntArray], others: Sequence[Group]) -> Lists:
    """All groups in order of their people: those of each size as rows of an array, people in order, and others one by one."""
    sizes = np.concatenate(
        [*(np.full(len(rows), rows.shape[1]) for rows in alike), np.array([len(group) for group in others], dtype=np.int64)]
    )
    made = np.full((len(sizes), max(sizes, default=2)), -1, dtype=np.int64)
    at = 0
    for rows in alike:
        made[at : at + len(rows), : rows.shape[1]] = rows
        at += len(rows)
    for place, group in enumerate(others, at):
        made[place, : len(group)] = group
    order = np.argsort(made[:, 0], kind="stable")
    return Lists(np.concatenate([[0], np.cumsum(sizes[order])]), made[order][made[order] >= 0])


def _values(aims: Aims, pairs: IntArray, told: IntArray) -> dict[str, Fraction]:
    """What pairs reach for each aim."""
    facts = aims.facts
    made = {}
    for name in aims.names:
        if name in ("left_out_last_time", "waited_longest"):
            value = aims.waiting(name)[pairs].sum()
        elif name == "repeats":
            value = -(told[:, _MET] > 0).sum()
        elif name == "recent_repeats":
            value = -told[:, _MET].sum()
        elif name == "burden":
            value = -told[:, _HOURS].sum() - facts.past.low_scores[pairs].sum(axis=1)[told[:, _SCORE] < LOW_SCORE].sum()
        elif name == "need":
            one, other = facts.problem.people.team[pairs].T
            value = facts.band[pairs].sum(axis=1)[(one < 0) | (one != other)].sum()
        else:
            value = pairs.size if name == "placed" else told[:, _SCORE].sum()
        made[name] = Fraction(int(value))
    return made


def _fairness(facts: Facts, pairs: IntArray, told: IntArray, others: list[Group], left: IntArray) -> Fairness:
    """Who carries what; most pairs carry nothing, and only the rest are looked at one by one."""
    telling = np.flatnonzero((told[:, _HOURS] > 0) | (told[:, _MET] > 0))
    rest = sorted([*others, *((int(a), int(b)) for a, b in pairs[telling].tolist())])
    made = explain.fairness(facts, explain.matches(facts, rest, frozenset()), left.tolist())
    low = pairs[told[:, _SCORE] < LOW_SCORE].reshape(-1).tolist()
    return replace(made, low_score=tuple(sorted({*made.low_score, *low})))
