"""Groups of a few people beside trying everything: who is placed, every aim in its order, sizes, seats, nobody alone."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from mooring.engine import History, People, Policy, Problem, Round, Rule, Seat, solve, verify
from mooring.engine.aims import Aims
from mooring.engine.facts import Facts
from tests.engine.oracles import small_problem

Value = tuple[Fraction, ...]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A few people under a policy of groups that may ask for anything."""
    seed = draw(st.integers(0, 10**6))
    size = draw(st.integers(3, 6))
    problem, rng = small_problem(seed, most=8, size=size), np.random.default_rng(seed)
    n = problem.people.count
    people = replace(
        problem.people,
        attributes={"gender": rng.integers(-1, 3, n), "age": rng.integers(-1, 2, n)},
        numbers={"host": rng.integers(-1, 2, n)},
    )
    policy = replace(
        problem.policy,
        up_to=draw(st.none() | st.integers(size, 6)),
        seats=(Seat("host", draw(st.integers(1, 2))),) if draw(st.booleans()) else (),
        not_alone=draw(st.sampled_from([(), ("gender",), ("Gender", "age")])),
    )
    return replace(problem, people=people, policy=policy)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_few_people_are_grouped_as_well_as_can_be(problem: Problem) -> None:
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.status == "exact"
    best, score = _best(problem)
    assert tuple(level.value for level in solution.levels) == best
    assert solution.bound == score


def _best(problem: Problem) -> tuple[Value, Fraction]:
    """By trying everything: the aims of the best arrangement, and the most that one which places as many scores."""
    facts = Facts(problem)
    aims, policy = Aims.of(facts), problem.policy
    sizes = range(2, policy.most + 1) if policy.up_to is None else range(policy.size, policy.up_to + 1)
    host = problem.people.numbers["host"]
    known: dict[frozenset[int], list[tuple[int, ...]]] = {frozenset(): [tuple(0 for _ in aims.names)] * 2}

    def may(group: tuple[int, ...]) -> bool:
        return facts.group_allowed(group) and all(sum(int(host[one]) > 0 for one in group) >= seat.people for seat in policy.seats)

    def best(left: frozenset[int]) -> list[tuple[int, ...]]:
        if left not in known:
            first, made = min(left), best(left - {min(left)})
            for size in sizes:
                for others in combinations(sorted(left - {first}), size - 1):
                    group = (first, *others)
                    if may(group):
                        worth = [aims.group(name, group) for name in aims.names]
                        after = [tuple(map(sum, zip(one, worth, strict=True))) for one in best(left - set(group))]
                        made = [max(made[0], after[0]), max(made[1], after[1], key=lambda one: (one[0], one[-1]))]
            known[left] = made
        return known[left]

    whole, plain = best(frozenset(range(facts.n)))
    return tuple(Fraction(one, 60) for one in whole), Fraction(plain[-1], 60)


@pytest.mark.parametrize("seed", range(4))
def test_more_people_are_placed_as_many_and_meet_again_as_rarely_as_an_exact_solver_finds(seed: int) -> None:
    """Eighteen people with few hours in common, who have all met some others: CP-SAT chooses among all groups that may be."""
    rng = np.random.default_rng(seed)
    n = 18
    free = np.zeros((n, 96), bool)
    for person in range(n):
        begins = int(rng.integers(28, 52))
        free[person, begins : begins + int(rng.choice([8, 12, 24]))] = True
    past = tuple(Round(met=tuple(map(tuple, rng.permutation(n)[:16].reshape(-1, 4).tolist()))) for _ in range(3))
    people = People.of(n, team=rng.integers(0, 5, n), free=free, numbers={"host": (rng.random(n) < 0.4).astype(int)})
    seats = (Seat("host"),) if seed % 2 else ()
    problem = Problem(people, Policy(size=3, up_to=4, rules=(Rule("hours"),), seats=seats), History(past), seed=seed)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert (solution.placed, -len(solution.fairness.repeats)) == _most_placed(problem)


def _most_placed(problem: Problem) -> tuple[int, int]:
    """The most people groups can place, and less the fewest repeats among those who place as many."""
    facts, model = Facts(problem), cp_model.CpModel()
    made = [group for size in (3, 4) for group in combinations(range(facts.n), size) if facts.group_allowed(group)]
    chosen = [model.new_bool_var("") for _ in made]
    for person in range(facts.n):
        model.add_at_most_one(one for one, group in zip(chosen, made, strict=True) if person in group)
    again = [sum(pair in facts.past.met for pair in combinations(group, 2)) for group in made]
    model.maximize(sum((1_000 * len(group) - met) * one for one, group, met in zip(chosen, made, again, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    placed = -int(-solver.objective_value // 1_000)
    return placed, round(solver.objective_value) - 1_000 * placed
