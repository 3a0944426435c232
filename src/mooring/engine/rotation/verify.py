"""Checks a rotation pair by pair, in plain Python, sharing nothing with what made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from mooring.engine.rotation.plan import Rotation

_KNOWN = {"threes_of_12": (12, 3, 4), "officers_36": (36, 6, 3), "plane_100": (100, 10, 8)}


def verify_rotation(plan: Rotation) -> list[str]:
    """Everything that is wrong with a rotation, one sentence each; an empty list when it is right."""
    wrong = list(_seats(plan))
    return wrong or [*_claims(plan), *_limits(plan)]


def _seats(plan: Rotation) -> Iterator[str]:
    for number, one in enumerate(plan.rounds, 1):
        seated = Counter(person for group in one for person in group)
        for person in sorted(set(range(plan.people)) - set(seated)):
            yield f"Round {number}: person {person} is in no group."
        for person, times in sorted(seated.items()):
            if not 0 <= person < plan.people:
                yield f"Round {number}: there is no person {person}."
            elif times > 1:
                yield f"Round {number}: person {person} has {times} seats."
        sizes = sorted(map(len, one))
        if plan.aim == "everybody_meets":
            if sizes[-1] > plan.size:
                yield f"Round {number}: a group of {sizes[-1]} is larger than {plan.size}."
        elif sizes[-1] - sizes[0] > 1 or sizes != sorted(map(len, plan.rounds[0])):
            yield f"Round {number}: the groups are not of the sizes of all rounds."


def _claims(plan: Rotation) -> Iterator[str]:
    if plan.asked is not None and (len(plan.rounds) > plan.asked or (len(plan.rounds) < plan.asked and plan.aim == "no_repeats")):
        yield f"There are {len(plan.rounds)} rounds, not {plan.asked}."
    met: Counter[tuple[int, ...]] = Counter()
    clean = 0
    for number, one in enumerate(plan.rounds, 1):
        met.update(tuple(sorted(pair)) for group in one for pair in combinations(group, 2))
        if clean == number - 1 and (not met or max(met.values()) == 1):
            clean = number
    repeats = sum(met.values()) - len(met)
    unmet = plan.people * (plan.people - 1) // 2 - len(met)
    if plan.clean != clean:
        yield f"The first {clean} rounds have no repeat, not the first {plan.clean}."
    if plan.repeats != repeats:
        yield f"There are {repeats} repeats, not {plan.repeats}."
    if plan.unmet != unmet:
        yield f"There are {unmet} pairs who never meet, not {plan.unmet}."
    if plan.at_least > repeats:
        yield f"There cannot be at least {plan.at_least} repeats where there are {repeats}."
    if plan.needed > len(plan.rounds) and not unmet:
        yield f"Everybody has met in {len(plan.rounds)} rounds, so {plan.needed} cannot be needed."
    if plan.aim == "no_repeats":
        reached = repeats == plan.at_least and (plan.asked is not None or len(plan.rounds) == plan.ceiling.rounds)
    else:
        reached = not unmet and (plan.asked is not None or plan.needed == len(plan.rounds))
    if (plan.status == "exact") is not reached:
        yield f"The status is {plan.status!r}, which does not go with what was reached and proven."


def _limits(plan: Rotation) -> Iterator[str]:
    if plan.aim == "everybody_meets":
        return
    sizes = sorted(map(len, plan.rounds[0]))
    ceiling, reason = plan.ceiling.rounds, plan.ceiling.reason
    if plan.clean > ceiling:
        yield f"The ceiling is {ceiling} rounds, and {plan.clean} have no repeat."
    if reason in _KNOWN:
        people, size, rounds = _KNOWN[reason]
        if (plan.people, sizes[0], sizes[-1], ceiling) != (people, size, size, rounds):
            yield f"The ceiling's reason {reason!r} is about other numbers."
    elif reason == "bruck_ryser":
        order = sizes[0]
        squares = {one * one for one in range(order)}
        sums = any(order - one in squares for one in squares)
        if not (sizes[-1] == len(sizes) == order) or order % 4 not in (1, 2) or sums or ceiling != order - 2:
            yield f"The ceiling's reason {reason!r} is about other numbers."
    elif ceiling != (expected := _counted(plan.people, sizes)):
        yield f"The ceiling is {expected} rounds, not {ceiling}."


def _counted(people: int, sizes: list[int]) -> int:
    """The ceiling by counting alone: rounds go up one by one until somebody would have to meet more people than there are."""
    if len(sizes) == 1 or sizes[-1] > len(sizes):
        return 1
    rounds = 1
    while True:
        more = rounds + 1
        seats_in_larger = more * sum(size for size in sizes if size > sizes[0])
        turns = min(more, people - 1 - more * (sizes[0] - 1))
        if turns < 0 or seats_in_larger > people * turns:
            return rounds
        rounds = more
