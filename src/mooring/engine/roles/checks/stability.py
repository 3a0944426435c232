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
        found = {tuple(pair) for pair in self.both_gain(mine, theirs).tolist()}
        told = [tuple(pair) for pair in self.solution.blocking.tolist()]
        if found != set(told) or len(told) != len(found):
            yield f"There are {len(found)} blocking pairs, not {len(told)} or not those named."

    def better(self, mine: Iterable[Whole]) -> BoolArray:
        """Choices which their seeker likes strictly better than what they have; keys are compared one after the other."""
        held = np.full(self.problem.seekers, -1)
        held[list(self.taken)] = list(self.taken.values())
        now = held[self.owner]
        made, level = np.zeros(len(now), dtype=np.bool_), now >= 0
        for key in mine:
            made |= level & (key > key[now])
            level = level & (key == key[now])
        return (made | (now < 0)) & self.free & self.held[self.problem.host]

    def both_gain(self, mine: tuple[Whole, ...], theirs: tuple[Whole, ...]) -> IntArray:
        """Seeker and host of each choice that both would rather have."""
        problem = self.problem
        want = np.flatnonzero(self.better(mine))
        worst: dict[int, tuple[int, ...]] = {}
        count = np.zeros(problem.hosts, dtype=np.int64)
        for seeker, at in self.taken.items():
            host = int(problem.host[at])
            count[host] += 1
            if seeker not in self.locked:
                liked = tuple(int(one[at]) for one in theirs)
                worst[host] = min(worst.get(host, liked), liked)
        hosts = problem.host[want]
        some = np.zeros(problem.hosts, dtype=np.bool_)
        some[list(worst)] = True
        made, level = np.zeros(len(want), dtype=np.bool_), some[hosts]
        for place, key in enumerate(theirs):
            bar = np.zeros(problem.hosts, dtype=np.int64)
            bar[list(worst)] = [held[place] for held in worst.values()]
            made |= level & (key[want] > bar[hosts])
            level = level & (key[want] == bar[hosts])
        both = want[made | (count < problem.room)[hosts]]
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
            key = owner.astype(np.int64) * (1 << 33) + liked
            if len(np.unique(key)) < len(key):
                return True
        return False

    def circle(self, mine: tuple[Whole, ...], theirs: tuple[Whole, ...]) -> list[int]:
        """Hosts who, in a circle, could each take the best of those who would rather be there (Gusfield & Irving 1989: a rotation)."""
        problem = self.problem
        want = np.flatnonzero(self.better(mine))
        keys = [-key[want].astype(np.int64) for key in reversed(theirs)]
        order = want[np.lexsort([*keys, problem.host[want].astype(np.int64)])]
        hosts, first = np.unique(problem.host[order], return_index=True)
        leads = {int(host): int(self.solution.host_of[self.owner[order[at]]]) for host, at in zip(hosts, first, strict=True)}
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
    drawn = []
    for place in range(count):
        state = (2 * seed + side + place + 2) * 0x9E3779B97F4A7C15 & _WORD
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _WORD
        state = (state ^ state >> 27) * 0x94D049BB133111EB & _WORD
        drawn.append((state ^ state >> 31, place))
    made = np.zeros(count, dtype=np.int64)
    for lot, (_, place) in enumerate(sorted(drawn)):
        made[place] = lot
    return made
