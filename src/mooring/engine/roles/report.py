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
from mooring.engine.roles.problem import RolesProblem

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
        own = np.full(problem.seekers, _NOBODY, dtype=np.int64)
        own[self.placed] = problem.seeker_score[self.edges]
        own[self.locked] = -_NOBODY
        worst = self._worst(self.edges[~self.locked[self.placed]])
        worst[self.count < problem.room] = _NOBODY
        worst[self.not_held] = -_NOBODY
        both = problem.seeker_score > np.repeat(own, np.diff(problem.start))
        both &= problem.open
        wanted = np.flatnonzero(both)
        wanted = wanted[problem.host_score[wanted] > worst[problem.host[wanted]]]
        return np.column_stack([problem.seeker[wanted], problem.host[wanted]]).astype(np.int64)

    def seeker_ranks(self) -> Ranks:
        """Places seekers received, among all who named anybody."""
        problem = self.problem
        own = np.full(problem.seekers, -_NOBODY, dtype=np.int64)
        own[self.placed] = problem.seeker_score[self.edges]
        above = np.flatnonzero(problem.seeker_score > np.repeat(own, np.diff(problem.start)))
        count = np.bincount(problem.seeker[above], minlength=problem.seekers)
        return Ranks(tuple(np.bincount(count[self.placed]).tolist()), int((np.diff(problem.start) > 0).sum()))

    def host_ranks(self) -> Ranks:
        """Places hosts received, seat by seat."""
        problem = self.problem
        # Only who is liked better than the worst a host has can stand above anybody there.
        above = np.flatnonzero(problem.host_score > self._worst(self.edges)[problem.host])
        key, mine = (np.sort((problem.host[some].astype(np.int64) << 32) - problem.host_score[some]) for some in (above, self.edges))
        first = np.concatenate([[0], np.cumsum(np.bincount(problem.host[above], minlength=problem.hosts))])
        place = np.searchsorted(key, mine) - np.repeat(first[:-1], self.count)
        return Ranks(tuple(np.bincount(place).tolist()), len(self.placed))

    def _worst(self, edges: IntArray) -> IntArray:
        """How each host likes the one it likes least of those it has by these choices, beyond any liking if it has nobody."""
        made = np.full(self.problem.hosts, -_NOBODY, dtype=np.int64)
        np.minimum.at(made, self.problem.host[edges], self.problem.host_score[edges])
        return made

    def waiting(self) -> tuple[tuple[Waiting, ...], tuple[Crowd, ...]]:
        """Who has no host and why, and the crowds that prove it."""
        problem = self.problem
        who = np.flatnonzero(self.host_of < 0)
        if not len(who):
            return (), ()
        usable = np.repeat(~self.locked, np.diff(problem.start))
        usable &= problem.open
        any_ = _in_row(usable, problem.start)[who]
        held = any_
        if self.not_held.any():
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
        size, inside = np.diff(self.start), _has(who, self.seekers)
        seeker = np.repeat(np.arange(self.seekers), np.where(inside, np.minimum(size, _FEW), 0))
        nth = np.arange(len(seeker)) - np.searchsorted(seeker, seeker)
        label = self._linked(np.arange(self.seekers + self.hosts), seeker, self.start[seeker] + nth)
        # Most hang together by the first few on their lists; what else there is concerns somebody who does not.
        apart = label != np.bincount(label[who]).argmax()
        at = np.flatnonzero((np.repeat(apart[: self.seekers], size) | apart[self.seekers :][self.host]) & np.repeat(inside, size))
        label = self._linked(label, np.searchsorted(self.start, at, side="right") - 1, at)
        _, first, label = np.unique(label[np.concatenate([who, full + self.seekers])], return_index=True, return_inverse=True)
        label = np.argsort(np.argsort(first))[label]
        return label[: len(who)], label[len(who) :]

    def _linked(self, label: IntArray, seeker: IntArray, at: IntArray) -> IntArray:
        """The parts once these seekers hang together with the hosts of these choices."""
        one, other = label[seeker], label[self.seekers + self.host[at]]
        apart = one != other
        links = coo_array((np.ones(int(apart.sum())), (one[apart], other[apart])), shape=(len(label), len(label)))
        made: IntArray = connected_components(links.tocsr(), directed=False)[1].astype(np.int64)[label]
        return made


def _graph(begins: IntArray, ends: NDArray[np.int32]) -> csr_array:
    """A graph of links from node to node, each node's together."""
    nodes = len(begins) - 1
    return csr_array((np.ones(len(ends)), ends, begins.astype(np.int32)), shape=(nodes, nodes))


def _in_row(marked: BoolArray, start: IntArray) -> BoolArray:
    """Which seekers have a marked choice."""
    some = np.diff(start) > 0
    if some.any():
        some[some] = np.logical_or.reduceat(marked, start[:-1][some])
    return some


def _has(who: NDArray[np.integer], count: int) -> BoolArray:
    made = np.zeros(count, dtype=np.bool_)
    made[who] = True
    return made


def _parts(who: IntArray, place: IntArray, count: int) -> Sequence[IntArray]:
    order = np.argsort(place, kind="stable")
    return np.split(who[order], np.cumsum(np.bincount(place, minlength=count))[:-1]) if count else []
