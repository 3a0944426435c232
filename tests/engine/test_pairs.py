"""Pairs and trios against answers found by trying everything and by other people's algorithms."""

import csv
import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import networkx
import numpy as np
import pytest
import rustworkx
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, History, People, Policy, Problem, ProblemError, Rule, Solution, Term, exact, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter
from mooring.engine.verifying import faults
from tests.engine.oracles import after, best_pairs, company, most_placed, small_problem, weighted_island

DATA = Path(__file__).parent.parent / "data"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_small_rounds_are_the_best_there_are(seed: int) -> None:
    problem = small_problem(seed)
    solution = solve(problem)
    facts = Facts(problem)
    best = best_pairs(facts)
    assert verify(problem, solution) == []
    assert solution.placed == most_placed(facts)
    if solution.placed > best.values["placed"] // 60:
        assert solution.status == "bounded"
        return
    assert {level.name: level.value * 60 for level in solution.levels} == best.values
    assert solution.status == "exact"
    assert solution.bound * 60 == best.score
    assert solution.bound_reached


def test_two_trios_are_made_where_one_leaves_somebody_who_need_not_be() -> None:
    """Two circles of three, a person between them and one who depends on that person."""
    links = {(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (0, 6), (3, 6), (6, 7)}
    apart = tuple(pair for pair in combinations(range(8), 2) if pair not in links)
    problem = Problem(People.of(8), Policy(rules=(), levels=("placed", "score")), never=apart)
    solution = solve(problem)
    assert solution.groups == ((0, 1, 2), (3, 4, 5), (6, 7))
    assert (solution.levels[0].exact, solution.status) == (True, "bounded")
    assert verify(problem, solution) == []


@pytest.mark.parametrize("case", json.loads((DATA / "matching/max-weight-matching.json").read_text()), ids=lambda case: case["name"])
def test_known_weights(case: dict) -> None:
    """The scores come from nothing but the other_site term here, so weights are given by calling the solver's own table."""
    nodes = sorted({node for u, v, _ in case["edges"] for node in (u, v)})
    at = {node: place for place, node in enumerate(nodes)}
    size = len(nodes)
    island = weighted_island([(at[u], at[v], w) for u, v, w in case["edges"]], size)
    found = exact.solve(island, Meter())
    pairs = [group for group in found.groups if len(group) == 2]
    if all(len(group) == 2 for group in found.groups):
        assert len(pairs) == case["largest_pairs"]
        assert sum(int(island.worth["score"][a, b]) for a, b in pairs) == case["max_weight_among_largest"]
    else:
        assert 2 * len(pairs) + 3 > 2 * case["largest_pairs"]


@pytest.mark.parametrize(("n", "seed"), [(40, 1), (120, 2), (200, 3)])
def test_larger_rounds_are_as_good_as_a_matching_over_the_whole_graph(n: int, seed: int) -> None:
    """Another library, every pair, no pruning: as many pairs and the same total."""
    problem = Problem(company(n, seed), Policy(levels=("placed", "score")), seed=seed)
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from([(a, b, int(score[a, b])) for a in range(n) for b in range(a) if allowed[a, b]])
    pairs = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.status == "exact"
    assert (solution.placed, solution.score) == (2 * len(pairs), sum(int(score[a, b]) for a, b in pairs))
    assert solution.gap == 0


def test_a_second_library_agrees() -> None:
    problem = Problem(company(60, 5), Policy(levels=("placed", "score")))
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    graph = networkx.Graph()
    graph.add_weighted_edges_from((a, b, int(score[a, b])) for a in range(60) for b in range(a) if allowed[a, b])
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    assert solve(problem).score == sum(int(score[a, b]) for a, b in best)


@pytest.mark.parametrize("n", [61, 141])
def test_the_trio_of_an_odd_round_is_the_best_of_all_trios(n: int) -> None:
    """Every trio that could be best by its own worth is completed over the whole graph."""
    problem = Problem(company(n, 7), Policy(levels=("placed", "score")))
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert (solution.status, solution.placed, len(solution.fairness.trio)) == ("exact", n, 3)
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    rng = np.random.default_rng(1)
    for _ in range(12):
        trio = tuple(int(one) for one in rng.choice(n, 3, replace=False))
        if not facts.group_allowed(trio):
            continue
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from([(a, b, int(score[a, b])) for a in range(n) for b in range(a) if allowed[a, b] and not {a, b} & set(trio)])
        pairs = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
        worth = Fraction(int(score[trio[0], trio[1]] + score[trio[0], trio[2]] + score[trio[1], trio[2]]), 2)
        if 2 * len(pairs) + 3 == n:
            assert worth + sum(int(score[a, b]) for a, b in pairs) <= solution.score


def krackhardt() -> People:
    with (DATA / "krackhardt/ties.csv").open() as source:
        boss = {int(row["from"]) - 1: int(row["to"]) - 1 for row in csv.DictReader(source) if row["relation"] == "reports"}
    with (DATA / "krackhardt/nodes.csv").open() as source:
        team = [ord(row["department"]) for row in csv.DictReader(source)]

    def line(person: int) -> list[int]:
        return [boss[person], *line(boss[person])] if person in boss else []

    return People.of(21, team=team, lines=[line(person) for person in range(21)])


def test_twenty_rounds_of_krackhardts_managers() -> None:
    """Person 7 stands above everybody; the other 20 always meet, and never again while an exact oracle shows another way."""
    people, rounds = krackhardt(), []
    met: set[frozenset[int]] = set()
    above = {frozenset((person, node)) for person, line in enumerate(people.lines) for node in line}
    for number in range(20):
        problem = Problem(people, Policy(rules=(Rule("chain"),)), History(tuple(rounds)), seed=number)
        solution = solve(problem)
        assert verify(problem, solution) == []
        [left] = solution.unplaced
        assert (left.person, left.cause, left.lift) == (6, "no_allowed_partner", ("chain",))
        assert [(rule.rule, rule.people) for rule in left.rules] == [("chain", 20)]
        assert solution.placed == 20
        fresh = networkx.Graph(
            tuple(pair) for a in range(21) for b in range(a) if (pair := frozenset((a, b))) not in above and pair not in met
        )
        full = 2 * len(networkx.max_weight_matching(fresh, maxcardinality=True)) == 20
        assert (not solution.fairness.repeats) is full
        met |= {frozenset(group) for group in solution.groups}
        rounds.append(after(problem, solution))


def test_nobody_is_left_out_twice_running_while_there_is_another_way() -> None:
    """One person may meet three others who may not meet each other: the three take turns, whoever waited longest first."""
    people = People.of(4)
    blocked = ((1, 2), (1, 3), (2, 3))
    rounds, turns = [], []
    for number in range(9):
        solution = solve(Problem(people, Policy(rules=()), History(tuple(rounds)), seed=number, blocked=blocked))
        turns.append(next(group[1] for group in solution.groups))
        rounds.append(after(None, solution))
    assert all(len(set(turns[at : at + 3])) == 3 for at in range(7))


def test_seats_in_a_trio_go_round() -> None:
    people, rounds = People.of(9), []
    seats = [0] * 9
    for number in range(9):
        solution = solve(Problem(people, Policy(rules=(), cooldown_days=0), History(tuple(rounds)), seed=number))
        for person in solution.fairness.trio:
            seats[person] += 1
        rounds.append(after(None, solution))
    assert seats == [3] * 9


def test_bad_hours_go_to_those_who_had_fewest() -> None:
    """Two share only an early hour of one and a late hour of the other: they take turns."""
    free, edge = np.zeros((2, 96), bool), np.zeros((2, 96), bool)
    free[:, 20:24] = free[:, 80:84] = True
    edge[0, 20:24] = edge[1, 80:84] = True
    rounds, turns = [], []
    for _ in range(4):
        problem = Problem(People.of(2, free=free, edge=edge), Policy(cooldown_days=0), History(tuple(rounds)))
        solution = solve(problem)
        assert verify(problem, solution) == []
        turns += solution.fairness.bad_hour
        rounds.append(after(problem, solution))
    assert sorted(turns) == [0, 0, 1, 1]
    assert turns[0] != turns[1]


def test_a_repeat_only_where_somebody_would_be_left_out_and_then_the_oldest() -> None:
    people, policy = People.of(4), Policy(rules=())
    rounds = []
    for number in range(3):
        solution = solve(Problem(people, policy, History(tuple(rounds)), seed=number))
        assert not solution.fairness.repeats
        rounds.append(after(None, solution))
    solution = solve(Problem(people, policy, History(tuple(rounds))))
    assert set(solution.groups) == set(rounds[0].met)
    assert [ago for *_, ago in solution.fairness.repeats] == [3, 3]


def test_an_island_that_is_odd_gets_a_trio_of_its_own() -> None:
    """Two shifts that never meet, three people each: two trios, and nobody is left out."""
    free = np.zeros((6, 96), bool)
    free[:3, :40] = free[3:, 50:90] = True
    solution = solve(Problem(People.of(6, free=free)))
    assert sorted(solution.groups) == [(0, 1, 2), (3, 4, 5)]


def test_locked_groups_stay_and_the_others_are_solved_around_them() -> None:
    people = company(40, 3)
    plain = Facts(Problem(people))
    lock = next((1, other) for other in range(2, 40) if plain.group_allowed((1, other)))
    problem = Problem(people, locks=(lock,), seed=4)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert [match.members for match in solution.matches if match.locked] == [lock]
    with pytest.raises(ProblemError, match=r"locks: .* breaks the rule 'blocked'\."):
        solve(Problem(people, locks=(lock,), blocked=(lock,)))


def test_who_may_not_know_the_rule_a_lock_breaks_is_told_the_same_for_every_rule() -> None:
    people = People.of(3, free=np.ones((3, 96), bool), team=[0, 0, 1])
    same = {"people": people, "locks": ((0, 1),)}
    refusals = [
        Problem(**same, blocked=((0, 1),)),
        Problem(**same, never=((0, 1),)),
        Problem(**same, forbidden=((0, 1),)),
        Problem(**same, policy=Policy(rules=(Rule("other_team"),))),
    ]
    for problem in refusals:
        with pytest.raises(ProblemError) as why:
            solve(problem)
        assert why.value.public == "locks: (0, 1) may not be made."


def test_the_same_problem_and_seed_give_the_same_answer() -> None:
    people = company(75, 9)
    answers = [solve(Problem(people, seed=seed)) for seed in (5, 5, 6)]
    assert answers[0] == answers[1]
    assert answers[0].score == answers[2].score


@pytest.mark.parametrize("work", [1, 5, 20, 40, 80, 150, 400])
def test_a_budget_that_ends_leaves_a_valid_answer_with_honest_bounds(work: int) -> None:
    problem = Problem(company(81, 2), seed=1)
    best, solution = solve(problem), solve(problem, Budget(work))
    assert verify(problem, solution) == []
    assert solution.status in ("stopped", "exact")
    assert solution.bound >= best.score
    for level, whole in zip(solution.levels, best.levels, strict=True):
        assert level.bound >= whole.value or level.name not in ("placed", "left_out_last_time")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_wherever_it_is_stopped_the_answer_is_valid(seed: int, work: int) -> None:
    problem = small_problem(seed, most=14)
    assert verify(problem, solve(problem, Budget(work))) == []


def test_a_caller_may_stop_it() -> None:
    asked = iter([False] + [True] * 10_000)
    problem = Problem(company(60, 2))
    solution = solve(problem, cancelled=lambda: next(asked))
    assert solution.status == "stopped"
    assert verify(problem, solution) == []


def test_nobody_one_and_two_people() -> None:
    assert solve(Problem(People.of(0), Policy(rules=()))).matches == ()
    alone = solve(Problem(People.of(1), Policy(rules=())))
    assert [(one.person, one.cause) for one in alone.unplaced] == [(0, "no_allowed_partner")]
    assert solve(Problem(People.of(2), Policy(rules=()))).groups == ((0, 1),)


def test_causes_never_tell_a_private_rule_from_a_public_one() -> None:
    free = np.zeros((5, 96), bool)
    free[:3, :8] = True
    free[3, 50:60] = True
    people = People.of(5, free=free, capacity=[1, 1, 1, 1, 0])
    solution = solve(Problem(people, blocked=((0, 2), (1, 2))))
    by_person = {one.person: one for one in solution.unplaced}
    assert by_person[2].cause == "no_allowed_partner"
    assert [(rule.rule, rule.private) for rule in by_person[2].rules] == [("blocked", True), ("hours", False)]
    assert by_person[2].lift == ("hours",)
    assert by_person[3].cause == "no_common_time"
    assert [rule.rule for rule in by_person[4].rules] == ["capacity"]


def test_hours_that_are_private_are_no_cause_either() -> None:
    free = np.repeat([[True] * 48 + [False] * 48, [False] * 48 + [True] * 48], [2, 1], axis=0)
    for private, cause in ((False, "no_common_time"), (True, "no_allowed_partner")):
        problem = Problem(People.of(3, free=free), Policy(rules=(Rule("hours", private),)))
        solution = solve(problem)
        (left,) = solution.unplaced
        assert (left.person, left.cause, left.lift) == (2, cause, ("hours",))
        assert verify(problem, solution) == faults(problem, solution) == []
        other = "no_allowed_partner" if cause == "no_common_time" else "no_common_time"
        spoilt = replace(solution, unplaced=(replace(left, cause=other),))
        assert all("is not what keeps them out" in " ".join(check(problem, spoilt)) for check in (verify, faults))


def test_need_comes_before_score_and_score_follows_the_weights() -> None:
    people = People.of(4, team=[0, 0, 1, 1], interests=[[1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]])
    across = solve(Problem(people, Policy(rules=(), terms=(Term("interests", 1000),))))
    assert all(people.team[a] != people.team[b] for a, b in across.groups)


def test_hundreds_of_people_are_solved_exactly() -> None:
    problem = Problem(company(600, 1), seed=1)
    solution: Solution = solve(problem)
    assert (solution.status, solution.placed) == ("exact", 600)
    assert verify(problem, solution) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 24), st.data())
def test_a_given_graph_has_the_matching_that_networkx_finds(n: int, data: st.DataObject) -> None:
    edges = data.draw(st.dictionaries(st.sampled_from(list(combinations(range(n), 2))), st.integers(0, 1_000_000)))
    policy = Policy(rules=(Rule("stated"),), terms=(Term("stated", 1),), levels=("placed", "score"))
    problem = Problem(People.of(n), policy, scores=tuple((b, a, score) for (a, b), score in edges.items()))
    solution = solve(problem)
    assert verify(problem, solution) == []
    graph = networkx.Graph()
    graph.add_weighted_edges_from((a, b, score) for (a, b), score in edges.items())
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    if all(len(group) == 2 for group in solution.groups):
        assert len(solution.groups) == len(best)
        assert solution.score == sum(edges[min(pair), max(pair)] for pair in best)
    else:
        assert solution.placed > 2 * len(best)


def test_scores_of_pairs_are_checked() -> None:
    for scores, why in (
        (((0, 0, 1),), r"scores: \(0, 0\) is not a pair of different people\."),
        (((0, 4, 1),), r"scores: \(0, 4\) names somebody who is not in this round\."),
        (((0, 1, 1), (1, 0, 1)), r"scores: \(1, 0\) is given twice\."),
        (((0, 1, -1),), r"scores: \(0, 1\) is given -1; a score lies between 0 and 1000000\."),
    ):
        with pytest.raises(ProblemError, match=why):
            Problem(People.of(4), Policy(rules=()), scores=scores)
