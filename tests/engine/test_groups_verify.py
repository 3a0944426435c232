"""The check of groups knows sizes, seats and company by itself, and catches whoever says otherwise."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from mooring.engine import LevelResult, People, Policy, Problem, Seat, Solution, solve, verify
from mooring.engine.solution import Cause

PROBLEM = Problem(
    People.of(20, numbers={"host": [int(one < 3) for one in range(20)]}, attributes={"gender": [one % 4 for one in range(20)]}),
    Policy(size=4, up_to=5, rules=(), seats=(Seat("host"),), not_alone=("gender",)),
    seed=3,
)
GOOD = solve(PROBLEM)
ABOUT = Problem(People.of(17), Policy(size=4, rules=()), seed=3)


def with_members(solution: Solution, changes: dict[int, tuple[int, ...]]) -> Solution:
    """The same matches, some with other members, whose scores and reasons are right: everybody here scores alike with everybody."""
    made = [
        replace(one, members=changes[at], score=one.score / len(one.members) * len(changes[at])) if at in changes else one
        for at, one in enumerate(solution.matches)
    ]
    return replace(solution, matches=tuple(made))


def without_a_host(solution: Solution) -> Solution:
    one, other = solution.matches[0].members, solution.matches[1].members
    host, guest = next(person for person in one if person < 3), next(person for person in other if person >= 3)
    changes = {0: _exchanged(one, host, guest), 1: _exchanged(other, guest, host)}
    return with_members(solution, changes)


def _exchanged(members: tuple[int, ...], old: int, new: int) -> tuple[int, ...]:
    return tuple(sorted(new if one == old else one for one in members))


def too_small(solution: Solution) -> Solution:
    guests = [one for one in solution.matches[0].members if one >= 3][:2]
    kept = tuple(one for one in solution.matches[0].members if one not in guests)
    more = tuple(replace(solution.unplaced[0], person=one) for one in guests)
    return replace(with_members(solution, {0: kept}), unplaced=solution.unplaced + more)


def too_large(solution: Solution) -> Solution:
    joined = tuple(sorted((*solution.matches[0].members, solution.unplaced[0].person)))
    return replace(with_members(solution, {0: joined}), unplaced=solution.unplaced[1:])


def caused(cause: Cause) -> Callable[[Solution], Solution]:
    return lambda solution: replace(solution, unplaced=tuple(replace(one, cause=cause) for one in solution.unplaced))


def told(name: str, value: int) -> Callable[[Solution], Solution]:
    def spoil(solution: Solution) -> Solution:
        levels = [LevelResult(name, Fraction(value), one.bound) if one.name == name else one for one in solution.levels]
        return replace(solution, levels=tuple(levels))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (without_a_host, "0 of them are marked 'host'; 1 must be."),
        (too_small, "a group has 4 to 5 people, not 3."),
        (too_large, "a group has 4 to 5 people, not 6."),
        (caused("odd_one_out"), "the cause is 'too_few_for_seats', not 'odd_one_out'."),
        (caused("sizes_do_not_sum"), "the cause is 'too_few_for_seats', not 'sizes_do_not_sum'."),
        (told("alone", 1), "The aim 'alone' reaches"),
        (lambda good: replace(good, levels=tuple(one for one in good.levels if one.name != "alone")), "The aims are"),
    ],
)
def test_catches(spoil: Callable[[Solution], Solution], sentence: str) -> None:
    assert verify(PROBLEM, GOOD) == []
    assert any(sentence in wrong for wrong in verify(PROBLEM, spoil(GOOD))), verify(PROBLEM, spoil(GOOD))


def test_catches_sizes_said_to_be_nearer_than_they_are() -> None:
    good = solve(ABOUT)
    assert verify(ABOUT, good) == []
    assert {one.name: (one.value, one.exact) for one in good.levels}["sizes"] == (-1, False)
    assert any("The aim 'sizes' reaches -1.0, not 0.0." in wrong for wrong in verify(ABOUT, told("sizes", 0)(good)))


def test_a_lock_without_a_host_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^locks: \(5, 6, 7, 8\) has 0 of those marked 'host'; 1 must be\.$"):
        solve(replace(PROBLEM, locks=((5, 6, 7, 8),)))
