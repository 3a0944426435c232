"""Whoever asks for a round, of any kind, is told how far it is and can end it at any moment with an answer that holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mooring.engine import Budget, People, Policy, Problem, roles_problem, solve, solve_roles, verify, verify_roles
from mooring.engine.large import Effort
from mooring.engine.large import solve as solve_large
from mooring.engine.roles.large import solve_roles as solve_roles_large
from tests.engine.oracles import company

PAIRS = Problem(company(120, 4), seed=2)
GROUPS = Problem(company(120, 4), Policy(size=4), seed=2)
SIDES = roles_problem(Problem(People.of(120), Policy(rules=())), range(90), range(90, 120), room=[2] * 30)


def of_many(problem: Problem, *arguments: Any, **options: Any) -> Any:
    """Solved as many people are, however few these are."""
    return solve_large(problem, *arguments, effort=Effort(), **options)


WAYS: dict[str, tuple[Callable[..., Any], Any, Callable[..., list[str]]]] = {
    "pairs": (solve, PAIRS, verify),
    "groups": (solve, GROUPS, verify),
    "many pairs": (of_many, PAIRS, verify),
    "many groups": (of_many, GROUPS, verify),
    "two sides": (solve_roles, SIDES, verify_roles),
    "two sides of many": (solve_roles_large, SIDES, verify_roles),
}
EVERY = pytest.mark.parametrize("name", WAYS)


@EVERY
@pytest.mark.parametrize("asked", [0, 3])
def test_cancelled_it_gives_what_it_has_and_says_so(name: str, asked: int) -> None:
    way, problem, check = WAYS[name]
    answers = iter([False] * asked)
    made = way(problem, cancelled=lambda: next(answers, True))
    assert check(problem, made) == []
    assert (made.status, made.ended) in [("stopped", "cancelled"), ("exact", "proof")]
    assert asked or made.status == "stopped"
    assert all(level.bound >= level.value for level in made.levels)


@EVERY
def test_without_work_to_spend_it_gives_what_it_has_and_says_so(name: str) -> None:
    way, problem, check = WAYS[name]
    made = way(problem, Budget(work=0))
    assert check(problem, made) == []
    assert (made.status, made.ended) == ("stopped", "work")
    again = way(problem, Budget(work=0))
    assert made.pairs == again.pairs if "sides" in name else made == again


@EVERY
def test_it_tells_its_steps_and_how_much_is_done(name: str) -> None:
    way, problem, _ = WAYS[name]
    said: list[tuple[str, int]] = []
    made = way(problem, progress=lambda step, done: said.append((step, done)))
    assert len({step for step, _ in said}) > 1
    assert [done for _, done in said] == sorted(done for _, done in said)
    assert said[-1][1] <= made.work
