"""Everything of one person as a zip file of open formats: JSON, CSV, and their meetings as a calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mooring.core import export
from mooring.core.later import Later
from mooring.core.time import now
from mooring.meetings.models import Attendance, Meeting
from mooring.people.models import Account

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")


def archive_of(account: Account) -> bytes:
    """The zip file. Worded in the language that is active."""
    rows = export.rows_of(account)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme())
        archive.writestr("data.json", json.dumps(rows, default=_plain, ensure_ascii=False, indent=2))
        for label, found in rows.items():
            archive.writestr(f"csv/{label.lower()}.csv", _csv(found))
        archive.writestr("meetings.ics", _calendar(account))
    return file.getvalue()


def _readme() -> str:
    return "\n".join(
        [
            _("Everything Mooring keeps about you."),
            "",
            _("data.json: all of it, one list a kind."),
            _("csv/: the same as tables, one file a kind."),
            _("meetings.ics: your meetings, for any calendar."),
            "",
        ]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _csv(rows: list[dict[str, Any]]) -> str:
    """A table with a header; a cell that a spreadsheet would take for a formula is quoted as text."""
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row.get(name)) for name in names})
    # The mark at the beginning tells Excel that the file is UTF-8.
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, default=_plain, ensure_ascii=False) if isinstance(value, dict | list) else str(_plain(value))
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _calendar(account: Account) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mooring//export//")
    calendar.add("version", "2.0")
    held = Meeting.objects.filter(
        state__in=[Meeting.State.AGREED, Meeting.State.OVER],
        attendances__member__account=account,
        attendances__state=Attendance.State.IN,
    )
    for meeting in held.distinct().order_by("begins_at"):
        if meeting.begins_at is None:
            continue
        event = icalendar.Event()
        event.add("uid", meeting.uid)
        event.add("dtstamp", now())
        event.add("dtstart", meeting.begins_at)
        event.add("dtend", meeting.begins_at + dt.timedelta(minutes=meeting.minutes))
        event.add("summary", _("A meeting through Mooring"))
        if meeting.place:
            event.add("location", meeting.place)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
