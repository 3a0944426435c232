"""What an answer claims of itself, held beside what was counted anew: seed, total, aims and bounds. Both checks ask it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from mooring.engine.problem import Problem
from mooring.engine.solution import Solution


def unfounded(problem: Problem, solution: Solution, score: Fraction, values: Mapping[str, Fraction]) -> Iterator[str]:
    """Each claim that does not hold, a sentence each. `score` and `values`, an aim's amount by its name in order, are counted anew."""
    if solution.seed != problem.seed:
        yield f"The seed is {problem.seed}, not {solution.seed}."
    if score != solution.score:
        yield f"The score is {float(score)}, not {float(solution.score)}."
    if solution.bound < solution.score:
        yield f"The bound {float(solution.bound)} is below the score {float(solution.score)}."
    named = [level.name for level in solution.levels]
    if named != list(values):
        yield f"The aims are {', '.join(values)}, not {', '.join(named)}."
        return
    for level in solution.levels:
        if level.value != values[level.name]:
            yield f"The aim {level.name!r} reaches {float(values[level.name])}, not {float(level.value)}."
        if level.bound < level.value:
            yield f"The aim {level.name!r} has a bound below its value."
        if solution.status == "exact" and not level.exact:
            yield f"The aim {level.name!r} is not proven, though the answer says it is exact."
    room = int((problem.people.capacity > 0).sum())
    if solution.levels[0].bound > room:
        yield f"No more than {room} people can be placed, not {float(solution.levels[0].bound)}."
