"""Stable matching of two sides: the textbooks' answers, another library's, and every stable matching there is."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from mooring.engine import RolesProblem, solve_roles, verify_roles
from tests.engine.roles import blocking, everything, small_roles

DATA = Path(__file__).parent.parent / "data/matching"
KNOWN = json.loads((DATA / "hospital-residents.json").read_text())


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["name"])
def test_known_answers(case: dict) -> None:
    seekers, hosts = list(case["residents"]), list(case["hospitals"])
    problem = RolesProblem.from_lists(
        [[hosts.index(host) for host in case["residents"][seeker] if host in hosts] for seeker in seekers],
        [[seekers.index(seeker) for seeker in case["hospitals"][host] if seeker in seekers] for host in hosts],
        [case["capacities"][host] for host in hosts],
    )
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.stability == "stable"
    made = {host: {seekers[seeker] for seeker, where in solution.pairs if hosts[where] == host} for host in hosts}
    assert made == {host: set(some) for host, some in case["resident_optimal"].items()}


def test_gale_and_shapley_1962_example_2() -> None:
    """Four men, four women: proposals of one side end in the only stable matching, with nobody at their first choice."""
    men = [[0, 1, 2, 3], [0, 3, 2, 1], [1, 0, 2, 3], [3, 1, 2, 0]]
    women = [[3, 2, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [2, 1, 0, 3]]
    problem = RolesProblem.from_lists(men, women, [1] * 4)
    solution = solve_roles(problem)
    assert solution.host_of.tolist() == [2, 3, 0, 1]
    assert verify_roles(problem, solution) == []


@settings(max_examples=150)
@given(seed=st.integers(0, 10**6))
def test_best_for_every_seeker_among_all_stable_matchings(seed: int) -> None:
    problem = small_roles(seed, "stable", least=False)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    stable = [hosts for hosts in everything(problem) if not blocking(problem, hosts)]
    assert tuple(solution.host_of.tolist()) in stable
    assert len(solution.blocking) == 0
    assert solution.stability == "stable"
    for seeker in range(problem.seekers):
        own = problem.choice(seeker, int(solution.host_of[seeker])) if solution.host_of[seeker] >= 0 else None
        others = [problem.choice(seeker, hosts[seeker]) for hosts in stable if hosts[seeker] >= 0]
        assert all(own is not None and problem.seeker_score[own] >= problem.seeker_score[at] for at in others)


@settings(max_examples=100)
@given(seed=st.integers(0, 10**6), least=st.booleans())
def test_with_ties_nobody_strictly_gains(seed: int, least: bool) -> None:
    problem = small_roles(seed, "stable", ties=True, least=least)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert blocking(problem, tuple(solution.host_of.tolist())) == []
    assert solution.host_of.tolist() == solve_roles(problem).host_of.tolist()


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_the_same_as_the_matching_package(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seekers, hosts = int(rng.integers(5, 40)), int(rng.integers(2, 12))
    mine = [rng.permutation(hosts)[: int(rng.integers(1, hosts + 1))].tolist() for _ in range(seekers)]
    theirs = [[seeker for seeker in rng.permutation(seekers).tolist() if host in mine[seeker]] for host in range(hosts)]
    room = rng.integers(1, 5, hosts).tolist()
    problem = RolesProblem.from_lists(mine, theirs, room)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.host_of.tolist() == other_library(mine, theirs, room)


def other_library(mine: list[list[int]], theirs: list[list[int]], room: list[int]) -> list[int]:
    """Each seeker's host by the package `matching`."""
    named = {host: some for host, some in enumerate(theirs) if some}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = HospitalResident.create_from_dictionaries(dict(enumerate(mine)), named, {host: room[host] for host in named})
        solution = game.solve(optimal="resident")
    made = [-1] * len(mine)
    for host, some in solution.items():
        for seeker in some:
            made[seeker.name] = host.name
    return made


def test_ties_go_by_score_and_then_by_a_lot_of_the_seed() -> None:
    """Two alike for one seat: the better score has it; with equal scores the seed decides, and not the order of the list."""
    tied = [[0], [0]]
    better = RolesProblem.from_lists(tied, None, [1], score={(0, 0): 3, (1, 0): 4})
    assert solve_roles(better).host_of.tolist() == [-1, 0]
    alike = [solve_roles(RolesProblem.from_lists(tied, None, [1], seed=seed)) for seed in range(40)]
    assert {one.stability for one in alike} == {"weakly stable"}
    assert 10 < sum(one.host_of.tolist().index(0) for one in alike) < 30


def test_a_tie_in_a_list_takes_two_places() -> None:
    problem = RolesProblem.from_lists([[[0, 1], 2]], [[0], [0], [0]], [0, 0, 1])
    solution = solve_roles(problem)
    assert solution.host_of.tolist() == [2]
    assert solution.seeker_ranks.counts == (0, 0, 1)
    assert solution.seeker_ranks.share(2) == 0


def test_the_price_of_stability_is_told() -> None:
    lists, answers = [[0, 1], [0, 1]], [[0, 1], [0, 1]]
    problem = RolesProblem.from_lists(lists, answers, [1, 1], score={(0, 0): 10, (1, 1): 0, (0, 1): 9, (1, 0): 9})
    solution = solve_roles(problem)
    assert (solution.total, solution.bound) == (10, 18)
    assert verify_roles(problem, solution) == []
