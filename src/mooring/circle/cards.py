"""Between what a file says of somebody and how a circle keeps them: nothing is lost on the way in, nor on the way out and in again.

What a contact has no field for stands in its ``more`` as pairs: ``email:work`` and the address it tells the kind of, ``middle``,
``uid``, and so on. What only Mooring knows of a tie goes out as one line of a card, in JSON, and comes in again from there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

from mooring.circle.formats import keys, lines
from mooring.circle.formats.card import Card, Event, Labelled
from mooring.circle.formats.days import day_of
from mooring.circle.sound import field_fits
from mooring.circle.things import Contact, Sector, SpecialDay, changed, packed, unpacked

PLAIN: Final = ("given", "family", "nickname", "organisation", "title")
IN_MORE: Final = ("middle", "prefix", "suffix", "department", "uid")
SAID: Final = ("organisation", "title")
"""What changes in people's lives: taken from a newer file, unless the owner changed it since the last one."""

TIE: Final = "X-MOORING-TIE"
OWN: Final = (
    *("line", "tier", "sector", "gives", "takes", "usually", "scope", "met", "met_through", "matters", "learn", "follow", "is_model"),
    *("ideal", "latest", "resting", "last", "last_how", "thanked_on", "came_from", "added_on"),
)
"""The fields of a contact that a card has no place for."""

LONGEST_NOTE: Final = 20_000
_SAID: Final = tuple(f"said:{name}" for name in SAID)
_OF_PLAIN, _OF_MORE, _OF_SAID = attrgetter(*PLAIN), attrgetter(*IN_MORE), attrgetter(*SAID)
_NOBODY: Final = Contact()
_LISTS: Final = {"email": "emails", "phone": "phones", "url": "urls"}


@dataclass(frozen=True)
class Taken:
    """A card as a circle would keep it: the contact, and its note, which is a record of its own."""

    contact: Contact
    note: str


def taken(card: Card) -> Taken:
    """The contact a card makes."""
    more = [pair for pair in zip(IN_MORE, _OF_MORE(card), strict=True) if pair[1]]
    more += [pair for pair in zip(_SAID, _OF_SAID(card), strict=True) if pair[1]]
    for word, values in (("email", card.emails), ("phone", card.phones), ("url", card.urls)):
        more += [(f"{word}:{one.kind}", one.value) for one in values if one.kind]
    more += [(f"address:{one.kind}", one.value) for at, one in enumerate(card.addresses) if at or one.kind]
    more += [(f"related:{one.kind}", one.value) for one in card.related]
    if card.connected_on:
        more.append(("connected_on", card.connected_on.isoformat()))
    more += [("line", line) for line in card.extra if not line.startswith(TIE)]
    note = card.note[:LONGEST_NOTE]
    if note:
        more.append(("noted", _mark(note)))
    fields: dict[str, Any] = dict(zip(PLAIN, _OF_PLAIN(card), strict=True)) | {
        "name": card.called,
        "tags": card.tags,
        "emails": _values(card.emails),
        "phones": _values(card.phones),
        "urls": _values(card.urls),
        "address": card.addresses[0].value if card.addresses else "",
        "birthday": str(card.birthday or ""),
        "days": tuple(dict.fromkeys(SpecialDay(one.kind, str(one.day)) for one in card.dates)) if card.dates else (),
        "line": work_line(card.title, card.organisation),
        "sector": Sector.WORK if card.organisation or card.connected_on else Sector.FRIENDS,
        "more": tuple(dict.fromkeys(more)),
    }
    return Taken(changed(_NOBODY, **(fields | _own(card.extra))), note)


def card_of(contact: Contact, notes: Iterable[str] = ()) -> Card:
    """The card of a contact with its notes."""
    told = _Told(contact)
    addresses = list(told.addresses)
    if contact.address and contact.address not in (one.value for one in addresses):
        addresses.insert(0, Labelled(contact.address))
    days = ((one.what, day_of(one.on)) for one in contact.days)
    texts: dict[str, Any] = {name: getattr(contact, name) for name in PLAIN}
    texts |= {name: told.texts.get(name, "") for name in IN_MORE if name != "uid"}
    return Card(
        name=contact.name,
        **texts,
        uid=told.texts.get("uid") or contact.id,
        emails=told.labelled("email", contact.emails),
        phones=told.labelled("phone", contact.phones),
        urls=told.labelled("url", contact.urls),
        birthday=day_of(contact.birthday),
        dates=tuple(Event(day, what) for what, day in days if day),
        note="\n\n".join(notes),
        tags=contact.tags,
        addresses=tuple(addresses),
        related=tuple(told.related),
        connected_on=dt.date.fromisoformat(said) if (said := told.texts.get("connected_on")) else None,
        extra=(*told.lines, *_tie(contact)),
    )


def merged(held: Contact, new: Contact) -> Contact:
    """A contact with what a file adds: what was empty is filled, lists grow, and the owner's own words stay."""
    filled = {name: getattr(held, name) or getattr(new, name) for name in ("given", "family", "nickname", "birthday", "address", "name")}
    before, after = dict(held.more), dict(new.more)
    for name in SAID:
        ours, theirs, last = getattr(held, name), getattr(new, name), before.get(f"said:{name}", "")
        filled[name] = theirs if theirs and ours in ("", last) else ours
    if not held.line:
        filled["line"] = new.line
    elif held.line == work_line(held.title, held.organisation):
        filled["line"] = work_line(filled["title"], filled["organisation"])
    told = dict.fromkeys((*(pair for pair in held.more if not _outdated(pair, after)), *new.more))
    told.pop(("uid", held.id), None)
    if "uid" in before:
        told.pop(("uid", after.get("uid", "")), None)
        told[("uid", before["uid"])] = None
    return replace(
        held,
        **filled,
        tags=tuple(dict.fromkeys((*held.tags, *new.tags))),
        emails=_joined(held.emails, new.emails, keys.email),
        phones=_joined(held.phones, new.phones, keys.phone),
        urls=_joined(held.urls, new.urls, keys.linkedin),
        days=tuple(dict.fromkeys((*held.days, *(one for one in new.days if one.what not in {other.what for other in held.days})))),
        more=tuple(sorted(told)),
    )


def work_line(title: str, organisation: str) -> str:
    """What is said of somebody as long as nobody said who they are to them."""
    return f"{title} · {organisation}"[:200] if title and organisation else (title or organisation)[:200]


def keys_of(contact: Contact) -> tuple[keys.Key, ...]:
    """By what a contact is known again: also by the id under which its card goes out."""
    named = {dict(contact.more).get("uid", ""), contact.id} - {""}
    return keys.of_values(sorted(named), contact.urls, contact.emails, contact.phones)


def _outdated(pair: tuple[str, str], after: Mapping[str, str]) -> bool:
    """Whether the file says something else now where only one thing can be said."""
    name = pair[0]
    return name in after and (name.startswith("said:") or name in ("middle", "prefix", "suffix", "department", "connected_on", "noted"))


class _Told:
    """What stands in ``more``, taken apart."""

    def __init__(self, contact: Contact) -> None:
        self.texts: dict[str, str] = {}
        self.kinds: dict[tuple[str, str], str] = {}
        self.addresses: list[Labelled] = []
        self.related: list[Labelled] = []
        self.lines: list[str] = []
        for name, value in contact.more:
            word, colon, kind = name.partition(":")
            if word in _LISTS and colon:
                self.kinds.setdefault((word, value), kind)
            elif word == "address":
                self.addresses.append(Labelled(value, kind))
            elif word == "related":
                self.related.append(Labelled(value, kind))
            elif name == "line":
                self.lines.append(value)
            else:
                self.texts[name] = value

    def labelled(self, word: str, values: Iterable[str]) -> tuple[Labelled, ...]:
        """Values with their kinds."""
        return tuple(Labelled(value, self.kinds.get((word, value), "")) for value in values)


def _values(values: tuple[Labelled, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in values)) if values else ()


def _joined(held: tuple[str, ...], new: tuple[str, ...], key: Any) -> tuple[str, ...]:
    have = {key(one) or one for one in held}
    return held + tuple(one for one in new if (key(one) or one) not in have)


def _mark(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()[:16]


def _tie(contact: Contact) -> tuple[str]:
    """What only Mooring knows of a tie, as a line of a card: where one knows them from in any case, for a card does not tell."""
    bare = Contact(**{name: getattr(contact, name) for name in OWN})
    said = {**json.loads(packed(bare)), "sector": contact.sector}
    del said["kind"]
    if contact.line == work_line(contact.title, contact.organisation):
        said.pop("line", None)
    else:
        said["line"] = contact.line
    return (lines.made(TIE, lines.escaped(json.dumps(said, separators=(",", ":"), ensure_ascii=False))),)


def _own(extra: Iterable[str]) -> dict[str, Any]:
    """The fields that a line of ours tells; nothing where it is none, or was changed by somebody into what cannot be read."""
    for text in extra:
        line = lines.parsed(text) if text.startswith(TIE) else None
        if line is None:
            continue
        try:
            said = json.loads(lines.plain(line.value))
            thing = unpacked(json.dumps({"kind": "contact", **said}).encode(), "")
        except (ValueError, KeyError, TypeError):
            return {}
        found = {name: getattr(thing, name) for name in OWN if name in said}
        return {name: value for name, value in found.items() if field_fits(Contact, name, value)}
    return {}
