"""How the matcher does beside a named rival in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python bench/matching.py            everything, a few minutes
    PYTHONPATH=src:. .venv/bin/python bench/matching.py 300 500    only these numbers of people

Rivals: rustworkx' maximum-weight matching over the whole graph of allowed pairs (exact, other code, knows one aim only), and a plain
shuffle that pairs people in random order and drops the pairs that break a rule. Times are processor seconds of this process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
import rustworkx

from mooring.engine import History, Policy, Problem, WhatIf, solve, verify
from mooring.engine.facts import Facts
from tests.engine.oracles import after, company

Made = TypeVar("Made")
Pairs = list[tuple[int, int]]


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What the work gives and the processor seconds it took."""
    began = time.process_time()
    made = work()
    return made, time.process_time() - began


def whole_graph(problem: Problem) -> Pairs:
    """The rival's best pairs over every allowed pair."""
    facts = Facts(problem)
    allowed, score = facts.allowed(facts.every, facts.every), facts.score(facts.every, facts.every)
    first, second = np.nonzero(np.triu(allowed, 1))
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph()
    graph.add_nodes_from(range(facts.n))
    graph.add_edges_from(list(zip(first.tolist(), second.tolist(), score[first, second].tolist(), strict=True)))
    return sorted(rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int))


def shuffle(problem: Problem) -> Pairs:
    """People in random order, two by two, pairs that break a rule dropped."""
    facts = Facts(problem)
    order = np.random.default_rng(1).permutation(facts.n).tolist()
    pairs = [(order[at], order[at + 1]) for at in range(0, facts.n - 1, 2)]
    return [pair for pair in pairs if facts.group_allowed(pair)]


def worth(problem: Problem, pairs: Pairs) -> int:
    """Scores of the pairs added up."""
    facts = Facts(problem)
    return sum(int(facts.score(facts.every[[a]], facts.every[[b]])[0, 0]) for a, b in pairs)


def beside(n: int) -> None:
    """One number of people: the matcher, and both rivals where they can."""
    problem = Problem(company(n, 1), Policy(levels=("placed", "score")), seed=1)
    ours, seconds = timed(lambda: solve(problem))
    say(f"{n} people: {ours.status}, {ours.placed} placed, gap {ours.gap:.4%}, {seconds:.2f} s, faults {len(verify(problem, ours))}")
    plain = shuffle(problem)
    placed, score = ours.placed / max(1, 2 * len(plain)), float(ours.score) / max(1, worth(problem, plain))
    say(f"  beside a shuffle: {placed:.2f} x placed, {score:.2f} x score")
    if n % 2 == 0 and n <= 1_000:
        rival, needed = timed(lambda: whole_graph(problem))
        same = (2 * len(rival), worth(problem, rival)) == (ours.placed, int(ours.score))
        say(f"  beside the whole graph: {needed / seconds:.1f} x as fast, {'the same' if same else 'ANOTHER'} answer")


def every_aim(n: int) -> None:
    """All aims, round after round; what fairness and need cost in score."""
    people, rounds = company(n, 1), []
    for number in range(4):
        problem = Problem(people, history=History(tuple(rounds)), seed=number)
        began = time.process_time()
        solution = solve(problem)
        seconds = time.process_time() - began
        rounds.append(after(problem, solution))
        given_up = f"{solution.gap:.2%} of the score given up for the aims before it"
        repeats = len(solution.fairness.repeats)
        say(f"{n} people, round {number + 1}, every aim: {solution.status}, {repeats} repeats, {given_up}, {seconds:.2f} s")


def what_if(n: int) -> None:
    """A pair forbidden and a made pair locked in a solved round, each beside solving the changed round from the start."""
    problem = Problem(company(n, 1), Policy(levels=("placed", "score")), seed=1)
    whatif = WhatIf(problem)
    pair = whatif.solution.groups[n // 4]
    for name, locks, forbidden in (("one pair forbidden", (), (pair,)), ("one made pair locked", (pair,), ())):
        again, seconds = timed(partial(whatif.solve, locks, forbidden))
        anew, needed = timed(partial(solve, replace(problem, locks=locks, forbidden=forbidden)))
        same = (again.placed, again.score) == (anew.placed, anew.score)
        say(f"{n} people, {name}: {seconds / needed:.2f} x solving anew, {'the same' if same else 'ANOTHER'} answer")


def groups(n: int, size: int) -> None:
    """Groups beside the bound over all pairs, which no groups can reach."""
    problem = Problem(company(n, 1), Policy(size=size, levels=("placed", "score")), seed=1)
    ours, seconds = timed(lambda: solve(problem))
    faults = len(verify(problem, ours))
    say(f"{n} people in groups of {size}: {ours.placed} placed, {ours.gap:.2%} below the bound of pairs, {seconds:.2f} s, faults {faults}")


def main(numbers: list[int]) -> None:
    """Run what was asked for, or everything."""
    for n in numbers or [100, 500, 501, 1_000, 2_000, 10_000]:
        beside(n)
    if not numbers:
        every_aim(500)
        what_if(1_000)
        groups(500, 4)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
