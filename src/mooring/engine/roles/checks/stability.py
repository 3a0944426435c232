"""Who would rather have whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.roles.checks.raw import Raw, Whole

_WORD = (1 << 64) - 1


class Stability(Raw):
    """Works out blocking pairs, and whether a stable answer is the one that is best for seekers."""

    def faults(self) -> Iterator[str]:
        yield from self.blocking()
        yield from self.stability()

    def blocking(self) -> Iterator[str]:
        mine = (self.problem.seeker_score,)
        theirs = (self.problem.host_score,)
        found, told = self.both_gain(mine, theirs), np.asarray(self.solution.blocking, dtype=np.int64).reshape(-1, 2)
        order = [np.lexsort(pairs.T) for pairs in (found, told)]
        if not np.array_equal(found[order[0]], told[order[1]]):
            yield f"There are {len(found)} blocking pairs, not {len(told)} or not those named."

    def better(self, mine: Iterable[Whole]) -> BoolArray:
        """Choices which their seeker likes strictly better than what they have; keys are compared one after the other."""
        now = self.at[self.owner]
        made, left = np.zeros(len(now), dtype=np.bool_), np.flatnonzero(now >= 0)
        for key in mine:
            here, there = key[left], key[now[left]]
            made[left[here > there]] = True
            left = left[here == there]
        return (made | (now < 0)) & self.free & self.held[self.problem.host]

    def both_gain(self, mine: tuple[Whole, ...], theirs: tuple[Whole, ...]) -> IntArray:
        """Seeker and host of each choice that both would rather have."""
        problem = self.problem
        want = np.flatnonzero(self.better(mine))
        loose = self.taken[~self.locked[self.placed]]
        order = loose[np.lexsort([*(key[loose] for key in reversed(theirs)), problem.host[loose]])]
        some, first = np.unique(problem.host[order], return_index=True)
        worst = np.full(problem.hosts, -1, dtype=np.int64)
        worst[some] = order[first]
        bar = worst[problem.host[want]]
        made, level = np.zeros(len(want), dtype=np.bool_), bar >= 0
        for key in theirs:
            made |= level & (key[want] > key[bar])
            level = level & (key[want] == key[bar])
        both = want[made | (self.count < problem.room)[problem.host[want]]]
        return np.stack([self.owner[both], problem.host[both]], axis=1)

    def stability(self) -> Iterator[str]:
        solution, problem = self.solution, self.problem
        if problem.mode != "stable" or solution.status == "stopped":
            if solution.stability is not None:
                yield "The answer says it is stable, and that was not asked or not done."
            return
        ties = self.ties()
        if (solution.stability == "stable") is ties or solution.stability is None:
            yield f"Lists have {'' if ties else 'no '}ties, so the answer is not {solution.stability!r}."
        first = problem.score, -_lots(problem.seed, 1, problem.hosts)[problem.host]
        last = problem.score, -_lots(problem.seed, 0, problem.seekers)[self.owner]
        mine, theirs = (problem.seeker_score, *first), (problem.host_score, *last)
        for seeker, host in self.both_gain(mine, theirs).tolist():
            yield f"Seeker {seeker} and host {host} would both rather have each other."
            return
        circle = self.circle(mine, theirs)
        if circle:
            yield f"The seekers at the hosts {circle} could all have a host they like better, and it would be stable too."

    def ties(self) -> bool:
        problem = self.problem
        for owner, liked in ((self.owner, problem.seeker_score), (problem.host, problem.host_score)):
            line = np.sort(owner.astype(np.int64) * (1 << 33) + liked)
            if (line[1:] == line[:-1]).any():
                return True
        return False

    def circle(self, mine: tuple[Whole, ...], theirs: tuple[Whole, ...]) -> list[int]:
        """Hosts who, in a circle, could each take the best of those who would rather be there (Gusfield & Irving 1989: a rotation)."""
        problem = self.problem
        best = np.flatnonzero(self.better(mine))
        for key in theirs:
            most = np.full(problem.hosts, np.iinfo(np.int64).min)
            np.maximum.at(most, problem.host[best], key[best].astype(np.int64))
            best = best[key[best] == most[problem.host[best]]]
        best = best[np.argsort(problem.host[best])]
        sits = self.solution.host_of[self.owner[best]]
        leads = {int(host): int(there) for host, there in zip(problem.host[best], sits, strict=True)}
        done: set[int] = set()
        for begin in leads:
            way: list[int] = []
            host = begin
            while host in leads and host not in done:
                done.add(host)
                way.append(host)
                host = leads[host]
            if host in way:
                return way[way.index(host) :]
        return []


def _lots(seed: int, side: int, count: int) -> IntArray:
    """The lots that break ties, as SplitMix64 gives them."""
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state += np.uint64((2 * seed + side + 1) * 0x9E3779B97F4A7C15 & _WORD)
    state = (state ^ state >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ state >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    made = np.zeros(count, dtype=np.int64)
    made[np.lexsort([state ^ state >> np.uint64(31)])] = np.arange(count)
    return made
