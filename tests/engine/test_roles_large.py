"""Two sides of many people, by compiled code: what the plain way finds, what other solvers find, and an end in every hard case."""

from collections.abc import Callable
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mooring.engine import Budget, ProblemError, RolesProblem, solve_roles, verify_roles
from mooring.engine.kernels import proposals, roles
from mooring.engine.lists import Lists
from mooring.engine.roles.large import solve_roles as solve_large
from mooring.engine.roles.large.warming import warm
from tests.engine.roles import small_roles
from tests.engine.test_roles import flow
from tests.engine.test_stable import other_library

Array = NDArray[np.int64]
MODES = ("total", "served", "stable")


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), ties=st.booleans())
def test_small_problems_get_what_the_plain_way_finds(mode: str, seed: int, ties: bool) -> None:
    """Which is what trying everything finds (`test_roles`): the same levels, and in the mode `stable` the same hosts."""
    problem = small_roles(seed, mode, ties=ties, most=12)
    plain, made = solve_roles(problem), solve_large(problem)
    assert verify_roles(problem, made) == []
    assert (made.status, made.stability) == (plain.status, plain.stability)
    assert [level.value for level in made.levels] == [level.value for level in plain.levels]
    if mode == "stable":
        assert made.host_of.tolist() == plain.host_of.tolist()


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), work=st.integers(0, 3))
def test_stopped_anywhere_it_is_valid_and_says_so(mode: str, seed: int, work: int) -> None:
    problem = replace(small_roles(seed, mode, least=False, most=12), mode=mode)
    made = solve_large(problem, Budget(work=work))
    assert verify_roles(problem, made) == []
    assert (made.status == "stopped") is (made.ended == "work")
    assert made.status != "stopped" or made.stability is None
    assert made.levels[0].bound >= solve_large(problem).levels[0].value


def crowd(seekers: int, hosts: int, named: int, room: int, score: Callable[[np.random.Generator, Array], Array]) -> RolesProblem:
    """Everybody names so many hosts, who lie a stride of their own apart."""
    rng = np.random.default_rng(seekers + room)
    begin, stride = rng.integers(0, hosts, (seekers, 1)), rng.integers(1, hosts // named + 1, (seekers, 1))
    host = (begin + stride * np.arange(named)) % hosts
    return RolesProblem.of_choices(Lists.of_rows(host), [room] * hosts, score=score(rng, host).reshape(-1))


def any_score(rng: np.random.Generator, host: Array) -> Array:
    return rng.integers(0, 10**6 + 1, host.shape)


def all_alike(rng: np.random.Generator, host: Array) -> Array:
    return rng.integers(0, 10**6 + 1, host.max() + 1)[host]


def nearly_alike(rng: np.random.Generator, host: Array) -> Array:
    return rng.integers(0, 10**6 - 50, host.max() + 1)[host] + rng.integers(0, 50, host.shape)


def product(rng: np.random.Generator, host: Array) -> Array:
    """Seekers of every keenness and hosts of every fame: all rank hosts alike, and hosts seekers."""
    return (10**6 * rng.random((len(host), 1)) * rng.random(host.max() + 1)[host]).astype(np.int64)


HARD: dict[str, Callable[[], RolesProblem]] = {
    "anything, scarce": lambda: crowd(1000, 200, 30, 3, any_score),
    "anything, just enough": lambda: crowd(1000, 200, 30, 5, any_score),
    "anything, abundant": lambda: crowd(1000, 200, 30, 20, any_score),
    "hosts ranked alike, scarce": lambda: crowd(2000, 400, 20, 3, all_alike),
    "hosts ranked alike, abundant": lambda: crowd(2000, 400, 20, 10, all_alike),
    "hosts ranked nearly alike, abundant": lambda: crowd(2000, 400, 20, 10, nearly_alike),
    "keen and famous, scarce": lambda: crowd(2000, 400, 20, 3, product),
    "keen and famous, enough": lambda: crowd(2000, 400, 20, 5, product),
    "all identical, scarce": lambda: crowd(5000, 1000, 10, 3, lambda rng, host: np.full(host.shape, 10**6)),
    "all identical, enough": lambda: crowd(5000, 1000, 10, 6, lambda rng, host: np.full(host.shape, 10**6)),
    "nothing is worth anything": lambda: crowd(5000, 1000, 10, 3, lambda rng, host: np.zeros(host.shape, dtype=np.int64)),
    "few hosts for all": lambda: crowd(5000, 50, 20, 10, any_score),
    "a star": lambda: RolesProblem.of_choices(
        Lists.of_rows(np.stack([np.zeros(3000, dtype=np.int64), 1 + np.arange(3000) % 99], axis=1)),
        [1500] + [20] * 99,
        score=np.tile([10**6, 5], 3000),
    ),
    "a chain": lambda: RolesProblem.of_choices(
        Lists.of_rows(np.stack([np.arange(2000), np.arange(1, 2001)], axis=1)), [1] * 2001, score=np.tile([1, 2], 2000)
    ),
    "a chain that ends": lambda: RolesProblem.of_choices(
        Lists.of_rows(np.stack([np.arange(2000), (np.arange(2000) + 1) % 2000], axis=1)), [1] * 2000, score=np.tile([5, 6], 2000)
    ),
    "nobody": lambda: RolesProblem.of(0, [], [], []),
    "no hosts": lambda: RolesProblem.of(3, [], [], []),
    "no choices": lambda: RolesProblem.of(3, [1, 1], [], []),
    "no room": lambda: RolesProblem.of(2, [0], [0, 1], [0, 0]),
    "more room than people": lambda: RolesProblem.of(3, [10**9, 10**9], [0, 1, 2, 2], [0, 0, 0, 1], score=[1, 2, 3, 4]),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_end_at_what_a_flow_gets(name: str) -> None:
    problem = HARD[name]()
    made = solve_large(problem)
    assert verify_roles(problem, made) == []
    assert made.status == "exact"
    assert made.total == made.bound == flow(problem)
    assert made.work <= max(20_000, 0.4 * len(problem.host)) + 4_000
    served = replace(problem, mode="served")
    most = solve_large(served)
    assert verify_roles(served, most) == []
    assert most.status == "exact"
    assert made.placed <= most.placed <= min(problem.seekers, int(problem.room.sum()))


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_are_stable(name: str) -> None:
    problem = replace(HARD[name](), mode="stable")
    made = solve_large(problem)
    assert verify_roles(problem, made) == []
    assert (made.status, len(made.blocking)) == ("exact", 0)


def test_long_chains_are_served_though_each_step_costs_score() -> None:
    """One person more can be placed only if a hundred others each take what is worth much less to them."""
    many = 100
    host = np.stack([np.arange(many), np.arange(1, many + 1)], axis=1)
    chain = Lists([*range(0, 2 * many + 1, 2), 2 * many + 1], [*host.reshape(-1).tolist(), 0])
    score = [*np.tile([10**6, 0], many).tolist(), 1]
    problem = RolesProblem.of_choices(chain, [1] * (many + 1), score=score, mode="served")
    made = solve_large(problem)
    assert verify_roles(problem, made) == []
    assert (made.status, made.placed, made.total) == ("exact", many + 1, 1)


def test_the_same_as_the_matching_package_and_as_ever_again() -> None:
    rng = np.random.default_rng(5)
    seekers, hosts = 300, 40
    mine = [rng.permutation(hosts)[:12].tolist() for _ in range(seekers)]
    theirs = [[seeker for seeker in rng.permutation(seekers).tolist() if host in mine[seeker]] for host in range(hosts)]
    room = rng.integers(1, 9, hosts).tolist()
    problem = RolesProblem.from_lists(mine, theirs, room)
    made = solve_large(problem)
    assert verify_roles(problem, made) == []
    assert made.host_of.tolist() == other_library(mine, theirs, room) == solve_large(problem).host_of.tolist()


def test_groups_with_a_least_number_are_held_or_not_by_the_hundred() -> None:
    problem = replace(crowd(600, 100, 12, 8, any_score), least=np.full(100, 6))
    for mode in MODES:
        made = solve_large(replace(problem, mode=mode))
        assert verify_roles(replace(problem, mode=mode), made) == []
        assert made.placed > 540
        assert made.levels[0].bound >= made.levels[0].value


@pytest.mark.parametrize("mode", MODES)
def test_a_lock_that_starves_its_group_is_refused(mode: str) -> None:
    problem = RolesProblem.of(2, [3, 1], [0, 1], [0, 1], least=[2, 0], locks=[(0, 0)], mode=mode)
    with pytest.raises(ProblemError, match=r"^locks: the groups of 0, with seekers locked in, cannot all reach their least numbers\.$"):
        solve_large(problem)


def test_a_run_can_be_cancelled_and_tells_what_it_does() -> None:
    problem, said = crowd(2000, 400, 20, 3, product), []
    made = solve_large(problem, cancelled=lambda: bool(said), progress=lambda step, _: said.append(step))
    assert (made.status, made.ended) == ("stopped", "cancelled")
    assert verify_roles(problem, made) == []
    assert said == ["reading", "matching", "explaining"]


@pytest.mark.parametrize(("mode", "step"), [("total", "roles.bid"), ("served", "roles.loosen"), ("stable", "proposals.propose")])
def test_short_of_memory_it_answers_with_what_it_has_and_says_so(mode: str, step: str) -> None:
    problem = replace(crowd(500, 100, 20, 3, any_score), mode=mode)
    with mock.patch(f"mooring.engine.kernels.{step}", side_effect=MemoryError):
        made = solve_large(problem)
    assert verify_roles(problem, made) == []
    assert (made.status, made.ended) == ("stopped", "memory")
    assert made.placed == 300


def test_lists_are_read_as_pairs_are() -> None:
    rng = np.random.default_rng(2)
    host = np.stack([rng.permutation(30)[:7] for _ in range(50)])
    given_ = {"score": rng.integers(0, 999, 350), "host_rank": rng.integers(1, 9, 350), "waited": rng.integers(0, 3, 50)}
    pairs = RolesProblem.of(50, [2] * 30, np.repeat(np.arange(50), 7), host.reshape(-1), **given_)
    lists = RolesProblem.of_choices(Lists.of_rows(host), [2] * 30, **given_)
    for name in ("start", "host", "score", "seeker_score", "host_score", "room", "waited"):
        assert np.array_equal(getattr(pairs, name), getattr(lists, name))
    with pytest.raises(ProblemError, match=r"^host: seeker 1 names host 2 twice\.$"):
        RolesProblem.of_choices(Lists([0, 1, 4, 6], [2, 2, 1, 2, 0, 0]), [1] * 3)
    with pytest.raises(ProblemError, match=r"^host: there are 2 hosts, 0 to 1, and no 2\.$"):
        RolesProblem.of_choices(Lists([0, 1], [2]), [1, 1])


def test_warming_compiles_every_kernel_once() -> None:
    warm()
    for module in (roles, proposals):
        kernels = {name: made for name, made in vars(module).items() if hasattr(made, "signatures") and not name.startswith("_")}
        assert {name: len(made.signatures) for name, made in kernels.items() if name not in ("kernel", "part")} == dict.fromkeys(kernels, 1)
