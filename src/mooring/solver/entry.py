"""Which of the engine's ways a round goes, loaded only then: compiled code takes seconds to load that a small round need not wait for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from mooring.engine import Problem, RolesProblem, RolesSolution, Solution, solve, solve_roles
from mooring.engine.solving import AT_ONCE

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


def roles_entry(problem: RolesProblem) -> Callable[..., RolesSolution]:
    """What solves this problem of two sides, with the arguments of `mooring.engine.solve_roles`."""
    if len(problem.host) <= CHOICES_AT_ONCE:
        return solve_roles
    large: Callable[..., RolesSolution] = import_module(_LARGE_ROLES).solve_roles
    return large
