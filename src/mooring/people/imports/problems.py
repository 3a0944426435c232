"""What can be wrong with a file or a row, stored as a code with its values and worded when shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from mooring.core.tabular import LONGEST_CELL, LONGEST_LINE, MOST_BLANK, MOST_COLUMNS

LONGEST_VALUE = 120


class Problem(Exception):
    """One cell cannot be taken as it stands. ``fatal`` keeps the whole row out; else the rest of the row is taken."""

    def __init__(self, code: str, *, fatal: bool = True, **details: Any) -> None:
        super().__init__(code)
        self.code, self.fatal, self.details = code, fatal, details


class Unreadable(Exception):
    """The file as a whole cannot be read: a code, the row and column where it stopped (0 and empty: none) and what stood there."""

    def __init__(self, code: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(code)
        self.code, self.row, self.column, self.value = code, row, column, value

    def said(self) -> Said:
        """As a run keeps it."""
        return stored(self.code, column=self.column, value=self.value, row=self.row)


Said = dict[str, Any]


def stored(code: str, *, column: str = "", value: str = "", **details: Any) -> Said:
    """A problem as a row keeps it; the value shortened and without characters a database refuses."""
    short = value.replace("\x00", "␀")[:LONGEST_VALUE]
    return {"code": code, "column": column, "value": short, **details}


def sentence(said: Said) -> str:
    """The problem of a row, in words, for whoever reads now."""
    words = _ROW.get(said["code"])
    if words is None:
        return str(said.get("reason") or said["code"])
    text = words() % said
    return _("Column “%(column)s”: %(reason)s") % {"column": said["column"], "reason": text} if said.get("column") else text


def file_sentence(said: Said, file_name: str) -> str:
    """What stopped the reading of a file, in words."""
    words = _FILE.get(said["code"], _FILE["unreadable"])
    limits = {"longest_cell": LONGEST_CELL, "longest_line": LONGEST_LINE, "most_columns": MOST_COLUMNS, "most_blank": MOST_BLANK}
    return words() % {**limits, **said, "file": file_name}


_ROW: dict[str, Callable[[], str]] = {
    "nul": lambda: _("The row holds a character that is no text (NUL)."),
    "short": lambda: _("The row has %(found)s cells and the columns are %(wanted)s. The file may be cut off here."),
    "long": lambda: _("The row has %(found)s cells and the columns are %(wanted)s. A quotation mark may be missing."),
    "no_key": lambda: _("Neither an id nor a work address: we cannot tell who this is."),
    "no_name": lambda: _("A new person needs a name."),
    "address": lambda: _("“%(value)s” is not an address."),
    "address_taken": lambda: _("“%(value)s” is already the address of somebody else here."),
    "id_taken": lambda: _("“%(value)s” is already the id of somebody else here."),
    "too_long": lambda: _("“%(value)s…” is longer than %(most)s letters."),
    "line_break": lambda: _("“%(value)s” has a line break or a control character in it."),
    "zone": lambda: _("“%(value)s” is not a zone we know."),
    "zone_near": lambda: _("“%(value)s” is not a zone we know. Did you mean %(near)s?"),
    "hours": lambda: _("“%(value)s” are no hours we can read. Write them like Mon-Thu 09:00-17:00; Fri 09:00-13:00."),
    "leave": lambda: _("“%(value)s” are no days we can read. Write them like 2026-12-24..2027-01-02."),
    "date": lambda: _("“%(value)s” is no date we can read for sure, so it is left out. Write dates like 2026-11-21."),
    "language": lambda: _("“%(value)s” is no language we know, so it is left out."),
    "region": lambda: _("“%(value)s” is no country or region whose holidays we know, so it is left out. Write it like PT or DE-BY."),
    "topic": lambda: _("“%(value)s…” is too long for a topic, so it is left out."),
    "same_key": lambda: _("Rows %(first)s and %(second)s have the same id or work address. Neither is taken."),
    "same_person": lambda: _("Rows %(first)s and %(second)s are the same person. Neither is taken."),
    "manager_self": lambda: _("“%(value)s”: named as their own manager. They come in without one."),
    "manager_unknown": lambda: _("“%(value)s” is nobody in this file or here. They come in without a manager."),
    "manager_several": lambda: _("“%(value)s” could be more than one person. They come in without a manager."),
    "manager_rejected": lambda: _("“%(value)s” is in row %(number)s, which is not taken. They come in without a manager."),
    "manager_cycle": lambda: _("“%(value)s” leads back to this person. They come in without a manager."),
    "undo_changed": lambda: _("Changed since: this row stays as it is now."),
    "undo_joined": lambda: _("Has been invited or has joined since: they stay."),
    "undo_used": lambda: _("Is part of something since (a programme, a team of their own): they stay."),
    "undo_taken": lambda: _("The former id or address is somebody else’s now: this row stays as it is."),
}

_FILE: dict[str, Callable[[], str]] = {
    "empty": lambda: _("%(file)s is empty."),
    "no_rows": lambda: _("%(file)s has a header and no people."),
    "workbook": lambda: _("%(file)s is an Excel workbook, not a CSV file. In Excel, save it as “CSV UTF-8”."),
    "no_table": lambda: _("%(file)s is a picture, a document or an archive, not a CSV file."),
    "too_large": lambda: _("%(file)s is larger than the %(most)s MB this installation takes."),
    "not_text": lambda: _(
        "%(file)s, row %(row)s, column %(column)s: “%(value)s” holds bytes that are no letters in the chosen encoding. Choose another one."
    ),
    "quote_open": lambda: _("%(file)s, row %(row)s: a quotation mark opens a cell here that never closes. The file may be cut off."),
    "quote_inside": lambda: _("%(file)s, row %(row)s: a quotation mark stands inside a quoted cell. Write it twice."),
    "cell_too_long": lambda: _(
        "%(file)s, row %(row)s: a cell is longer than %(longest_cell)s letters. Perhaps a quotation mark is never closed."
    ),
    "line_too_long": lambda: _("%(file)s, row %(row)s: this line is longer than %(longest_line)s letters. Perhaps this is no table."),
    "too_many_columns": lambda: _("%(file)s, row %(row)s: there are more than the %(most_columns)s columns we can read."),
    "too_many_blank": lambda: _("%(file)s, row %(row)s: more than %(most_blank)s empty rows follow one another. Perhaps this is no table."),
    "gone": lambda: _("%(file)s is gone: a raw file is kept for a day at most. Bring it in again."),
    "unreadable": lambda: _("%(file)s could not be read."),
}
