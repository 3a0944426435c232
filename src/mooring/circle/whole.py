"""A whole circle as one file of JSON: everything there is, and everything again from it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from mooring.circle.book import Book
from mooring.circle.cards import card_of
from mooring.circle.formats.card import Card
from mooring.circle.formats.problems import unreadable
from mooring.circle.sound import sound
from mooring.circle.things import KINDS, Contact, Merge, Need, Note, Thing, Together, Touch, packed, unpacked

Hanging = Touch | Note | Together
"""What hangs on somebody."""

FORMAT: Final = "mooring circle 1"
MARK: Final = f'{{"format": "{FORMAT}"'.encode()


@dataclass(frozen=True)
class Kept:
    """One thing of our own file. ``place`` is its number in it, from 1; ``hanging`` is what hangs on it (touches and notes)."""

    place: int
    thing: Thing
    hanging: tuple[Thing, ...] = ()


def pieces(book: Book) -> Iterator[bytes]:
    """The file, a thing a line."""
    by_tag = f', "rhythms": {json.dumps(book.rhythms(), ensure_ascii=False)}, "scopes": {json.dumps(book.scopes(), ensure_ascii=False)}'
    yield MARK + by_tag.encode() + b', "things": [\n'
    kept = (thing for thing in book.everything() if not isinstance(thing, Merge))
    for number, thing in enumerate(kept):
        said = {"id": thing.id, **json.loads(packed(thing))}
        yield (b",\n" if number else b"") + json.dumps(said, ensure_ascii=False).encode()
    yield b"\n]}\n"


def is_ours(file: BinaryIO) -> bool:
    """Whether a file begins as ours does; it stands at its beginning afterwards."""
    begins = file.read(len(MARK))
    file.seek(0)
    return begins == MARK


@dataclass(frozen=True)
class Whole:
    """A circle read from our own file: its things, and by tag the rhythms (days wanted, days at most) and when they come to mind."""

    things: list[Thing]
    rhythms: dict[str, tuple[int, int]]
    scopes: dict[str, str]


def read(file: BinaryIO, name: str) -> Whole:
    """Our own file, read. Unreadable where it was damaged."""
    try:
        said: dict[str, Any] = json.load(file)
        rhythms = {str(tag): (int(ideal), int(latest)) for tag, (ideal, latest) in said.get("rhythms", {}).items()}
        scopes = {str(tag): str(scope) for tag, scope in said.get("scopes", {}).items() if scope in ("work", "personal")}
        return Whole([_thing(one) for one in said["things"]], rhythms, scopes)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise unreadable(name, "damaged") from None


def entries(things: list[Thing]) -> Iterator[Kept]:
    """The people of our own file with what hangs on them, then whatever else there is."""
    hanging: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        if isinstance(thing, Hanging):
            hanging[thing.contact].append(thing)
    places = {thing.id: place for place, thing in enumerate(things, start=1)}
    for contact in _introducers_first([thing for thing in things if isinstance(thing, Contact)]):
        yield Kept(places[contact.id], contact, tuple(hanging[contact.id]))
    for place, thing in enumerate(things, start=1):
        if not isinstance(thing, Contact | Hanging):
            yield Kept(place, thing)


def renamed(thing: Thing, names: dict[str, str]) -> Thing:
    """A thing by the ids that people have here; of nobody who is not here, and of no hours that were kept elsewhere."""
    if isinstance(thing, Together):
        return replace(thing, times=())
    if isinstance(thing, Need):
        return replace(thing, who={kind: tuple(names[one] for one in ids if one in names) for kind, ids in thing.who.items()})
    return thing


def _introducers_first(contacts: list[Contact]) -> Iterator[Contact]:
    """Everybody, whoever introduced somebody before them, so that it is known by then who they are here."""
    waiting = {one.id: one for one in contacts}
    for contact in contacts:
        line = [contact]
        while (before := waiting.get(line[-1].through)) is not None and before not in line:
            line.append(before)
        for one in reversed(line):
            if waiting.pop(one.id, None) is not None:
                yield one


def _thing(said: dict[str, Any]) -> Thing:
    identity = said.pop("id")
    if said.get("kind") not in KINDS or not isinstance(identity, str):
        raise KeyError(said.get("kind"))
    thing = unpacked(json.dumps(said).encode(), identity)
    if not sound(thing):
        raise ValueError(identity)
    return thing


def cards(book: Book) -> Iterator[Card]:
    """The cards of everybody who is not put away, with what is noted of them."""
    notes: dict[str, list[str]] = defaultdict(list)
    for thing in book.everything():
        if isinstance(thing, Note) and thing.sort == "note":
            notes[thing.contact].append(thing.text)
    for thing in book.everything():
        if isinstance(thing, Contact) and not thing.removed_on:
            yield card_of(thing, notes.get(thing.id, ()))
