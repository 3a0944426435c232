"""A contact as a card on a device, and a card from a device as a contact.

A device holds how to reach people: names, addresses, numbers, days, where they work, tags. What only the owner's circle knows (how near
somebody is, what they give, what matters to them, notes, promises) goes to no device, for a device hands its address book on to many
programs. What a device knows and a contact has no place for, a picture among it, stands in the contact's ``more`` and is given back.
The address of a picture is kept as it is and never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

from mooring.circle.cards import TIE, card_of, taken, work_line
from mooring.circle.formats import cards_in
from mooring.circle.formats.cards_out import vcard
from mooring.circle.formats.cards_three import picture_in_four, three
from mooring.circle.formats.found import Found
from mooring.circle.formats.problems import Unreadable
from mooring.circle.things import Contact

NOTE, PICTURE, NAME = "device note", "device picture", "device name"
"""What of a card stands in ``more`` under these names: its note, its pictures, and what the device calls it."""

FIELDS = ("name", "given", "family", "nickname", "organisation", "title", "tags", "emails", "phones", "urls", "address", "birthday", "days")
_CARRIED = frozenset(
    {
        *("email", "phone", "url", "address", "related", "line", "middle", "prefix", "suffix", "department", "uid", "connected_on"),
        *(NOTE, PICTURE),
    }
)
_PICTURE = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO)[;:]", re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:VCARD\s*$", re.IGNORECASE | re.MULTILINE)


class NoCard(Exception):
    """What a device sent is not the card of one person."""


def name_of(contact: Contact) -> str:
    """What a contact is called in an address: as the device that made it said, else by its id."""
    return dict(contact.more).get(NAME) or f"{contact.id}.vcf"


def card(contact: Contact, version: str = "3.0") -> bytes:
    """The card of a contact, as devices get it."""
    plain = card_of(contact)
    kept = tuple(line for line in plain.extra if not line.startswith(TIE))
    pictures = tuple(value for name, value in contact.more if name == PICTURE)
    whole = vcard(replace(plain, note=dict(contact.more).get(NOTE, ""), extra=(*kept, *pictures)))
    return whole if version == "4.0" else three(whole)


def contact_of(text: str, held: Contact | None) -> Contact:
    """A contact as a card has it: a new one, or what is held with what the card says. Raises NoCard."""
    if len(_BEGIN.findall(text)) != 1:
        raise NoCard
    try:
        (entry,) = cards_in.entries(StringIO(text), "card", "utf-8")
    except (Unreadable, ValueError) as wrong:
        raise NoCard from wrong
    if not isinstance(entry, Found):
        raise NoCard
    kept = replace(entry.card, note="", extra=tuple(line for line in entry.card.extra if not line.startswith(TIE)))
    fresh = taken(kept).contact
    more = [pair for pair in fresh.more if _word(pair) in _CARRIED]
    more += [(NOTE, entry.card.note)] if entry.card.note else []
    more += [(PICTURE, line) for line in _pictures(text)]
    if held is None:
        return replace(fresh, more=tuple(more))
    before = {one.what: one for one in held.days}
    said = {name: getattr(fresh, name) for name in FIELDS}
    said["days"] = tuple(replace(one, remind=before[one.what].remind) if one.what in before else one for one in fresh.days)
    if not (held.given or held.family) and (fresh.given, fresh.family) == (fresh.name, ""):
        # Version 3.0 asks for a part where only the whole name is known.
        said["given"] = ""
    if held.line == work_line(held.title, held.organisation):
        said["line"] = fresh.line
    return replace(held, **said, more=(*(pair for pair in held.more if _word(pair) not in _CARRIED), *more))


def _word(pair: tuple[str, str]) -> str:
    return pair[0].partition(":")[0]


def _pictures(text: str) -> Iterator[str]:
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        if _PICTURE.match(line) and (found := picture_in_four(line)):
            yield found
