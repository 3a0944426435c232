"""Somebody who could have met others and was left is shown why, and the showing can be checked."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import networkx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mooring.engine import Certificate, People, Policy, Problem, solve, verify
from mooring.engine.matching import Matching
from tests.engine.oracles import small_problem

ANYBODY = Policy(rules=())


def only(n: int, *pairs: tuple[int, int], **more: object) -> Problem:
    """A round in which only these pairs may meet."""
    never = tuple(pair for pair in combinations(range(n), 2) if pair not in pairs)
    return Problem(People.of(n, slots=0), ANYBODY, never=never, **more)


def proofs(problem: Problem) -> dict[int, Certificate | None]:
    solution = solve(problem)
    assert verify(problem, solution) == []
    return {one.person: one.certificate for one in solution.unplaced}


def test_of_three_who_know_only_one_two_are_left_and_told_who_was_needed() -> None:
    told = proofs(only(4, (0, 1), (0, 2), (0, 3)))
    assert len(told) == 2
    assert set(told.values()) == {Certificate((0,), ((1,), (2,), (3,)))}


def test_somebody_nobody_may_meet_has_no_such_proof() -> None:
    assert proofs(only(3, (0, 1))) == {2: None}


def test_two_odd_circles_and_one_between_them() -> None:
    rings = [(a + at, a + (at + 1) % 5) for a in (0, 5, 10) for at in range(5)]
    links = [(0, 15), (5, 15), (10, 15)]
    told = proofs(only(16, *(tuple(sorted(pair)) for pair in rings), *links))
    assert len(told) == 2
    assert set(told.values()) == {Certificate((15,), ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9), (10, 11, 12, 13, 14)))}


def test_who_is_locked_is_nobody_elses_partner() -> None:
    problem = only(3, (0, 1), (0, 2), locks=((0, 1),))
    (left,) = solve(problem).unplaced
    assert (left.person, left.partners, left.certificate) == (2, 1, Certificate((), ((2,),)))
    assert verify(problem, solve(problem)) == []


@example(78429, 0.5)
@given(st.integers(0, 10**6), st.floats(0, 0.9))
def test_everybody_left_who_had_partners_is_told(seed: int, apart: float) -> None:
    problem = small_problem(seed, most=12)
    rng = np.random.default_rng(seed)
    pairs = tuple(pair for pair in combinations(range(problem.people.count), 2) if rng.random() < apart)
    problem = replace(problem, never=pairs)
    solution = solve(problem)
    assert verify(problem, solution) == []
    for one in solution.unplaced:
        assert (one.certificate is not None) is (one.partners > 0)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (Certificate((), ((1,), (2,), (3,))), "could also meet 0"),
        (Certificate((0,), ((1,), (2,))), "do not leave|in no circle"),
        (Certificate((0,), ((1,), (1,), (2,), (3,))), "circles of different people"),
        (Certificate((0, 9), ((1,), (2,), (3,))), "circles of different people"),
        (Certificate((), ((0, 1, 2, 3), (4, 5))), "can be placed by itself"),
    ],
)
def test_a_spoilt_certificate_is_caught(spoilt: Certificate, said: str) -> None:
    problem = only(6, (0, 1), (0, 2), (0, 3), (4, 5))
    solution = solve(problem)
    unplaced = tuple(replace(one, certificate=spoilt) for one in solution.unplaced)
    found = " ".join(verify(problem, replace(solution, unplaced=unplaced)))
    assert any(word in found for word in said.split("|"))


@given(st.integers(0, 10**6), st.integers(1, 14), st.floats(0.05, 0.9))
def test_matching_and_its_forest_are_those_of_the_textbook(seed: int, n: int, share: float) -> None:
    linked = np.triu(np.random.default_rng(seed).random((n, n)) < share, 1)
    linked |= linked.T
    graph = networkx.from_numpy_array(linked)
    most = len(networkx.max_weight_matching(graph, maxcardinality=True))
    made = Matching(linked)
    made.grow()
    assert all(linked[a, b] and made.mate[b] == a for a, b in enumerate(made.mate) if b >= 0)
    assert sum(other >= 0 for other in made.mate) == 2 * most
    spared = {v for v in graph if len(networkx.max_weight_matching(graph.subgraph(set(graph) - {v}), maxcardinality=True)) == most}
    outer, inner = made.forest()
    assert set(outer) == spared
    assert set(inner) == {u for v in spared for u in graph[v]} - spared
