"""Who sits where: choices, room, least numbers, locks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
        apart = np.isin(self.taken, self.choices(problem.forbidden))
        for seeker in self.placed[apart | (self.taken < 0)].tolist():
            yield f"Seeker {seeker} may not have host {int(self.host_of[seeker])}."
        for seeker, host in problem.locks:
            if self.host_of[seeker] != host:
                yield f"Seeker {seeker} is locked to host {host} and does not have them."
        if (self.taken >= 0).all():
            yield from self.rooms()

    def rooms(self) -> Iterator[str]:
        problem, count = self.problem, self.count
        for host in np.flatnonzero(count > problem.room).tolist():
            yield f"Host {host} has room for {int(problem.room[host])}, not for {int(count[host])}."
        for host in np.flatnonzero((count > 0) & (count < problem.least)).tolist():
            yield f"Host {host} takes at least {int(problem.least[host])} or nobody, not {int(count[host])}."
        idle = np.flatnonzero((problem.least > 0) & (count == 0)).tolist()
        if idle != list(self.solution.not_held):
            yield f"The groups not held are {idle}, not {list(self.solution.not_held)}."
