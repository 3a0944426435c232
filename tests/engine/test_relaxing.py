"""What a rule costs is found by solving without it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mooring.engine import People, Policy, Problem, Rule, Term, solve
from mooring.engine.facts import Facts
from mooring.engine.relaxing import Relaxation, Relaxed, relaxations, relaxed, without
from tests.engine.oracles import best_pairs, small_problem


def taken_back(problem: Problem, relaxation: Relaxation) -> Relaxed:
    return relaxed(relaxation, solve(problem), solve(without(problem, relaxation)))


def test_every_public_rule_can_be_taken_back_and_no_private_one() -> None:
    policy = Policy(minutes=60, rules=(Rule("hours"), Rule("manager"), Rule("language", private=True)))
    assert relaxations(policy) == (Relaxation("hours", 30), Relaxation("hours"), Relaxation("manager"))
    problem = Problem(People.of(2), replace(policy, rules=policy.rules[1:]))
    with pytest.raises(ValueError, match="'language' is no rule"):
        without(problem, Relaxation("language"))


def test_it_says_how_many_more_are_placed_and_what_it_does_to_the_score() -> None:
    policy = Policy(rules=(Rule("other_team"), Rule("other_site")), terms=(Term("other_site", 1000),))
    problem = Problem(People.of(4, team=[0, 0, 0, 1], site=[0, 1, 2, 3]), policy)
    told = taken_back(problem, Relaxation("other_team"))
    assert (told.placed, told.repeats, told.score, told.proven) == (2, 0, Fraction(1_000_000), True)
    assert taken_back(problem, Relaxation("other_site")).placed == 0


@settings(max_examples=50)
@given(st.integers(0, 10**6))
@example(69799)  # a trio without common time where hours are no rule
def test_what_it_says_is_what_trying_everything_finds(seed: int) -> None:
    problem = small_problem(seed, most=7)
    now = best_pairs(Facts(problem))
    for relaxation in relaxations(problem.policy):
        then = best_pairs(Facts(replace(problem, policy=relaxation.of(problem.policy))))
        told = taken_back(problem, relaxation)
        assert told.proven
        assert told.placed == (then.values["placed"] - now.values["placed"]) // 60
        assert told.score == Fraction(then.values["score"] - now.values["score"], 60)
