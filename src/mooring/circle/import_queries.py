"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import vault_of
from mooring.circle.formats.tables import Asked
from mooring.circle.imports import words
from mooring.circle.imports.held import KINDS, Held, Row
from mooring.circle.models import Import
from mooring.circle.things import Words
from mooring.people.models import Account

A_PAGE = 50
MOST_SHOWN = 20
STEPS: tuple[Words, ...] = (_("File"), _("Columns"), _("Preview"), _("Done"))

KIND_WORDS: dict[str, Words] = {
    "new": _("New"),
    "changed": _("Changed"),
    "doubtful": _("Look twice"),
    "same": _("The same"),
    "skipped": _("Left out"),
}
TONES = {"new": "green", "changed": "", "doubtful": "amber", "same": "", "skipped": ""}


@dataclass(frozen=True)
class Change:
    """What becomes otherwise."""

    label: Words
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One row of a preview. ``chosen`` is what was answered, of ``others`` and two words, where somebody is doubtful."""

    at: int
    row: Row
    kind: Words
    tone: str
    said: list[str]
    changes: list[Change]
    unsure: list[tuple[Words, str]]
    chosen: str


@dataclass(frozen=True)
class Column:
    """One column of an unknown table."""

    at: int
    header: str
    samples: list[str]
    field: str


def imports_of(account: Account) -> list[Held]:
    """The imports of an account that can still be looked at, the newest first."""
    rows = list(Import.objects.filter(account=account).order_by("-made_at")[:MOST_SHOWN])
    vault = vault_of(account) if rows else None
    return [Held(row, vault) for row in rows]


def page_of(held: Held, kind: str, number: str | None) -> Page[int]:
    """A page of the positions of a kind, or of all."""
    kinds = held.kinds()
    found: Sequence[int] = [at for at, letter in enumerate(kinds) if letter == KINDS[kind]] if kind in KINDS else range(len(kinds))
    return Paginator(found, A_PAGE).get_page(number)


def lines(held: Held, positions: Sequence[int]) -> list[Line]:
    """The rows of these positions, as they are shown."""
    return [_line(held, at, row) for at, row in held.some_rows(list(positions))]


def columns(asked: Asked, fields: Sequence[str]) -> list[Column]:
    """The columns of a table, with what each is taken for."""
    rows = range(len(asked.samples))
    return [
        Column(at, header, [cell[:40] for row in rows[:4] if (cell := asked.samples[row][at])], fields[at] if at < len(fields) else "")
        for at, header in enumerate(asked.columns)
    ]


def _line(held: Held, at: int, row: Row) -> Line:
    said = [words.reason(row.reason)] if row.reason else []
    changes = [Change(words.FIELD[name], before, after) for name, before, after in row.changes]
    unsure = [(words.FIELD.get(name.lower().replace(" ", "_"), name), value) for name, value in row.unsure]
    default = "new" if row.reason == "like" else "leave"
    return Line(at, row, KIND_WORDS[row.kind], TONES[row.kind], said, changes, unsure, held.head.choices.get(str(at), default))
