"""Groups of three to six: rules kept, everybody placed, repeats driven out, bounds honest."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, History, People, Policy, Problem, solve, verify
from mooring.engine.facts import Facts
from tests.engine.oracles import after, company, islands, small_problem


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 6))
def test_small_rounds_break_no_rule_and_claim_no_more_than_there_is(seed: int, size: int) -> None:
    problem = small_problem(seed, most=8, size=size)
    facts = Facts(problem)
    solution = solve(problem)
    assert verify(problem, solution) == []
    best = 0
    for island in islands(facts):
        best += _most_score(facts, island)
    assert solution.bound * 60 >= best * 60


def _most_score(facts: Facts, people: list[int]) -> float:
    """The most any arrangement of a few people into groups of two to six can score."""
    known: dict[frozenset[int], float] = {frozenset(): 0.0}

    def best(left: frozenset[int]) -> float:
        if left not in known:
            first = min(left)
            most = best(left - {first})
            for size in range(1, min(6, len(left))):
                for others in combinations(sorted(left - {first}), size):
                    group = (first, *others)
                    if facts.group_allowed(group):
                        score = sum(int(facts.score(facts.every[[a]], facts.every[[b]])[0, 0]) for a, b in combinations(group, 2)) / size
                        most = max(most, score + best(left - set(group)))
            known[left] = most
        return known[left]

    return best(frozenset(people))


@pytest.mark.parametrize(
    ("n", "size", "sizes"), [(12, 3, {3}), (13, 4, {4, 5}), (14, 5, {4, 5}), (10, 4, {3, 4}), (7, 6, {3, 4}), (5, 3, {5, 2, 3})]
)
def test_sizes_come_as_near_the_wanted_one_as_they_sum(n: int, size: int, sizes: set[int]) -> None:
    solution = solve(Problem(People.of(n), Policy(size=size, rules=())))
    assert solution.placed == n
    assert {len(group) for group in solution.groups} <= sizes


@pytest.mark.parametrize(("n", "size", "rounds"), [(60, 3, 8), (100, 4, 6), (120, 5, 5)])
def test_nobody_meets_anybody_twice_while_that_can_be_helped(n: int, size: int, rounds: int) -> None:
    people = People.of(n, team=[person % 7 for person in range(n)])
    past = []
    for number in range(rounds):
        problem = Problem(people, Policy(size=size, rules=()), History(tuple(past)), seed=number)
        solution = solve(problem)
        assert verify(problem, solution) == []
        assert (solution.placed, len(solution.fairness.repeats)) == (n, 0)
        past.append(after(problem, solution))


def test_people_of_many_zones_are_all_placed() -> None:
    problem = Problem(company(150, 6), Policy(size=4), seed=2)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.placed == 150
    assert solve(problem) == solution


def test_somebody_left_out_last_time_comes_before_others() -> None:
    """Seven people who may all meet, but one group of five at most has common time: nobody waits twice."""
    blocked = tuple((a, b) for a, b in combinations(range(7), 2) if b == 6 and a > 1)
    past = []
    for number in range(5):
        problem = Problem(People.of(7), Policy(size=3, rules=(), cooldown_days=0), History(tuple(past)), seed=number, blocked=blocked)
        solution = solve(problem)
        assert verify(problem, solution) == []
        assert not solution.fairness.left_out_again
        past.append(after(problem, solution))


@pytest.mark.parametrize("work", [1, 10, 60, 300])
def test_a_budget_that_ends_leaves_a_valid_answer(work: int) -> None:
    problem = Problem(company(60, 3), Policy(size=4))
    solution = solve(problem, Budget(work))
    assert verify(problem, solution) == []
    assert solution.bound >= solve(problem).score
