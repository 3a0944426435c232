"""Hosts who take at least so many or nobody: which groups to hold.

Deciding that is hard in general, so it is a search with bounds: solve without the rule; where it is broken, look at both ways for one host
(hold the group, or not), the most hopeful part first. Each leaf keeps its prices, and the leaves together prove the whole.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.meter import Meter
from mooring.engine.roles.answer import RolesBranch
from mooring.engine.roles.assignment import Assigned
from mooring.engine.roles.network import Network

Assign = Callable[[Network, Meter, IntArray | None], Assigned]

PARTS: Final = 400
"""How many parts are looked at before the search is content with a bound."""


@dataclass(frozen=True, eq=False)
class Held:
    """Each seeker's choice in the network (-1 for none), and the branches that bound every other arrangement."""

    at: IntArray
    branches: tuple[RolesBranch, ...]
    stopped: bool


@dataclass(frozen=True, order=True)
class _Part:
    """A decision for some hosts; the order is by the bound known so far, the largest first."""

    rank: int
    number: int
    branch: RolesBranch = field(compare=False)


def solve(
    network: Network, least: IntArray, held: frozenset[int], meter: Meter, assign: Assign, near: IntArray | None = None, parts: int = PARTS
) -> Held | None:
    """The best arrangement in which each host takes nobody or at least its least number; those of `held` must.

    None if there is none, which can only be for hosts that must.
    """
    search = _Search(network, least, assign)
    leaves: list[RolesBranch] = []
    waiting = [_Part(0, 0, RolesBranch(np.zeros(network.hosts, dtype=np.int64), held))]
    looked, stopped = 0, False
    while waiting and looked < parts and not stopped:
        branch = heapq.heappop(waiting).branch
        part = search.part(branch)
        found = assign(part, meter, near if not looked else None)
        looked, stopped = looked + 1, found.stopped
        branch = RolesBranch(found.price, branch.held, branch.closed)
        search.keep(part, found.at)
        host = None if found.bound <= search.best else search.open_question(part, found.at)
        if host is None or stopped:
            leaves.append(branch)
            continue
        if looked == 1:
            search.dive(branch, part, found, meter)
        for more in (_with(branch, closed=host), _with(branch, held=host)):
            heapq.heappush(waiting, _Part(-found.bound, 2 * looked + len(more.held), more))
    leaves += [one.branch for one in waiting]
    if search.at is None and stopped:
        part = search.part(RolesBranch(np.zeros(network.hosts, dtype=np.int64), held))
        search.keep(part, assign(part, Meter(), None).at)
    return None if search.at is None else Held(search.at, tuple(leaves), stopped)


def _with(branch: RolesBranch, *, held: int | None = None, closed: int | None = None) -> RolesBranch:
    add = frozenset[int]()
    return RolesBranch(
        branch.price,
        branch.held | (add if held is None else {held}),
        branch.closed | (add if closed is None else {closed}),
    )


class _Search:
    """The best arrangement so far of a network whose hosts have least numbers."""

    def __init__(self, network: Network, least: IntArray, assign: Assign) -> None:
        self.network, self.least, self.assign = network, least, assign
        self.best = -1
        self.at: IntArray | None = None

    def part(self, branch: RolesBranch) -> Network:
        """The network with what a branch decides."""
        keep = np.ones(self.network.hosts, dtype=np.bool_)
        keep[list(branch.closed)] = False
        floor = np.zeros(self.network.hosts, dtype=np.int64)
        floor[list(branch.held)] = self.least[list(branch.held)]
        return self.network.only(keep, floor)

    def keep(self, part: Network, at: IntArray) -> None:
        """Remember an arrangement, without the groups that are too small, if it is the best."""
        short = self._short(part, at)
        if (short & (part.floor > 0)).any():
            return
        stays = at >= 0
        stays[stays] = ~short[part.host[at[stays]]]
        weight = sum(part.weight[at[stays]].tolist())
        if weight > self.best:
            self.best = weight
            # A part keeps the order of the choices, so where one stands in the problem says where it stands in the whole.
            self.at = np.where(stays, np.searchsorted(self.network.choice, part.choice[at]) if len(part.choice) else -1, -1)

    def dive(self, branch: RolesBranch, part: Network, found: Assigned, meter: Meter) -> None:
        """Do without the emptier half of the groups that are too small, until all the others are held."""
        while self.open_question(part, found.at) is not None and not found.stopped:
            short = np.flatnonzero(self._short(part, found.at))
            missing = self.least[short] - _count(part, found.at)[short]
            closing = short[np.argsort(-missing, kind="stable")][: -(-len(short) // 2)]
            branch = RolesBranch(branch.price, branch.held, branch.closed | set(closing.tolist()))
            part = self.part(branch)
            found = self.assign(part, meter, None)
            self.keep(part, found.at)

    def open_question(self, part: Network, at: IntArray) -> int | None:
        """The fullest host whose group is too small and not decided; None where all are, or one that must be held cannot be."""
        short = self._short(part, at)
        if not short.any() or (short & (part.floor > 0)).any():
            return None
        return int(np.where(short, _count(part, at), -1).argmax())

    def _short(self, part: Network, at: IntArray) -> BoolArray:
        count = _count(part, at)
        made: BoolArray = ((count > 0) & (count < self.least)) | (count < part.floor)
        return made


def _count(part: Network, at: IntArray) -> IntArray:
    return np.bincount(part.host[at[at >= 0]], minlength=part.hosts).astype(np.int64)
