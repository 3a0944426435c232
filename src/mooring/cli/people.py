"""Reads people.csv for `mooring match`, with one exact complaint for every bad row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from mooring.cli.rows import Bad, Value, body, columns_of
from mooring.core.hours import NINE_TO_FIVE, HoursError, Leave, Span, parse_leave, parse_week, parse_zone
from mooring.core.tabular import Complaint, Row, Table, TableError

COLUMNS: Final = (
    "id", "name", "email", "team", "site", "timezone", "hours", "leave", "manager", "languages", "topics", "helps", "wants", "new",
    "remote", "seniority", "wishes", "choices", "capacity", "least", "attribute:NAME", "number:NAME",
)  # fmt: skip
"""What people.csv may have. NAME is a name of one's own."""

STRONGEST_WISH: Final = 3


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
    helps: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    new: bool = False
    remote: bool = False
    seniority: int = -1
    wishes: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    capacity: int = 1
    least: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole people.csv. `wishes`: (who, whom, strength) by id. `remarks` stop nothing. `stated`: see `cli.scores`."""

    people: tuple[Person, ...]
    attributes: tuple[str, ...]
    numbers: tuple[str, ...]
    wishes: tuple[tuple[str, str, int], ...]
    remarks: tuple[Complaint, ...]
    stated: tuple[tuple[str, str, int], ...] = ()


def read_people(source: BinaryIO, name: str) -> Sheet:
    """The people of a table. Raises Complaints or TableError."""
    table = Table(source, name)
    columns = columns_of(table, ("id",))
    named = {family: _family(table, columns, family) for family in ("attribute", "number")}
    bad = Bad(name)
    people: dict[str, Person] = {}
    for row in body(table):
        person = _person(row, columns, bad)
        if person is None:
            continue
        if person.id in people:
            bad.add(row.number, "id", person.id, f"this id stands in row {people[person.id].row} already")
        people.setdefault(person.id, person)
    remarks = _check_managers(people, name, bad)
    wishes = _wishes(people, name, bad, remarks)
    bad.end()
    return Sheet(tuple(people.values()), named["attribute"], named["number"], wishes, tuple(remarks))


def _family(table: Table, columns: Mapping[str, int], family: str) -> tuple[str, ...]:
    """The names of one's own in columns such as attribute:department."""
    names = []
    for column in columns:
        stem, colon, name = column.partition(":")
        if stem == family and colon:
            if not name.strip() or name != name.strip():
                reason = f"after {family}: comes a name, such as {family}:department"
                raise TableError(Complaint(table.name, reason, table.first.number, column))
            names.append(name)
    return tuple(names)


def _person(row: Row, columns: dict[str, int], bad: Bad) -> Person | None:
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
        helps=_list(cell("helps")),
        wants=_list(cell("wants")),
        new=take("new", _yes, False),
        remote=take("remote", _yes, False),
        seniority=take("seniority", _step, -1),
        wishes=_list(cell("wishes")),
        choices=tuple(tie for tie in map(_tie, cell("choices").split(";")) if tie),
        capacity=take("capacity", _capacity, 1),
        least=take("least", _capacity, 0),
        attributes={column.partition(":")[2]: cell(column).casefold() for column in columns if column.startswith("attribute:")},
        numbers={column.partition(":")[2]: take(column, _number, -1) for column in columns if column.startswith("number:")},
    )


def _check_managers(people: dict[str, Person], name: str, bad: Bad) -> list[Complaint]:
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


def _wishes(people: dict[str, Person], name: str, bad: Bad, remarks: list[Complaint]) -> tuple[tuple[str, str, int], ...]:
    """Stated wishes, the strength after a star. One for somebody who is not here is remarked on and counts for nothing."""
    made: dict[tuple[str, str], int] = {}
    for person in people.values():
        for text in person.wishes:
            other, strength = (text, 1) if text in people else _starred(text)
            if other == person.id:
                bad.add(person.row, "wishes", text, "nobody can wish to meet themselves")
            elif not 1 <= strength <= STRONGEST_WISH:
                bad.add(person.row, "wishes", text, f"a wish has a strength of 1 to {STRONGEST_WISH}")
            elif (person.id, other) in made:
                bad.add(person.row, "wishes", text, "this person stands there twice")
            elif other not in people:
                remarks.append(Complaint(name, "nobody here has this id, so the wish counts for nothing", person.row, "wishes", text))
            else:
                made[person.id, other] = strength
    return tuple((who, whom, strength) for (who, whom), strength in made.items())


def _starred(text: str) -> tuple[str, int]:
    other, star, digits = text.rpartition("*")
    if star and digits.strip().isascii() and digits.strip().isdecimal():
        return other.strip(), int(digits.strip()[:4])
    return text, 1


def _tie(text: str) -> tuple[str, ...]:
    """People who are liked alike, an equals sign between them."""
    return tuple(one.strip() for one in text.split("=") if one.strip())


def _capacity(text: str) -> int:
    return _whole(text, 3, "a whole number of matches is needed, 0 or more")


def _step(text: str) -> int:
    return _whole(text, 3, "a whole number of steps is needed, 0 for the lowest")


def _number(text: str) -> int:
    return _whole(text, 9, "a whole number is needed, 0 or more, or nothing")


def _whole(text: str, digits: int, otherwise: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > digits:
        raise HoursError(otherwise)
    return int(text)


def _yes(text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise HoursError("yes or no is needed")
    return text.casefold() == "yes"


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))
