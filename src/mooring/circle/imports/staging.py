"""Reading a file into rows that say what would become of everybody in it. Nothing is written into the circle."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mooring.circle import whole
from mooring.circle.book import read as read_book
from mooring.circle.cards import Taken, merged, taken
from mooring.circle.formats.card import Card
from mooring.circle.formats.found import Entry, Found, Skipped
from mooring.circle.formats.reading import Reading
from mooring.circle.formats.reading import read as read_file
from mooring.circle.imports.held import CHUNK, KINDS, Held, Row, Sort
from mooring.circle.imports.knowing import Known, seen_of
from mooring.circle.models import Import
from mooring.circle.things import Contact, packed, unpacked
from mooring.core.ids import new_public_id
from mooring.core.time import now

SHOWN: Final = ("organisation", "title", "given", "family", "nickname", "birthday", "address", "emails", "phones", "urls", "tags")


def stage(held: Held) -> None:
    """Read the whole file. Unreadable where it cannot be, FileNotFoundError where it is gone; what was staged before goes."""
    held.forget(Sort.ROWS, Sort.KINDS)
    staging = _Staging(held)
    kinds: list[str] = []
    rows = map(staging.row, _entries(held))
    for number in itertools.count():
        chunk = list(itertools.islice(rows, CHUNK))
        if not chunk:
            break
        held.keep_rows(number, chunk)
        kinds += [KINDS[row.kind] for row in chunk]
        Import.objects.filter(pk=held.row.pk).update(reached=len(kinds), touched_at=now())
    held.keep_kinds("".join(kinds))
    counted = Counter(kinds)
    held.head.counts = {name: counted[letter] for name, letter in KINDS.items()}
    held.head.choices = {}


def _entries(held: Held) -> Iterator[Entry | whole.Kept]:
    file = held.file()
    if whole.is_ours(file):
        found = whole.read(file, held.head.name)
        held.head.rhythms = {tag: list(days) for tag, days in found.rhythms.items()}
        held.head.scopes = found.scopes
        return whole.entries(found.things)
    reading: Reading = read_file(file, held.head.name, mapping=held.head.mapping)
    return iter(reading)


class _Staging:
    """What is known while a file is read: the circle as it stands, and whom the file brought so far."""

    def __init__(self, held: Held) -> None:
        self._book = read_book(held.row.account)
        self._held: dict[str, bytes] = {}
        self._known = Known()
        for one in self._book.everything():
            if isinstance(one, Contact):
                self._held[one.id] = packed(one)
                self._known.add(seen_of(one), one.id)
        self._ids: dict[str, str] = {}

    def row(self, entry: Entry | whole.Kept) -> Row:
        """What would become of one place of the file."""
        if isinstance(entry, Skipped):
            return Row(entry.place, "skipped", reason=entry.code)
        if isinstance(entry, whole.Kept):
            return self._kept(entry)
        return self._somebody(entry, taken(entry.card))

    def _somebody(self, entry: Found, new: Taken) -> Row:
        row = partial(_row, entry.place, new, entry.unsure)
        seen = seen_of(new.contact)
        same = self._known.same(seen)
        if len(same) > 1:
            return row(kind="doubtful", reason="several", others=self._named(same))
        if same:
            return self._again(row, same.pop(), new)
        like = self._known.like(seen)
        nothing_new = next((one for one in sorted(like & self._held.keys()) if self._adds_nothing(one, new.contact)), None)
        if nothing_new:
            return row(kind="same", contact=nothing_new)
        identity = new_public_id()
        self._known.add(seen, identity)
        if like:
            return row(kind="doubtful", reason="like", contact=identity, others=self._named(like))
        return row(kind="new", contact=identity)

    def _again(self, row: Callable[..., Row], identity: str, new: Taken) -> Row:
        if identity not in self._held:
            return row(kind="changed", reason="twice", contact=identity)
        held = opened(self._held[identity], identity)
        if held.removed_on:
            return row(kind="skipped", reason="away")
        after = merged(held, new.contact)
        if _told(after) == _told(held):
            return row(kind="same", contact=identity)
        return row(kind="changed", contact=identity, changes=changes(held, after))

    def _adds_nothing(self, identity: str, new: Contact) -> bool:
        """Whether somebody who may be the same has all of this already: then it need not be known whether they are."""
        held = opened(self._held[identity], identity)
        return not held.removed_on and _told(merged(held, new)) == _told(held)

    def _kept(self, entry: whole.Kept) -> Row:
        """One of the things of a circle that was written here."""
        if isinstance(entry.thing, Contact):
            old = entry.thing.id
            uid = () if dict(entry.thing.more).get("uid") else (("uid", old),)
            here = replace(entry.thing, through=self._ids.get(entry.thing.through, ""))
            bare = replace(here, id="", children=(), more=(*here.more, *uid))
            row = self._somebody(Found(entry.place, Card()), Taken(bare, ""))
            if row.contact:
                self._ids[old] = row.contact
            return (
                replace(row, hanging=tuple(packed(whole.renamed(one, self._ids)).decode() for one in entry.hanging))
                if row.kind in ("new", "doubtful")
                else row
            )
        thing = replace(whole.renamed(entry.thing, self._ids), id="")
        there = any(packed(one) == packed(thing) for one in self._book.some(self._book.ids(thing.KIND)))
        return Row(entry.place, "same" if there else "new", said=packed(thing).decode(), reason="own")

    def _named(self, identities: set[str]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(((one, self._known.names[one]) for one in identities), key=lambda pair: pair[1].casefold())[:5])


def _row(place: int, new: Taken, unsure: tuple[tuple[str, str], ...], *, kind: str, **more: Any) -> Row:
    contact = new.contact
    sub = contact.line or next(iter((*contact.emails, *contact.phones)), "")
    return Row(place, kind, name=contact.name, sub=sub, said=packed(contact).decode(), note=new.note, unsure=unsure, **more)


def opened(said: bytes, identity: str) -> Contact:
    """A contact that was packed."""
    made = unpacked(said, identity)
    if not isinstance(made, Contact):
        raise TypeError(made.KIND)
    return made


def changes(held: Contact, after: Contact) -> tuple[tuple[str, str, str], ...]:
    """What is otherwise in fields that are shown: the field, before, after."""
    found = ((name, _text(getattr(held, name)), _text(getattr(after, name))) for name in SHOWN)
    return tuple((name, before, now) for name, before, now in found if before != now)


def _told(contact: Contact) -> dict[str, Any]:
    """What a contact holds, whatever the order of what it has no field for."""
    said: dict[str, Any] = json.loads(packed(replace(contact, more=tuple(sorted(contact.more)))))
    return said


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
