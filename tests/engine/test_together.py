"""Several programmes at once: nobody is asked for more than they can carry."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.engine import Budget, People, Policy, Problem, ProblemError, Term, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.together import Joint, solve_together
from tests.engine.oracles import partitions, small_problem

ANYBODY = Policy(rules=(), terms=(Term("other_site", 1000),))


def check(problems: list[Problem], load: list[int], joint: Joint) -> None:
    used = np.zeros(len(load), dtype=int)
    for problem, solution in zip(problems, joint.solutions, strict=True):
        people = replace(
            problem.people, capacity=np.array([int(any(one in group for group in solution.groups)) for one in range(len(load))])
        )
        assert all(Facts(replace(problem, people=people)).group_allowed(group) for group in solution.groups)
        used[[person for group in solution.groups for person in group]] += 1
    assert (used <= np.array(load)).all()
    assert joint.groups_of == {person: int(count) for person, count in enumerate(used) if count}
    assert all(level.value <= level.bound for level in joint.levels)
    assert joint.levels[0].value == used.sum()


def test_whoever_has_room_for_all_programmes_is_in_all_of_them() -> None:
    problems = [Problem(People.of(4), ANYBODY, seed=1), Problem(People.of(4), replace(ANYBODY, size=4), seed=1)]
    joint = solve_together(problems, [2, 2, 2, 2])
    check(problems, [2, 2, 2, 2], joint)
    assert joint.exact
    assert joint.solutions == tuple(solve(problem) for problem in problems)
    assert [len(solution.groups) for solution in joint.solutions] == [2, 1]


def test_whoever_has_room_for_one_is_in_one() -> None:
    problems = [Problem(People.of(4), ANYBODY), Problem(People.of(4), ANYBODY)]
    joint = solve_together(problems, [1, 1, 1, 1])
    check(problems, [1, 1, 1, 1], joint)
    assert not joint.exact
    assert [(level.name, level.value, level.bound) for level in joint.levels] == [("placed", 4, 4)]


def test_a_group_the_organiser_locked_takes_its_room_first() -> None:
    problems = [Problem(People.of(4), ANYBODY), Problem(People.of(4), ANYBODY, locks=((0, 1),))]
    joint = solve_together(problems, [1, 1, 1, 1])
    check(problems, [1, 1, 1, 1], joint)
    assert (0, 1) in joint.solutions[1].groups
    with pytest.raises(ProblemError, match="person 0 is in 1 locked groups and has room for 0"):
        solve_together(problems, [0, 1, 1, 1])


def test_what_does_not_fit_together_is_said() -> None:
    problems = [Problem(People.of(4), ANYBODY), Problem(People.of(3), ANYBODY)]
    with pytest.raises(ProblemError, match=r"^problems\[1\]: 3 people, but load is given for 4\.$"):
        solve_together(problems, [1, 1, 1, 1])
    with pytest.raises(ProblemError, match=r"^load: person 2 has -1; the least is 0\.$"):
        solve_together(problems[:1], [1, 1, -1, 1])


def test_stopped_early_it_still_obeys_every_load() -> None:
    problems = [Problem(People.of(40), ANYBODY, seed=seed) for seed in range(3)]
    joint = solve_together(problems, [1] * 40, Budget(work=1))
    check(problems, [1] * 40, joint)


@given(st.integers(0, 10**6), st.data())
def test_no_joint_run_places_more_than_the_bound(seed: int, data: st.DataObject) -> None:
    first, second = small_problem(seed, most=5), small_problem(seed + 1, most=5)
    n = min(first.people.count, second.people.count)
    rng = np.random.default_rng(seed)
    never = [tuple(pair for pair in combinations(range(n), 2) if rng.random() < 0.4) for _ in range(2)]
    problems = [Problem(People.of(n), ANYBODY, never=pairs, seed=seed) for pairs in never]
    load = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    joint = solve_together(problems, load)
    check(problems, load, joint)
    ways = []
    for problem in problems:
        facts = Facts(problem)
        ways.append([groups for groups in partitions(list(range(n)), 1) if all(facts.group_allowed(group) for group in groups)])
    best = 0
    for one, other in product(*ways):
        seats = [person for group in (*one, *other) for person in group]
        if all(seats.count(person) <= load[person] for person in set(seats)):
            best = max(best, len(seats))
    assert joint.levels[0].value <= best <= joint.levels[0].bound
    if joint.exact:
        assert joint.levels[0].value == best
    assert all(verify(problem, solve(problem)) == [] for problem in problems)
