"""What `mooring match` writes: a table that becomes history, and a summary as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

import numpy as np

from mooring.cli.arrays import Names
from mooring.cli.history import BAD_HOUR, LOW_SCORE, TRIO, PastRound
from mooring.core.hours import Window
from mooring.engine import Match, Problem, Solution, Unplaced, carried, fares
from mooring.engine.aims import PRIVATE_AIMS
from mooring.engine.arrays import IntArray
from mooring.engine.solving import AT_ONCE

_CARRIED: Final = ("left_out", "trio", "bad_hour", "repeat", "low_score")
_RULES: Final = {
    "hours": "no common stretch of time",
    "manager": "one is the other's manager or the manager's manager",
    "chain": "one is in the other's reporting line",
    "language": "no language in common",
    "stated": "no score was given for these two",
    "other_team": "the same team",
    "same_team": "different teams",
    "other_site": "the same site",
    "same_site": "different sites",
    "cooldown": "they met inside the cooldown",
    "capacity": "no room for a match",
}


def label_of(past: Sequence[PastRound], start: date) -> str:
    """What the round is called: the number after the last, or its first day where rounds have other names."""
    if all(one.label.isdecimal() for one in past):
        return str(max((int(one.label) for one in past), default=0) + 1)
    labels = {one.label for one in past}
    label, count = start.isoformat(), 1
    while label in labels:
        count += 1
        label = f"{start.isoformat()}-{count}"
    return label


def table(solution: Solution, names: Names, label: str, start: date) -> str:
    """One row a person, in the form of history.csv, with the reasons anybody in the round may read."""
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["round", "match", "person", "date", "carried", "reasons"])
    fair = solution.fairness
    fell = ((TRIO, frozenset(fair.trio)), (BAD_HOUR, frozenset(fair.bad_hour)), (LOW_SCORE, frozenset(fair.low_score)))
    for number, match in enumerate(solution.matches, 1):
        for person in match.members:
            words = "; ".join(word for word, people in fell if person in people)
            write.writerow([label, number, names.ids[person], start.isoformat(), words, _reasons(match, names)])
    for one in solution.unplaced:
        write.writerow([label, "", names.ids[one.person], start.isoformat(), "", _why(one)])
    return text.getvalue()


def _reasons(match: Match, names: Names) -> str:
    made = []
    for reason in match.reasons:
        if reason.private:
            continue
        shared = f" ({', '.join(names.topics[topic] for topic in reason.shared)})" if reason.shared else ""
        made.append(f"{reason.term} {reason.points / 1_000_000:.3f}{shared}")
    if match.repeats:
        made.append("met before")
    return "; ".join(made)


def _why(one: Unplaced) -> str:
    rules = ", ".join(f"{blocking.rule} ({blocking.people})" for blocking in one.rules if not blocking.private)
    return f"{one.cause.replace('_', ' ')}{': ' if rules else ''}{rules}"


def report(problem: Problem, solution: Solution, names: Names, window: Window, seconds: float) -> str:
    """A summary as JSON; the keys are described in docs/match.md."""
    return json.dumps(_summary(problem, solution, names, window, seconds), ensure_ascii=False, indent=2) + "\n"


def _summary(problem: Problem, solution: Solution, names: Names, window: Window, seconds: float) -> dict[str, Any]:
    return {
        "people": problem.people.count,
        "placed": solution.placed,
        "unplaced": [
            {
                "person": names.ids[one.person],
                "cause": one.cause,
                "reasons": [
                    {"rule": rule.rule, "people": rule.people, "means": _means(rule.rule)} for rule in one.rules if not rule.private
                ],
                # A part of what would help, the rest being private, would help nobody and be untrue.
                "would_help": [] if any(map(problem.policy.is_private, one.lift)) else list(one.lift),
                "left_out_last_time": one.again,
            }
            for one in solution.unplaced
        ],
        "trios": sum(len(group) == 3 for group in solution.groups) if problem.policy.size == 2 else 0,
        "score": _number(solution.score),
        "bound": _number(solution.bound),
        "gap": solution.gap,
        "status": solution.status,
        "ended": solution.ended,
        "levels": [
            {"name": one.name, "value": _number(one.value), "bound": _number(one.bound), "exact": one.exact}
            for one in solution.levels
            if one.name not in PRIVATE_AIMS
        ],
        "price_of_fairness": {
            "points": _number(solution.price_of_fairness),
            "share": solution.gap,
            "exact": solution.bound_reached,
        },
        "repeats": len(solution.fairness.repeats),
        "fairness": _fairness(problem, solution, names),
        "cross_team_share": _cross_team(problem, solution),
        "start": window.first.isoformat(),
        "days": window.days,
        "seconds": round(seconds, 3),
    }


def _fairness(problem: Problem, solution: Solution, names: Names) -> dict[str, Any]:
    """Who carried what over all rounds, as counts of people, and how teams and sites of five and more fared beside each other."""
    over_time = carried(problem, solution)
    told: dict[str, Any] = {name: np.bincount(getattr(over_time, name)).tolist() for name in _CARRIED}
    return told | {
        "teams": _faring(problem, solution, problem.people.team, names.teams),
        "sites": _faring(problem, solution, problem.people.site, names.sites),
    }


def _faring(problem: Problem, solution: Solution, codes: IntArray, names: Sequence[str]) -> dict[str, Any]:
    """How the people of some groups fared; nothing of first choices in a round of so many that those would take long to work out."""
    told = fares(problem, solution, codes, choices=problem.people.count <= AT_ONCE)
    groups = [
        {
            "names": [names[code] for code in one.codes],
            "people": one.people,
            "placed": one.placed,
            "first_choice": one.first,
            "among_first_five": one.among_first,
            "rounds_waited": one.waiting,
        }
        for one in told.groups
    ]
    return {"placed_ratio": None if told.ratio is None else float(told.ratio), "groups": groups}


def _means(rule: str) -> str:
    stem, _colon, part = rule.partition(":")
    families = {"same_attribute": f"another {part}", "other_attribute": f"the same {part}"}
    return families.get(stem) or _RULES.get(rule, rule)


def _cross_team(problem: Problem, solution: Solution) -> float | None:
    """Share of the introduced pairs whose teams differ, of those whose teams are both known."""
    team = problem.people.team
    pairs = [pair for group in solution.groups for pair in combinations(group, 2)]
    known = [(a, b) for a, b in pairs if team[a] >= 0 and team[b] >= 0]
    return sum(bool(team[a] != team[b]) for a, b in known) / len(known) if known else None


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
