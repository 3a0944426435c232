"""Our own table of contacts: a row a person, nothing lost. Cells that a spreadsheet would take for a formula are written as text.

Where a cell holds several values, each has a line of its own and its kind before it in brackets: “[work] ann@example.org”.
A line end within a value is written “\\n”, a backslash twice.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mooring.circle.formats.card import Card, Event, Labelled
from mooring.circle.formats.days import day_of, moment_of

Reader = Callable[[Sequence[str]], Card]

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")
_LABEL: Final = re.compile(r"\[((?:\\.|[^\]\\])*)\] ?(.*)")
_ESCAPE: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its header, the field of a card it holds, and how that is written and read."""

    header: str
    field: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def table(cards: Iterable[Card]) -> Iterator[bytes]:
    """The table in UTF-8, with the mark by which a spreadsheet knows it, in pieces."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(one.header for one in COLUMNS)
    yield b"\xef\xbb\xbf"
    for card in cards:
        writer.writerow([_harmless(one.write(getattr(card, one.field))) for one in COLUMNS])
        if text.tell() > 1 << 16:
            yield _taken(text)
    yield _taken(text)


def is_ours(header: Sequence[str]) -> bool:
    """Whether these are our columns, in any order, some left out by somebody's hand."""
    return {"name", "emails", "connected on", "other"} <= set(header) <= {one.header for one in COLUMNS}


def reader(header: Sequence[str]) -> Reader:
    """What makes a card of a row below this header."""
    by_name = {one.header: one for one in COLUMNS}
    held = [(at, by_name[cell]) for at, cell in enumerate(header)]

    def read(cells: Sequence[str]) -> Card:
        said = {one.field: one.read(cells[at].removeprefix("'")) for at, one in held if at < len(cells) and cells[at]}
        return Card(**said)

    return read


def _taken(text: io.StringIO) -> bytes:
    made = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return made


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _line(value: str, kind: str = "") -> str:
    value = value.replace("\\", "\\\\").replace("\n", "\\n")
    if kind:
        return f"[{_line(kind).replace(']', chr(92) + ']')}] {value}"
    return f"[] {value}" if value.startswith(("[", *_DANGEROUS)) else value


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda one: "\n" if one[1] == "n" else one[1], text)


def _labelled(line: str) -> Labelled:
    parted = _LABEL.fullmatch(line)
    return Labelled(_unescaped(parted[2]), _unescaped(parted[1])) if parted else Labelled(_unescaped(line))


def _write_labelled(values: tuple[Labelled, ...]) -> str:
    return "\n".join(_line(one.value, one.kind) for one in values)


def _read_labelled(cell: str) -> tuple[Labelled, ...]:
    return tuple(_labelled(line) for line in cell.split("\n") if line)


def _write_list(values: tuple[str, ...]) -> str:
    return "\n".join(_line(one) for one in values)


def _read_list(cell: str) -> tuple[str, ...]:
    return tuple(one.value for one in _read_labelled(cell))


def _write_events(values: tuple[Event, ...]) -> str:
    return "\n".join(_line(str(one.day), one.kind) for one in values)


def _read_events(cell: str) -> tuple[Event, ...]:
    read = ((one, day_of(one.value)) for one in _read_labelled(cell))
    return tuple(Event(day, one.kind) for one, day in read if day)


def _write_day(value: object) -> str:
    return str(value or "")


def _read_date(cell: str) -> dt.date | None:
    day = day_of(cell)
    return dt.date(day.year, day.month, day.day) if day and day.year else None


def _write_moment(value: dt.datetime | None) -> str:
    return f"{value.astimezone(dt.UTC).isoformat()[:19]}Z" if value else ""


def _texts(*names: tuple[str, str]) -> tuple[_Column, ...]:
    return tuple(_Column(header, field, str, str) for header, field in names)


def _lists(*names: tuple[str, str]) -> tuple[_Column, ...]:
    return tuple(_Column(header, field, _write_labelled, _read_labelled) for header, field in names)


COLUMNS: Final = (
    *_texts(("name", "name"), ("given name", "given"), ("middle name", "middle"), ("family name", "family"), ("prefix", "prefix")),
    *_texts(("suffix", "suffix"), ("nickname", "nickname")),
    *_lists(("emails", "emails"), ("phones", "phones"), ("web pages", "urls")),
    *_texts(("organisation", "organisation"), ("department", "department"), ("title", "title")),
    _Column("birthday", "birthday", _write_day, day_of),
    _Column("dates", "dates", _write_events, _read_events),
    *_texts(("note", "note")),
    _Column("tags", "tags", _write_list, _read_list),
    *_lists(("addresses", "addresses"), ("related people", "related")),
    _Column("connected on", "connected_on", _write_day, _read_date),
    *_texts(("id", "uid")),
    _Column("changed", "rev", _write_moment, moment_of),
    _Column("other", "extra", _write_list, _read_list),
)
