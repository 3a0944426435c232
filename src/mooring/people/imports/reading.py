"""The kept file as a table: how it is written, its first rows, and its rows from a place on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mooring.core.tabular import Complaint, Place, Rows, Shape, Table, TableError
from mooring.people.imports.problems import Unreadable


def sniff(path: Path) -> Shape:
    """How the file is written, and about how many rows it has. Unreadable where it is no table of text."""
    with path.open("rb") as source:
        try:
            table = Table(source, path.name)
        except TableError as wrong:
            raise _unreadable(wrong.complaint) from None
        return Shape(table.encoding, table.delimiter, table.lines)


def first_rows(path: Path, shape: Shape, count: int = 6) -> list[tuple[str, ...]]:
    """The first rows that hold anything. Unreadable where one of them cannot be read."""
    with rows(path, shape) as read:
        return [row.cells for row in itertools.islice(read, count)]


@contextmanager
def rows(path: Path, shape: Shape, place: Place | None = None) -> Iterator[Rows]:
    """The rows that hold anything, from a place on. Unreadable, from within too, where one cannot be read."""
    try:
        with path.open("rb") as source:
            yield Rows(source, path.name, shape, place=place)
    except FileNotFoundError:
        raise Unreadable("gone") from None
    except TableError as wrong:
        raise _unreadable(wrong.complaint) from None


def _unreadable(wrong: Complaint) -> Unreadable:
    return Unreadable(wrong.code, row=wrong.row or 0, column=wrong.column or "", value=wrong.value or "")
