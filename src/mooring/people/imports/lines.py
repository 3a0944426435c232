"""Setting managers, once everybody is in: the tree as it will stand is looked at whole, so that no line leads back to its beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from mooring.core.time import now
from mooring.people.imports.fields import MANAGER
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save, write
from mooring.people.imports.steps import moved
from mooring.people.models import ImportRow, ImportRun, Member

BATCH = 1000
BATCHES = 10
"""How many batches go by one look at the tree, which takes longer than any of them."""

Kind = ImportRow.Kind


@dataclass(frozen=True)
class Tree:
    """Members by the row that brought them in, and above each member the manager they will have when every row is through."""

    brought: Mapping[int, int]
    above: dict[int, int]

    def leads_back(self, member: int) -> bool:
        """Whether the line upwards from a member leads back to them."""
        seen: set[int] = set()
        node = self.above.get(member)
        while node is not None and node not in seen:
            if node == member:
                return True
            seen.add(node)
            node = self.above.get(node)
        return False


def draw(run: ImportRun) -> None:
    """Set the managers of the next rows; with none left, the import is done."""
    if not _waiting(run).exists():
        moment = now()
        moved(run, state=ImportRun.State.DONE, finished_at=moment)
        return
    tree = _tree(run)
    for _turn in range(BATCHES):
        rows = list(_waiting(run).select_related("member").order_by("number")[:BATCH])
        if not rows:
            return
        with transaction.atomic():
            if not moved(run, reached=rows[-1].number):
                return
            _draw(rows, tree)


def _waiting(run: ImportRun) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(run=run, number__gt=run.reached, applied=True, linked=False)
    return rows.exclude(manager_row=None, manager_member=None)


def _tree(run: ImportRun) -> Tree:
    new = ImportRow.objects.filter(run=run, kind=Kind.NEW, applied=True, member__isnull=False)
    brought = {number: member for number, member in new.values_list("number", "member").iterator() if member}
    now_above = Member.objects.filter(organisation_id=run.organisation_id, manager__isnull=False).order_by()
    above = {member: manager for member, manager in now_above.values_list("pk", "manager").iterator() if manager}
    for member, manager, row in _waiting(run).values_list("member", "manager_member", "manager_row").iterator():
        if member and (wanted := manager or brought.get(row or 0)):
            above[member] = wanted
    return Tree(brought, above)


def _draw(rows: list[ImportRow], tree: Tree) -> None:
    changed: list[tuple[int, int]] = []
    for row in rows:
        row.linked = True
        wanted = row.manager_member_id or tree.brought.get(row.manager_row or 0)
        if row.member is None or wanted is None or row.member.manager_id == wanted:
            continue
        if tree.leads_back(row.member.pk):
            row.problems = [*row.problems, stored("manager_cycle", value=row.manager_ref)]
            del tree.above[row.member.pk]
            continue
        if row.kind == Kind.CHANGED:
            row.before = {**(row.before or {}), MANAGER: row.member.manager_id}
        row.data = {**row.data, MANAGER: wanted}
        changed.append((wanted, row.member.pk))
    write(Member, ["manager"], changed)
    save(rows, ["linked", "problems", "data", "before"])
