"""From a problem of two sides to its answer and proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter, Stopped
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget
from mooring.engine.roles import assignment, minimum, network, stable
from mooring.engine.roles.answer import RolesBranch, RolesProof, RolesSolution, Stability
from mooring.engine.roles.network import Network
from mooring.engine.roles.problem import Mode, RolesProblem
from mooring.engine.roles.report import Report
from mooring.engine.solution import LevelResult, Status
from mooring.engine.solving import ENGINE


@dataclass(frozen=True, eq=False)
class _Made:
    """Each seeker's choice in the network, and what is known of it."""

    at: IntArray
    branches: tuple[RolesBranch, ...]
    stopped: bool = False
    stability: Stability | None = None
    all_held: bool = True


def solve_roles(
    problem: RolesProblem,
    budget: Budget | None = None,
    *,
    near: RolesSolution | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> RolesSolution:
    """The best arrangement of two sides for the problem's mode, always one that breaks no rule.

    `near` is an answer to a similar problem (other locks, other forbidden pairs), from which the search begins. `cancelled` is asked
    often; once it says yes, the best so far is returned as `stopped` (in the mode `stable` it is then not stable, and does not say so).
    The same problem, seed and budget give the same answer, whatever `near` is, unless two arrangements are equally good. Raises
    ProblemError when the group of a host with locked seekers cannot reach its least number.
    """
    meter = Meter((budget or Budget()).work, cancelled, progress)
    meter.say("reading")
    weights = network.multipliers(problem)
    left = network.of(problem, weights)
    meter.say("matching")
    made = _stable(problem, left, meter) if problem.mode == "stable" else _heaviest(problem, left, meter, near)
    chosen = np.where(made.at >= 0, left.choice[made.at] if len(left.choice) else -1, -1)
    for seeker, host in problem.locks:
        chosen[seeker] = problem.choice(seeker, host)
    meter.say("explaining")
    return _answer(problem, left, made, chosen, weights, meter)


def _heaviest(problem: RolesProblem, left: Network, meter: Meter, near: RolesSolution | None) -> _Made:
    begin = None if near is None else _begin(left, near)
    if not problem.least.any():
        found = assignment.solve(left, meter, begin)
        return _Made(found.at, (RolesBranch(found.price),), found.stopped)
    _, least = network.without_locks(problem)
    must = frozenset(host for _, host in problem.locks if least[host])
    held = minimum.solve(left, least, must, meter, assignment.solve, begin)
    if held is None:
        raise ProblemError(_too_small(problem, must))
    return _Made(held.at, held.branches, held.stopped)


def _too_small(problem: RolesProblem, must: frozenset[int]) -> str:
    return f"locks: the groups of {', '.join(map(str, sorted(must)))}, with seekers locked in, cannot all reach their least numbers."


def _begin(left: Network, near: RolesSolution) -> IntArray | None:
    """The part of an earlier answer that is still possible."""
    if len(near.host_of) != left.seekers:
        return None
    kept = np.flatnonzero(left.host == near.host_of[left.seeker])
    at = np.full(left.seekers, -1, dtype=np.int64)
    before = np.zeros(left.hosts, dtype=np.int64)
    order = kept[np.argsort(left.host[kept], kind="stable")]
    hosts = left.host[order]
    np.add.at(before, hosts, 1)
    nth = np.arange(len(order)) - (np.cumsum(before) - before)[hosts]
    fits = order[nth < left.room[hosts]]
    at[left.seeker[fits]] = fits
    return at


def _stable(problem: RolesProblem, left: Network, meter: Meter) -> _Made:
    _, least = network.without_locks(problem)
    try:
        at, all_held = stable.held(problem, left, least, meter)
    except Stopped:
        at, all_held, stability = assignment.start(left), False, None
    else:
        stability = _stability(problem)
    count = np.bincount(left.host[at[at >= 0]], minlength=left.hosts)
    must = [host for _, host in problem.locks if count[host] < least[host]]
    if must:
        raise ProblemError(_too_small(problem, frozenset(must)))
    if stability is None:
        short = count < least
        at[at >= 0] = np.where(short[left.host[at[at >= 0]]], -1, at[at >= 0])
    return _Made(at, (_price_of_stability(left, meter),), stability is None, stability, all_held)


def _price_of_stability(left: Network, meter: Meter) -> RolesBranch:
    """What could be had without stability: exact where that costs little, else what everybody's best choice adds up to."""
    if assignment.fits_a_table(left) and not meter.stopped:
        return RolesBranch(assignment.solve(left, meter).price)
    return RolesBranch(np.zeros(left.hosts, dtype=np.int64))


def _stability(problem: RolesProblem) -> Stability:
    for owner, liked in ((problem.seeker, problem.seeker_score), (problem.host, problem.host_score)):
        order = np.lexsort((liked, owner))
        if ((owner[order][1:] == owner[order][:-1]) & (liked[order][1:] == liked[order][:-1])).any():
            return "weakly stable"
    return "stable"


def _answer(
    problem: RolesProblem, left: Network, made: _Made, chosen: IntArray, weights: tuple[tuple[str, int], ...], meter: Meter
) -> RolesSolution:
    report = Report(problem, chosen)
    reached = {
        "placed": len(report.placed),
        "waited": int(problem.waited[report.placed].sum()),
        "score": int(problem.score[report.edges].sum()),
    }
    levels = tuple(_levels(problem, left, made.branches, weights, reached))
    waiting, crowds = report.waiting()
    not_held = tuple(np.flatnonzero(report.not_held).tolist())
    return RolesSolution(
        mode=problem.mode,
        host_of=report.host_of,
        levels=levels,
        proof=RolesProof(weights, made.branches),
        status=_status(problem.mode, made, levels),
        stability=made.stability,
        blocking=report.blocking(),
        seeker_ranks=report.seeker_ranks(),
        host_ranks=report.host_ranks(),
        waiting=waiting,
        crowds=crowds,
        not_held=not_held,
        seed=problem.seed,
        engine=ENGINE,
        work=meter.spent,
    )


def _status(mode: Mode, made: _Made, levels: Sequence[LevelResult]) -> Status:
    if made.stopped:
        return "stopped"
    if mode == "stable":
        return "exact" if made.all_held else "bounded"
    return "exact" if all(level.exact for level in levels) else "bounded"


def _levels(
    problem: RolesProblem, left: Network, branches: Sequence[RolesBranch], weights: Sequence[tuple[str, int]], reached: dict[str, int]
) -> list[LevelResult]:
    """Level by level: what the branches leave once the levels before have what they have, and never more than people and seats allow."""
    fixed, most = _locked(problem), _scale(problem, left)
    _, least = network.without_locks(problem)
    over = max(_bound(left, least, branch) for branch in branches)
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
    scores = [int(problem.score[at]) for at in (problem.choice(*pair) for pair in problem.locks) if at is not None]
    return {"placed": len(seekers), "waited": int(problem.waited[seekers].sum()), "score": sum(scores)}


def _scale(problem: RolesProblem, left: Network) -> dict[str, int]:
    """What each level could gain at most from those who are not locked, if everybody had their best and there were seats."""
    some = np.flatnonzero(np.diff(left.start))
    seats = min(len(some), int(left.room.sum()))
    best = np.maximum.reduceat(problem.score[left.choice], left.start[some]) if len(some) else some
    return {
        name: int(np.sort(held)[::-1][:seats].sum())
        for name, held in (("placed", np.ones_like(some)), ("waited", problem.waited[some]), ("score", best.astype(np.int64)))
    }


def _bound(left: Network, least: IntArray, branch: RolesBranch) -> int:
    keep = np.ones(left.hosts, dtype=np.bool_)
    keep[list(branch.closed)] = False
    floor = np.zeros(left.hosts, dtype=np.int64)
    floor[list(branch.held)] = least[list(branch.held)]
    return assignment.bound(left.only(keep, floor), branch.price)
