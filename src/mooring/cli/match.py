"""`mooring match`: introduce the people of a file to each other."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from mooring.cli.people import Complaints, PastRound, Person, read_history, read_people
from mooring.core.hours import HoursError, Window, parse_date
from mooring.core.tabular import TableError
from mooring.engine import (
    History,
    Match,
    People,
    Policy,
    PolicyError,
    Problem,
    ProblemError,
    Round,
    Solution,
    Unplaced,
    coffee,
    from_ranges,
    solve,
    verify,
)
from mooring.engine.policy.files import parse

DONE: Final = 0
FAULT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

_RULES: Final = {
    "hours": "no common stretch of time",
    "manager": "one is the other's manager or the manager's manager",
    "chain": "one is in the other's reporting line",
    "language": "no language in common",
    "other_team": "the same team",
    "same_team": "different teams",
    "other_site": "the same site",
    "same_site": "different sites",
    "capacity": "no room for a match",
}

_EPILOG: Final = """
people.csv has a header. Only the column id is needed; known are
  id, name, email, team, site, timezone, hours, leave, manager, languages, topics, capacity
in any order. Lists have semicolons between. Hours: Mon-Thu 09:00-12:00,13:00-17:00; Fri 09:00-13:00
(a night such as 22:00-06:00 belongs to the day it begins; without any: Monday to Friday, 9 to 17).
Time zone: a name such as Europe/Berlin (without one: UTC). Leave: 2026-12-24..2027-01-02. Manager: an id.
Capacity: 0 for somebody who is not to be matched now.

history.csv and matches.csv are the same table, one row a person: round, match, person; an empty match means
that the person was in the round and not placed; an optional date serves the cooldown. After a round that
took place, append matches.csv to history.csv as it is:  cat matches.csv >> history.csv

A policy file holds TOML or JSON with any of: size, minutes, rules, preferences, cooldown_days, levels.
Comma, semicolon or tab, any encoding. Nothing is written when anything is wrong.

Ends with 0 when done, 2 when the files or options cannot be used, 1 when something failed here.
"""


class Refusal(Exception):
    """Something in the options or files that cannot be used; the message is for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in a problem stand for."""

    ids: tuple[str, ...]
    topics: tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _options(sys.argv[1:] if argv is None else argv)
    try:
        return _run(options)
    except Complaints as complaints:
        sys.stderr.write(f"{complaints}\n")
    except (Refusal, TableError, PolicyError, ProblemError) as error:
        sys.stderr.write(f"{error}\n")
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; nothing was written.\n")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  the reader went away; nothing more can be said to it
        return FAULT
    return REFUSED


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="mooring match",
        description="Introduce the people of a file to each other: pairs or small groups, in everybody's hours, "
        "nobody left out who could be placed, and a proof of how good the result is.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("people", help="people.csv, or - for standard input")
    parser.add_argument("--programme", choices=["coffee"], default="coffee", help="the kind of introduction (default: coffee)")
    parser.add_argument("--size", type=int, help="people in a group, 2 to 6 (default: 2, with one trio if odd)")
    parser.add_argument("--history", metavar="FILE", help="earlier rounds, or - for standard input")
    parser.add_argument("--start", metavar="DATE", required=True, help="first day of the round, such as 2026-11-23")
    parser.add_argument("--days", type=int, default=7, help="days the meetings may take place on, 1 to 28 (default: 7)")
    parser.add_argument("--seed", type=int, default=0, help="decides between equally good answers (default: 0)")
    parser.add_argument("--out", metavar="FILE", default="-", help="where the matches go (default: -, standard output)")
    parser.add_argument("--report", metavar="FILE", help="where a summary as JSON goes, or -")
    parser.add_argument("--policy", metavar="FILE", help="rules and preferences as TOML or JSON")
    return parser.parse_args(argv)


def _run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    if [options.people, options.history].count("-") > 1:
        raise Refusal("Only one of people and --history can be standard input.")
    if options.out == "-" == options.report:
        raise Refusal("Only one of --out and --report can be standard output.")
    start = _start(options)
    policy = _policy(options)
    with _open(options.people) as source:
        people, remarks = read_people(source, _name(options.people))
    past: list[PastRound] = []
    if options.history:
        with _open(options.history) as source:
            past = read_history(source, _name(options.history))
    problem, names = _problem(people, past, policy, start, options)
    solution = solve(problem)
    wrong = verify(problem, solution)
    if wrong:
        sys.stderr.write("The result does not hold, which is a fault in this program; nothing was written.\n" + "\n".join(wrong) + "\n")
        return FAULT
    report = _report(problem, solution, names, options, time.perf_counter() - began)
    _write(options, _table(solution, names, _label(past, start), start), json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    for remark in remarks:
        sys.stderr.write(f"{remark}\n")
    return DONE


def _start(options: argparse.Namespace) -> date:
    try:
        start = parse_date(options.start)
    except HoursError as error:
        raise Refusal(f"--start: {error}.") from None
    if not 1 <= options.days <= 28:
        raise Refusal(f"--days: 1 to 28, not {options.days}.")
    if not date(1970, 1, 2) <= start <= date(9990, 1, 1):
        raise Refusal(f"--start: {start} is out of reach.")
    return start


def _policy(options: argparse.Namespace) -> Policy:
    policy = coffee()
    if options.policy:
        try:
            policy = parse(Path(options.policy).read_text("utf-8"))
        except OSError as error:
            raise Refusal(f"{options.policy}: {error.strerror}.") from None
        except UnicodeError:
            raise Refusal(f"{options.policy}: this is not UTF-8.") from None
        except PolicyError as error:
            raise Refusal(f"{options.policy}: {error}") from None
    if options.size is not None:
        try:
            policy = replace(policy, size=options.size)
        except PolicyError as error:
            raise Refusal(f"--{error}") from None
    return policy


def _problem(
    people: Sequence[Person], past: Sequence[PastRound], policy: Policy, start: date, options: argparse.Namespace
) -> tuple[Problem, Names]:
    """Rows as arrays. People of the past or managers who are not in the file get numbers above the others."""
    if options.seed < 0:
        raise Refusal(f"--seed: 0 or more, not {options.seed}.")
    window = Window(start, options.days)
    nodes = {person.id: at for at, person in enumerate(people)}
    topics = _numbers(one.casefold() for person in people for one in person.topics)
    languages = _numbers(one.casefold() for person in people for one in person.languages)
    teams, sites = _numbers(person.team for person in people), _numbers(person.site for person in people)
    managers = {person.id: person.manager for person in people}
    arrays = People.of(
        len(people),
        team=[teams.get(person.team, -1) for person in people],
        site=[sites.get(person.site, -1) for person in people],
        lines=[_line(person.id, managers, nodes) for person in people],
        languages=_flags([person.languages for person in people], languages),
        interests=_flags([person.topics for person in people], topics),
        free=from_ranges([window.free(one.hours, one.zone, one.leave) for one in people], window.slots),
        edge=from_ranges([window.edge(one.hours, one.zone, one.leave) for one in people], window.slots),
        slots=window.slots,
        capacity=[person.capacity for person in people],
    )
    rounds = tuple(_round(one, nodes, policy) for one in past)
    shown = {one.casefold(): one for person in reversed(people) for one in person.topics}
    names = Names(tuple(person.id for person in people), tuple(shown[key] for key in topics))
    return Problem(arrays, policy, History(rounds), seed=options.seed, day=start), names


def _line(person: str, managers: dict[str, str], nodes: dict[str, int]) -> list[int]:
    line = []
    node = managers.get(person, "")
    while node:
        line.append(nodes.setdefault(node, len(nodes)))
        node = managers.get(node, "")
    return line


def _round(one: PastRound, nodes: dict[str, int], policy: Policy) -> Round:
    groups = [tuple(nodes.setdefault(person, len(nodes)) for person in group) for group in one.groups.values()]
    trio = tuple(node for group in groups if policy.size == 2 and len(group) == 3 for node in group)
    return Round(
        met=tuple(group for group in groups if len(group) > 1),
        placed=tuple(node for group in groups for node in group),
        unplaced=tuple(nodes.setdefault(person, len(nodes)) for person in one.unplaced),
        trio=trio,
        day=one.day,
    )


def _numbers(words: Iterator[str]) -> dict[str, int]:
    return {word: at for at, word in enumerate(dict.fromkeys(word for word in words if word))}


def _flags(rows: Sequence[Sequence[str]], numbers: dict[str, int]) -> NDArray[np.bool_]:
    made = np.zeros((len(rows), len(numbers)), dtype=np.bool_)
    for at, row in enumerate(rows):
        for one in row:
            made[at, numbers[one.casefold()]] = True
    return made


def _label(past: Sequence[PastRound], start: date) -> str:
    if all(one.label.isdecimal() for one in past):
        return str(max((int(one.label) for one in past), default=0) + 1)
    labels = {one.label for one in past}
    label, count = start.isoformat(), 1
    while label in labels:
        count += 1
        label = f"{start.isoformat()}-{count}"
    return label


def _table(solution: Solution, names: Names, label: str, start: date) -> str:
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["round", "match", "person", "date", "reasons"])
    for number, match in enumerate(solution.matches, 1):
        for person in match.members:
            write.writerow([label, number, names.ids[person], start.isoformat(), _reasons(match, names)])
    for one in solution.unplaced:
        write.writerow([label, "", names.ids[one.person], start.isoformat(), _why(one)])
    return text.getvalue()


def _reasons(match: Match, names: Names) -> str:
    made = []
    for reason in match.reasons:
        shared = f" ({', '.join(names.topics[topic] for topic in reason.shared)})" if reason.shared else ""
        made.append(f"{reason.term} {reason.points / 1_000_000:.3f}{shared}")
    if match.repeats:
        made.append("met before")
    return "; ".join(made)


def _why(one: Unplaced) -> str:
    rules = ", ".join(f"{blocking.rule} ({blocking.people})" for blocking in one.rules)
    return f"{one.cause.replace('_', ' ')}{': ' if rules else ''}{rules}"


def _report(problem: Problem, solution: Solution, names: Names, options: argparse.Namespace, seconds: float) -> dict[str, Any]:
    return {
        "people": problem.people.count,
        "placed": solution.placed,
        "unplaced": [
            {
                "person": names.ids[one.person],
                "cause": one.cause,
                "reasons": [{"rule": rule.rule, "people": rule.people, "means": _RULES.get(rule.rule, rule.rule)} for rule in one.rules],
                "would_help": list(one.lift),
                "left_out_last_time": one.again,
            }
            for one in solution.unplaced
        ],
        "trios": sum(match.trio for match in solution.matches) if problem.policy.size == 2 else 0,
        "score": _number(solution.score),
        "bound": _number(solution.bound),
        "gap": solution.gap,
        "status": solution.status,
        "repeats": len(solution.fairness.repeats),
        "cross_team_share": _cross_team(problem, solution),
        "start": options.start,
        "days": options.days,
        "seconds": round(seconds, 3),
    }


def _cross_team(problem: Problem, solution: Solution) -> float | None:
    """Share of the introduced pairs whose teams differ, of those whose teams are both known."""
    team = problem.people.team
    pairs = [pair for match in solution.matches for pair in combinations(match.members, 2)]
    known = [(a, b) for a, b in pairs if team[a] >= 0 and team[b] >= 0]
    return sum(bool(team[a] != team[b]) for a, b in known) / len(known) if known else None


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _name(path: str) -> str:
    return "standard input" if path == "-" else path


@contextmanager
def _open(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        source = open(path, "rb")  # noqa: SIM115  closed below; only opening it may be refused
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}.") from None
    with source:
        yield source


def _write(options: argparse.Namespace, table: str, report: str) -> None:
    """Everything or nothing: both files are complete before either takes its place."""
    wanted = [(options.out, table)] + ([(options.report, report)] if options.report else [])
    ready: list[tuple[str, str]] = []
    try:
        for path, text in wanted:
            if path != "-":
                ready.append((_aside(path, text), path))
        for aside, path in ready:
            os.replace(aside, path)
    except OSError as error:
        for aside, _ in ready:
            Path(aside).unlink(missing_ok=True)
        raise Refusal(f"{error.filename2 or error.filename}: {error.strerror}.") from None
    for path, text in wanted:
        if path == "-":
            sys.stdout.write(text)
            sys.stdout.flush()


def _aside(path: str, text: str) -> str:
    target = Path(path)
    if target.is_dir() or (target.exists() and not target.is_file()):
        raise OSError(21, "this is not a file that can be written", path)
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(aside, 0o666 & ~mask)
    return aside


if __name__ == "__main__":
    sys.exit(main())
