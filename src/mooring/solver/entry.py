"""Which of the engine's ways a round goes, loaded only then: compiled code takes seconds to load that a small round need not wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, Protocol

from mooring.engine import Budget, Problem, RolesProblem, RolesSolution, Solution, WhatIf, solve, solve_roles
from mooring.engine.arrays import Group
from mooring.engine.solving import AT_ONCE
from mooring.solver.wire import Question

_LARGE: Final = "mooring.engine.large"
_LARGE_ROLES: Final = "mooring.engine.roles.large"

CHOICES_AT_ONCE: Final = 50_000
"""Two sides with more choices than this go the way of compiled code: a thousand seekers with fifty names each take a second at worst."""


def is_large(problem: Problem) -> bool:
    """Whether a round goes the way of compiled code: more people than are solved at once."""
    return problem.people.count > AT_ONCE


def entry(problem: Problem, *, prove: bool = False) -> Callable[..., Solution]:
    """What solves this problem, with the arguments of `mooring.engine.solve`.

    `prove`: work the bound out over all pairs there are, however many (small rounds always do).
    """
    if not is_large(problem):
        return solve
    large: Callable[..., Solution] = import_module(_LARGE).solve

    def near_best(problem: Problem, *arguments: Any, **options: Any) -> Solution:
        return large(problem, *arguments, prove=prove, **options)

    return near_best


class Held(Protocol):
    """A round solved, that answers what changes to it would bring."""

    solution: Solution

    def solve(self, locks: Sequence[Group] = (), forbidden: Sequence[Group] = ()) -> Solution:
        """The round with these groups locked and those forbidden on top of its own."""


class _Anew:
    """Solves from the start whatever is asked: rounds of larger groups."""

    def __init__(self, problem: Problem, budget: Budget | None = None, **options: Any) -> None:
        self._problem, self._solve = problem, entry(problem)
        self._cancelled = options.get("cancelled")
        self.solution = self._solve(problem, budget, **options)

    def solve(self, locks: Sequence[Group] = (), forbidden: Sequence[Group] = ()) -> Solution:
        before = self._problem
        problem = replace(before, locks=(*before.locks, *locks), forbidden=(*before.forbidden, *forbidden))
        return self._solve(problem, cancelled=self._cancelled)


def holding(problem: Problem) -> Callable[..., Held]:
    """What solves this problem, with the arguments of `mooring.engine.solve`, and then says what changes would bring."""
    if problem.policy.size != 2:
        return _Anew
    if not is_large(problem):
        return WhatIf
    large: Callable[..., Held] = import_module(_LARGE).WhatIf
    return large


def answered(problem: Problem, questions: Sequence[Question], **options: Any) -> list[Solution]:
    """The answers to questions about a problem, with the options of `mooring.engine.solve`."""
    held = holding(problem)(problem, **options)
    return [reply(held, problem, question, **options) for question in questions]


def reply(held: Held, problem: Problem, question: Question, **options: Any) -> Solution:
    """The answer to one question about a problem that is `held`."""
    if question.without is not None:
        other = question.about(problem)
        return entry(other)(other, **options)
    return held.solve(question.locks, question.forbidden) if question.locks or question.forbidden else held.solution


def roles_entry(problem: RolesProblem) -> Callable[..., RolesSolution]:
    """What solves this problem of two sides, with the arguments of `mooring.engine.solve_roles`."""
    if len(problem.host) <= CHOICES_AT_ONCE:
        return solve_roles
    large: Callable[..., RolesSolution] = import_module(_LARGE_ROLES).solve_roles
    return large
