"""How many rounds of groups in a row are made beside a named rival in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py               everything, some ten minutes
    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py 2000          twenty rounds of so many people, beside the rival
    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py 300 search    one round as it is solved without compiled code

Groups of five over twenty rounds, each with the history of all before it: seven days of quarter hours in a week with a clock change,
leave, weekday patterns, languages, reporting lines, blocks. Times are user and system seconds of this process and its children, the
median of the rounds. *solve* is who sits with whom: no rule broken, nobody meets again, teams spread, the score bettered; *read and solve*
begins with the arrays a caller has; *call* is all the way to a checked answer (bound, reasons, times, verify), taken once, in the last
round. *bettering* shows for that round what each effort takes and what a person scores then. Compiled code and the rival's input are made
before the clock starts. Rows are added to bench/results/groups.jsonl too.

The rival is annealing as an open-source coffee bot does it, written anew and plainly: a hundred exchanges of two people, each kept when the
groups together have fewer repeats, else by chance. It knows who met whom and nothing else: no hours, languages, blocks, lines, teams,
interests, left out, bound or reasons.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.crowd import DAY, crowd
from bench.measuring import keep, say, spent
from mooring.engine import History, Policy, Problem, Round, Rule, Solution, solve, verify
from mooring.engine.arrays import Group
from mooring.engine.facts import Facts
from mooring.engine.large import Effort
from mooring.engine.large import groups as large
from mooring.engine.large import solve as solve_large
from mooring.engine.large.packing import pack
from mooring.engine.large.settling import Bettering, bettering_for
from mooring.engine.large.warming import warm
from mooring.engine.meter import Meter

Array = NDArray[np.int64]
Rows = list[list[int]]

SIZE, ROUNDS, STEPS = 5, 20, 100
POLICY = Policy(size=SIZE, rules=(Rule("hours"), Rule("manager"), Rule("language")), cooldown_days=None)


def faults(problem: Problem, groups: Sequence[Group], met: set[int]) -> tuple[int, int]:
    """Groups without a common start, and pairs that met in an earlier round, by plain arrays."""
    starts, without, again = Facts(problem).hours, 0, 0
    for size in sorted({len(group) for group in groups}):
        rows = np.sort(np.array([group for group in groups if len(group) == size]), axis=1)
        without += int((~starts.possible_groups(rows)).sum())
        first, second = np.triu_indices(size, 1)
        keys = (rows[:, first] * problem.people.count + rows[:, second]).ravel().tolist()
        again += sum(key in met for key in keys)
        met.update(keys)
    return without, again


def rounds(n: int) -> tuple[dict[str, Any], Problem]:
    """Twenty rounds in a row; what they took and broke, and the problem of the last."""
    begin = replace(crowd(n, 1, 0, POLICY), day=DAY)
    past: list[Round] = []
    took: dict[str, list[float]] = {"solve": [], "read_solve": []}
    met: set[int] = set()
    broken = again = left = other = 0
    for number in range(ROUNDS):
        problem = replace(begin, history=History(tuple(past)), seed=number)
        began = spent()
        packed = pack(problem)
        read = spent()
        made = large.Groups(packed)
        made.better(bettering_for(n), Meter())
        made.thin_out()
        made.seat_the_left()
        ended = spent()
        took["solve"].append(ended - read)
        took["read_solve"].append(ended - began)
        groups = made.named()
        left += n - sum(map(len, groups))
        without, repeats = faults(problem, groups, met)
        broken, again = broken + without, again + repeats
        other += sum(len(group) != SIZE for group in groups)
        past.append(Round(met=tuple(groups)))
        say(f"  round {number + 1}: solve {ended - read:.4f} s, {without} lack hours, {repeats} repeats, {other} of other sizes so far")
    last = {f"last_{name}": some[-1] for name, some in took.items()}
    row = {f"ours_{name}": statistics.median(some) for name, some in took.items()} | last
    return row | {"without_common_hours": broken, "repeats": again, "left": left, "other_sizes": other}, problem


def call(problem: Problem, row: dict[str, Any]) -> None:
    """The last round once more, all the way, with what bounds it."""
    began = spent()
    solution = solve_large(problem)
    solved = spent()
    wrong = verify(problem, solution)
    row |= {"ours_call": spent() - began, "verify": spent() - solved, "faults": len(wrong)} | told(solution)
    say(f"  call {row['ours_call']:.2f} s, of it verify {row['verify']:.2f} s; faults {len(wrong)}; {row['gap']} below the bound")


def told(solution: Solution) -> dict[str, Any]:
    """How near to its bounds an answer comes."""
    short = {level.name: [float(level.value), float(level.bound)] for level in solution.levels if not level.exact}
    return {"placed": solution.placed, "gap": f"{solution.gap:.1%}", "score": float(solution.score), "levels_below_bound": short}


def annealed(n: int, met: dict[tuple[int, int], int], seed: int) -> Rows:
    """The rival's groups."""
    rng = random.Random(seed)  # noqa: S311  a baseline of a bench, no secret
    order = list(range(n))
    rng.shuffle(order)
    groups = [order[at : at + SIZE] for at in range(0, n, SIZE)]
    cost = repeats(groups, met)
    for step in range(STEPS):
        one, other = rng.sample(range(len(groups)), 2)
        here, there = rng.randrange(len(groups[one])), rng.randrange(len(groups[other]))
        groups[one][here], groups[other][there] = groups[other][there], groups[one][here]
        now = repeats(groups, met)
        if now > cost and rng.random() >= math.exp((cost - now) * (step + 1) / STEPS):
            groups[one][here], groups[other][there] = groups[other][there], groups[one][here]
        else:
            cost = now
    return groups


def repeats(groups: Rows, met: dict[tuple[int, int], int]) -> int:
    """How often people of one group have met before."""
    return sum(met.get((min(a, b), max(a, b)), 0) for group in groups for a, b in combinations(group, 2))


def rival(problem: Problem) -> tuple[float, int, int, int]:
    """Seconds of the annealing for the last round, its groups without common hours, its broken pairs, its repeats."""
    met: dict[tuple[int, int], int] = {}
    for one in problem.history.rounds:
        for group in one.met:
            for pair in combinations(group, 2):
                met[pair] = met.get(pair, 0) + 1
    began = spent()
    groups = annealed(problem.people.count, met, 1)
    took = spent() - began
    facts = Facts(problem)
    without = sum(not facts.hours.group_possible(tuple(group)) for group in groups)
    apart = sum(not facts.allowed(facts.every[[a]], facts.every[[b]])[0, 0] for group in groups for a, b in combinations(group, 2))
    return took, without, apart, repeats(groups, met)


def beside(n: int) -> None:
    """Twenty rounds, and the last of them beside the rival where it can."""
    say(f"{n:,} people in groups of {SIZE}, {ROUNDS} rounds")
    row, problem = rounds(n)
    say(f"  solve {row['ours_solve']:.4f} s a round (last {row['last_solve']:.4f}), read and solve {row['ours_read_solve']:.3f}; in all "
        f"{row['without_common_hours']} groups without common hours, {row['repeats']} repeats, {row['left']} left")  # fmt: skip
    call(problem, row)
    name, theirs = "", {}
    note = f"{ROUNDS} rounds in a row, the median of what each took; the call is the last round's."
    if n <= 10_000:
        took, without, apart, again = rival(problem)
        name, theirs = "annealing", dict.fromkeys(("solve", "read_solve", "call"), took)
        note += f" Annealing: Python, a hundred steps; {without} of {n // SIZE} groups lack common hours, {apart} pairs break a rule, "
        note += f"{again} repeats."
    ours = {what: row.pop(f"ours_{what}") for what in ("solve", "read_solve", "call")}
    for what in ("last_solve", "last_read_solve", "verify", "score", "levels_below_bound"):
        row.pop(what)
    keep("groups", f"rounds {n}", ours, name, theirs, note, **row)
    efforts(n, problem)


def efforts(n: int, problem: Problem) -> None:
    """What bettering takes and brings in a round, by how much is looked at."""
    packed = pack(problem)
    took: dict[Bettering, float] = {}
    scores = {"laid_out": per_person(problem, large.Groups(packed).named())}
    for by in (Bettering(1, 25), Bettering(1, 40), Bettering(4, 60), Bettering(12, 60)):
        began = spent()
        made = large.Groups(packed)
        made.better(by, Meter())
        took[by] = spent() - began
        scores[f"{by.passes} x {by.block}"] = f"{per_person(problem, made.named())} in {took[by]:.3f} s"
    note = "What a person scores in that round, by how often all are gone through and how many people a block has."
    keep("groups", f"bettering {n}", {"solve": took[bettering_for(n)]}, "12 x 60", {"solve": took[Bettering(12, 60)]}, note, **scores)


def per_person(problem: Problem, groups: Sequence[Group]) -> str:
    """What a person scores on the mean, of 1."""
    facts, total = Facts(problem), 0.0
    for size in sorted({len(group) for group in groups}):
        rows = np.array([group for group in groups if len(group) == size])
        first, second = np.triu_indices(size, 1)
        total += float(facts.score_of(rows[:, first], rows[:, second]).sum()) / (size - 1)
    return f"{total / problem.people.count / 1_000_000:.4f}"


def search(n: int) -> None:
    """One round without compiled code, as rounds of few people are solved, beside its bound."""
    problem = crowd(n, 1, 3, POLICY)
    began = spent()
    solution = solve(problem)
    took = spent() - began
    began = spent()
    near = solve_large(problem, effort=Effort())
    compiled, score = spent() - began, f"{float(near.score / solution.score):.3f}"
    keep(
        "groups", f"search {n}", {"solve": took}, "our compiled code for many people", {"solve": compiled},
        "One round as rounds of few people are solved.",
        faults=len(verify(problem, solution)), placed=solution.placed, gap=f"{solution.gap:.1%}", compiled_score_beside_it=score,
    )  # fmt: skip


def main(asked: list[str]) -> None:
    """What was asked for, or everything."""
    warm()
    if len(asked) > 1:
        search(int(asked[0]))
        return
    for n in [15, 50, 200, 500, 1_000] if not asked else []:
        search(n)
    for n in [int(one) for one in asked] or [2_000, 10_000, 100_000]:
        beside(n)


if __name__ == "__main__":
    main(sys.argv[1:])
