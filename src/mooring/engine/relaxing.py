"""What lifting one of the organiser's rules would bring: solved again without it, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from mooring.engine.policy import Policy
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import Solution
from mooring.engine.solving import solve


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule taken back: left out altogether or, for `hours`, with a shorter common stretch of so many minutes."""

    rule: str
    minutes: int | None = None

    def of(self, policy: Policy) -> Policy:
        """The policy with this rule taken back."""
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


def relaxed(
    problem: Problem,
    solution: Solution,
    relaxation: Relaxation,
    budget: Budget | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Relaxed:
    """Solve a round again with a rule taken back, everything else as it was. Raises ValueError for a rule nobody may take back."""
    if relaxation not in relaxations(problem.policy):
        raise ValueError(f"{relaxation.rule!r} is no rule of this round that could be taken back")
    other = solve(replace(problem, policy=relaxation.of(problem.policy)), budget, cancelled=cancelled)
    return Relaxed(
        relaxation,
        placed=other.placed - solution.placed,
        repeats=len(other.fairness.repeats) - len(solution.fairness.repeats),
        score=other.score - solution.score,
        proven="exact" == solution.status == other.status,
    )
