"""What people carried over time, and how groups fared, without telling of a few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.engine import History, People, Policy, Problem, Round, Term, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.fairness import carried, fares
from mooring.engine.policy import LOW_SCORE
from tests.engine.oracles import after, small_problem

ANYBODY = Policy(rules=(), terms=(Term("other_site", 1000),))


def test_what_everybody_carried_is_counted_with_this_round() -> None:
    rounds = (
        Round(met=((0, 1, 2),), unplaced=(3,), trio=(0, 1, 2), day=date(2026, 1, 5)),
        Round(met=((0, 1), (2, 9)), unplaced=(3,), bad_hour=(0, 9), day=date(2026, 2, 2)),
    )
    problem = Problem(People.of(4), ANYBODY, History(rounds), day=date(2026, 3, 2), never=((0, 3), (1, 3)))
    before = carried(problem)
    assert before.left_out.tolist() == [0, 0, 0, 2]
    assert before.trio.tolist() == [1, 1, 1, 0]
    assert before.bad_hour.tolist() == [1, 0, 0, 0]
    assert before.repeat.tolist() == [1, 1, 0, 0]
    solution = solve(problem)
    assert solution.groups == ((0, 1), (2, 3))
    assert carried(problem, solution).repeat.tolist() == [2, 2, 0, 0]
    alone = solve(replace(problem, never=((0, 3), (1, 3), (2, 3))))
    assert carried(problem, alone).left_out.tolist() == [0, 0, 0, 3]


@pytest.mark.parametrize("size", [2, 3])
def test_poor_matches_go_round(size: int) -> None:
    """Of four people at one site two can meet somebody of the other site; whoever could not last time is spared this time."""
    site = [0] * (4 if size == 2 else 5) + [1, 1] + [1] * (size - 2)
    people, policy = People.of(len(site), site=site), replace(ANYBODY, size=size, cooldown_days=0)
    rounds: list[Round] = []
    for number in range(12):
        problem = Problem(people, policy, History(tuple(rounds)), seed=number)
        solution = solve(problem)
        assert verify(problem, solution) == []
        rounds.append(after(problem, solution))
    had = carried(Problem(people, policy, History(tuple(rounds)))).low_score
    if size == 2:
        assert had.tolist() == [6, 6, 6, 6, 0, 0]
    assert had[: site.index(1)].max() - had[: site.index(1)].min() <= 1


@given(st.integers(0, 10**6))
def test_low_scores_are_told_of_those_whose_pairs_score_low(seed: int) -> None:
    problem = small_problem(seed, size=2 + seed % 3)
    solution, facts = solve(problem), Facts(problem)
    told = set()
    for group in solution.groups:
        scores = [int(facts.score(facts.every[[a]], facts.every[[b]])[0, 0]) for a, b in combinations(group, 2)]
        told |= set(group) if sum(scores) / len(scores) < LOW_SCORE else set()
    assert set(solution.fairness.low_score) == told
    before, now = carried(problem).low_score, carried(problem, solution).low_score
    assert set(np.flatnonzero(now - before).tolist()) == told


def test_after_the_cooldown_it_is_no_repeat() -> None:
    rounds = (Round(met=((0, 1),), day=date(2025, 1, 6)), Round(met=((0, 1),), day=date(2026, 1, 6)))
    assert carried(Problem(People.of(2), replace(ANYBODY, cooldown_days=365), History(rounds))).repeat.tolist() == [0, 0]
    assert carried(Problem(People.of(2), replace(ANYBODY, cooldown_days=366), History(rounds))).repeat.tolist() == [1, 1]
    assert carried(Problem(People.of(2), replace(ANYBODY, cooldown_days=None), History(rounds))).repeat.tolist() == [1, 1]


def test_groups_are_told_beside_each_other() -> None:
    apart = tuple((a, b) for a in range(6, 12) for b in range(12) if a < b or b < 6 if (a, b) != (6, 7))
    problem = Problem(People.of(12), ANYBODY, never=tuple({(min(pair), max(pair)) for pair in apart}))
    solution = solve(problem)
    told = fares(problem, solution, [0] * 6 + [1] * 6)
    assert [(one.codes, one.people, one.placed) for one in told.groups] == [((0,), 6, 6), ((1,), 6, 2)]
    assert told.groups[1].waiting == 4
    assert told.ratio == Fraction(1, 3)
    unasked = fares(problem, solution, [0] * 6 + [1] * 6, choices=False)
    assert [(one.first, one.among_first) for one in unasked.groups] == [(None, None)] * 2
    assert unasked.groups == tuple(replace(one, first=None, among_first=None) for one in told.groups)


def test_few_people_are_told_of_with_others_or_not_at_all() -> None:
    problem = Problem(People.of(20), ANYBODY)
    solution = solve(problem)
    codes = [0] * 10 + [1] * 6 + [2] * 3 + [3]
    assert [one.codes for one in fares(problem, solution, codes).groups] == [(0,), (1, 2, 3)]
    assert fares(problem, solution, [0] * 4 + [-1] * 16).groups == ()
    assert fares(problem, solution, [0] * 4 + [-1] * 16).ratio is None


@given(st.integers(0, 10**6))
def test_first_choices_are_those_nobody_allowed_rates_above(seed: int) -> None:
    problem = small_problem(seed)
    solution, facts = solve(problem), Facts(problem)
    scores = np.where(facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every), -1)
    mates = {person: [one for one in group if one != person] for group in solution.groups for person in group}
    first = sum(max(scores[person, mate] for mate in near) == scores[person].max() for person, near in mates.items())
    told = fares(problem, solution, [0] * problem.people.count, least=1)
    assert sum(one.first for one in told.groups) == first
    assert sum(one.placed for one in told.groups) == solution.placed
