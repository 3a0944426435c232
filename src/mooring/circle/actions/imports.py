"""Bringing people in from a file: upload, columns, confirm, stop, go on, take back; and the steps that jobs take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mooring.circle import whole
from mooring.circle.formats.columns import FIELDS
from mooring.circle.formats.problems import Unreadable
from mooring.circle.formats.reading import read
from mooring.circle.formats.tables import Asked
from mooring.circle.formats.tables import Mapping as Columns
from mooring.circle.imports import bringing, staging
from mooring.circle.imports.held import Held, Sort
from mooring.circle.imports.rows import OUR_OWN
from mooring.circle.imports.words import problem_of, sentence
from mooring.circle.models import Import
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.people.models import Account

READ, BRING, BACK = "circle.read_import", "circle.bring_import", "circle.take_back_import"
KEEP_HOURS = 24
UNDO_DAYS = 30
STILL = dt.timedelta(minutes=10)
"""An import at work whose last step is longer ago was cut off, and is taken up again."""

LONGEST_NAME = 120
State = Import.State
JOB_OF = {State.READING: READ, State.APPLYING: BRING, State.UNDOING: BACK}
OPEN = (State.UPLOADED, State.READING, State.STAGED, State.FAILED)
"""States in which nothing was written yet, and the file is there."""


AT_ONCE = 256 * 1024
"""A file of so many bytes is read while its owner waits, which is a moment; a larger one by a job."""


def upload(*, account: Account, data: bytes, name: str) -> Import:
    """Keep a file, sealed, and read it, or have it read; an unknown table waits to be told its columns. ValidationError for others."""
    name = "".join(sign for sign in name if sign.isprintable())[-LONGEST_NAME:] or "contacts"
    try:
        kind, asked, lines = _look(data, name)
    except Unreadable as wrong:
        raise ValidationError(sentence(problem_of(wrong), name)) from None
    row = Import(account=account, size=len(data), total=lines)
    with _alone():
        row.save()
        held = Held(row)
        held.head.name, held.head.kind = name, kind
        held.keep_file(data)
        held.keep_head(size=len(data))
        if asked is None:
            _start_reading(held, total=lines)
    if row.state == State.READING and row.size <= AT_ONCE:
        read_on(row)
    return row


def _look(data: bytes, name: str) -> tuple[str, Asked | None, int]:
    if data.startswith(whole.MARK):
        return OUR_OWN, None, data.count(b"\n")
    reading = read(data, name)
    return reading.kind, reading.needs_mapping, reading.lines


def asked(held: Held) -> Asked:
    """What must be said of an unknown table. ValidationError where the file is gone, or needs nothing said."""
    try:
        found = read(held.file(), held.head.name).needs_mapping
    except FileNotFoundError:
        raise ValidationError(sentence({"code": "gone"}, held.head.name)) from None
    if found is None:
        raise ValidationError(_("Its columns are known."))
    return found


def choose_columns(*, row: Import, fields: Mapping[int, str], header: bool) -> None:
    """Say what the columns hold, and read the file. ValidationError where nobody could be made of that."""
    held = Held(row)
    columns = asked(held)
    chosen = tuple(fields.get(at, "") for at in range(len(columns.columns)))
    if not set(chosen) <= {"", *FIELDS}:
        raise ValidationError(_("A column cannot be read as that."))
    if not set(chosen) & {"name", "given", "family", "nickname", "email", "phone", "organisation"}:
        raise ValidationError(_("Say which column holds a name or an address: without one we cannot tell who somebody is."))
    once = [field for field in chosen if field in ("given", "family", "nickname", "birthday", "connected_on")]
    if len(once) != len(set(once)):
        raise ValidationError(_("Two columns are read as the same thing. Leave one of them out."))
    held.head.mapping = Columns(chosen, header)
    with _alone():
        _start_reading(held)
    if row.size <= AT_ONCE:
        read_on(row)


def read_on(row: Import) -> None:
    """Read the file, to where it can be looked at."""
    held = Held(row)
    try:
        staging.stage(held)
        state = State.STAGED
        held.head.problem = {}
    except Unreadable as wrong:
        state, held.head.problem = State.FAILED, problem_of(wrong)
    except FileNotFoundError:
        state, held.head.problem = State.FAILED, {"code": "gone"}
    if state is State.FAILED:
        held.forget(Sort.ROWS, Sort.KINDS)
    held.keep_head(state=state, reached=0, total=sum(held.head.counts.values()))


def choose(*, row: Import, choices: Mapping[int, str]) -> None:
    """Say who somebody doubtful is: “new”, “leave”, or the id of one they may be. ValidationError for anything else."""
    held = Held(row)
    if row.state != State.STAGED:
        raise ValidationError(_("This import has moved on already."))
    kinds = held.kinds()
    if any(not 0 <= at < len(kinds) for at in choices):
        raise ValidationError(_("That is not in this file."))
    for at, one in held.some_rows(list(choices)):
        allowed = {"leave", *(identity for identity, _name in one.others), *(("new",) if one.reason == "like" else ())}
        if one.kind != "doubtful" or choices[at] not in allowed:
            raise ValidationError(_("That is not in this file."))
        held.head.choices[str(at)] = choices[at]
    held.keep_head()


def confirm(*, row: Import, rest: bool) -> None:
    """Bring in what was looked at; with ``rest`` nobody new is brought to mind before their owner says so. The file goes now."""
    held = Held(row)
    if row.state != State.STAGED:
        raise ValidationError(_("This import has moved on already."))
    held.head.rest = rest
    with _alone():
        held.forget(Sort.FILE)
        _begin(held, State.APPLYING)


def bring_on(row: Import) -> bool:
    """Bring in the next batch; returns whether more are to come."""
    return bringing.batch(Held(row))


def stop(*, row: Import) -> None:
    """Stop half way: what is in stays in, the rest waits."""
    if not Import.objects.filter(pk=row.pk, state=State.APPLYING).update(state=State.STOPPED, touched_at=now()):
        raise ValidationError(_("This import has moved on already."))


def go_on(*, row: Import) -> None:
    """Go on with one that was stopped, or that stands still."""
    if row.state == State.STOPPED:
        with _alone():
            _begin(Held(row), State.APPLYING, reached=row.reached)
    elif row.state in JOB_OF:
        take_up(row)


def can_undo(row: Import) -> bool:
    """Whether an import can still be taken back."""
    return row.state == State.STOPPED or bool(
        row.state == State.DONE and row.finished_at and row.finished_at > now() - dt.timedelta(days=UNDO_DAYS)
    )


def undo(*, row: Import) -> None:
    """Take back a whole import. Whoever was changed since stays as they are."""
    if not can_undo(row):
        raise ValidationError(_("This import can no longer be taken back."))
    held = Held(row)
    held.forget(Sort.ROWS, Sort.KINDS)
    with _alone():
        _begin(held, State.UNDOING, reached=row.reached, total=max(row.reached, 1))


def undo_on(row: Import) -> bool:
    """Take back the next batch; returns whether more are to come."""
    return bringing.take_back(Held(row))


def discard(*, row: Import) -> None:
    """Throw away what was not confirmed."""
    if not Import.objects.filter(pk=row.pk, state__in=OPEN).delete()[0]:
        raise ValidationError(_("This import has moved on already."))


def tend() -> None:
    """Take up what was cut off; let go what nobody confirmed within a day, and what can no longer be taken back."""
    moment = now()
    for row in Import.objects.filter(state__in=list(JOB_OF), touched_at__lt=moment - STILL):
        take_up(row)
    Import.objects.filter(state__in=OPEN, made_at__lt=moment - dt.timedelta(hours=KEEP_HOURS)).delete()
    Import.objects.exclude(state__in=(*OPEN, *JOB_OF)).filter(touched_at__lt=moment - dt.timedelta(days=UNDO_DAYS)).delete()


def take_up(row: Import) -> None:
    """Put the next step of an import at work on the queue."""
    Import.objects.filter(pk=row.pk).update(touched_at=now())
    enqueue(JOB_OF[State(row.state)], row.pk)


def _start_reading(held: Held, **fields: Any) -> None:
    held.keep_head(state=State.READING, **{"reached": 0, **fields})
    if held.row.size > AT_ONCE:
        enqueue(READ, held.row.pk)


def _begin(held: Held, state: Import.State, **fields: Any) -> None:
    held.keep_head(state=state, **{"reached": 0, **fields})
    enqueue(JOB_OF[state], held.row.pk)


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction in which an import sets to work. ValidationError, and nothing written, where another one is at it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(_("Another file is on its way in. Wait until it is done.")) from None
