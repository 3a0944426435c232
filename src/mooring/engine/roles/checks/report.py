"""What is said to people: places on lists, and why somebody waits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.answer import Crowd, Ranks
from mooring.engine.roles.checks.raw import Raw

_CAUSES = np.array(["no_allowed_host", "not_held", "full", "outweighed"], dtype=object)


class Told(Raw):
    """Works out places and causes anew."""

    def faults(self) -> Iterator[str]:
        yield from self.ranks()
        yield from self.waiting()

    def ranks(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        own = np.zeros(problem.seekers, dtype=np.int64)
        own[self.placed] = problem.seeker_score[self.taken]
        over = self.owner[problem.seeker_score > np.repeat(own, self.size)]
        mine = 1 + np.bincount(over, minlength=problem.seekers)[self.placed]
        for name, found, told, count in (
            ("seekers", mine, solution.seeker_ranks, int((self.size > 0).sum())),
            ("hosts", self.host_places(), solution.host_ranks, len(self.placed)),
        ):
            if told != Ranks(tuple(np.bincount(found)[1:].tolist()), count):
                yield f"The places received by {name} are not as said."

    def host_places(self) -> IntArray:
        """The places of all chosen pairs on their hosts' lists: one more than those a host likes better, who stand after it in one line of
        all who are liked better than somebody that a host has, host by host, those a host likes least first.
        """
        problem = self.problem
        above = problem.host_score.astype(np.int64) - problem.host_score.min(initial=0)
        span = above.max(initial=0) + 1
        mine = np.sort(problem.host[self.taken] * span + above[self.taken])
        some, first = np.unique(mine // span, return_index=True)
        least = np.full(problem.hosts, span)
        least[some] = mine[first] % span
        over = np.flatnonzero(above > least[problem.host])
        hosts = problem.host[over]
        line = np.sort(hosts * span + above[over])
        ends = np.cumsum(np.bincount(hosts, minlength=problem.hosts))
        made: IntArray = 1 + ends[mine // span] - np.searchsorted(line, mine, side="right")
        return made

    def waiting(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        who = np.flatnonzero(self.host_of == -1)
        told = solution.waiting
        if [one.seeker for one in told] != who.tolist():
            yield "Those named as waiting are not those without a host."
            return
        if not len(who):
            if solution.crowds:
                yield "Crowds are named, and nobody waits."
            return
        causes = self.causes(who).tolist()
        for one, cause, again in zip(told, causes, (problem.waited[who] > 0).tolist(), strict=True):
            if one.cause != cause:
                yield f"Seeker {one.seeker} waits because of {cause!r}, not {one.cause!r}."
            if one.again is not again:
                yield f"Seeker {one.seeker}: whether they waited before is not as said."
            if (one.crowd is not None) is not (cause == "full"):
                yield f"Seeker {one.seeker}: a crowd is named exactly for those who wait because all is full."
        inside = [frozenset(crowd.seekers) for crowd in solution.crowds]
        for one in told:
            if one.crowd is not None and not (0 <= one.crowd < len(inside) and one.seeker in inside[one.crowd]):
                yield f"Seeker {one.seeker} is not in the crowd named."
        for crowd in solution.crowds:
            yield from self.crowd(crowd)

    def causes(self, who: IntArray) -> IntArray:
        """Why each of these waits."""
        places, which = self.rows(who)
        free = self.free[places]
        here = free & self.held[self.problem.host[places]]
        way = here & self.loose()[self.problem.host[places]]
        any_, held, movable = (np.bincount(which[kind], minlength=len(who)) > 0 for kind in (free, here, way))
        return _CAUSES[np.where(~any_, 0, np.where(~held, 1, np.where(movable, 3, 2)))]

    def loose(self) -> BoolArray:
        """Hosts with a free seat or from whom somebody could move on to one, in any number of steps."""
        problem = self.problem
        made = (self.count < problem.room) & self.held
        if not made.any():
            return made
        lists = csr_array(
            (np.ones(len(problem.host), dtype=np.int8), problem.host, problem.start), shape=(problem.seekers, problem.hosts)
        ).multiply(1)
        lists.data[:] = self.free
        named = lists.tocsc()
        edge = np.flatnonzero(made)
        while len(edge):
            size = named.indptr[edge + 1] - named.indptr[edge]
            places = np.repeat(named.indptr[edge] - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
            seekers = named.indices[places[named.data[places] > 0]]
            hosts = np.unique(self.host_of[seekers])
            edge = hosts[(hosts >= 0) & ~made[hosts]]
            made[edge] = True
        return made

    def crowd(self, crowd: Crowd) -> Iterator[str]:
        problem = self.problem
        hosts, seekers = np.array(crowd.hosts, dtype=np.int64), np.array(crowd.seekers, dtype=np.int64)
        inside = np.full(problem.hosts, False)
        inside[hosts] = True
        places, which = self.rows(seekers)
        out = places[~inside[problem.host[places]] & self.held[problem.host[places]]]
        for place in out[self.free[out]].tolist():
            yield f"Seeker {int(self.owner[place])} could leave the crowd for host {int(problem.host[place])}."
        alone = [len(set(some)) == len(some) for some in (crowd.seekers, crowd.hosts)]
        if not all(alone) or self.locked[seekers].any() or not self.held[hosts].all():
            yield "A crowd counts somebody twice, somebody locked or a group that is not held."
        seats = int((problem.room - self.lock_count)[hosts].sum())
        if seats != crowd.room or len(seekers) <= seats:
            yield f"A crowd of {len(seekers)} has room for {seats}, not {crowd.room}."
        if bool(len(out)) is not crowd.private:
            yield "Whether a crowd is private is not as said."
