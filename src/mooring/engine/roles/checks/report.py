"""What is said to people: places on lists, and why somebody waits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mooring.engine.arrays import BoolArray
from mooring.engine.roles.answer import Crowd, Ranks
from mooring.engine.roles.checks.raw import Raw, by_owner


class Told(Raw):
    """Works out places and causes anew."""

    def faults(self) -> Iterator[str]:
        yield from self.ranks()
        yield from self.waiting()

    def ranks(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        asked = sum(1 for seeker in range(problem.seekers) if problem.start[seeker + 1] > problem.start[seeker])
        mine, theirs = [], []
        ordered = by_owner(problem.host, problem.hosts)
        liked = [np.sort(problem.host_score[ordered[host]]) for host in range(problem.hosts)]
        for seeker, at in self.taken.items():
            own = problem.seeker_score[problem.start[seeker] : problem.start[seeker + 1]]
            mine.append(1 + int((own > problem.seeker_score[at]).sum()))
            host = liked[problem.host[at]]
            theirs.append(1 + len(host) - int(np.searchsorted(host, problem.host_score[at], side="right")))
        for name, found, told, count in (
            ("seekers", mine, solution.seeker_ranks, asked),
            ("hosts", theirs, solution.host_ranks, len(theirs)),
        ):
            if told != Ranks(tuple(found.count(place) for place in range(1, max(found, default=0) + 1)), count):
                yield f"The places received by {name} are not as said."

    def waiting(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        told = [one.seeker for one in solution.waiting]
        if told != [seeker for seeker in range(problem.seekers) if solution.host_of[seeker] == -1]:
            yield "Those named as waiting are not those without a host."
            return
        loose = self.loose()
        for one in solution.waiting:
            first, last = problem.start[one.seeker : one.seeker + 2].tolist()
            hosts = problem.host[first:last][self.free[first:last]]
            here = hosts[self.held[hosts]]
            cause = "no_allowed_host" if not len(hosts) else "not_held" if not len(here) else "outweighed" if loose[here].any() else "full"
            if one.cause != cause:
                yield f"Seeker {one.seeker} waits because of {cause!r}, not {one.cause!r}."
            if one.again is not bool(problem.waited[one.seeker]):
                yield f"Seeker {one.seeker}: whether they waited before is not as said."
            if (one.crowd is not None) is not (cause == "full"):
                yield f"Seeker {one.seeker}: a crowd is named exactly for those who wait because all is full."
            elif one.crowd is not None and one.seeker not in solution.crowds[one.crowd].seekers:
                yield f"Seeker {one.seeker} is not in the crowd named."
        for crowd in solution.crowds:
            yield from self.crowd(crowd)

    def loose(self) -> BoolArray:
        """Hosts with a free seat or from whom somebody could move on to one, in any number of steps."""
        problem = self.problem
        count = np.bincount([host for _, host in self.pairs], minlength=problem.hosts)
        made = (count < problem.room) & self.held
        ways = by_owner(np.where(self.free, problem.host, problem.hosts), problem.hosts)
        edge = np.flatnonzero(made).tolist()
        while edge:
            for seeker in self.owner[ways[edge.pop()]].tolist():
                host = int(self.solution.host_of[seeker])
                if host >= 0 and not made[host]:
                    made[host] = True
                    edge.append(host)
        return made

    def crowd(self, crowd: Crowd) -> Iterator[str]:
        problem = self.problem
        inside, seekers = set(crowd.hosts), set(crowd.seekers)
        private = False
        for seeker in crowd.seekers:
            for host, at in self.choices(seeker).items():
                if host in inside or not self.held[host]:
                    continue
                if self.free[at]:
                    yield f"Seeker {seeker} could leave the crowd for host {host}."
                private = True
        seats = sum(int(problem.room[host]) for host in inside) - sum(host in inside for _, host in problem.locks)
        if len(seekers) != len(crowd.seekers) or seekers & self.locked or not self.held[list(inside)].all():
            yield "A crowd counts somebody twice, somebody locked or a group that is not held."
        if seats != crowd.room or len(seekers) <= seats:
            yield f"A crowd of {len(seekers)} has room for {seats}, not {crowd.room}."
        if private is not crowd.private:
            yield "Whether a crowd is private is not as said."
