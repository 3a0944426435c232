"""From a raw file to staged rows: read, told apart, linked to managers, compared. Nothing about people is written here.

Each step is short and a transaction of its own. A step that is run twice, or cut off, leaves things as if it ran once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, F, Min

from mooring.core.tabular import Row, Shape
from mooring.core.time import now
from mooring.people.imports import fields, files, reading
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.problems import Problem, Said, Unreadable, stored
from mooring.people.imports.saving import save_rows
from mooring.people.models import ImportRow, ImportRun, Member
from mooring.people.words import sort_key

BATCH = 500
BATCHES_A_STEP = 10

Kind = ImportRow.Kind


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


def read_step(run: ImportRun) -> bool:
    """Stage the next rows; returns whether more are to come. Unreadable where the file stops making sense."""
    if not run.raw_path:
        raise Unreadable("gone")
    with reading.rows(files.path_of(run.raw_path), Shape(run.encoding, run.delimiter)) as rows:
        left = itertools.dropwhile(lambda row: row.number <= run.rows_read, rows)
        for _turn in range(BATCHES_A_STEP):
            chunk = list(itertools.islice(left, BATCH))
            if not chunk or not _stage(run, chunk):
                return False
    return True


def _stage(run: ImportRun, chunk: Sequence[Row]) -> bool:
    people = [understood(run, row) for row in chunk]
    if run.has_header and run.rows_read == 0:
        people = people[1:]  # the first row that holds anything names the columns
    last = chunk[-1].number
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING, rows_read=run.rows_read).update(
            rows_read=last, touched_at=now()
        )
        if not moved:
            return False
        ImportRow.objects.bulk_create(_compared(run, people), batch_size=BATCH)
    run.rows_read = last
    return True


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


def matched(organisation_id: int, people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Member | None, str]]:
    """For each (id, address): the member it means, and the code of what stands against it (or "")."""
    pairs = list(people)
    here = Member.objects.filter(organisation_id=organisation_id).select_related("organisation", "team", "site", "account")
    by_id = {one.external_id: one for one in here.filter(external_id__in={key for key, _address in pairs if key})}
    by_address = {one.work_address: one for one in here.filter(work_address__in={address for _key, address in pairs if address})}
    found: dict[tuple[str, str], tuple[Member | None, str]] = {}
    for key, address in pairs:
        first, second = by_id.get(key) if key else None, by_address.get(address) if address else None
        if first is not None:
            found[key, address] = (first, "address_taken" if second is not None and second.pk != first.pk else "")
        elif second is not None and key and second.external_id:
            found[key, address] = (None, "address_taken")
        else:
            found[key, address] = (second, "")
    return found


def _compared(run: ImportRun, people: list[Person]) -> list[ImportRow]:
    pair = {one.number: (str(one.data.get("external_id", "")), str(one.data.get("work_address", ""))) for one in people}
    meant = matched(run.organisation_id, pair.values())
    members = {one.number: meant[pair[one.number]][0] for one in people}
    for one in people:
        if code := meant[pair[one.number]][1]:
            one.reject(code, value=pair[one.number][1])
        if members[one.number] is None and not one.data.get("name") and not one.rejected:
            one.reject("no_name")
    known = [(member, one.data) for one in people if (member := members[one.number]) is not None]
    for member, data in known:
        follow_name(member, data)
    before = differences(known)
    rows = []
    for one in people:
        member = members[one.number]
        was = before.get(member.pk, {}) if member else None
        kind = Kind.REJECTED if one.rejected else Kind.NEW if member is None else Kind.CHANGED if was else Kind.UNCHANGED
        rows.append(
            ImportRow(
                run=run,
                number=one.number,
                key=one.key[:260],
                address=pair[one.number][1],
                manager_ref=one.manager_ref,
                kind=kind,
                data=one.data,
                before=was or None,
                problems=one.problems,
                member=member,
            )
        )
    return rows


def follow_name(member: Member, data: dict[str, Value]) -> None:
    """Where a person is sorted by their name, a new name is what they are sorted by."""
    if data.get("name") and "sort_key" not in data and member.name != data["name"] and member.sort_key == sort_key(member.name):
        data["sort_key"] = sort_key(data["name"])


def differences(pairs: Sequence[tuple[Member, dict[str, Value]]]) -> dict[int, dict[str, Value]]:
    """Per member, the stored values that the given ones would change. Managers are compared apart.

    A cell left empty says nothing. What a joined member says for themselves is not compared. Whoever had left comes back.
    """
    found: dict[int, dict[str, Value]] = {member.pk: {} for member, _data in pairs}
    for name in {name for _member, data in pairs for name in data}:
        if name in {MANAGER, "left_at"}:
            continue
        one = fields.field(name)
        concerned = [(member, data[name]) for member, data in pairs if name in data and not (one.own and member.account_id)]
        stored_now = one.read([member for member, _value in concerned])
        for member, value in concerned:
            if not fields.same(name, stored_now.get(member.pk), value):
                found[member.pk][name] = stored_now.get(member.pk)
    for member, _data in pairs:
        if member.left_at is not None:
            found[member.pk]["left_at"] = member.left_at.isoformat()
    return found


def tell_apart(run: ImportRun) -> None:
    """Reject rows that mean the same person, naming both."""
    taken = ImportRow.objects.filter(run=run)
    for name, code in (("key", "same_key"), ("address", "same_key"), ("member", "same_person")):
        rows = taken.exclude(**{name: "" if name != "member" else None})
        twice = rows.values(name).annotate(count=Count("pk"), first=Min("number")).filter(count__gt=1).order_by("first")
        for value, first in list(twice.values_list(name, "first")):
            with transaction.atomic():
                if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING).update(touched_at=now()):
                    return
                _reject_same(list(rows.filter(**{name: value}).order_by("number")), first, code)


def _reject_same(rows: list[ImportRow], first: int, code: str) -> None:
    for row in rows:
        if any(said["code"] in {"same_key", "same_person"} for said in row.problems):
            continue
        row.kind = Kind.REJECTED
        row.problems = [*row.problems, stored(code, first=first, second=row.number if row.number != first else rows[1].number)]
    save_rows(rows, ["kind", "problems"])


def leavers(run: ImportRun) -> None:
    """Stage those who are here and not in the file. Admins stay until another admin says they left."""
    ImportRow.objects.filter(run=run, kind=Kind.LEAVING).delete()
    named = ImportRow.objects.filter(run=run, member__isnull=False).values("member")
    missing = Member.objects.here().filter(organisation_id=run.organisation_id, is_admin=False).exclude(pk__in=named).order_by("pk")
    number = run.rows_read
    last = 0
    while batch := list(missing.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        ImportRow.objects.bulk_create(
            ImportRow(
                run=run,
                number=(number := number + 1),
                key=f"id:{one.external_id}" if one.external_id else f"address:{one.work_address}",
                kind=Kind.LEAVING,
                data={"name": one.name},
                before={"left_at": None},
                member=one,
            )
            for one in batch
        )


def count_file(run: ImportRun) -> int:
    """How many rows of people the file had."""
    return ImportRow.objects.filter(run=run).exclude(kind=Kind.LEAVING).count()


def staged(run: ImportRun) -> bool:
    """Everything is compared: ready to look at."""
    moved = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING).update(
        state=ImportRun.State.STAGED, rows_total=F("rows_read"), touched_at=now()
    )
    return bool(moved)
