"""Staged rows as a page shows them, and the rows not taken as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mooring.people.imports import fields
from mooring.people.imports.fields import MANAGER
from mooring.people.imports.problems import sentence
from mooring.people.models import ImportRow, ImportRun, Member

Kind = ImportRow.Kind
TONES = {Kind.NEW: "sea", Kind.CHANGED: "", Kind.UNCHANGED: "", Kind.LEAVING: "amber", Kind.REJECTED: "red"}
SHOWN_OF_NEW = ("title", "team", "site", "timezone")


@dataclass(frozen=True)
class Change:
    """One thing that is, or was, made different."""

    label: str | Promise
    before: str
    after: str


@dataclass
class Line:
    """One row of the preview."""

    number: int
    in_file: bool
    name: str
    sub: str
    kind: str
    tone: str
    said: list[str]
    facts: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    """How many rows of each kind, and how many accepted ones carry a warning."""

    new: int
    changed: int
    unchanged: int
    leaving: int
    rejected: int
    warned: int
    refused: int

    @property
    def in_file(self) -> int:
        """Rows of people in the file."""
        return self.new + self.changed + self.unchanged + self.rejected

    @property
    def to_write(self) -> int:
        """People whom confirming would write."""
        return self.new + self.changed


def counts(run: ImportRun) -> Counts:
    """Count the staged rows, in one query."""
    rows = ImportRow.objects.filter(run=run)
    found = rows.aggregate(
        **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in Kind},
        warned=Count("pk", filter=~Q(problems=[]) & ~Q(kind=Kind.REJECTED)),
        refused=Count("pk", filter=Q(undo_refused=True)),
    )
    return Counts(**found)


def chosen(run: ImportRun, which: str) -> QuerySet[ImportRow]:
    """The rows of a filter: a kind, "warned", "refused", or all that are in the file."""
    rows = ImportRow.objects.filter(run=run).select_related("member", "member__account", "manager_member").order_by("number")
    if which in Kind.values:
        return rows.filter(kind=which)
    if which == "warned":
        return rows.exclude(problems=[]).exclude(kind=Kind.REJECTED)
    if which == "refused":
        return rows.filter(undo_refused=True)
    return rows.exclude(kind=Kind.LEAVING)


def lines(run: ImportRun, rows: Sequence[ImportRow]) -> list[Line]:
    """Rows in words, in a constant number of queries."""
    managers = _managers(run, rows)
    return [_line(run, row, managers) for row in rows]


def _line(run: ImportRun, row: ImportRow, managers: dict[str, str]) -> Line:
    member = row.member
    name = row.data.get("name") or (member.name if member else "")
    sub = row.data.get("work_address") or (member.work_address if member else "") or row.data.get("external_id") or ""
    line = Line(
        number=row.number,
        in_file=row.kind != Kind.LEAVING and row.number <= run.rows_read,
        name=str(name),
        sub=str(sub),
        kind=row.kind,
        tone=TONES[Kind(row.kind)],
        said=[sentence(said) for said in row.problems],
    )
    if row.kind == Kind.NEW:
        line.facts = [fields.words_of(key, row.data[key]) for key in SHOWN_OF_NEW if row.data.get(key)]
        if who := managers.get(f"row{row.manager_row}") or managers.get(f"member{row.manager_member_id}"):
            line.facts.append(_("Manager: %(name)s") % {"name": who})
    elif row.kind == Kind.CHANGED:
        line.changes = [_change(row, key, value, managers) for key, value in (row.before or {}).items()]
    return line


def _change(row: ImportRow, key: str, before: object, managers: dict[str, str]) -> Change:
    if key == MANAGER:
        after = managers.get(f"row{row.manager_row}") or managers.get(f"member{row.manager_member_id}", "")
        return Change(_("manager"), managers.get(f"member{before}", ""), after)
    if key == "left_at":
        return Change(_("comes back"), "", "")
    return Change(fields.field(key).label, fields.words_of(key, before), fields.words_of(key, row.data.get(key)))


def _managers(run: ImportRun, rows: Sequence[ImportRow]) -> dict[str, str]:
    numbers = {row.manager_row for row in rows if row.manager_row}
    pks: set[int] = {pk for row in rows for pk in (row.manager_member_id, (row.before or {}).get(MANAGER)) if pk}
    found = {f"row{one.number}": str(one.data.get("name", "")) for one in ImportRow.objects.filter(run=run, number__in=numbers)}
    members = Member.objects.filter(pk__in=pks, organisation_id=run.organisation_id)
    return found | {f"member{pk}": name for pk, name in members.values_list("pk", "name")}


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def not_taken(run: ImportRun) -> Iterator[str]:
    """The rows not taken, as lines of a CSV file with their reasons."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([_("row"), _("name"), _("id"), _("work e-mail"), _("reason")])
    for row in ImportRow.objects.filter(run=run, kind=Kind.REJECTED).order_by("number").iterator(chunk_size=500):
        said = " ".join(sentence(one) for one in row.problems)
        cells = [row.data.get("name", ""), row.data.get("external_id", ""), row.data.get("work_address", ""), said]
        yield writer.writerow([row.number, *(safe(str(cell)) for cell in cells)])


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else cell
