"""Large rounds go through compiled code, small ones never load it, and both answer alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mooring import solver
from mooring.engine import People, Policy, Problem, RolesProblem, Term, solve_roles, verify
from mooring.engine.lists import Lists
from mooring.engine.solving import AT_ONCE
from mooring.solver.entry import CHOICES_AT_ONCE, entry, is_large, roles_entry

ANYBODY = Policy(rules=(), terms=(Term("other_site", 1000),))
SOURCE = Path(__file__).resolve().parents[2] / "src"


def crowd(count: int, policy: Policy = ANYBODY) -> Problem:
    return Problem(People.of(count, site=np.arange(count) % 7), policy, seed=3)


def test_rounds_of_more_people_than_are_solved_at_once_are_large() -> None:
    assert not is_large(crowd(AT_ONCE))
    assert is_large(crowd(AT_ONCE + 1))
    assert is_large(crowd(AT_ONCE + 1, Policy(size=4, rules=(), terms=ANYBODY.terms)))


@pytest.mark.slow
def test_the_child_solves_a_large_round_near_the_best_and_says_how_near() -> None:
    problem = crowd(AT_ONCE + 101)
    solution = solver.solve(problem)
    assert verify(problem, solution) == []
    assert solution.placed == problem.people.count
    assert solution == entry(problem)(problem)
    assert solution.gap < 0.001


def test_a_small_round_loads_no_compiler() -> None:
    code = (
        "import sys; from mooring.engine import People, Policy, Problem; from mooring.solver.entry import entry;"
        "problem = Problem(People.of(40), Policy(rules=())); entry(problem)(problem); sys.exit('numba' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=False)
    assert made.returncode == 0


def test_two_sides_with_few_choices_load_no_compiler() -> None:
    code = (
        "import sys; from mooring.engine import RolesProblem; from mooring.solver.entry import roles_entry;"
        "problem = RolesProblem.of(2, [1], [0, 1], [0, 0]); roles_entry(problem)(problem); sys.exit('numba' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=False)
    assert made.returncode == 0


def test_two_sides_with_many_choices_go_another_way() -> None:
    seekers = CHOICES_AT_ONCE // 50
    few = RolesProblem.of_choices(Lists.of_rows(np.tile(np.arange(50), (seekers, 1))), [1] * 50)
    many = RolesProblem.of_choices(Lists.of_rows(np.tile(np.arange(50), (seekers + 1, 1))), [1] * 50)
    assert roles_entry(few) is solve_roles
    assert roles_entry(many) is not solve_roles
    assert roles_entry(many)(many).placed == 50
