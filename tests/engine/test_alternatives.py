"""What the engine offers instead: never a broken rule, never more than eight, and nothing about a second person's secrets."""

import inspect
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Policy, Problem, alternatives, explain, resolve, solve, verify
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
