"""Bringing in what was looked at, batch by batch, and taking it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError

from mooring.circle import rhythm, whole
from mooring.circle.actions import together
from mooring.circle.cards import merged
from mooring.circle.editing import OpenBook, editing
from mooring.circle.imports import by_tag
from mooring.circle.imports.held import Held, Row, Sort
from mooring.circle.imports.rows import OUR_OWN, opened
from mooring.circle.marks import mark
from mooring.circle.models import Import, ImportPart
from mooring.circle.queries import zone_of
from mooring.circle.things import Contact, Note, Thing, Together, changed, packed, unpacked
from mooring.core.time import now, today

TOGETHER: Final = 1000
"""So many rows are brought in together: what is written once for all of them is little beside them, and they take little memory."""

State = Import.State


def batch(held: Held) -> bool:
    """Bring in the next rows, or nothing of them; returns whether more are to come."""
    row = held.row
    upto = min(row.total, row.reached + TOGETHER)
    with editing(row.account) as book:
        if not _moved(row, upto):
            return False
        rows = held.some_rows(list(range(row.reached, upto)))
        bringing = _Bringing(held, book, [one for _at, one in rows])
        for position, one in rows:
            bringing.take(position, one)
        fresh = by_tag.bring(book, held.head) if held.head.kind == OUR_OWN else {}
        held.keep_undo(bringing.undo() | {"by_tag": fresh})
    row.reached = upto
    held.head.done = {name: held.head.done.get(name, 0) + count for name, count in bringing.done.items()}
    over = upto >= row.total
    if over:
        held.forget(Sort.ROWS, Sort.KINDS)
        held.keep_head(state=State.DONE, finished_at=now())
    else:
        held.keep_head()
    return not over


def _moved(row: Import, upto: int) -> bool:
    """Whether this batch is ours to take: of two who try, one finds that the import stands elsewhere."""
    here = Import.objects.filter(pk=row.pk, state=State.APPLYING, reached=row.reached)
    return bool(here.update(reached=upto, touched_at=now()))


class _Bringing:
    """One batch: what was done, and what takes it back."""

    def __init__(self, held: Held, book: OpenBook, rows: list[Row]) -> None:
        self._head, self._book = held.head, book
        asked = {one.contact for one in rows if one.kind == "changed"} | {identity for one in rows for identity, _name in one.others}
        self._people = {one.id: one for one in book.some(sorted(asked)) if isinstance(one, Contact)}
        self._today = today(zone_of(held.row.account))
        self._hung = self._hanging(rows)
        self._new: list[str] = []
        self._times: list[str] = []
        self._things: list[str] = []
        self._before: dict[str, tuple[str, list[str]]] = {}
        self.done = {"new": 0, "changed": 0}

    def take(self, position: int, row: Row) -> None:
        """Bring one row in, as was chosen."""
        choice = self._head.choices.get(str(position), "")
        if row.reason == "own":
            if row.kind == "new":
                self._things.append(self._book.put(unpacked(row.said.encode(), "")).id)
        elif row.kind == "new" or (row.kind == "doubtful" and choice in ("", "new") and row.reason == "like"):
            self._bring(row)
        elif row.kind == "changed" or choice not in ("", "new", "leave"):
            self._change(row, choice or row.contact)

    def undo(self) -> dict[str, Any]:
        """What takes this batch back: who came, what else came, and those who were changed as they were before."""
        marks = {one.id: mark(one, self._book.packed) for one in self._book.some([*self._new, *self._before])}
        changed = [[one, before, marks[one], notes] for one, (before, notes) in self._before.items()]
        return {"new": [[one, marks[one]] for one in self._new], "things": self._things, "changed": changed, "times": self._times}

    def _bring(self, row: Row) -> None:
        contact = opened(row.said, row.contact)
        if self._head.kind != OUR_OWN:
            more: dict[str, Any] = {"came_from": contact.came_from or self._head.kind}
            if not contact.added_on:
                more |= {"added_on": self._today, "resting": contact.resting or self._head.rest}
            contact = changed(contact, **more)
        self._people[contact.id] = self._book.bring(contact)
        if row.hanging:
            self._hang(contact.id, _things(row.hanging))
        if row.note:
            self._note(contact.id, row.note)
        self._new.append(contact.id)
        self.done["new"] += 1

    def _change(self, row: Row, identity: str) -> None:
        held = self._people.get(identity)
        if held is None:
            return
        said = opened(row.said, "")
        after = whole.joined(held, said) if self._head.kind == OUR_OWN else merged(held, said)
        fresh = whole.missing(self._hung.get(identity, Counter()), _things(row.hanging))
        if after == held and not fresh:
            return
        notes = []
        noted = dict(held.more).get("noted")
        if identity not in self._new:
            self._before.setdefault(identity, (packed(held).decode(), []))
            notes = self._before[identity][1]
            self.done["changed"] += 1
        self._people[identity] = self._book.put(after)
        notes += self._hang(identity, fresh)
        if row.note and noted != dict(said.more).get("noted"):
            notes.append(self._note(identity, row.note))

    def _hanging(self, rows: list[Row]) -> dict[str, Counter[whole.Sameness]]:
        """What hangs already on those on whom the file would hang something."""
        asked = {identity for one in rows if one.hanging for identity in (one.contact, *(other for other, _name in one.others))}
        children = [child for one in asked & self._people.keys() for child in self._people[one].children]
        found: dict[str, Counter[whole.Sameness]] = {}
        for thing in self._book.some(children):
            if isinstance(thing, whole.Hanging):
                found.setdefault(thing.contact, Counter())[whole.sameness(thing)] += 1
        return found

    def _hang(self, identity: str, things: Iterable[Thing]) -> list[str]:
        """Hang things on somebody; times that are still to come are kept among the hours too. Returns their ids."""
        hung = [self._book.put(replace(one, contact=identity)) for one in things if isinstance(one, whole.Hanging)]
        self._people[identity] = self._book.contact(identity)
        if not self._people[identity].removed_on:
            for one in hung:
                if isinstance(one, Together) and rhythm.next_together(one, self._today):
                    self._keep_hours(one)
        return [one.id for one in hung]

    def _keep_hours(self, time: Together) -> None:
        """Have one's hours keep a time; where they hold no more, its owner is told that it stands in the circle alone."""
        try:
            self._book.put(together.held(self._book.account, time))
            self._times.append(time.id)
        except ValidationError:
            self.done["unheld"] = self.done.get("unheld", 0) + 1

    def _note(self, identity: str, text: str) -> str:
        """Keep what is written of somebody, beside whatever is; returns its id."""
        note = self._book.put(Note(contact=identity, text=text, on=self._today))
        self._people[identity] = self._book.contact(identity)
        return note.id


def take_back(held: Held) -> bool:
    """Take back the last batch that is still there; returns whether more are to come. What was changed since stays as it is."""
    row = held.row
    part, said = next(held.undo(), (None, None))
    if part is None or said is None:
        held.keep_head(state=State.UNDONE, finished_at=now())
        return False
    with editing(row.account) as book:
        if not ImportPart.objects.filter(pk=part.pk).delete()[0]:
            return False
        kept = _back(book, said)
        reached = max(0, row.reached - TOGETHER)
        Import.objects.filter(pk=row.pk).update(reached=reached, touched_at=now())
    row.reached = reached
    held.head.done["kept"] = held.head.done.get("kept", 0) + kept
    held.keep_head()
    return True


def _back(book: OpenBook, said: dict[str, Any]) -> int:
    """Put everything of a batch back; returns how many people stay because they were changed since."""
    kept = 0
    times = _times(book, said["times"])
    opened = {one.id: one for one in book.some([*said["things"], *(one for one, *_rest in (*said["new"], *said["changed"]))])}
    for identity in said["things"]:
        if identity in opened:
            book.drop(opened[identity])
    for identity, seen in said["new"]:
        contact = opened.get(identity)
        if contact is not None and mark(contact) == seen:
            book.drop(contact)
        elif contact is not None:
            kept += 1
    for identity, before, seen, notes in said["changed"]:
        contact = opened.get(identity)
        if contact is None or mark(contact) != seen:
            kept += contact is not None
            continue
        for note in book.some(notes):
            book.drop(note)
        book.put(unpacked(before.encode(), identity))
    by_tag.take_back(book, said["by_tag"])
    left = {one.id for one in _times(book, said["times"])}
    together.free_hours(book.account, (one for one in times if one.id not in left))
    return kept


def _times(book: OpenBook, identities: list[str]) -> list[Together]:
    return [one for one in book.some(identities) if isinstance(one, Together)]


def _things(packed_ones: Iterable[str]) -> list[Thing]:
    return [unpacked(one.encode(), "") for one in packed_ones]
