"""Deferred acceptance, seekers proposing (Gale & Shapley 1962; with room, Roth 1984).

Ties are broken before anything is proposed, on both sides alike: more `score` first, then a lot drawn from the seed, the same lot in every
list. The result is stable in the lists so ordered and the best of all such for every seeker at once; in the lists as given, with ties, no
two would both strictly gain by having each other (weak stability).
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter
from mooring.engine.roles.network import Network
from mooring.engine.roles.problem import RolesProblem

_LOTS: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SIGN: Final = np.uint64(1 << 63)
"""Numbers without a sign keep their order as numbers with one when this bit is turned over."""


def lots(seed: int, side: int, count: int) -> IntArray:
    """A lot for each of one side (0 seekers, 1 hosts), no two alike, lower goes first: Steele's SplitMix64, the same on every machine and
    for ever.
    """
    with np.errstate(over="ignore"):
        state = np.uint64((2 * seed + side + 1) % 2**64) * _LOTS[0] + (np.arange(count, dtype=np.uint64) + np.uint64(1)) * _LOTS[0]
        state = (state ^ (state >> np.uint64(30))) * _LOTS[1]
        state = (state ^ (state >> np.uint64(27))) * _LOTS[2]
    return ((state ^ (state >> np.uint64(31))) ^ _SIGN).view(np.int64)


def solve(problem: RolesProblem, network: Network, meter: Meter) -> IntArray:
    """Each seeker's choice in the network, -1 for none. Raises Stopped."""
    meter.spend(4 * len(network.host))
    choice = network.choice
    score = -problem.score[choice].astype(np.int64)
    lot = lots(problem.seed, 1, network.hosts)[network.host]
    order = np.lexsort((lot, score, -problem.seeker_score[choice].astype(np.int64), network.seeker))
    lot = lots(problem.seed, 0, network.seekers)[network.seeker]
    place = np.empty(len(choice), dtype=np.int64)
    place[np.lexsort((lot, score, -problem.host_score[choice].astype(np.int64)))] = np.arange(len(choice))
    return _propose(network, order, place, meter)


def _propose(network: Network, order: IntArray, place: IntArray, meter: Meter) -> IntArray:
    """`order`: choices seeker by seeker, best first. `place`: how a host compares choices, lower is better."""
    begin, end = network.start[:-1].tolist(), network.start[1:].tolist()
    choices, hosts, places = order.tolist(), network.host[order].tolist(), place[order].tolist()
    room = network.room.tolist()
    taken: list[list[tuple[int, int, int]]] = [[] for _ in room]
    at = np.full(network.seekers, -1, dtype=np.int64)
    for first in range(network.seekers):
        seeker = first
        while seeker >= 0 and begin[seeker] < end[seeker]:
            step = begin[seeker]
            begin[seeker] += 1
            host = taken[hosts[step]]
            offer = -places[step], seeker, choices[step]
            if len(host) < room[hosts[step]]:
                heappush(host, offer)
                seeker = -1
            elif offer > host[0]:
                seeker = heapreplace(host, offer)[1]
    meter.spend(len(choices))
    for host in taken:
        for _, seeker, edge in host:
            at[seeker] = edge
    return at


def held(problem: RolesProblem, network: Network, least: IntArray, meter: Meter) -> tuple[IntArray, bool]:
    """As `solve`; while some group has begun and is too small, the smallest is not held and all is done again.

    Also says whether every group that began is held. Raises Stopped.
    """
    lot = lots(problem.seed, 1, network.hosts)
    keep = np.ones(network.hosts, dtype=np.bool_)
    while True:
        part = network.only(keep, network.floor)
        at = solve(problem, part, meter)
        count = np.bincount(part.host[at[at >= 0]], minlength=part.hosts)
        short = (count > 0) & (count < least)
        if not short.any():
            at = np.where(at >= 0, np.searchsorted(network.choice, part.choice[at]) if len(part.choice) else -1, -1)
            return at, bool(keep.all())
        keep[np.lexsort((lot, count, ~short))[0]] = False
