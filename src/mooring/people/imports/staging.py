"""From a raw file to staged rows: read, compared, told apart. Nothing about people is written here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from mooring.core.tabular import Place, Shape
from mooring.people.imports import files, reading
from mooring.people.imports.comparing import compared
from mooring.people.imports.problems import Unreadable, stored
from mooring.people.imports.saving import save
from mooring.people.imports.steps import moved
from mooring.people.imports.understanding import understood
from mooring.people.models import ImportRow, ImportRun, Member

BATCH = 500
CLEARED = 2000

Kind = ImportRow.Kind
Part = ImportRun.Part
State = ImportRun.State


def clear(run: ImportRun) -> None:
    """Forget some rows of an earlier reading, or go on to the file."""
    with transaction.atomic():
        if not moved(run):
            return
        if gone := forget_some(run):
            moved(run, reached=run.reached + gone)
        else:
            moved(run, part=Part.ROWS, reached=0)


def forget_some(run: ImportRun) -> int:
    """Delete some staged rows; returns how many."""
    return ImportRow.objects.filter(pk__in=ImportRow.objects.filter(run=run).order_by().values("pk")[:CLEARED]).delete()[0]


def read(run: ImportRun) -> None:
    """Stage the next rows. Unreadable where the file stops making sense."""
    if not run.raw_path:
        raise Unreadable("gone")
    place = Place(run.reached, int(run.place)) if run.place else None
    with reading.rows(files.path_of(run.raw_path), Shape(run.encoding, run.delimiter), place) as rows:
        chunk = list(itertools.islice(rows, BATCH))
        place = rows.place()
    if not chunk:
        moved(run, part=Part.TWINS, reached=0)
        return
    if run.has_header and run.reached == 0:
        del chunk[0]  # the first row that holds anything names the columns
    people = [understood(run, row) for row in chunk]
    with transaction.atomic():
        if moved(run, reached=place.row, rows_read=place.row, place=str(place.mark)):
            ImportRow.objects.bulk_create(compared(run, people), batch_size=BATCH)


def tell_apart(run: ImportRun) -> None:
    """Reject rows that mean the same person, naming both."""
    for name, code in (("key", "same_key"), ("address", "same_key"), ("member", "same_person")):
        rows = ImportRow.objects.filter(run=run).exclude(**{name: None if name == "member" else ""})
        twice = rows.order_by().values(name).annotate(count=Count("pk")).filter(count__gt=1).values(name)
        alike = rows.filter(**{f"{name}__in": twice}).order_by(name, "number").values_list(name, "number")
        named = list(_named(alike.iterator(chunk_size=BATCH)))  # all of them: no reading stays open while others write
        for start in range(0, len(named), BATCH):
            with transaction.atomic():
                if not moved(run):
                    return
                _reject_same(run, named[start : start + BATCH], code)
    moved(run, part=Part.MANAGERS, reached=0)


def _named(alike: Iterator[tuple[object, int]]) -> Iterator[tuple[int, int, int]]:
    """For each row that has a twin: its number, and the two numbers to be named, the first row's and its own (or the second's)."""
    for _value, group in itertools.groupby(alike, key=lambda pair: pair[0]):
        first, *others = [number for _same, number in group]
        yield first, first, others[0]
        yield from ((number, first, number) for number in others)


def _reject_same(run: ImportRun, batch: Sequence[tuple[int, int, int]], code: str) -> None:
    named = {number: (first, second) for number, first, second in batch}
    rows = ImportRow.objects.filter(run=run, number__in=named).only("kind", "problems", "number")
    new = [row for row in rows if not any(said["code"] in {"same_key", "same_person"} for said in row.problems)]
    for row in new:
        first, second = named[row.number]
        row.kind = Kind.REJECTED
        row.problems = [*row.problems, stored(code, first=first, second=second)]
    save(new, ["kind", "problems"])


def missing(run: ImportRun) -> None:
    """Stage some of those who are here and not in the file. Admins stay until another admin says they left."""
    gone = list(_not_in_file(run).filter(pk__gt=run.reached).order_by("pk")[:BATCH])
    if not gone:
        _end(run)
        return
    with transaction.atomic():
        if not moved(run, reached=gone[-1].pk):
            return
        last = ImportRow.objects.filter(run=run).aggregate(last=Max("number"))["last"] or 0
        ImportRow.objects.bulk_create(
            (_leaving(run, number, one) for number, one in enumerate(gone, max(last, run.rows_read) + 1)), batch_size=BATCH
        )


def _not_in_file(run: ImportRun) -> QuerySet[Member]:
    named = ImportRow.objects.filter(run=run, member=OuterRef("pk"))
    return Member.objects.here().filter(~Exists(named), organisation_id=run.organisation_id, is_admin=False)


def _leaving(run: ImportRun, number: int, one: Member) -> ImportRow:
    return ImportRow(
        run=run,
        number=number,
        key=f"id:{one.external_id}" if one.external_id else f"address:{one.work_address}",
        kind=Kind.LEAVING,
        data={"name": one.name},
        before={"left_at": None},
        member=one,
    )


def _end(run: ImportRun) -> None:
    if not ImportRow.objects.filter(run=run).exclude(kind=Kind.LEAVING).exists():
        raise Unreadable("no_rows")
    moved(run, state=State.STAGED, rows_total=F("rows_read"))
