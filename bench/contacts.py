"""What it costs to bring files of contacts into a circle, beside only parsing the same file.

    PYTHONPATH=src:. .venv/bin/python bench/contacts.py               5,000 and 50,000 people, about four minutes
    PYTHONPATH=src:. .venv/bin/python bench/contacts.py 500 5000      as many as one likes

*Parse* is parsing the file, and nothing else: from its bytes, whatever program and encoding they come from, to contacts as a circle
keeps them, with their days, addresses and kinds; nothing is compared, sealed or written. *Import* is the whole way on SQLite: the file
sealed, parsed, compared with who is there, staged, brought in by batches, each contact sealed in a record of its own, with what takes it
back. It may take three times what parsing takes. *Again* is the same file once more, which must change nothing.

*Split* is a library on the same file: Python's csv module for tables, which gives cells and no people; vobject for cards. *Bound* is that
library, and a bare sealed record kept of each person, which no import that keeps them so can do without.

Processor seconds; each line is measured in a process of its own, with what was loaded left out of the search for garbage as the server
does. Memory is what that process held at most beyond what it held before; SQLite's own cache, which the settings bound to 20 MB whatever
comes in, is kept at 2 MB. Besides stands how much the whole process grows from the fewest to the most people.
"""

from __future__ import annotations

import argparse
import csv
import gc
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
from mooring.circle.cards import taken
from mooring.circle.formats.found import Found
from mooring.circle.formats.reading import read
from mooring.circle.imports.held import Held
from mooring.circle.models import Import, Record
from mooring.core.ids import new_public_id
from mooring.people.models import Account

KINDS = {"linkedin": "csv", "google": "csv", "vcard": "vcf"}
"""The kinds of files, and how their names end."""
WORK = ("split", "parse", "bound", "import")
ASKED = 3
"""The whole import may take so many times what parsing takes."""
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
GOOGLE = (
    "First Name,Last Name,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value"
)


def make_file(path: Path, kind: str, count: int) -> None:
    """So many made-up people, as LinkedIn, Google or a telephone writes them."""
    with path.open("w", encoding="utf-8", newline="") as target:
        if kind != "vcard":
            target.write(f"{LINKEDIN if kind == 'linkedin' else GOOGLE}\n")
        for n in range(count):
            given, family, place = f"Zoë {n % 97}", f"Daly-{n}", f"Quay {n % 300}"
            if kind == "linkedin":
                day = f"{n % 28 + 1:02} Jun 2020"
                target.write(f'{given},{family},https://www.linkedin.com/in/zoe-{n},,"{place}, Ltd",Pilot {n % 40},{day}\n')
            elif kind == "google":
                target.write(f'{given},{family},"{place}, Ltd",Pilot {n % 40},1980-03-22,"met at the quay, long ago",* myContacts,')
                target.write(f"* Home,zoe{n}@bench.example,Mobile,+49 151 {n:07}\n")
            else:
                lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{given} {family}", f"N:{family};{given};;;", f"UID:card-{n}"]
                lines += [f"EMAIL;TYPE=INTERNET,HOME:zoe{n}@bench.example", f"TEL;TYPE=CELL:+49 151 {n:07}", f"ORG:{place};Crew"]
                lines += ["TITLE:Pilot", "BDAY:1980-03-22", "NOTE:met at the quay\\, long ago", "END:VCARD"]
                target.write("".join(f"{line}\r\n" for line in lines))


def split(path: Path, kind: str) -> int:
    """Only take the file apart."""
    with path.open(encoding="utf-8", newline="") as source:
        return sum(1 for _one in (vobject.readComponents(source) if kind == "vcard" else csv.reader(source)))


def bound(account: Account, path: Path, kind: str) -> int:
    """Take it apart, and keep each person in a sealed record: nothing that keeps people so can take less."""
    vault, count = vault_of(account), 0
    with path.open(encoding="utf-8", newline="") as source:
        people = vobject.readComponents(source) if kind == "vcard" else csv.reader(source)
        while some := list(itertools.islice(people, BATCH)):
            rows = [(new_public_id(), json.dumps(str(one) if kind == "vcard" else one).encode()) for one in some]
            sealed = [(identity, vault.seal(text, identity)) for identity, text in rows]
            Record.objects.bulk_create(Record(account=account, public_id=name, size=len(held), sealed=held) for name, held in sealed)
            count += len(some)
    return count


def parse(path: Path) -> int:
    """Make contacts of it, as a circle keeps them, one after the other."""
    with path.open("rb") as source:
        return sum(taken(one.card).contact.name != "" for one in read(source, path.name) if isinstance(one, Found))


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
    """One line, in a process of its own: people, seconds, MiB before and at most, and for an import the seconds of the same again."""
    again = 0.0
    warm = path.with_name(f"warm{path.suffix}")
    make_file(warm, kind, 50)
    parse(warm)
    if work in ("bound", "import"):
        connection.settings_dict["TEST"]["NAME"] = str(path.with_name("bench.sqlite3"))  # on the disk: what it holds is no memory of ours
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        settings.DATA = path.parent
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-2000")
            cursor.execute("PRAGMA mmap_size=0")
        account = Account.objects.create(name="Bench", email="bench@bench.example")
        bring(Account.objects.create(name="Warm", email="warm@bench.example"), warm)
    gc.collect()
    gc.freeze()
    low_water()
    before, began = high_water(), spent()
    if work == "import":
        bring(account, path)
        seconds, most = spent() - began, high_water()
        count = len(read_book(account))
        began = spent()
        if bring(account, path).head.done != {"new": 0, "changed": 0}:
            raise SystemExit("The same file again changed something.")
        again = spent() - began
    else:
        ways = {"split": lambda: split(path, kind), "parse": lambda: parse(path), "bound": lambda: bound(account, path, kind)}
        count = ways[work]()
        seconds, most = spent() - began, high_water()
    sys.stdout.write(f"{count} {seconds} {before} {most} {again}\n")


def line(work: str, kind: str, path: Path) -> tuple[float, int]:
    """Measure in a process of its own, and say it; returns seconds, and the MiB the whole process held at most."""
    call = [sys.executable, "-P", __file__, "--work", work, "--kind", kind, "--path", str(path)]
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()  # noqa: S603  ourselves
    count, seconds, before, most, again = int(said[0]), float(said[1]), int(said[2]), int(said[3]), float(said[4])
    more = f"   again {again:.2f} s" if again else ""
    say(f"  {work:<8}{count:>8,} {seconds:>8.2f} s {seconds / count * 1e6:>8.1f} µs each {most - before:>6} MiB beyond {before}{more}")
    return seconds, most


def main() -> None:
    """Each kind of file at each size, by each work."""
    parser = argparse.ArgumentParser(description="What it costs to bring files of contacts in.")
    parser.add_argument("counts", nargs="*", type=int, default=[5000, 50_000])
    for name in ("--work", "--kind", "--path"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        measure(options.work, options.kind, Path(options.path))
        return
    for kind, ending in KINDS.items():
        held = []
        for count in options.counts:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"people.{ending}"
                make_file(path, kind, count)
                say(f"{kind}, {count:,} people, {path.stat().st_size / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}")
                took = {work: line(work, kind, path) for work in WORK}
                times = {work: took["import"][0] / seconds for work, (seconds, _most) in took.items()}
                held.append(took["import"][1])
                say(f"  import is {times['parse']:.1f} x parsing the file ({ASKED} x is asked)")
                say(f"  and {times['split']:.1f} x a library that splits it, {times['bound']:.1f} x that with a bare sealed record each")
        if len(held) > 1:
            say(f"  memory of the whole process: {held[0]} MiB, {held[-1]} MiB, {held[-1] / held[0] - 1:+.0%}")


if __name__ == "__main__":
    main()
