"""What an arrangement of two sides means for people: who would rather have each other, places received, who waits and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.answer import Crowd, Ranks, WaitCause, Waiting
from mooring.engine.roles.network import without_locks
from mooring.engine.roles.problem import Ints, RolesProblem

_NOBODY = -(1 << 40)
_FEW = 3


class Report:
    """Everything that is said about who has whom; `chosen` is each seeker's choice in the problem, -1 for none."""

    def __init__(self, problem: RolesProblem, chosen: IntArray) -> None:
        self.problem, self.chosen = problem, chosen
        self.placed = np.flatnonzero(chosen >= 0)
        self.edges = chosen[self.placed]
        self.host_of: IntArray = np.full(problem.seekers, -1, dtype=np.int64)
        self.host_of[self.placed] = problem.host[self.edges]
        self.count: IntArray = np.bincount(problem.host[self.edges], minlength=problem.hosts).astype(np.int64)
        self.locked = np.zeros(problem.seekers, dtype=np.bool_)
        self.locked[[seeker for seeker, _ in problem.locks]] = True
        self.not_held: BoolArray = (problem.least > 0) & (self.count == 0)

    def blocking(self) -> IntArray:
        """Pairs of shape (pairs, 2) who would both rather have each other."""
        problem = self.problem
        mine = np.full(problem.seekers, _NOBODY, dtype=np.int64)
        mine[self.placed] = problem.seeker_score[self.edges]
        mine[self.locked] = -_NOBODY
        mine_ = np.repeat(mine, np.diff(problem.start))
        free = ~self.locked[self.placed]
        worst = np.full(problem.hosts, -_NOBODY, dtype=np.int64)
        np.minimum.at(worst, problem.host[self.edges[free]], problem.host_score[self.edges[free]])
        worst[self.count < problem.room] = _NOBODY
        worst[self.not_held] = -_NOBODY
        both = problem.open & (problem.seeker_score > mine_) & (problem.host_score > worst[problem.host])
        return np.stack([problem.seeker[both], problem.host[both]], axis=1).astype(np.int64)

    def seeker_ranks(self) -> Ranks:
        """Places seekers received, among all who named anybody."""
        problem = self.problem
        own = np.full(problem.seekers, -_NOBODY, dtype=np.int64)
        own[self.placed] = problem.seeker_score[self.edges]
        better = np.concatenate([[0], np.cumsum(problem.seeker_score > np.repeat(own, np.diff(problem.start)))])
        count = better[problem.start[1:]] - better[problem.start[:-1]]
        return Ranks(tuple(np.bincount(count[self.placed]).tolist()), int((np.diff(problem.start) > 0).sum()))

    def host_ranks(self) -> Ranks:
        """Places hosts received, seat by seat."""
        problem = self.problem
        key = np.sort((problem.host.astype(np.int64) << 32) - problem.host_score)
        mine = (problem.host[self.edges].astype(np.int64) << 32) - problem.host_score[self.edges]
        mine.sort()
        asked = np.concatenate([[0], np.cumsum(np.bincount(problem.host, minlength=problem.hosts))])
        place = np.searchsorted(key, mine) - np.repeat(asked[:-1], self.count)
        return Ranks(tuple(np.bincount(place).tolist()), len(self.placed))

    def waiting(self) -> tuple[tuple[Waiting, ...], tuple[Crowd, ...]]:
        """Who has no host and why, and the crowds that prove it."""
        problem = self.problem
        who = np.flatnonzero(self.host_of < 0)
        if not len(who):
            return (), ()
        usable = problem.open & np.repeat(~self.locked, np.diff(problem.start))
        any_ = _in_row(usable, problem.start)[who]
        usable &= ~self.not_held[problem.host]
        held = _in_row(usable, problem.start)[who]
        ways = _Ways(problem, usable, np.where(self.locked, -1, self.host_of))
        hosts = ways.reached(who[held])
        free = hosts & (self.count < problem.room)
        movable = ways.could_reach(np.flatnonzero(free))[who] if free.any() else np.zeros(len(who), dtype=np.bool_)
        full = who[held & ~movable]
        crowds, place = self._crowds(ways, full, ways.reached(full) if free.any() else hosts)
        causes = np.array(["no_allowed_host", "not_held", "full", "outweighed"], dtype=np.object_)
        told: Sequence[WaitCause] = causes[np.where(~any_, 0, np.where(~held, 1, np.where(movable, 3, 2)))].tolist()
        again = (problem.waited[who] > 0).tolist()
        made = zip(who.tolist(), told, place[who].tolist(), again, strict=True)
        return tuple(Waiting(one, cause, at if at >= 0 else None, before) for one, cause, at, before in made), crowds

    def _crowds(self, ways: _Ways, waiting: IntArray, hosts: BoolArray) -> tuple[tuple[Crowd, ...], IntArray]:
        """Everybody who competes with somebody waiting, crowd by crowd, and the crowd of each of those who wait. `hosts`: all those for
        whom they compete.
        """
        problem = self.problem
        place = np.full(problem.seekers, -1, dtype=np.int64)
        if not len(waiting):
            return (), place
        inside = ~self.locked & (self.host_of >= 0)
        inside &= hosts[self.host_of]
        inside[waiting] = True
        who, full = np.flatnonzero(inside), np.flatnonzero(hosts)
        label, within = ways.joined(who, full)
        count = int(label.max()) + 1
        place[who] = label
        at = np.full(problem.hosts, -1, dtype=np.int64)
        at[full] = within
        private = np.zeros(count, dtype=np.bool_)
        apart = np.flatnonzero(~problem.open)
        apart = apart[~self.not_held[problem.host[apart]] & inside[problem.seeker[apart]]]
        out = at[problem.host[apart]] != place[problem.seeker[apart]]
        private[place[problem.seeker[apart[out]]]] = True
        room, _ = without_locks(problem)
        both = zip(_parts(who, label, count), _parts(full, within, count), private.tolist(), strict=True)
        crowds = [Crowd(tuple(some.tolist()), tuple(where.tolist()), int(room[where].sum()), kept) for some, where, kept in both]
        # A crowd is told of only where somebody in it waits: who waits stays, all others go.
        mine = place[waiting]
        place[:] = -1
        place[waiting] = mine
        return tuple(crowds), place


class _Ways:
    """Who could go where: seekers to hosts they may have, hosts to those who sit there and could move. Seekers first, then hosts."""

    def __init__(self, problem: RolesProblem, usable: BoolArray, host_of: IntArray) -> None:
        self.seekers, self.hosts = problem.seekers, problem.hosts
        if usable.all():
            start, host = problem.start, problem.host
        else:
            start, host = np.concatenate([[0], np.cumsum(usable)])[problem.start], problem.host[usable]
        moves = np.flatnonzero(host_of >= 0)
        moves = moves[np.argsort(host_of[moves], kind="stable")]
        there = np.cumsum(np.bincount(host_of[moves], minlength=self.hosts))
        begins = np.concatenate([start, start[-1] + there])
        ends = np.concatenate([host + np.int32(self.seekers), moves.astype(np.int32)])
        self.start, self.host = start, host
        self._links = _graph(begins, ends)

    def reached(self, who: IntArray) -> BoolArray:
        """Hosts who can be reached from these seekers."""
        return self._from(self._links, who)[self.seekers :]

    def could_reach(self, hosts: IntArray) -> BoolArray:
        """Seekers from whom one of these hosts can be reached."""
        return self._from(self._links.T.tocsr(), hosts + self.seekers)[: self.seekers]

    def _from(self, links: csr_array, nodes: IntArray) -> BoolArray:
        """Nodes that can be reached from these."""
        source = self.seekers + self.hosts
        begins = np.append(links.indptr, links.indptr[-1] + len(nodes))
        found = breadth_first_order(
            _graph(begins, np.concatenate([links.indices, nodes.astype(np.int32)])), source, return_predecessors=False
        )
        return _has(found, source + 1)[:source]

    def joined(self, who: IntArray, full: IntArray) -> tuple[IntArray, IntArray]:
        """Which of these seekers and hosts hang together: numbers of parts, from 0, for either, in the order of their first seekers."""
        node = np.zeros(self.hosts, dtype=np.int64)
        node[full] = np.arange(len(who), len(who) + len(full))
        label = np.arange(len(who) + len(full))
        # Most hang together by the first few on their lists; what is left to join is little.
        for most in (_FEW, None):
            size = np.diff(self.start)[who] if most is None else np.minimum(np.diff(self.start)[who], most)
            at = np.repeat(self.start[who] - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
            one, other = label[np.repeat(np.arange(len(who)), size)], label[node[self.host[at]]]
            apart = one != other
            links = coo_array((np.ones(int(apart.sum())), (one[apart], other[apart])), shape=(len(label), len(label)))
            label = connected_components(links.tocsr(), directed=False)[1].astype(np.int64)[label]
        _, first, label = np.unique(label, return_index=True, return_inverse=True)
        label = np.argsort(np.argsort(first))[label]
        return label[: len(who)], label[len(who) :]


def _graph(begins: IntArray, ends: NDArray[np.int32]) -> csr_array:
    """A graph of links from node to node, each node's together."""
    nodes = len(begins) - 1
    return csr_array((np.ones(len(ends)), ends, begins.astype(np.int32)), shape=(nodes, nodes))


def _in_row(marked: BoolArray, start: IntArray) -> BoolArray:
    """Which seekers have a marked choice."""
    count = np.concatenate([[0], np.cumsum(marked)])
    made: BoolArray = count[start[1:]] > count[start[:-1]]
    return made


def _has(who: Ints, count: int) -> BoolArray:
    made = np.zeros(count, dtype=np.bool_)
    made[who] = True
    return made


def _parts(who: IntArray, place: IntArray, count: int) -> Sequence[IntArray]:
    order = np.argsort(place, kind="stable")
    return np.split(who[order], np.cumsum(np.bincount(place, minlength=count))[:-1]) if count else []
