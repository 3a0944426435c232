"""The check of two sides, which shares nothing with the solvers, catches every answer that was spoilt."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mooring.engine import LevelResult, Ranks, RolesBranch, RolesProblem, RolesProof, RolesSolution, Waiting, solve_roles, verify_roles
from mooring.engine.roles.report import Report
from tests.engine.roles import blocking, everything, small_roles, values


def the_problem(mode: str) -> RolesProblem:
    """Thirty seekers, too little room, one locked, one pair apart, one group too small to be held, two seekers with nobody."""
    rng = np.random.default_rng(8)
    lists = [rng.permutation(7)[: int(rng.integers(2, 6))].tolist() for _ in range(28)] + [[7], []]
    pairs = [(seeker, host) for seeker, some in enumerate(lists) for host in some]
    count = len(pairs)
    return RolesProblem.of(
        30,
        [3, 2, 4, 3, 2, 3, 3, 3],
        [seeker for seeker, _ in pairs],
        [host for _, host in pairs],
        score=rng.integers(1, 10**6, count),
        seeker_score=rng.permutation(count),
        host_score=rng.permutation(count),
        least=[0, 0, 2, 0, 0, 0, 0, 2],
        waited=rng.integers(0, 3, 30),
        forbidden=[pairs[0]],
        locks=[pairs[9]],
        mode=mode,
        seed=4,
    )


PROBLEM = {mode: the_problem(mode) for mode in ("total", "served", "stable")}
GOOD = {mode: solve_roles(problem) for mode, problem in PROBLEM.items()}


@pytest.mark.parametrize("mode", GOOD)
def test_good_answers_pass(mode: str) -> None:
    good = GOOD[mode]
    assert verify_roles(PROBLEM[mode], good) == []
    assert {one.cause for one in good.waiting} >= {"full", "not_held", "no_allowed_host"}
    assert good.status == ("bounded" if mode == "stable" else "exact")  # a group that began is not held
    assert good.crowds


@pytest.mark.parametrize("mode", GOOD)
def test_it_counts_right_however_far_apart_likings_lie(mode: str) -> None:
    far = (PROBLEM[mode].host_score - 50) * 10**7
    assert verify_roles(replace(PROBLEM[mode], host_score=far), GOOD[mode]) == []


def moved(good: RolesSolution, seeker: int, host: int) -> RolesSolution:
    made = good.host_of.copy()
    made[seeker] = host
    return replace(good, host_of=made)


def placed(good: RolesSolution) -> int:
    """Somebody with a host who is not locked."""
    return next(seeker for seeker, host in good.pairs if (seeker, host) not in PROBLEM["total"].locks)


def level(good: RolesSolution, at: int, **other: int) -> RolesSolution:
    levels = list(good.levels)
    levels[at] = replace(levels[at], **{name: Fraction(value) for name, value in other.items()})
    return replace(good, levels=tuple(levels))


def prices(good: RolesSolution, change: Callable[[np.ndarray], np.ndarray]) -> RolesSolution:
    branch = good.proof.branches[0]
    branches = (replace(branch, price=change(branch.price.copy())), *good.proof.branches[1:])
    return replace(good, proof=replace(good.proof, branches=branches))


def lowered(price: np.ndarray) -> np.ndarray:
    price[price.argmax()] = 0
    return price


def below_zero(price: np.ndarray) -> np.ndarray:
    price[0] = -5
    return price


def one_waiting(good: RolesSolution, why: str, **other: object) -> RolesSolution:
    waiting = list(good.waiting)
    at = next(place for place, one in enumerate(waiting) if one.cause == why)
    waiting[at] = replace(waiting[at], **other)
    return replace(good, waiting=tuple(waiting))


def crowd(good: RolesSolution, **other: object) -> RolesSolution:
    return replace(good, crowds=(replace(good.crowds[0], **other), *good.crowds[1:]))


def without(good: RolesSolution) -> tuple[int, ...]:
    """The first crowd but for one of those it is the proof for."""
    waits = next(one.seeker for one in good.waiting if one.crowd == 0)
    return tuple(seeker for seeker in good.crowds[0].seekers if seeker != waits)


FIRST = PROBLEM["total"].forbidden[0]
LOCK = PROBLEM["total"].locks[0]

SPOILT: dict[str, Callable[[RolesSolution], RolesSolution]] = {
    "a seeker fewer": lambda good: replace(good, host_of=good.host_of[:-1]),
    "a stranger as host": lambda good: moved(good, placed(good), 99),
    "a negative host": lambda good: moved(good, placed(good), -2),
    "somebody not on the list": lambda good: moved(good, 28, 0),
    "a forbidden pair": lambda good: moved(good, *FIRST),
    "too many at a host": lambda good: replace(good, host_of=np.where(good.host_of >= 0, good.pairs[-1][1], -1)),
    "a group below its least number": lambda good: moved(good, 28, 7),
    "a lock left": lambda good: moved(good, LOCK[0], -1),
    "somebody dropped": lambda good: moved(good, placed(good), -1),
    "a group held that is not": lambda good: replace(good, not_held=()),
    "another mode": lambda good: replace(good, mode="total" if good.mode != "total" else "served"),
    "another seed": lambda good: replace(good, seed=5),
    "another end of the search": lambda good: replace(good, ended="work"),
    "levels in another order": lambda good: replace(good, levels=good.levels[::-1]),
    "a level too high": lambda good: level(good, 0, value=int(good.levels[0].value) + 1, bound=int(good.levels[0].bound) + 1),
    "a bound below its value": lambda good: level(good, 0, bound=int(good.levels[0].value) - 1),
    "another level's value": lambda good: level(good, 1, value=int(good.levels[1].value) - 1),
    "a price lowered": lambda good: prices(good, lowered),
    "a price below zero": lambda good: prices(good, below_zero),
    "a price missing": lambda good: prices(good, lambda price: price[:-1]),
    "prices of nobody": lambda good: replace(good, proof=RolesProof(good.proof.multipliers, ())),
    "a branch for nobody else": lambda good: replace(
        good, proof=RolesProof(good.proof.multipliers, (RolesBranch(good.proof.branches[0].price, closed=frozenset({0})),))
    ),
    "a multiplier of nothing": lambda good: replace(
        good,
        proof=RolesProof((good.proof.multipliers[0], *((name, 0) for name, _ in good.proof.multipliers[1:])), good.proof.branches),
    ),
    "a blocking pair made up": lambda good: replace(good, blocking=np.array([*good.blocking.tolist(), [28, 7]])),
    "another claim of stability": lambda good: replace(good, stability="weakly stable"),
    "places of seekers": lambda good: replace(good, seeker_ranks=Ranks(good.seeker_ranks.counts[::-1], good.seeker_ranks.asked)),
    "places of hosts": lambda good: replace(good, host_ranks=replace(good.host_ranks, asked=good.host_ranks.asked + 1)),
    "somebody waiting forgotten": lambda good: replace(good, waiting=good.waiting[1:]),
    "somebody waiting who is placed": lambda good: replace(good, waiting=(*good.waiting, Waiting(placed(good), "full"))),
    "another cause": lambda good: one_waiting(good, "not_held", cause="full", crowd=0),
    "nobody named by whom": lambda good: one_waiting(good, "full", crowd=None),
    "waited before": lambda good: one_waiting(good, "full", again=not next(one for one in good.waiting if one.cause == "full").again),
    "a crowd without them": lambda good: crowd(good, seekers=without(good)),
    "a crowd with a way out": lambda good: crowd(good, hosts=good.crowds[0].hosts[:-1]),
    "a crowd with other room": lambda good: crowd(good, room=good.crowds[0].room - 1),
    "a crowd that is private or not": lambda good: crowd(good, private=not good.crowds[0].private),
    "a crowd with somebody twice": lambda good: crowd(good, seekers=(*good.crowds[0].seekers, good.crowds[0].seekers[0])),
}


@pytest.mark.parametrize("mode", GOOD)
@pytest.mark.parametrize("name", SPOILT)
def test_what_was_spoilt_is_found(name: str, mode: str) -> None:
    spoilt = SPOILT[name](GOOD[mode])
    assert verify_roles(PROBLEM[mode], spoilt)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 4), pick=st.integers(0, 10**6))
def test_a_stable_answer_that_is_not_the_seekers_best_is_found(seed: int, size: int, pick: int) -> None:
    """Every other stable matching, with everything said about it right, is still refused: proposing seekers get their best."""
    rng = np.random.default_rng(seed)
    who, where = rng.permutation(size).tolist(), rng.permutation(size).tolist()
    mine = [[where[(who[seeker] + step) % size] for step in range(size)] for seeker in range(size)]
    theirs = [[who.index((where.index(host) + 1 + step) % size) for step in range(size)] for host in range(size)]
    problem = RolesProblem.from_lists(mine, theirs, [1] * size)
    best = tuple(solve_roles(problem).host_of.tolist())
    others = [hosts for hosts in everything(problem) if not blocking(problem, hosts) and hosts != best]
    assert len(others) == size - 1
    faults = verify_roles(problem, told_right(problem, others[pick % len(others)]))
    assert [fault for fault in faults if "could all have a host they like better" in fault]


@settings(max_examples=80)
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 10**6), mode=st.sampled_from(["total", "served", "stable"]))
def test_any_other_arrangement_called_exact_is_found(seed: int, pick: int, mode: str) -> None:
    problem = small_roles(seed, mode)
    good = solve_roles(problem)
    others = list(everything(problem))
    other = others[pick % len(others)]
    again = told_right(problem, other)
    if mode == "stable":
        assume(blocking(problem, other) and good.status == "exact")
        assert verify_roles(problem, replace(again, proof=good.proof))
    else:
        same = [one.value for one in again.levels] == [one.value for one in good.levels]
        spoilt = replace(again, proof=good.proof, levels=tuple(replace(one, bound=one.value) for one in again.levels))
        assert (verify_roles(problem, spoilt) == []) is same


def told_right(problem: RolesProblem, hosts: tuple[int, ...]) -> RolesSolution:
    """Any arrangement, with everything said about it right but that it is the best."""
    good = solve_roles(problem)
    chosen = np.array([-1 if host < 0 else problem.choice(seeker, host) for seeker, host in enumerate(hosts)], dtype=np.int64)
    report = Report(problem, chosen)
    waiting, crowds = report.waiting()
    reached = zip(good.levels, values(problem, hosts), strict=True)
    return replace(
        good,
        host_of=report.host_of,
        levels=tuple(LevelResult(level.name, Fraction(value), max(level.bound, Fraction(value))) for level, value in reached),
        blocking=report.blocking(),
        seeker_ranks=report.seeker_ranks(),
        host_ranks=report.host_ranks(),
        waiting=waiting,
        crowds=crowds,
        not_held=tuple(np.flatnonzero(report.not_held).tolist()),
    )
