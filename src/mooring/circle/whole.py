"""A whole circle as one file of JSON: everything there is, and everything again from it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from mooring.circle.book import Book
from mooring.circle.cards import card_of, merged, work_line
from mooring.circle.duplicates import APART
from mooring.circle.formats.card import Card
from mooring.circle.formats.problems import unreadable
from mooring.circle.sound import sound
from mooring.circle.things import KINDS, Contact, Merge, Need, Note, Thing, Together, Touch, packed, unpacked

Hanging = Touch | Note | Together
"""What hangs on somebody."""

Sameness = tuple[Any, ...]
"""By what two things that hang on one person are the same."""

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
    said = {"rhythms": book.rhythms(), "scopes": book.scopes(), "apart": book.settings.get(APART, [])}
    yield MARK + b", " + json.dumps(said, ensure_ascii=False).encode()[1:-1] + b', "things": [\n'
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
    """A circle read from our own file.

    Its things; by tag the rhythms (days wanted, days at most) and when they come to mind; and who was said not to be one person.
    """

    things: list[Thing]
    rhythms: dict[str, tuple[int, int]]
    scopes: dict[str, str]
    apart: list[tuple[str, str]]


def read(file: BinaryIO, name: str) -> Whole:
    """Our own file, read. Unreadable where it was damaged."""
    try:
        said: dict[str, Any] = json.load(file)
        rhythms = {str(tag): (int(ideal), int(latest)) for tag, (ideal, latest) in said.get("rhythms", {}).items()}
        scopes = {str(tag): str(scope) for tag, scope in said.get("scopes", {}).items() if scope in ("work", "personal")}
        apart = [(str(one), str(other)) for one, other in said.get("apart", ())]
        return Whole([_thing(one) for one in said["things"]], rhythms, scopes, apart)
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
    """A thing without an id, by the ids that people have here; of nobody who is not here, and of no hours that were kept elsewhere."""
    thing = replace(thing, id="")
    if isinstance(thing, Together):
        return replace(thing, contact="", times=())
    if isinstance(thing, Hanging):
        return replace(thing, contact="")
    if isinstance(thing, Need):
        return replace(thing, who={kind: tuple(names[one] for one in ids if one in names) for kind, ids in thing.who.items()})
    return thing


def sameness(thing: Hanging) -> Sameness:
    """By what it is known again: a promise that was kept meanwhile is the same promise, and so is one that may wait longer."""
    if isinstance(thing, Touch):
        return (thing.KIND, thing.meeting) if thing.meeting else (thing.KIND, thing.on, thing.how, thing.text)
    if isinstance(thing, Note):
        return (thing.KIND, thing.sort, thing.text, thing.on)
    return (thing.KIND, thing.what, thing.weekday, thing.on, thing.begins, thing.minutes)


def missing(held: Counter[Sameness], said: Iterable[Thing]) -> list[Thing]:
    """Those of the things a file hangs on somebody that do not hang on them yet, each as often as it is missing."""
    left = Counter(held)
    found: list[Thing] = []
    for one in said:
        if isinstance(one, Hanging):
            left[sameness(one)] -= 1
            if left[sameness(one)] < 0:
                found.append(one)
    return found


def joined(held: Contact, new: Contact) -> Contact:
    """Somebody with what a circle written here adds: what was empty is filled, and the later of two touches counts."""
    both = merged(held, new)
    words = {name: getattr(both, name) or getattr(new, name) for name in ("met", "matters", "learn", "follow", "usually", "scope")}
    said_by_itself = held.line == work_line(held.title, held.organisation)
    line = new.line if not held.line or (said_by_itself and new.line) else both.line
    found = replace(both, **words, line=line, gives=both.gives or new.gives, takes=both.takes or new.takes)
    if not held.met_through:
        found = replace(found, met_through=new.met_through, through=new.through)
    if not held.ideal:
        found = replace(found, ideal=new.ideal, latest=new.latest)
    if new.last and (held.last is None or held.last < new.last):
        found = replace(found, last=new.last, last_how=new.last_how)
    thanked = max(filter(None, (held.thanked_on, new.thanked_on)), default=None)
    return replace(found, thanked_on=thanked)


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
