"""`mooring match --with`: two files as two sides, people who look for somebody and those who have room for some of them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO, Final

from mooring.cli.arrays import Names, make_problem
from mooring.cli.history import PastRound
from mooring.cli.people import Person, Sheet
from mooring.cli.rows import Bad, body, columns_of
from mooring.core.hours import Window
from mooring.core.tabular import Table
from mooring.engine import Policy, Ranks, RolesProblem, RolesSolution, roles_problem
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.roles.problem import Mode, Pair

LOOKS_FOR: Final = "looks for"
HAS_ROOM: Final = "has room"

_PAIRS_IN_FULL: Final = 2_000_000
_LONGEST: Final = 50


@dataclass(frozen=True, slots=True)
class Sides:
    """Both files: those who look for somebody come first in `sheet`, `seekers` of them."""

    sheet: Sheet
    seekers: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Everybody's id."""
        return tuple(one.id for one in self.sheet.people)


def joined(seekers: Sheet, hosts: Sheet, names: tuple[str, str]) -> Sides:
    """Two files as one. Raises Complaints: nobody is on both sides, and lists name people of the other side, each once."""
    mine, theirs = ({one.id: one.row for one in sheet.people} for sheet in (seekers, hosts))
    for sheet, other, at in ((seekers, theirs, 0), (hosts, mine, 1)):
        bad, beside = Bad(names[at]), names[1 - at]
        for person in sheet.people:
            if sheet is hosts and person.id in other:
                bad.add(person.row, "id", person.id, f"this id stands in row {other[person.id]} of {beside} too; nobody is on both sides")
            _check_list(person, other, beside, bad)
            if person.least > person.capacity:
                bad.add(person.row, "least", str(person.least), f"there is room for {person.capacity} only")
        bad.end()
    attributes = tuple(dict.fromkeys((*seekers.attributes, *hosts.attributes)))
    numbers = tuple(dict.fromkeys((*seekers.numbers, *hosts.numbers)))
    people = tuple(_filled(one, attributes, numbers) for one in (*seekers.people, *hosts.people))
    here = set(mine) | set(theirs)
    remarks = tuple(one for one in (*seekers.remarks, *hosts.remarks) if not (one.column == "manager" and one.value in here))
    return Sides(Sheet(people, attributes, numbers, (*seekers.wishes, *hosts.wishes), remarks), len(seekers.people))


def _check_list(person: Person, other: dict[str, int], beside: str, bad: Bad) -> None:
    named = Counter(one for tie in person.choices for one in tie)
    for one, times in named.items():
        if one not in other:
            bad.add(person.row, "choices", one, f"nobody in {beside} has this id")
        elif times > 1:
            bad.add(person.row, "choices", one, "this person stands there twice")


def _filled(person: Person, attributes: Sequence[str], numbers: Sequence[str]) -> Person:
    """A person with every column of one's own that either file has, unknown where theirs has not."""
    known = {name: person.attributes.get(name, "") for name in attributes}
    return replace(person, attributes=known, numbers={name: person.numbers.get(name, -1) for name in numbers})


def read_fixed(source: BinaryIO, name: str, sides: Sides) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
    """Pairs to be made first, as places on both sides, and the rows they stand in. Raises Complaints or TableError."""
    table = Table(source, name)
    columns = columns_of(table, ("person", "with"))
    mine = {one: at for at, one in enumerate(sides.ids[: sides.seekers])}
    theirs = {one: at for at, one in enumerate(sides.ids[sides.seekers :])}
    bad, pairs = Bad(name), dict[int, tuple[Pair, int]]()
    for row in body(table):
        person, host = row.cell(columns["person"]), row.cell(columns["with"])
        if person not in mine:
            bad.add(row.number, "person", person, "nobody who looks for somebody has this id")
        elif host not in theirs:
            bad.add(row.number, "with", host, "nobody who has room has this id")
        elif mine[person] in pairs:
            bad.add(row.number, "person", person, f"this person stands in row {pairs[mine[person]][1]} already")
        else:
            pairs[mine[person]] = (mine[person], theirs[host]), row.number
    bad.end()
    return tuple(pair for pair, _ in pairs.values()), tuple(row for _, row in pairs.values())


def roles_of(
    sides: Sides, past: Sequence[PastRound], policy: Policy, window: Window, seed: int, mode: Mode, *, again: bool
) -> tuple[RolesProblem, Names]:
    """Two sides as the engine takes them, with the rules and preferences of the policy. Raises ProblemError."""
    problem, names = make_problem(sides.sheet, past, policy, window, seed)
    people, first = sides.sheet.people, sides.seekers
    place = {one.id: at for at, one in enumerate(people)}
    lists = {at: [[place[one] for one in tie] for tie in person.choices] for at, person in enumerate(people) if person.choices}
    hosts = range(first, len(people))
    made = roles_problem(
        problem,
        range(first),
        hosts,
        least=[people[at].least for at in hosts],
        wishes={at: ranking for at, ranking in lists.items() if at < first},
        answers={at: ranking for at, ranking in lists.items() if at >= first},
        longest=_LONGEST if first * len(hosts) > _PAIRS_IN_FULL else None,
        again=again,
        mode=mode,
    )
    return made, names


def fixed(problem: RolesProblem, pairs: Sequence[Pair], rows: Sequence[int], name: str, sides: Sides) -> RolesProblem:
    """The same with these pairs made first. Raises Complaints where one may not be, or a host has no more room."""
    bad, apart, held = Bad(name), set(problem.forbidden), Counter[int]()
    for (seeker, host), row in zip(pairs, rows, strict=True):
        held[host] += 1
        shown = sides.ids[sides.seekers + host]
        if problem.choice(seeker, host) is None or (seeker, host) in apart:
            bad.add(row, "with", shown, "these two may not have each other: a rule keeps them apart, or a list leaves the other out")
        elif held[host] > problem.room[host]:
            bad.add(row, "with", shown, f"there is room for {int(problem.room[host])} only")
    bad.end()
    return replace(problem, locks=tuple(pairs))


def table(problem: RolesProblem, solution: RolesSolution, sides: Sides, label: str, start: date) -> str:
    """One row a person, in the form of history.csv: everybody with their host in one match, and who waits."""
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["round", "match", "person", "date", "role", "reasons"])
    taken: dict[int, list[int]] = {}
    for seeker, host in solution.pairs:
        taken.setdefault(host, []).append(seeker)
    for number, host in enumerate(sorted(taken), 1):
        write.writerow([label, number, sides.ids[sides.seekers + host], start.isoformat(), HAS_ROOM, ""])
        for seeker in taken[host]:
            write.writerow([label, number, sides.ids[seeker], start.isoformat(), LOOKS_FOR, _reasons(problem, seeker, host)])
    for one in solution.waiting:
        write.writerow([label, "", sides.ids[one.seeker], start.isoformat(), LOOKS_FOR, one.cause.replace("_", " ")])
    return text.getvalue()


def _reasons(problem: RolesProblem, seeker: int, host: int) -> str:
    at = problem.choice(seeker, host)
    assert at is not None
    said = [f"score {int(problem.score[at]) / SCORE_SCALE:.3f}"]
    first, last = int(problem.start[seeker]), int(problem.start[seeker + 1])
    said.append(f"choice {1 + int((problem.seeker_score[first:last] > problem.seeker_score[at]).sum())} of {last - first}")
    return "; ".join([*said, "fixed first"] if (seeker, host) in problem.locks else said)


def report(problem: RolesProblem, solution: RolesSolution, sides: Sides, window: Window, seconds: float) -> str:
    """A summary as JSON; the keys are described in docs/match.md."""
    seekers, hosts = sides.ids[: sides.seekers], sides.ids[sides.seekers :]
    told: dict[str, Any] = {
        "mode": problem.mode,
        "people": problem.seekers,
        "with": problem.hosts,
        "room": int(problem.room.sum()),
        "placed": solution.placed,
        "fixed_first": len(problem.locks),
        "waiting": [{"person": seekers[one.seeker], "cause": one.cause, "waited_last_time": one.again} for one in solution.waiting],
        "not_held": [hosts[one] for one in solution.not_held],
        "score": solution.total,
        "bound": solution.bound,
        "gap": solution.gap,
        "status": solution.status,
        "ended": solution.ended,
        "stability": solution.stability,
        "levels": [{"name": one.name, "value": float(one.value), "bound": float(one.bound), "exact": one.exact} for one in solution.levels],
        "blocking": [[seekers[seeker], hosts[host]] for seeker, host in solution.blocking.tolist()],
        "ranks": {"people": _ranks(solution.seeker_ranks), "with": _ranks(solution.host_ranks)},
        "start": window.first.isoformat(),
        "days": window.days,
        "seconds": round(seconds, 3),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _ranks(ranks: Ranks) -> dict[str, Any]:
    """Places received: how many got their first choice, their second, and so on."""
    shares = {name: ranks.share(top) for name, top in (("first", 1), ("among_first_three", 3))}
    return {"asked": ranks.asked, "places": list(ranks.counts), "mean": None if ranks.mean is None else float(ranks.mean)} | {
        name: None if share is None else float(share) for name, share in shares.items()
    }
