"""From staged rows to members: people, then leavers. The rows of a batch are marked as applied with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from mooring.audit.models import Entry
from mooring.core.time import now
from mooring.people.imports.comparing import differences, follow_name, matched
from mooring.people.imports.fields import MANAGER
from mooring.people.imports.problems import stored
from mooring.people.imports.saving import save
from mooring.people.imports.steps import moved
from mooring.people.imports.storing import Wanted, store
from mooring.people.models import ImportRow, ImportRun, Member, MemberWord
from mooring.people.words import sort_key

BATCH = 400
Kind = ImportRow.Kind
Part = ImportRun.Part


def people(run: ImportRun) -> None:
    """Write the next people, new and changed."""
    rows = _next(run, [Kind.NEW, Kind.CHANGED])
    if not rows:
        moved(run, part=Part.LEAVERS if run.leavers_confirmed else Part.LINES, reached=0)
        return
    with transaction.atomic():
        if moved(run, reached=rows[-1].number, rows_applied=F("rows_applied") + len(rows)):
            _write_people(run, rows)


def leavers(run: ImportRun) -> None:
    """Note of the next people missing from the file that they left."""
    rows = _next(run, [Kind.LEAVING])
    if not rows:
        moved(run, part=Part.LINES, reached=0)
        return
    with transaction.atomic():
        if moved(run, reached=rows[-1].number, rows_applied=F("rows_applied") + len(rows)):
            _write_leavers(run, rows)


def _next(run: ImportRun, kinds: Sequence[str]) -> list[ImportRow]:
    waiting = ImportRow.objects.filter(run=run, number__gt=run.reached, kind__in=kinds, applied=False)
    return list(waiting.order_by("number")[:BATCH])


def _write_people(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    pairs = {row.pk: (str(row.data.get("external_id", "")), str(row.data.get("work_address", ""))) for row in rows}
    meant = matched(run.organisation_id, pairs.values())
    known: list[tuple[ImportRow, Member]] = []
    new: list[tuple[ImportRow, Member]] = []
    for row in rows:
        member, against = meant[pairs[row.pk]]
        row.applied = not against and (member is not None or bool(row.data.get("name")))
        if not row.applied:
            row.kind, row.member = Kind.REJECTED, None
            row.problems = [*row.problems, stored(against or "no_name", value=pairs[row.pk][1])]
        elif member is not None:
            follow_name(member, row.data)
            known.append((row, member))
        else:
            new.append((row, Member(organisation=run.organisation, name=row.data["name"], sort_key=sort_key(row.data["name"]))))
    before = differences([(member, row.data) for row, member in known])
    for row, member in known:
        row.before, row.kind = before[member.pk] or None, Kind.CHANGED
    for row, _member in new:
        row.before, row.kind = None, Kind.NEW
    store(run, _wanted(known, new), [member for _row, member in new])
    for row, member in [*known, *new]:
        row.member = member
    save(rows, ["kind", "member", "before", "problems", "applied"])
    _note(run, "import.added", [member for _row, member in new])
    _note(run, "import.changed", [member for row, member in known if row.before])


def _wanted(known: Sequence[tuple[ImportRow, Member]], new: Sequence[tuple[ImportRow, Member]]) -> Wanted:
    """What differs: of new members all of it, of known ones the fields named in ``before``."""
    wanted: Wanted = {}
    for row, member in [*known, *new]:
        for name in row.data if row.kind == Kind.NEW else row.before or ():
            if name != MANAGER:
                wanted.setdefault(name, []).append((member, None if name == "left_at" else row.data[name]))
    return wanted


def _write_leavers(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    moment = now()
    members = Member.objects.here().filter(is_admin=False).in_bulk([row.member_id for row in rows if row.member_id is not None])
    Member.objects.filter(pk__in=members).update(left_at=moment)
    MemberWord.objects.filter(member__in=members).delete()
    for row in rows:
        row.applied = True
        if row.member_id in members:
            row.data = {**row.data, "left_at": moment.isoformat()}
        else:
            row.kind, row.before = Kind.UNCHANGED, None
    save(rows, ["data", "kind", "before", "applied"])
    _note(run, "import.left", list(members.values()))


def _note(run: ImportRun, verb: str, members: Sequence[Member]) -> None:
    """Tell each person concerned. What members read of admins holds the import as a whole, once."""
    moment = now()
    Entry.objects.bulk_create(
        Entry(
            at=moment,
            kind=Entry.Kind.DID,
            acting_as=Entry.As.SYSTEM,
            verb=verb,
            organisation_id=run.organisation_id,
            actor_id=run.started_by_id,
            subject_id=member.pk,
            thing=f"import:{run.public_id}",
        )
        for member in members
    )
