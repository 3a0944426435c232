"""Rows of the command's tables, with one exact complaint for every cell that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from mooring.core.hours import HoursError
from mooring.core.tabular import Complaint, Row, Table, TableError

MOST_COMPLAINTS: Final = 50

Value = TypeVar("Value")


class Complaints(Exception):
    """Everything wrong with a file, row by row."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = tuple(complaints)


def columns_of(table: Table, needed: Sequence[str]) -> dict[str, int]:
    """The place of every column by its name in small letters. Raises TableError where one is missing or stands there twice."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(table.first.cells):
        column = cell.casefold()
        if column in columns and column:
            raise TableError(Complaint(table.name, "this column stands there twice", table.first.number, cell))
        columns[column or f"\0{at}"] = at
    for column in needed:
        if column not in columns:
            reason = f"there is no column {column!r}; the first row names the columns"
            raise TableError(Complaint(table.name, reason, table.first.number))
    return columns


def body(table: Table) -> Iterator[Row]:
    """The rows below the header."""
    rows = table.rows()
    next(rows)
    return rows


class Bad:
    """Collects complaints about one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Complaint] = []

    def add(self, row: int, column: str | None, value: str | None, reason: str) -> None:
        """Note a complaint; the last one raises Complaints."""
        self.found.append(Complaint(self.name, reason, row, column, value))
        if len(self.found) >= MOST_COMPLAINTS:
            self.found.append(Complaint(self.name, f"these are the first {MOST_COMPLAINTS} complaints; there may be more"))
            self.end()

    def take(self, row: int, column: str, text: str, read: Callable[[str], Value]) -> Value | None:
        """What a cell says; None, and a complaint, where it cannot be read."""
        try:
            return read(text)
        except HoursError as error:
            self.add(row, column, text, str(error))
            return None

    def end(self) -> None:
        """Raises Complaints if there are any."""
        if self.found:
            raise Complaints(self.found)
