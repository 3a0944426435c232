"""Tables of contacts: rows to cards, by a layout that is known or by a mapping that a person chose."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import BinaryIO, Final

from mooring.circle.formats import columns, sheet
from mooring.circle.formats.card import Card, Labelled, assembled, one_line
from mooring.circle.formats.days import linkedin_day
from mooring.circle.formats.draft import Draft
from mooring.circle.formats.found import Entry, Make, Skipped, found
from mooring.circle.formats.lines import left_over
from mooring.circle.formats.problems import Unreadable, unreadable
from mooring.core.tabular import Row, Table, TableError, looks_like_header, normal

LOOKED_AT: Final = 20
"""So many first rows are looked at: a header stands among them, below whatever a program says first."""

_MANY: Final = " ::: "
_CONNECTIONS: Final = ("first name", "last name", "url", "email address", "company", "position", "connected on")


class Layout(StrEnum):
    """Whose table it is."""

    LINKEDIN = "linkedin"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    THUNDERBIRD = "thunderbird"
    MOORING = "mooring"
    OTHER = "table"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of an unknown table hold: for each a name of `columns.FIELDS` or “”, and whether a row above names them."""

    fields: tuple[str, ...]
    header: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person must say before a table can be read: its first rows, and what its columns likely hold.

    With a header, ``columns`` are its cells and ``samples`` the rows below; without, ``columns`` are empty texts.
    """

    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    guess: Mapping


class Sheet:
    """A table of contacts. ``asked`` is None where it can be read as it is; then `entries` gives its people, once."""

    def __init__(self, source: BinaryIO, name: str, mapping: Mapping | None) -> None:
        """Look at its first rows. Unreadable where there is no table, or nobody in it."""
        self.name = name
        self._whole = _ends_whole(source)
        try:
            self._table = Table(source, name)
            self._rows = self._table.rows()
            self._first = list(itertools.islice(self._rows, LOOKED_AT))
        except TableError as wrong:
            raise Unreadable(wrong.complaint) from None
        self.encoding, self.lines = self._table.encoding, self._table.lines
        self.layout, self._header = _known(self._first)
        self._mapping = mapping
        self.asked = None
        if self.layout is Layout.OTHER:
            self._header = _header_of(self._first) if mapping is None or mapping.header else -1
            self.asked = None if mapping else self._ask()
        if self._header == len(self._first) - 1:
            raise unreadable(name, "no_rows")

    def entries(self) -> Iterator[Entry]:
        """Everybody, and the rows that are nobody. Unreadable at a row that cannot be read."""
        width, make = self._maker()
        last: Row | None = None
        try:
            for row in itertools.chain(self._first[self._header + 1 :], self._rows):
                if last is not None:
                    yield self._entry(last, width, make)
                last = row
        except TableError as wrong:
            raise Unreadable(wrong.complaint) from None
        if last is not None:
            if not self._whole and len(last.cells) < width:
                raise unreadable(self.name, "row_open", row=last.number)
            yield self._entry(last, width, make)

    def _entry(self, row: Row, width: int, make: Make) -> Entry:
        if len(row.cells) > width and any(row.cells[width:]):
            return Skipped(row.number, "long")
        return make(row)

    def _maker(self) -> tuple[int, Make]:
        if self._mapping is not None and self.layout is Layout.OTHER:
            width = max(len(row.cells) for row in self._first)
            if len(self._mapping.fields) != width or not set(self._mapping.fields) <= {"", *columns.FIELDS}:
                raise unreadable(self.name, "mapping")
            targets = [columns.FIELDS[field] if field else None for field in self._mapping.fields]
            return width, partial(_row, tuple((at, *target) for at, target in enumerate(targets) if target))
        header = self._first[self._header].cells
        if self.layout is Layout.MOORING:
            return len(header), partial(_own, sheet.reader(header))
        if self.layout is Layout.LINKEDIN and {normal(cell) for cell in header} <= {*_CONNECTIONS}:
            return len(header), partial(_connection, _places(header))
        known = columns.OUTLOOK if self.layout is Layout.OUTLOOK else columns.USUAL
        return len(header), partial(_row, columns.steps_of(header, known))

    def _ask(self) -> Asked:
        width = max(len(row.cells) for row in self._first)
        padded = [row.cells + ("",) * (width - len(row.cells)) for row in self._first]
        header = self._header >= 0
        guess = columns.guess(padded[self._header]) if header else columns.guess_by_cells(padded)
        if width == 1 and "email" not in guess:
            raise unreadable(self.name, "no_table")
        below = self._header + 1
        return Asked(padded[self._header] if header else ("",) * width, tuple(padded[below : below + 5]), Mapping(guess, header))


def _ends_whole(source: BinaryIO) -> bool:
    """Whether the last line has its end."""
    source.seek(0, 2)
    source.seek(max(0, source.tell() - 4))
    end = source.read().rstrip(b"\0")
    source.seek(0)
    return end.endswith((b"\n", b"\r"))


def _known(rows: Sequence[Row]) -> tuple[Layout, int]:
    """Whose layout it is, and which row is the header."""
    for at, row in enumerate(rows):
        names = {normal(cell) for cell in row.cells}
        if names >= {"first name", "last name", "connected on"}:
            return Layout.LINKEDIN, at
    names = {normal(cell) for cell in rows[0].cells}
    if sheet.is_ours(rows[0].cells):
        return Layout.MOORING, 0
    if "e mail 1 value" in names or names >= {"given name", "family name", "group membership"}:
        return Layout.GOOGLE, 0
    if "e mail address" in names and names & {"first name", "last name"} and names & {"business phone", "home phone", "e mail 2 address"}:
        return Layout.OUTLOOK, 0
    if "primary email" in names:
        return Layout.THUNDERBIRD, 0
    return Layout.OTHER, -1


def _header_of(rows: Sequence[Row]) -> int:
    """Which row names the columns of an unknown table, below whatever a program says first; -1 where none does."""
    for at, row in enumerate(rows):
        if sum(map(bool, columns.guess(row.cells))) > 1:
            return at
    return 0 if any(columns.guess(rows[0].cells)) or looks_like_header(rows[0], rows[1:]) else -1


def _row(steps: columns.Steps, row: Row) -> Entry:
    draft = Draft()
    for at, put, told in steps:
        if value := row.cell(at):
            kind = told if isinstance(told, str) else row.cell(told)
            for one_kind, one in _parted(kind, value):
                put(draft, one.removeprefix("* "), one_kind)
    return found(row.number, draft.card(), tuple(draft.unsure))


def _parted(kind: str, value: str) -> list[tuple[str, str]]:
    """Google’s several values of one cell."""
    if _MANY not in value:
        return [(kind, value)]
    values, kinds = value.split(_MANY), kind.split(_MANY)
    return [(kinds[at] if at < len(kinds) else kinds[0], one) for at, one in enumerate(values)]


def _places(header: Sequence[str]) -> tuple[int, ...]:
    names = [normal(cell) for cell in header]
    return tuple(names.index(name) if name in names else len(names) for name in _CONNECTIONS)


def _connection(places: tuple[int, ...], row: Row) -> Entry:
    """A row of LinkedIn’s, which comes by the ten thousand: the same as `_row`, without a draft."""
    given, family, url, email, company, position, day = (one_line(row.cell(at)) for at in places)
    if not (given or family or url or email or company or position):
        return Skipped(row.number, "ghost")
    connected = linkedin_day(day) if day else None
    unsure = (("Connected On", day),) if day and connected is None else ()
    card = Card(
        name=assembled(given, family),
        given=given,
        family=family,
        urls=(Labelled(url, "linkedin"),) if url else (),
        emails=(Labelled(email),) if email else (),
        organisation=company,
        title=position,
        connected_on=connected,
        extra=tuple(left_over(column, value) for column, value in unsure),
    )
    return found(row.number, card, unsure)


def _own(read: sheet.Reader, row: Row) -> Entry:
    return found(row.number, read(row.cells), ())
