"""What is built and committed: it must be what its source builds today."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

from mooring.house.findings import ROOT, SOURCE, Finding

# (source, built)
SHEETS = ((ROOT / "frontend" / "app.src.css", SOURCE / "core" / "static" / "mooring" / "app.css"),)


def build(sheet: Path, target: Path) -> str:
    """Build a style sheet with Tailwind; returns what went wrong, or an empty text."""
    tailwind = Path(sys.executable).with_name("tailwindcss")
    done = subprocess.run(
        [str(tailwind), "--input", str(sheet), "--output", str(target), "--minify"],
        cwd=sheet.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""


def built() -> list[Finding]:
    """Find style sheets that are not what their source builds."""
    found = []
    with tempfile.TemporaryDirectory(prefix="mooring-css-") as folder:
        for sheet, target in SHEETS:
            if not sheet.exists():
                continue
            fresh = Path(folder) / target.name
            if wrong := build(sheet, fresh):
                found.append(Finding(sheet, 1, wrong))
            elif not target.exists() or fresh.read_bytes() != target.read_bytes():
                found.append(Finding(target, 1, "is not what frontend/ builds: see frontend/README.md"))
    return found


def write() -> list[str]:
    """Write the style sheets that are not what their source builds; returns what went wrong."""
    stale = {finding.path for finding in built()}
    return [wrong for sheet, target in SHEETS if {sheet, target} & stale and (wrong := build(sheet, target))]


def compiled() -> list[Finding]:
    """Find compiled translations that are not what the catalogue beside them says."""
    found = []
    for path in sorted((SOURCE / "locale").glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path))
        machine = path.with_suffix(".mo")
        if not machine.exists() or dict(words(polib.mofile(str(machine)))) != dict(words(catalogue)):
            found.append(Finding(machine, 1, "is not compiled from the .po beside it: run ./mooring manage messages"))
    return found


def words(catalogue: Iterable[polib.POEntry]) -> list[tuple[tuple[str, str, str], object]]:
    """Return what a catalogue holds, in a form two of them can be compared by."""
    return [
        ((entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""), entry.msgstr_plural or entry.msgstr)
        for entry in catalogue
        if not entry.obsolete and (entry.msgstr or any(entry.msgstr_plural.values()))
    ]


if __name__ == "__main__":
    sys.exit("\n".join(write()) or 0)
