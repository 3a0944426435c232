"""What compiled code says of two people is what the plain arrays say, to the unit, whatever the policy."""

from collections.abc import Iterator
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine.aims import Aims
from mooring.engine.facts import Facts
from mooring.engine.kernels.packed import NONE
from mooring.engine.kernels.pair import tell
from mooring.engine.large import packing
from mooring.engine.large.packing import Round, pack
from mooring.engine.problem import Problem
from tests.engine.crowds import any_problem


@pytest.fixture(params=[True, False], ids=["as they come", "likely partners near each other"], autouse=True)
def _numbering(request: pytest.FixtureRequest) -> Iterator[None]:
    with mock.patch.object(packing, "_ALL_NEAR", 10_000 if request.param else 0):
        yield


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_every_pair_is_worth_what_the_arrays_say(seed: int) -> None:
    problem = any_problem(seed)
    made, facts = pack(problem), Facts(problem)
    u, v = (ends.reshape(-1) for ends in np.meshgrid(np.arange(made.people), np.arange(made.people)))
    value = told(made, u, v)[:, 0]
    a, b = made.back[u], made.back[v]
    assert ((value != NONE) == facts.allowed(facts.every, facts.every)[a, b]).all()
    assert (value == expected(problem, facts)[a, b])[value != NONE].all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_every_preference_is_worth_what_the_arrays_say(seed: int) -> None:
    problem = any_problem(seed)
    made, facts = pack(problem), Facts(problem)
    u, v = (ends.reshape(-1) for ends in np.meshgrid(np.arange(made.people), np.arange(made.people)))
    value = told(made, u, v)
    a, b = made.back[u], made.back[v]
    apart = a != b
    every = facts.every
    assert (value[:, 1] == facts.score(every, every)[a, b])[apart].all()
    if problem.policy.has("hours"):
        assert (value[:, 2] == facts.bad_hour_cost(every, every)[a, b])[apart].all()
    met = facts.met_place(every, every)[a, b]
    assert ((value[:, 3] == met) | (value[:, 0] == NONE))[apart].all()
    for at, term in enumerate(made.terms):
        assert (value[:, 4 + at] == facts.term(term.name, facts.every, facts.every)[a, b])[apart].all()


def told(made: Round, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    value = np.empty((len(u), 4 + len(made.terms)), dtype=np.int64)
    tell(made.packed, u, v, value)
    return value


def expected(problem: Problem, facts: Facts) -> np.ndarray:
    """The score less what the aims above it lose; earlier low scores are counted, but not weighed, in large rounds."""
    every, aims, costs = facts.every, Aims.of(facts), pack(problem).packed
    made = facts.score(every, every).copy()
    levels = problem.policy.levels
    if "need" in levels:
        made -= costs.need_cost * (facts.band[:, None] + facts.band[None, :] - aims.pairs("need", every, every))
    if "burden" in levels:
        made -= costs.burden_cost * facts.bad_hour_cost(every, every)
    if "repeats" in levels:
        made += costs.repeat_cost * aims.pairs("repeats", every, every) + costs.recent_cost * aims.pairs("recent_repeats", every, every)
    return made


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_no_score_is_above_its_cheap_bounds(seed: int) -> None:
    problem = any_problem(seed)
    made, facts = pack(problem), Facts(problem)
    score = facts.score(facts.every, facts.every)[np.ix_(made.back, made.back)]
    known = facts.past.contacts[made.back]
    strangers = (known @ known.T).toarray() == 0
    for who, whom, _ in problem.wishes:
        strangers[(made.back[:, None] == who) & (made.back == whom)] = False
        strangers[(made.back[:, None] == whom) & (made.back == who)] = False
    np.fill_diagonal(strangers, val=False)
    np.fill_diagonal(score, 0)
    most = made.packed.own[:, None] + made.packed.own
    assert (score <= most + made.packed.rest).all()
    assert (score <= most + made.packed.rest_apart)[strangers].all()
