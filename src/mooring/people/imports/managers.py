"""The reporting tree a file draws: whom each reference means, and where the lines lead in a circle."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from mooring.people.imports.fields import MANAGER
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save
from mooring.people.imports.steps import moved
from mooring.people.imports.understanding import column_name
from mooring.people.models import ImportRow, ImportRun, Member

BATCH = 2000
Kind = ImportRow.Kind
Part = ImportRun.Part
WRITTEN = ["manager_row", "manager_member", "problems", "kind", "before"]

# A person in the tree: a member by pk, or a row of the file by its negative number.
Node = int


@dataclass
class Found:
    """What references of a batch may mean: reference to the rows (number, member, whether rejected) and the members it names."""

    rows: dict[str, set[tuple[int, int | None, bool]]] = field(default_factory=lambda: defaultdict(set))
    members: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def link(run: ImportRun) -> None:
    """Find the managers of the next rows."""
    named = _with_managers(run).filter(number__gt=run.reached).exclude(manager_ref="").exclude(kind=Kind.REJECTED)
    rows = list(named.order_by("number")[:BATCH])
    if not rows:
        moved(run, part=Part.CIRCLES, reached=0)
        return
    found = _look_up(run, {row.manager_ref for row in rows})
    with transaction.atomic():
        if moved(run, reached=rows[-1].number):
            for row in rows:
                _link(run, row, found)
            save(rows, WRITTEN)


def _with_managers(run: ImportRun) -> QuerySet[ImportRow]:
    """The rows, with what a manager is compared by and no more."""
    rows = ImportRow.objects.filter(run=run).select_related("member")
    return rows.only("number", "kind", "before", "problems", "manager_ref", "manager_row", "manager_member", "member", "member__manager")


def _look_up(run: ImportRun, references: set[str]) -> Found:
    """By id, by address, and only then by a name that one person alone bears."""
    found = Found()
    lower: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        lower[reference.lower()].add(reference)
    # In no order, and those who left sorted out here: else SQLite takes the index of that, and goes through everybody for each batch.
    rows = ImportRow.objects.filter(run=run).exclude(kind=Kind.LEAVING).order_by()
    members = Member.objects.filter(organisation_id=run.organisation_id).order_by()
    picked = ("number", "member", "kind")
    for key, number, member, kind in rows.filter(key__in={f"id:{one}" for one in references}).values_list("key", *picked):
        found.rows[key.removeprefix("id:")].add((number, member, kind == Kind.REJECTED))
    for key, pk, left_at in members.exclude(external_id="").filter(external_id__in=references).values_list("external_id", "pk", "left_at"):
        if left_at is None:
            found.members[key].add(pk)
    for address, number, member, kind in rows.filter(address__in=lower).values_list("address", *picked):
        for reference in lower[address]:
            found.rows[reference].add((number, member, kind == Kind.REJECTED))
    with_address = members.exclude(work_address="").filter(work_address__in=lower)
    for address, pk, left_at in with_address.values_list("work_address", "pk", "left_at"):
        for reference in lower[address] if left_at is None else ():
            found.members[reference].add(pk)
    if unknown := {one for one in references if one not in found.rows and one not in found.members}:
        for name, pk in members.filter(name__in=unknown, left_at=None).values_list("name", "pk"):
            found.members[name].add(pk)
        for name, number, member, kind in rows.filter(name__in=unknown).values_list("name", *picked):
            found.rows[name].add((number, member, kind == Kind.REJECTED))
    return found


def _link(run: ImportRun, row: ImportRow, found: Found) -> None:
    """Set whom the reference of a row means, or say why nobody."""
    row.problems = [said for said in row.problems if not said["code"].startswith("manager_")]
    row.manager_row = None
    row.manager_member = None
    meant: dict[Node, tuple[int | None, int | None]] = {}
    refused = 0
    for number, member, rejected in sorted(found.rows.get(row.manager_ref, ())):
        if rejected and member is None:
            refused = number
        elif member is not None:
            meant[member] = (None, member)
        else:
            meant[-number] = (number, None)
    for member in found.members.get(row.manager_ref, ()):
        meant[member] = (None, member)
    if len(meant) != 1:
        code = "manager_several" if meant else "manager_rejected" if refused else "manager_unknown"
        _warn(run, row, code, number=refused)
        return
    ((node, (number_of, member_of)),) = meant.items()
    if node == (row.member_id or -row.number):
        _warn(run, row, "manager_self")
        return
    row.manager_row, row.manager_member_id = number_of, member_of
    _compare(row)


def _compare(row: ImportRow) -> None:
    """Mark a row as changed where its manager is another one than before."""
    member = row.member
    if member is None:
        return
    before = {key: value for key, value in (row.before or {}).items() if key != MANAGER}
    if row.manager_row or (row.manager_member_id and member.manager_id != row.manager_member_id):
        before[MANAGER] = member.manager_id
    row.before = before or None
    row.kind = Kind.CHANGED if before else Kind.UNCHANGED


def _warn(run: ImportRun, row: ImportRow, code: str, **details: object) -> None:
    position = next((at for at, name in run.mapping.items() if name == MANAGER), "0")
    row.problems = [*row.problems, stored(code, column=column_name(run, position), value=row.manager_ref, **details)]
    row.manager_row, row.manager_member = None, None
    _compare(row)


def cut_circles(run: ImportRun) -> None:
    """Take the manager from every row of the file whose line leads back to itself."""
    lines_now = Member.objects.here().filter(organisation_id=run.organisation_id, manager__isnull=False).order_by()
    above: dict[Node, Node] = {pk: head for pk, head in lines_now.values_list("pk", "manager").iterator(chunk_size=BATCH) if head}
    drawn: dict[Node, int] = {}
    lines = ImportRow.objects.filter(run=run).exclude(kind=Kind.REJECTED).exclude(manager_row=None, manager_member=None)
    for number, member, row, manager in lines.values_list("number", "member", "manager_row", "manager_member").iterator(chunk_size=BATCH):
        node = member or -number
        above[node] = manager or -(row or 0)
        drawn[node] = number
    in_circles = sorted(drawn[node] for node in circles(above) if node in drawn)
    for start in range(0, len(in_circles), BATCH):
        with transaction.atomic():
            if not moved(run):
                return
            rows = list(_with_managers(run).filter(number__in=in_circles[start : start + BATCH]))
            for one in rows:
                _warn(run, one, "manager_cycle")
            save(rows, WRITTEN)
    moved(run, part=Part.MISSING, reached=0)


def circles(above: dict[Node, Node]) -> set[Node]:
    """The people whose line upwards leads back to themselves."""
    seen: dict[Node, int] = {}
    found: set[Node] = set()
    for turn, start in enumerate(above, 1):
        path: list[Node] = []
        node: Node | None = start
        while node is not None and node not in seen:
            seen[node] = turn
            path.append(node)
            node = above.get(node)
        if node is not None and seen[node] == turn:
            found.update(path[path.index(node) :])
    return found
