"""Back to how things were before an import: row by row, and not where something was changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from mooring.people.imports import fields
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save, write
from mooring.people.imports.steps import moved
from mooring.people.imports.storing import Wanted, store
from mooring.people.models import ImportMade, ImportRow, ImportRun, Invitation, Member, Site, Team, Topic

DAYS = 14
BATCH = 400
LAST = 2**62
"""Beyond every row: undoing goes from the last row up."""

Kind = ImportRow.Kind
Part = ImportRun.Part

# Rows of other models that an import makes itself, or that only note what happened; all others mean somebody is part of something.
_OWN_ROWS = {"MemberWord", "MemberTopic", "MemberLanguage", "ImportRow", "Entry", "Member", "WorkSpan", "Leave"}


def back(run: ImportRun) -> None:
    """Put the next people back who were changed, or who left."""
    rows = _next(run, [Kind.CHANGED, Kind.LEAVING])
    if not rows:
        moved(run, part=Part.NEW, reached=LAST)
        return
    with transaction.atomic():
        if moved(run, reached=rows[-1].number, rows_undone=F("rows_undone") + len(rows)):
            _restore(run, rows)


def new(run: ImportRun) -> None:
    """Remove the next people who were new."""
    rows = _next(run, [Kind.NEW])
    if not rows:
        moved(run, part=Part.TIDY, reached=0)
        return
    with transaction.atomic():
        if moved(run, reached=rows[-1].number, rows_undone=F("rows_undone") + len(rows)):
            _remove(run, rows)


def tidy(run: ImportRun) -> None:
    """Remove the next teams, sites and topics this import made, where nobody uses them; with none left, all is as it was."""
    made = list(ImportMade.objects.filter(run=run, pk__gt=run.reached).order_by("pk")[:BATCH])
    if not made:
        moved(run, state=ImportRun.State.UNDONE)
        return
    with transaction.atomic():
        if moved(run, reached=made[-1].pk):
            for kind, model in ((ImportMade.Kind.TEAM, Team), (ImportMade.Kind.SITE, Site), (ImportMade.Kind.TOPIC, Topic)):
                _unused(model, [one.thing for one in made if one.kind == kind]).delete()


def _unused(model: type[models.Model], things: Sequence[int]) -> QuerySet[Any]:
    rows = model._base_manager.filter(pk__in=things)
    for relation in model._meta.related_objects:
        other = relation.related_model
        assert not isinstance(other, str)
        rows = rows.exclude(Exists(other._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return rows


def _next(run: ImportRun, kinds: Sequence[str]) -> list[ImportRow]:
    standing = ImportRow.objects.filter(run=run, number__lt=run.reached, kind__in=kinds, applied=True, undo_refused=False)
    return list(standing.select_related("member__team", "member__site").order_by("-number")[:BATCH])


def _restore(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    kept = _unchanged_since(rows)
    taken = _taken(run, rows)
    wanted: Wanted = {}
    managers: list[tuple[int | None, int]] = []
    for row in rows:
        if row.member is None or not row.before:
            row.applied = False
        elif row.pk not in kept:
            _refuse(row, "undo_changed")
        elif row.pk in taken:
            _refuse(row, "undo_taken")
        else:
            row.applied = row.linked = False
            for name, value in row.before.items():
                if name == MANAGER:
                    managers.append((value, row.member.pk))
                else:
                    wanted.setdefault(name, []).append((row.member, value))
    store(run, wanted)
    write(Member, ["manager"], managers)
    save(rows, ["applied", "linked", "undo_refused", "problems"])


def _unchanged_since(rows: Sequence[ImportRow]) -> set[int]:
    """The rows whose every written value still stands."""
    kept = {row.pk for row in rows if row.member is not None}
    names = {name for row in rows for name in _written(row)}
    for name in names:
        concerned = [(row, row.member) for row in rows if row.member is not None and name in _written(row)]
        stands = _now(name, [member for _row, member in concerned])
        for row, member in concerned:
            value = stands.get(member.pk)
            if name == MANAGER and row.kind == Kind.NEW and value is None:
                continue  # the manager came in with this import too, and is gone again already
            if not fields.same(name, value, _written(row)[name]):
                kept.discard(row.pk)
    return kept


def _written(row: ImportRow) -> dict[str, Value]:
    """What this import wrote to the member of the row."""
    if row.kind == Kind.NEW:
        own = row.member is not None and row.member.account_id is not None
        return {name: value for name, value in row.data.items() if name == MANAGER or not (own and fields.field(name).own)}
    return {name: row.data.get(name) for name in row.before or {}}


def _now(name: str, members: Sequence[Member]) -> dict[int, Any]:
    if name == MANAGER:
        return {one.pk: one.manager_id for one in members}
    if name == "left_at":
        return {one.pk: one.left_at.isoformat() if one.left_at else None for one in members}
    return fields.field(name).read(members)


def _taken(run: ImportRun, rows: Sequence[ImportRow]) -> set[int]:
    """The rows whose former id or address is somebody else's by now."""
    found: set[int] = set()
    members = Member.objects.filter(organisation_id=run.organisation_id).order_by()
    for name in ("external_id", "work_address"):
        former = {row.before[name]: row for row in rows if row.before and row.before.get(name)}
        holders = members.exclude(**{name: ""}).filter(**{f"{name}__in": former}).values_list(name, "pk")
        found.update(former[value].pk for value, pk in holders if pk != former[value].member_id)
    return found


def _remove(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    kept = _unchanged_since(rows)
    members = [row.member_id for row in rows if row.member_id is not None]
    asked = set(Invitation.objects.filter(member__in=members).values_list("member", flat=True))
    used = _in_use(members) | _leading(run, members)
    gone: list[int] = []
    for row in rows:
        member = row.member
        if member is None:
            row.applied = False
        elif member.account_id is not None or member.pk in asked:
            _refuse(row, "undo_joined")
        elif row.pk not in kept or member.left_at:
            _refuse(row, "undo_changed")
        elif member.pk in used:
            _refuse(row, "undo_used")
        else:
            gone.append(member.pk)
            row.applied = row.linked = False
    save(rows, ["applied", "linked", "undo_refused", "problems"])
    Member.objects.filter(manager__in=gone).update(manager=None)
    Member.objects.filter(pk__in=gone).delete()


def _leading(run: ImportRun, members: Sequence[int]) -> set[int]:
    """Members who are above somebody that does not go with this import."""
    going = ImportRow.objects.filter(run=run, member=OuterRef("pk"), kind=Kind.NEW, applied=True, undo_refused=False)
    under = Member.objects.filter(~Exists(going), manager__in=members).order_by()
    return {manager for manager in under.values_list("manager", flat=True) if manager}


def _in_use(members: Sequence[int]) -> set[int]:
    """Members that other apps' rows point at."""
    found: set[int] = set()
    for relation in Member._meta.related_objects:
        model = relation.related_model
        assert not isinstance(model, str)
        if model.__name__ in _OWN_ROWS:
            continue
        name = relation.field.name
        found.update(model._base_manager.filter(**{f"{name}__in": members}).values_list(name, flat=True))
    return found


def _refuse(row: ImportRow, code: str) -> None:
    row.undo_refused = True
    row.problems = [*row.problems, stored(code)]
