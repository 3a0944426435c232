"""Reading a file into rows that say what would become of everybody in it. Nothing is written into the circle."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from mooring.circle import whole
from mooring.circle.book import read as read_book
from mooring.circle.cards import Taken, merged, taken
from mooring.circle.formats.found import Entry, Found, Skipped
from mooring.circle.formats.reading import read as read_file
from mooring.circle.imports.held import CHUNK, KINDS, Held, Row, Sort
from mooring.circle.imports.knowing import Known, seen_of
from mooring.circle.imports.ours import Reading
from mooring.circle.imports.rows import changes, opened, row_of, told
from mooring.circle.models import Import
from mooring.circle.things import Contact, packed
from mooring.core.ids import new_public_id
from mooring.core.time import now


def stage(held: Held) -> None:
    """Read the whole file. Unreadable where it cannot be, FileNotFoundError where it is gone; what was staged before goes."""
    held.forget(Sort.ROWS, Sort.KINDS)
    file = held.file()
    ours = _ours(held, file) if whole.is_ours(file) else None
    rows = ours.rows() if ours else map(_Staging(held).row, read_file(file, held.head.name, mapping=held.head.mapping))
    kinds: list[str] = []
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
    held.head.apart = ours.apart() if ours else []


def _ours(held: Held, file: BinaryIO) -> Reading:
    found = whole.read(file, held.head.name)
    held.head.rhythms = {tag: list(days) for tag, days in found.rhythms.items()}
    held.head.scopes = found.scopes
    return Reading(read_book(held.row.account), found)


class _Staging:
    """What is known while a file is read: the circle as it stands, and whom the file brought so far."""

    def __init__(self, held: Held) -> None:
        self._held: dict[str, bytes] = {}
        self._known = Known()
        for one in read_book(held.row.account).everything():
            if isinstance(one, Contact):
                self._held[one.id] = packed(one)
                self._known.add(seen_of(one), one.id)

    def row(self, entry: Entry) -> Row:
        """What would become of one place of the file."""
        if isinstance(entry, Skipped):
            return Row(entry.place, "skipped", reason=entry.code)
        return self._somebody(entry, taken(entry.card))

    def _somebody(self, entry: Found, new: Taken) -> Row:
        row = partial(row_of, entry.place, new, entry.unsure)
        seen = seen_of(new.contact)
        same = self._known.same(seen)
        if len(same) > 1:
            return row(kind="doubtful", reason="several", others=self._named(same))
        if same:
            return self._again(row, same.pop(), new)
        like = self._known.like(seen)
        nothing_new = (
            next((one for one in sorted(like & self._held.keys()) if self._adds_nothing(one, new.contact)), None) if like else None
        )
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
        if told(after) == told(held):
            return row(kind="same", contact=identity)
        return row(kind="changed", contact=identity, changes=changes(held, after))

    def _adds_nothing(self, identity: str, new: Contact) -> bool:
        """Whether somebody who may be the same has all of this already: then it need not be known whether they are."""
        held = opened(self._held[identity], identity)
        return not held.removed_on and told(merged(held, new)) == told(held)

    def _named(self, identities: set[str]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(((one, self._known.names[one]) for one in identities), key=lambda pair: pair[1].casefold())[:5])
