"""What an import says to whoever reads it: why a file cannot be read, and why somebody in it is skipped or doubtful."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.circle.formats.columns import FIELDS
from mooring.circle.formats.problems import LARGEST, LONGEST, Unreadable
from mooring.circle.things import Words
from mooring.core.tabular import LONGEST_CELL, LONGEST_LINE, MOST_BLANK, MOST_COLUMNS

LONGEST_SHOWN = 80


def problem_of(wrong: Unreadable) -> dict[str, Any]:
    """What stopped a reading, as an import keeps it."""
    complaint = wrong.complaint
    value = (complaint.value or "")[:LONGEST_SHOWN]
    return {"code": complaint.code, "row": complaint.row or 0, "column": complaint.column or "", "value": value}


def sentence(problem: dict[str, Any], name: str) -> str:
    """What stopped a reading, in a sentence."""
    limits = {"cell": LONGEST_CELL, "line": LONGEST_LINE, "columns": MOST_COLUMNS, "blank": MOST_BLANK, "value_limit": LONGEST}
    said = {**limits, "most": LARGEST // 1024 // 1024, **problem, "file": name}
    return _FILE.get(problem.get("code", ""), _FILE["unreadable"])() % said


def reason(code: str) -> str:
    """Why somebody in a file is not simply brought in."""
    return _ROW[code]() if code in _ROW else ""


_FILE: dict[str, Callable[[], str]] = {
    "empty": lambda: _("%(file)s is empty."),
    "too_large": lambda: _("%(file)s is larger than %(most)s MB. Export it again without pictures, or in parts."),
    "workbook": lambda: _("%(file)s is a workbook. Open it, save the sheet as CSV and bring that."),
    "archive": lambda: _("%(file)s is an archive. Unpack it and bring the file of contacts that is inside."),
    "no_contacts": lambda: _("%(file)s is a picture, a document or a program, and no file of contacts."),
    "no_text": lambda: _("%(file)s does not look like text. Export the contacts again as vCard, or as CSV in UTF-8."),
    "web_page": lambda: _("%(file)s is a web page or something like it, and no file of contacts."),
    "calendar": lambda: _("%(file)s is a calendar, and no file of contacts."),
    "json": lambda: _("%(file)s is JSON, which we read only where it was written here."),
    "damaged": lambda: _("%(file)s is a circle that was written here, but something in it was changed, so it can no longer be read."),
    "messages": lambda: _("%(file)s is LinkedIn’s list of messages. The people are in Connections.csv."),
    "no_table": lambda: _("%(file)s has one column only and no address in it, so it is hardly a list of contacts."),
    "no_rows": lambda: _("%(file)s has names of columns, and nobody below them."),
    "no_card": lambda: _("There is no card in %(file)s."),
    "card_open": lambda: _("%(file)s, line %(row)s: the card that begins here never ends. The file may be cut off."),
    "row_open": lambda: _("%(file)s, row %(row)s: the last row ends too early. The file may be cut off."),
    "line_too_long": lambda: _("%(file)s, line %(row)s: a value is longer than %(value_limit)s letters, which no card of a person needs."),
    "not_base64": lambda: _("%(file)s, line %(row)s: this cannot be read. The file may be cut off."),
    "not_text": lambda: _("%(file)s, row %(row)s: here are bytes that are no letters. Save the file as UTF-8 and bring it again."),
    "mapping": lambda: _("The columns you chose are not those of %(file)s."),
    "quote_open": lambda: _("%(file)s, row %(row)s: a quotation mark opens a cell here that never closes. The file may be cut off."),
    "quote_inside": lambda: _("%(file)s, row %(row)s: a quotation mark stands inside a quoted cell. Write it twice."),
    "cell_too_long": lambda: _("%(file)s, row %(row)s: a cell is longer than %(cell)s letters. Perhaps a quotation mark is never closed."),
    "too_many_columns": lambda: _("%(file)s, row %(row)s: there are more than the %(columns)s columns we can read."),
    "too_many_blank": lambda: _("%(file)s, row %(row)s: more than %(blank)s empty rows follow one another. Perhaps this is no table."),
    "gone": lambda: _("%(file)s is gone: a file is kept for a day at most. Bring it in again."),
    "unreadable": lambda: _("%(file)s could not be read."),
}

_ROW: dict[str, Callable[[], str]] = {
    "ghost": lambda: _("Only a date is left of somebody who left LinkedIn."),
    "nobody": lambda: _("Nothing says who this is."),
    "group": lambda: _("This is a list or a group, and no person."),
    "long": lambda: _("There are more cells than columns. A quotation mark may be missing."),
    "too_much": lambda: _("This card is longer than any card of a person."),
    "away": lambda: _("You put them away, so they stay away."),
    "twice": lambda: _("They are in this file twice; both are taken together."),
    "like": lambda: _("Somebody of that name or number is here already. Names alone never make two people one, so they come in beside."),
    "several": lambda: _("What is said here fits several of your people. Say who it is, or leave it out."),
    "own": lambda: _("What you wrote down about yourself."),
}

FIELD: dict[str, Words] = {
    "name": gettext_lazy("name"),
    "given": gettext_lazy("first name"),
    "family": gettext_lazy("last name"),
    "nickname": gettext_lazy("nickname"),
    "email": gettext_lazy("e-mail address"),
    "emails": gettext_lazy("e-mail addresses"),
    "phone": gettext_lazy("telephone number"),
    "phones": gettext_lazy("telephone numbers"),
    "url": gettext_lazy("web page or profile"),
    "urls": gettext_lazy("web pages"),
    "organisation": gettext_lazy("where they work"),
    "department": gettext_lazy("department"),
    "title": gettext_lazy("what they do there"),
    "birthday": gettext_lazy("birthday"),
    "note": gettext_lazy("note"),
    "tags": gettext_lazy("tags"),
    "address": gettext_lazy("where they live"),
    "connected_on": gettext_lazy("when you connected"),
    "line": gettext_lazy("who they are to you"),
    "met": gettext_lazy("how you met"),
    "matters": gettext_lazy("what matters to them"),
    "learn": gettext_lazy("what you want to learn from them"),
    "follow": gettext_lazy("where to follow it"),
    "tie": gettext_lazy("what you marked of the tie"),
    "touches": gettext_lazy("times you were in touch"),
    "notes": gettext_lazy("notes and promises"),
    "times": gettext_lazy("times you keep"),
}
"""What a field is called, on the page of columns and in the preview."""


def choices() -> list[tuple[str, Words]]:
    """What a column may hold, with its words."""
    return [(name, FIELD[name]) for name in FIELDS]
