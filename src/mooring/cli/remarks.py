"""What `mooring match` says beside its answer where people or rules leave little to match; it stops nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from mooring.engine import Problem, Solution
from mooring.engine.arrays import BoolArray
from mooring.engine.hours import eroded
from mooring.engine.policy.shape import most_seated
from mooring.engine.slots import SLOT_MINUTES, unpack

_NAMED: Final = 10
_AT_A_TIME: Final = 20_000


def remarks(problem: Problem, solution: Solution, ids: Sequence[str]) -> Iterator[str]:
    """One sentence for each thing that keeps many, or all, from being placed."""
    policy, people = problem.policy, problem.people
    room = people.capacity > 0
    free = int(room.sum())
    if free < 2:
        yield f"{_counted(free)} to match; it takes two."
        return
    if policy.has("hours"):
        without = np.flatnonzero(room & ~_can_begin(problem))
        if len(without):
            named = ", ".join(ids[one] for one in without[:_NAMED].tolist())
            more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
            yield f"No stretch of {policy.minutes} minutes in their own hours on these days: {named}{more}."
    for seat in policy.seats:
        marked = int((room & (people.numbers[seat.name.casefold()] > 0)).sum())
        seated = most_seated(free, policy.least, policy.most, marked // seat.people)
        if seated < free:
            told = f"every group needs {seat.people} of those marked '{seat.name}', and there {'is' if marked == 1 else 'are'} {marked}"
            yield f"{told[0].upper()}{told[1:]}; at most {seated} of {free} people get a seat."
    short = policy.cannot_part(free)
    if short:
        yield str(short)
    if not solution.placed:
        yield f"Nobody is placed, of {free}; what stands in the way is said for each."


def _can_begin(problem: Problem) -> BoolArray:
    """Who has a long enough stretch at all."""
    people, length = problem.people, problem.policy.minutes // SLOT_MINUTES
    parts = [people.free[at : at + _AT_A_TIME] for at in range(0, people.count, _AT_A_TIME)]
    made: BoolArray = np.concatenate([eroded(unpack(part, people.slots), length).any(axis=1) for part in parts])
    return made


def _counted(free: int) -> str:
    return "There is nobody" if not free else "There is one person"
