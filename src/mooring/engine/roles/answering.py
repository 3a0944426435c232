"""From an arrangement of two sides and what bounds it to the answer: levels, status, reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.sparse import csr_array

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter
from mooring.engine.roles import lists
from mooring.engine.roles.answer import RolesBranch, RolesProof, RolesSolution, Stability
from mooring.engine.roles.lists import Ints
from mooring.engine.roles.problem import Mode, RolesProblem
from mooring.engine.roles.report import Report
from mooring.engine.solution import LevelResult, Status
from mooring.engine.solving import ENGINE

Weights = tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Made:
    """Each seeker's choice in the problem (-1 for none, locks not made yet), and what is known of it.

    `over`: what the branches leave room for at most, all levels weighed together, locks aside. `stable`: no two are left who both gain.
    """

    chosen: IntArray
    branches: tuple[RolesBranch, ...]
    over: int
    stopped: bool = False
    stable: bool = False
    all_held: bool = True


@dataclass(frozen=True, eq=False)
class Left:
    """What is left to choose once locks are made: where each seeker's choices begin, their scores, and seats left."""

    start: IntArray
    score: Ints
    room: IntArray


def answer(problem: RolesProblem, left: Left, made: Made, weights: Weights, meter: Meter) -> RolesSolution:
    """All that is said of an arrangement, once locks are made as well."""
    chosen = made.chosen.copy()
    for seeker, at in problem.locked_choices:
        chosen[seeker] = at
    meter.say("explaining")
    report = Report(problem, chosen)
    reached = {
        "placed": len(report.placed),
        "waited": int(problem.waited[report.placed].sum()),
        "score": int(problem.score[report.edges].sum()),
    }
    levels = tuple(_levels(problem, left, made.over, weights, reached))
    status = _status(problem.mode, made, levels)
    waiting, crowds = report.waiting()
    not_held = tuple(np.flatnonzero(report.not_held).tolist())
    return RolesSolution(
        mode=problem.mode,
        host_of=report.host_of,
        levels=levels,
        proof=RolesProof(weights, made.branches),
        status=status,
        stability=_stability(problem) if made.stable else None,
        blocking=report.blocking(),
        seeker_ranks=report.seeker_ranks(),
        host_ranks=report.host_ranks(),
        waiting=waiting,
        crowds=crowds,
        not_held=not_held,
        seed=problem.seed,
        engine=ENGINE,
        work=meter.spent,
        ended="proof" if status == "exact" else meter.stopped or "search",
    )


def _status(mode: Mode, made: Made, levels: Sequence[LevelResult]) -> Status:
    if made.stopped:
        return "stopped"
    if mode == "stable":
        return "exact" if made.all_held else "bounded"
    return "exact" if all(level.exact for level in levels) else "bounded"


def _levels(problem: RolesProblem, left: Left, over: int, weights: Weights, reached: dict[str, int]) -> list[LevelResult]:
    """Level by level: what the branches leave once the levels before have what they have, and never more than people and seats allow."""
    fixed, most = _locked(problem), _scale(problem, left)
    over += sum(multiplier * fixed[name] for name, multiplier in weights)
    levels = []
    for name, multiplier in weights:
        bound = min(over // multiplier, fixed[name] + most[name])
        levels.append(LevelResult(name, Fraction(reached[name]), Fraction(bound)))
        over -= multiplier * reached[name]
    return levels


def _locked(problem: RolesProblem) -> dict[str, int]:
    """What the locks alone add to each level."""
    seekers = [seeker for seeker, _ in problem.locks]
    scores = [int(problem.score[at]) for _, at in problem.locked_choices]
    return {"placed": len(seekers), "waited": int(problem.waited[seekers].sum()), "score": sum(scores)}


def _scale(problem: RolesProblem, left: Left) -> dict[str, int]:
    """What each level could gain at most from those who are not locked, if everybody had their best and there were seats."""
    some = np.flatnonzero(np.diff(left.start))
    seats = min(len(some), int(left.room.sum()))
    best = np.maximum.reduceat(left.score, left.start[some]) if len(some) else some
    return {
        name: int(np.sort(held)[::-1][:seats].sum())
        for name, held in (("placed", np.ones_like(some)), ("waited", problem.waited[some]), ("score", best.astype(np.int64)))
    }


def _stability(problem: RolesProblem) -> Stability:
    """Which word a stable answer may use of itself: whether anybody's list has a tie."""
    if lists.twice(problem.start, problem.seeker_score) is not None:
        return "weakly stable"
    by_host = csr_array((problem.host_score, problem.host, problem.start), shape=(problem.seekers, problem.hosts)).tocsc()
    return "stable" if lists.twice(by_host.indptr.astype(np.int64), by_host.data) is None else "weakly stable"
