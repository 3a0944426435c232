"""What taking back one of the organiser's rules would bring: the round solved again `without` it, never guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mooring.engine.policy import Policy
from mooring.engine.problem import Problem
from mooring.engine.solution import Solution


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule taken back: left out altogether or, for `hours`, with a shorter common stretch of so many minutes."""

    rule: str
    minutes: int | None = None

    def of(self, policy: Policy) -> Policy:
        """A policy with this rule taken back."""
        if self.minutes is not None:
            return replace(policy, minutes=self.minutes)
        return replace(policy, rules=tuple(rule for rule in policy.rules if rule.name != self.rule))


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What a relaxation brings, beside the round as it is: more people placed, fewer or more repeats, points of score.

    `proven`: both rounds are the best there are, so that the numbers are exact; else they are what the search found.
    """

    relaxation: Relaxation
    placed: int
    repeats: int
    score: Fraction
    proven: bool


def relaxations(policy: Policy) -> tuple[Relaxation, ...]:
    """What an organiser could take back: every rule that is on and not private, and a stretch half as long."""
    made = [Relaxation(rule.name) for rule in policy.rules if not policy.is_private(rule.name)]
    shorter = policy.minutes // 2 // 15 * 15
    if policy.has("hours") and not policy.is_private("hours") and shorter >= 15:
        made.insert(0, Relaxation("hours", shorter))
    return tuple(made)


def without(problem: Problem, relaxation: Relaxation) -> Problem:
    """The same round with a rule taken back, everything else as it was. Raises ValueError for a rule nobody may take back."""
    if relaxation not in relaxations(problem.policy):
        raise ValueError(f"{relaxation.rule!r} is no rule of this round that could be taken back")
    return replace(problem, policy=relaxation.of(problem.policy))


def relaxed(relaxation: Relaxation, solution: Solution, other: Solution) -> Relaxed:
    """What a relaxation brings: the round as it is beside the round `without` the rule."""
    return Relaxed(
        relaxation,
        placed=other.placed - solution.placed,
        repeats=len(other.fairness.repeats) - len(solution.fairness.repeats),
        score=other.score - solution.score,
        proven="exact" == solution.status == other.status,
    )
