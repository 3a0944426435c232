"""What becomes of a draft."""

from __future__ import annotations

from mooring.circle.editing import editing
from mooring.circle.things import Note
from mooring.core.time import today
from mooring.people.models import Account


def keep_draft(*, account: Account, identity: str, subject: str, text: str, zone: str) -> Note:
    """Keep a draft as a note on whom it is to; raises NotThere."""
    with editing(account) as book:
        words = "\n\n".join(part for part in (subject.strip(), text.strip()) if part)
        return book.put(Note(contact=book.contact(identity).id, sort="note", text=words, on=today(zone)))
