"""From larger groups of many people to their solution: everything counted on arrays, reasons left to be worked out as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from mooring.engine import explain, solving
from mooring.engine.aims import ALONE, SIZES, Aims
from mooring.engine.arrays import Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.kernels.packed import NONE
from mooring.engine.kernels.pair import tell
from mooring.engine.large.packing import Round
from mooring.engine.large.telling import in_order
from mooring.engine.meter import Meter
from mooring.engine.policy import LOW_SCORE
from mooring.engine.policy.named import same_name
from mooring.engine.solution import Fairness, LevelResult, Match, Solution

_WORTH, _SCORE, _MET = 0, 1, 3


@dataclass(frozen=True, eq=False)
class _Alike:
    """Groups of one size: `rows` of people as in the problem, in order, and of each of their pairs (groups x pairs) the score and one
    more than the place of the round they last met in, 0 if they did not; `ends`: both people of each pair.
    """

    rows: IntArray
    ends: tuple[IntArray, IntArray]
    score: IntArray
    met: IntArray

    @property
    def size(self) -> int:
        """How many people a group has."""
        return int(self.rows.shape[1])


def answer(facts: Facts, packed: Round, groups: Sequence[Group], bounds: dict[str, Fraction], meter: Meter) -> Solution:
    """The solution that these groups, named as in the problem, make together with what is locked."""
    meter.say("explaining")
    problem, aims = facts.problem, Aims.of(facts)
    locks = [tuple(sorted(lock)) for lock in problem.locks]
    parts = [_told(packed, groups, size) for size in sorted({len(group) for group in groups})]
    lists = in_order([part.rows for part in parts], locks)
    placed = np.zeros(facts.n, dtype=np.bool_)
    placed[lists.members] = True
    left = np.flatnonzero(~placed).tolist()
    telling = sorted({group for part in parts for group in _telling(packed, part)} | set(locks))
    told = explain.matches(facts, telling, frozenset(locks))
    hours = sum(int(facts.bad_cost[list(one.bad_hour)].sum()) for one in told if not one.locked)
    given = aims.values(locks)
    reached = {name: _value(aims, name, parts) + given[name] - (hours if name == "burden" else 0) for name in aims.names}
    return Solution(
        matches=explain.as_read(facts, lists),
        unplaced=explain.unplaced(facts, lists, left),
        score=reached["score"],
        bound=bounds["score"] + given["score"],
        status="stopped" if meter.stopped else "bounded",
        levels=tuple(
            LevelResult(name, reached[name], max(reached[name], bounds.get(name, Fraction(0)) + given[name])) for name in aims.names
        ),
        fairness=_fairness(facts, parts, told, left),
        seed=problem.seed,
        engine=solving.ENGINE,
        work=meter.spent,
        ended=meter.stopped or "search",
    )


def _told(packed: Round, groups: Sequence[Group], size: int) -> _Alike:
    rows = np.array([group for group in groups if len(group) == size], dtype=np.int64)
    first, second = np.array(list(combinations(range(size), 2))).T
    place = np.empty(packed.problem.people.count, dtype=np.int64)
    place[packed.back] = np.arange(packed.people)
    one, other = rows[:, first], rows[:, second]
    told = np.empty((one.size, 4), dtype=np.int64)
    tell(packed.packed, place[one.reshape(-1)], place[other.reshape(-1)], told)
    if (told[:, _WORTH] == NONE).any():
        raise AssertionError("a pair was made that breaks a rule")
    return _Alike(rows, (one, other), told[:, _SCORE].reshape(one.shape), told[:, _MET].reshape(one.shape))


def _telling(packed: Round, part: _Alike) -> list[Group]:
    """The groups in which somebody meets again or sits in a bad hour."""
    form = packed.packed
    telling = (part.met > 0).any(axis=1)
    if form.time_rule and form.edges:
        place = np.empty(packed.problem.people.count, dtype=np.int64)
        place[packed.back] = np.arange(packed.people)
        good = form.rows[:, form.good_at : form.good_at + form.hours][place[part.rows]]
        telling |= ~np.bitwise_and.reduce(good, axis=1).any(axis=1)
    return [tuple(group) for group in part.rows[telling].tolist()]


def _value(aims: Aims, name: str, parts: Sequence[_Alike]) -> Fraction:
    """What groups reach for an aim; of the burden only what low scores make up."""
    return sum((Fraction(*_share(aims, name, part)) for part in parts), Fraction(0))


def _share(aims: Aims, name: str, part: _Alike) -> tuple[int, int]:
    """What groups of one size reach for an aim, as a numerator and a denominator."""
    facts, shared = aims.facts, part.size - 1
    one, other = part.ends
    if name == "placed":
        return part.rows.size, 1
    if name in ("left_out_last_time", "waited_longest"):
        return int(aims.waiting(name)[part.rows].sum()), 1
    if name == "repeats":
        return -int((part.met > 0).sum()), 1
    if name == "recent_repeats":
        return -int(part.met.sum()), 1
    if name == SIZES:
        return -len(part.rows) * (part.size - facts.problem.policy.size) ** 2, 1
    if name == ALONE:
        return -sum(_alone(facts.problem.people.attributes[same_name(one)][part.rows]) for one in facts.problem.policy.not_alone), 1
    if name == "burden":
        had = facts.past.low_scores
        return -int((had[one] + had[other])[part.score < LOW_SCORE].sum()), shared
    if name == "need":
        return int(facts.need_of(one, other).sum()), shared
    return int(part.score.sum()), shared


def _alone(codes: IntArray) -> int:
    """How often somebody is the only one of a group with their code."""
    same = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
    return int(((same == 1) & (codes >= 0)).sum())


def _fairness(facts: Facts, parts: Sequence[_Alike], told: Sequence[Match], left: Sequence[int]) -> Fairness:
    """Who carries what; most groups carry nothing but perhaps a low score, and only the rest are looked at one by one."""
    made = explain.fairness(facts, told, left)
    low = [part.rows[2 * part.score.sum(axis=1) < LOW_SCORE * part.size * (part.size - 1)].reshape(-1) for part in parts]
    return replace(made, low_score=tuple(sorted({*made.low_score, *np.concatenate([np.zeros(0, dtype=np.int64), *low]).tolist()})))
