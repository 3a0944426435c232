"""What a change by hand costs in a review of a draft, beside solving the changed round from nothing, in the same run.

    PYTHONPATH=src:. .venv/bin/python bench/whatif.py          300, 1,000 and 5,000 people
    PYTHONPATH=src:. .venv/bin/python bench/whatif.py 300      only these numbers of people

Two figures each, in processor seconds: *solve*, the engine alone in this process; and *call*, as the web asks it, by a child process that
answers and checks: a fresh child for each change, or the one that stayed after the first solve.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.crowd import crowd
from bench.measuring import keep, say, spent, timed
from mooring.engine import Problem, Solution, verify
from mooring.engine.facts import Facts
from mooring.solver import Question, Standing
from mooring.solver.entry import entry, holding


def changes(problem: Problem, solution: Solution) -> list[tuple[str, Question]]:
    """A made pair locked, one forbidden, and two people locked who were in different pairs."""
    facts, groups = Facts(problem), solution.groups
    far = groups[len(groups) // 2 :]
    pairs = [(a, b) for one in groups for other in far for a in one for b in other[:1] if len(one) == 2 == len(other)]
    new = next(pair for pair in pairs if facts.group_allowed(pair))
    return [
        ("a made pair locked", Question(locks=(groups[3],))),
        ("a made pair forbidden", Question(forbidden=(groups[5],))),
        ("two others locked together", Question(locks=(tuple(sorted(new)),))),
    ]


def checked(problem: Problem, made: Solution) -> Solution:
    """A solution that `verify` finds nothing wrong with."""
    wrong = verify(problem, made)
    if wrong:
        raise AssertionError(wrong[0])
    return made


def of(pid: int) -> float:
    """User and system seconds of another process so far."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def asked(standing: Standing, problem: Problem, questions: Sequence[Question]) -> tuple[list[Solution], float]:
    """What a child answers, checked, and all the seconds that takes: its own and ours."""
    child = standing.child
    before = spent() + (of(child.pid) if child else 0)
    made = [checked(question.about(problem), one) for question, one in zip(questions, standing.ask(problem, questions), strict=True)]
    child = standing.child
    return made, spent() + (of(child.pid) if child else 0) - before


def anew(problem: Problem) -> float:
    """The seconds of a fresh child and a check."""
    standing = Standing()
    _, seconds = asked(standing, problem, [Question()])
    standing.end()
    return seconds


def main(numbers: list[int]) -> None:
    """A row for each change."""
    for n in numbers or [300, 1_000, 5_000]:
        problem = crowd(n)
        held = holding(problem)(problem)
        standing = Standing()
        asked(standing, problem, [Question()])
        for name, question in changes(problem, held.solution):
            other = question.about(problem)
            locks, forbidden = question.locks, question.forbidden
            again, seconds = timed(partial(held.solve, locks, forbidden))
            fresh, needed = timed(partial(entry(other), other))
            call = timed_call(lambda: asked(standing, problem, [question])[1])  # noqa: B023  called at once
            nothing = timed_call(lambda: anew(other))  # noqa: B023  called at once
            moved = len(set(again.groups) - set(held.solution.groups))
            say(f"{n} people, {name}: {seconds / needed:.3f} x solving from nothing, called {call / nothing:.3f} x")
            keep(
                "whatif",
                f"{n}: {name}",
                {"solve": seconds, "call": call},
                "from nothing",
                {"solve": needed, "call": nothing},
                f"{again.status}; score {float(again.score - fresh.score) / 1e6:+.4f} of {float(fresh.score) / 1e6:.1f} points beside it",
                groups_changed=moved,
                groups_changed_from_nothing=len(set(fresh.groups) - set(held.solution.groups)),
            )
        standing.end()


def timed_call(work: Callable[[], float]) -> float:
    """The median of five."""
    return sorted(work() for _ in range(5))[2]


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
