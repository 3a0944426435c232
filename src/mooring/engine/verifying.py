"""Checks a round of pairs for many people from the raw problem, on arrays, sharing nothing with what made it.

What `verify` asks pair by pair is asked here of all pairs at once. Groups that are told of only as they are read are all checked as to
rules, times, totals and aims; what is told of them is read for some of them, evenly spread, and checked likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.certified import wrong_with
from mooring.engine.lists import flat
from mooring.engine.policy import PRIVATE_RULES, PRIVATE_TERMS, Points
from mooring.engine.problem import Problem
from mooring.engine.raw import Raw
from mooring.engine.solution import Match, Solution, Unplaced

_CHUNK: Final = 100_000
_READ: Final = 500
_TOLD: Final = 20
Bits = NDArray[np.uint64]
_ONE: Final = np.uint64(1)
_TOP: Final = np.uint64(63)


def faults(problem: Problem, solution: Solution) -> list[str]:
    """What is wrong, one sentence each; of a kind of fault that is everywhere only the first."""
    check = _Check(problem, solution)
    wrong = list(check.seating())
    if wrong:
        return wrong
    for part in (check.apart, check.check_times, check.read, check.locks, check.left, check.trios, check.fairness, check.claims):
        wrong += part()
    return wrong


class _Times:
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
        size = len(rows)
        made = np.full(len(rows[0]), 1 << 60, dtype=np.int64)
        for choice in range(1 << size):
            bad = [bool(choice >> at & 1) for at in range(size)]
            price = sum((cost[who] for who, is_bad in zip(rows, bad, strict=True) if is_bad), np.zeros(len(made), dtype=np.int64))
            made = np.where(self.any(rows, [not is_bad for is_bad in bad]), np.minimum(made, price), made)
        return np.where(made == 1 << 60, 0, made)


class _Pairs:
    """A problem, asked about pairs of people side by side."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.people, self.policy = problem, problem.people, problem.policy
        self.n = problem.people.count
        self.times = _Times(problem)
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
        self.contacts = np.unique((ends[:, 0] * self.width + ends[:, 1])[ends[:, 0] < n])
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
        made: IntArray = np.unique((np.repeat(np.arange(self.n), sizes) * self.n + members)[near])
        return made

    def _keys(self, groups: Sequence[Group]) -> IntArray:
        ends = np.sort(_ends([group for group in groups if len(group) == 2]), axis=1)
        made: IntArray = np.unique(ends[:, 0] * self.n + ends[:, 1])
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


class _Check(_Pairs):
    def __init__(self, problem: Problem, solution: Solution) -> None:
        super().__init__(problem)
        self.solution = solution
        self.members, self.sizes = flat(getattr(solution.matches, "groups", None) or solution.groups)
        self.begin = np.cumsum(self.sizes) - self.sizes
        self.group_of = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self.locked = {frozenset(lock) for lock in problem.locks}

    def group(self, at: int) -> Group:
        """The people of a group."""
        return tuple(self.members[self.begin[at] : self.begin[at] + self.sizes[at]].tolist())

    def seating(self) -> Iterator[str]:
        """Sizes, and everybody in one place."""
        for at in np.flatnonzero((self.sizes < 2) | (self.sizes > 3))[:_TOLD].tolist():
            yield f"{self.group(at)}: a group has 2 to 3 people, not {self.sizes[at]}."
        strangers = (self.members < 0) | (self.members >= self.n)
        for at in self.group_of[strangers][:_TOLD].tolist():
            yield f"{self.group(at)}: somebody is not in this round."
        count = np.bincount(self.members[~strangers], minlength=self.n)
        for person in np.flatnonzero(count > 1)[:_TOLD].tolist():
            yield f"Person {person} is in {count[person]} groups."
        self.left_out = np.array([one.person for one in self.solution.unplaced], dtype=np.int64)
        if len(np.unique(self.left_out)) < len(self.left_out):
            yield "Somebody is named unplaced twice."
        named = np.zeros(self.n, dtype=np.bool_)
        named[self.left_out] = True
        for person in np.flatnonzero(named & (count > 0))[:_TOLD].tolist():
            yield f"Person {person} is both in a group and unplaced."
        for person in np.flatnonzero(~named & (count == 0))[:_TOLD].tolist():
            yield f"Person {person} is neither in a group nor unplaced."

    def apart(self) -> Iterator[str]:
        """Rules about pairs; works out pairs, scores and repeats for what follows."""
        self.of = np.concatenate([np.flatnonzero(self.sizes == 2), np.repeat(np.flatnonzero(self.sizes == 3), 3)])
        one, other = [], []
        two, three = self.begin[self.sizes == 2], self.begin[self.sizes == 3]
        for size, first, second in ((2, 0, 1), (3, 0, 1), (3, 0, 2), (3, 1, 2)):
            begin = two if size == 2 else three
            one.append(self.members[begin + first])
            other.append(self.members[begin + second])
        if len(three):
            one = [one[0], np.column_stack(one[1:]).reshape(-1)]
            other = [other[0], np.column_stack(other[1:]).reshape(-1)]
        self.a, self.b = np.concatenate(one), np.concatenate(other)
        for rule, kept in self.broken(self.a, self.b).items():
            for at in np.flatnonzero(kept)[:_TOLD].tolist():
                yield f"{self.group(self.of[at])}: {self.a[at]} and {self.b[at]} break the rule {rule!r}."
        self.met_place = self.met_at(self.a, self.b)
        self.worth = self.values(self.a, self.b)
        self.points_of = self.score(self.worth)
        forbidden = {tuple(sorted(group)) for group in self.problem.forbidden if len(group) == 3}
        for at in np.flatnonzero(self.sizes == 3).tolist():
            if tuple(sorted(self.group(at))) in forbidden:
                yield f"{self.group(at)}: this group is forbidden."

    def times_of(self, size: int) -> tuple[IntArray, list[IntArray]]:
        """The groups of a size, and their people side by side."""
        at = np.flatnonzero(self.sizes == size)
        return at, [self.members[self.begin[at] + step] for step in range(size)]

    def bad_hours(self) -> IntArray:
        """What each group's kindest start costs."""
        made = np.zeros(len(self.sizes), dtype=np.int64)
        if self.policy.has("hours"):
            for size in (2, 3):
                at, rows = self.times_of(size)
                made[at] = self.times.cheapest(rows, self.bad + 1)
        return made

    def _sits_badly(self) -> BoolArray:
        made = np.zeros(self.n, dtype=np.bool_)
        made[list(self.solution.fairness.bad_hour)] = True
        return made

    def check_times(self) -> Iterator[str]:
        """Common stretches, and that whoever is said to sit in a bad hour is the least that can be."""
        self.burden = self.bad_hours()
        if not self.policy.has("hours"):
            if self.solution.fairness.bad_hour:
                yield "Nobody has a bad hour where the rule 'hours' is off."
            return
        at, rows = self.times_of(3)
        for group in at[~self.times.any(rows, [False] * 3)].tolist():
            yield f"{self.group(group)}: no common stretch of {self.policy.minutes} minutes."
        sits = self._sits_badly()
        told = np.bincount(self.group_of, weights=(sits * (self.bad + 1))[self.members], minlength=len(self.sizes)).astype(np.int64)
        for group in np.flatnonzero(told != self.burden)[:_TOLD].tolist():
            yield f"{self.group(group)}: the bad hours said cost {told[group]}, not {self.burden[group]}."
        for size in (2, 3):
            at, rows = self.times_of(size)
            for choice in range(1, 1 << size):
                chosen = np.ones(len(at), dtype=np.bool_)
                for step, who in enumerate(rows):
                    chosen &= sits[who] == bool(choice >> step & 1)
                fits = self.times.any([who[chosen] for who in rows], [not choice >> step & 1 for step in range(size)])
                for group in at[chosen][~fits][:_TOLD].tolist():
                    yield f"{self.group(group)}: there is no stretch with bad hours for those alone of whom it is said."

    def read(self) -> Iterator[str]:
        """What is told of some groups: score, reasons, repeats, stretches."""
        many = len(self.sizes)
        order = np.argsort(self.of, kind="stable")
        begin = np.searchsorted(self.of[order], np.arange(many + 1))
        sits = self._sits_badly()
        step = max(1, many // _READ)
        for at, match in zip(range(0, many, step), self.solution.matches[::step], strict=True):
            pairs = order[begin[at] : begin[at + 1]]
            who = ", ".join(map(str, match.members))
            if match.members != self.group(at):
                yield f"{who}: this is not the group {self.group(at)}."
                continue
            total = Fraction(int(self.points_of[pairs].sum()), len(match.members) - 1)
            if total != match.score:
                yield f"{who}: the score is {float(total)}, not {float(match.score)}."
            again = {(int(self.a[one]), int(self.b[one])) for one in pairs if self.met_place[one] >= 0}
            if {tuple(sorted(pair)) for pair in again} != set(match.repeats):
                yield f"{who}: the pairs that met before are {sorted(again)}, not {sorted(match.repeats)}."
            if {person for person in match.members if sits[person]} != set(match.bad_hour):
                yield f"{who}: the bad hour is not for {match.bad_hour}."
            if match.locked is not (frozenset(match.members) in self.locked):
                told = "says it is locked and is not" if match.locked else "is locked and was not made as such"
                yield f"{who}: this group {told}."
            yield from self._hints(match, who)
            yield from self._reasons(match, pairs, who)

    def _hints(self, match: Match, who: str) -> Iterator[str]:
        for hint in match.hints:
            rows = [np.array([person]) for person in match.members]
            words = self.times.starts(rows, [person not in hint.bad_for for person in match.members])[0]
            if hint.slots != self.times.length or not int(words[hint.slot // 64]) >> hint.slot % 64 & 1:
                yield f"{who}: slot {hint.slot} does not suit everybody as said."

    def _reasons(self, match: Match, pairs: IntArray, who: str) -> Iterator[str]:
        terms = {term.name: term for term in self.policy.terms if term.weight}
        whole = sum(term.weight for term in terms.values())
        given = {reason.term: reason for reason in match.reasons}
        for name, term in terms.items():
            value = int(self.worth[name][pairs].sum()) // len(pairs)
            reason = given.pop(name, None)
            if reason is None:
                if value:
                    yield f"{who}: the reason {name!r} is missing."
                continue
            if (reason.value, reason.points) != (value, value * term.weight // whole):
                yield f"{who}: the reason {name!r} is worth {value}, not {reason.value}."
            if reason.private is not (term.private or name in PRIVATE_TERMS):
                yield f"{who}: the reason {name!r} is not marked private as it should be."
            if name == "interests":
                common = np.flatnonzero(self.people.interests[list(match.members)].all(axis=0)).tolist()
                if sorted(reason.shared) != common:
                    yield f"{who}: the topics in common are {common}, not {sorted(reason.shared)}."
        for name in given:
            yield f"{who}: there is no preference {name!r}."

    def locks(self) -> Iterator[str]:
        """Every locked group is made."""
        inside = {person: at for lock in self.problem.locks for person in lock for at in self.group_of[self.members == person].tolist()}
        for lock in self.problem.locks:
            at = inside.get(lock[0])
            if at is None or set(self.group(at)) != set(lock):
                yield f"{lock}: this group is locked and was not made."

    def left(self) -> Iterator[str]:
        """Whoever is in no group: why, and that no two of them may be a pair."""
        raw, every = Raw(self.problem), np.arange(self.n)
        locked = {person for lock in self.problem.locks for person in lock}
        told = {one.certificate for one in self.solution.unplaced if one.certificate is not None}
        if told:
            free = tuple(person for person in np.flatnonzero(self.people.capacity > 0).tolist() if person not in locked)
            left = frozenset(self.left_out.tolist())
            wrong = {proof: wrong_with(proof, free, left, raw.fits) for proof in told}
        for one in self.solution.unplaced:
            broken = {rule: kept & (every != one.person) for rule, kept in self.broken(np.full(self.n, one.person), every).items()}
            yield from self._cause(one, broken, raw.short)
            if one.certificate is not None:
                if not any(one.person in circle for circle in one.certificate.circles):
                    yield f"Person {one.person} is in no circle of their certificate."
                yield from (f"Person {one.person}: {fault}" for fault in wrong[one.certificate])
            others = self.left_out[self.left_out > one.person]
            for other in others[~np.logical_or.reduce([kept[others] for kept in broken.values()], axis=0)][:_TOLD].tolist():
                yield f"Persons {one.person} and {other} are both unplaced and may be a pair."

    def _cause(self, one: Unplaced, broken: dict[str, BoolArray], short: str) -> Iterator[str]:
        person = one.person
        others = np.arange(self.n) != person
        partners = int((others & ~np.logical_or.reduce(list(broken.values()), axis=0)).sum())
        if partners != one.partners:
            yield f"Person {person} has {partners} allowed partners, not {one.partners}."
        room = others & ~broken["capacity"]
        hours = "hours" in broken and bool(room.any()) and bool(broken["hours"][room].all()) and int(self.people.capacity[person]) > 0
        if (one.cause == short) is not (partners > 0):
            yield f"Person {person}: the cause {one.cause!r} cannot be with {partners} allowed partners."
        if not partners and (one.cause == "no_common_time") is not hours:
            yield f"Person {person}: the cause {one.cause!r} is not what keeps them out."
        if one.again is not bool(self.waited[person] > 0):
            yield f"Person {person}: left out last time is {bool(self.waited[person] > 0)}."
        for blocking in one.rules:
            if blocking.rule != "capacity" and not broken.get(blocking.rule, others[:0]).any():
                yield f"Person {person}: the rule {blocking.rule!r} keeps nobody apart from them."
            private = blocking.rule in PRIVATE_RULES or any(rule.name == blocking.rule and rule.private for rule in self.policy.rules)
            if blocking.private is not private:
                yield f"Person {person}: the rule {blocking.rule!r} is not marked private as it should be."
        if not partners and room.any():
            kept = np.array([held[room] for held in broken.values()])
            fewest = int(kept.sum(axis=0).min())
            lifted = np.array([rule in one.lift for rule in broken])
            if len(one.lift) != fewest:
                yield f"Person {person}: lifting {fewest} rules would do, not {len(one.lift)}."
            if not (kept == lifted[:, None]).all(axis=0).any():
                yield f"Person {person}: lifting {', '.join(one.lift)} gives them nobody."

    def trios(self) -> Iterator[str]:
        """No two trios can be three pairs."""
        held = [self.group(at) for at in np.flatnonzero(self.sizes == 3).tolist() if frozenset(self.group(at)) not in self.locked]
        for place, one in enumerate(held):
            rest = np.array(held[place + 1 :], dtype=np.int64).reshape(-1, 3)
            a, b = np.repeat(np.array(one), 3 * len(rest)), np.tile(rest.reshape(-1), 3)
            kept = np.logical_or.reduce(list(self.broken(a, b).values()), axis=0) if len(a) else np.zeros(0, dtype=np.bool_)
            may = ~kept.reshape(3, len(rest), 3)
            ways = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
            could = np.logical_or.reduce([may[0, :, x] & may[1, :, y] & may[2, :, z] for x, y, z in ways])
            for other in rest[could].tolist():
                yield f"{one} and {tuple(other)}: two trios that can be three pairs."

    def fairness(self) -> Iterator[str]:
        """Who carries what."""
        told, three = self.solution.fairness, self.sizes == 3
        trio = sorted(self.members[np.repeat(three, self.sizes)].tolist())
        if sorted(told.trio) != trio:
            yield f"Fairness: the trio is {trio[:_TOLD]}, not {sorted(told.trio)[:_TOLD]}."
        met = self.met_place >= 0
        low, high = np.minimum(self.a, self.b)[met].tolist(), np.maximum(self.a, self.b)[met].tolist()
        again = sorted(zip(low, high, (len(self.rounds) - self.met_place[met]).tolist(), strict=True))
        if sorted(told.repeats) != again:
            yield f"Fairness: the repeats are {again[:_TOLD]}, not {sorted(told.repeats)[:_TOLD]}."
        points = np.zeros(len(self.sizes), dtype=np.int64)
        np.add.at(points, self.of, self.points_of)
        poor = sorted(self.members[np.repeat(8 * points < 1_000_000 * self.sizes * (self.sizes - 1), self.sizes)].tolist())
        if sorted(told.low_score) != poor:
            yield f"Fairness: the low score is for {poor[:_TOLD]}, not {sorted(told.low_score)[:_TOLD]}."
        twice = sorted(self.left_out[self.waited[self.left_out] > 0].tolist())
        if sorted(told.left_out_again) != twice:
            yield f"Fairness: left out again are {twice[:_TOLD]}, not {sorted(told.left_out_again)[:_TOLD]}."

    def claims(self) -> Iterator[str]:
        """Totals, aims and bounds."""
        solution, values = self.solution, self._values()
        if solution.seed != self.problem.seed:
            yield f"The seed is {self.problem.seed}, not {solution.seed}."
        if values["score"] != solution.score:
            yield f"The score is {float(values['score'])}, not {float(solution.score)}."
        if solution.bound < solution.score:
            yield f"The bound {float(solution.bound)} is below the score {float(solution.score)}."
        named = [level.name for level in solution.levels]
        if named != list(values):
            yield f"The aims are {', '.join(values)}, not {', '.join(named)}."
            return
        for level in solution.levels:
            if level.value != values[level.name]:
                yield f"The aim {level.name!r} reaches {float(values[level.name])}, not {float(level.value)}."
            if level.bound < level.value:
                yield f"The aim {level.name!r} has a bound below its value."
            if solution.status == "exact" and not level.exact:
                yield f"The aim {level.name!r} is not proven, though the answer says it is exact."
        room = int((self.people.capacity > 0).sum())
        if solution.levels[0].bound > room:
            yield f"No more than {room} people can be placed, not {float(solution.levels[0].bound)}."

    def _values(self) -> dict[str, Fraction]:
        made: dict[str, Fraction] = {}
        trio, pair = self.sizes[self.of] == 3, self.sizes[self.of] == 2
        placed, seats = self.members, self.members[np.repeat(self.sizes == 3, self.sizes)]
        for level in self.policy.levels:
            if level == "placed":
                made[level] = Fraction(len(placed))
            elif level == "left_out_last_time":
                made[level] = Fraction(int((self.waited[placed] > 0).sum()))
                made["waited_longest"] = Fraction(int((np.minimum(self.waited, 63) * 64 + np.minimum(self.out, 63))[placed].sum()))
            elif level == "repeats":
                met = self.met_place[self.met_place >= 0]
                made[level] = Fraction(-len(met))
                made["recent_repeats"] = Fraction(-int((met + 1).sum()))
            elif level == "burden":
                poor = (self.low[self.a] + self.low[self.b]) * (4 * self.points_of < 1_000_000)
                low = int(poor[pair].sum()) + Fraction(int(poor[trio].sum()), 2)
                made[level] = -int((1 + self.trios_before[seats]).sum()) - int(self.burden.sum()) - low
            elif level == "need":
                band, team = self.band(), self.people.team
                apart = (team[self.a] < 0) | (team[self.a] != team[self.b])
                served = (band[self.a] + band[self.b]) * apart
                made[level] = int(served[pair].sum()) + Fraction(int(served[trio].sum()), 2)
            else:
                made[level] = int(self.points_of[pair].sum()) + Fraction(int(self.points_of[trio].sum()), 2)
        return made


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
