"""Bringing people in from a file: upload, map, confirm, undo, and the steps that jobs and the command line take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core.encodings import ENCODINGS
from mooring.core.tabular import DELIMITERS, Shape
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.people.imports import applying, columns, fields, files, lines, managers, reading, staging, steps, undoing
from mooring.people.imports.problems import Unreadable, file_sentence
from mooring.people.imports.undoing import DAYS, LAST
from mooring.people.models import Account, ImportRow, ImportRun, Member, Organisation

READ, APPLY, UNDO = "people.read_import", "people.apply_import", "people.undo_import"
JOB_OF = {ImportRun.State.READING: READ, ImportRun.State.APPLYING: APPLY, ImportRun.State.UNDOING: UNDO}
STILL = dt.timedelta(minutes=10)
"""An import at work whose last step is longer ago was cut off, and is taken up again."""

ORPHAN = dt.timedelta(hours=1)
"""A raw file that no import names was left by a process that died between two steps; an upload takes minutes at most."""

Kind = ImportRow.Kind
State = ImportRun.State
Part = ImportRun.Part

READING: dict[str, steps.Batch] = {
    Part.CLEAR: staging.clear,
    Part.ROWS: staging.read,
    Part.TWINS: staging.tell_apart,
    Part.MANAGERS: managers.link,
    Part.CIRCLES: managers.cut_circles,
    Part.MISSING: staging.missing,
}
APPLYING: dict[str, steps.Batch] = {Part.PEOPLE: applying.people, Part.LEAVERS: applying.leavers, Part.LINES: lines.draw}
UNDOING: dict[str, steps.Batch] = {Part.BACK: undoing.back, Part.NEW: undoing.new, Part.TIDY: undoing.tidy}


def upload(*, organisation: Organisation, account: Account | None, chunks: Iterable[bytes], name: str) -> ImportRun:
    """Keep a file and guess how it is written and what its columns hold. ValidationError where it is no table."""
    shown = files.shown_name(name)
    run = ImportRun(organisation=organisation, started_by=account, file_name=shown)
    run.raw_path = f"{run.public_id}.csv"
    try:
        files.save(chunks, run.raw_path)
    except files.TooLarge:
        raise ValidationError(too_large(shown)) from None
    try:
        _shape(run, reading.sniff(files.path_of(run.raw_path)), has_header=None)
    except Unreadable as wrong:
        files.remove(run.raw_path)
        raise ValidationError(file_sentence(wrong.said(), shown)) from None
    run.save()
    return run


def too_large(name: str) -> str:
    """What is said of a file past the limit."""
    return file_sentence({"code": "too_large", "most": settings.UPLOAD_MAX_BYTES // (1024 * 1024)}, name)


def reshape(*, run: ImportRun, encoding: str, delimiter: str, has_header: bool) -> None:
    """Read the columns of an uploaded file anew, as an admin says it is written. ValidationError where that fails."""
    if encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise ValidationError(_("Choose one of the encodings and delimiters."))
    if run.state not in {State.UPLOADED, State.STAGED, State.FAILED}:
        raise ValidationError(_("This import has moved on already."))
    if not run.raw_path or not files.path_of(run.raw_path).exists():
        raise ValidationError(file_sentence({"code": "gone"}, run.file_name))
    try:
        _shape(run, Shape(encoding, delimiter, run.rows_total), has_header=has_header)
    except Unreadable as wrong:
        raise ValidationError(file_sentence(wrong.said(), run.file_name)) from None
    run.save(update_fields=["encoding", "delimiter", "has_header", "columns", "mapping"])


def start_reading(*, run: ImportRun, mapping: dict[str, str], enqueued: bool = True) -> None:
    """Say what each column holds and read the file. Columns not named are ignored; sensitive ones cannot be named."""
    _check_mapping(run, mapping)
    with _alone():
        moved = ImportRun.objects.filter(pk=run.pk, state__in=[State.UPLOADED, State.STAGED, State.FAILED]).update(
            **_begin(State.READING, Part.CLEAR), attempt=F("attempt") + 1, mapping=mapping, place="", rows_read=0, problem=None
        )
        if not moved:
            raise ValidationError(_("This import has moved on already."))
        run.refresh_from_db()
        if enqueued:
            enqueue(READ, run.pk, run.attempt)


def read_on(run: ImportRun) -> bool:
    """A few batches of the reading; returns whether more are to come."""
    try:
        return steps.go_on(run, READING)
    except Unreadable as wrong:
        if steps.moved(run, state=State.FAILED, problem=wrong.said()):
            _forget_rows(run)
        return False


def confirm(*, run: ImportRun, actor: Member | None, leavers: bool, enqueued: bool = True) -> None:
    """Apply what was looked at. ``leavers`` is the second yes: those missing from the file have left. The raw file goes now."""
    with _alone():
        kinds = [Kind.NEW, Kind.CHANGED, Kind.LEAVING] if leavers else [Kind.NEW, Kind.CHANGED]
        moved = ImportRun.objects.filter(pk=run.pk, state=State.STAGED).update(
            **_begin(State.APPLYING, Part.PEOPLE),
            leavers_confirmed=leavers,
            confirmed_at=now(),
            rows_due=ImportRow.objects.filter(run=run, kind__in=kinds).count(),
            raw_path="",
        )
        if not moved:
            raise ValidationError(_("This import has moved on already."))
        _note("import.confirmed", run, actor)
        if enqueued:
            enqueue(APPLY, run.pk)
    files.remove(run.raw_path)
    run.refresh_from_db()


def apply_on(run: ImportRun) -> bool:
    """A few batches of applying; returns whether more are to come."""
    return steps.go_on(run, APPLYING)


def can_undo(run: ImportRun) -> bool:
    """Whether an import may still be taken back."""
    return run.state == State.DONE and run.finished_at is not None and run.finished_at > now() - dt.timedelta(days=DAYS)


def undo(*, run: ImportRun, actor: Member | None, enqueued: bool = True) -> None:
    """Take an import back, within 14 days. Rows that were changed since stay, and say so."""
    with _alone():
        moved = ImportRun.objects.filter(pk=run.pk, state=State.DONE, finished_at__gt=now() - dt.timedelta(days=DAYS)).update(
            **_begin(State.UNDOING, Part.BACK, reached=LAST), rows_undone=0
        )
        if not moved:
            raise ValidationError(_("This import can no longer be taken back."))
        _note("import.undone", run, actor)
        if enqueued:
            enqueue(UNDO, run.pk)
    run.refresh_from_db()


def undo_on(run: ImportRun) -> bool:
    """A few batches of undoing; returns whether more are to come."""
    return steps.go_on(run, UNDOING)


def discard(*, run: ImportRun) -> None:
    """Throw away an import that was not confirmed, with its file and its rows."""
    moved = ImportRun.objects.filter(pk=run.pk, state__in=[State.UPLOADED, State.READING, State.STAGED, State.FAILED]).update(
        state=State.DISCARDED, raw_path="", touched_at=now()
    )
    if not moved:
        raise ValidationError(_("This import has moved on already."))
    files.remove(run.raw_path)
    run.refresh_from_db()
    _forget_rows(run)


def tend() -> None:
    """Take up again what was cut off; remove raw files after a day, and what nobody confirmed after 14."""
    for run in ImportRun.objects.filter(state__in=list(JOB_OF), touched_at__lt=now() - STILL):
        take_up(run)
    old = now() - dt.timedelta(hours=files.KEEP_HOURS)
    for run in ImportRun.objects.filter(made_at__lt=old).exclude(raw_path=""):
        files.remove(run.raw_path)
        ImportRun.objects.filter(pk=run.pk).update(raw_path="")
    for run in ImportRun.objects.filter(made_at__lt=old, state__in=[State.UPLOADED, State.FAILED]):
        discard(run=run)
    for run in ImportRun.objects.filter(made_at__lt=now() - dt.timedelta(days=DAYS), state=State.STAGED):
        discard(run=run)
    for run in ImportRun.objects.filter(Exists(ImportRow.objects.filter(run=OuterRef("pk"))), state__in=[State.FAILED, State.DISCARDED]):
        _forget_rows(run)
    named = set(ImportRun.objects.exclude(raw_path="").values_list("raw_path", flat=True))
    for path in files.kept():
        if path.name not in named and path.stat().st_mtime < (now() - ORPHAN).timestamp():
            path.unlink(missing_ok=True)


def take_up(run: ImportRun) -> None:
    """Go on with an import that stood still: its next step is put on the queue."""
    ImportRun.objects.filter(pk=run.pk).update(touched_at=now())
    if run.state == State.READING:
        enqueue(READ, run.pk, run.attempt)
    else:
        enqueue(JOB_OF[State(run.state)], run.pk)


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction in which an import sets to work. ValidationError, and nothing written, where another one is at it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(_("Another import is at work. Wait until it is done.")) from None


def _shape(run: ImportRun, shape: Shape, *, has_header: bool | None) -> None:
    rows = reading.first_rows(files.path_of(run.raw_path), shape)
    if not rows:
        raise Unreadable("empty")
    if has_header is None:
        has_header = columns.looks_like_header(rows, fields.synonyms())
    run.encoding, run.delimiter, run.rows_total, run.has_header = shape.encoding, shape.delimiter, shape.lines, has_header
    width = max(len(row) for row in rows) if not has_header else len(rows[0])
    named: Sequence[str] = rows[0] if has_header else [str(number) for number in range(1, width + 1)]
    run.columns = [cell[:100] or str(number) for number, cell in enumerate(named, 1)]
    run.mapping = columns.guess(run.columns, fields.synonyms()) if has_header else columns.guess_by_cells(rows)


def _check_mapping(run: ImportRun, mapping: dict[str, str]) -> None:
    known = {name for name, _label in fields.choices()}
    used: set[str] = set()
    for position, name in mapping.items():
        if not position.isdigit() or int(position) >= len(run.columns) or name not in known:
            raise ValidationError(_("A column cannot be read as that."))
        if run.has_header and columns.is_sensitive(run.columns[int(position)]):
            raise ValidationError(_("“%(column)s” looks private, so it stays out.") % {"column": run.columns[int(position)]})
        if name in used:
            raise ValidationError(_("Two columns are read as the same thing. Leave one of them out."))
        used.add(name)
    if not used & {"external_id", "work_address"}:
        raise ValidationError(_("Say which column holds the id or the work e-mail: without one we cannot tell people apart."))


def _begin(state: State, part: Part, *, reached: int = 0) -> dict[str, Any]:
    """What a run at the beginning of a state holds."""
    return {"state": state, "part": part, "reached": reached, "touched_at": now()}


def _forget_rows(run: ImportRun) -> None:
    """Nothing staged stays of a file that could not be read or was thrown away. What is left by a killed process, ``tend`` removes."""
    while staging.forget_some(run):
        pass


def _note(verb: str, run: ImportRun, actor: Member | None) -> None:
    record(
        verb,
        actor=actor.account if actor else None,
        organisation=run.organisation,
        acting_as=Entry.As.ADMIN if actor else Entry.As.SYSTEM,
        thing=f"import:{run.public_id}",
    )
