"""Several programmes in one run, so that nobody is asked for more than they can carry over all of them.

Every programme is solved alone first. Where nobody is then in more groups than they have room for, nothing better exists. Else
somebody has to leave a programme, and who leaves which is decided by solving the programmes one after the other, each around what
the ones before it have used: in several orders, and the best run is kept. How good it is at most follows from the programmes
solved alone, for a load can only take away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, permutations
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from mooring.engine.arrays import IntArray
from mooring.engine.people import ProblemError
from mooring.engine.problem import Budget, Problem
from mooring.engine.solution import LevelResult, Solution
from mooring.engine.solving import solve

_ORDERS: Final = 12


@dataclass(frozen=True, slots=True)
class Joint:
    """One solution a programme, in the order given.

    `levels`: aim by aim, the value over all programmes and a bound no joint run can exceed, the aims before it kept. The list ends with
    the first aim that may fall short: what others would be worth in a run that reaches more of it, nothing tells. `exact`: nothing better
    exists, because what each programme reaches alone is reached by all of them together.
    """

    solutions: tuple[Solution, ...]
    levels: tuple[LevelResult, ...]
    exact: bool

    @property
    def groups_of(self) -> dict[int, int]:
        """In how many groups each placed person is."""
        made: dict[int, int] = {}
        for person in (person for one in self.solutions for group in one.groups for person in group):
            made[person] = made.get(person, 0) + 1
        return made


def solve_together(
    problems: Sequence[Problem],
    load: ArrayLike,
    budget: Budget | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Joint:
    """Solve several programmes over the same people, numbered alike in all; whoever is not in a programme has capacity 0 there.

    `load`: how many groups each person has room for, over all programmes. Work is shared out evenly over the solves it needs at most.
    Raises ProblemError when the programmes are not about the same people, or when locked groups alone ask too much of somebody.
    """
    room = _checked(problems, load)
    each = _share(budget, len(problems))
    alone = tuple(solve(_with_room(one, room), each, cancelled=cancelled, progress=progress) for one in problems)
    if not _too_much(problems, alone, room):
        return _joint(alone, alone, room)
    best: tuple[Solution, ...] | None = None
    for order in islice(_orders(len(problems)), _ORDERS):
        if best is not None and cancelled is not None and cancelled():
            break
        made = _one_after_the_other(problems, order, room, each, cancelled, progress)
        if best is None or _worth(made) > _worth(best):
            best = made
    return _joint(best or alone, alone, room)


def _checked(problems: Sequence[Problem], load: ArrayLike) -> IntArray:
    room = np.asarray(load, dtype=np.int64)
    for at, problem in enumerate(problems):
        if problem.people.count != len(room):
            raise ProblemError(f"problems[{at}]: {problem.people.count} people, but load is given for {len(room)}.")
    if (room < 0).any():
        person = int(room.argmin())
        raise ProblemError(f"load: person {person} has {int(room[person])}; the least is 0.")
    asked = np.zeros(len(room), dtype=np.int64)
    for problem in problems:
        asked[[person for lock in problem.locks for person in lock]] += 1
    over = np.flatnonzero(asked > room)
    if len(over):
        raise ProblemError(f"locks: person {int(over[0])} is in {int(asked[over[0]])} locked groups and has room for {int(room[over[0]])}.")
    return room


def _share(budget: Budget | None, programmes: int) -> Budget | None:
    if budget is None or budget.work is None:
        return budget
    return Budget(budget.work // (programmes * (_ORDERS + 1)))


def _with_room(problem: Problem, room: IntArray) -> Problem:
    people = problem.people
    return replace(problem, people=replace(people, capacity=np.minimum(people.capacity, room)))


def _too_much(problems: Sequence[Problem], solutions: Sequence[Solution], room: IntArray) -> bool:
    return bool((_used(solutions, len(room)) > room).any())


def _used(solutions: Sequence[Solution], n: int) -> IntArray:
    used = np.zeros(n, dtype=np.int64)
    for solution in solutions:
        used[[person for group in solution.groups for person in group]] += 1
    return used


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Every programme first and last as early as can be, then all other orders."""
    turned = [tuple((at + step) % count for at in range(count)) for step in range(count)]
    yield from turned
    yield from (order for order in permutations(range(count)) if order not in turned)


def _one_after_the_other(
    problems: Sequence[Problem],
    order: Sequence[int],
    room: IntArray,
    budget: Budget | None,
    cancelled: Callable[[], bool] | None,
    progress: Callable[[str, int], None] | None,
) -> tuple[Solution, ...]:
    """Solve in this order, locked groups of those still to come kept free."""
    kept = np.zeros(len(room), dtype=np.int64)
    for problem in problems:
        kept[[person for lock in problem.locks for person in lock]] += 1
    made: dict[int, Solution] = {}
    left = room - kept
    for at in order:
        mine = np.zeros(len(room), dtype=np.int64)
        mine[[person for lock in problems[at].locks for person in lock]] = 1
        made[at] = solve(_with_room(problems[at], left + mine), budget, cancelled=cancelled, progress=progress)
        left = left + mine - _used([made[at]], len(room))
    return tuple(made[at] for at in range(len(problems)))


def _worth(solutions: Sequence[Solution]) -> tuple[Fraction, ...]:
    return tuple(level.value for level in _summed(solutions))


def _summed(solutions: Sequence[Solution]) -> tuple[LevelResult, ...]:
    common = [level.name for level in solutions[0].levels if all(level.name in {one.name for one in other.levels} for other in solutions)]
    held = [{level.name: level for level in one.levels} for one in solutions]
    return tuple(
        LevelResult(name, sum((one[name].value for one in held), Fraction(0)), sum((one[name].bound for one in held), Fraction(0)))
        for name in common
    )


def _joint(made: Sequence[Solution], alone: Sequence[Solution], room: IntArray) -> Joint:
    seats = Fraction(int(np.minimum(room, len(alone)).sum()))
    levels: list[LevelResult] = []
    for reached, most in zip(_summed(made), _summed(alone), strict=True):
        scarce = reached.name == "placed" and seats < most.bound
        levels.append(LevelResult(reached.name, reached.value, seats if scarce else most.bound))
        if scarce or reached.value < most.bound:
            break
    return Joint(tuple(made), tuple(levels), tuple(made) == tuple(alone) and all(one.status == "exact" for one in alone))
