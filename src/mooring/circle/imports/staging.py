"""Reading a file into rows that say what would become of everybody in it. Nothing is written into the circle."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from mooring.circle import whole
from mooring.circle.book import read as read_book
from mooring.circle.cards import Taken, merged, taken
from mooring.circle.formats.found import Entry, Found, Skipped
from mooring.circle.formats.reading import read as read_file
from mooring.circle.imports.held import CHUNK, KINDS, Held, Row, Sort
from mooring.circle.imports.knowing import Known, Seen, seen_of
from mooring.circle.imports.ours import Reading
from mooring.circle.imports.rows import changes, row_of, told
from mooring.circle.models import Import
from mooring.circle.things import Contact
from mooring.core.ids import new_public_id
from mooring.core.time import now


def stage(held: Held) -> None:
    """Read the whole file. Unreadable where it cannot be, FileNotFoundError where it is gone; what was staged before goes."""
    held.forget(Sort.ROWS, Sort.KINDS)
    file = held.file()
    ours = _ours(held, file) if whole.is_ours(file) else None
    rows = ours.rows() if ours else _Staging(held).rows(iter(read_file(file, held.head.name, mapping=held.head.mapping)))
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
        self._book = read_book(held.row.account)
        self._known = Known()
        for one in self._book.everything():
            if isinstance(one, Contact):
                self._known.add(seen_of(one), one.id)
        self._here = len(self._known)
        self._held: dict[int, Contact] = {}

    def rows(self, entries: Iterator[Entry]) -> Iterator[Row]:
        """What would become of each place of the file."""
        while some := list(itertools.islice(entries, CHUNK)):
            read = [(entry, new, seen_of(new.contact)) for entry in some if isinstance(entry, Found) for new in (taken(entry.card),)]
            self._open([seen for _entry, _new, seen in read])
            people = iter(read)
            for entry in some:
                yield Row(entry.place, "skipped", reason=entry.code) if isinstance(entry, Skipped) else self._somebody(*next(people))

    def _open(self, some: list[Seen]) -> None:
        """Open those of the circle who these may be, and nobody else."""
        if not self._here:
            return
        found = {number for seen in some for number in self._known.same(seen) | self._known.like(seen) if number < self._here}
        numbers = {self._known.id_of(number): number for number in found}
        self._held = {numbers[one.id]: one for one in self._book.some(sorted(numbers)) if isinstance(one, Contact)}

    def _somebody(self, entry: Found, new: Taken, seen: Seen) -> Row:
        row = partial(row_of, entry.place, new, entry.unsure)
        same = self._known.same(seen)
        if len(same) > 1:
            return row(kind="doubtful", reason="several", others=self._known.named(same))
        if same:
            return self._again(row, next(iter(same)), new)
        like = self._known.like(seen)
        nothing_new = next((one for one in sorted(like) if one in self._held and _adds_nothing(self._held[one], new.contact)), None)
        if nothing_new is not None:
            return row(kind="same", contact=self._known.id_of(nothing_new))
        identity = new_public_id()
        self._known.add(seen, identity)
        if like:
            return row(kind="doubtful", reason="like", contact=identity, others=self._known.named(like))
        return row(kind="new", contact=identity)

    def _again(self, row: Callable[..., Row], number: int, new: Taken) -> Row:
        identity, held = self._known.id_of(number), self._held.get(number)
        if held is None:
            return row(kind="changed", reason="twice", contact=identity)
        if held.removed_on:
            return row(kind="skipped", reason="away")
        after = merged(held, new.contact)
        if told(after) == told(held):
            return row(kind="same", contact=identity)
        return row(kind="changed", contact=identity, changes=changes(held, after))


def _adds_nothing(held: Contact, new: Contact) -> bool:
    """Whether somebody who may be the same has all of this already: then it need not be known whether they are."""
    return not held.removed_on and told(merged(held, new)) == told(held)
