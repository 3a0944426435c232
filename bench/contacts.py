"""How fast files of contacts are read and come into a circle, beside only taking the same file apart with a library.

    PYTHONPATH=src:. .venv/bin/python bench/contacts.py               5,000 and 50,000 people, about three minutes
    PYTHONPATH=src:. .venv/bin/python bench/contacts.py 500 5000      as many as one likes

The library is Python's csv module for LinkedIn's table, and vobject for vCards. *Read* is ours: the file, made cards of. *Bound* is the
library, and a bare sealed record kept of each person, which no import that keeps them so can do without. *Import* is the
whole way on SQLite: the file sealed, read, compared with who is there, staged, brought in by batches, each contact sealed in a record of
its own, with what takes it back. *Again* is the same file once more, which must change nothing. Processor seconds; each line is measured in
a process of its own, and memory is what that process held at most beyond what it held before.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import vobject
from django.conf import settings

from bench.measuring import high_water, low_water, say, spent
from bench.ready import connection
from mooring.circle.actions import imports
from mooring.circle.book import BATCH, vault_of
from mooring.circle.book import read as read_book
from mooring.circle.formats.reading import read
from mooring.circle.imports.held import Held
from mooring.circle.models import Import, Record
from mooring.core.ids import new_public_id
from mooring.people.models import Account

KINDS = ("csv", "vcf")
WORK = ("library", "read", "bound", "import")
ASKED = 3
"""The whole import may take so many times what the library takes to come through the file."""


def make_file(path: Path, kind: str, count: int) -> None:
    """So many made-up people, as LinkedIn or a telephone writes them."""
    with path.open("w", encoding="utf-8", newline="") as target:
        if kind == "csv":
            target.write("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")
        for n in range(count):
            given, family, place = f"Zoë {n % 97}", f"Daly-{n}", f"Quay {n % 300}"
            if kind == "csv":
                day = f"{n % 28 + 1:02} Jun 2020"
                target.write(f'{given},{family},https://www.linkedin.com/in/zoe-{n},,"{place}, Ltd",Pilot {n % 40},{day}\n')
            else:
                lines = ("BEGIN:VCARD", "VERSION:3.0", f"FN:{given} {family}", f"N:{family};{given};;;", f"UID:card-{n}")
                lines += (f"EMAIL;TYPE=INTERNET,HOME:zoe{n}@bench.example", f"TEL;TYPE=CELL:+49 151 {n:07}", f"ORG:{place};Crew")
                lines += ("TITLE:Pilot", "BDAY:1980-03-22", "NOTE:met at the quay\\, long ago", "END:VCARD")
                target.write("".join(f"{line}\r\n" for line in lines))


def library(path: Path, kind: str) -> int:
    """Only take the file apart."""
    with path.open(encoding="utf-8", newline="") as source:
        return sum(1 for _one in (csv.reader(source) if kind == "csv" else vobject.readComponents(source)))


def bound(account: Account, path: Path, kind: str) -> int:
    """Take it apart, and keep each person in a sealed record: nothing that keeps people so can take less."""
    vault, count = vault_of(account), 0
    with path.open(encoding="utf-8", newline="") as source:
        people = csv.reader(source) if kind == "csv" else vobject.readComponents(source)
        while some := list(itertools.islice(people, BATCH)):
            rows = [(new_public_id(), json.dumps(one if kind == "csv" else str(one)).encode()) for one in some]
            sealed = [(identity, vault.seal(text, identity)) for identity, text in rows]
            Record.objects.bulk_create(Record(account=account, public_id=name, size=len(held), sealed=held) for name, held in sealed)
            count += len(some)
    return count


def only_read(path: Path) -> int:
    """Make cards of it."""
    with path.open("rb") as source:
        return sum(1 for _one in read(source, path.name))


def bring(account: Account, path: Path) -> Held:
    """The whole way in."""
    row = imports.upload(account=account, data=path.read_bytes(), name=path.name)
    imports.read_on(Import.objects.get(pk=row.pk))
    row = Import.objects.get(pk=row.pk)
    imports.confirm(row=row, rest=True)
    while imports.bring_on(Import.objects.get(pk=row.pk)):
        pass
    return Held(Import.objects.get(pk=row.pk))


def measure(work: str, kind: str, path: Path) -> None:
    """One line, in a process of its own: seconds, MiB, and for an import the seconds of the same again."""
    again = 0.0
    if work in ("bound", "import"):
        connection.settings_dict["TEST"]["NAME"] = str(path.with_name("bench.sqlite3"))  # on the disk: what it holds is no memory of ours
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        settings.DATA = path.parent
        account = Account.objects.create(name="Bench", email="bench@bench.example")
        warm = path.with_name(f"warm.{kind}")
        make_file(warm, kind, 50)
        bring(Account.objects.create(name="Warm", email="warm@bench.example"), warm)
    elif work == "read":
        list(read(b"BEGIN:VCARD\nFN:x\nNOTE;X=1:\\,\nEND:VCARD\n", "warm.vcf"))
    low_water()
    before, began = high_water(), spent()
    if work == "import":
        bring(account, path)
        seconds, held = spent() - began, high_water() - before
        count = len(read_book(account))
        began = spent()
        if bring(account, path).head.done != {"new": 0, "changed": 0}:
            raise SystemExit("The same file again changed something.")
        again = spent() - began
    else:
        ways = {"library": lambda: library(path, kind), "read": lambda: only_read(path), "bound": lambda: bound(account, path, kind)}
        count = ways[work]()
        seconds, held = spent() - began, high_water() - before
    sys.stdout.write(f"{count} {seconds} {held} {again}\n")


def line(work: str, kind: str, path: Path) -> tuple[float, int]:
    """Measure in a process of its own, and say it; returns seconds and MiB."""
    call = [sys.executable, "-P", __file__, "--work", work, "--kind", kind, "--path", str(path)]
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()  # noqa: S603  ourselves
    count, seconds, held, again = int(said[0]), float(said[1]), int(said[2]), float(said[3])
    more = f"   again {again:.2f} s" if again else ""
    say(f"  {work:<8}{count:>8,} {seconds:>8.2f} s {seconds / count * 1e6:>8.1f} µs each {held:>6} MiB more{more}")
    return seconds, held


def main() -> None:
    """Each kind of file at each size, by each work."""
    parser = argparse.ArgumentParser(description="How fast files of contacts are read and come in.")
    parser.add_argument("counts", nargs="*", type=int, default=[5000, 50_000])
    for name in ("--work", "--kind", "--path"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        measure(options.work, options.kind, Path(options.path))
        return
    for kind in KINDS:
        for count in options.counts:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"people.{kind}"
                make_file(path, kind, count)
                say(f"{kind}, {count:,} people, {path.stat().st_size / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}")
                took = {work: line(work, kind, path)[0] for work in WORK}
                times = took["import"] / took["library"]
                say(f"  import is {times:.1f} x the library ({ASKED} x was asked), {took['import'] / took['bound']:.1f} x the bound")


if __name__ == "__main__":
    main()
