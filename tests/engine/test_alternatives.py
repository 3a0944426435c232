"""What the engine offers instead: never a broken rule, never more than eight, and nothing about a second person's secrets."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, People, Policy, Problem, Seat, alternatives, explain, resolve, solve, verify
from mooring.engine.facts import Facts
from tests.engine.oracles import company, small_problem


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 2, 3, 4]))
def test_every_alternative_can_be_taken(seed: int, size: int) -> None:
    problem = small_problem(seed, most=10, size=size)
    solution = solve(problem)
    facts = Facts(problem)
    for person in range(problem.people.count):
        offered = alternatives(problem, solution, person)
        assert len(offered) <= 8
        companies = [next(group for group in one.after if person in group) for one in offered]
        assert len(set(companies)) == len(companies)
        for one in offered:
            assert set(one.before) <= set(solution.groups)
            assert all(facts.group_allowed(group) for group in one.after)
            seated = {member for group in one.after for member in group}
            assert seated | set(one.unplaced) == {member for group in one.before for member in group} | {person}
            again = resolve(problem, one.after)
            assert verify(replace(problem, locks=one.after), again) == []
            changed = (set(solution.groups) - set(one.before)) | set(one.after)
            total = sum(facts_score(facts, group) for group in changed)
            assert total == solution.score - one.cost


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(3, 4), (3, 6), (4, 5), (5, 5)]))
def test_a_range_of_sizes_and_its_seats_hold_in_every_alternative(seed: int, sizes: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    n, host = int(rng.integers(8, 24)), rng.random(24) < 0.5
    people = People.of(n, team=rng.integers(0, 3, n), numbers={"host": host[:n].astype(np.int64)})
    problem = Problem(people, Policy(size=sizes[0], up_to=sizes[1], seats=(Seat("host"),), rules=()), seed=seed)
    solution = solve(problem, Budget(50))
    for person in range(n):
        for one in alternatives(problem, solution, person):
            assert all(sizes[0] <= len(group) <= sizes[1] and host[list(group)].any() for group in one.after)
            assert sum(map(len, one.after)) >= sum(map(len, one.before))


def test_an_empty_seat_is_offered_to_whoever_was_left_and_to_whoever_can_be_spared() -> None:
    problem = Problem(People.of(9, team=[0, 1] * 4 + [0]), Policy(size=4, up_to=5, rules=()), never=tuple((8, one) for one in range(4)))
    locked = solve(replace(problem, locks=((0, 1, 2, 3), (4, 5, 6, 7))))
    draft = replace(locked, matches=tuple(replace(one, locked=False) for one in locked.matches))
    assert (((4, 5, 6, 7, 8),), ()) in [(one.after, one.unplaced) for one in alternatives(problem, draft, 8)]
    locked = solve(replace(problem, never=(), locks=((0, 1, 2, 3), (4, 5, 6, 7, 8))))
    draft = replace(locked, matches=tuple(replace(one, locked=False) for one in locked.matches))
    assert ((0, 1, 2, 3, 4), (5, 6, 7, 8)) in [one.after for one in alternatives(replace(problem, never=()), draft, 4)]


def facts_score(facts: Facts, group: tuple[int, ...]):
    (made,) = explain.matches(facts, (group,), ())
    return made.score


def test_the_best_come_first_and_locked_groups_stay() -> None:
    people = company(60, 8)
    problem = Problem(people, Policy(levels=("placed", "score")))
    first = solve(problem)
    lock = first.groups[0]
    problem = replace(problem, locks=(lock,))
    solution = solve(problem)
    assert alternatives(problem, solution, lock[0]) == ()
    person = next(group[0] for group in solution.groups if group != lock)
    offered = alternatives(problem, solution, person)
    assert len(offered) == 8
    assert [one.cost for one in offered] == sorted(one.cost for one in offered)
    assert all(one.cost >= 0 for one in offered)
    assert not any(lock in one.before for one in offered)


def test_nobody_can_ask_about_two_people() -> None:
    """A refusal would tell of a block: so the engine takes one person only, and somebody who is blocked is just not offered."""
    assert list(inspect.signature(alternatives).parameters) == ["problem", "solution", "person", "at_most"]
    people = company(12, 1)
    problem = Problem(people, Policy(rules=()), blocked=tuple((0, other) for other in range(2, 12)))
    solution = solve(problem)
    for one in alternatives(problem, solution, 0, at_most=100):
        assert set(next(group for group in one.after if 0 in group)) <= {0, 1}
    with pytest.raises(ValueError, match="person 40 is not in this solution"):
        alternatives(problem, solution, 40)
