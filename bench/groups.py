"""How many rounds of groups in a row are made beside a named rival in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py               everything, some ten minutes
    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py 2000          twenty rounds of so many people, beside the rival
    PYTHONPATH=src:. .venv/bin/python -P bench/groups.py 300 search    one round as it is solved without compiled code

Groups of five over twenty rounds, each with the history of all before it: seven days of quarter hours in a week with a clock change,
leave, weekday patterns, languages, reporting lines, blocks. Times are user and system seconds of this process and its children, the
median of the rounds. *rules* is who sits with whom so that no rule is broken, nobody meets again and teams are spread; *solve* betters
the score as well; *read and solve* begins with the arrays a caller has; *call* is all the way to a checked answer (bound, reasons, times,
verify), taken once, in the last round. Compiled code and the rival's input are made before the clock starts. Rows are added to
bench/results/groups.jsonl too.

The rival is annealing as an open-source coffee bot does it, written anew and plainly: a hundred exchanges of two people, each kept when the
groups together have fewer repeats, else by chance. It knows who met whom and nothing else: no hours, languages, blocks, lines, teams,
interests, left out, bound or reasons.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.crowd import DAY, crowd
from bench.measuring import keep, say, spent
from mooring.engine import History, Policy, Problem, Round, Rule, Solution, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.large import Effort
from mooring.engine.large import groups as large
from mooring.engine.large import solve as solve_large
from mooring.engine.large.packing import pack
from mooring.engine.large.warming import warm
from mooring.engine.lists import Lists
from mooring.engine.meter import Meter

Array = NDArray[np.int64]
Groups = list[list[int]]

SIZE, ROUNDS, STEPS = 5, 20, 100
POLICY = Policy(size=SIZE, rules=(Rule("hours"), Rule("manager"), Rule("language")), cooldown_days=None)


def faults(problem: Problem, made: Array, met: set[int]) -> tuple[int, int]:
    """Groups without a common start, and pairs that met in an earlier round, by plain arrays."""
    starts = Facts(problem).hours
    shared = starts.possible_groups(made)
    first, second = np.triu_indices(SIZE, 1)
    rows = np.sort(made, axis=1)
    keys = (rows[:, first] * problem.people.count + rows[:, second]).ravel().tolist()
    again = sum(key in met for key in keys)
    met.update(keys)
    return int((~shared).sum()), again


def rounds(n: int) -> tuple[dict[str, Any], Problem]:
    """Twenty rounds in a row; what they took and broke, and the problem of the last."""
    begin = replace(crowd(n, 1, 0, POLICY), day=DAY)
    past: list[Round] = []
    took: dict[str, list[float]] = {"rules": [], "solve": [], "read_solve": []}
    met: set[int] = set()
    broken = again = left = 0
    for number in range(ROUNDS):
        problem = replace(begin, history=History(tuple(past)), seed=number)
        began = spent()
        packed = pack(problem)
        read = spent()
        made = large.Groups(packed)
        made.mend(Meter())
        made.thin_out()
        made.seat_the_left()
        ruled = spent()
        made.better(large.bettering_for(n), Meter())
        ended = spent()
        took["rules"].append(ruled - read)
        took["solve"].append(ended - read)
        took["read_solve"].append(ended - began)
        groups = made.named()
        left += n - sum(map(len, groups))
        full = np.array([group for group in groups if len(group) == SIZE])
        without, repeats = faults(problem, full, met)
        broken, again = broken + without, again + repeats
        past.append(Round(met=Lists.of_rows(full)))
        say(f"  round {number + 1}: rules {ruled - read:.4f} s, solve {ended - read:.3f} s, {without} lack hours, {repeats} repeats")
    last = {f"last_{name}": some[-1] for name, some in took.items()}
    row = {f"ours_{name}": statistics.median(some) for name, some in took.items()} | last
    return row | {"without_common_hours": broken, "repeats": again, "left": left}, problem


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


def annealed(n: int, met: dict[tuple[int, int], int], seed: int) -> Groups:
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


def repeats(groups: Groups, met: dict[tuple[int, int], int]) -> int:
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
    say(f"  rules {row['ours_rules']:.4f} s a round (last {row['last_rules']:.4f}), solve {row['ours_solve']:.3f}, "
        f"read and solve {row['ours_read_solve']:.3f}; in all {row['without_common_hours']} groups without common hours, "
        f"{row['repeats']} repeats, {row['left']} left")  # fmt: skip
    call(problem, row)
    name, theirs = "", {}
    note = f"{ROUNDS} rounds in a row, the median of what each took to break no rule, where nobody meets again and teams are spread."
    if n <= 10_000:
        took, without, apart, again = rival(problem)
        name, theirs = "annealing", dict.fromkeys(("rules", "solve", "read_solve", "call"), took)
        note += f" Annealing: Python, a hundred steps; {without} of {n // SIZE} groups lack common hours, {apart} pairs break a rule, "
        note += f"{again} repeats."
    ours = {what: row.pop(f"ours_{what}") for what in ("rules", "solve", "read_solve", "call")}
    for what in ("last_rules", "last_solve", "last_read_solve", "verify", "score", "levels_below_bound"):
        row.pop(what)
    keep("groups", f"rounds {n}", ours, name, theirs, note, **row)


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
