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


@settings(max_examples=80)
@given(seed=st.integers(0, 10**6), again=st.booleans())
def test_whoever_is_on_both_lists_is_a_choice_and_without_lists_whoever_is_allowed(seed: int, again: bool) -> None:
    problem, rng = small_problem(seed, most=14), np.random.default_rng(seed)
    facts = Facts(problem)
    seekers, hosts = np.split(rng.permutation(facts.n), [facts.n // 2])
    wishes, answers = (
        {int(one): rng.permutation(other)[: int(rng.integers(0, len(other) + 1))].tolist() for one in side if rng.random() < 0.5}
        for side, other in ((seekers, hosts), (hosts, seekers))
    )
    made = roles_problem(problem, seekers, hosts, wishes=wishes, answers=answers, again=again)
    allowed, score = facts.allowed(seekers, hosts), facts.score(seekers, hosts)
    allowed &= (facts.met_place(seekers, hosts) == 0) | again
    meant = {}
    for row, seeker in enumerate(seekers.tolist()):
        for col, host in enumerate(hosts.tolist()):
            mine, theirs, worth = wishes.get(seeker), answers.get(host), int(score[row, col])
            named = (mine is None or host in mine) and (theirs is None or seeker in theirs)
            if named and (allowed[row, col] or mine is not None or theirs is not None):
                likes = worth if mine is None else -1 - mine.index(host)
                meant[row, col] = (worth, likes, worth if theirs is None else -1 - theirs.index(seeker))
    told = zip(made.score.tolist(), made.seeker_score.tolist(), made.host_score.tolist(), strict=True)
    assert dict(zip(zip(made.seeker.tolist(), made.host.tolist(), strict=True), told, strict=True)) == meant
    assert set(made.forbidden) == {(row, col) for row, col in meant if not allowed[row, col]}


@pytest.mark.parametrize("longest", [1, 2])
def test_the_best_choices_and_locks_of_those_without_a_list_whoever_else_made_one(longest: int) -> None:
    made = roles_problem(six(locks=((2, 4),)), [0, 1, 2], [3, 4, 5], wishes={1: [5, 4]}, longest=longest)
    assert [sum(seeker == one for seeker, _ in choices(made)) for one in range(3)] == [longest, 2, longest]
    assert (2, 1) in choices(made)


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
