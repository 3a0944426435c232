"""What an arrangement of two sides means for people: who would rather have each other, places received, who waits and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.answer import Crowd, Ranks, WaitCause, Waiting
from mooring.engine.roles.network import without_locks
from mooring.engine.roles.problem import Ints, RolesProblem

_NOBODY = -(1 << 40)


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
        free = ~self.locked[self.placed]
        worst = np.full(problem.hosts, -_NOBODY, dtype=np.int64)
        np.minimum.at(worst, problem.host[self.edges[free]], problem.host_score[self.edges[free]])
        worst[self.count < problem.room] = _NOBODY
        worst[self.not_held] = -_NOBODY
        both = problem.open & (problem.seeker_score > mine[problem.seeker]) & (problem.host_score > worst[problem.host])
        return np.stack([problem.seeker[both], problem.host[both]], axis=1).astype(np.int64)

    def seeker_ranks(self) -> Ranks:
        """Places seekers received, among all who named anybody."""
        asked = int((np.diff(self.problem.start) > 0).sum())
        return self._ranks(self.problem.seeker, self.problem.seeker_score, self.problem.seekers, asked)

    def host_ranks(self) -> Ranks:
        """Places hosts received, seat by seat."""
        return self._ranks(self.problem.host, self.problem.host_score, self.problem.hosts, len(self.placed))

    def _ranks(self, owner: Ints, liked: Ints, owners: int, asked: int) -> Ranks:
        place = np.zeros(len(self.edges), dtype=np.int64)
        left = np.arange(len(self.edges))
        while len(left):
            # One seat of every owner at a time, so that one look over all choices serves many.
            _, first = np.unique(owner[self.edges[left]], return_index=True)
            now, left = left[first], np.delete(left, first)
            bar = np.full(owners, -_NOBODY, dtype=np.int64)
            bar[owner[self.edges[now]]] = liked[self.edges[now]]
            better = np.bincount(owner[liked > bar[owner]], minlength=owners)
            place[now] = better[owner[self.edges[now]]]
        return Ranks(tuple(np.bincount(place).tolist()), asked)

    def waiting(self) -> tuple[tuple[Waiting, ...], tuple[Crowd, ...]]:
        """Who has no host and why, and the crowds that prove it."""
        problem = self.problem
        usable = problem.open & ~self.locked[problem.seeker]
        any_ = _has(problem.seeker[usable], problem.seekers)
        usable &= ~self.not_held[problem.host]
        held = _has(problem.seeker[usable], problem.seekers)
        seeker, host = problem.seeker[usable], problem.host[usable]
        loose = self._loose(seeker, host)
        movable = _has(seeker[loose[host]], problem.seekers)
        left = self.host_of < 0
        crowds, place = self._crowds(seeker, host, left & held & ~movable)
        made = []
        for who in np.flatnonzero(left).tolist():
            cause: WaitCause = (
                "no_allowed_host" if not any_[who] else "not_held" if not held[who] else "outweighed" if movable[who] else "full"
            )
            made.append(Waiting(who, cause, int(place[who]) if cause == "full" else None, bool(problem.waited[who])))
        return tuple(made), crowds

    def _loose(self, seeker: Ints, host: Ints) -> BoolArray:
        """Hosts with a free seat, or with somebody who could move on to a host of this kind."""
        loose: BoolArray = (self.count < self.problem.room) & ~self.not_held
        while True:
            mover = _has(seeker[loose[host]], self.problem.seekers) & (self.host_of >= 0) & ~self.locked
            more = loose.copy()
            more[self.host_of[mover]] = True
            if (more == loose).all():
                return loose
            loose = more

    def _crowds(self, seeker: Ints, host: Ints, waiting: BoolArray) -> tuple[tuple[Crowd, ...], IntArray]:
        """Everybody who competes with somebody waiting, crowd by crowd, and the crowd of each of those who wait."""
        problem = self.problem
        place = np.full(problem.seekers, -1, dtype=np.int64)
        if not waiting.any():
            return (), place
        movable = self.placed[~self.locked[self.placed]]
        inside, hosts, grows = waiting.copy(), np.zeros(problem.hosts, dtype=np.bool_), True
        while grows:
            hosts[host[inside[seeker]]] = True
            more = hosts[self.host_of[movable]] & ~inside[movable]
            inside[movable[more]] = True
            grows = bool(more.any())
        kept = inside[seeker]
        links = coo_array(
            (np.ones(int(kept.sum()), dtype=np.int8), (seeker[kept], host[kept] + problem.seekers)),
            shape=(problem.seekers + problem.hosts,) * 2,
        )
        label = connected_components(links.tocsr(), directed=False)[1].astype(np.int64)
        names, place[inside] = np.unique(label[: problem.seekers][inside], return_inverse=True)
        full = np.flatnonzero(hosts)
        within = np.full(problem.hosts, -1, dtype=np.int64)
        within[full] = np.searchsorted(names, label[problem.seekers :][full])
        apart = ~problem.open & ~self.not_held[problem.host] & inside[problem.seeker]
        private = _has(problem.seeker[apart & (within[problem.host] != place[problem.seeker])], problem.seekers)
        room, _ = without_locks(problem)
        both = zip(_parts(np.flatnonzero(inside), place[inside], len(names)), _parts(full, within[full], len(names)), strict=True)
        crowds = [
            Crowd(tuple(who.tolist()), tuple(where.tolist()), int(room[where].sum()), bool(private[who].any())) for who, where in both
        ]
        return tuple(crowds), place


def _has(who: Ints, count: int) -> BoolArray:
    made = np.zeros(count, dtype=np.bool_)
    made[who] = True
    return made


def _parts(who: IntArray, place: IntArray, count: int) -> Sequence[IntArray]:
    order = np.argsort(place, kind="stable")
    return np.split(who[order], np.cumsum(np.bincount(place, minlength=count))[:-1]) if count else []
