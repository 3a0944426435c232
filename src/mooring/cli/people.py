"""Reads people.csv and history.csv for `mooring match`, with one exact complaint for every bad row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Final, TypeVar
from zoneinfo import ZoneInfo

from mooring.core.hours import NINE_TO_FIVE, HoursError, Leave, Span, parse_date, parse_leave, parse_week, parse_zone
from mooring.core.tabular import Complaint, Row, Table, TableError

COLUMNS: Final = ("id", "name", "email", "team", "site", "timezone", "hours", "leave", "manager", "languages", "topics", "capacity")
MOST_COMPLAINTS: Final = 50

Value = TypeVar("Value")


class Complaints(Exception):
    """Everything wrong with a file, row by row."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = tuple(complaints)


@dataclass(frozen=True, slots=True)
class Person:
    """A row of people.csv."""

    row: int
    id: str
    team: str = ""
    site: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    hours: tuple[Span, ...] = NINE_TO_FIVE
    leave: tuple[Leave, ...] = ()
    manager: str = ""
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    capacity: int = 1


@dataclass(slots=True)
class PastRound:
    """A round of history.csv: its groups and those it could not place, by id."""

    label: str
    day: date | None = None
    groups: dict[str, list[str]] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)


def read_people(source: BinaryIO, name: str) -> tuple[list[Person], list[Complaint]]:
    """The people of a table, and remarks that stop nothing. Raises Complaints or TableError."""
    table = Table(source, name)
    columns = _columns(table, ("id",))
    bad = _Bad(name)
    people: dict[str, Person] = {}
    for row in _body(table):
        person = _person(row, columns, bad)
        if person is None:
            continue
        if person.id in people:
            bad.add(row.number, "id", person.id, f"this id stands in row {people[person.id].row} already")
        people.setdefault(person.id, person)
    remarks = _check_managers(people, name, bad)
    bad.end()
    return list(people.values()), remarks


def read_history(source: BinaryIO, name: str) -> list[PastRound]:
    """Earlier rounds, oldest first: by date where every round has one, else by number, else as they stand.

    A header may stand again further down, with other columns too, since matches.csv is appended as it is.
    Raises Complaints or TableError.
    """
    table = Table(source, name)
    needed = ("round", "match", "person")
    columns = _columns(table, needed)
    bad = _Bad(name)
    rounds: dict[str, PastRound] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in _body(table):
        again = {cell.casefold(): at for at, cell in enumerate(row.cells)}
        if set(needed) <= set(again):
            columns = again
            continue
        label, match, person = (row.cell(columns[column]) for column in needed)
        if not label or not person:
            bad.add(row.number, "person" if label else "round", "", "this must not be empty")
            continue
        if (label, person) in seen:
            bad.add(row.number, "person", person, f"this person is in round {label} already, in row {seen[label, person]}")
            continue
        seen[label, person] = row.number
        one = rounds.setdefault(label, PastRound(label))
        _date(row, columns, one, bad)
        if match:
            one.groups.setdefault(match, []).append(person)
        else:
            one.unplaced.append(person)
    bad.end()
    return _in_order(list(rounds.values()))


def _in_order(rounds: list[PastRound]) -> list[PastRound]:
    days = [one.day for one in rounds if one.day is not None]
    if rounds and len(days) == len(rounds):
        return [rounds[at] for at in sorted(range(len(rounds)), key=lambda at: days[at])]
    if all(one.label.isdecimal() for one in rounds):
        return sorted(rounds, key=lambda one: int(one.label))
    return rounds


def _date(row: Row, columns: dict[str, int], one: PastRound, bad: _Bad) -> None:
    text = row.cell(columns["date"]) if "date" in columns else ""
    if not text:
        return
    day = bad.take(row.number, "date", text, parse_date)
    if day is not None and one.day not in (None, day):
        bad.add(row.number, "date", text, f"round {one.label} has the date {one.day} further up")
    one.day = one.day or day


def _person(row: Row, columns: dict[str, int], bad: _Bad) -> Person | None:
    def cell(column: str) -> str:
        return row.cell(columns[column]) if column in columns else ""

    def take(column: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        text = cell(column)
        made = bad.take(row.number, column, text, read) if text else None
        return otherwise if made is None else made

    if len(row.cells) > len(columns) and any(row.cells[len(columns) :]):
        bad.add(
            row.number, None, None, f"the row has {len(row.cells)} cells and the header {len(columns)}; perhaps a quotation mark is missing"
        )
    if not cell("id"):
        bad.add(row.number, "id", "", "everybody needs an id")
        return None
    return Person(
        row=row.number,
        id=cell("id"),
        team=cell("team"),
        site=cell("site"),
        zone=take("timezone", parse_zone, ZoneInfo("UTC")),
        hours=take("hours", parse_week, NINE_TO_FIVE),
        leave=take("leave", parse_leave, ()),
        manager=cell("manager"),
        languages=_list(cell("languages")),
        topics=_list(cell("topics")),
        capacity=take("capacity", _capacity, 1),
    )


def _check_managers(people: dict[str, Person], name: str, bad: _Bad) -> list[Complaint]:
    remarks = []
    done: set[str] = set()
    for person in people.values():
        if person.manager and person.manager not in people:
            reason = "nobody here has this id, so the manager is taken to be somebody who does not take part"
            remarks.append(Complaint(name, reason, person.row, "manager", person.manager))
        trail: list[str] = []
        node = person.id
        while node in people and node not in done and node not in trail:
            trail.append(node)
            node = people[node].manager
        if node in trail:
            circle = trail[trail.index(node) :]
            first = min((people[one] for one in circle), key=lambda one: one.row)
            reason = "nobody can be their own manager"
            if len(circle) > 1:
                at = circle.index(first.id)
                way = " \u2192 ".join([*circle[at:], *circle[:at], first.id])
                reason = f"the managers go in a circle: {way if len(way) < 200 else way[:200] + chr(0x2026)}"
            bad.add(first.row, "manager", first.manager, reason)
        done.update(trail)
    return remarks


def _capacity(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise HoursError("a whole number of matches is needed, 0 or more")
    return int(text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))


def _columns(table: Table, needed: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(table.first.cells):
        column = cell.casefold()
        if column in columns and column:
            raise TableError(Complaint(table.name, "this column stands there twice", table.first.number, cell))
        columns[column or f"\0{at}"] = at
    for column in needed:
        if column not in columns:
            reason = f"there is no column {column!r}; the first row names the columns"
            raise TableError(Complaint(table.name, reason, table.first.number))
    return columns


def _body(table: Table) -> Iterator[Row]:
    rows = table.rows()
    next(rows)
    return rows


class _Bad:
    """Collects complaints about one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Complaint] = []

    def add(self, row: int, column: str | None, value: str | None, reason: str) -> None:
        self.found.append(Complaint(self.name, reason, row, column, value))
        if len(self.found) >= MOST_COMPLAINTS:
            self.found.append(Complaint(self.name, f"these are the first {MOST_COMPLAINTS} complaints; there may be more"))
            self.end()

    def take(self, row: int, column: str, text: str, read: Callable[[str], Value]) -> Value | None:
        try:
            return read(text)
        except HoursError as error:
            self.add(row, column, text, str(error))
            return None

    def end(self) -> None:
        if self.found:
            raise Complaints(self.found)
