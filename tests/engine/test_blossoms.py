"""The pairs of the exact solver beside three other libraries, and the proof it gives looked at pair by pair."""

from itertools import combinations

import networkx
import numpy as np
import pymatching
import pytest
import rustworkx
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Policy, Problem, dual, exact, solve, verify
from mooring.engine.aims import Aims
from mooring.engine.blossoms import Pairing
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter
from mooring.engine.nearby import Nearby
from tests.engine.companies import busy_company
from tests.engine.oracles import company, weighted_island

Weights = dict[tuple[int, int], int]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Weights]:
    """Weights of allowed pairs: thin and full graphs, few and many different weights, clusters of odd size held by thin threads."""
    size = draw(st.integers(2, 16))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    most = draw(st.sampled_from([1, 3, 50, 10**9]))
    share, cluster = draw(st.sampled_from([0.2, 0.5, 1.0])), draw(st.sampled_from([3, 5, 16]))
    pairs = combinations(range(size), 2)
    near = {pair: pair[0] // cluster == pair[1] // cluster for pair in pairs}
    return size, {pair: int(rng.integers(0, most + 1)) + most * inside for pair, inside in near.items() if rng.random() < share}


def paired(size: int, weights: Weights, chunks: int = 1) -> Pairing:
    """As many pairs as can be, of these the heaviest; in one number a pair, or in two of which the first counts pairs."""
    worth, allowed = np.zeros((size, size), dtype=np.int64), np.zeros((size, size), dtype=bool)
    for (a, b), weight in weights.items():
        worth[a, b] = worth[b, a] = weight
        allowed[a, b] = allowed[b, a] = True
    span = 8 * (size + 3) * int(max(weights.values(), default=0) + 1)
    parts = [worth + span] if chunks == 1 else [np.ones_like(worth), worth]
    prices = dual.solve(parts, allowed, Meter())
    pairing = Pairing(Nearby(prices, [1, span][:chunks], allowed), [-1] * size)
    for person in pairing.waiting():
        if pairing.waits(person):
            pairing.seat(person)
    return pairing


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sampled_from([1, 2]))
def test_pairs_are_as_many_and_as_heavy_as_networkx_finds_and_the_prices_prove_it(drawn: tuple[int, Weights], chunks: int) -> None:
    size, weights = drawn
    graph = networkx.Graph()
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in weights.items())
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    pairing = paired(size, weights, chunks)
    pairs = pairing.pairs()
    assert len(pairs) == len(best)
    assert sum(weights[pair] for pair in pairs) == sum(weights[min(pair), max(pair)] for pair in best)
    assert_proven(pairing, weights)


def assert_proven(pairing: Pairing, weights: Weights) -> None:
    """No pair costs less than its people's prices, the tolls of odd sets that hold both aside; what is paid is what must be paid."""
    size = pairing.nearby.size
    sets = [(set(held), toll) for held, toll, parts in zip(pairing.held, pairing.toll, pairing.parts, strict=True) if parts and toll]
    assert all(len(held) % 2 and toll > 0 for held, toll in sets)
    price = pairing.price
    rows, cols = np.array(list(weights), dtype=np.int64).reshape(-1, 2).T
    for (a, b), cost in zip(weights, pairing.nearby.costs(rows, cols), strict=True):
        assert price[a] + price[b] - sum(toll for held, toll in sets if {a, b} <= held) <= cost
    alone = [person for person in range(size) if pairing.partner[person] < 0]
    assert all(price[person] <= pairing.alone[person] for person in range(size))
    pairs = np.array(pairing.pairs(), dtype=np.int64).reshape(-1, 2)
    paid = sum(pairing.nearby.costs(pairs[:, 0], pairs[:, 1])) + sum(pairing.alone[person] for person in alone)
    assert paid == sum(price[:size]) - sum(toll * (len(held) // 2) for held, toll in sets) == pairing.least


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(0, 10**6))
def test_people_who_are_kept_out_change_nothing_else(drawn: tuple[int, Weights], seed: int) -> None:
    size, weights = drawn
    out = set(np.random.default_rng(seed).choice(size, min(3, size), replace=False).tolist())
    pairing = paired(size, weights).without(sorted(out))
    for person in pairing.waiting():
        if pairing.waits(person):
            pairing.seat(person)
    left = {pair: weight for pair, weight in weights.items() if not out & set(pair)}
    graph = networkx.Graph()
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in left.items())
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    assert len(pairing.pairs()) == len(best)
    assert sum(left[pair] for pair in pairing.pairs()) == sum(left[min(pair), max(pair)] for pair in best)


@pytest.mark.parametrize("count", [24, 51])
def test_odd_clusters_that_hang_together_by_threads(count: int) -> None:
    """Prices alone would have every triangle take half of each of its pairs; the threads between them decide."""
    rng = np.random.default_rng(count)
    size = 3 * count
    weights = {(3 * at + a, 3 * at + b): 1000 for at in range(count) for a, b in ((0, 1), (0, 2), (1, 2))}
    weights |= {(min(a, b), max(a, b)): int(rng.integers(1, 900)) for a, b in rng.integers(0, size, (4 * count, 2)) if a // 3 != b // 3}
    graph = networkx.Graph()
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in weights.items())
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    pairing = paired(size, weights)
    assert len(pairing.pairs()) == len(best)
    assert sum(weights[pair] for pair in pairing.pairs()) == sum(weights[min(pair), max(pair)] for pair in best)
    assert_proven(pairing, weights)


@pytest.mark.parametrize("seed", range(12))
def test_the_trio_is_the_best_of_all_three_hundred(seed: int) -> None:
    """Thirteen people in clusters of odd size, each of which would like the trio: all trios are tried, the others paired by networkx."""
    rng = np.random.default_rng(seed)
    size, most = 13, (3, 1_000)[seed % 2]
    weights = {pair: int(rng.integers(0, most)) + most * (pair[0] // 3 == pair[1] // 3) for pair in combinations(range(size), 2)}
    found = exact.solve(weighted_island([(*pair, weight) for pair, weight in weights.items()], size), Meter())
    best = 0
    for trio in combinations(range(size), 3):
        graph = networkx.Graph()
        graph.add_weighted_edges_from((a, b, 2 * weight) for (a, b), weight in weights.items() if not {a, b} & set(trio))
        rest = networkx.max_weight_matching(graph, maxcardinality=True)
        worth = sum(2 * weights[min(pair), max(pair)] for pair in rest) + sum(weights[pair] for pair in combinations(trio, 2))
        best = max(best, worth)
    mine = sum(weights[pair] * (2 if len(group) == 2 else 1) for group in found.groups for pair in combinations(group, 2))
    assert (found.proven, sum(map(len, found.groups)), mine) == (True, size, best)


def sparse_blossom(allowed: np.ndarray, score: np.ndarray) -> tuple[int, int]:
    """How many pairs PyMatching makes and what they score: everybody is to be seated, the cheapest way."""
    size, far = len(allowed), 4 * 10**6
    graph = pymatching.Matching()
    for a, b in zip(*np.nonzero(np.triu(allowed, 1)), strict=True):
        graph.add_edge(int(a), int(b), weight=far - int(score[a, b]))
    for one in range(size):
        graph.add_boundary_edge(one, weight=far / 2)
    ends = graph.decode_to_matched_dets_array(np.ones(size, dtype=np.uint8))
    pairs = [(int(a), int(b)) for a, b in ends if b >= 0]
    return len(pairs), sum(int(score[pair]) for pair in pairs)


@pytest.mark.parametrize("n", [100, 300, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("make", ["plain", "busy"])
def test_hundreds_of_people_score_what_two_other_solvers_find_over_all_pairs(n: int, make: str) -> None:
    plain = ("placed", "score")
    problem = busy_company(n, 2, plain) if make == "busy" else Problem(company(n, 2), Policy(levels=plain), seed=1)
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert (solution.status, solution.score) == ("exact", solution.bound)
    assert sparse_blossom(allowed, score) == (solution.placed // 2, solution.score)
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from([(a, b, int(score[a, b])) for a, b in zip(*np.nonzero(np.triu(allowed, 1)), strict=True)])
    pairs = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    assert (2 * len(pairs), sum(int(score[pair]) for pair in pairs)) == (solution.placed, solution.score)


@pytest.mark.parametrize("n", [100, pytest.param(300, marks=pytest.mark.slow)])
def test_every_aim_at_once_is_what_rustworkx_finds_with_one_long_number_a_pair(n: int) -> None:
    problem = busy_company(n, 3)
    facts = Facts(problem)
    aims, every = Aims.of(facts), facts.every
    allowed = facts.allowed(every, every)
    first, second = np.nonzero(np.triu(allowed, 1))
    weights = [0] * len(first)
    for name in aims.names:
        worth = aims.pairs(name, every, every)[first, second]
        room = 2 * n * (int(np.abs(worth).max()) + 1)
        weights = [weight * room + int(more) for weight, more in zip(weights, worth, strict=True)]
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(list(zip(first.tolist(), second.tolist(), weights, strict=True)))
    pairs = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    solution = solve(problem)
    assert verify(problem, solution) == []
    assert solution.status == "exact"
    assert {level.name: level.value for level in solution.levels} == aims.values(tuple(sorted(pair)) for pair in pairs)
