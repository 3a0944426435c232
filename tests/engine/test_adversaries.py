"""Crowds that are hard for matching, for everybody who solves: pairs, groups and two sides, of few people and by the ways for many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest

from mooring.engine import People, Policy, Problem, Rule, Solution, Term, roles_problem, solve, solve_roles, verify, verify_roles
from mooring.engine.large import Effort
from mooring.engine.large import solve as solve_large
from mooring.engine.roles.large import solve_roles as solve_roles_large
from mooring.engine.roles.problem import MODES


@dataclass(frozen=True)
class Crowd:
    """People, and how many of them have a place at best: in pairs, in groups of three to five, and where the even numbers look for an odd
    one each.
    """

    problem: Problem
    pairs: int
    groups: int
    sides: int


def hours(*stretches: tuple[int, int, int]) -> np.ndarray:
    """So many people with the hours from a slot to another, and so on."""
    return np.repeat(
        [[first <= slot < last for slot in range(96)] for _, first, last in stretches], [many for many, _, _ in stretches], axis=0
    )


OTHER_TEAM = Policy(rules=(Rule("other_team"),))
CROWDS: dict[str, Callable[[int], Crowd]] = {
    "all identical": lambda n: Crowd(Problem(People.of(n, free=hours((n, 30, 60)))), n, n, n // 2),
    "everybody wants the same few": lambda n: Crowd(
        Problem(
            People.of(n, helps=np.arange(n)[:, None] < max(1, n // 100), wants=np.ones((n, 1), bool)),
            Policy(rules=(), terms=(Term("exchange", 1),)),
        ),
        n,
        n,
        n // 2,
    ),  # fmt: skip
    "one rare time zone": lambda n: Crowd(Problem(People.of(n, free=hours((1, 70, 90), (n - 1, 20, 40)))), n - 1, n - 1, n // 2 - 1),
    "a chain of blocks": lambda n: Crowd(
        Problem(People.of(n), Policy(rules=()), blocked=tuple((one, one + 1) for one in range(n - 1))), n, n, n // 2
    ),
    "blocks that leave a chain": lambda n: Crowd(
        Problem(People.of(n), Policy(rules=()), blocked=tuple((a, b) for a, b in combinations(range(n), 2) if b - a > 1)), n, 0, n // 2
    ),
    "a star": lambda n: Crowd(Problem(People.of(n, team=[0] + [1] * (n - 1)), OTHER_TEAM), 2, 0, 1),
    "nobody compatible": lambda n: Crowd(Problem(People.of(n, team=[0] * n), OTHER_TEAM), 0, 0, 0),
}
EVERY = pytest.mark.parametrize("name", CROWDS)
GROUPS = {"size": 3, "up_to": 5}


def few(problem: Problem) -> Solution:
    return solve(problem)


def many(problem: Problem) -> Solution:
    """Solved as many people are, however few these are."""
    return solve_large(problem, effort=Effort())


WAYS = pytest.mark.parametrize("way", [few, many])


@WAYS
@EVERY
@pytest.mark.parametrize("n", [12, 200])
def test_pairs(name: str, n: int, way: Callable[[Problem], Solution]) -> None:
    crowd = CROWDS[name](n)
    solution = way(crowd.problem)
    assert verify(crowd.problem, solution) == []
    assert solution.placed == crowd.pairs
    assert len(solution.unplaced) == n - crowd.pairs
    assert way is many or solution.status == "exact"


@pytest.mark.parametrize(("n", "way"), [(12, few), (60, few), (60, many)])
@EVERY
def test_groups(name: str, n: int, way: Callable[[Problem], Solution]) -> None:
    crowd = CROWDS[name](n)
    problem = replace(crowd.problem, policy=replace(crowd.problem.policy, **GROUPS))
    solution = way(problem)
    assert verify(problem, solution) == []
    assert solution.placed == crowd.groups


@pytest.mark.parametrize("way", [solve_roles, solve_roles_large])
@pytest.mark.parametrize("mode", MODES)
@EVERY
@pytest.mark.parametrize("n", [12, 200])
def test_two_sides(name: str, n: int, mode: str, way: Callable[..., object]) -> None:
    crowd = CROWDS[name](n)
    problem = roles_problem(crowd.problem, range(0, n, 2), range(1, n, 2), mode=mode)
    solution = way(problem)
    assert verify_roles(problem, solution) == []
    assert solution.status == "exact"
    assert len(solution.blocking) == 0 or mode != "stable"
    assert solution.placed == crowd.sides or (mode == "stable" and solution.placed < crowd.sides)  # stability may cost a place


@WAYS
@pytest.mark.parametrize(("n", "pairs", "groups"), [(0, 0, 0), (1, 0, 0), (2, 2, 0), (3, 3, 3)])
def test_hardly_anybody(n: int, pairs: int, groups: int, way: Callable[[Problem], Solution]) -> None:
    for policy, placed in ((Policy(rules=()), pairs), (Policy(rules=(), **GROUPS), groups)):
        problem = Problem(People.of(n), policy)
        solution = way(problem)
        assert verify(problem, solution) == []
        assert (solution.placed, len(solution.unplaced)) == (placed, n - placed)


@pytest.mark.parametrize("way", [solve_roles, solve_roles_large])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("seekers", "hosts", "placed"), [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1), (2, 1, 1), (1, 2, 1)])
def test_hardly_anybody_on_two_sides(seekers: int, hosts: int, placed: int, mode: str, way: Callable[..., object]) -> None:
    people = Problem(People.of(seekers + hosts), Policy(rules=()))
    problem = roles_problem(people, range(seekers), range(seekers, seekers + hosts), mode=mode)
    solution = way(problem)
    assert verify_roles(problem, solution) == []
    assert (solution.placed, solution.status) == (placed, "exact")
