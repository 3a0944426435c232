"""What the matcher is given: frozen, checked at the door, free of any framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.history import History, Round
from mooring.engine.people import People, ProblemError
from mooring.engine.policy import SCORE_SCALE, Policy
from mooring.engine.solution import (
    Alternative,
    Blocking,
    Cause,
    Fairness,
    Hint,
    LevelResult,
    Match,
    Reason,
    Solution,
    Status,
    Unplaced,
)

__all__ = [
    "Alternative",
    "Blocking",
    "BoolArray",
    "Budget",
    "Cause",
    "Fairness",
    "Group",
    "Hint",
    "History",
    "IntArray",
    "LevelResult",
    "Match",
    "People",
    "Problem",
    "ProblemError",
    "Reason",
    "Round",
    "Solution",
    "Status",
    "Unplaced",
]


MOST_STATED: Final = 1_500
"""Stated scores are only for so many people: the compiled code of large rounds does not read them."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A round to be made. Every field is checked here, so solvers may trust it.

    `blocked`, `ended`, `never`: pairs kept apart always, and privately. `again`: pairs who both asked to meet
    again, so that a repeat of theirs counts as none. `ties`: confirmed ties known from elsewhere.
    `locks`: groups that must be made as they are. `forbidden`: groups (two or more) that must not be made; a
    forbidden pair is kept apart in any group. `day`: first day of the round, for the cooldown.
    `wishes`: (who, whom, strength from 1), each known to who wishes alone. `scores`: what whoever organises gave pairs, (a, b, millionths),
    for the rule and the preference `stated`.
    """

    people: People
    policy: Policy = field(default_factory=Policy)
    history: History = field(default_factory=History)
    seed: int = 0
    day: date | None = None
    blocked: tuple[Group, ...] = ()
    ended: tuple[Group, ...] = ()
    never: tuple[Group, ...] = ()
    again: tuple[Group, ...] = ()
    ties: tuple[Group, ...] = ()
    locks: tuple[Group, ...] = ()
    forbidden: tuple[Group, ...] = ()
    wishes: tuple[tuple[int, int, int], ...] = ()
    scores: tuple[tuple[int, int, int], ...] = ()

    def __post_init__(self) -> None:
        n = self.people.count
        if self.seed < 0:
            raise ProblemError(f"seed: 0 or more, not {self.seed}.")
        if self.policy.has("hours") and n and not self.people.slots:
            raise ProblemError("free: the rule 'hours' needs everybody's availability.")
        for name in ("blocked", "ended", "never", "again"):
            for pair in getattr(self, name):
                _check_group(name, pair, n, exactly=2)
        self._check_wishes()
        self._check_scores()
        for family, part in self.policy.parts:
            if part not in getattr(self.people, family):
                raise ProblemError(f"{family}: the policy asks for {part!r}, which is given for nobody.")
        for pair in self.ties:
            _check_group("ties", pair, None, exactly=2)
        for group in self.forbidden:
            _check_group("forbidden", group, n)
        seen: set[int] = set()
        most = self.policy.most
        for group in self.locks:
            _check_group("locks", group, n)
            if len(group) > most:
                raise ProblemError(f"locks: {group} has {len(group)} people; at most {most} fit.")
            if seen & set(group):
                raise ProblemError(f"locks: person {min(seen & set(group))} is locked twice.")
            seen |= set(group)

    def _check_wishes(self) -> None:
        seen: set[Group] = set()
        for *pair, strength in self.wishes:
            _check_group("wishes", tuple(pair), self.people.count, exactly=2)
            if strength < 1:
                raise ProblemError(f"wishes: {tuple(pair)} has the strength {strength}; the least is 1.")
            if tuple(pair) in seen:
                raise ProblemError(f"wishes: {tuple(pair)} is given twice.")
            seen.add(tuple(pair))

    def _check_scores(self) -> None:
        asked = self.policy.has("stated") or any(term.name == "stated" for term in self.policy.terms)
        if asked and self.people.count > MOST_STATED:
            raise ProblemError(f"scores: stated scores are for at most {MOST_STATED:,} people; here are {self.people.count:,}.")
        seen: set[frozenset[int]] = set()
        for *ends, score in self.scores:
            pair = tuple(ends)
            _check_group("scores", pair, self.people.count, exactly=2)
            if not 0 <= score <= SCORE_SCALE:
                raise ProblemError(f"scores: {pair} is given {score}; a score lies between 0 and {SCORE_SCALE}.")
            if frozenset(pair) in seen:
                raise ProblemError(f"scores: {pair} is given twice.")
            seen.add(frozenset(pair))


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work a solve may do. Work is counted, not timed, so that the same input gives the same answer.

    One unit is about a thousand pairs looked at. None means what the size of the problem asks for.
    """

    work: int | None = None


def _check_group(name: str, group: Group, count: int | None, exactly: int | None = None) -> None:
    if len(group) < 2 or len(set(group)) != len(group) or (exactly and len(group) != exactly):
        raise ProblemError(f"{name}: {group} is not {'a pair' if exactly else 'a group'} of different people.")
    if min(group) < 0 or (count is not None and max(group) >= count):
        raise ProblemError(f"{name}: {group} names somebody who is not in this round.")
