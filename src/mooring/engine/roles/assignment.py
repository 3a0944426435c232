"""The heaviest assignment of seekers to hosts with room, and prices that prove it, in whole numbers throughout.

scipy's assignment gives a start; it counts in floating point, so what it gives is only believed once prices close on it. A host's price
is the most that could be gained by giving one of its seats away and letting others move up: the longest way through moves of single
seekers. Where a host with a free seat has a price above zero, or a price is more than one of its seekers brings, or a way runs in a circle,
the way itself is an improvement, and is made. When none is left, prices and assignment prove each other (Klein's negative circles, 1967;
the dual of the transport problem).
A host whose group is to be held has a *floor*: each seat below it that stays empty costs more than everything else can bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter, Stopped
from mooring.engine.roles.network import Network

_CELLS: Final = 6_000_000
_CIRCLES_EVERY: Final = 16
_NO_LIMIT: Final = 1 << 62


@dataclass(frozen=True, eq=False)
class Assigned:
    """`at`: each seeker's choice in the network, -1 for none. `price`: of each host. `bound`: nothing weighs more."""

    at: IntArray
    price: IntArray
    bound: int
    weight: int
    stopped: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing weighs more than this."""
        return self.weight == self.bound


def solve(network: Network, meter: Meter, near: IntArray | None = None) -> Assigned:
    """The heaviest assignment; `near` is one to begin from. Stopped early, the best so far with a bound that holds."""
    at = near.copy() if near is not None else start(network)
    try:
        price = improve(network, at, meter)
    except Stopped:
        return _weighed(network, at, np.zeros(network.hosts, dtype=np.int64), stopped=True)
    return _weighed(network, at, price)


def _weighed(network: Network, at: IntArray, price: IntArray, *, stopped: bool = False) -> Assigned:
    weight = sum(network.weight[at[at >= 0]].tolist())
    return Assigned(at, price, bound(network, price), weight, stopped)


def bound(network: Network, price: IntArray) -> int:
    """What no assignment exceeds that respects room and floors; prices below zero only where there is a floor."""
    spare = np.zeros(network.seekers, dtype=np.int64)
    some = np.flatnonzero(np.diff(network.start))
    if len(some):
        spare[some] = np.maximum.reduceat(network.weight - price[network.host], network.start[some])
    seats = np.where(price > 0, network.room, network.floor)
    owed = sum(int(one) * int(seat) for one, seat in zip(price.tolist(), seats.tolist(), strict=True))
    return int(sum(np.maximum(spare, 0).tolist())) + owed


def start(network: Network) -> IntArray:
    """A good assignment: the best that floating point finds, or where the table would be too large, the heaviest choices first."""
    if not fits_a_table(network):
        return _greedy(network)
    rows, seats = np.flatnonzero(np.diff(network.start)), _seats(network)
    row = np.full(network.seekers, -1, dtype=np.int64)
    row[rows] = np.arange(len(rows))
    first = np.cumsum(seats) - seats
    times = seats[network.host]
    edge = np.repeat(np.arange(len(network.host)), times)
    within = np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    table = np.zeros((len(rows), int(seats.sum())))
    extra = np.where(within < network.floor[network.host[edge]], float(network.beyond), 0.0)
    table[row[network.seeker[edge]], first[network.host[edge]] + within] = network.weight[edge] + extra
    chosen = np.full(table.shape, -1, dtype=np.int32)
    chosen[row[network.seeker[edge]], first[network.host[edge]] + within] = edge
    who, seat = linear_sum_assignment(table, maximize=True)
    at = np.full(network.seekers, -1, dtype=np.int64)
    at[rows[who]] = chosen[who, seat]
    return at


def fits_a_table(network: Network) -> bool:
    """Whether the network is small enough to be looked at as one table of seekers and seats."""
    return int((np.diff(network.start) > 0).sum()) * int(_seats(network).sum()) <= _CELLS


def _seats(network: Network) -> IntArray:
    return np.minimum(network.room, np.bincount(network.host, minlength=network.hosts))


def _greedy(network: Network) -> IntArray:
    at = np.full(network.seekers, -1, dtype=np.int64)
    left = network.room.tolist()
    seekers, hosts = network.seeker.tolist(), network.host.tolist()
    for edge in np.argsort(-network.weight, kind="stable").tolist():
        if left[hosts[edge]] and at[seekers[edge]] < 0:
            at[seekers[edge]] = edge
            left[hosts[edge]] -= 1
    return at


def improve(network: Network, at: IntArray, meter: Meter) -> IntArray:
    """Make `at` the heaviest there is, in place, and give the prices that prove it. Raises Stopped."""
    while True:
        ways = _Ways(network, at)
        while ways.lengthen():
            meter.spend(len(network.host))
            if ways.gains():
                break
        else:
            return ways.price
        ways.take()


class _Ways:
    """The longest ways so far by which a seat of each host could be given to somebody, and the last move of each."""

    def __init__(self, network: Network, at: IntArray) -> None:
        self.network, self.at = network, at
        self.placed = np.flatnonzero(at >= 0)
        self.where = network.host[at[self.placed]]
        count = np.bincount(self.where, minlength=network.hosts)
        tight = (network.floor > 0) & (count <= network.floor)
        self.price: IntArray = np.where(tight, -network.beyond, 0)
        self.last: IntArray = np.full(network.hosts, -1, dtype=np.int64)
        free = np.where(count < network.floor, -network.beyond, np.where(count < network.room, 0, _NO_LIMIT))
        least = np.full(network.hosts, _NO_LIMIT, dtype=np.int64)
        np.minimum.at(least, self.where, network.weight[at[self.placed]])
        self.limit = np.minimum(free, least)
        self.leaves = least < free
        self.passes = 0
        self.order = network.by_host
        hosts = network.host[self.order]
        self.first = np.flatnonzero(np.concatenate([[True], hosts[1:] != hosts[:-1]])[: len(hosts)])
        self.some = hosts[self.first]

    def lengthen(self) -> bool:
        """Add one move to every way where that makes it longer; whether any was."""
        network = self.network
        if not len(self.some):
            return False
        base = np.zeros(network.seekers, dtype=np.int64)
        base[self.placed] = self.price[self.where] - network.weight[self.at[self.placed]]
        reach = (base[network.seeker] + network.weight)[self.order]
        best = np.maximum.reduceat(reach, self.first)
        longer = best > self.price[self.some]
        if not longer.any():
            return False
        marked = np.zeros(network.hosts, dtype=np.bool_)
        marked[self.some[longer]] = True
        self.price[self.some[longer]] = best[longer]
        hosts = network.host[self.order]
        hit = np.flatnonzero(marked[hosts] & (reach == self.price[hosts]))[::-1]
        self.last[hosts[hit]] = self.order[hit]
        self.passes += 1
        return True

    def gains(self) -> bool:
        """Whether some way is an improvement by now."""
        if (self.price > self.limit).any():
            return True
        return self.passes % _CIRCLES_EVERY == 0 and bool(self._circles())

    def take(self) -> None:
        """Make the improvements found, the largest first, as long as they do not meet."""
        touched: set[int] = set()
        over = np.flatnonzero(self.price > self.limit)
        ends = over[np.argsort(self.limit[over] - self.price[over], kind="stable")].tolist() or self._circles()
        for end in ends:
            moves, hosts, circle = self._trace(end)
            if touched & set(hosts):
                continue
            touched |= set(hosts)
            if not circle and self.leaves[end]:
                mine = self.placed[self.where == end]
                self.at[mine[self.network.weight[self.at[mine]].argmin()]] = -1
            self.at[self.network.seeker[moves]] = moves

    def _before(self, host: int) -> int:
        """The host whose seeker makes the last move of a way to `host`, or -1 where the way begins."""
        edge = int(self.last[host])
        choice = int(self.at[self.network.seeker[edge]]) if edge >= 0 else -1
        return int(self.network.host[choice]) if choice >= 0 else -1

    def _trace(self, end: int) -> tuple[list[int], list[int], bool]:
        """Moves and hosts of the way that ends here; if it runs in a circle, of the circle alone."""
        hosts: list[int] = []
        host = end
        while host >= 0 and host not in hosts:
            hosts.append(host)
            host = self._before(host)
        circle = host >= 0
        if circle:
            hosts = hosts[hosts.index(host) :]
        return [int(self.last[one]) for one in hosts if self.last[one] >= 0], hosts, circle

    def _circles(self) -> list[int]:
        """One host of every circle of ways."""
        seen: dict[int, int] = {}
        found = []
        for begin in np.flatnonzero(self.last >= 0).tolist():
            host = begin
            while host >= 0 and host not in seen:
                seen[host] = begin
                host = self._before(host)
            if host >= 0 and seen[host] == begin:
                found.append(host)
        return found
