"""What people are to each other, worked out anew from the raw problem, pair by pair, for whoever checks an answer.

Availability is looked at as long whole numbers, one bit a slot. Nothing here is shared with what solves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import combinations, permutations
from typing import Final

import numpy as np

from mooring.engine.arrays import Group
from mooring.engine.policy import Points
from mooring.engine.problem import Problem

_REMEMBERED: Final = 1_000_000


class Raw:
    """A problem, asked about some people at a time."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = problem.people
        self.policy = problem.policy
        self.n = problem.people.count
        self.length = problem.policy.minutes // 15

    # people and their time

    @cached_property
    def free(self) -> list[int]:
        """Everybody's free slots."""
        return [int.from_bytes(row.tobytes(), "little") for row in self.people.free]

    @cached_property
    def edge(self) -> list[int]:
        """Everybody's bad slots."""
        return [int.from_bytes(row.tobytes(), "little") for row in self.people.edge]

    @cached_property
    def topics(self) -> dict[str, list[frozenset[int]]]:
        """Everybody's columns in interests, helps, wants and languages."""
        names = ("interests", "helps", "wants", "languages")
        return {name: [frozenset(np.flatnonzero(row).tolist()) for row in getattr(self.people, name)] for name in names}

    def starts(self, members: Group, good_for: Group = ()) -> int:
        """The slots at which a common stretch begins, outside the bad hours of `good_for`."""
        common = -1
        for person in members:
            common &= self.free[person] & ~(self.edge[person] if person in good_for else 0)
        for _ in range(self.length - 1):
            common &= common >> 1
        return common

    def bad_hour_cost(self, members: Group) -> int:
        """What the kindest start costs those who would sit in a bad hour; 0 where the rule `hours` is off."""
        if not self.policy.has("hours") or not self.starts(members):
            return 0
        costs = [1 + sum(person in one.bad_hour for one in self.problem.history.rounds) for person in members]
        options = [
            sum(cost for cost, bad in zip(costs, choice, strict=True) if bad)
            for choice in _choices(len(members))
            if self.starts(members, tuple(person for person, bad in zip(members, choice, strict=True) if not bad))
        ]
        return min(options)

    def low_score_cost(self, members: Group) -> int:
        """For every pair that scores low, how often its two people had a low score before."""
        had = self.low_scores
        carried = [(a, b) for a, b in combinations(members, 2) if had[a] + had[b]]
        return sum(had[a] + had[b] for a, b in carried if 4 * self.score(a, b) < 1_000_000)

    def is_low(self, members: Group) -> bool:
        """Whether the pairs of a group score below a quarter of the scale on the mean."""
        scores = [self.score(a, b) for a, b in combinations(members, 2)]
        return 4 * sum(scores) < 1_000_000 * len(scores)

    # history

    @cached_property
    def low_scores(self) -> list[int]:
        """How often everybody had a low score."""
        return [sum(person in one.low_score for one in self.problem.history.rounds) for person in range(self.n)]

    @cached_property
    def met(self) -> dict[frozenset[int], int]:
        """Pairs inside the cooldown, with the place of the last round they met in."""
        found: dict[frozenset[int], int] = {}
        days = self.policy.cooldown_days
        for place, one in enumerate(self.problem.history.rounds):
            age = (self.problem.day - one.day).days if self.problem.day and one.day else None
            if days is None or (days > 0 and (age is None or age < days)):
                for group in one.met:
                    for pair in combinations(group, 2):
                        if max(pair) < self.n:
                            found[frozenset(pair)] = place
        for again in self.problem.again:
            found.pop(frozenset(again), None)
        return found

    @cached_property
    def contacts(self) -> list[set[int]]:
        """With whom everybody has a confirmed contact."""
        known: dict[int, set[int]] = {person: set() for person in range(self.n)}
        groups = [group for one in self.problem.history.rounds for group in one.met]
        for group in (*groups, *self.problem.ties):
            for a, b in permutations(group, 2):
                if a < self.n:
                    known[a].add(b)
        return [known[person] for person in range(self.n)]

    @cached_property
    def waited(self) -> list[int]:
        """How many of everybody's latest rounds in a row left them out."""
        made = []
        seats = [
            ({node for group in one.met for node in group} if one.placed is None else set(one.placed))
            for one in self.problem.history.rounds
        ]
        for person in range(self.n):
            count = 0
            for one, seated in zip(reversed(self.problem.history.rounds), reversed(seats), strict=True):
                if person in one.unplaced:
                    count += 1
                elif person in seated:
                    break
            made.append(count)
        return made

    def cross_ties(self, person: int) -> int:
        """Somebody's confirmed ties to other teams."""
        told = int(self.people.cross_ties[person])
        if told >= 0:
            return told
        mine = int(self.people.team[person])
        return sum(other >= self.n or mine < 0 or int(self.people.team[other]) != mine for other in self.contacts[person])

    # rules and preferences of a pair

    @cached_property
    def apart(self) -> dict[str, set[frozenset[int]]]:
        """Who is kept apart by a rule that always holds."""
        return {rule: {frozenset(one) for one in getattr(self.problem, rule)} for rule in ("blocked", "ended", "never", "forbidden")}

    def broken(self, a: int, b: int) -> tuple[str, ...]:
        """Names of the rules that keep two people apart."""
        pair = (a, b) if a < b else (b, a)
        names = self._broken.get(pair)
        if names is None:
            names = tuple(name for name, apart in self._apart if apart(*pair))
            if len(self._broken) < _REMEMBERED:
                self._broken[pair] = names
        return names

    @cached_property
    def _broken(self) -> dict[tuple[int, int], tuple[str, ...]]:
        return {}

    @cached_property
    def _apart(self) -> list[tuple[str, Callable[[int, int], bool]]]:
        """The rules in force, each with what tells whether it keeps two people apart, the lower number first."""
        policy, people, spoken = self.policy, self.people, self.topics["languages"]
        full = [int(room) == 0 for room in people.capacity]
        made: list[tuple[str, Callable[[int, int], bool]]] = [("capacity", lambda a, b: full[a] or full[b])]
        if policy.has("hours"):
            made.append(("hours", lambda a, b: not self.starts((a, b))))
        for rule, reach in (("manager", 2), ("chain", None)):
            if policy.has(rule):
                lines = [frozenset(line[:reach]) for line in people.lines]
                made.append((rule, partial(_in_line, lines)))
        if policy.has("language"):
            made.append(("language", lambda a, b: bool(spoken[a] and spoken[b] and not spoken[a] & spoken[b])))
        if policy.has("stated"):
            made.append(("stated", lambda a, b: frozenset((a, b)) not in self.stated))
        if policy.has("cooldown"):
            made.append(("cooldown", lambda a, b: frozenset((a, b)) in self.met))
        for rule in (one.name for one in policy.rules if one.name.startswith(("same_", "other_"))):
            stem, _, part = rule.casefold().partition(":")
            held = people.attributes[part] if part else people.team if stem.endswith("team") else people.site
            made.append((rule, partial(_alike, held.tolist(), stem.startswith("other_"))))
        for rule in ("blocked", "ended", "never", "forbidden"):
            pairs = self.apart[rule]
            if pairs:
                made.append((rule, partial(_named, pairs)))
        return made

    # groups

    @cached_property
    def seats(self) -> dict[str, int]:
        """How many people of each marked kind every group must have."""
        return {seat.name: seat.people for seat in self.policy.seats}

    @cached_property
    def marked(self) -> dict[str, set[int]]:
        """Whom the column of each kind of seat marks."""
        return {name: {one for one in range(self.n) if int(self.people.numbers[name.casefold()][one]) >= 1} for name in self.seats}

    def alone(self, group: Group) -> int:
        """How often somebody of a group is the only one of what they declared."""
        count = 0
        for name in self.policy.not_alone:
            said = [int(self.people.attributes[name.casefold()][person]) for person in group]
            count += sum(one >= 0 and said.count(one) == 1 for one in said)
        return count

    def aims(self) -> list[str]:
        """The policy's levels, with those about groups in their place: after whom to place and which repeats to avoid."""
        levels = list(self.policy.levels)
        first = 1 + max(levels.index(name) for name in ("placed", "left_out_last_time", "repeats") if name in levels)
        sizes = ["sizes"] if self.policy.size > 2 and self.policy.up_to is None else []
        return [*levels[:first], *sizes, *(["alone"] if self.policy.not_alone else []), *levels[first:]]

    @cached_property
    def short(self) -> str:
        """Why somebody with allowed partners is left: seats or sizes that cannot serve all who are free, or else being the odd one."""
        locked = {person for lock in self.problem.locks for person in lock}
        free = {person for person in range(self.n) if int(self.people.capacity[person]) > 0} - locked
        size, up_to = self.policy.size, self.policy.up_to
        most = up_to if up_to is not None else min(6, max(3, size + 1))
        if any(len(self.marked[name] & free) // least * most < len(free) for name, least in self.seats.items()):
            return "too_few_for_seats"
        if up_to is not None and not any(groups * size <= len(free) <= groups * up_to for groups in range(len(free) + 1)):
            return "sizes_do_not_sum"
        return "odd_one_out"

    def fits(self, group: Group) -> bool:
        """Whether a group may meet by every rule."""
        if len(group) == 2:
            return not self.broken(*group)
        if any(self.broken(a, b) for a, b in combinations(group, 2)):
            return False
        timed = not self.policy.has("hours") or bool(self.starts(group))
        return timed and not any(set(other) == set(group) for other in self.problem.forbidden)

    def same_team(self, a: int, b: int) -> bool:
        """Whether two people are known to be of one team."""
        return bool(self.people.team[a] >= 0 and self.people.team[a] == self.people.team[b])

    def term(self, name: str, a: int, b: int) -> int:
        """What the preference of that name is worth for two people."""
        stem, _, part = name.casefold().partition(":")
        people = self.people
        if stem == "overlap":
            least = min(self.free[a].bit_count(), self.free[b].bit_count())
            return (self.free[a] & self.free[b]).bit_count() * 1_000_000 // least if least else 0
        if stem == "stated":
            return self.stated.get(frozenset((a, b)), 0)
        if stem == "lift":
            return 1_000_000 if people.new[a] or people.new[b] or people.remote[a] or people.remote[b] else 0
        if stem.startswith(("same_", "other_")):
            held = people.attributes[part] if part else people.team if stem.endswith("team") else people.site
            one, other = int(held[a]), int(held[b])
            return 1_000_000 * (min(one, other) >= 0 and (one == other) is stem.startswith("same_"))
        return self._by_curve(stem, part, self.points[name], a, b)

    def _by_curve(self, stem: str, part: str, points: Points, a: int, b: int) -> int:
        if stem in ("bridge", "mutual"):
            across = stem == "mutual" or not self.same_team(a, b)
            return _worth(points, len(self.contacts[a] & self.contacts[b])) if across else 0
        if stem == "need":
            return sum(_worth(points, self.cross_ties(one)) for one in (a, b)) // 2
        if stem in ("interests", "language"):
            told = self.topics["languages" if stem == "language" else stem]
            return _worth(points, len(told[a] & told[b]))
        if stem == "exchange":
            helps, wants = self.topics["helps"], self.topics["wants"]
            return sum(_worth(points, len(helps[one] & wants[other])) for one, other in ((a, b), (b, a))) // 2
        if stem == "wish":
            return sum(_worth(points, self.wishes.get(pair, 0)) for pair in ((a, b), (b, a))) // 2
        held = self.people.seniority if stem == "seniority" else self.people.numbers[part]
        one, other = int(held[a]), int(held[b])
        return _worth(points, abs(one - other)) if min(one, other) >= 0 else 0

    @cached_property
    def points(self) -> dict[str, Points]:
        """The curve of every preference."""
        return {term.name: term.points for term in self.policy.terms}

    @cached_property
    def wishes(self) -> dict[tuple[int, int], int]:
        """The strength of every stated wish."""
        return {(who, whom): strength for who, whom, strength in self.problem.wishes}

    @cached_property
    def stated(self) -> dict[frozenset[int], int]:
        """What was stated of pairs."""
        return {frozenset((a, b)): score for a, b, score in self.problem.scores}

    def score(self, a: int, b: int) -> int:
        """What two people score."""
        weights = {term.name: term.weight for term in self.policy.terms if term.weight}
        return sum(self.term(name, a, b) * weight for name, weight in weights.items()) // sum(weights.values())

    def band(self, person: int) -> int:
        """What somebody's need of ties counts for."""
        ties = self.cross_ties(person)
        return 4 if not ties else 2 if ties <= 2 else 1 if ties <= 5 else 0


def _in_line(lines: list[frozenset[int]], a: int, b: int) -> bool:
    return b in lines[a] or a in lines[b]


def _alike(held: list[int], alike: bool, a: int, b: int) -> bool:
    return (held[a] >= 0 and held[a] == held[b]) is alike


def _named(pairs: set[frozenset[int]], a: int, b: int) -> bool:
    return frozenset((a, b)) in pairs


def _worth(points: Points, number: int) -> int:
    """What a number is worth by a curve: straight between its points, the last worth after them."""
    before = max(point for point in points if point[0] <= number)
    after = min((point for point in points if point[0] > number), default=None)
    if after is None:
        return before[1]
    return before[1] + (after[1] - before[1]) * (number - before[0]) // (after[0] - before[0])


def _choices(count: int) -> Iterator[tuple[bool, ...]]:
    for bits in range(1 << count):
        yield tuple(bool(bits >> at & 1) for at in range(count))
