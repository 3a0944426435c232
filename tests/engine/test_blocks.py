"""More people than are solved at once: every rule kept, everybody placed, and a bound that is proven over all pairs."""

from unittest import mock

import numpy as np
import pytest

from mooring.engine import History, People, Policy, Problem, blocks, solve, solving, verify
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter
from tests.engine.oracles import after, company


def in_parts(problem: Problem):
    """Solve as if forty people were already too many to solve at once."""
    with mock.patch.object(solving, "AT_ONCE", 40), mock.patch.object(blocks, "BLOCK", 30):
        return solve(problem)


@pytest.mark.parametrize(("n", "seed"), [(150, 1), (151, 2), (233, 3)])
def test_parts_come_near_the_whole_and_never_claim_too_much(n: int, seed: int) -> None:
    people, rounds = company(n, seed), []
    for number in range(2):
        problem = Problem(people, history=History(tuple(rounds)), seed=number)
        whole, parts = solve(problem), in_parts(problem)
        assert verify(problem, parts) == []
        assert parts.status == "bounded"
        assert parts.placed == whole.placed == n
        assert len(parts.fairness.trio) <= len(whole.fairness.trio) + 3
        assert not parts.fairness.repeats
        assert parts.bound >= whole.bound
        assert parts.score >= whole.score * 9 / 10
        for mine, best in zip(parts.levels, whole.levels, strict=True):
            assert mine.bound >= best.value
        assert in_parts(problem) == parts
        rounds.append(after(problem, parts))


def test_groups_in_parts() -> None:
    problem = Problem(company(160, 4), Policy(size=4), seed=1)
    parts = in_parts(problem)
    assert verify(problem, parts) == []
    assert parts.placed == 160


def test_people_who_share_no_hours_are_told_apart() -> None:
    free = np.zeros((6, 96), bool)
    free[:2, :20] = free[2:4, 10:40] = free[4:, 60:90] = True
    shore = blocks.shores(Facts(Problem(People.of(6, free=free))))
    assert shore[0] == shore[1] == shore[2] == shore[3] != shore[4] == shore[5]


def test_the_bound_over_all_pairs_is_a_bound() -> None:
    problem = Problem(company(120, 5), Policy(levels=("placed", "score")))
    facts = Facts(problem)
    with mock.patch.object(blocks, "_PRICED_TOGETHER", 25):
        bound = blocks.score_bound(facts, facts.every, Meter())
    assert bound >= 2 * solve(problem).score
