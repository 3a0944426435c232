"""Changes made by hand to a large round: every rule kept, near the best, no bound below it, and the rest stays as it was."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Policy, Problem, ProblemError, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.large import WhatIf
from tests.engine.crowds import any_problem
from tests.engine.oracles import company


def changes(problem: Problem, random: Random) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Some locks and some groups to forbid, possible together."""
    facts = Facts(problem)
    taken = {person for lock in problem.locks for person in lock}
    groups = [group for size in (2, 3) for group in combinations(range(facts.n), size) if not taken & set(group)]
    groups = [group for group in groups if facts.group_allowed(group)]
    random.shuffle(groups)
    locks: list[tuple[int, ...]] = []
    for group in groups[: random.randint(0, 3)]:
        if not any(set(group) & set(lock) for lock in locks):
            locks.append(group)
    return locks, [group for group in groups[3 : 3 + random.randint(0, 4)] if not any(set(group) <= set(lock) for lock in locks)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_any_change_is_obeyed_and_no_bound_is_below_the_best(seed: int) -> None:
    problem = any_problem(seed)
    if problem.policy.size != 2:
        problem = replace(problem, policy=Policy(rules=problem.policy.rules))
    whatif = WhatIf(problem)
    locks, forbidden = changes(problem, Random(seed))
    changed = replace(problem, locks=(*problem.locks, *locks), forbidden=(*problem.forbidden, *forbidden))
    made, best = whatif.solve(locks, forbidden), solve(changed)
    assert verify(changed, made) == []
    assert made.placed <= best.placed
    if made.placed == best.placed:
        assert made.bound >= best.score
        for mine, theirs in zip(made.levels, best.levels, strict=True):
            assert mine.bound >= theirs.value
    whatif.solve(locks[:1])
    assert whatif.solve(locks, forbidden).groups == made.groups


@pytest.mark.parametrize(("n", "seed"), [(400, 1), (601, 2)])
def test_the_rest_stays_and_the_whole_is_near_the_best(n: int, seed: int) -> None:
    problem = Problem(company(n, seed), Policy(levels=("placed", "score")), seed=seed)
    whatif = WhatIf(problem)
    facts, before = Facts(problem), whatif.solution.groups
    lock = next(pair for pair in combinations(range(n), 2) if facts.group_allowed(pair) and pair not in before)
    apart = next(group for group in before if len(group) == 2 and not set(group) & set(lock))
    for locks, forbidden in (([lock], []), ([], [apart]), ([lock], [apart])):
        changed = replace(problem, locks=tuple(locks), forbidden=tuple(forbidden))
        made, best = whatif.solve(locks, forbidden), solve(changed)
        assert verify(changed, made) == []
        assert made.placed == best.placed == n
        assert best.score >= made.score >= best.score * 995 / 1000
        assert made.bound >= best.score
        assert len(set(made.groups) - set(before)) < n // 10
    assert whatif.solve([before[0]]).groups == whatif.solve().groups == before


def test_larger_groups_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"^what-if: only for rounds of pairs\.$"):
        WhatIf(Problem(company(20, 1), Policy(size=4)))
