"""Slow, plain answers to compare the engine with, and made-up problems to ask both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from mooring.engine import History, People, Policy, Problem, Round, Rule, Solution, Term
from mooring.engine.aims import Aims
from mooring.engine.facts import Facts
from mooring.engine.island import Island

Group = tuple[int, ...]


def partitions(people: list[int], trios: int) -> Iterator[list[Group]]:
    """Every way to make some of these people pairs, with at most so many trios."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from partitions(rest, trios)
    for other in rest:
        for more in partitions([one for one in rest if one != other], trios):
            yield [(first, other), *more]
    if trios:
        for others in combinations(rest, 2):
            for more in partitions([one for one in rest if one not in others], trios - 1):
                yield [(first, *others), *more]


@dataclass
class Best:
    """What the best arrangement reaches: aims in order, and the most any that places as many people can score."""

    values: dict[str, int]
    score: int


def best_pairs(facts: Facts) -> Best:
    """By trying everything: pairs, and in every island of people one trio where that places somebody more."""
    aims = Aims.of(facts)
    worth: dict[Group, list[int] | None] = {}
    values, score = [0] * len(aims.names), 0
    for island in islands(facts):
        found: dict[bool, tuple[list[int], int]] = {}
        for groups in partitions(island, 1):
            for group in groups:
                if group not in worth:
                    worth[group] = [aims.group(name, group) for name in aims.names] if facts.group_allowed(group) else None
            reached = [worth[group] for group in groups]
            if None in reached:
                continue
            total = [sum(one[at] for one in reached if one) for at in range(len(aims.names))]
            trio = any(len(group) == 3 for group in groups)
            before, most = found.get(trio, (total, total[-1]))
            if total[0] == before[0]:
                most = max(most, total[-1])
            elif total[0] > before[0]:
                most = total[-1]
            found[trio] = max(before, total), most
        chosen = found[True] if True in found and found[True][0][0] > found[False][0][0] else found[False]
        values = [one + more for one, more in zip(values, chosen[0], strict=True)]
        score += chosen[1]
    return Best(dict(zip(aims.names, values, strict=True)), score)


def most_placed(facts: Facts) -> int:
    """How many people pairs and any number of trios can place, by trying everything."""
    allowed = {group for size in (2, 3) for group in combinations(range(facts.n), size) if facts.group_allowed(group)}

    @cache
    def most(people: tuple[int, ...]) -> int:
        if not people:
            return 0
        first, rest = people[0], people[1:]
        best = most(rest)
        for size in (1, 2):
            for others in combinations(rest, size):
                if (first, *others) in allowed:
                    best = max(best, 1 + size + most(tuple(one for one in rest if one not in others)))
        return best

    return most(tuple(range(facts.n)))


def islands(facts: Facts) -> list[list[int]]:
    """People who can reach each other through allowed pairs."""
    allowed = facts.allowed(facts.every, facts.every)
    left, made = set(range(facts.n)), []
    while left:
        edge = [left.pop()]
        island = set(edge)
        while edge:
            near = {int(other) for other in np.flatnonzero(allowed[edge.pop()])} - island
            island |= near
            edge += near
        left -= island
        made.append(sorted(island))
    return made


def weighted_island(edges: Iterable[tuple[int, int, int]], size: int) -> Island:
    """People whose allowed pairs are these edges and score these weights, and nothing else matters."""
    weights, allowed = np.zeros((size, size), dtype=np.int64), np.zeros((size, size), dtype=bool)
    for u, v, weight in edges:
        weights[u, v] = weights[v, u] = weight
        allowed[u, v] = allowed[v, u] = True
    facts = Facts(Problem(People.of(size), Policy(rules=(), levels=("placed", "score"))))
    facts._kept["score"] = weights
    return Island(Aims.of(facts), np.arange(size), allowed)


def small_problem(seed: int, most: int = 9, size: int = 2) -> Problem:
    """A few people with few hours, some history, some blocks: every rule and aim comes into play."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, most + 1))
    slots = 2 * 96
    free, edge = np.zeros((n, slots), bool), np.zeros((n, slots), bool)
    for person in range(n):
        for day in range(2):
            begins = day * 96 + int(rng.integers(30, 60))
            free[person, begins : begins + int(rng.choice([6, 10, 20]))] = True
    if rng.random() < 0.5:
        edge[:, 30:44] = True
    pairs = list(combinations(range(n), 2))
    share = float(rng.choice([0, 0.1, 0.4]))
    rules = [Rule("hours")] + [Rule(name) for name in ("manager", "other_team", "language", "chain") if rng.random() < 0.2]
    terms = (
        Term("bridge", 350),
        Term("need", 250, True),
        Term("interests", 150),
        Term("overlap", 150),
        Term("lift", 100),
        Term("exchange", 50),
    )
    return Problem(
        People.of(
            n,
            team=rng.integers(-1, 4, n),
            site=rng.integers(-1, 3, n),
            interests=rng.random((n, 6)) < 0.4,
            helps=rng.random((n, 6)) < 0.3,
            wants=rng.random((n, 6)) < 0.3,
            languages=rng.random((n, 3)) < 0.5,
            free=free,
            edge=edge,
            new=rng.random(n) < 0.2,
            remote=rng.random(n) < 0.2,
            lines=[tuple(range(person - 1, -1, -1))[: int(rng.integers(0, 3))] for person in range(n)],
            capacity=np.where(rng.random(n) < 0.05, 0, 1),
        ),
        Policy(size=size, rules=tuple(rules), terms=terms),
        History(tuple(_past(rng, n) for _ in range(int(rng.integers(0, 4))))),
        seed=seed,
        blocked=tuple(pair for pair in pairs if rng.random() < share),
        ended=tuple(pair for pair in pairs if rng.random() < 0.03),
        never=tuple(pair for pair in pairs if rng.random() < 0.03),
        again=tuple(pair for pair in pairs if rng.random() < 0.05),
        forbidden=tuple(group for k in (2, 3) for group in combinations(range(n), k) if rng.random() < 0.04),
    )


def _past(rng: np.random.Generator, n: int) -> Round:
    order = [int(one) for one in rng.permutation(n + 1)]
    pairs = int(rng.integers(0, n // 2 + 1))
    return Round(
        met=tuple((order[2 * at], order[2 * at + 1]) for at in range(pairs)),
        unplaced=tuple(one for one in order[2 * pairs : 2 * pairs + 2] if one < n),
        trio=tuple(one for one in order[:3] if one < n) if rng.random() < 0.5 else (),
        bad_hour=tuple(one for one in order[3:5] if one < n),
        low_score=tuple(one for one in order[4:7] if one < n) if rng.random() < 0.5 else (),
    )


def company(n: int, seed: int, teams: int = 14) -> People:
    """People of several time zones, with teams, topics and managers, as a company has them."""
    rng = np.random.default_rng(seed)
    free = np.zeros((n, 5 * 96), bool)
    for person in range(n):
        shift = int(rng.choice([0, 0, 0, 4, -24, 24, 32]))
        for day in range(5):
            begins = max(0, day * 96 + 36 + shift)
            free[person, begins : begins + 32] = True
    return People.of(
        n,
        team=rng.integers(0, teams, n),
        site=rng.integers(0, 5, n),
        interests=rng.random((n, 40)) < 0.15,
        free=free,
        lines=[() if person < 5 else (int(rng.integers(0, 5)),) for person in range(n)],
        new=rng.random(n) < 0.1,
    )


def after(problem: Problem | None, solution: Solution) -> Round:
    """The round a solution becomes when everybody meets."""
    matches = solution.matches
    return Round(
        met=tuple(match.members for match in matches),
        unplaced=tuple(one.person for one in solution.unplaced),
        trio=solution.fairness.trio,
        bad_hour=solution.fairness.bad_hour,
        low_score=solution.fairness.low_score,
    )
