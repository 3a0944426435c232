"""Reading a circle that was written here into rows. Its people stay apart as they were, whatever address or name two of them share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from mooring.circle import whole
from mooring.circle.book import Book
from mooring.circle.cards import Taken
from mooring.circle.formats.keys import Key, Kind
from mooring.circle.imports.held import Row
from mooring.circle.imports.knowing import Known, seen_of
from mooring.circle.imports.rows import changes, opened, row_of, told
from mooring.circle.things import Contact, Note, Thing, Together, Touch, packed
from mooring.core.ids import new_public_id


class Reading:
    """What is known while such a file is read: the circle as it stands, and who its people are here."""

    def __init__(self, book: Book, found: whole.Whole) -> None:
        self._found = found
        self._held: dict[str, bytes] = {}
        self._hung: dict[str, Counter[whole.Sameness]] = defaultdict(Counter)
        self._others: set[bytes] = set()
        self._known = Known()
        self._shown: dict[str, str] = {}
        for one in book.everything():
            if isinstance(one, Contact):
                self._held[one.id] = packed(one)
                seen = seen_of(one)
                self._known.add(seen, one.id)
                self._shown[one.id] = seen.shown
            elif isinstance(one, whole.Hanging):
                self._hung[one.contact][whole.sameness(one)] += 1
            else:
                self._others.add(packed(one))
        self._ids: dict[str, str] = {}
        self._taken: set[str] = set()
        for thing in found.things:
            if isinstance(thing, Contact):
                here = self._known.ids_of(self._known.of(Key(Kind.UID, _uid(thing)))) - self._taken
                if len(here) == 1:
                    self._is(thing.id, *here)

    def rows(self) -> Iterator[Row]:
        """What would become of each thing of the file, people first."""
        for entry in whole.entries(self._found.things):
            yield self._somebody(entry, entry.thing) if isinstance(entry.thing, Contact) else self._own(entry)

    def apart(self) -> list[list[str]]:
        """Who was said to be two, by the ids they have here; known once all rows were read."""
        ids = self._ids
        return [sorted((ids[one], ids[other])) for one, other in self._found.apart if one in ids and other in ids]

    def _is(self, there: str, here: str) -> None:
        self._ids[there] = here
        self._taken.add(here)

    def _somebody(self, entry: whole.Kept, thing: Contact) -> Row:
        uid = () if dict(thing.more).get("uid") else (("uid", thing.id),)
        here = replace(thing, through=self._ids.get(thing.through, ""))
        bare = replace(here, id="", children=(), more=(*here.more, *uid))
        row = partial(row_of, entry.place, Taken(bare, ""), ())
        seen = seen_of(bare)
        if thing.id not in self._ids:
            same = self._known.ids_of(self._known.same(seen)) - self._taken
            if len(same) == 1:
                self._is(thing.id, *same)
            elif same:
                return row(kind="doubtful", reason="several", others=self._named(same), hanging=self._hanging(entry))
        if thing.id in self._ids:
            return self._again(row, self._ids[thing.id], bare, entry)
        like = self._known.ids_of(self._known.like(seen)) - self._taken
        self._is(thing.id, new_public_id())
        more = {"contact": self._ids[thing.id], "hanging": self._hanging(entry)}
        return row(kind="doubtful", reason="like", others=self._named(like), **more) if like else row(kind="new", **more)

    def _again(self, row: partial[Row], identity: str, new: Contact, entry: whole.Kept) -> Row:
        held = opened(self._held[identity], identity)
        if held.removed_on:
            return row(kind="same", contact=identity) if new.removed_on else row(kind="skipped", reason="away")
        after = whole.joined(held, new)
        fresh = whole.missing(self._hung[identity], entry.hanging)
        if told(after) == told(held) and not fresh:
            return row(kind="same", contact=identity)
        said = (*changes(held, after), *_counted(fresh)) or (("tie", "", ""),)
        return row(kind="changed", contact=identity, changes=said, hanging=self._hanging(entry))

    def _own(self, entry: whole.Kept) -> Row:
        said = packed(whole.renamed(entry.thing, self._ids))
        return Row(entry.place, "same" if said in self._others else "new", said=said.decode(), reason="own")

    def _hanging(self, entry: whole.Kept) -> tuple[str, ...]:
        return tuple(packed(whole.renamed(one, self._ids)).decode() for one in entry.hanging)

    def _named(self, identities: set[str]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(((one, self._shown[one]) for one in identities), key=lambda pair: pair[1].casefold())[:5])


def _uid(contact: Contact) -> str:
    return dict(contact.more).get("uid") or contact.id


def _counted(fresh: list[Thing]) -> Iterator[tuple[str, str, str]]:
    """How many things would be hung on somebody, by their kind."""
    for cls, name in ((Touch, "touches"), (Note, "notes"), (Together, "times")):
        count = sum(isinstance(one, cls) for one in fresh)
        if count:
            yield name, "", str(count)
