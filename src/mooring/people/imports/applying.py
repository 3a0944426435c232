"""From staged rows to members, in short steps. Each batch is one transaction: its rows are marked as applied with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from mooring.audit.models import Entry
from mooring.core.time import now
from mooring.people.imports import fields
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save_members, save_rows
from mooring.people.imports.staging import differences, follow_name, matched
from mooring.people.models import ImportRow, ImportRun, Member, MemberWord, Site, Team, Topic
from mooring.people.words import refresh_words, sort_key

BATCH = 200
MANAGERS = 5000
Kind = ImportRow.Kind
ON_THE_MEMBER = ["external_id", "work_address", "name", "call_me", "sort_key", "title", "timezone", "started_on", "team", "site", "left_at"]

Wanted = dict[str, list[tuple[Member, Value]]]


def apply_step(run: ImportRun) -> bool:
    """Apply the next batch: people first, then leavers, then managers. Returns whether more may be left."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).select_related("organisation", "started_by").get(pk=run.pk)
        if held.state != ImportRun.State.APPLYING:
            return False
        rows = ImportRow.objects.filter(run=held, applied=False).select_related("member__organisation").order_by("number")
        people = list(rows.filter(kind__in=[Kind.NEW, Kind.CHANGED])[:BATCH])
        if people:
            _apply_people(held, people)
        elif held.leavers_confirmed and (going := list(rows.filter(kind=Kind.LEAVING)[:BATCH])):
            _apply_leavers(held, going)
        elif not _apply_managers(held):
            return False
        ImportRun.objects.filter(pk=held.pk).update(touched_at=now())
    return True


def _apply_people(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    pairs = {row.pk: (str(row.data.get("external_id", "")), str(row.data.get("work_address", ""))) for row in rows}
    meant = matched(run.organisation_id, pairs.values())
    kept: list[ImportRow] = []
    for row in rows:
        member, against = meant[pairs[row.pk]]
        if against or (member is None and not row.data.get("name")):
            row.kind, row.member = Kind.REJECTED, None
            row.problems = [*row.problems, stored(against or "no_name", value=pairs[row.pk][1])]
        else:
            row.member = member
            kept.append(row)
    for row in kept:
        if row.member is not None:
            follow_name(row.member, row.data)
    before = differences([(row.member, row.data) for row in kept if row.member is not None])
    known = [row for row in kept if row.member is not None]
    new = [row for row in kept if row.member is None]
    for row in known:
        assert row.member is not None
        row.before, row.kind = before[row.member.pk] or None, Kind.CHANGED
    for row in new:
        row.member = _made(run, row)
    _write(run, known, new)
    for row in kept:
        row.applied = True
    save_rows(rows, ["kind", "member", "before", "problems", "applied"])
    ImportRun.objects.filter(pk=run.pk).update(rows_applied=F("rows_applied") + len(rows))
    _note(run, "import.added", new)
    _note(run, "import.changed", [row for row in known if row.before])


def _made(run: ImportRun, row: ImportRow) -> Member:
    row.kind, row.before = Kind.NEW, None
    return Member(organisation=run.organisation, name=row.data["name"], sort_key=sort_key(row.data["name"]))


def _write(run: ImportRun, known: Sequence[ImportRow], new: Sequence[ImportRow]) -> None:
    """Store what differs: for new members all of it, for known ones the fields named in ``before``."""
    wanted: Wanted = {}
    for row in [*known, *new]:
        assert row.member is not None
        names = row.before or {} if row.kind == Kind.CHANGED else row.data
        for name in names:
            if name != MANAGER:
                wanted.setdefault(name, []).append((row.member, None if name == "left_at" else row.data[name]))
    store(run, wanted, [row.member for row in new if row.member is not None])


def store(run: ImportRun, wanted: Wanted, new: Sequence[Member] = ()) -> None:
    """Write values of fields to members, new ones included; make teams, sites and topics that are missing; then the words."""
    for name, values in wanted.items():
        if name in {"team", "site"}:
            _places(run, name, values)
        elif name == "left_at":
            for member, value in values:
                member.left_at = dt.datetime.fromisoformat(value) if value else None
        elif name in ON_THE_MEMBER:
            fields.field(name).write(values)
    Member.objects.bulk_create(new)
    concerned = {member.pk: member for values in wanted.values() for member, _value in values}
    made = {member.pk for member in new}
    save_members([one for one in concerned.values() if one.pk not in made], ON_THE_MEMBER)
    beside = {name: values for name, values in wanted.items() if name not in ON_THE_MEMBER}
    topics_before = set(_topics(run)) if beside else set()
    for name, values in beside.items():
        fields.field(name).write(values)
    if beside:
        _remember(run, "topics", sorted(set(_topics(run)) - topics_before))
    refresh_words(concerned.values())


def _topics(run: ImportRun) -> list[int]:
    return list(Topic.objects.filter(organisation=run.organisation).values_list("pk", flat=True))


def _places(run: ImportRun, name: str, values: list[tuple[Member, Value]]) -> None:
    kind: type[Team] | type[Site] = Team if name == "team" else Site
    names = {value for _member, value in values if value}
    found = {place.name: place for place in kind._default_manager.filter(organisation=run.organisation, name__in=names)}
    missing = sorted(names - found.keys())
    made = [kind._default_manager.create(organisation=run.organisation, name=value) for value in missing]
    found.update({place.name: place for place in made})
    _remember(run, f"{name}s", [place.pk for place in made])
    for member, value in values:
        setattr(member, name, found[value] if value else None)


def _remember(run: ImportRun, name: str, made: list[int]) -> None:
    if made:
        run.made = {**run.made, name: [*run.made.get(name, []), *made]}
        ImportRun.objects.filter(pk=run.pk).update(made=run.made)


def _apply_leavers(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    moment = now()
    going = [row for row in rows if row.member is not None and row.member.left_at is None and not row.member.is_admin]
    members = [row.member for row in going if row.member is not None]
    Member.objects.filter(pk__in=[one.pk for one in members]).update(left_at=moment)
    MemberWord.objects.filter(member__in=members).delete()
    for row in going:
        row.data = {**row.data, "left_at": moment.isoformat()}
    for row in rows:
        if row not in going:
            row.kind, row.before = Kind.UNCHANGED, None
        row.applied = True
    save_rows(rows, ["data", "kind", "before", "applied"])
    ImportRun.objects.filter(pk=run.pk).update(rows_applied=F("rows_applied") + len(rows))
    _note(run, "import.left", going)


def _apply_managers(run: ImportRun) -> bool:
    waiting = ImportRow.objects.filter(run=run, applied=True, linked=False).exclude(manager_row=None, manager_member=None)
    rows = list(waiting.select_related("member").order_by("number")[:MANAGERS])
    if not rows:
        return False
    by_row = dict(ImportRow.objects.filter(run=run, kind=Kind.NEW, member__isnull=False).values_list("number", "member"))
    lines_now = Member.objects.filter(organisation_id=run.organisation_id).values_list("pk", "manager")
    above = {pk: manager for pk, manager in lines_now if manager is not None}
    for member, manager, row_number in waiting.values_list("member", "manager_member", "manager_row"):
        wanted = manager or by_row.get(row_number or 0)
        if member and wanted:
            above[member] = wanted
    changed: list[Member] = []
    for row in rows:
        row.linked = True
        wanted = row.manager_member_id or by_row.get(row.manager_row or 0)
        if row.member is None or wanted is None or row.member.manager_id == wanted:
            continue
        if leads_back(above, row.member.pk):
            row.problems = [*row.problems, stored("manager_cycle", value=row.manager_ref)]
            del above[row.member.pk]
            continue
        if row.kind == Kind.CHANGED:
            row.before = {**(row.before or {}), MANAGER: row.member.manager_id}
        row.data = {**row.data, MANAGER: wanted}
        row.member.manager_id = wanted
        changed.append(row.member)
    save_members(changed, ["manager"])
    save_rows(rows, ["linked", "problems", "data", "before"])
    return True


def leads_back(above: dict[int, int], member: int) -> bool:
    """Whether the line upwards from a member leads back to them."""
    seen: set[int] = set()
    node = above.get(member)
    while node is not None and node not in seen:
        if node == member:
            return True
        seen.add(node)
        node = above.get(node)
    return False


def _note(run: ImportRun, verb: str, rows: Sequence[ImportRow]) -> None:
    """Tell each person concerned. What members read of admins holds the import as a whole, once."""
    moment = now()
    Entry.objects.bulk_create(
        (
            Entry(
                at=moment,
                kind=Entry.Kind.DID,
                acting_as=Entry.As.SYSTEM,
                verb=verb,
                organisation=run.organisation,
                actor=run.started_by,
                subject=row.member,
                thing=f"import:{run.public_id}",
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
