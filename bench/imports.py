"""How fast a file of people comes in, beside a bound taken in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python bench/imports.py                 20,000 rows on SQLite, about a minute
    PYTHONPATH=src:. .venv/bin/python bench/imports.py 100000          as many as the promise names
    TEST_DATABASE_URL=postgres://… … bench/imports.py 100000           on PostgreSQL, in a database made for the run
    PYTHONPATH=src:. .venv/bin/python bench/imports.py 5000 --profile  where our own process spends its time

The whole way: the file is read and staged, looked at, confirmed, applied; brought in again, which must change nothing; brought in
changed; and taken back twice. The bound reads the same file with csv.reader and stores members of one field with one bulk_create: no
import that keeps these people can take less. Times are processor seconds of this process, and seconds on the wall, which hold the
database server's share too. The database is thrown away.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import itertools
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator

from bench.ready import connection
from mooring.people.actions import imports
from mooring.people.imports import preview
from mooring.people.models import ImportRun, Member, Organisation

FIRST = ("Amara", "Zbigniew", "Châu", "Håkon", "Imani", "Wanjikũ", "Siobhán", "Fatima", "Tuấn", "Noor", "Devon", "Aiko")
LAST = ("Okonkwo", "Wiśniewski", "Ødegård", "Kamau", "Daly", "Zahra", "Nguyễn", "van der Meulen", "Lindqvist", "Tanaka", "Cole")
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Asia/Tokyo", "America/Denver", "Africa/Nairobi")
HEADER = ("id", "name", "email", "title", "team", "site", "timezone", "manager", "languages", "interests", "start date", "hours")


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def make_file(path: Path, count: int, *, salt: str = "") -> None:
    """A company of that many made-up people, eight reports to a manager; ``salt`` changes the title of every tenth."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADER)
        for n in range(1, count + 1):
            name = f"{FIRST[n % len(FIRST)]} {LAST[n // 7 % len(LAST)]} {n}"
            title = f"Title {n % 40}{salt if n % 10 == 0 else ''}"
            place = [f"Team {n % max(1, count // 60)}", f"Site {n % 23}", ZONES[n % len(ZONES)]]
            said = ["en; de" if n % 3 else "pt", f"topic {n % 97}; topic {n % 89}", f"20{n % 20 + 10}-0{n % 9 + 1}-11"]
            hours = "Mon-Thu 09:00-17:00; Fri 09:00-13:00" if n % 4 == 0 else ""
            writer.writerow([n, name, f"person{n}@bench.example", title, *place, n // 8 or "", *said, hours])


class Bench:
    """Takes the time of each part, in processor seconds by its name."""

    def __init__(self, count: int, *, profiled: bool) -> None:
        self.count = count
        self.profiled = profiled
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time one part and say it at once."""
        profiler = cProfile.Profile()
        cpu, wall = time.process_time(), time.perf_counter()
        if self.profiled:
            profiler.enable()
        yield
        profiler.disable()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        self.seconds[name] = cpu
        say(f"  {name:<26}{cpu:>8.1f} s{wall:>8.1f} s on the wall{self.count / wall:>9,.0f} rows/s   peak {peak_mb():,.0f} MB")
        if self.profiled:
            pstats.Stats(profiler).sort_stats("cumulative").print_stats(35)


def peak_mb() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bound(path: Path, organisation: Organisation) -> None:
    """What nobody can do without: the file read, a bare row stored for each person. Removed again."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        while chunk := list(itertools.islice(rows, 500)):
            Member.objects.bulk_create(Member(organisation=organisation, name=row[1]) for row in chunk)


def stage(organisation: Organisation, path: Path) -> ImportRun:
    """Upload and read a file, to where it can be looked at."""
    with path.open("rb") as source:
        run = imports.upload(organisation=organisation, account=None, chunks=iter(lambda: source.read(1 << 20), b""), name=path.name)
    imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
    while imports.read_on(run):
        pass
    run.refresh_from_db()
    if run.state != ImportRun.State.STAGED:
        raise SystemExit(f"Staging ended as {run.state}: {run.problem}")
    return run


def look(run: ImportRun) -> preview.Counts:
    """The counts, and the first, a middle and the last page of the preview."""
    pages = Paginator(preview.chosen(run, ""), 50)
    for number in (1, pages.num_pages // 2 + 1, pages.num_pages):
        preview.lines(run, list(pages.page(number).object_list))
    return preview.counts(run)


def apply(run: ImportRun) -> None:
    """Confirm and apply."""
    imports.confirm(run=run, actor=None, leavers=False, enqueued=False)
    while imports.apply_on(run):
        pass


def undo(run: ImportRun) -> None:
    """Take back."""
    run.refresh_from_db()
    imports.undo(run=run, actor=None, enqueued=False)
    while imports.undo_on(run):
        pass


def whole_way(count: int, folder: Path, *, profiled: bool) -> None:
    """Every part, its time, and what must hold at its end."""
    bench = Bench(count, profiled=profiled)
    here = Organisation.objects.create(name="Bench", slug="bench", timezone="UTC")
    path, changed = folder / "people.csv", folder / "changed.csv"
    make_file(path, count)
    make_file(changed, count, salt=" II")
    say(f"{count:,} rows, {path.stat().st_size / 1e6:.1f} MB, on {connection.vendor}; {peak_mb():,.0f} MB before the first row")
    with bench.part("bound"):
        bound(path, here)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_member")
    with bench.part("stage"):
        run = stage(here, path)
    with bench.part("look"):
        seen = look(run)
    with bench.part("apply"):
        apply(run)
    with bench.part("the same again: stage"):
        again = stage(here, path)
    with bench.part("the same again: apply"):
        apply(again)
    with bench.part("a tenth changed: stage"):
        third = stage(here, changed)
    with bench.part("a tenth changed: apply"):
        apply(third)
    with bench.part("a tenth changed: undo"):
        undo(third)
    linked = Member.objects.filter(organisation=here, manager__isnull=False).count()
    with bench.part("undo"):
        undo(run)
    left = Member.objects.filter(organisation=here).count()
    say(f"  new {seen.new:,}, changed the second time {look(again).changed}, the third {look(third).changed:,}")
    say(f"  with a manager {linked:,}, left at the end {left}")
    for name in ("stage", "apply", "undo"):
        say(f"  {name}: {bench.seconds[name] / bench.seconds['bound']:.1f} x the bound")


def main() -> None:
    """One database, one run."""
    parser = argparse.ArgumentParser(description="How fast a file of people comes in.")
    parser.add_argument("rows", nargs="?", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true", help="say where our own process spends its time")
    options = parser.parse_args()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.DATA = Path(folder)
            whole_way(options.rows, Path(folder), profiled=options.profile)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    main()
