"""Keep the catalogues of words in step with the program."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import allauth
import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.core.pseudo import pseudo

LANGUAGES = ("de",)


class Command(BaseCommand):
    help = (
        "Gather every marked word into the catalogues, make the pseudo-language, and compile them. "
        "With --check, change nothing and fail when a catalogue is out of step or a translation is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the catalogues are in step")

    def handle(self, *args: Any, **options: Any) -> None:
        polib = import_module("polib")
        root = Path(settings.LOCALE_PATHS[0])
        if options["check"]:
            self._check(root, polib)
        else:
            _renew(root, polib)
            self.stdout.write("The catalogues are in step.")

    def _check(self, root: Path, polib: Any) -> None:
        # In a copy: gathering leaves files between the templates for a moment, which others may be reading just then.
        with tempfile.TemporaryDirectory(prefix="mooring-messages-") as folder:
            copy = Path(
                shutil.copytree(root.parent, Path(folder, root.parent.name), ignore=shutil.ignore_patterns("__pycache__", "static"))
            )
            _renew(copy / root.name, polib)
            wrong = _out_of_step(copy / root.name, root, polib)
        if wrong:
            for line in wrong:
                self.stderr.write(line)
            raise CommandError("Run ./mooring manage messages, translate what is missing, and commit.")
        self.stdout.write("The catalogues are in step and complete.")


def _renew(root: Path, polib: Any) -> None:
    """Gather the words of the package around `root`, and compile every catalogue in it."""
    _gather(root)
    for language in LANGUAGES:
        po = polib.pofile(str(root / language / "LC_MESSAGES" / "django.po"))
        _tidy(po)
        po.save(newline="\n")
        po.save_as_mofile(str(root / language / "LC_MESSAGES" / "django.mo"))
    _make_pseudo(root, polib)


def _out_of_step(renewed: Path, kept: Path, polib: Any) -> list[str]:
    wrong = []
    for language in LANGUAGES:
        name = Path(language, "LC_MESSAGES", "django.po")
        po = polib.pofile(str(renewed / name))
        if _words(po) != _words(polib.pofile(str(kept / name))):
            wrong.append(f"{name} is out of step.")
        missing = [*po.untranslated_entries(), *po.fuzzy_entries()]
        wrong += [f"{language}: “{entry.msgid}” has no translation." for entry in missing]
    return wrong


def _words(po: Any) -> list[tuple[str, ...]]:
    return sorted((entry.msgctxt or "", entry.msgid, entry.msgid_plural or "", entry.msgstr, str(entry.msgstr_plural)) for entry in po)


def _gather(root: Path) -> None:
    """Run makemessages over the package; it works on the current folder."""
    here = Path.cwd()
    os.chdir(root.parent)
    try:
        call_command(
            "makemessages",
            locale=[*LANGUAGES],
            extensions=["html", "txt", "py"],
            ignore_patterns=["*/tests/*", "tests/*", "testing.py"],
            no_location=True,
            no_wrap=True,
            verbosity=0,
        )
    finally:
        os.chdir(here)


def _tidy(po: Any) -> None:
    """Drop what is no longer said, and the dates that would differ at each run."""
    for entry in list(po.obsolete_entries()):
        po.remove(entry)
    for field in ("POT-Creation-Date", "PO-Revision-Date"):
        po.metadata.pop(field, None)


def _make_pseudo(root: Path, polib: Any) -> None:
    """The pseudo-language: our words, and those of Django and allauth that our pages show."""
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    seen: set[tuple[str | None, str]] = set()
    sources = [root / "de" / "LC_MESSAGES" / "django.po", *_borrowed()]
    for source in sources:
        for entry in polib.pofile(str(source)):
            if entry.obsolete or (entry.msgctxt, entry.msgid) in seen:
                continue
            seen.add((entry.msgctxt, entry.msgid))
            copy = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt)
            if (entry.msgctxt or "").startswith("date pattern"):
                copy.msgstr = entry.msgid  # letters of a pattern, not words
            elif entry.msgid_plural:
                copy.msgid_plural = entry.msgid_plural
                copy.msgstr_plural = {0: pseudo(entry.msgid), 1: pseudo(entry.msgid_plural)}
            else:
                copy.msgstr = pseudo(entry.msgid)
            made.append(copy)
    folder = root / settings.PSEUDO_LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    made.save_as_mofile(str(folder / "django.mo"))


def _borrowed() -> list[Path]:
    packages = [Path(module.__file__).parent for module in (django, allauth) if module.__file__]
    found = [packages[0] / "conf" / "locale" / "de", packages[0] / "contrib" / "auth" / "locale" / "de"]
    found += [packages[0] / "contrib" / "humanize" / "locale" / "de", packages[1] / "locale" / "de"]
    return [path / "LC_MESSAGES" / "django.po" for path in found]
