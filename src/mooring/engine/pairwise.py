"""A problem asked about pairs of people side by side, on arrays: what `verifying` judges a round of many by.

Read from the raw problem and sharing nothing with what makes rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.lists import flat
from mooring.engine.policy import Points
from mooring.engine.problem import Problem

_CHUNK: Final = 100_000
Bits = NDArray[np.uint64]
_ONE: Final = np.uint64(1)
_TOP: Final = np.uint64(63)


class Times:
    """Everybody's slots as 64-bit words."""

    def __init__(self, problem: Problem) -> None:
        people = problem.people
        self.length = problem.policy.minutes // 15
        self.free = _words(people.free)
        self.good = _words(people.free & ~people.edge)

    def starts(self, rows: Sequence[IntArray], good: Sequence[bool]) -> Bits:
        """The slots at which a common stretch of people side by side begins; `good`: whether outside the bad hours of each."""
        made: Any = np.uint64(0xFFFFFFFFFFFFFFFF)
        for who, kind in zip(rows, good, strict=True):
            made = made & (self.good if kind else self.free)[who]
        for _ in range(self.length - 1):
            after = np.zeros_like(made)
            after[:, :-1] = made[:, 1:] << _TOP
            made &= (made >> _ONE) | after
        held: Bits = made
        return held

    def any(self, rows: Sequence[IntArray], good: Sequence[bool]) -> BoolArray:
        """Whether there is one."""
        many = len(rows[0])
        made = np.zeros(many, dtype=np.bool_)
        for at in range(0, many, _CHUNK):
            made[at : at + _CHUNK] = self.starts([who[at : at + _CHUNK] for who in rows], good).any(axis=1)
        return made

    def cheapest(self, rows: Sequence[IntArray], cost: IntArray) -> IntArray:
        """What the kindest start costs; 0 where there is none."""
        size, every = len(rows), len(rows[0])
        dear = np.flatnonzero(~self.any(rows, [True] * size))
        rows = [who[dear] for who in rows]
        made = np.full(len(dear), 1 << 60, dtype=np.int64)
        for choice in range(1, 1 << size):
            bad = [bool(choice >> at & 1) for at in range(size)]
            price = sum((cost[who] for who, is_bad in zip(rows, bad, strict=True) if is_bad), np.zeros(len(made), dtype=np.int64))
            made = np.where(self.any(rows, [not is_bad for is_bad in bad]), np.minimum(made, price), made)
        whole = np.zeros(every, dtype=np.int64)
        whole[dear] = np.where(made == 1 << 60, 0, made)
        return whole


class Pairs:
    """A problem, asked about pairs of people side by side."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.people, self.policy = problem, problem.people, problem.policy
        self.n = problem.people.count
        self.times = Times(problem)
        self.rounds = problem.history.rounds
        self._read_history()
        self.lines = {
            rule: self._up(reach) for rule, reach in (("manager", 2), ("chain", 0)) if problem.policy.has(rule)
        }  # fmt: skip
        self.named = {name: self._keys(getattr(problem, name)) for name in ("blocked", "ended", "never", "forbidden")}
        self.points: dict[str, Points] = {term.name: term.points for term in self.policy.terms}
        wishes = np.array(problem.wishes, dtype=np.int64).reshape(-1, 3)
        order = np.argsort(wishes[:, 0] * self.n + wishes[:, 1])
        self.wished, self.strength = (wishes[:, 0] * self.n + wishes[:, 1])[order], wishes[order, 2]

    # history

    def _read_history(self) -> None:
        n, people = self.n, self.people
        self.waited, self.out, self.trios_before, self.bad, self.low = (np.zeros(n, dtype=np.int64) for _ in range(5))
        days, met, places, known = self.policy.cooldown_days, [], [], []
        for place, one in enumerate(self.rounds):
            pairs = _expanded(one.met)
            known.append(pairs)
            age = (self.problem.day - one.day).days if self.problem.day and one.day else None
            if days is None or (days > 0 and (age is None or age < days)):
                met.append(pairs)
                places.append(np.full(len(pairs), place))
            seated = flat(one.met)[0] if one.placed is None else np.array(one.placed, dtype=np.int64)
            self.waited[seated[seated < n]] = 0
            out = np.array(one.unplaced, dtype=np.int64)
            self.waited[out[out < n]] += 1
            fell = ((self.out, one.unplaced), (self.trios_before, one.trio), (self.bad, one.bad_hour), (self.low, one.low_score))
            for total, who in fell:
                held = np.array(who, dtype=np.int64)
                total[held[held < n]] += 1
        self._read_met(met, places)
        ends = np.concatenate([np.zeros((0, 2), dtype=np.int64), *known, _ends(self.problem.ties)])
        self.width = max(n, int(ends.max()) + 1 if len(ends) else 0)
        ends = np.concatenate([ends, ends[:, ::-1]])
        self.contacts = _rising((ends[:, 0] * self.width + ends[:, 1])[ends[:, 0] < n])
        owner, other = np.divmod(self.contacts, max(self.width, 1))
        self.begins = np.searchsorted(owner, np.arange(n + 1))
        team = np.concatenate([people.team, np.full(self.width - n, -1)])
        across = (other >= n) | (team[owner] < 0) | (team[other] != team[owner])
        self.ties = np.where(people.cross_ties >= 0, people.cross_ties, np.bincount(owner[across], minlength=n)[:n])

    def _read_met(self, met: list[IntArray], places: list[IntArray]) -> None:
        ends = np.sort(np.concatenate([np.zeros((0, 2), dtype=np.int64), *met]), axis=1)
        place = np.concatenate([np.zeros(0, dtype=np.int64), *places])
        here = ends[:, 1] < self.n
        keys, place = (ends[:, 0] * self.n + ends[:, 1])[here], place[here]
        order = np.lexsort((place, keys))
        keys, place = keys[order], place[order]
        last = np.ones(len(keys), dtype=np.bool_)
        last[:-1] = keys[1:] != keys[:-1]
        last &= ~np.isin(keys, self._keys(self.problem.again))
        self.met, self.place = keys[last], place[last]

    def met_at(self, a: IntArray, b: IntArray) -> IntArray:
        """The place of the last round in which two people met, -1 where they did not."""
        at, there = _find(self.met, np.minimum(a, b) * self.n + np.maximum(a, b))
        return np.where(there, np.concatenate([self.place, [-1]])[at], -1)

    # rules

    def _up(self, reach: int) -> IntArray:
        members, sizes = flat(self.people.lines)
        step = np.arange(len(members)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        near = (members < self.n) & ((step < reach) | (not reach))
        made: IntArray = _rising((np.repeat(np.arange(self.n), sizes) * self.n + members)[near])
        return made

    def _keys(self, groups: Sequence[Group]) -> IntArray:
        ends = np.sort(_ends([group for group in groups if len(group) == 2]), axis=1)
        made: IntArray = _rising(ends[:, 0] * self.n + ends[:, 1])
        return made

    def broken(self, a: IntArray, b: IntArray) -> dict[str, BoolArray]:
        """For each rule in force, which pairs it keeps apart."""
        people = self.people
        made: dict[str, Any] = {"capacity": (people.capacity[a] == 0) | (people.capacity[b] == 0)}
        if self.policy.has("hours"):
            made["hours"] = ~self.times.any([a, b], [False, False])
        for rule, keys in self.lines.items():
            made[rule] = _find(keys, a * self.n + b)[1] | _find(keys, b * self.n + a)[1]
        if self.policy.has("language"):
            told = people.languages
            either = told[a].any(axis=1) & told[b].any(axis=1)
            made["language"] = either & ~(told[a] & told[b]).any(axis=1)
        if self.policy.has("cooldown"):
            made["cooldown"] = self.met_at(a, b) >= 0
        for rule in (one.name for one in self.policy.rules if one.name.startswith(("same_", "other_"))):
            held = self._code(rule)
            alike: Any = (held[a] >= 0) & (held[a] == held[b])
            made[rule] = alike ^ (not rule.startswith("other_"))
        for rule, keys in self.named.items():
            if len(keys):
                made[rule] = _find(keys, np.minimum(a, b) * self.n + np.maximum(a, b))[1]
        return made

    def _code(self, name: str) -> IntArray:
        stem, _, part = name.casefold().partition(":")
        made: IntArray = self.people.attributes[part] if part else self.people.team if stem.endswith("team") else self.people.site
        return made

    # preferences

    def term(self, name: str, a: IntArray, b: IntArray) -> IntArray:
        """What the preference of that name is worth for each pair."""
        stem, _, part = name.casefold().partition(":")
        people = self.people
        if stem == "overlap":
            free = self.times.free
            least = np.minimum(_ones(free[a]), _ones(free[b]))
            return np.where(least > 0, _ones(free[a] & free[b]) * 1_000_000 // np.maximum(least, 1), 0)
        if stem == "lift":
            marked = people.new | people.remote
            return np.where(marked[a] | marked[b], 1_000_000, 0)
        if stem.startswith(("same_", "other_")):
            held = self._code(name)
            known = (held[a] >= 0) & (held[b] >= 0)
            return np.where(known & ((held[a] == held[b]) == stem.startswith("same_")), 1_000_000, 0)
        return self._by_curve(stem, part, self.points[name], a, b)

    def _by_curve(self, stem: str, part: str, points: Points, a: IntArray, b: IntArray) -> IntArray:
        people = self.people
        if stem in ("bridge", "mutual"):
            worth = _worth(points, self.mutual(a, b))
            return worth if stem == "mutual" else np.where((people.team[a] >= 0) & (people.team[a] == people.team[b]), 0, worth)
        if stem == "need":
            return (_worth(points, self.ties[a]) + _worth(points, self.ties[b])) // 2
        if stem in ("interests", "language"):
            held = people.languages if stem == "language" else people.interests
            return _worth(points, (held[a] & held[b]).sum(axis=1))
        if stem == "exchange":
            helps, wants = people.helps, people.wants
            given, taken = (helps[a] & wants[b]).sum(axis=1), (helps[b] & wants[a]).sum(axis=1)
            return (_worth(points, given) + _worth(points, taken)) // 2
        if stem == "wish":
            strengths = np.concatenate([self.strength, [0]])
            ways = []
            for keys in (a * self.n + b, b * self.n + a):
                at, there = _find(self.wished, keys)
                ways.append(_worth(points, np.where(there, strengths[at], 0)))
            return (ways[0] + ways[1]) // 2
        steps = people.seniority if stem == "seniority" else people.numbers[part]
        known = (steps[a] >= 0) & (steps[b] >= 0)
        return np.where(known, _worth(points, np.abs(steps[a] - steps[b])), 0)

    def mutual(self, a: IntArray, b: IntArray) -> IntArray:
        """How many contacts two people have in common."""
        sizes = self.begins[a + 1] - self.begins[a]
        row = np.repeat(np.arange(len(a)), sizes)
        place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + self.begins[a][row]
        contact = self.contacts[place] % max(self.width, 1)
        return np.bincount(row[_find(self.contacts, b[row] * self.width + contact)[1]], minlength=len(a))

    def values(self, a: IntArray, b: IntArray) -> dict[str, IntArray]:
        """What each preference is worth for each pair."""
        made: dict[str, IntArray] = {}
        for term in self.policy.terms:
            if term.weight:
                parts = [self.term(term.name, a[at : at + _CHUNK], b[at : at + _CHUNK]) for at in range(0, max(1, len(a)), _CHUNK)]
                made[term.name] = np.concatenate(parts)
        return made

    def score(self, values: dict[str, IntArray]) -> IntArray:
        """What pairs score whose preferences are worth that."""
        weights = {term.name: term.weight for term in self.policy.terms if term.weight}
        total = sum(value * weights[name] for name, value in values.items())
        made: IntArray = np.asarray(total) // sum(weights.values())
        return made

    def band(self) -> IntArray:
        """What everybody's need of ties counts for."""
        return np.select([self.ties == 0, self.ties <= 2, self.ties <= 5], [4, 2, 1], 0)


def _words(held: NDArray[np.uint8]) -> Bits:
    padded = np.zeros((len(held), max(8, -(-held.shape[1] // 8) * 8)), dtype=np.uint8)
    padded[:, : held.shape[1]] = held
    return padded.view("<u8").astype(np.uint64)


def _ones(words: Bits) -> IntArray:
    made: IntArray = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    return made


def _ends(groups: Sequence[Group]) -> IntArray:
    made: IntArray = np.array(list(groups), dtype=np.int64).reshape(-1, 2)
    return made


def _expanded(groups: Sequence[Group]) -> IntArray:
    """Every pair inside every group."""
    members, sizes = flat(groups)
    begin = np.cumsum(sizes) - sizes
    made = [np.zeros((0, 2), dtype=np.int64)]
    for size in set(sizes.tolist()):
        at = begin[sizes == size]
        made += [np.column_stack([members[at + one], members[at + other]]) for one in range(size) for other in range(one + 1, size)]
    pairs: IntArray = np.concatenate(made)
    return pairs


def _rising(keys: IntArray) -> IntArray:
    """Keys in order, each once: sorting many millions is quicker than putting them into a table, as `numpy.unique` does."""
    made = np.sort(keys)
    fresh = np.ones(len(made), dtype=np.bool_)
    fresh[1:] = made[1:] != made[:-1]
    return made[fresh]


def _find(keys: IntArray, wanted: IntArray) -> tuple[IntArray, BoolArray]:
    """Where keys stand among rising ones, and whether they do."""
    at = np.searchsorted(keys, wanted)
    there = np.concatenate([keys, [-1]])[at] == wanted
    return at, there & (wanted >= 0)


def _worth(points: Points, numbers: IntArray) -> IntArray:
    """What numbers are worth by a curve: straight between its points, the last worth after them."""
    across, worth = np.array(points, dtype=np.int64).T
    at = np.searchsorted(across, numbers, side="right") - 1
    after = np.minimum(at + 1, len(across) - 1)
    wide = np.maximum(across[after] - across[at], 1)
    made: IntArray = worth[at] + (worth[after] - worth[at]) * (np.asarray(numbers, dtype=np.int64) - across[at]) // wide
    return np.where(after == at, worth[at], made)
