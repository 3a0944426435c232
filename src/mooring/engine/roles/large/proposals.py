"""Stable matching of many seekers and hosts."""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.kernels import proposals as kernels
from mooring.engine.meter import Meter
from mooring.engine.people import ProblemError
from mooring.engine.roles import network
from mooring.engine.roles.answer import RolesBranch
from mooring.engine.roles.answering import Made, Weights
from mooring.engine.roles.large import choices
from mooring.engine.roles.large.choices import Choices
from mooring.engine.roles.large.market import seated, sum_of
from mooring.engine.roles.lists import Ints
from mooring.engine.roles.problem import RolesProblem
from mooring.engine.roles.solving import too_small
from mooring.engine.roles.stable import lots

_AT_A_TIME: Final = 4_000_000
_NO_LIKING: Final = 1 << 40
"""Beyond every liking there is."""


def solve(problem: RolesProblem, left: Choices, weights: Weights, meter: Meter) -> Made:
    """The stable arrangement that is best for seekers; while a group that began is too small, the smallest is not held and all is done
    again. The bound is what everybody's best choice adds up to. Raises ProblemError as `solve_roles`.
    """
    _, least = network.without_locks(problem)
    asking = _Asking(problem, left)
    keep = np.ones(problem.hosts, dtype=np.bool_)
    while True:
        with meter.as_far_as_it_goes():
            at = asking.ask(keep, meter)
        stopped = meter.stopped is not None
        if stopped:
            at = seated(left, choices.weighing(problem, weights))
        count = np.bincount(left.host[at[at >= 0]], minlength=problem.hosts)
        short = count < least
        must = frozenset(host for _, host in problem.locks if short[host])
        if must:
            raise ProblemError(too_small(must))
        if stopped:
            at[at >= 0] = np.where(short[left.host[at[at >= 0]]], -1, at[at >= 0])
            break
        begun = short & (count > 0)
        if not begun.any():
            break
        keep[np.lexsort((asking.host_lot, count, ~begun))[0]] = False
    weighing, some = choices.weighing(problem, weights), np.flatnonzero(np.diff(left.start))
    best = np.maximum.reduceat(left.score, left.start[some]) if len(some) else some
    over = sum_of(best * np.int64(weighing.step) + weighing.base[some])
    branch = RolesBranch(np.zeros(problem.hosts, dtype=np.int64))
    return Made(left.chosen(at), (branch,), over, stopped, not stopped, bool(keep.all()))


class _Asking:
    """Likings as compiled code reads them, and the order in which seekers ask."""

    def __init__(self, problem: RolesProblem, left: Choices) -> None:
        self._left = left
        self.host_lot = lots(problem.seed, 1, problem.hosts)
        mine, theirs = left.of(problem.seeker_score), left.of(problem.host_score)
        # No more seats than could be asked for: they are what memory is needed for.
        self._seats = left.room
        if int(left.room.sum()) > len(left.host):
            self._seats = np.minimum(left.room, np.bincount(left.host, minlength=problem.hosts))
        self._likings = kernels.Likings(
            left.start, left.host, left.score, mine, theirs, lots(problem.seed, 0, problem.seekers), self.host_lot, self._seats
        )
        self._order: Ints = np.zeros(0, dtype=np.int32)
        self._ranked = False

    def _rank(self) -> None:
        """Set the order in which seekers ask; none is needed where lists lie best first."""
        mine = self._likings.mine
        falls = np.concatenate([[True], mine[1:] < mine[:-1]])[: len(mine)]
        falls[self._left.start[:-1][np.diff(self._left.start) > 0]] = True
        if not falls.all():
            self._order = np.arange(len(self._left.host), dtype=np.int32)
            kernels.rank(self._likings, self._order)
        self._ranked = True

    def ask(self, keep: BoolArray, meter: Meter) -> IntArray:
        """Each seeker's choice, when only these hosts take anybody. Raises Stopped."""
        meter.spend(4 * len(self._left.host))
        if not self._ranked:
            self._rank()
        seat = np.concatenate([[0], np.cumsum(np.where(keep, self._seats, 0))])
        likings = self._likings._replace(seat=seat)
        at: IntArray = np.full(len(self._left.start) - 1, -1, dtype=np.int64)
        taken, count = np.empty((2, int(seat[-1])), dtype=np.int32), np.zeros(len(keep), dtype=np.int64)
        bar = np.where(np.diff(seat) > 0, -_NO_LIKING, _NO_LIKING)
        following, seeker = self._left.start[:-1].copy(), 0
        while seeker < len(at):
            seeker, asked = kernels.propose(likings, self._order, following, at, taken[0], taken[1], count, bar, seeker, _AT_A_TIME)
            meter.spend(asked)
        return at
