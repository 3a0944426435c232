"""The check of groups knows sizes, seats and company by itself, and catches whoever says otherwise."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import History, LevelResult, People, Policy, Problem, Round, Rule, Seat, Solution, solve, verify
from mooring.engine.solution import Cause
from mooring.engine.verifying import faults
from tests.engine.crowds import any_problem, in_groups

Check = Callable[[Problem, Solution], list[str]]

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
@pytest.mark.parametrize("check", [verify, faults])
def test_catches(check: Check, spoil: Callable[[Solution], Solution], sentence: str) -> None:
    assert check(PROBLEM, GOOD) == []
    assert any(sentence in wrong for wrong in check(PROBLEM, spoil(GOOD))), check(PROBLEM, spoil(GOOD))


SHAPES = [(3, None), (4, None), (5, None), (6, None), (3, 4), (4, 6)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(SHAPES), st.booleans(), st.booleans())
def test_both_checks_agree_that_an_answer_is_right(seed: int, shape: tuple[int, int | None], seats: bool, beside: bool) -> None:
    problem = in_groups(any_problem(seed), *shape, (Seat("squad"),) if seats else (), ("squad",) if beside else ())
    made = solve(problem)
    locked = replace(problem, locks=made.groups[:1])
    for one, answer in ((problem, made), (locked, solve(locked))):
        assert verify(one, answer) == []
        assert faults(one, answer) == []


TIMED = Problem(
    People.of(
        24,
        team=np.arange(24) % 5,
        interests=np.arange(24)[:, None] % np.arange(2, 8) == 0,
        free=np.repeat((np.arange(96) >= 30) & (np.arange(96) < 50), 24).reshape(96, 24).T & (np.arange(24)[:, None] < 22),
    ),
    Policy(size=4, rules=(Rule("hours"), Rule("other_team"))),
    History((Round(met=((0, 1), (2, 3)), unplaced=(4,)),)),
    seed=3,
)


def changed(**more: Any) -> Callable[[Solution], Solution]:
    def spoil(solution: Solution) -> Solution:
        first = replace(solution.matches[0], **{name: give(solution.matches[0]) for name, give in more.items()})
        return replace(solution, matches=(first, *solution.matches[1:]))

    return spoil


def exchanged(solution: Solution) -> Solution:
    one, other = solution.matches[0].members, solution.matches[1].members
    return with_members(solution, {0: (*one[:-1], other[-1]), 1: (*other[:-1], one[-1])})


def forgotten(solution: Solution) -> Solution:
    person, *rest = solution.matches[0].members
    return with_members(solution, {0: tuple(rest)})


def latecomer(solution: Solution) -> Solution:
    gone = solution.unplaced[0].person
    out, *rest = solution.matches[0].members
    spoilt = with_members(solution, {0: tuple(sorted((gone, *rest)))})
    return replace(spoilt, unplaced=(replace(solution.unplaced[0], person=out), *solution.unplaced[1:]))


@pytest.mark.parametrize(
    "spoil",
    [
        changed(score=lambda one: one.score + 1),
        changed(reasons=lambda one: one.reasons[1:]),
        changed(reasons=lambda one: (replace(one.reasons[0], value=1), *one.reasons[1:])),
        changed(repeats=lambda one: (one.members[:2],)),
        changed(bad_hour=lambda one: one.members[:1]),
        changed(hints=lambda one: tuple(replace(hint, slot=hint.slot + 40) for hint in one.hints)),
        changed(locked=lambda one: True),
        exchanged,
        forgotten,
        latecomer,
        lambda good: replace(good, score=good.score + 1),
        lambda good: replace(good, bound=good.score - 1),
        lambda good: replace(good, seed=4),
        lambda good: replace(good, fairness=replace(good.fairness, low_score=(0,))),
        lambda good: replace(good, fairness=replace(good.fairness, repeats=((0, 1, 1),))),
        told("need", 1),
        told("burden", 1),
        told("repeats", 1),
        told("sizes", 1),
    ],
)
@pytest.mark.parametrize("check", [verify, faults])
def test_catches_whatever_else_is_said_of_groups(check: Check, spoil: Callable[[Solution], Solution]) -> None:
    good = solve(TIMED)
    assert check(TIMED, good) == []
    spoilt = spoil(good)
    assert spoilt != good
    assert check(TIMED, spoilt) != []


def test_catches_sizes_said_to_be_nearer_than_they_are() -> None:
    good = solve(ABOUT)
    assert verify(ABOUT, good) == []
    assert {one.name: (one.value, one.exact) for one in good.levels}["sizes"] == (-1, False)
    assert any("The aim 'sizes' reaches -1.0, not 0.0." in wrong for wrong in verify(ABOUT, told("sizes", 0)(good)))


def test_a_lock_without_a_host_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^locks: \(5, 6, 7, 8\) has 0 of those marked 'host'; 1 must be\.$"):
        solve(replace(PROBLEM, locks=((5, 6, 7, 8),)))
