"""A child that stays answers as a fresh one would, about one round at a time, and is ended as soon as its answers could be less."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mooring import solver
from mooring.engine import Policy, Problem, ProblemError, relaxations, solve, verify, without
from mooring.solver import Limits, Question, Standing
from tests.engine.oracles import company


@pytest.fixture
def standing() -> Iterator[Standing]:
    made = Standing()
    yield made
    made.end()


def test_it_answers_what_a_fresh_one_would_and_is_asked_again(standing: Standing) -> None:
    problem = Problem(company(41, 1), seed=2)
    best, again = standing.ask(problem, [Question(), Question()])
    assert best == again == solve(problem)
    child = standing.child
    lock, apart = best.groups[0], best.groups[3]
    rule = relaxations(problem.policy)[0]
    locked, parted, lifted = standing.ask(problem, [Question(locks=(lock,)), Question(forbidden=(apart,)), Question(without=rule)])
    assert standing.child is child
    assert child is not None
    assert locked.score == solve(replace(problem, locks=(lock,))).score
    assert parted.score == solve(replace(problem, forbidden=(apart,))).score
    assert lifted == solve(without(problem, rule))
    assert verify(replace(problem, locks=(lock,)), locked) == []
    other = Problem(company(41, 2), seed=2)
    assert standing.ask(other, [Question()]) == [solve(other)]
    assert standing.child is not child
    assert not child.alive
    alone = Standing()
    assert alone.ask(problem, [Question(locks=(lock,))]) == [locked]
    alone.end()
    assert alone.child is None


def test_who_is_refused_may_go_on_asking_and_a_round_that_is_refused_leaves_nothing(standing: Standing) -> None:
    problem = Problem(company(6, 1), Policy(rules=()), blocked=((0, 1),))
    assert standing.ask(problem, [Question()]) == [solve(problem)]
    child = standing.child
    with pytest.raises(ProblemError, match=r"^locks: \(0, 1\) breaks the rule 'blocked'\.$") as why:
        standing.ask(problem, [Question(locks=((0, 1),))])
    assert why.value.public == "locks: (0, 1) may not be made."
    assert standing.ask(problem, [Question()]) == [solve(problem)]
    assert standing.child is child
    with pytest.raises(ProblemError, match="'blocked'"):
        standing.ask(replace(problem, locks=((0, 1),)), [Question()])
    assert standing.child is None


def test_one_that_was_cut_off_does_not_stay(standing: Standing) -> None:
    problem = Problem(company(400, 1))
    (made,) = standing.ask(problem, [Question()], Limits(seconds=0))
    assert (made.ended, verify(problem, made)) == ("clock", [])
    assert standing.child is None
    with pytest.raises(solver.Cancelled):
        standing.ask(problem, [Question()], cancelled=lambda: True)
    assert standing.child is None


def test_it_is_ended_when_nobody_asks_any_more() -> None:
    standing = Standing(stays=0)
    standing.ask(Problem(company(6, 1)), [Question()])
    standing.waited_for(10)
    assert standing.child is None
