"""Checks a solution from the raw problem, sharing nothing with what made it.

Scores, aims and history are worked out anew, pair by pair, from `raw`; for a round of many people on arrays, by `verifying`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations
from typing import Final

from mooring.engine.certified import wrong_with
from mooring.engine.claimed import unfounded
from mooring.engine.policy import PRIVATE_RULES, PRIVATE_TERMS
from mooring.engine.problem import Problem
from mooring.engine.raw import Raw
from mooring.engine.solution import Match, Solution, Unplaced
from mooring.engine.verifying import faults

ONE_BY_ONE: Final = 300
"""So many people are looked at pair by pair; on arrays all is still looked at up to two thousand, and some of it above that."""


def verify(problem: Problem, solution: Solution) -> list[str]:
    """Everything that is wrong with a solution, one sentence each; an empty list when it is right."""
    if problem.people.count > ONE_BY_ONE:
        return faults(problem, solution)
    check = _Check(problem)
    wrong = list(check.seating(solution))
    if wrong:
        return wrong
    for match in solution.matches:
        wrong += check.match(match)
    wrong += check.locks(solution)
    wrong += check.left(solution)
    wrong += check.trios(solution)
    wrong += check.fairness(solution)
    wrong += check.claims(solution)
    return wrong


class _Check(Raw):
    # what is said about the answer

    def seating(self, solution: Solution) -> Iterator[str]:
        places: dict[int, int] = {}
        least, most = self._sizes()
        for match in solution.matches:
            members = match.members
            if len(set(members)) != len(members):
                yield f"{members}: somebody is in the group twice."
            if not all(0 <= person < self.n for person in members):
                yield f"{members}: somebody is not in this round."
                continue
            if not match.locked and not least <= len(members) <= most:
                yield f"{members}: a group has {least} to {most} people, not {len(members)}."
            for person in set(members):
                places[person] = places.get(person, 0) + 1
        for person, count in sorted(places.items()):
            if count > 1:
                yield f"Person {person} is in {count} groups."
        left = [one.person for one in solution.unplaced]
        for person in sorted({person for person in left if left.count(person) > 1} if len(set(left)) < len(left) else ()):
            yield f"Person {person} is named unplaced twice."
        for person in left:
            if person in places:
                yield f"Person {person} is both in a group and unplaced."
        missing = set(range(self.n)) - set(places) - set(left)
        for person in sorted(missing):
            yield f"Person {person} is neither in a group nor unplaced."

    def _sizes(self) -> tuple[int, int]:
        size, up_to = self.policy.size, self.policy.up_to
        if up_to is not None:
            return size, up_to
        return (2, 3) if size == 2 else (2, 6)

    def match(self, match: Match) -> Iterator[str]:
        members = match.members
        who = ", ".join(map(str, members))
        for a, b in combinations(sorted(members), 2):
            for rule in self.broken(a, b):
                yield f"{who}: {a} and {b} break the rule {rule!r}."
        if self.policy.has("hours") and not self.starts(members):
            yield f"{who}: no common stretch of {self.policy.minutes} minutes."
        if any(set(group) == set(members) for group in self.problem.forbidden):
            yield f"{who}: this group is forbidden."
        for name, least in self.seats.items():
            here = sum(person in self.marked[name] for person in members)
            if here < least:
                yield f"{who}: {here} of them are marked {name!r}; {least} must be."
        total = Fraction(sum(self.score(a, b) for a, b in combinations(members, 2)), len(members) - 1)
        if total != match.score:
            yield f"{who}: the score is {float(total)}, not {float(match.score)}."
        again = {tuple(sorted(pair)) for pair in combinations(members, 2) if frozenset(pair) in self.met}
        if again != set(match.repeats):
            yield f"{who}: the pairs that met before are {sorted(again)}, not {sorted(match.repeats)}."
        yield from self._times(match, who)
        yield from self._reasons(match, who)

    def _times(self, match: Match, who: str) -> Iterator[str]:
        if not self.people.slots:
            return
        members = match.members
        good = tuple(person for person in members if person not in match.bad_hour)
        costs = sum(1 + sum(person in one.bad_hour for one in self.problem.history.rounds) for person in match.bad_hour)
        if not self.policy.has("hours") and match.bad_hour:
            yield f"{who}: nobody has a bad hour where the rule 'hours' is off."
        if self.policy.has("hours") and self.starts(members) and (not self.starts(members, good) or costs != self.bad_hour_cost(members)):
            yield f"{who}: the bad hour is not for {match.bad_hour}."
        for hint in match.hints:
            fits = self.starts(members, tuple(person for person in members if person not in hint.bad_for)) >> hint.slot & 1
            if not fits or hint.slots != self.length:
                yield f"{who}: slot {hint.slot} does not suit everybody as said."

    def _reasons(self, match: Match, who: str) -> Iterator[str]:
        terms = {term.name: term for term in self.policy.terms if term.weight}
        whole = sum(term.weight for term in terms.values())
        pairs = list(combinations(match.members, 2))
        given = {reason.term: reason for reason in match.reasons}
        for name, term in terms.items():
            value = sum(self.term(name, a, b) for a, b in pairs) // len(pairs)
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
                common = frozenset.intersection(*(self.topics["interests"][person] for person in match.members))
                if set(reason.shared) != common:
                    yield f"{who}: the topics in common are {sorted(common)}, not {sorted(reason.shared)}."
        for name in given:
            yield f"{who}: there is no preference {name!r}."

    def locks(self, solution: Solution) -> Iterator[str]:
        made = {frozenset(match.members): match for match in solution.matches}
        for lock in self.problem.locks:
            match = made.get(frozenset(lock))
            if match is None or not match.locked:
                yield f"{lock}: this group is locked and was not made."
        locked = {frozenset(lock) for lock in self.problem.locks}
        for members, match in made.items():
            if match.locked and members not in locked:
                yield f"{match.members}: this group says it is locked and is not."

    def left(self, solution: Solution) -> Iterator[str]:
        unplaced = [one.person for one in solution.unplaced]
        locked = {person for lock in self.problem.locks for person in lock}
        free = tuple(person for person in range(self.n) if int(self.people.capacity[person]) > 0 and person not in locked)
        faults = {
            proof: wrong_with(proof, free, frozenset(unplaced), self.fits)
            for proof in {one.certificate for one in solution.unplaced if one.certificate is not None}
        }
        for one in solution.unplaced:
            yield from self._cause(one)
            if one.certificate is None:
                continue
            if not any(one.person in circle for circle in one.certificate.circles):
                yield f"Person {one.person} is in no circle of their certificate."
            yield from (f"Person {one.person}: {fault}" for fault in faults[one.certificate])
        if self.policy.size == 2:
            for a, b in combinations(unplaced, 2):
                if not self.broken(a, b):
                    yield f"Persons {a} and {b} are both unplaced and may be a pair."

    def _cause(self, one: Unplaced) -> Iterator[str]:
        person = one.person
        kept: dict[str, int] = {}
        others = [other for other in range(self.n) if other != person]
        ways = []
        for other in others:
            names = self.broken(person, other)
            ways.append(names)
            for name in names:
                kept[name] = kept.get(name, 0) + 1
        partners = sum(not names for names in ways)
        if partners != one.partners:
            yield f"Person {person} has {partners} allowed partners, not {one.partners}."
        if (one.cause in ("odd_one_out", "too_few_for_seats", "sizes_do_not_sum")) is not (partners > 0):
            yield f"Person {person}: the cause {one.cause!r} cannot be with {partners} allowed partners."
        if partners and one.cause != self.short:
            yield f"Person {person}: the cause is {self.short!r}, not {one.cause!r}."
        room = [names for names in ways if "capacity" not in names]
        told = not any(rule.name == "hours" and rule.private for rule in self.policy.rules)
        hours = told and bool(room) and all("hours" in names for names in room) and int(self.people.capacity[person]) > 0
        if not partners and (one.cause == "no_common_time") is not hours:
            yield f"Person {person}: the cause {one.cause!r} is not what keeps them out."
        if one.again is not (self.waited[person] > 0):
            yield f"Person {person}: left out last time is {self.waited[person] > 0}."
        for blocking in one.rules:
            if blocking.rule != "capacity" and not kept.get(blocking.rule):
                yield f"Person {person}: the rule {blocking.rule!r} keeps nobody apart from them."
            private = blocking.rule in PRIVATE_RULES or any(rule.name == blocking.rule and rule.private for rule in self.policy.rules)
            if blocking.private is not private:
                yield f"Person {person}: the rule {blocking.rule!r} is not marked private as it should be."
        if not partners and others:
            fewest = min(len(names) for names in ways if "capacity" not in names) if room else None
            if fewest is not None and len(one.lift) != fewest:
                yield f"Person {person}: lifting {fewest} rules would do, not {len(one.lift)}."
            if fewest is not None and not any(set(names) == set(one.lift) for names in ways):
                yield f"Person {person}: lifting {', '.join(one.lift)} gives them nobody."

    def trios(self, solution: Solution) -> Iterator[str]:
        if self.policy.size != 2:
            return
        trios = [match.members for match in solution.matches if len(match.members) == 3 and not match.locked]
        for one, other in combinations(trios, 2):
            for order in permutations(other):
                if not any(self.broken(a, b) for a, b in zip(one, order, strict=True)):
                    yield f"{one} and {other}: two trios that can be three pairs."
                    break
        if solution.status != "exact" or trios:
            return
        pairs = [match.members for match in solution.matches if not match.locked]
        for person in (one.person for one in solution.unplaced if one.partners):
            for pair in pairs:
                trio = tuple(sorted((*pair, person)))
                apart = any(self.broken(person, other) for other in pair) or set(trio) in map(set, self.problem.forbidden)
                if not apart and (not self.policy.has("hours") or self.starts(trio)):
                    yield f"Person {person} is unplaced and may sit with {pair}."
                    break

    def fairness(self, solution: Solution) -> Iterator[str]:
        told = solution.fairness
        trio = sorted(person for match in solution.matches if self.policy.size == 2 and len(match.members) == 3 for person in match.members)
        if sorted(told.trio) != trio:
            yield f"Fairness: the trio is {trio}, not {sorted(told.trio)}."
        bad = sorted(person for match in solution.matches for person in match.bad_hour)
        if sorted(told.bad_hour) != bad:
            yield f"Fairness: the bad hour is for {bad}, not {sorted(told.bad_hour)}."
        rounds = len(self.problem.history.rounds)
        pairs = [pair for match in solution.matches for pair in combinations(sorted(match.members), 2)]
        again = sorted((*pair, rounds - self.met[frozenset(pair)]) for pair in pairs if frozenset(pair) in self.met)
        if sorted(told.repeats) != again:
            yield f"Fairness: the repeats are {again}, not {sorted(told.repeats)}."
        low = sorted(person for match in solution.matches if self.is_low(match.members) for person in match.members)
        if sorted(told.low_score) != low:
            yield f"Fairness: the low score is for {low}, not {sorted(told.low_score)}."
        twice = sorted(one.person for one in solution.unplaced if self.waited[one.person] > 0)
        if sorted(told.left_out_again) != twice:
            yield f"Fairness: left out again are {twice}, not {sorted(told.left_out_again)}."

    def claims(self, solution: Solution) -> Iterator[str]:
        score = sum((match.score for match in solution.matches), Fraction(0))
        yield from unfounded(self.problem, solution, score, self._values(solution))

    def _values(self, solution: Solution) -> dict[str, Fraction]:
        rounds = self.problem.history.rounds
        groups = [match.members for match in solution.matches]
        placed = [person for group in groups for person in group]
        made: dict[str, Fraction] = {}
        for level in self.aims():
            if level == "placed":
                made[level] = Fraction(len(placed))
            elif level == "left_out_last_time":
                made[level] = Fraction(sum(self.waited[person] > 0 for person in placed))
                out = {person: sum(person in one.unplaced for one in rounds) for person in placed}
                made["waited_longest"] = Fraction(sum(min(self.waited[one], 63) * 64 + min(out[one], 63) for one in placed))
            elif level == "repeats":
                places = [self.met[frozenset(pair)] for group in groups for pair in combinations(group, 2) if frozenset(pair) in self.met]
                made[level] = Fraction(-len(places))
                made["recent_repeats"] = Fraction(-sum(place + 1 for place in places))
            elif level == "sizes":
                made[level] = Fraction(-sum((len(group) - self.policy.size) ** 2 for group in groups))
            elif level == "alone":
                made[level] = Fraction(-sum(self.alone(group) for group in groups))
            elif level == "burden":
                trio = [person for group in groups if self.policy.size == 2 and len(group) == 3 for person in group]
                seats = sum(1 + sum(person in one.trio for one in rounds) for person in trio)
                low = sum((Fraction(self.low_score_cost(group), len(group) - 1) for group in groups), Fraction(0))
                made[level] = -seats - sum(self.bad_hour_cost(group) for group in groups) - low
            elif level == "need":
                served = [
                    Fraction(self.band(a) + self.band(b), len(group) - 1)
                    for group in groups
                    for a, b in combinations(group, 2)
                    if not self.same_team(a, b)
                ]
                made[level] = sum(served, Fraction(0))
            else:
                made[level] = solution.score
        return made
