"""How rounds of many pairs are made beside named rivals in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python -P bench/large.py                  every row not kept yet, each in a process of its own
    PYTHONPATH=src:. .venv/bin/python -P bench/large.py 2000 rounds      these rows, kept already or not
    PYTHONPATH=src:. .venv/bin/python -P bench/large.py --names          what rows there are

A run may be stopped: rows are added to bench/results/large.jsonl one by one. *solve* is candidates, prices and pairs, from the problem as
arrays; *call* is everything a caller waits for: solve, bound, reasons, causes, and a check by `verify`. Imports, compiled code and the
rivals' graphs are made before the clock starts. People are those of bench/crowd.py: a week of quarter hours with a clock change, leave,
weekday patterns, languages, reporting lines, blocks and eight earlier rounds; every rule and every aim, unless a row says otherwise.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import networkx
import numpy as np
import pymatching
import rustworkx
from numpy.typing import NDArray
from ortools.graph.python import linear_sum_assignment
from scipy import sparse

from bench.crowd import DAY, crowd
from bench.measuring import high_water, keep, low_water, rows, say, spent, timed
from mooring.engine import History, Policy, Problem, Rule, Solution, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.history import Round
from mooring.engine.kernels.pair import tell
from mooring.engine.large import Warm, proof
from mooring.engine.large import solve as solve_large
from mooring.engine.large.arranging import Arranged, arrange
from mooring.engine.large.effort import effort_for
from mooring.engine.large.market import BONUS
from mooring.engine.large.packing import Round as Packing
from mooring.engine.large.packing import pack
from mooring.engine.large.warm import start_of
from mooring.engine.large.warming import warm
from mooring.engine.meter import Meter
from mooring.engine.solving import AT_ONCE

Array = NDArray[np.int64]

RULES: Final = (Rule("hours"), Rule("manager"), Rule("language"))
SCORE_ONLY: Final = Policy(rules=RULES, levels=("placed", "score"))
PATIENCE: Final = 600
"""Seconds a rival that may never end is given."""


# ours


def arranged(problem: Problem) -> Arranged:
    """Candidates, prices and pairs, and nothing else."""
    packed = pack(problem)
    return arrange(packed, effort_for(packed), Meter())


def call(problem: Problem, **more: Any) -> tuple[Solution, list[str]]:
    """All that a caller waits for, and what is wrong with it."""
    solution = solve_large(problem, **more)
    return solution, verify(problem, solution)


def told(solution: Solution, faults: list[str]) -> dict[str, Any]:
    """What a row says of an answer."""
    return {"placed": solution.placed, "gap": f"{solution.gap:.4%}", "faults": len(faults), "repeats": len(solution.fairness.repeats)}


# rivals


def blossom(graph: Any) -> int:
    """networkx, all pairs alike: how many it pairs."""
    return len(networkx.max_weight_matching(graph))


def whole_graph(problem: Problem) -> Any:
    """Every allowed pair with its score, as rustworkx holds a graph."""
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    first, second = np.nonzero(np.triu(allowed, 1))
    graph: Any = rustworkx.PyGraph()
    graph.add_nodes_from(range(facts.n))
    graph.add_edges_from(list(zip(first.tolist(), second.tolist(), score[first, second].tolist(), strict=True)))
    return graph


def candidates(made: Arranged) -> tuple[Array, Array, Array]:
    """The pairs of a graph of candidates, each twice, with what they are worth."""
    many = len(made.graph.begins) - 1
    owner = np.repeat(np.arange(many), np.diff(made.graph.begins))
    return owner, made.graph.other.astype(np.int64), made.graph.value.astype(np.int64) + BONUS


def assignment(made: Arranged) -> Callable[[], int]:
    """OR-tools: the best assignment of everybody to somebody, or to nobody, among the candidates. Twice what any pairs can reach."""
    many = len(made.graph.begins) - 1
    owner, other, value = candidates(made)
    every = np.arange(many)
    left, right = np.concatenate([owner, every]), np.concatenate([other, every])
    cost = np.concatenate([-value, np.zeros(many, dtype=np.int64)])

    def work() -> int:
        solver = linear_sum_assignment.SimpleLinearSumAssignment()
        solver.add_arcs_with_cost(left, right, cost)
        if solver.solve() != solver.OPTIMAL:
            raise SystemExit("The assignment found no optimum.")
        return -int(solver.optimal_cost())

    return work


def sparse_blossom(made: Arranged) -> Callable[[], int]:
    """PyMatching: the best pairs among the candidates, exactly. Everybody is a detection; to stay alone costs half of what any two do."""
    many = len(made.graph.begins) - 1
    owner, other, value = candidates(made)
    once = owner < other
    one, two, weight = owner[once], other[once], value[once]
    pairs, most = len(one), 2 * int(weight.max())
    rows_of = np.concatenate([np.column_stack([one, two]).reshape(-1), np.arange(many)]).astype(np.int32)
    begins = np.concatenate([np.arange(0, 2 * pairs + 1, 2), 2 * pairs + 1 + np.arange(many)])
    check: Any = sparse.csc_matrix((np.ones(len(rows_of), np.uint8), rows_of, begins), shape=(many, pairs + many))
    weights = np.concatenate([most - weight.astype(float), np.full(many, most / 2)])
    worth = {(a, b): w for a, b, w in zip(one.tolist(), two.tolist(), weight.tolist(), strict=True)}

    def work() -> int:
        found: Any = pymatching.Matching.from_check_matrix(check, weights=weights).decode_to_matched_dets_array(np.ones(many, np.uint8))
        return sum(worth[min(a, b), max(a, b)] for a, b in found.tolist() if a >= 0 and b >= 0)

    return work


# rows


def thousand() -> None:
    """Exact, over all allowed pairs."""
    problem = crowd(1_000, policy=SCORE_ONLY)
    packed = pack(problem)
    effort = effort_for(packed)
    _, seconds = timed(partial(arranged, problem))
    (solution, faults), whole = timed(partial(call, problem, effort=effort))
    graph = whole_graph(problem)
    pairs, theirs = timed(lambda: rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int))
    best = sum(graph.get_edge_data(*pair) for pair in pairs)
    exact, exactly = timed(partial(solve, problem))
    keep(
        "large", "1000", {"solve": seconds, "call": whole}, "rustworkx, exact, all allowed pairs", {"solve": theirs, "call": theirs},
        "Rust. It finds one optimum of the score; it knows no hours, no other aim, gives no bound and no reasons, and is handed its graph.",
        **told(solution, faults), below_its_optimum=f"{1 - float(solution.score) / best:.4%}",
        exact_mode=f"{exactly:.3f} s, {'the same' if exact.score == best else 'ANOTHER'} value",
    )  # fmt: skip


def two_thousand() -> None:
    """Every aim, beside what a coffee bot does."""
    problem = crowd(2_000)
    _, seconds = timed(partial(arranged, problem))
    (solution, faults), whole = timed(partial(call, problem))
    graph: Any = networkx.complete_graph(2_000)
    _, theirs = timed(partial(blossom, graph))
    _, with_graph = timed(lambda: blossom(networkx.complete_graph(2_000)))
    keep(
        "large", "2000", {"solve": seconds, "call": whole}, "networkx, blossom over all pairs", {"solve": theirs, "call": with_graph},
        "Python. All pairs are alike to it: it knows no hours, blocks, interests, history or need, and proves and explains nothing. "
        f"Its call makes the graph as well, as a bot does each time: {with_graph / seconds:,.0f} times our solve.",
        **told(solution, faults),
    )  # fmt: skip


def ten_thousand(policy: Policy | None, name: str) -> None:
    """Proven over all pairs, beside the assignment of our candidates."""
    problem = crowd(10_000, policy=policy)
    made, seconds = timed(partial(arranged, problem))
    (solution, faults), whole = timed(partial(call, problem))
    _, theirs = timed(assignment(made))
    keep(
        "large", name, {"solve": seconds, "call": whole}, "OR-tools, assignment on our candidates", {"solve": theirs},
        "C++. It is handed our candidates with what they are worth, and gives everybody somebody, which need not be pairs: a bound alone.",
        **told(solution, faults),
    )  # fmt: skip


def hundred_thousand(policy: Policy | None, name: str) -> None:
    """The setting of all millions."""
    problem = crowd(100_000, policy=policy)
    made, seconds = timed(partial(arranged, problem))
    (solution, faults), whole = timed(partial(call, problem, prove=True))
    _, theirs = timed(assignment(made))
    keep(
        "large", name, {"solve": seconds, "call": whole}, "OR-tools, assignment on our candidates", {"solve": theirs},
        "C++. It is handed our candidates with what they are worth, and gives everybody somebody, which need not be pairs: a bound alone. "
        "Our call includes the proof over all pairs.",
        **told(solution, faults), peak=f"{high_water()} MiB",
    )  # fmt: skip


def thousand_exactly() -> None:
    """Both exact, over all allowed pairs."""
    problem = crowd(1_000, policy=SCORE_ONLY)
    exact, seconds = timed(partial(solve, problem))
    graph = whole_graph(problem)
    worth = {(min(pair), max(pair)): graph.get_edge_data(*pair) for pair in graph.edge_list()}
    far, everybody = 2 * max(worth.values()), np.ones(1_000, np.uint8)
    matching = pymatching.Matching()
    for (one, other), value in worth.items():
        matching.add_edge(one, other, weight=far - value)
    for one in range(1_000):
        matching.add_boundary_edge(one, weight=far / 2)
    found, theirs = timed(lambda: matching.decode_to_matched_dets_array(everybody))
    best = sum(worth.get((min(pair), max(pair)), 0) for pair in found.tolist())
    keep(
        "large", "1000-pymatching", {"solve": seconds}, "PyMatching, exact, all allowed pairs", {"solve": theirs},
        "C++. It finds one optimum of the score; it knows no hours, no other aim, gives no bound and no reasons, and is handed its graph. "
        "Ours is the exact mode, in Python, all the way to an answer with its proof and reasons.",
        value="the same" if exact.score == best else f"{float(exact.score) / best - 1:.4%} beside it",
    )  # fmt: skip


def exactly(n: int) -> None:
    """PyMatching on the candidates, which may not end: where somebody must stay alone its search has no bounds."""
    made, seconds = timed(partial(arranged, crowd(n)))
    _, theirs = timed(sparse_blossom(made))
    keep(
        "large", f"{n}-pymatching", {"solve": seconds}, "PyMatching on our candidates", {"solve": theirs},
        "C++. It is handed our candidates with what they are worth, and finds the best pairs among them.",
    )  # fmt: skip


def million() -> None:
    """A million people beside OR-tools' assignment of a hundred thousand's candidates, and ourselves at a hundred thousand."""
    small = crowd(100_000)
    made, tenth = timed(partial(arranged, small))
    _, theirs = timed(assignment(made), 1)
    del made, small
    problem = crowd(1_000_000)
    low_water()
    began = spent()
    packed = pack(problem)
    made = arrange(packed, effort_for(packed), Meter())
    seconds, memory = spent() - began, high_water()
    form = proof.score_alone(packed)
    worth, score = (int(column.sum()) for column in weighed(packed, made.pairs).T[:2])
    placed = made.pairs.size + 3 * len(made.trios)
    among = float(proof.score_bound(made.market.doubled, placed))
    over, error = proof.sampled(form, made.graph, made.market.doubled, placed, 1_500, 1)
    keep(
        "large", "1000000", {"solve": seconds}, "OR-tools, assignment on our candidates for 100,000", {"solve": theirs},
        "C++. A tenth of the people, handed their candidates: it gives everybody somebody, which need not be pairs.",
        placed=placed, times_our_100000=f"{seconds / tenth:.1f}", gap_on_its_candidates=f"{1 - worth / among:.4%}",
        gap_to_a_sampled_bound_over_all_pairs=f"{1 - score / over:.3%} ± {error / over:.3%}", memory=f"{memory} MiB",
    )  # fmt: skip


def weighed(packed: Packing, pairs: Array) -> Array:
    """What pairs are worth with every aim, as prices count them, and what they score."""
    told = np.empty((len(pairs), 4), dtype=np.int64)
    tell(packed.packed, pairs[:, 0].copy(), pairs[:, 1].copy(), told)
    return told


def growth(n: int) -> None:
    """One point of the growth."""
    problem = crowd(n)
    low_water()
    if n > AT_ONCE:
        _, seconds = timed(partial(arranged, problem))
        (solution, faults), whole = timed(partial(call, problem), 1)
    else:
        _, seconds = timed(partial(solve, problem))
        (solution, faults), whole = timed(partial(call, problem))
    keep(
        "large", f"growth {n}", {"solve": seconds, "call": whole}, "", {},
        "Every rule and every aim. Up to 1,500 people pairs are solved exactly; above that near the best. Up to 20,000 the call includes "
        "the proof over all pairs; above that it proves no bound.",
        **told(solution, faults), memory=f"{high_water()} MiB",
    )  # fmt: skip


def begun_again() -> None:
    """A round that begins with what the last one left, beside one that begins with nothing."""
    first = crowd(10_000)
    left: list[Warm] = []
    before = solve_large(first, leave=left.append)
    fairness = before.fairness
    past = Round(met=before.groups, unplaced=tuple(one.person for one in before.unplaced), trio=fairness.trio, bad_hour=fairness.bad_hour)
    problem = replace(first, history=History((*first.history.rounds, past)), seed=2)
    packed = pack(problem)
    start = start_of(packed, left[0])
    _, cold = timed(lambda: arrange(packed, effort_for(packed), Meter()))
    _, again = timed(lambda: arrange(packed, effort_for(packed), Meter(), start))
    gaps = [solve_large(problem, warm=one).gap for one in (None, left[0])]
    keep(
        "large", "warm", {"solve": again}, "our own start from nothing", {"solve": cold},
        "The next round of 10,000 people, from the candidates the last one left; reading the problem is in neither.",
        gap_from_nothing=f"{gaps[0]:.3%}", gap_from_the_last=f"{gaps[1]:.3%}",
    )  # fmt: skip


def rounds() -> None:
    """Fifty rounds of the same people, each with all those before it."""
    first = crowd(10_000, rounds=0, policy=Policy(rules=(*RULES, Rule("cooldown")), cooldown_days=None))
    past: list[Round] = []
    seconds, gaps, alone, repeats, faults = [], [], 0, 0, 0
    for number in range(50):
        problem = Problem(first.people, first.policy, History(tuple(past)), seed=number, day=DAY, blocked=first.blocked)
        if number in (0, 49):
            seconds.append(timed(partial(arranged, problem))[1])
        solution = solve_large(problem)
        faults += len(verify(problem, solution))
        gaps.append(solution.gap)
        alone += len(solution.unplaced)
        repeats += len(solution.fairness.repeats)
        past.append(
            Round(
                met=solution.groups,
                unplaced=tuple(one.person for one in solution.unplaced),
                trio=solution.fairness.trio,
                bad_hour=solution.fairness.bad_hour,
            )
        )
    keep(
        "large", "rounds", {"first": seconds[0], "last": seconds[-1]}, "our own first round", {"last": seconds[0]},
        "The last of fifty rounds of 10,000 people, in the place of *call*, beside the first: nobody meets anybody twice.",
        repeats=repeats, left_alone=alone, faults=faults, largest_gap=f"{max(gaps):.4%}",
    )  # fmt: skip


ROWS: Final[dict[str, Callable[[], None]]] = {
    "1000": thousand,
    "2000": two_thousand,
    "10000": partial(ten_thousand, None, "10000"),
    "10000-score": partial(ten_thousand, SCORE_ONLY, "10000-score"),
    "100000": partial(hundred_thousand, None, "100000"),
    "100000-score": partial(hundred_thousand, SCORE_ONLY, "100000-score"),
    "1000-pymatching": thousand_exactly,
    "10000-pymatching": partial(exactly, 10_000),
    "100000-pymatching": partial(exactly, 100_000),
    "rounds": rounds,
    "warm": begun_again,
    "1000000": million,
    **{f"growth {n}": partial(growth, n) for n in (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)},
}


def main(asked: list[str]) -> None:
    """One row here, several each in a process of its own."""
    if asked == ["--names"]:
        say("\n".join(ROWS))
        return
    if len(asked) == 1 and asked[0] in ROWS:
        warm()
        say(asked[0])
        ROWS[asked[0]]()
        return
    kept = {one["row"] for one in rows("large")}
    for name in asked or [name for name in ROWS if name not in kept]:
        try:
            subprocess.run([sys.executable, "-P", Path(__file__), name], check=True, timeout=PATIENCE if "pymatching" in name else None)  # noqa: S603  our own program
        except subprocess.TimeoutExpired:
            say(f"{name}: not done after {PATIENCE} seconds, and stopped")


if __name__ == "__main__":
    main(sys.argv[1:])
