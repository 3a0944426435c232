"""Changes made by hand bring what solving from the start would, and cost what leaving each out would give."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mooring.engine import History, People, Policy, Problem, ProblemError, WhatIf, solve, verify
from mooring.engine.facts import Facts
from tests.engine.oracles import after, company, small_problem


def told(solution):
    """All that an answer reaches and proves."""
    return solution.status, solution.placed, solution.score, solution.bound, solution.levels


def changes(problem: Problem, random: Random, most: int) -> tuple[list, list]:
    """Some locks and some pairs to forbid, each possible by itself."""
    facts = Facts(problem)
    pairs = [pair for pair in combinations(range(facts.n), 2) if facts.group_allowed(pair)]
    random.shuffle(pairs)
    locks, seen = [], {person for lock in problem.locks for person in lock}
    for pair in pairs[:most]:
        if not seen & set(pair):
            locks.append(pair)
            seen |= set(pair)
    return locks, [pair for pair in pairs[most : 2 * most] if pair not in locks]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 2))
@example(927, 1)  # somebody locked loses a partner, and somebody who was alone is locked: as many people as the one pair had
def test_small_rounds_are_as_from_the_start(seed: int, most: int) -> None:
    problem = small_problem(seed, most=10)
    locks, forbidden = changes(problem, Random(seed), most)
    changed = replace(problem, locks=(*problem.locks, *locks), forbidden=(*problem.forbidden, *forbidden))
    again = WhatIf(problem).solve(locks, forbidden)
    assert verify(changed, again) == []
    assert told(again) == told(solve(changed))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 60))
def test_so_are_larger_ones_with_a_past(seed: int, n: int) -> None:
    random = Random(seed)
    first = Problem(company(n, seed % 50), Policy(), seed=seed)
    problem = replace(first, history=History((after(first, solve(first)),)))
    whatif = WhatIf(problem)
    assert told(whatif.solution) == told(solve(problem))
    for _ in range(3):
        locks, forbidden = changes(problem, random, random.randint(0, 4))
        forbidden += [group for group in whatif.solution.groups if len(group) == 2 and not set(group) & set(sum(locks, ()))][:2]
        changed = replace(problem, locks=tuple(locks), forbidden=tuple(forbidden))
        again = whatif.solve(locks, forbidden)
        assert verify(changed, again) == []
        assert told(again) == told(solve(changed))


def test_what_was_asked_before_changes_nothing() -> None:
    problem = Problem(company(40, 3), Policy(), seed=3)
    whatif = WhatIf(problem)
    group = whatif.solution.groups[0]
    first = whatif.solve(forbidden=[group])
    whatif.solve(locks=[whatif.solution.groups[5]], forbidden=[whatif.solution.groups[7]])
    assert told(whatif.solve(forbidden=[group])) == told(first)
    assert told(whatif.solve()) == told(whatif.solution)


@pytest.mark.parametrize(("n", "levels"), [(40, ("placed", "score")), (41, ("placed", "score")), (41, Policy().levels)])
def test_locking_what_was_made_keeps_all_the_rest(n: int, levels: tuple[str, ...]) -> None:
    problem = Problem(company(n, 3), Policy(levels=levels), seed=3)
    whatif = WhatIf(problem)
    groups = sorted(whatif.solution.groups, key=len, reverse=True)
    for locks in (groups[:1], groups[:3], groups[1:2]):
        again = whatif.solve(locks)
        assert again.groups == whatif.solution.groups
        assert told(again) == told(solve(replace(problem, locks=tuple(locks))))
        forbidden = groups[-1:]
        assert told(whatif.solve(locks, forbidden)) == told(solve(replace(problem, locks=tuple(locks), forbidden=tuple(forbidden))))


def test_each_change_costs_what_the_round_would_be_without_it() -> None:
    problem = Problem(company(40, 5), Policy(levels=("placed", "score")), seed=1)
    whatif = WhatIf(problem)
    facts, groups = Facts(problem), whatif.solution.groups
    lock = next(pair for pair in combinations(range(40), 2) if facts.group_allowed(pair) and pair not in groups)
    apart = next(group for group in groups if len(group) == 2 and not set(group) & set(lock))
    locks, forbidden = [lock], [apart]
    one, other = whatif.costs(locks, forbidden)
    together = solve(replace(problem, locks=tuple(locks), forbidden=tuple(forbidden)))
    without = solve(replace(problem, forbidden=tuple(forbidden)))
    assert (one.change, other.change) == (locks[0], forbidden[0])
    assert dict(one.levels) == {"placed": 0, "score": without.score - together.score}
    assert dict(one.levels)["score"] >= 0
    assert dict(other.levels)["score"] >= 0


def test_what_cannot_be_asked_is_refused() -> None:
    problem = Problem(People.of(4, team=[0, 0, 1, 1]), Policy(rules=()), never=((0, 1),))
    with pytest.raises(ProblemError, match="breaks the rule 'never'"):
        WhatIf(problem).solve(locks=[(0, 1)])
    with pytest.raises(ProblemError, match="only for rounds of pairs of at most 1500 people"):
        WhatIf(replace(problem, policy=Policy(rules=(), size=3)))
