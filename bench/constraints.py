"""What each further constraint costs a round of pairs: the same people, asked for a little more in each row.

    PYTHONPATH=src:. .venv/bin/python -P bench/constraints.py            100,000 people
    PYTHONPATH=src:. .venv/bin/python -P bench/constraints.py 10000      so many

The first row asks for what the first sketch of this matcher knew: the hours of one day, blocks, earlier meetings, and the best score. The
last is that of bench/large.py: a week of quarter hours with a clock change, leave and weekday patterns, languages, reporting lines, every
aim. Seconds are of *solve*: candidates, prices and pairs, from the problem as arrays. Rows are added to bench/results/constraints.jsonl.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial

from bench.crowd import DAYS, SLOTS, crowd
from bench.large import arranged
from bench.measuring import keep, say, timed
from mooring.engine import Policy, Problem, Rule
from mooring.engine.large.warming import warm
from mooring.engine.slots import Bits, pack, unpack

HOURS, REPORTS, LANGUAGE = Rule("hours"), Rule("manager"), Rule("language")
SCORE = ("placed", "score")


def in_a_day(problem: Problem) -> Problem:
    """The same people, each with the hours they have on any day of the week, in one day."""
    people = problem.people
    return replace(problem, people=replace(people, free=_day(people.free), edge=_day(people.edge), slots=SLOTS // DAYS))


def _day(held: Bits) -> Bits:
    return pack(unpack(held, SLOTS).reshape(len(held), DAYS, -1).any(axis=1))


def main(n: int) -> None:
    """Every row."""
    warm()
    problem = crowd(n)
    asked = [
        (
            "one day",
            replace(in_a_day(problem), policy=Policy(rules=(HOURS,), levels=SCORE)),
            "Hours of one day; as many as can be, the score.",
        ),
        ("a week", replace(problem, policy=Policy(rules=(HOURS,), levels=SCORE)), "Hours of seven days, leave, weekday patterns as well."),
        (
            "a week, who may talk",
            replace(problem, policy=Policy(rules=(HOURS, REPORTS, LANGUAGE), levels=SCORE)),
            "Languages and reporting lines as well.",
        ),
        ("everything", problem, "Every aim above the score as well."),
    ]
    say(f"{n:,} people, each row with all that those before it ask for")
    base = 0.0
    for letter, (name, held, note) in zip("abcd", asked, strict=True):
        made, seconds = timed(partial(arranged, held))
        base = base or seconds
        placed = 2 * len(made.pairs) + 3 * len(made.trios)
        keep("constraints", f"{n} {letter}: {name}", {"solve": seconds}, "one day", {"solve": base}, note, placed=placed)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
