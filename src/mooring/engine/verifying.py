"""Checks a round for many people from the raw problem, on arrays, sharing nothing with what made it.

What `verify` asks pair by pair is asked here of all pairs at once. Groups that are told of only as they are read are all checked as to
rules, times, totals and aims; what is told of them is read for some of them, evenly spread, and checked likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.certified import wrong_with
from mooring.engine.claimed import unfounded
from mooring.engine.lists import flat
from mooring.engine.pairwise import Pairs
from mooring.engine.policy import PRIVATE_RULES, PRIVATE_TERMS
from mooring.engine.problem import Problem
from mooring.engine.raw import Raw
from mooring.engine.solution import Hint, Match, Solution, Unplaced

_READ: Final = 500
_TOLD: Final = 20
_ONE: Final = np.uint64(1)


def faults(problem: Problem, solution: Solution) -> list[str]:
    """What is wrong, one sentence each; of a kind of fault that is everywhere only the first."""
    check = _Check(problem, solution)
    wrong = list(check.seating())
    if wrong:
        return wrong
    for part in (check.apart, check.check_times, check.read, check.locks, check.left, check.trios, check.fairness, check.claims):
        wrong += part()
    return wrong


class _Check(Pairs):
    def __init__(self, problem: Problem, solution: Solution) -> None:
        super().__init__(problem)
        self.solution = solution
        self.members, self.sizes = flat(getattr(solution.matches, "groups", None) or solution.groups)
        self.begin = np.cumsum(self.sizes) - self.sizes
        self.group_of = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self.locked = {frozenset(lock) for lock in problem.locks}
        self.kinds = sorted(set(self.sizes.tolist()))

    def group(self, at: int) -> Group:
        """The people of a group."""
        return tuple(self.members[self.begin[at] : self.begin[at] + self.sizes[at]].tolist())

    def seating(self) -> Iterator[str]:
        """Sizes, and everybody in one place."""
        size, up_to = self.policy.size, self.policy.up_to
        least, most = (2, 3 if size == 2 else 6) if up_to is None else (size, up_to)
        wrong = [
            at for at in np.flatnonzero((self.sizes < least) | (self.sizes > most)).tolist() if frozenset(self.group(at)) not in self.locked
        ]
        for at in wrong[:_TOLD]:
            yield f"{self.group(at)}: a group has {least} to {most} people, not {self.sizes[at]}."
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
        held = [np.zeros((0, 3), dtype=np.int64)]
        for size in self.kinds:
            places, rows = self.times_of(size)
            ways = list(combinations(range(size), 2))
            held.append(np.stack([np.stack([places, rows[one], rows[other]], axis=1) for one, other in ways], axis=1).reshape(-1, 3))
        self.of, self.a, self.b = np.concatenate(held).T
        for rule, kept in self.broken(self.a, self.b).items():
            for at in np.flatnonzero(kept)[:_TOLD].tolist():
                yield f"{self.group(self.of[at])}: {self.a[at]} and {self.b[at]} break the rule {rule!r}."
        self.met_place = self.met_at(self.a, self.b)
        self.worth = self.values(self.a, self.b)
        self.points_of = self.score(self.worth)
        forbidden = {frozenset(group) for group in self.problem.forbidden if len(group) > 2}
        for at in np.flatnonzero(self.sizes > 2).tolist() if forbidden else ():
            if frozenset(self.group(at)) in forbidden:
                yield f"{self.group(at)}: this group is forbidden."
        for seat in self.policy.seats:
            marked = self.people.numbers[seat.name.casefold()][self.members] >= 1
            here = np.bincount(self.group_of, weights=marked, minlength=len(self.sizes))
            for short in np.flatnonzero(here < seat.people)[:_TOLD].tolist():
                yield f"{self.group(short)}: {int(here[short])} of them are marked {seat.name!r}; {seat.people} must be."

    def times_of(self, size: int) -> tuple[IntArray, list[IntArray]]:
        """The groups of a size, and their people side by side."""
        at = np.flatnonzero(self.sizes == size)
        return at, [self.members[self.begin[at] + step] for step in range(size)]

    def bad_hours(self) -> IntArray:
        """What each group's kindest start costs."""
        made = np.zeros(len(self.sizes), dtype=np.int64)
        if self.policy.has("hours"):
            for size in self.kinds:
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
        for size in self.kinds:
            at, rows = self.times_of(size)
            for group in at[~self.times.any(rows, [False] * size)].tolist() if size > 2 else ():
                yield f"{self.group(group)}: no common stretch of {self.policy.minutes} minutes."
        sits = self._sits_badly()
        told = np.bincount(self.group_of, weights=(sits * (self.bad + 1))[self.members], minlength=len(self.sizes)).astype(np.int64)
        for group in np.flatnonzero(told != self.burden)[:_TOLD].tolist():
            yield f"{self.group(group)}: the bad hours said cost {told[group]}, not {self.burden[group]}."
        for size in self.kinds:
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
        read = self.solution.matches[::step]
        mean = {name: np.add.reduceat(worth[order], begin[:-1]) // np.diff(begin) for name, worth in self.worth.items()}
        values = {name: worth[::step].tolist() for name, worth in mean.items()}
        for number, (at, match) in enumerate(zip(range(0, many, step), read, strict=True)):
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
            yield from self._reasons(match, {name: held[number] for name, held in values.items()}, who)
        yield from self._hints(read)

    def _hints(self, read: Sequence[Match]) -> Iterator[str]:
        alike: dict[tuple[bool, ...], list[tuple[Group, Hint]]] = {}
        for match in read:
            for hint in match.hints:
                good = tuple(person not in hint.bad_for for person in match.members)
                alike.setdefault(good, []).append((match.members, hint))
        for good, told in alike.items():
            words = self.times.starts([np.array(who) for who in zip(*(members for members, _ in told), strict=True)], good)
            slot = np.array([hint.slot for _, hint in told])
            suits = words[np.arange(len(told)), slot // 64] >> (slot % 64).astype(np.uint64) & _ONE
            for (members, hint), fits in zip(told, suits.tolist(), strict=True):
                if not fits or hint.slots != self.times.length:
                    yield f"{', '.join(map(str, members))}: slot {hint.slot} does not suit everybody as said."

    def _reasons(self, match: Match, values: dict[str, int], who: str) -> Iterator[str]:
        terms = {term.name: term for term in self.policy.terms if term.weight}
        whole = sum(term.weight for term in terms.values())
        given = {reason.term: reason for reason in match.reasons}
        for name, term in terms.items():
            value = values[name]
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
            others = self.left_out[self.left_out > one.person] if self.policy.size == 2 else self.left_out[:0]
            for other in others[~np.logical_or.reduce([kept[others] for kept in broken.values()], axis=0)][:_TOLD].tolist():
                yield f"Persons {one.person} and {other} are both unplaced and may be a pair."

    def _cause(self, one: Unplaced, broken: dict[str, BoolArray], short: str) -> Iterator[str]:
        person = one.person
        others = np.arange(self.n) != person
        partners = int((others & ~np.logical_or.reduce(list(broken.values()), axis=0)).sum())
        if partners != one.partners:
            yield f"Person {person} has {partners} allowed partners, not {one.partners}."
        room = others & ~broken["capacity"]
        told = [rule for rule in self.problem.policy.rules if rule.name == "hours" and not rule.private]
        hours = bool(told) and bool(room.any()) and bool(broken["hours"][room].all()) and int(self.people.capacity[person]) > 0
        if (one.cause in ("odd_one_out", "too_few_for_seats", "sizes_do_not_sum")) is not (partners > 0):
            yield f"Person {person}: the cause {one.cause!r} cannot be with {partners} allowed partners."
        if partners and one.cause != short:
            yield f"Person {person}: the cause is {short!r}, not {one.cause!r}."
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
        if self.policy.size != 2:
            return
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
        told, three = self.solution.fairness, (self.sizes == 3) & (self.policy.size == 2)
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
        values = self._values()
        yield from unfounded(self.problem, self.solution, values["score"], values)

    def _aims(self) -> list[str]:
        """The levels, with those about groups after whom to place and which repeats to avoid."""
        levels = list(self.policy.levels)
        first = 1 + max(levels.index(name) for name in ("placed", "left_out_last_time", "repeats") if name in levels)
        sizes = ["sizes"] if self.policy.size > 2 and self.policy.up_to is None else []
        return [*levels[:first], *sizes, *(["alone"] if self.policy.not_alone else []), *levels[first:]]

    def _shared(self, amounts: IntArray) -> Fraction:
        """What pairs add up to, each group's divided by one less than its people."""
        sizes = self.sizes[self.of]
        return sum((Fraction(int(amounts[sizes == size].sum()), size - 1) for size in self.kinds), Fraction(0))

    def _alone(self) -> int:
        """How often somebody is the only one of their group with what they declared."""
        made = 0
        for name in self.policy.not_alone:
            codes = self.people.attributes[name.casefold()][self.members]
            _, counts = np.unique(np.stack([self.group_of, codes])[:, codes >= 0], axis=1, return_counts=True)
            made += int((counts == 1).sum())
        return made

    def _values(self) -> dict[str, Fraction]:
        made: dict[str, Fraction] = {}
        placed, seats = self.members, self.members[np.repeat((self.sizes == 3) & (self.policy.size == 2), self.sizes)]
        for level in self._aims():
            if level == "placed":
                made[level] = Fraction(len(placed))
            elif level == "left_out_last_time":
                made[level] = Fraction(int((self.waited[placed] > 0).sum()))
                made["waited_longest"] = Fraction(int((np.minimum(self.waited, 63) * 64 + np.minimum(self.out, 63))[placed].sum()))
            elif level == "repeats":
                met = self.met_place[self.met_place >= 0]
                made[level] = Fraction(-len(met))
                made["recent_repeats"] = Fraction(-int((met + 1).sum()))
            elif level == "sizes":
                made[level] = Fraction(-int(((self.sizes - self.policy.size) ** 2).sum()))
            elif level == "alone":
                made[level] = Fraction(-self._alone())
            elif level == "burden":
                low = self._shared((self.low[self.a] + self.low[self.b]) * (4 * self.points_of < 1_000_000))
                made[level] = -int((1 + self.trios_before[seats]).sum()) - int(self.burden.sum()) - low
            elif level == "need":
                band, team = self.band(), self.people.team
                apart = (team[self.a] < 0) | (team[self.a] != team[self.b])
                made[level] = self._shared((band[self.a] + band[self.b]) * apart)
            else:
                made[level] = self._shared(self.points_of)
        return made
