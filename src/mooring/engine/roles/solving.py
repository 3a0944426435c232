"""From a problem of two sides to its answer and proof."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter, Stopped
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget
from mooring.engine.roles import assignment, minimum, network, stable
from mooring.engine.roles.answer import RolesBranch, RolesSolution
from mooring.engine.roles.answering import Left, Made, answer
from mooring.engine.roles.network import Network
from mooring.engine.roles.problem import RolesProblem


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
    made = _stable(problem, left, meter) if problem.mode == "stable" else heaviest(problem, left, meter, near, assignment.solve)
    return answer(problem, Left(left.start, problem.score[left.choice], left.room), made, weights, meter)


def heaviest(
    problem: RolesProblem, left: Network, meter: Meter, near: RolesSolution | None, assign: minimum.Assign, parts: int = minimum.PARTS
) -> Made:
    """The heaviest arrangement by a way to assign; where hosts have least numbers, a search over which groups to hold, of so many parts
    at most. Raises ProblemError as `solve_roles`.
    """
    begin = None if near is None else _begin(left, near)
    if not problem.least.any():
        found = assign(left, meter, begin)
        return Made(_chosen(left, found.at), (RolesBranch(found.price),), found.bound, found.stopped)
    _, least = network.without_locks(problem)
    must = frozenset(host for _, host in problem.locks if least[host])
    held = minimum.solve(left, least, must, meter, assign, begin, parts)
    if held is None:
        raise ProblemError(too_small(must))
    over = max(_bound(left, least, branch) for branch in held.branches)
    return Made(_chosen(left, held.at), held.branches, over, held.stopped)


def _chosen(left: Network, at: IntArray) -> IntArray:
    return np.where(at >= 0, left.choice[at] if len(left.choice) else -1, -1)


def too_small(must: frozenset[int]) -> str:
    """The sentence for groups that locks began and nobody can fill."""
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


def _stable(problem: RolesProblem, left: Network, meter: Meter) -> Made:
    _, least = network.without_locks(problem)
    try:
        at, all_held = stable.held(problem, left, least, meter)
    except Stopped:
        at, all_held = assignment.start(left), False
    count = np.bincount(left.host[at[at >= 0]], minlength=left.hosts)
    must = frozenset(host for _, host in problem.locks if count[host] < least[host])
    if must:
        raise ProblemError(too_small(must))
    if meter.stopped:
        short = count < least
        at[at >= 0] = np.where(short[left.host[at[at >= 0]]], -1, at[at >= 0])
    stopped, price = meter.stopped is not None, _price_of_stability(left, meter)
    return Made(_chosen(left, at), (RolesBranch(price),), assignment.bound(left, price), stopped, not stopped, all_held)


def _price_of_stability(left: Network, meter: Meter) -> IntArray:
    """What could be had without stability: exact where that costs little, else what everybody's best choice adds up to."""
    if assignment.fits_a_table(left) and not meter.stopped:
        return assignment.solve(left, meter).price
    return np.zeros(left.hosts, dtype=np.int64)


def _bound(left: Network, least: IntArray, branch: RolesBranch) -> int:
    keep = np.ones(left.hosts, dtype=np.bool_)
    keep[list(branch.closed)] = False
    floor = np.zeros(left.hosts, dtype=np.int64)
    floor[list(branch.held)] = least[list(branch.held)]
    return assignment.bound(left.only(keep, floor), branch.price)
