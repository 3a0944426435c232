"""A whole rotation: who is grouped with whom over many rounds, how good that is, and what is proven about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, count
from math import comb
from typing import Final, Literal

import numpy as np

from mooring.engine.meter import Meter
from mooring.engine.problem import Budget, Group, IntArray, Status
from mooring.engine.rotation import limits, meeting, turning
from mooring.engine.rotation.constructions import Schedule, construct
from mooring.engine.rotation.limits import Ceiling
from mooring.engine.rotation.search import FORBIDDEN, Table, improve, plain
from mooring.engine.rotation.shape import MOST_ROUNDS, RotationError, Shape, shape

WORK: Final = 60_000
"""Units of work a plan may take unless a budget says otherwise."""

SEARCHED: Final = 300
"""Up to how many people a schedule is searched for; larger ones are constructed."""

GATHERED: Final = 60
"""Up to how many people a schedule in which everybody meets is searched for."""

_USES: Final = 6
_WEIGHT: Final = 64
_STEPS: Final = 3_000

Aim = Literal["no_repeats", "everybody_meets"]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A schedule of groups. `size`: as asked for; `way`: the construction it comes from, or "search".

    `ceiling`: no schedule of these groups has more rounds without a repeat. `clean`: how many rounds, from the first on, have none.
    `repeats`: meetings of two people beyond their first. `at_least`: no schedule of so many rounds has fewer. `unmet`: pairs that
    never meet. `needed`: fewer rounds than these cannot bring everybody together in groups of at most the largest size.
    `asked`: the rounds asked for, None for as many as there are. `status`: `exact` where nothing better exists for what was
    asked, `bounded`, or `stopped` by the budget or the caller.
    """

    people: int
    size: int
    aim: Aim
    rounds: tuple[tuple[Group, ...], ...]
    way: str
    asked: int | None
    ceiling: Ceiling
    clean: int
    repeats: int
    at_least: int
    unmet: int
    needed: int
    status: Status
    seed: int
    work: int


def plan_rotation(
    people: int,
    size: int,
    rounds: int | None = None,
    *,
    larger: bool = False,
    seed: int = 0,
    budget: Budget | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Rotation:
    """Groups for so many rounds with as few repeats as were found, spread over as many pairs as can be.

    People are numbered from 0. Without `rounds`, as many as were found without a repeat. Where the number of people does not divide, some
    groups have one person less (`larger`: one more). Constructions come first; what they leave is searched for, within the budget.
    The same arguments give the same schedule. Raises RotationError for numbers that make no groups.
    """
    made = shape(people, size, larger=larger)
    _check(rounds, seed)
    work = WORK if budget is None or budget.work is None else budget.work
    meter = Meter(work, cancelled, progress)
    most = limits.ceiling(made).rounds
    meter.say("constructing")
    way, found = construct(made, min(rounds or MOST_ROUNDS, most))
    wanted = min(rounds or most, most)
    if len(found) < wanted and people <= SEARCHED:
        meter.say("searching")
        better = turning.search(made, len(found) + 1, wanted, seed, meter, work // 2)
        if better:
            way, found = "turning", better
    if rounds is not None and len(found) < rounds:
        longer = _lengthened(made, found, rounds, seed, meter)
        way, found = (way if longer[: len(found)] == found else "search"), longer
    return _described(made, size, "no_repeats", found, way, rounds, seed, meter)


def meet_everybody(
    people: int,
    most: int,
    rounds: int | None = None,
    *,
    seed: int = 0,
    budget: Budget | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Rotation:
    """Groups of at most so many people until every two have been in one, in as few rounds as were found.

    With `rounds`, the fewest pairs that never meet in so many. Groups may be of any size up to `most`. Raises RotationError for numbers
    that make no groups.
    """
    if most < 2:
        raise RotationError(f"most: a group has 2 people or more, not {most}.")
    full = shape(people, min(most, people))
    _check(rounds, seed)
    meter = Meter((budget or Budget(WORK)).work, cancelled, progress)
    meter.say("constructing")
    found, way = meeting.construct(people, most), "construction"
    if people <= GATHERED:
        shorter = _gathered(people, most, len(found), rounds, seed, meter)
        found, way = (shorter, "search") if shorter else (found, way)
    return _described(full, most, "everybody_meets", found[:rounds], way, rounds, seed, meter)


def _gathered(people: int, most: int, known: int, rounds: int | None, seed: int, meter: Meter) -> Schedule:
    """A schedule in which all meet, shorter than the known length, or one with few unmet where fewer rounds are asked for; else nothing."""
    best: Schedule = []
    least, last = limits.fewest_rounds(people, most), known - 1
    if rounds is not None and rounds < known:
        least, last = min(least, rounds), rounds
    for attempt in (meeting.briefly, meeting.search):
        for number in range(least, last + 1):
            if meter.stopped:
                return best
            meter.say(f"searching {number} rounds")
            found, unmet = attempt(people, most, number, seed, meter)
            if not unmet:
                best, last = found, number - 1
                break
            if number == rounds:
                best = found
    return best


def _check(rounds: int | None, seed: int) -> None:
    if rounds is not None and not 1 <= rounds <= MOST_ROUNDS:
        raise RotationError(f"rounds: 1 to {MOST_ROUNDS}, not {rounds}.")
    if seed < 0:
        raise RotationError(f"seed: 0 or more, not {seed}.")


def _lengthened(made: Shape, found: Schedule, rounds: int, seed: int, meter: Meter) -> Schedule:
    """More rounds than are known without a repeat: the same again from the first, bettered by search where that can help."""
    again = [found[number % len(found)] for number in range(rounds)]
    least = limits.fewest_repeats(made, rounds)
    if made.people > SEARCHED or meter.stopped or _repeats(again) <= least:
        return again
    meter.say("searching")
    seats = made.groups * made.largest
    uses = np.arange(min(rounds, _USES) + 1)
    costs = np.maximum(uses - 1, 0) * _WEIGHT + np.maximum(uses - 1, 0) * np.maximum(uses - 2, 0) // 2
    ways = plain(made.people, seats, costs, empty=FORBIDDEN * uses)
    rng = np.random.default_rng(seed)
    start = np.array([_seated(one, made) for one in again])
    for number in range(len(found), rounds):
        order = rng.permutation(made.people)
        start[number] = np.where(start[number] < made.people, order[np.minimum(start[number], made.people - 1)], start[number])
    table, goal = Table(ways, start, seed), least * _WEIGHT
    added = improve(table, meter, goal=goal, steps=_STEPS, only=np.arange(len(found), rounds))
    improved = improve(Table(ways, added, seed), meter, goal=goal)
    searched = [tuple(sorted(tuple(sorted(row[row < made.people].tolist())) for row in one)) for one in improved]
    return _clean_first(searched) if _repeats(searched) < _repeats(again) else again


def _seated(one: tuple[Group, ...], made: Shape) -> IntArray:
    seats, free = np.empty((made.groups, made.largest), dtype=np.int64), count(made.people)
    for row, group in zip(seats, one, strict=True):
        row[:] = [*group, *(next(free) for _ in range(made.largest - len(group)))]
    return seats


def _clean_first(schedule: Schedule) -> Schedule:
    """The same rounds with as many as are without a repeat put first: whichever has most pairs in common with others goes last."""
    ahead, behind = list(schedule), []
    pairs = {one: _pairs(one) for one in schedule}
    while len(ahead) > 1:
        shared = [sum(len(pairs[one] & pairs[other]) for other in ahead if other is not one) for one in ahead]
        if not any(shared):
            break
        behind.append(ahead.pop(shared.index(max(shared))))
    return ahead + behind[::-1]


def _pairs(one: tuple[Group, ...]) -> set[tuple[int, int]]:
    return {pair for group in one for pair in combinations(group, 2)}


def _repeats(schedule: Schedule) -> int:
    met = [pair for one in schedule for group in one for pair in combinations(group, 2)]
    return len(met) - len(set(met))


def _keys(one: tuple[Group, ...], people: int) -> IntArray:
    """A number for each pair that is together in a round."""
    made = [np.zeros(0, dtype=np.int64)]
    for size in {len(group) for group in one}:
        rows = np.array([group for group in one if len(group) == size])
        first, second = np.triu_indices(size, 1)
        made.append((rows[:, first] * people + rows[:, second]).ravel())
    return np.concatenate(made)


def _described(made: Shape, size: int, aim: Aim, found: Schedule, way: str, asked: int | None, seed: int, meter: Meter) -> Rotation:
    keys = [_keys(one, made.people) for one in found]
    every = np.concatenate(keys)
    ends = np.cumsum([len(one) for one in keys])
    first = np.unique(every, return_index=True)[1]
    distinct = len(first)
    again = np.setdiff1d(np.arange(len(every)), first)
    clean = int(np.searchsorted(ends, again[0], side="right")) if len(again) else len(found)
    ceiling = limits.ceiling(made)
    repeats, unmet = len(every) - distinct, comb(made.people, 2) - distinct
    needed = limits.fewest_rounds(made.people, made.largest if aim == "no_repeats" else size)
    at_least = limits.fewest_repeats(made, len(found)) if aim == "no_repeats" else max(0, len(every) - comb(made.people, 2))
    if aim == "no_repeats":
        reached = repeats == at_least and (asked is not None or len(found) == ceiling.rounds)
    else:
        reached = not unmet and (asked is not None or len(found) == needed)
    status: Status = "exact" if reached else "stopped" if meter.stopped else "bounded"
    return Rotation(
        people=made.people,
        size=size,
        aim=aim,
        rounds=tuple(found),
        way=way,
        asked=asked,
        ceiling=ceiling,
        clean=clean,
        repeats=repeats,
        at_least=at_least,
        unmet=unmet,
        needed=needed,
        status=status,
        seed=seed,
        work=meter.spent,
    )
