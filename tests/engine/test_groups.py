"""Groups of three to six: rules kept, everybody placed, repeats driven out, bounds honest."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, History, People, Policy, Problem, Rule, Seat, solve, verify
from mooring.engine.facts import Facts
from tests.engine.oracles import after, company, islands, small_problem


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 6))
def test_small_rounds_break_no_rule_and_claim_no_more_than_there_is(seed: int, size: int) -> None:
    problem = small_problem(seed, most=8, size=size)
    facts = Facts(problem)
    solution = solve(problem, Budget(1))
    assert verify(problem, solution) == []
    assert solution.bound >= sum(_most_score(facts, island) for island in islands(facts))


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


@pytest.mark.parametrize(("n", "size", "rounds"), [(60, 3, 8), (120, 5, 5)])
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


def ranged(size: int, up_to: int, **more: Any) -> Policy:
    """Groups of a range of sizes that ask for nothing else unless told to."""
    return Policy(size=size, up_to=up_to, rules=more.pop("rules", ()), **more)


@pytest.mark.parametrize(("n", "least", "most"), [(23, 4, 6), (60, 4, 5), (101, 3, 3), (17, 5, 6), (31, 3, 4)])
def test_a_range_of_sizes_holds_and_sums_wherever_it_can(n: int, least: int, most: int) -> None:
    problem = Problem(People.of(n), ranged(least, most))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.placed == max(people for people in range(n + 1) if any(k * least <= people <= k * most for k in range(n)))
    assert {len(group) for group in solution.groups} <= set(range(least, most + 1))


def test_numbers_no_sizes_sum_to_are_named_and_leave_as_few_as_can_be() -> None:
    problem = Problem(People.of(7), ranged(4, 5))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert [len(group) for group in solution.groups] == [5]
    assert [one.cause for one in solution.unplaced] == ["sizes_do_not_sum"] * 2
    assert str(problem.policy.cannot_part(7)) == "7 people cannot be parted into groups of 4 to 5; at most 5 get a seat."
    assert problem.policy.cannot_part(8) is None


def test_fewer_people_than_the_smallest_group_all_wait() -> None:
    problem = Problem(People.of(3), ranged(4, 6))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert (solution.groups, solution.status) == ((), "exact")
    assert [one.cause for one in solution.unplaced] == ["sizes_do_not_sum"] * 3


@pytest.mark.parametrize("n", [13, 40])
def test_everybody_of_one_team_waits_where_only_others_may_meet(n: int) -> None:
    problem = Problem(People.of(n, team=[3] * n), ranged(3, 4, rules=(Rule("other_team"),)))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert [(one.cause, one.lift) for one in solution.unplaced] == [("no_allowed_partner", ("other_team",))] * n


@pytest.mark.parametrize("n", [14, 50])
def test_too_few_hosts_fill_their_groups_and_the_others_are_told_why(n: int) -> None:
    hosts = n // 7
    people = People.of(n, numbers={"host": [int(one < hosts) for one in range(n)]})
    problem = Problem(people, ranged(3, 5, seats=(Seat("Host"),)))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.placed == 5 * hosts == solution.levels[0].bound
    assert all(sum(person < hosts for person in group) == 1 for group in solution.groups)
    assert {one.cause for one in solution.unplaced} == {"too_few_for_seats"}


def test_whoever_waited_for_a_seat_comes_first_next_time() -> None:
    people, past = People.of(20, numbers={"host": [int(one < 2) for one in range(20)]}), []
    waits = np.zeros(20, dtype=np.int64)
    for number in range(8):
        problem = Problem(people, ranged(4, 6, seats=(Seat("host"),), cooldown_days=0), History(tuple(past)), seed=number)
        solution = solve(problem)
        assert verify(problem, solution) == []
        assert not solution.fairness.left_out_again
        waits[[one.person for one in solution.unplaced]] += 1
        past.append(after(problem, solution))
    assert waits[:2].max() == 0
    assert waits[2:].max() - waits[2:].min() <= 1


@pytest.mark.parametrize(("n", "rare"), [(12, 3), (60, 9), (150, 20)])
def test_nobody_is_the_only_one_of_what_they_declared_while_that_can_be_helped(n: int, rare: int) -> None:
    rng = np.random.default_rng(n)
    gender = np.where(np.arange(n) < rare, 1, 0)
    gender[rng.random(n) < 0.1] = -1
    problem = Problem(People.of(n, team=np.arange(n) % 6, attributes={"gender": gender}), ranged(3, 5, not_alone=("gender",)), seed=5)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert {one.name: one.value for one in solution.levels}["alone"] == 0
    assert all("gender" not in reason.term for match in solution.matches for reason in match.reasons)


def test_a_rare_time_zone_makes_groups_of_its_own_or_is_told_that_hours_keep_it_out() -> None:
    free = np.zeros((40, 96), bool)
    free[:38, 30:50] = True
    free[38:, 70:90] = True
    problem = Problem(People.of(40, free=free), ranged(3, 5, rules=(Rule("hours"),)))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert [one.person for one in solution.unplaced] == [38, 39]
