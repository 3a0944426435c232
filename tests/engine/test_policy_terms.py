"""Every rule and preference of the language, asked of made-up people twice: by the arrays and by the check, which share no code."""

from dataclasses import fields, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import History, People, Policy, Problem, Round, Rule, Term, solve, verify
from mooring.engine.aims import Aims
from mooring.engine.facts import Facts
from mooring.engine.policy import RULES, SCORE_SCALE, TERMS, Kind
from mooring.engine.raw import Raw
from tests.engine.crowds import any_problem
from tests.engine.oracles import small_problem

PARTS = {"same_attribute": ":Track", "other_attribute": ":Track", "number": ":tenure"}
CURVES = {"number": ((0, 100_000), (2, SCORE_SCALE), (9, 0)), "interests": ((0, 0), (1, 10), (4, SCORE_SCALE)), "bridge": ((0, 7), (1, 3))}


def rich_problem(seed: int, rules: tuple[Rule, ...], terms: tuple[Term, ...]) -> Problem:
    """A small problem whose people have everything a policy can ask for, some of it unknown."""
    problem = small_problem(seed)
    rng = np.random.default_rng(seed + 1)
    held = {one.name: getattr(problem.people, one.name) for one in fields(People)}
    n = problem.people.count
    people = People(
        **held
        | {
            "seniority": rng.integers(-1, 6, n),
            "attributes": {"track": rng.integers(-1, 3, n)},
            "numbers": {"tenure": rng.integers(-1, 12, n)},
        }
    )
    wishes = tuple((a, b, int(rng.integers(1, 5))) for a in range(n) for b in range(n) if a != b and rng.random() < 0.2)
    scores = tuple((b, a, int(rng.integers(0, SCORE_SCALE + 1))) for a, b in combinations(range(n), 2) if rng.random() < 0.6)
    policy = replace(problem.policy, rules=rules, terms=terms)
    return replace(problem, people=people, policy=policy, wishes=wishes, scores=scores)


def term(name: str, weight: int = 100, curve: bool = False) -> Term:
    return Term(name + PARTS.get(name, ""), weight, curve=CURVES[name] if curve or name == "number" else ())


@pytest.mark.parametrize("curve", [False, True])
@pytest.mark.parametrize("name", TERMS)
def test_the_arrays_and_the_check_agree_on_every_preference(name: str, curve: bool) -> None:
    one = term(name, curve=curve and name in CURVES)
    seen = set()
    for seed in range(40):
        problem = rich_problem(seed, (), (one,))
        facts, check = Facts(problem), Raw(problem)
        table = facts.term(one.name, facts.every, facts.every)
        assert (table == table.T).all()
        for a, b in combinations(range(facts.n), 2):
            assert table[a, b] == check.term(one.name, a, b)
        seen |= set(table[np.triu_indices(facts.n, 1)].tolist())
    assert len(seen) > 1
    assert min(seen) >= 0
    assert max(seen) <= SCORE_SCALE


@pytest.mark.parametrize("name", RULES)
def test_the_arrays_and_the_check_agree_on_every_rule(name: str) -> None:
    rule = Rule(name + PARTS.get(name, ""))
    seen = set()
    for seed in range(40):
        problem = rich_problem(seed, (rule,), (Term("bridge", 1),))
        facts, check = Facts(problem), Raw(problem)
        broken = facts.broken(rule.name, facts.every, facts.every)
        for a, b in combinations(range(facts.n), 2):
            assert broken[a, b] == broken[b, a] == (rule.name in check.broken(a, b))
            seen.add(bool(broken[a, b]))
    assert seen == {True, False}


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.lists(st.sampled_from(sorted(RULES)), unique=True, max_size=3),
    st.lists(st.tuples(st.sampled_from(sorted(TERMS)), st.integers(1, 1000), st.booleans()), unique_by=lambda one: one[0], min_size=1),
)
def test_any_policy_is_solved_and_the_check_accepts_it(seed: int, rules: list[str], terms: list[Any]) -> None:
    on: list[Rule] = []
    for name in rules:
        rule = Rule(name + PARTS.get(name, ""))
        if rule.against not in [one.name.casefold() for one in on]:
            on.append(rule)
    weighed = tuple(term(name, weight, curve and name in CURVES) for name, weight, curve in terms)
    problem = rich_problem(seed, tuple(on), weighed)
    solution = solve(problem)
    assert verify(problem, solution) == []
    private = {reason.term for match in solution.matches for reason in match.reasons if reason.private}
    assert private <= {one.name for one in weighed if one.private}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_pairs_asked_one_by_one_are_told_the_same(seed: int) -> None:
    problem = any_problem(seed)
    table, alone = Facts(problem), Facts(problem)
    one, other = np.triu_indices(table.n, 1)
    for rule in table.rules():
        assert (alone.broken_of(rule, one, other) == table.broken(rule, table.every, table.every)[one, other]).all(), rule
    for term in problem.policy.terms:
        assert (alone.term_of(term.name, one, other) == table.term(term.name, table.every, table.every)[one, other]).all(), term.name
    table.score(table.every, table.every)
    for name in Aims.of(table).names:
        assert (Aims.of(alone).of_pairs(name, one, other) == Aims.of(table).pairs(name, table.every, table.every)[one, other]).all(), name
        assert (Aims.of(table).of_pairs(name, one, other) == Aims.of(alone).of_pairs(name, one, other)).all(), name
    assert alone.worked_out is False


def value(people: People, one: Term, **more: Any) -> int:
    """What a preference is worth for the first two people."""
    problem = Problem(people, Policy(rules=(), terms=(one,)), **more)
    ends = np.array([0]), np.array([1])
    return int(Facts(problem).term(one.name, *ends)[0, 0])


def test_what_the_numbers_of_each_curve_are_worth() -> None:
    def contacts(count: int) -> History:
        return History(tuple(Round(met=((person, 2 + one),)) for person in (0, 1) for one in range(count)))

    two = People.of(2, team=[0, 1])
    mutual = [value(two, Term("bridge", 1), history=contacts(count)) for count in range(12)]
    assert mutual == [400_000, *[1_000_000] * 3, *[700_000] * 6, 300_000, 300_000]
    assert value(People.of(2, team=[1, 1]), Term("bridge", 1), history=contacts(2)) == 0
    assert value(People.of(2, team=[1, 1]), Term("mutual", 1), history=contacts(2)) == 1_000_000
    shared = [value(People.of(2, interests=[[True] * count + [False]] * 2), Term("interests", 1)) for count in range(5)]
    assert shared == [0, 333_333, 666_666, 1_000_000, 1_000_000]
    needs = [value(People.of(2, cross_ties=[ties, ties]), Term("need", 1)) for ties in (0, 1, 2, 59, 60)]
    assert needs == [1_000_000, 606_531, 367_879, 0, 0]
    steps = [value(People.of(2, seniority=[1, 1 + step]), Term("seniority", 1)) for step in range(6)]
    assert steps == [300_000, 1_000_000, 1_000_000, 600_000, 300_000, 300_000]
    assert value(People.of(2, seniority=[-1, 3]), Term("seniority", 1)) == 0


def test_a_wish_of_both_counts_double() -> None:
    people = People.of(2)
    assert value(people, Term("wish", 1)) == 0
    assert value(people, Term("wish", 1), wishes=((0, 1, 1),)) == 250_000
    assert value(people, Term("wish", 1), wishes=((1, 0, 1),)) == 250_000
    assert value(people, Term("wish", 1), wishes=((0, 1, 3), (1, 0, 9))) == 1_000_000


def test_unknown_is_neither_the_same_nor_other() -> None:
    people = People.of(2, attributes={"Track": [-1, 0]})
    assert [value(people, Term(f"{name}_attribute:TRACK", 1)) for name in ("same", "other")] == [0, 0]


def test_every_curve_names_its_source() -> None:
    for name, one in TERMS.items():
        assert (one.source != "") is (one.measure.kind not in (Kind.SAME, Kind.OTHER)), name
        assert one.private is (name in {"need", "lift", "wish"})


def test_the_cooldown_as_a_rule_leaves_somebody_out_sooner_than_repeat() -> None:
    history = History((Round(met=((0, 1),)),))
    with_aim = Problem(People.of(2), Policy(rules=()), history)
    with_rule = Problem(People.of(2), Policy(rules=(Rule("cooldown"),)), history)
    assert solve(with_aim).groups == ((0, 1),)
    solution = solve(with_rule)
    assert solution.groups == ()
    assert [one.lift for one in solution.unplaced] == [("cooldown",)] * 2
    assert verify(with_rule, solution) == []
    assert solve(replace(with_rule, again=((0, 1),))).groups == ((0, 1),)
