"""Whether the levels are as said, and proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, IntArray
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
        if (solution.status == "exact") is not (solution.ended == "proof") or (solution.status == "bounded") is not (
            solution.ended == "search"
        ):
            yield f"An answer that is {solution.status} was not ended by {solution.ended}."
        value = {
            "placed": len(self.placed),
            "waited": int(problem.waited[self.placed].sum()),
            "score": int(problem.score[self.taken].sum()),
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
        most = {"placed": 1, "waited": int(problem.waited.max(initial=0)), "score": int(problem.score.max(initial=0))}
        dearest = max((int(np.abs(branch.price).max(initial=0)) for branch in self.solution.proof.branches), default=0)
        largest = sum(by[name] * most[name] for name in most) + dearest
        kind: Any = np.int64 if largest < 1 << 62 else np.object_
        each = by["placed"] + by["waited"] * problem.waited.astype(kind)
        score = by["score"] * problem.score.astype(kind)
        fixed = sum(int(one) for one in (score[self.lock_choices] + each[self.owner[self.lock_choices]]).tolist())
        return fixed + max(self.branch(branch, score, each) for branch in self.solution.proof.branches)

    def branch(self, branch: RolesBranch, score: Weights, each: Weights) -> int:
        """What no arrangement under a branch weighs more than, locks aside: by the `score` of choices, and for `each` who is placed."""
        problem = self.problem
        room, least = problem.room - self.lock_count, np.maximum(problem.least - self.lock_count, 0)
        room[list(branch.closed)] = 0
        price = branch.price.astype(score.dtype)
        who, most = self.best(score - price[problem.host], room > 0)
        spare: list[int] = (most + each[who]).tolist()
        seats = (int(price) * int(room[host] if price > 0 else least[host]) for host, price in enumerate(branch.price.tolist()) if price)
        return sum(one for one in spare if one > 0) + sum(seats)

    def best(self, told: Weights, hosts: BoolArray) -> tuple[IntArray, Weights]:
        """Seekers who may still have one of these hosts, and the most that is told of any such choice."""
        usable = self.free if hosts.all() else self.free & hosts[self.problem.host]
        some = np.flatnonzero(self.size)
        if not len(some):
            return some, told[:0]
        begins = self.problem.start[some]
        able = np.logical_or.reduceat(usable, begins)
        most = np.maximum.reduceat(told if usable.all() else np.where(usable, told, told.min()), begins)
        return some[able], most[able]

    def scale(self, name: str) -> int:
        """What a level cannot exceed, if everybody had their best and only the number of seats counted."""
        problem = self.problem
        seats = int(problem.room.sum()) - len(problem.locks)
        who, score = self.best(problem.score, self.lock_count < problem.room)
        best = score.astype(np.int64) if name == "score" else problem.waited[who] if name == "waited" else np.ones_like(who)
        return int(np.sort(best)[::-1][:seats].sum()) + self.fixed(name)

    def fixed(self, name: str) -> int:
        """What the locks alone add to a level."""
        if name == "score":
            return int(self.problem.score[self.lock_choices].sum())
        return sum(int(self.problem.waited[seeker]) if name == "waited" else 1 for seeker, _ in self.problem.locks)


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
