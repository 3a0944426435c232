"""Back to how things were before an import: row by row, and not where something was changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from mooring.core.time import now
from mooring.people.imports import fields
from mooring.people.imports.applying import Wanted, store
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save_members, save_rows
from mooring.people.models import ImportRow, ImportRun, Invitation, Member, Site, Team, Topic

DAYS = 14
BATCH = 200
Kind = ImportRow.Kind

# Rows of other models that an import makes itself, or that only note what happened; all others mean somebody is part of something.
_OWN_ROWS = {"MemberWord", "MemberTopic", "MemberLanguage", "ImportRow", "Entry", "Member", "WorkSpan", "Leave"}


def undo_step(run: ImportRun) -> bool:
    """Take the next batch back: changed and left people first, then the new ones, then what came in with them."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=run.pk)
        if held.state != ImportRun.State.UNDOING:
            return False
        rows = ImportRow.objects.filter(run=held, applied=True, undo_refused=False)
        rows = rows.select_related("member__organisation", "member__team", "member__site", "member__account").order_by("-number")
        changed = list(rows.filter(kind__in=[Kind.CHANGED, Kind.LEAVING])[:BATCH])
        if changed:
            _restore(held, changed)
        elif new := list(rows.filter(kind=Kind.NEW)[:BATCH]):
            _remove(held, new)
        else:
            _tidy(held)
            return False
        ImportRun.objects.filter(pk=held.pk).update(touched_at=now())
    return True


def _restore(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    kept = _unchanged_since(rows)
    wanted: Wanted = {}
    managers: list[Member] = []
    for row in rows:
        if row.member is None or not row.before:
            row.applied = False
            continue
        if row.pk not in kept:
            _refuse(row, "undo_changed")
            continue
        if _taken(row):
            _refuse(row, "undo_taken")
            continue
        for name, value in row.before.items():
            if name == MANAGER:
                row.member.manager_id = value
                managers.append(row.member)
            else:
                wanted.setdefault(name, []).append((row.member, value))
        row.applied = row.linked = False
    store(run, wanted)
    save_members(managers, ["manager"])
    save_rows(rows, ["applied", "linked", "undo_refused", "problems"])


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


def _taken(row: ImportRow) -> bool:
    """Whether the former id or address is somebody else's by now."""
    assert row.before is not None
    keys = Q()
    for name in ("external_id", "work_address"):
        if row.before.get(name):
            keys |= Q(**{name: row.before[name]})
    if not keys:
        return False
    assert row.member is not None
    return Member.objects.filter(keys, organisation_id=row.member.organisation_id).exclude(pk=row.member.pk).exists()


def _remove(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    kept = _unchanged_since(rows)
    members = [row.member_id for row in rows if row.member_id is not None]
    asked = set(Invitation.objects.filter(member__in=members).values_list("member", flat=True))
    used = _in_use(members)
    going = ImportRow.objects.filter(run=run, kind=Kind.NEW, applied=True, undo_refused=False).values("member")
    leading = set(Member.objects.filter(manager__in=members).exclude(pk__in=going).values_list("manager", flat=True))
    gone: list[int] = []
    for row in rows:
        member = row.member
        if member is None:
            row.applied = False
        elif member.account_id is not None or member.pk in asked:
            _refuse(row, "undo_joined")
        elif row.pk not in kept or member.left_at:
            _refuse(row, "undo_changed")
        elif member.pk in used or member.pk in leading:
            _refuse(row, "undo_used")
        else:
            gone.append(member.pk)
            row.applied = row.linked = False
    save_rows(rows, ["applied", "linked", "undo_refused", "problems"])
    Member.objects.filter(manager__in=gone).update(manager=None)
    Member.objects.filter(pk__in=gone).delete()


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


def _tidy(run: ImportRun) -> None:
    """Remove the teams, sites and topics this import made, where nobody uses them."""
    kinds: tuple[tuple[str, type[models.Model]], ...] = (("teams", Team), ("sites", Site), ("topics", Topic))
    for name, model in kinds:
        rows = model._base_manager.filter(pk__in=run.made.get(name, []))
        for relation in model._meta.related_objects:
            other = relation.related_model
            assert not isinstance(other, str)
            rows = rows.exclude(pk__in=other._base_manager.filter(**{f"{relation.field.name}__isnull": False}).values(relation.field.name))
        rows.delete()


def _refuse(row: ImportRow, code: str) -> None:
    row.undo_refused = True
    row.problems = [*row.problems, stored(code)]
