"""Groups of three to six among many people: every rule kept, sizes that sum, seats and company, and never more claimed than is true."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, History, People, Policy, Problem, ProblemError, Round, Rule, Seat, Solution, verify
from mooring.engine import solve as solve_with_few
from mooring.engine.grouping import WHOLE_UP_TO
from mooring.engine.large import Effort, proof, solve, threads
from mooring.engine.policy.shape import nearest
from tests.engine.crowds import any_problem, in_groups
from tests.engine.oracles import after, company


def near(problem: Problem, **more: Any) -> Solution:
    """Solved as many people are, however few these are."""
    return solve(problem, effort=Effort(), **more)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 6), st.integers(0, 3), st.booleans(), st.booleans())
def test_any_policy_is_obeyed_and_no_bound_is_below_the_best(seed: int, size: int, more: int, seats: bool, company: bool) -> None:
    up_to = min(6, size + more - 1) if more else None
    problem = in_groups(any_problem(seed), size, up_to, (Seat("squad"),) if seats else (), ("squad",) if company else ())
    made = near(problem)
    assert verify(problem, made) == []
    assert made.seed == problem.seed
    if problem.people.count > WHOLE_UP_TO:
        return
    best = solve_with_few(problem)
    assert made.placed <= best.placed
    if made.placed == best.placed:
        assert made.bound >= best.score
        for mine, theirs in zip(made.levels, best.levels, strict=True):
            assert mine.bound >= theirs.value, mine.name


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(15, 40), st.integers(3, 6), st.integers(0, 3))
def test_up_to_forty_people_are_placed_wherever_their_numbers_allow(seed: int, n: int, size: int, more: int) -> None:
    rng = np.random.default_rng(seed)
    policy = Policy(size=size, up_to=min(6, size + more - 1) if more else None, rules=(Rule("manager"),))
    problem = Problem(People.of(n, team=rng.integers(0, 4, n)), policy, seed=seed)
    made = near(problem)
    assert verify(problem, made) == []
    assert made.placed == n if policy.up_to is None else made.placed == policy_holds(policy, n)


def policy_holds(policy: Policy, n: int) -> int:
    """How many of so many people groups of a range of sizes hold, by trying every number of groups."""
    assert policy.up_to is not None
    return max(min(n, count * policy.up_to) for count in range(n // policy.size + 1))


@given(st.integers(2, 3_000), st.integers(3, 6))
def test_the_nearest_sizes_sum_and_none_come_nearer(people: int, size: int) -> None:
    most = min(6, max(3, size + 1))
    made = nearest(people, size, most)
    assert sum(made) == people
    assert max(made) <= most or people <= 1
    apart = sum((one - size) ** 2 for one in made)
    for count in range(max(1, people // size - 2), people // size + 4):
        small, more = divmod(people, count)
        if small >= 2 and small + (more > 0) <= most:
            assert apart <= more * (small + 1 - size) ** 2 + (count - more) * (small - size) ** 2


@pytest.mark.parametrize(("size", "up_to"), [(3, None), (5, None), (4, 6)])
def test_rounds_go_on_without_anybody_meeting_again_or_being_left(size: int, up_to: int | None) -> None:
    people, rounds = company(403, 4), []
    for _ in range(8):
        problem = Problem(people, Policy(size=size, up_to=up_to), History(tuple(rounds)), seed=7)
        made = near(problem)
        assert verify(problem, made) == []
        assert (made.placed, len(made.fairness.repeats)) == (403, 0)
        assert made.levels[0].exact
        rounds.append(after(problem, made))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 6))
def test_what_is_told_of_each_person_alone_bounds_the_best_too(seed: int, size: int) -> None:
    problem = in_groups(any_problem(seed), size, None)
    if problem.people.count > WHOLE_UP_TO:
        return
    best = solve_with_few(problem)
    with mock.patch.object(proof, "PROVEN_UP_TO", 0):
        made = near(problem)
    assert verify(problem, made) == []
    assert made.bound <= Fraction(1_000_000 * problem.people.count, 2)
    assert made.placed < best.placed or made.bound >= best.score


def test_nobody_meets_again_until_people_have_met_half_of_all_others() -> None:
    rounds: list[Any] = []
    for _ in range(12):
        problem = Problem(People.of(100), Policy(size=5, rules=()), History(tuple(rounds)), seed=1)
        made = near(problem)
        assert verify(problem, made) == []
        assert (made.placed, made.fairness.repeats) == (100, ())
        rounds.append(after(problem, made))
    assert {len(group) for one in rounds for group in one.met} == {5}


def test_whoever_need_not_meet_again_moves_to_another_group_even_where_sizes_suffer() -> None:
    """Six people who have met in all ways but one, in two groups of three."""
    met = tuple(pair for pair in combinations(range(6), 2) if pair not in {(0, 1), (2, 3), (4, 5)})
    past = History(tuple(Round(met=(pair,)) for pair in met))
    made = near(Problem(People.of(6), Policy(size=3, rules=()), past))
    assert made.groups == ((0, 1), (2, 3), (4, 5))


def test_it_scores_no_less_than_the_search_for_fewer_people() -> None:
    problem = Problem(company(300, 2), Policy(size=4, levels=("placed", "score")), seed=2)
    made, other = near(problem), solve_with_few(problem)
    assert verify(problem, made) == []
    assert made.placed == other.placed == 300
    assert made.score * 100 >= other.score * 99


@pytest.mark.parametrize(("n", "hosts", "least", "most"), [(300, 60, 5, 5), (301, 75, 4, 5), (302, 40, 4, 6)])
def test_every_group_has_its_host_even_where_there_are_just_enough(n: int, hosts: int, least: int, most: int) -> None:
    mark = np.zeros(n, dtype=np.int64)
    mark[np.random.default_rng(n).permutation(n)[:hosts]] = 1
    people = replace(company(n, 3), numbers={"host": mark})
    problem = Problem(people, Policy(size=least, up_to=most, seats=(Seat("host"),), rules=(Rule("hours"),)), seed=1)
    made = near(problem)
    assert verify(problem, made) == []
    assert all(mark[list(group)].sum() >= 1 for group in made.groups)
    assert made.placed >= min(n, hosts * most) * 96 // 100


def test_hosts_who_share_everybodys_hours_leave_nobody_out() -> None:
    mark = (np.arange(400) % 5 == 0).astype(np.int64)
    problem = Problem(People.of(400, numbers={"host": mark}), Policy(size=5, up_to=5, seats=(Seat("host"),), rules=()), seed=1)
    made = near(problem)
    assert verify(problem, made) == []
    assert made.placed == 400


def test_nobody_is_the_only_one_of_what_they_declared_while_that_can_be_helped() -> None:
    gender = np.where(np.arange(500) % 10 == 0, 1, 0)
    policy = Policy(size=5, rules=(), not_alone=("gender",))
    problem = Problem(People.of(500, team=np.arange(500) % 9, attributes={"gender": gender}), policy, seed=5)
    made = near(problem)
    assert verify(problem, made) == []
    assert {one.name: one.value for one in made.levels}["alone"] == 0


def test_people_of_one_team_are_spread() -> None:
    policy = Policy(size=4, rules=(), levels=("placed", "need", "score"))
    made = near(Problem(People.of(400, team=np.arange(400) % 8), policy, seed=5))
    assert {level.name: level.exact for level in made.levels}["need"]


def test_a_rare_shift_is_seated_by_itself_and_a_lone_one_is_told_why() -> None:
    free = np.zeros((204, 96), bool)
    free[:198, 30:50] = True
    free[198:203, 70:90] = True
    free[203, 10:20] = True
    problem = Problem(People.of(204, free=free), Policy(size=5, rules=(Rule("hours"),)))
    made = near(problem)
    assert verify(problem, made) == []
    assert tuple(range(198, 203)) in made.groups
    assert [(one.person, one.cause) for one in made.unplaced] == [(203, "no_common_time")]


def test_whoever_waited_comes_before_others_where_seats_are_few() -> None:
    people = People.of(120, numbers={"host": [int(one < 20) for one in range(120)]})
    past: list[Any] = []
    waits = np.zeros(120, dtype=np.int64)
    for number in range(6):
        policy = Policy(size=4, up_to=5, seats=(Seat("host"),), rules=(), cooldown_days=0)
        problem = Problem(people, policy, History(tuple(past)), seed=number)
        made = near(problem)
        assert verify(problem, made) == []
        assert (made.placed, made.fairness.left_out_again) == (100, ())
        waits[[one.person for one in made.unplaced]] += 1
        past.append(after(problem, made))
    assert waits[:20].max() == 0


def test_locks_stay_and_a_forbidden_group_is_not_made() -> None:
    people = company(200, 7)
    first = near(Problem(people, Policy(size=5), seed=3))
    problem = Problem(people, Policy(size=5), seed=3, locks=first.groups[:2], forbidden=first.groups[5:25])
    made = near(problem)
    assert verify(problem, made) == []
    assert made.placed == 200
    with pytest.raises(ProblemError, match="is forbidden"):
        near(replace(problem, locks=(first.groups[5],)))


@pytest.mark.parametrize("work", [1, 20, 60, 100, 150])
def test_stopped_early_it_answers_with_what_it_has(work: int) -> None:
    problem = Problem(company(400, 6), Policy(size=5), seed=6)
    made = near(problem, budget=Budget(work))
    assert verify(problem, made) == []
    assert (made.status, made.ended) == ("stopped", "work")
    assert made == near(problem, budget=Budget(work))
    assert made.bound >= near(problem).score


def test_the_same_problem_has_the_same_answer_whatever_the_number_of_threads() -> None:
    problem = Problem(company(500, 5), Policy(size=5), seed=5)
    with mock.patch.object(threads, "_ALONE", 10), mock.patch("os.sched_getaffinity", return_value=set(range(7))):
        many = near(problem)
    assert many == near(problem)


def test_a_seed_of_any_length_will_do() -> None:
    problem = Problem(company(60, 2), Policy(size=4), seed=(1 << 63) - 1)
    made = near(problem)
    assert verify(problem, made) == []
    assert made == near(problem)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_hardly_anybody_is_no_trouble(n: int) -> None:
    problem = Problem(People.of(n), Policy(size=5, rules=()))
    made = near(problem)
    assert verify(problem, made) == []
    assert made.placed == (n if n > 1 else 0)


def test_nobody_may_meet_anybody() -> None:
    problem = Problem(People.of(60, team=[2] * 60), Policy(size=4, rules=(Rule("other_team"),)))
    made = near(problem)
    assert verify(problem, made) == []
    assert made.groups == ()
