"""Made-up problems for the solver of many people."""

from dataclasses import replace

import numpy as np

from mooring.engine import LEVELS, RULES, TERMS, Policy, Problem, Rule, Seat, Term
from tests.engine.oracles import small_problem

CURVE = ((0, 700_000), (3, 0))


def any_problem(seed: int) -> Problem:
    """A small problem under a policy that may weigh anything and keep any rule, with everything told that it may ask for.

    But for stated scores, which are not for many people.
    """
    problem, rng = small_problem(seed), np.random.default_rng(seed + 1)
    n = problem.people.count
    terms = tuple(
        Term(_full(name), int(rng.integers(0 if name != "need" else 1, 400)), curve=CURVE if name == "number" else ())
        for name in TERMS
        if name != "stated"
    )
    names = [_full(name) for name in RULES if name not in ("hours", "cooldown", "stated") and rng.random() < 0.12]
    names += [name for name in ("hours", "cooldown") if rng.random() < 0.7]
    rules = [Rule(name) for name in names if Rule(name).against not in names]
    levels = [name for name in LEVELS if name in ("placed", "score") or rng.random() < 0.8]
    people = replace(
        problem.people,
        seniority=rng.integers(-1, 5, n),
        attributes={"squad": rng.integers(-1, 3, n)},
        numbers={"squad": rng.integers(-1, 9, n)},
    )
    wishes = tuple((int(a), int(b), int(rng.integers(1, 5))) for a in range(n) for b in range(n) if a != b and rng.random() < 0.1)
    policy = Policy(rules=tuple(rules), terms=terms, levels=tuple(levels))
    return replace(problem, people=people, policy=policy, wishes=wishes)


def _full(name: str) -> str:
    return f"{name}:squad" if (RULES[name] if name in RULES else TERMS[name]).family else name


def in_groups(problem: Problem, size: int, up_to: int | None, seats: tuple[Seat, ...] = (), not_alone: tuple[str, ...] = ()) -> Problem:
    """The same people in groups."""
    policy = problem.policy
    free = [rule for rule in policy.rules if "squad" not in rule.name]
    return replace(
        problem,
        policy=replace(policy, size=size, up_to=up_to, seats=seats, not_alone=not_alone, rules=tuple(free if not_alone else policy.rules)),
    )
