"""Bring people in from a CSV file, as the page does."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mooring.core.encodings import ENCODINGS
from mooring.people.actions import imports
from mooring.people.imports import columns, fields
from mooring.people.imports.problems import file_sentence, sentence
from mooring.people.models import ImportRow, ImportRun
from mooring.people.queries import meant_at_the_console

SOME_NOT_TAKEN = 3
MOST_SHOWN = 200


class Command(BaseCommand):
    help = (
        "Bring people in from a CSV file: any headers or none, comma, semicolon or tab, any encoding. The columns are guessed, what is "
        "new, changed, leaving or not taken is said, then it is applied. The same file twice changes nothing. "
        "Exit code: 0 all rows taken, 1 nothing written, 3 some rows not taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the CSV file; - reads it from the standard input")
        parser.add_argument("--organisation", metavar="SLUG", help="which organisation (needed where there are several)")
        parser.add_argument("--dry-run", action="store_true", help="read and report only; write nothing")
        parser.add_argument("--confirm-leavers", action="store_true", help="whoever is missing from the file has left")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", help="read a column as a field (or COLUMN= to leave it out)"
        )
        parser.add_argument("--encoding", choices=ENCODINGS, help="how the file is written, where the guess is wrong")
        parser.add_argument("--delimiter", help="comma, semicolon, tab or bar, where the guess is wrong")
        parser.add_argument("--no-header", action="store_true", help="the first row is a person already")

    def handle(self, *args: Any, **options: Any) -> None:
        run = None
        try:
            organisation = meant_at_the_console(options["organisation"])
            run = imports.upload(organisation=organisation, account=None, chunks=_chunks(options["file"]), name=options["file"])
            self._read(run, options)
            taken = self._report(run)
            if options["dry_run"]:
                self.stdout.write(_("Nothing was written."))
                imports.discard(run=run)
            else:
                self._apply(run, leavers=options["confirm_leavers"])
        except ValidationError as wrong:
            if run is not None:
                run.refresh_from_db()
                if run.state in {ImportRun.State.UPLOADED, ImportRun.State.STAGED, ImportRun.State.FAILED}:
                    imports.discard(run=run)
            raise CommandError(" ".join(wrong.messages)) from None
        except OSError as wrong:
            raise CommandError(f"{options['file']}: {wrong.strerror}") from None
        if not taken:
            sys.exit(SOME_NOT_TAKEN)

    def _read(self, run: ImportRun, options: dict[str, Any]) -> None:
        if options["encoding"] or options["delimiter"] or options["no_header"]:
            imports.reshape(
                run=run,
                encoding=options["encoding"] or run.encoding,
                delimiter=_DELIMITERS.get(options["delimiter"] or "", options["delimiter"]) or run.delimiter,
                has_header=not options["no_header"] and run.has_header,
            )
        imports.start_reading(run=run, mapping=_mapped(run, options["map"]), enqueued=False)
        for position, header in enumerate(run.columns):
            self._say_column(run, position, header)
        while imports.read_on(run):
            pass
        if run.state != ImportRun.State.STAGED:
            raise ValidationError(file_sentence(run.problem or {"code": "unreadable"}, run.file_name))

    def _say_column(self, run: ImportRun, position: int, header: str) -> None:
        name = run.mapping.get(str(position))
        labels = dict(fields.choices())
        if name:
            becomes = labels[name]
        elif run.has_header and columns.is_sensitive(header):
            becomes = _("left out: it looks private")
        else:
            becomes = _("left out")
        self.stdout.write(f"  {header} → {becomes}")

    def _report(self, run: ImportRun) -> bool:
        rows = ImportRow.objects.filter(run=run)
        count = rows.aggregate(**{kind.value: Count("pk", filter=Q(kind=kind)) for kind in ImportRow.Kind})
        for kind in ImportRow.Kind:
            self.stdout.write(f"{count[kind.value]:>8}  {_WORDS[kind]()}")
        spoken = rows.exclude(problems=[]).order_by("number")
        for row in spoken[:MOST_SHOWN]:
            for said in row.problems:
                self.stdout.write(
                    _("%(file)s, row %(row)s: %(reason)s") % {"file": run.file_name, "row": row.number, "reason": sentence(said)}
                )
        more = spoken.count() - MOST_SHOWN
        if more > 0:
            self.stdout.write(_("… and %(count)s more rows with something to say.") % {"count": more})
        return not count[ImportRow.Kind.REJECTED.value]

    def _apply(self, run: ImportRun, *, leavers: bool) -> None:
        imports.confirm(run=run, actor=None, leavers=leavers, enqueued=False)
        while imports.apply_on(run):
            pass
        run.refresh_from_db()
        self.stdout.write(
            _("Done: %(count)s people written. For 14 days this can be taken back on the page of imports.") % {"count": run.rows_applied}
        )


_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_WORDS = {
    ImportRow.Kind.NEW: lambda: _("new"),
    ImportRow.Kind.CHANGED: lambda: _("changed"),
    ImportRow.Kind.UNCHANGED: lambda: _("unchanged"),
    ImportRow.Kind.LEAVING: lambda: _("not in the file (they leave only with --confirm-leavers)"),
    ImportRow.Kind.REJECTED: lambda: _("not taken"),
}


def _chunks(name: str) -> Iterator[bytes]:
    if name == "-":
        while chunk := sys.stdin.buffer.read(1024 * 1024):
            yield chunk
        return
    with Path(name).open("rb") as file:
        while chunk := file.read(1024 * 1024):
            yield chunk


def _mapped(run: ImportRun, wishes: list[str]) -> dict[str, str]:
    mapping = dict(run.mapping)
    for wish in wishes:
        header, _equals, name = wish.rpartition("=")
        if header not in run.columns:
            raise ValidationError(_("The file has no column “%(column)s”.") % {"column": header})
        position = str(run.columns.index(header))
        mapping = {at: one for at, one in mapping.items() if at != position and one != name}
        if name:
            mapping[position] = name
    return mapping
