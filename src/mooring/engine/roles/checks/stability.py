"""Who would rather have whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array

from mooring.engine.arrays import IntArray
from mooring.engine.roles.checks.raw import Raw, Whole

Keys = Sequence[Whole]

_WORD = (1 << 64) - 1


class Stability(Raw):
    """Works out blocking pairs, and whether a stable answer is the one that is best for seekers."""

    def faults(self) -> Iterator[str]:
        yield from self.blocking()
        yield from self.stability()

    def blocking(self) -> Iterator[str]:
        found = self.both_gain([self.problem.seeker_score], [self.problem.host_score])
        told = np.asarray(self.solution.blocking, dtype=np.int64).reshape(-1, 2)
        if np.array_equal(found, told):
            return
        one, other = (pairs[np.lexsort(pairs.T)] for pairs in (found, told))
        if not np.array_equal(one, other):
            yield f"There are {len(found)} blocking pairs, not {len(told)} or not those named."

    def better(self, mine: Keys) -> IntArray:
        """Choices which their seeker likes strictly better than what they have; keys are compared one after the other."""
        now, (first, *more) = np.repeat(self.at, self.size), mine
        bar = np.repeat(first[self.at] if len(first) else self.at, self.size)
        made = (first > bar) | (now < 0)
        level = np.flatnonzero((first == bar) & (now >= 0) & bool(more))
        for key in more:
            here, there = key[level], key[now[level]]
            made[level[here > there]] = True
            level = level[here == there]
        made &= self.free
        if self.solution.not_held:
            made &= self.held[self.problem.host]
        return np.flatnonzero(made)

    def both_gain(self, mine: Keys, theirs: Keys) -> IntArray:
        """Seeker and host of each choice that both would rather have."""
        problem = self.problem
        want = self.better(mine)
        host = problem.host[want]
        if not len(want):
            return np.zeros((0, 2), dtype=np.int64)
        loose = self.taken[~self.locked[self.placed]]
        order = loose[np.lexsort([*(key[loose] for key in reversed(theirs)), problem.host[loose]])]
        some, first = np.unique(problem.host[order], return_index=True)
        worst = np.full(problem.hosts, -1, dtype=np.int64)
        worst[some] = order[first]
        made, level = (self.count < problem.room)[host], np.flatnonzero((worst >= 0)[host])
        for key in theirs:
            here, there = key[want[level]], key[worst][host[level]]
            made[level[here > there]] = True
            level = level[here == there]
        return np.column_stack([self.owner[want[made]], host[made]]).astype(np.int64)

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
        mine: Keys = [problem.seeker_score, *first]
        theirs: Keys = [problem.host_score, *last]
        for seeker, host in self.both_gain(mine, theirs).tolist():
            yield f"Seeker {seeker} and host {host} would both rather have each other."
            return
        circle = self.circle(mine, theirs)
        if circle:
            yield f"The seekers at the hosts {circle} could all have a host they like better, and it would be stable too."

    def ties(self) -> bool:
        """Whether anybody likes two alike."""
        problem = self.problem
        by_host = csr_array((problem.host_score, problem.host, problem.start), shape=(problem.seekers, problem.hosts)).tocsc()
        return _alike(problem.start, problem.seeker_score) or _alike(by_host.indptr, by_host.data)

    def circle(self, mine: Keys, theirs: Keys) -> list[int]:
        """Hosts who, in a circle, could each take the best of those who would rather be there (Gusfield & Irving 1989: a rotation)."""
        problem = self.problem
        best = self.better(mine)
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


def _alike(begins: Whole, liked: Whole) -> bool:
    """Whether a number stands twice in one of the lists that begin there; lists of one length are looked at together."""
    size = begins[1:] - begins[:-1]
    for length in set(size.tolist()):
        rows = np.sort(liked[begins[:-1][size == length][:, np.newaxis] + np.arange(length)])
        if not np.diff(rows).all():
            return True
    return False


def _lots(seed: int, side: int, count: int) -> IntArray:
    """The lots that break ties, as SplitMix64 gives them."""
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state += np.uint64((2 * seed + side + 1) * 0x9E3779B97F4A7C15 & _WORD)
    state = (state ^ state >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ state >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    made = np.zeros(count, dtype=np.int64)
    made[np.lexsort([state ^ state >> np.uint64(31)])] = np.arange(count)
    return made
