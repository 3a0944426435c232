"""`mooring match`: introduce the people of a file to each other."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from textwrap import wrap
from typing import Final

from mooring.cli import sides
from mooring.cli.arrays import make_problem
from mooring.cli.files import Refusal, name_of, opened, write
from mooring.cli.history import PastRound, read_history
from mooring.cli.people import COLUMNS, Sheet, read_people
from mooring.cli.remarks import remarks
from mooring.cli.report import label_of, report, table
from mooring.cli.rows import Complaints
from mooring.cli.scores import STATED, as_wishes, read_scores
from mooring.core.hours import HoursError, Window, parse_date
from mooring.core.tabular import TableError
from mooring.engine import Policy, PolicyError, ProblemError, Term, coffee, verify, verify_roles
from mooring.engine.policy.aloud import read_aloud
from mooring.engine.policy.files import parse
from mooring.engine.policy.named import same_name
from mooring.engine.policy.shape import read_size
from mooring.engine.problem import MOST_STATED
from mooring.engine.roles.problem import MODES
from mooring.solver.entry import entry, roles_entry

DONE: Final = 0
FAULT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

_EPILOG: Final = """
people.csv has a header. Only the column id is needed; known are
  {columns}
in any order. Lists have semicolons between. Hours: Mon-Thu 09:00-12:00,13:00-17:00; Fri 09:00-13:00
(a night such as 22:00-06:00 belongs to the day it begins; without any: Monday to Friday, 9 to 17).
Time zone: a name such as Europe/Berlin (without one: UTC). Leave: 2026-12-24..2027-01-02. Manager: an id.
Helps and wants: topics to help with, and to learn. New and remote: yes or no. Seniority: steps from 0.
Wishes: ids of people to meet, a strength of 1 to 3 after a star: p7; p9*3. Nobody else sees them.

With --with, people.csv are those who look for somebody (mentees, new hires), mentors.csv those who have room: capacity says
for how many, least with how few they would not begin. Choices: ids of the other side, best first, alike with =: m3; m1 = m4.
Who has no list may have anybody the rules allow, by the preferences. --fixed is a table of person and with, pairs made first.

--scores is a table of person, with and score, or JSON such as [["anna", "ben", 12]]: your own numbers from 0 for pairs. Up to 1
they count as they stand, larger ones as a share of the largest; a pair that is not there is worth 0. Without a policy they alone
are what a pair is worth; a policy weighs them as the preference stated, and its rule stated lets nobody else meet.

Capacity: 0 for somebody who is not to be matched now. attribute:NAME and number:NAME are columns of
your own, for a policy to ask for: attribute:department, number:tenure (a whole number, or nothing).

history.csv and matches.csv are the same table, one row a person: round, match, person; an empty match means
that the person was in the round and not placed; an optional date serves the cooldown, and carried says what
fell to the person: trio, bad hour, low score. After a round that took place, append matches.csv to history.csv
as it is:  cat matches.csv >> history.csv

A policy file holds TOML or JSON with any of: size, seats, minutes, rules, preferences,
not_alone, cooldown_days, levels, such as
  rules = ["hours", "manager", "other_attribute:department"]
  [preferences]
  bridge = 0.5
  "number:tenure" = { weight = 0.2, curve = [[0, 1], [12, 0]] }
docs/algorithms/policy.md and docs/match.md tell all of it; --read-aloud says a policy in plain sentences.
Comma, semicolon or tab, any encoding. Nothing is written when anything is wrong.

Ends with 0 when done, 2 when the files or options cannot be used, 1 when something failed here.
"""


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
        epilog=_EPILOG.replace("{columns}", "\n  ".join(wrap(", ".join(COLUMNS), 100))),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("people", nargs="?", help="people.csv, or - for standard input")
    parser.add_argument("--programme", choices=["coffee"], default="coffee", help="the kind of introduction (default: coffee)")
    parser.add_argument("--size", help="people in a group, 2 to 6, or a range such as 4-6 (default: 2, with one trio if odd)")
    parser.add_argument("--with", dest="beside", metavar="FILE", help="those who have room, such as mentors.csv: people are the other side")
    parser.add_argument("--mode", choices=MODES, help="with --with: largest total score (default), most people served, or stable")
    parser.add_argument("--fixed", metavar="FILE", help="with --with: pairs to be made first, a table of person and with")
    parser.add_argument("--again", action="store_true", help="with --with: people who met inside the cooldown may be matched again")
    parser.add_argument("--history", metavar="FILE", help="earlier rounds, or - for standard input")
    parser.add_argument("--start", metavar="DATE", help="first day of the round, such as 2026-11-23")
    parser.add_argument("--days", type=int, default=7, help="days the meetings may take place on, 1 to 28 (default: 7)")
    parser.add_argument("--seed", type=int, default=0, help="decides between equally good answers (default: 0)")
    parser.add_argument("--out", metavar="FILE", default="-", help="where the matches go (default: -, standard output)")
    parser.add_argument("--report", metavar="FILE", help="where a summary as JSON goes, or -")
    parser.add_argument("--policy", metavar="FILE", help="rules and preferences as TOML or JSON")
    parser.add_argument("--scores", metavar="FILE", help="what pairs are worth: a table of person, with and score, or JSON")
    parser.add_argument("--prove", action="store_true", help="prove the bound over all pairs even above 20,000 people")
    parser.add_argument("--read-aloud", action="store_true", help="say the policy in plain sentences, and do nothing else")
    options = parser.parse_args(argv)
    missing = [name for name, given in (("people", options.people), ("--start", options.start)) if given is None]
    if missing and not options.read_aloud:
        parser.error(f"the following arguments are required: {', '.join(missing)}")
    return options


def _run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    if [options.people, options.history, options.policy, options.beside, options.fixed, options.scores].count("-") > 1:
        raise Refusal("Only one of people, --with, --fixed, --scores, --history and --policy can be standard input.")
    _check_sides(options)
    policy = _asked(options)
    if options.read_aloud:
        sys.stdout.write("".join(f"{one.sentence}\n" for one in read_aloud(policy)))
        return DONE
    if options.out == "-" == options.report:
        raise Refusal("Only one of --out and --report can be standard output.")
    if options.seed < 0:
        raise Refusal(f"--seed: 0 or more, not {options.seed}.")
    window = _window(options)
    with opened(options.people) as source:
        sheet = read_people(source, name_of(options.people))
    if not options.beside:
        _check_columns(policy, sheet, options)
        sheet, policy = _scored(sheet, policy, options)
    past: list[PastRound] = []
    if options.history:
        with opened(options.history) as source:
            past = read_history(source, name_of(options.history))
    if options.beside:
        return _two_sides(options, sheet, past, policy, window, began)
    problem, names = make_problem(sheet, past, policy, window, options.seed)
    solution = entry(problem, prove=options.prove)(problem)
    wrong = verify(problem, solution)
    if wrong:
        return _does_not_hold(wrong)
    told = report(problem, solution, names, window, time.perf_counter() - began)
    wanted = [(options.out, table(solution, names, label_of(past, window.first), window.first))]
    write(wanted + ([(options.report, told)] if options.report else []))
    for remark in (*sheet.remarks, *remarks(problem, solution, names.ids)):
        sys.stderr.write(f"{remark}\n")
    return DONE


def _check_sides(options: argparse.Namespace) -> None:
    """Refusal where an option does not go with one side, or with two."""
    given = [name for name in ("mode", "fixed", "again") if getattr(options, name)]
    if given and not options.beside:
        raise Refusal(f"--{given[0]} is for two sides; name the other one by --with.")
    if options.beside and options.size is not None:
        raise Refusal("--size is for one side; with --with, capacity says how many people somebody has room for.")


def _two_sides(options: argparse.Namespace, seekers: Sheet, past: Sequence[PastRound], policy: Policy, window: Window, began: float) -> int:
    with opened(options.beside) as source:
        hosts = read_people(source, name_of(options.beside))
    both = sides.joined(seekers, hosts, (name_of(options.people), name_of(options.beside)))
    _check_columns(policy, both.sheet, options)
    scored, policy = _scored(both.sheet, policy, options)
    both = replace(both, sheet=scored)
    problem, _names = sides.roles_of(both, past, policy, window, options.seed, options.mode or "total", again=options.again)
    if options.fixed:
        with opened(options.fixed) as source:
            pairs, rows = sides.read_fixed(source, name_of(options.fixed), both)
        problem = sides.fixed(problem, pairs, rows, name_of(options.fixed), both)
    solution = roles_entry(problem)(problem)
    wrong = verify_roles(problem, solution)
    if wrong:
        return _does_not_hold(wrong)
    told = sides.report(problem, solution, both, window, time.perf_counter() - began)
    wanted = [(options.out, sides.table(problem, solution, both, label_of(past, window.first), window.first))]
    write(wanted + ([(options.report, told)] if options.report else []))
    for remark in both.sheet.remarks:
        sys.stderr.write(f"{remark}\n")
    return DONE


def _does_not_hold(wrong: Sequence[str]) -> int:
    sys.stderr.write("The result does not hold, which is a fault in this program; nothing was written.\n" + "\n".join(wrong) + "\n")
    return FAULT


def _window(options: argparse.Namespace) -> Window:
    try:
        start = parse_date(options.start)
    except HoursError as error:
        raise Refusal(f"--start: {error}.") from None
    if not 1 <= options.days <= 28:
        raise Refusal(f"--days: 1 to 28, not {options.days}.")
    if not date(1970, 1, 2) <= start <= date(9990, 1, 1):
        raise Refusal(f"--start: {start} is out of reach.")
    return Window(start, options.days)


def _check_columns(policy: Policy, sheet: Sheet, options: argparse.Namespace) -> None:
    """Refusal, with its place in the policy, where it asks for a column of one's own that is not there."""
    given = {"attributes": sheet.attributes, "numbers": sheet.numbers}
    rules = [(f"rules.{at}", rule.definition.field, rule.definition.part) for at, rule in enumerate(policy.rules, 1)]
    terms = [(f"preferences.{at}", term.measure.field, term.measure.part) for at, term in enumerate(policy.terms, 1)]
    seats = [(f"seats.{seat.name}", "numbers", same_name(seat.name)) for seat in policy.seats]
    alone = [(f"not_alone.{at}", "attributes", same_name(name)) for at, name in enumerate(policy.not_alone, 1)]
    for place, family, part in (*rules, *terms, *seats, *alone):
        if part and part not in given[family]:
            column = f"{family.removesuffix('s')}:{part}"
            raise Refusal(f"{options.policy}: {place}: {name_of(options.people)} has no column '{column}'.")


def _scored(sheet: Sheet, policy: Policy, options: argparse.Namespace) -> tuple[Sheet, Policy]:
    """People with the scores of their pairs, if there are any; for many people as wishes, in whose place the policy then weighs them."""
    if not options.scores:
        return sheet, policy
    with opened(options.scores) as source:
        stated = read_scores(source, name_of(options.scores), [one.id for one in sheet.people])
    many = as_wishes(policy, stated) if len(sheet.people) > MOST_STATED and not sheet.wishes else None
    if many is None:
        return replace(sheet, stated=stated), policy
    return replace(sheet, wishes=many[1]), many[0]


def _asked(options: argparse.Namespace) -> Policy:
    """The policy of the options. Refusal where it asks for scores that are not given, or does not ask for those that are."""
    policy = _policy(options)
    if options.scores and not options.policy:
        levels = tuple(level for level in policy.levels if level != "need")
        return replace(policy, terms=(Term(STATED, 1000, private=True),), levels=levels)
    places = [f"rules.{at}" for at, rule in enumerate(policy.rules, 1) if rule.name == STATED]
    places += [f"preferences.{at}" for at, term in enumerate(policy.terms, 1) if term.name == STATED]
    if places and not options.scores and not options.read_aloud:
        raise Refusal(f"{options.policy}: {places[0]}: '{STATED}' asks for scores of pairs; name their file by --scores.")
    if options.scores and not places:
        raise Refusal(f"{options.policy}: --scores is given, but neither a preference nor a rule '{STATED}' asks for it.")
    return policy


def _policy(options: argparse.Namespace) -> Policy:
    policy = coffee()
    if options.policy:
        try:
            with opened(options.policy) as source:
                policy = parse(source.read().decode("utf-8-sig"))
        except UnicodeError:
            raise Refusal(f"{options.policy}: this is not UTF-8.") from None
        except PolicyError as error:
            raise Refusal(f"{options.policy}: {error}") from None
    if options.size is not None:
        try:
            size, up_to = read_size(options.size)
            policy = replace(policy, size=size, up_to=up_to)
        except PolicyError as error:
            raise Refusal(f"--{error}") from None
    return policy


if __name__ == "__main__":
    sys.exit(main())
