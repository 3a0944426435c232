"""Whether the levels are as said, and proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mooring.engine.roles.answer import RolesBranch
from mooring.engine.roles.checks.raw import Raw

Weights = NDArray[Any]

_LEVELS = {"total": ["score", "placed", "waited"], "served": ["placed", "waited", "score"], "stable": ["placed", "waited", "score"]}


class Proof(Raw):
    """Works out the levels, and what the proof proves of them."""

    def faults(self) -> Iterator[str]:
        problem, solution = self.problem, self.solution
        names = _LEVELS[problem.mode]
        if [level.name for level in solution.levels] != names or [name for name, _ in solution.proof.multipliers] != names:
            yield f"The levels are {', '.join(names)}."
            return
        value = {
            "placed": len(self.pairs),
            "waited": sum(int(problem.waited[seeker]) for seeker, _ in self.pairs),
            "score": sum(int(problem.score[at]) for at in self.taken.values()),
        }
        wrong = list(self.priced())
        yield from wrong
        over = None if wrong else self.most()
        for level, (name, multiplier) in zip(solution.levels, solution.proof.multipliers, strict=True):
            if level.value != value[name]:
                yield f"The level {name!r} reaches {value[name]}, not {level.value}."
            if level.bound < level.value:
                yield f"The level {name!r} has a bound below its value."
            if over is not None:
                if level.bound < min(over // multiplier, self.scale(name)):
                    yield f"The level {name!r} is proven not to exceed {min(over // multiplier, self.scale(name))}, not {level.bound}."
                over -= multiplier * value[name]
            if solution.status == "exact" and problem.mode != "stable" and level.bound != level.value:
                yield f"The level {name!r} is not proven, though the answer says it is exact."

    def priced(self) -> Iterator[str]:
        problem, proof = self.problem, self.solution.proof
        if any(multiplier < 1 for _, multiplier in proof.multipliers):
            yield "The proof has a multiplier below 1."
        root = frozenset(host for _, host in problem.locks)
        for branch in proof.branches:
            if len(branch.price) != problem.hosts:
                yield f"The proof has {len(branch.price)} prices for {problem.hosts} hosts."
            elif any(host not in branch.held | root for host in np.flatnonzero(branch.price < 0).tolist()):
                yield "The proof has a price below zero for a host who may take nobody."
        if not _cover(proof.branches, root):
            yield "The branches of the proof do not cover every arrangement."

    def most(self) -> int:
        """What no arrangement weighs more than, by the proof."""
        problem, by = self.problem, dict(self.solution.proof.multipliers)
        largest = sum(by.values()) * (1 + int(problem.waited.max(initial=0)) + int(problem.score.max(initial=0)))
        kind: Any = np.int64 if largest < 1 << 60 else np.object_
        weight: Weights = by["score"] * problem.score.astype(kind) + by["placed"] + by["waited"] * problem.waited[self.owner].astype(kind)
        fixed = sum(int(weight[self.choices(seeker)[host]]) for seeker, host in problem.locks)
        return fixed + max(self.branch(branch, weight) for branch in self.solution.proof.branches)

    def branch(self, branch: RolesBranch, weight: Weights) -> int:
        problem = self.problem
        room, least = problem.room.copy(), problem.least.copy()
        for _, host in problem.locks:
            room[host] -= 1
            least[host] = max(0, least[host] - 1)
        usable = self.free.copy()
        for host in branch.closed:
            usable &= problem.host != host
            room[host] = 0
        usable &= (room > 0)[problem.host]
        spare = np.zeros(problem.seekers, dtype=weight.dtype)
        np.maximum.at(spare, self.owner[usable], weight[usable] - branch.price[problem.host[usable]])
        seats = (int(price) * int(room[host] if price > 0 else least[host]) for host, price in enumerate(branch.price.tolist()) if price)
        return sum(int(one) for one in spare) + sum(seats)

    def scale(self, name: str) -> int:
        """What a level cannot exceed, if everybody had their best and only the number of seats counted."""
        problem = self.problem
        seats = int(problem.room.sum()) - len(self.locked)
        full = np.zeros(problem.hosts, dtype=np.int64)
        for _, host in problem.locks:
            full[host] += 1
        usable = self.free & (full < problem.room)[problem.host]
        kinds: dict[str, Weights] = {
            "score": problem.score,
            "waited": problem.waited[self.owner],
            "placed": np.ones(len(problem.host), dtype=np.int64),
        }
        gains = kinds[name]
        best = np.zeros(problem.seekers, dtype=np.int64)
        np.maximum.at(best, self.owner[usable], gains[usable])
        fixed = sum(int(gains[self.choices(seeker)[host]]) for seeker, host in problem.locks)
        return sum(sorted(best.tolist(), reverse=True)[:seats]) + fixed


def _cover(branches: tuple[RolesBranch, ...], root: frozenset[int]) -> bool:
    """Whether every way of holding groups or not, those of `root` held, falls under a branch."""
    waiting = [(root, frozenset[int]())]
    while waiting:
        held, closed = waiting.pop()
        near = [branch for branch in branches if not (branch.held & closed or branch.closed & held)]
        if any(branch.held <= held and branch.closed <= closed for branch in near):
            continue
        asked = [(branch.held | branch.closed) - held - closed for branch in near]
        both = frozenset.intersection(*asked) if asked else frozenset()
        if not both:
            return False
        waiting += [(held | {min(both)}, closed), (held, closed | {min(both)})]
    return True
