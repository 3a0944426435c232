"""Who sits where: choices, room, least numbers, locks."""

from __future__ import annotations

from collections.abc import Iterator

from mooring.engine.roles.checks.raw import Raw


class Seats(Raw):
    """Looks at every seat."""

    def faults(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        if len(solution.host_of) != problem.seekers:
            yield f"There are {problem.seekers} seekers, not {len(solution.host_of)}."
            return
        for name in ("mode", "seed"):
            if getattr(problem, name) != getattr(solution, name):
                yield f"The {name} is {getattr(problem, name)!r}, not {getattr(solution, name)!r}."
        for seeker, host in self.pairs:
            if host not in self.choices(seeker):
                yield f"Seeker {seeker} may not have host {host}."
        apart = set(problem.forbidden) & set(self.pairs)
        for seeker, host in sorted(apart):
            yield f"Seeker {seeker} may not have host {host}."
        count: dict[int, int] = {}
        for _, host in self.pairs:
            count[host] = count.get(host, 0) + 1
        for host, taken in sorted(count.items()):
            if 0 <= host < problem.hosts and taken > problem.room[host]:
                yield f"Host {host} has room for {int(problem.room[host])}, not for {taken}."
            if 0 <= host < problem.hosts and taken < problem.least[host]:
                yield f"Host {host} takes at least {int(problem.least[host])} or nobody, not {taken}."
        for lock in set(problem.locks) - set(self.pairs):
            yield f"Seeker {lock[0]} is locked to host {lock[1]} and does not have them."
        idle = tuple(host for host in range(problem.hosts) if problem.least[host] and host not in count)
        if idle != tuple(solution.not_held):
            yield f"The groups not held are {list(idle)}, not {list(solution.not_held)}."
