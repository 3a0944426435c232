"""What stops the reading of a file: one sentence that says where and why, and a code for whoever words it in another language."""

from __future__ import annotations

from typing import Final

from mooring.core.tabular import Complaint

LARGEST: Final = 40 * 1024 * 1024
"""The most bytes that are read: fifty thousand people without their pictures take about a third of it."""

LONGEST: Final = 100_000
"""The most characters one value of a card may have."""

LARGEST_CARD: Final = 4 * LONGEST
"""The most characters a whole card may have, its pictures aside."""

REASONS: Final = {
    "empty": "the file is empty",
    "too_large": f"the file is larger than {LARGEST // 1024 // 1024} MB; export it again without pictures, or in parts",
    "workbook": "this is a workbook; open it, save the sheet as CSV and bring that",
    "archive": "this is an archive; unpack it and bring the file of contacts that is inside",
    "no_contacts": "this is a picture, a document or a program, and no file of contacts",
    "no_text": "this does not look like text; export the contacts again as vCard or as CSV in UTF-8",
    "web_page": "this is a web page or another file of marks, and no file of contacts",
    "calendar": "this is a calendar, and no file of contacts",
    "json": "this is a file of JSON, which is read only where this program wrote it",
    "damaged": "this is a circle that was written here, and something in it was changed so that it can no longer be read",
    "messages": "this is LinkedIn’s list of messages; the people are in Connections.csv",
    "no_table": "there is one column only and no address in it, so this is hardly a list of contacts",
    "no_rows": "there are names of columns, and nobody below them",
    "no_card": "there is no card in it",
    "card_open": "the card that begins here never ends; the file may be cut off",
    "row_open": "the last row ends too early; the file may be cut off",
    "line_too_long": f"a value is longer than {LONGEST} characters, which no card of a person needs",
    "not_base64": "this value cannot be read; the file may be cut off",
    "not_text": "here are bytes that are no letters; save the file as UTF-8",
    "mapping": "the columns that were chosen are not the columns of this file",
}


class Unreadable(ValueError):
    """A file that cannot be read, or no further. `complaint` has the file, the row or line, the column, and the code."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(str(complaint))
        self.complaint = complaint

    @property
    def code(self) -> str:
        """A name that stays, of REASONS or of what `mooring.core.tabular` complains of."""
        return self.complaint.code


def unreadable(name: str, code: str, *, row: int | None = None, column: str | None = None) -> Unreadable:
    """The complaint of that code, ready to be raised."""
    return Unreadable(Complaint(name, REASONS[code], row, column, code=code))
