"""Rows of cells as people, with everything that is wrong with them. Nothing is compared here, and nothing asked of the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from mooring.core.tabular import Row
from mooring.people.imports import fields
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.problems import Problem, Said, stored
from mooring.people.models import ImportRun
from mooring.people.words import sort_key


@dataclass
class Person:
    """A row of the file as understood, before it is compared."""

    number: int
    data: dict[str, Value] = field(default_factory=dict)
    manager_ref: str = ""
    problems: list[Said] = field(default_factory=list)
    rejected: bool = False

    @property
    def key(self) -> str:
        """What tells this person from others: the organisation's id, else the work address; never a name."""
        if self.data.get("external_id"):
            return f"id:{self.data['external_id']}"
        return f"address:{self.data['work_address']}" if self.data.get("work_address") else ""

    def reject(self, code: str, *, column: str = "", value: str = "", **details: object) -> None:
        """Keep the row out, for a reason."""
        self.rejected = True
        self.problems.append(stored(code, column=column, value=value, **details))


def understood(run: ImportRun, row: Row) -> Person:
    """A row of cells as a person, with everything that is wrong with it."""
    person = Person(row.number)
    width = len(run.columns)
    if row.nul:
        person.reject("nul")
    if len(row.cells) < width:
        person.reject("short", found=len(row.cells), wanted=width)
    elif any(row.cells[width:]):
        person.reject("long", found=len(row.cells), wanted=width)
    parts: dict[str, str] = {}
    for position, name in run.mapping.items():
        text = row.cell(int(position))
        if not text:
            continue
        if name in fields.PARTS:
            parts[name] = text
        elif name == MANAGER:
            person.manager_ref = text[:260]
        else:
            _take(run, person, name, position, text)
    _join_parts(run, person, parts)
    if not person.key and not person.rejected:
        person.reject("no_key")
    return person


def _take(run: ImportRun, person: Person, name: str, position: str, text: str) -> None:
    try:
        person.data[name] = fields.field(name).parse(text)
    except Problem as wrong:
        details = dict(wrong.details)
        rest = details.pop("rest", None)
        value = str(details.pop("value", text))
        person.problems.append(stored(wrong.code, column=column_name(run, position), value=value, **details))
        person.rejected = person.rejected or wrong.fatal
        if rest:
            person.data[name] = rest


def _join_parts(run: ImportRun, person: Person, parts: dict[str, str]) -> None:
    if parts and "name" not in person.data:
        whole = " ".join(filter(None, (parts.get("given_name"), parts.get("family_name"))))
        position = next(at for at, name in run.mapping.items() if name in parts)
        _take(run, person, "name", position, whole)
        if "family_name" in parts and "given_name" in parts:
            person.data.setdefault("sort_key", sort_key(f"{parts['family_name']}, {parts['given_name']}"))


def column_name(run: ImportRun, position: str) -> str:
    """What the file calls a column."""
    at = int(position)
    return str(run.columns[at]) if at < len(run.columns) else str(at + 1)
