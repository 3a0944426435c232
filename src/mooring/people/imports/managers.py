"""The reporting tree a file draws: whom each reference means, and where the lines lead in a circle."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from mooring.core.time import now
from mooring.people.imports.fields import MANAGER
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save_rows
from mooring.people.imports.staging import BATCHES_A_STEP, column_name
from mooring.people.models import ImportRow, ImportRun, Member

BATCH = 500
Kind = ImportRow.Kind
DONE = -1

# A person in the tree: a member by pk, or a row of the file by its negative number.
Node = int


@dataclass
class Found:
    """What references of a batch may mean: reference to the rows and the members it names."""

    rows: dict[str, set[tuple[int, int | None, bool]]] = field(default_factory=lambda: defaultdict(set))
    members: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def link_step(run: ImportRun, after: int) -> int:
    """Find the managers of the rows after a number; returns the number reached, DONE when none were left."""
    for _turn in range(BATCHES_A_STEP):
        rows = list(
            ImportRow.objects.filter(run=run, number__gt=after)
            .exclude(manager_ref="")
            .exclude(kind=Kind.REJECTED)
            .select_related("member")
            .order_by("number")[:BATCH]
        )
        if not rows:
            return DONE
        found = _look_up(run, {row.manager_ref for row in rows})
        with transaction.atomic():
            if not _still_reading(run):
                return DONE
            for row in rows:
                _link(run, row, found)
            save_rows(rows, ["manager_row", "manager_member", "problems", "kind", "before"])
        after = rows[-1].number
    return after


def _still_reading(run: ImportRun) -> bool:
    """Hold the import for this transaction, and tell whether it was thrown away meanwhile."""
    return bool(ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING).update(touched_at=now()))


def _look_up(run: ImportRun, references: set[str]) -> Found:
    """By id, by address, and only then by a name that one person alone bears."""
    found = Found()
    lower = {reference.lower(): reference for reference in references}
    rows = ImportRow.objects.filter(run=run).exclude(kind=Kind.LEAVING)
    picked = ("number", "member", "kind")
    for key, *row in rows.filter(key__in={f"id:{one}" for one in references}).values_list("key", *picked):
        found.rows[key.removeprefix("id:")].add((row[0], row[1], row[2] == Kind.REJECTED))
    members = Member.objects.here().filter(organisation_id=run.organisation_id)
    for key, pk in members.filter(external_id__in=references).values_list("external_id", "pk"):
        found.members[key].add(pk)
    for key, *row in rows.filter(address__in=lower).values_list("address", *picked):
        found.rows[lower[key]].add((row[0], row[1], row[2] == Kind.REJECTED))
    for key, pk in members.filter(work_address__in=lower).values_list("work_address", "pk"):
        found.members[lower[key]].add(pk)
    if unknown := {one for one in references if one not in found.rows and one not in found.members}:
        for name, pk in members.filter(name__in=unknown).values_list("name", "pk"):
            found.members[name].add(pk)
        for data, *row in rows.values_list("data", *picked).iterator(chunk_size=2000):
            if (name := data.get("name")) in unknown:
                found.rows[name].add((row[0], row[1], row[2] == Kind.REJECTED))
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
    lines_now = Member.objects.here().filter(organisation_id=run.organisation_id).values_list("pk", "manager")
    above: dict[Node, Node] = {pk: manager for pk, manager in lines_now if manager is not None}
    drawn: dict[Node, int] = {}
    lines = ImportRow.objects.filter(run=run).exclude(kind=Kind.REJECTED)
    for number, member, row, manager in lines.values_list("number", "member", "manager_row", "manager_member").iterator(chunk_size=2000):
        if head := manager or (-row if row else None):
            node = member or -number
            above[node] = head
            drawn[node] = number
    in_circles = sorted(drawn[node] for node in circles(above) if node in drawn)
    for start in range(0, len(in_circles), BATCH):
        rows = list(ImportRow.objects.filter(run=run, number__in=in_circles[start : start + BATCH]).select_related("member"))
        for one in rows:
            _warn(run, one, "manager_cycle")
        with transaction.atomic():
            if not _still_reading(run):
                return
            save_rows(rows, ["manager_row", "manager_member", "problems", "kind", "before"])


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
