"""What somebody's page shows beside what is kept of them: the rhythm, and what is remembered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mooring.circle import keeping_queries
from mooring.circle.also_said import also_said
from mooring.circle.book import Book
from mooring.circle.keeping_forms import RhythmForm, SnoozeForm
from mooring.circle.remember_forms import NoteForm, ThroughForm, introducer, places_to_follow
from mooring.circle.things import Contact
from mooring.circle.together_forms import TogetherForm

NAMES_OFFERED = 500


def parts(book: Book, contact: Contact, today: dt.date) -> dict[str, Any]:
    """All of it."""
    return of_rhythm(contact, today) | of_memory(book, contact, today) | of_times(book, contact, today)


def of_rhythm(contact: Contact, today: dt.date) -> dict[str, Any]:
    """The forms about how often and when not."""
    initial = {"ideal": contact.ideal or None, "latest": contact.latest or None}
    return {
        "today": today,
        "rhythm_form": RhythmForm(initial=initial, auto_id="id_rhythm_%s"),
        "snooze_form": SnoozeForm(today=today, auto_id="id_snooze_%s"),
    }


def of_memory(book: Book, contact: Contact, today: dt.date) -> dict[str, Any]:
    """Days, introductions and the forms for more."""
    return {
        "days": keeping_queries.days_of(contact, today),
        "through": by.name if (by := introducer(book, contact)) else contact.met_through,
        "through_id": by.id if by else "",
        "introduced": book.introduced_by(book.line(contact.id)),
        "places": places_to_follow(contact.follow),
        "pages": places_to_follow("\n".join(contact.urls)),
        "also": also_said(contact),
        "note_form": NoteForm(auto_id="id_note_%s"),
        "through_form": ThroughForm(book=book, contact=contact, auto_id="id_through_%s"),
        "offered": [line.name for line in sorted(book.lines(), key=lambda line: line.tier)[:NAMES_OFFERED] if line.id != contact.id],
    }


def of_times(book: Book, contact: Contact, today: dt.date) -> dict[str, Any]:
    """The times kept for them, and the form for another."""
    return {
        "together": keeping_queries.times_with(book, contact, today),
        "together_form": TogetherForm(today=today, auto_id="id_together_%s"),
    }
