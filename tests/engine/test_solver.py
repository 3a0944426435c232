"""The child process: the same answer, and a clear error where there is none."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import solver
from mooring.engine import Budget, Policy, Problem, ProblemError, solve, verify
from mooring.solver import process, wire
from tests.engine.oracles import company, small_problem


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 4]))
def test_nothing_is_lost_on_the_way(seed: int, size: int) -> None:
    problem = small_problem(seed, size=size)
    back, budget = wire.problem_from_json(wire.problem_to_json(problem, Budget(17)))
    assert budget == Budget(17)
    for name in ("policy", "history", "seed", "day", "blocked", "ended", "never", "again", "ties", "locks", "forbidden", "scores"):
        assert getattr(back, name) == getattr(problem, name)
    for name in ("team", "free", "edge", "interests", "languages", "capacity", "new"):
        assert np.array_equal(getattr(back.people, name), getattr(problem.people, name))
    assert back.people.lines == problem.people.lines
    solution = solve(problem)
    assert wire.solution_from_json(wire.solution_to_json(solution), problem) == solution


def test_the_child_gives_the_same_answer_and_says_how_far_it_is() -> None:
    problem = Problem(company(41, 1), seed=2)
    steps: list[str] = []
    solution = solver.solve(problem, progress=lambda step, work: steps.append(step))
    assert solution == solve(problem)
    assert steps[0] == "reading"
    assert steps[-1] == "explaining"


def test_a_problem_that_cannot_be_solved_is_refused_alike() -> None:
    problem = Problem(company(4, 1), Policy(rules=()), locks=((0, 1),), blocked=((0, 1),))
    with pytest.raises(ProblemError, match=r"^locks: \(0, 1\) breaks the rule 'blocked'\.$") as why:
        solver.solve(problem)
    assert why.value.public == "locks: (0, 1) may not be made."


def test_time_memory_and_the_caller_end_it() -> None:
    problem = Problem(company(400, 1))
    with pytest.raises(solver.TimedOut, match=r"longer than 0\.005 seconds"):
        solver.solve(problem, solver.Limits(seconds=0.005, grace=0.005))
    with pytest.raises(solver.NoMemory, match="more than 90 MiB"):
        solver.solve(problem, solver.Limits(memory=90 * 1024**2))
    with pytest.raises(solver.Cancelled):
        solver.solve(problem, cancelled=lambda: True)


def test_when_the_time_is_up_the_best_so_far_is_the_answer() -> None:
    problem = Problem(company(400, 1))
    solution = solver.solve(problem, solver.Limits(seconds=0))
    assert verify(problem, solution) == []
    assert (solution.status, solution.ended) == ("stopped", "clock")
    assert solution.placed == 400
    assert solution.bound >= solve(problem).score


def test_a_budget_of_work_reaches_the_child() -> None:
    assert solver.solve(Problem(company(41, 1)), solver.Limits(work=3)).ended == "work"


def test_a_child_that_dies_is_told_of_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []
    start = process._start

    def die(limits: solver.Limits, *, stays: bool) -> subprocess.Popen[str]:
        child = start(limits, stays=stays)
        started.append(child)
        child.terminate()
        return child

    monkeypatch.setattr(process, "_start", die)
    with pytest.raises(solver.Failed, match="ended without an answer"):
        solver.solve(Problem(company(41, 1)))
    with pytest.raises(ProcessLookupError):
        os.kill(started[0].pid, 0)


@pytest.mark.parametrize("module", ["mooring.engine", "mooring.solver", "mooring.solver.child", "mooring.cli.match", "mooring.core.hours"])
def test_a_fresh_interpreter_needs_no_django(module: str) -> None:
    code = f"import sys, {module}; sys.exit(any(name.partition('.')[0] in ('django', 'psycopg', 'allauth') for name in sys.modules))"
    source = Path(__file__).resolve().parents[2] / "src"
    made = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(source)}, check=False)
    assert made.returncode == 0
