"""Two sides with capacities: the best there is, whatever the mode, and every refusal."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from mooring.engine import Budget, ProblemError, RolesProblem, solve_roles, verify_roles
from mooring.engine.roles.answer import Crowd
from tests.engine.roles import blocking, everything, small_roles, values


@pytest.mark.parametrize("mode", ["total", "served"])
@settings(max_examples=120)
@given(seed=st.integers(0, 10**6), ties=st.booleans())
def test_small_problems_get_the_best_there_is(mode: str, seed: int, ties: bool) -> None:
    problem = small_roles(seed, mode, ties=ties)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.status == "exact"
    assert tuple(level.value for level in solution.levels) == max(values(problem, hosts) for hosts in everything(problem))
    assert sorted(map(tuple, solution.blocking.tolist())) == blocking(problem, tuple(solution.host_of.tolist()))


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_larger_ones_get_what_a_flow_gets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seekers, hosts, named = 60, int(rng.integers(3, 30)), int(rng.integers(1, 12))
    host = np.concatenate([rng.permutation(hosts)[:named] for _ in range(seekers)])
    seeker = np.repeat(np.arange(seekers), len(host) // seekers)
    problem = RolesProblem.of(seekers, rng.integers(0, 5, hosts), seeker, host, score=rng.integers(0, 10**6, len(host)))
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.status == "exact"
    assert solution.total == solution.bound == flow(problem)


def flow(problem: RolesProblem) -> int:
    """The largest total, by OR-tools' exact minimum-cost flow; being alone is a way of its own."""
    net = min_cost_flow.SimpleMinCostFlow()
    source, sink = problem.seekers + problem.hosts, problem.seekers + problem.hosts + 1
    for seeker in range(problem.seekers):
        net.add_arc_with_capacity_and_unit_cost(source, seeker, 1, 0)
        net.add_arc_with_capacity_and_unit_cost(seeker, sink, 1, 0)
    for seeker, host, score in zip(problem.seeker.tolist(), problem.host.tolist(), problem.score.tolist(), strict=True):
        net.add_arc_with_capacity_and_unit_cost(seeker, problem.seekers + host, 1, -score)
    for host, room in enumerate(problem.room.tolist()):
        net.add_arc_with_capacity_and_unit_cost(problem.seekers + host, sink, room, 0)
    net.set_node_supply(source, problem.seekers)
    net.set_node_supply(sink, -problem.seekers)
    assert net.solve() == net.OPTIMAL
    return -net.optimal_cost()


def four(mode: str = "total", **more: object) -> RolesProblem:
    """Four seekers who all like host 0 best, who has room for two; host 1 has room for one."""
    scores = [900_000, 100_000, 800_000, 700_000, 600_000, 10_000, 500_000]
    return RolesProblem.of(4, [2, 1], [0, 0, 1, 1, 2, 2, 3], [0, 1, 0, 1, 0, 1, 0], score=scores, mode=mode, **more)


@pytest.mark.parametrize("mode", ["total", "served", "stable"])
def test_locks_come_first_in_every_mode(mode: str) -> None:
    problem = four(mode, locks=((3, 0),))
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.host_of[3] == 0
    assert solution.placed == 3
    assert solution.total == 500_000 + 900_000 + 700_000


def test_more_people_are_served_where_that_costs_score() -> None:
    room, seeker, host, score = [1, 1], [0, 0, 1], [0, 1, 0], [1_000_000, 1, 999_000]
    most = {}
    for mode in ("total", "served"):
        solution = solve_roles(RolesProblem.of(2, room, seeker, host, score=score, mode=mode))
        most[mode] = solution.placed, solution.total
    assert most == {"total": (1, 1_000_000), "served": (2, 999_001)}


def test_who_waited_longest_is_served_first() -> None:
    plain = four("served")
    waited = four("served", waited=[0, 0, 0, 2])
    assert solve_roles(plain).host_of.tolist() == [0, 1, 0, -1]
    solution = solve_roles(waited)
    assert verify_roles(waited, solution) == []
    assert solution.host_of.tolist() == [0, 1, -1, 0]
    assert solution.levels[1].value == 2


def test_who_waits_is_told_by_whom_their_hosts_are_full() -> None:
    problem = four("served")
    solution = solve_roles(problem)
    assert [(one.seeker, one.cause, one.crowd) for one in solution.waiting] == [(3, "full", 0)]
    assert solution.crowds == (Crowd((0, 1, 2, 3), (0, 1), 3),)


def test_a_crowd_in_which_a_private_rule_has_a_part_says_so() -> None:
    problem = RolesProblem.of(2, [1, 1], [0, 1, 1], [0, 0, 1], score=[5, 4, 3], forbidden=[(1, 1)])
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert [one.cause for one in solution.waiting] == ["full"]
    assert solution.crowds == (Crowd((0, 1), (0,), 1, private=True),)


def test_a_forbidden_pair_looks_like_any_other_reason() -> None:
    apart = RolesProblem.of(1, [1], [0], [0], forbidden=[(0, 0)])
    nobody = RolesProblem.of(1, [1], [], [])
    causes = {solve_roles(problem).waiting[0].cause for problem in (apart, nobody)}
    assert causes == {"no_allowed_host"}


def test_a_group_that_is_too_small_is_not_held() -> None:
    problem = RolesProblem.of(3, [3, 3], [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], score=[900, 500, 900, 500, 500], least=[3, 3])
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.status == "exact"
    assert solution.host_of.tolist() == [1, 1, 1]
    assert solution.not_held == (0,)
    lonely = RolesProblem.of(2, [2, 1], [0, 1], [0, 1], least=[2, 0])
    assert [(one.seeker, one.cause) for one in solve_roles(lonely).waiting] == [(0, "not_held")]


def test_a_locked_seeker_keeps_the_group_alive() -> None:
    given_ = {"score": [900, 500, 900, 500, 500], "least": [2, 3]}
    problem = RolesProblem.of(3, [3, 3], [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], locks=[(0, 0)], **given_)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.host_of.tolist() == [0, 0, -1]
    assert solution.not_held == (1,)


@pytest.mark.parametrize("mode", ["total", "served", "stable"])
def test_a_lock_that_starves_its_group_is_refused(mode: str) -> None:
    problem = RolesProblem.of(2, [3, 1], [0, 1], [0, 1], least=[2, 0], locks=[(0, 0)], mode=mode)
    with pytest.raises(ProblemError, match=r"^locks: the groups of 0, with seekers locked in, cannot all reach their least numbers\.$"):
        solve_roles(problem)


def test_places_are_counted_on_the_lists_as_given() -> None:
    problem = replace(four("stable"), forbidden=((0, 0),))
    solution = solve_roles(problem)
    assert solution.host_of.tolist() == [1, 0, 0, -1]
    assert solution.seeker_ranks.counts == (2, 1)
    assert solution.host_ranks.counts == (0, 2, 1)
    assert solution.host_ranks.mean == Fraction(7, 3)
    assert solution.seeker_ranks.share(1) == 0.5


rankings = st.lists(st.permutations(range(4)).map(lambda all_: all_[:3]), max_size=5)


@given(mine=rankings, theirs=st.lists(st.permutations(range(5)), min_size=4, max_size=4), cut=st.integers(0, 5), tied=st.booleans())
def test_lists_say_who_may_have_whom_and_at_which_place(mine: list[list[int]], theirs: list[list[int]], cut: int, tied: bool) -> None:
    """A pair is a choice if each names the other; whoever stands in a tie has the place of the first of it."""
    answers = [[seeker for seeker in some if seeker < len(mine)][:cut] for some in theirs]
    given_mine = [[some[:2], *some[2:]] if tied and some else some for some in mine]
    made = RolesProblem.from_lists(given_mine, answers, [1] * 4)
    place = {
        (seeker, host): (1 if tied and at < 2 else at + 1, answers[host].index(seeker) + 1)
        for seeker, some in enumerate(mine)
        for at, host in enumerate(some)
        if seeker in answers[host]
    }
    pairs = zip(made.seeker.tolist(), made.host.tolist(), strict=True)
    likings = zip((-made.seeker_score).tolist(), (-made.host_score).tolist(), strict=True)
    assert list(zip(pairs, likings, strict=True)) == list(place.items())


def test_scores_come_from_places_where_none_are_given() -> None:
    problem = RolesProblem.from_lists([[0, 1, 2], [1, 0]], [[0, 1], [1, 0], [0]], [1, 1, 1])
    scores = {pair: int(problem.score[problem.choice(*pair)]) for pair in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1))}
    assert scores == {(0, 0): 1_000_000, (0, 1): 583_333, (0, 2): 666_666, (1, 0): 583_333, (1, 1): 1_000_000}
    assert RolesProblem.of(1, [1], [0], [0]).score.tolist() == [1_000_000]


ADVERSARIES: dict[str, Callable[[], RolesProblem]] = {
    "nobody": lambda: RolesProblem.of(0, [], [], []),
    "no hosts": lambda: RolesProblem.of(3, [], [], []),
    "no choices": lambda: RolesProblem.of(3, [1, 1], [], []),
    "one": lambda: RolesProblem.of(1, [1], [0], [0]),
    "no room": lambda: RolesProblem.of(2, [0], [0, 1], [0, 0]),
    "everybody wants the same": lambda: RolesProblem.of(200, [3] + [1] * 9, range(200), [0] * 200, score=[7] * 200),
    "all alike": lambda: RolesProblem.of(40, [2] * 10, np.repeat(np.arange(40), 10), np.tile(np.arange(10), 40), score=[0] * 400),
    "one in a chain": lambda: RolesProblem.of(
        50, [1] * 50, [*range(50), *range(49)], [*range(50), *range(1, 50)], score=[9] * 50 + [10] * 49
    ),
    "more room than people": lambda: RolesProblem.of(3, [10**9, 10**9], [0, 1, 2, 2], [0, 0, 0, 1], score=[1, 2, 3, 4]),
}


@pytest.mark.parametrize("mode", ["total", "served", "stable"])
@pytest.mark.parametrize("name", ADVERSARIES)
def test_hard_and_empty_cases(name: str, mode: str) -> None:
    problem = replace(ADVERSARIES[name](), mode=mode)
    solution = solve_roles(problem)
    assert verify_roles(problem, solution) == []
    assert solution.status == "exact"


@pytest.mark.parametrize("mode", ["total", "served", "stable"])
def test_stopped_early_it_is_still_valid(mode: str) -> None:
    rng = np.random.default_rng(3)
    host = np.concatenate([rng.permutation(20)[:8] for _ in range(100)])
    problem = RolesProblem.of(
        100, [5] * 20, np.repeat(np.arange(100), 8), host, score=rng.integers(0, 9, 800), least=[3] * 20, mode=mode
    )  # fmt: skip
    solution = solve_roles(problem, Budget(work=0))
    assert (solution.status, solution.ended) == ("stopped", "work")
    assert solution.stability is None
    assert verify_roles(problem, solution) == []
    said: list[str] = []
    solve_roles(problem, progress=lambda step, _: said.append(step))
    assert said == ["reading", "matching", "explaining"]


def test_an_answer_nearby_gives_the_same_levels() -> None:
    problem = four()
    before = solve_roles(problem)
    seeker, host = before.pairs[0]
    after = replace(problem, forbidden=(*problem.forbidden, (seeker, host)))
    fresh, near = solve_roles(after), solve_roles(after, near=before)
    assert verify_roles(after, near) == []
    assert near.levels == fresh.levels
    assert solve_roles(after).host_of.tolist() == fresh.host_of.tolist()


REFUSED: dict[str, Callable[[], object]] = {
    "mode: one of total, served, stable, not 'best'.": lambda: four("best"),
    "seed: 0 or more, not -1.": lambda: four(seed=-1),
    "seeker: there are 2 seekers, 0 to 1, and no 2.": lambda: RolesProblem.of(2, [1], [2], [0]),
    "host: there are 1 hosts, 0 to 0, and no 1.": lambda: RolesProblem.of(2, [1], [1], [1]),
    "host: seeker 1 names host 0 twice.": lambda: RolesProblem.of(2, [1], [1, 1], [0, 0]),
    "host: 1 entries, where 2 are needed.": lambda: RolesProblem.of(2, [1], [0, 1], [0]),
    "host: whole numbers are needed.": lambda: RolesProblem.of(2, [1], [0], [0.5]),
    "room: a flat list is needed.": lambda: RolesProblem.of(2, [[1]], [0], [0]),
    "score: a score lies between 0 and 1000000, not at 1000001.": lambda: RolesProblem.of(1, [1], [0], [0], score=[1_000_001]),
    "score: a score lies between 0 and 1000000, not at -1.": lambda: RolesProblem.of(1, [1], [0], [0], score=[-1]),
    "seeker_rank: ranks or scores, not both.": lambda: RolesProblem.of(1, [1], [0], [0], seeker_rank=[1], seeker_score=[1]),
    "host_rank: ranks begin at 1, not at 0.": lambda: RolesProblem.of(1, [1], [0], [0], host_rank=[0]),
    "host_score: numbers go to 1000000000 at most.": lambda: RolesProblem.of(1, [1], [0], [0], host_score=[10**10]),
    "room: host 1 has -2; the least is 0.": lambda: RolesProblem.of(1, [1, -2], [0], [0]),
    "least: host 0 takes nobody below 2, and has room for 1.": lambda: RolesProblem.of(1, [1], [0], [0], least=[2]),
    "least: 2 entries, where 1 are needed.": lambda: RolesProblem.of(1, [1], [0], [0], least=[2, 1]),
    "waited: seeker 0 has 64; the most is 63.": lambda: RolesProblem.of(1, [1], [0], [0], waited=[64]),
    "forbidden: (0, 5) is not a seeker and a host.": lambda: four(forbidden=((0, 5),)),
    "locks: (9, 0) is not a seeker and a host.": lambda: four(locks=((9, 0),)),
    "locks: seeker 0 is locked twice.": lambda: four(locks=((0, 0), (0, 1))),
    "locks: seeker 3 and host 1 are no choice.": lambda: four(locks=((3, 1),)),
    "locks: seeker 0 and host 0 are forbidden.": lambda: four(locks=((0, 0),), forbidden=((0, 0),)),
    "locks: host 1 has room for 1, and more are locked.": lambda: four(locks=((0, 1), (1, 1))),
    "start: it must rise from 0 to the number of choices, 7.": lambda: replace(four(), start=np.array([0, 2, 1, 5, 7])),
    "host_score: 2 entries for 7 choices.": lambda: replace(four(), host_score=np.array([1, 2], dtype=np.int32)),
    "seeker 0: there is no host 3; they are 0 to 0.": lambda: RolesProblem.from_lists([[3]], None, [1]),
    "host 0: seeker 0 is named twice.": lambda: RolesProblem.from_lists([[0]], [[0, 0]], [1]),
    "room: 2 entries, where 1 are needed.": lambda: RolesProblem.from_lists([[0]], [[0]], [1, 1]),
    "score: seeker 0 does not name host 1.": lambda: RolesProblem.from_lists([[0]], None, [1, 1], score={(0, 1): 3}),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(ProblemError) as refused:
        REFUSED[sentence]()
    assert str(refused.value) == sentence
