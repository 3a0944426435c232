"""What somebody's page shows beside what is kept of them: forms for the rhythm and for remembering."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mooring.circle.book import Book
from mooring.circle.keeping_forms import RhythmForm, SnoozeForm
from mooring.circle.things import Contact


def of_rhythm(contact: Contact, today: dt.date) -> dict[str, Any]:
    """The forms about how often and when not."""
    initial = {"ideal": contact.ideal or None, "latest": contact.latest or None}
    return {
        "today": today,
        "rhythm_form": RhythmForm(initial=initial, auto_id="id_rhythm_%s"),
        "snooze_form": SnoozeForm(today=today, auto_id="id_snooze_%s"),
    }


def parts(book: Book, contact: Contact, today: dt.date) -> dict[str, Any]:
    """All of it."""
    return of_rhythm(contact, today)
