"""Rows of a preview, as they are made of what a file says of somebody."""

from __future__ import annotations

from typing import Any, Final

from mooring.circle.cards import Taken
from mooring.circle.imports.held import Row
from mooring.circle.things import Contact, changed, packed, unpacked

SHOWN: Final = (
    *("organisation", "title", "given", "family", "nickname", "birthday", "address", "emails", "phones", "urls", "tags"),
    *("line", "met", "matters", "learn", "follow"),
)
OUR_OWN: Final = "mooring"
"""What an import is called that is a circle written here."""


def row_of(place: int, new: Taken, unsure: tuple[tuple[str, str], ...], *, kind: str, **more: Any) -> Row:
    """A row of somebody; ``unsure`` is what was not clear."""
    contact = new.contact
    sub = contact.line or next(iter((*contact.emails, *contact.phones)), "")
    return Row(place, kind, name=contact.name, sub=sub, said=packed(contact).decode(), note=new.note, unsure=unsure, **more)


def opened(said: bytes | str, identity: str, **more: Any) -> Contact:
    """A contact that was packed, with ``more`` said of them."""
    made = unpacked(said, identity, **more)
    if not isinstance(made, Contact):
        raise TypeError(made.KIND)
    return made


def changes(held: Contact, after: Contact) -> tuple[tuple[str, str, str], ...]:
    """What is otherwise in fields that are shown: the field, before, after."""
    found = ((name, _text(getattr(held, name)), _text(getattr(after, name))) for name in SHOWN)
    return tuple((name, before, now) for name, before, now in found if before != now)


def told(contact: Contact) -> dict[str, Any]:
    """What a contact holds, whatever the order of what it has no field for."""
    return vars(changed(contact, more=tuple(sorted(contact.more))))


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
