"""Mentoring from the people of a round: the same rules as coffee, and nothing told of private ones."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import History, People, Policy, Problem, ProblemError, Round, Rule, Term, roles_problem, solve_roles, verify_roles
from mooring.engine.facts import Facts
from tests.engine.oracles import small_problem


def six(**more: object) -> Problem:
    """Six people with the same hours: 0, 1, 2 look for a mentor, 3, 4, 5 are mentors. 3 manages 0."""
    people = People.of(
        6,
        lines=[(3,), (), (), (), (), ()],
        interests=[[1, 1, 1], [1, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 0], [0, 0, 1]],
        free=np.ones((6, 8), dtype=bool),
        capacity=[1, 1, 1, 2, 1, 1],
    )
    return Problem(people, Policy(rules=(Rule("hours"), Rule("manager")), terms=(Term("interests", 1000),)), **more)


def choices(problem: object) -> dict[tuple[int, int], int]:
    return dict(zip(zip(problem.seeker.tolist(), problem.host.tolist(), strict=True), problem.score.tolist(), strict=True))


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_only_pairs_that_coffee_allows_with_the_scores_of_coffee(seed: int) -> None:
    problem = small_problem(seed, most=12)
    facts = Facts(problem)
    people = np.random.default_rng(seed).permutation(facts.n).tolist()
    seekers, hosts = people[: facts.n // 2], people[facts.n // 2 :]
    made = roles_problem(problem, seekers, hosts, again=True)
    one, other = np.array(seekers, dtype=np.int64), np.array(hosts, dtype=np.int64)
    allowed, score = facts.allowed(one, other), facts.score(one, other)
    assert choices(made) == {
        (row, col): int(score[row, col]) for row in range(len(one)) for col in range(len(other)) if allowed[row, col]
    }  # fmt: skip
    assert verify_roles(made, solve_roles(made)) == []


def test_managers_the_blocked_and_those_met_lately_are_no_choice() -> None:
    history = History((Round(met=((2, 5),)),))
    made = roles_problem(six(blocked=((1, 4),), history=history), [0, 1, 2], [3, 4, 5])
    assert set(choices(made)) == {(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)}
    assert made.room.tolist() == [2, 1, 1]
    assert made.forbidden == ()
    assert (2, 2) in choices(roles_problem(six(history=history), [0, 1, 2], [3, 4, 5], again=True))


def test_a_list_keeps_its_places_though_a_rule_stands_between() -> None:
    """Person 1 wished for 4 first; a private block must not show as a first wish granted."""
    made = roles_problem(six(blocked=((1, 4),)), [0, 1, 2], [3, 4, 5], wishes={1: [4, 5, 3]})
    solution = solve_roles(made)
    assert verify_roles(made, solution) == []
    assert made.forbidden == ((1, 1),)
    stable = solve_roles(roles_problem(six(blocked=((1, 4),)), [1], [3, 4, 5], wishes={1: [4, 5, 3]}, mode="stable"))
    assert stable.pairs == ((0, 2),)
    assert stable.seeker_ranks.counts == (0, 1)


def test_who_makes_a_list_gets_nobody_else() -> None:
    made = roles_problem(six(), [0, 1, 2], [3, 4, 5], wishes={1: [5]}, answers={4: [0, [1, 2]]})
    assert set(choices(made)) == {(0, 1), (0, 2), (1, 2), (2, 0), (2, 1), (2, 2)}
    at = made.choice(0, 1)
    assert made.host_score[at] == -1
    assert made.host_score[made.choice(2, 1)] == -2


def test_only_the_best_choices_where_asked_and_locks_among_them() -> None:
    made = roles_problem(six(locks=((1, 5),)), [0, 1, 2], [3, 4, 5], longest=1)
    assert set(choices(made)) == {(0, 1), (1, 2), (2, 0)}
    assert made.locks == ((1, 2),)
    assert solve_roles(made).host_of[1] == 2


def test_whoever_was_left_out_comes_first() -> None:
    history = History((Round(met=((3, 4),), unplaced=(2,)),))
    made = roles_problem(six(history=history), [0, 1, 2], [5], mode="served")
    assert made.waited.tolist() == [0, 0, 1]
    assert solve_roles(made).pairs == ((2, 0),)


REFUSED: dict[str, Callable[[], object]] = {
    "seekers: there is no person 9; they are 0 to 5.": lambda: roles_problem(six(), [9], [1]),
    "hosts: person 1 is given twice.": lambda: roles_problem(six(), [0], [1, 1]),
    "wishes: person 3 made a list, but is not on that side.": lambda: roles_problem(six(), [0], [3], wishes={3: [0]}),
    "wishes: person 0 names 4, who is not on the other side.": lambda: roles_problem(six(), [0], [3], wishes={0: [4]}),
    "answers: person 3 names 0 twice.": lambda: roles_problem(six(), [0], [3], answers={3: [0, 0]}),
    "locks: (0, 1) is not one host with seekers.": lambda: roles_problem(six(locks=((0, 1),)), [0, 1], [3]),
    "locks: seeker 0 and host 0 are no choice.": lambda: roles_problem(six(locks=((0, 3),)), [0, 1], [3]),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(ProblemError) as refused:
        REFUSED[sentence]()
    assert str(refused.value) == sentence
