"""An account's circle, opened to be written in: one transaction, in which nobody else writes the same circle.

with editing(account) as book:
    book.put(dataclasses.replace(contact, tier=Tier.INNER))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from django.db import connection, transaction

from mooring.circle import rhythm
from mooring.circle.book import BATCH, INDEX, OPENED, Book, NotThere, Some, made, place_of
from mooring.circle.index import (
    IN_PERSON,
    MODEL,
    ONLINE,
    PART,
    PERSONAL,
    REMOVED,
    RESTING,
    SAME_ORGANISATION,
    SAME_TEAM,
    WORK,
    Line,
    in_order,
    packed_head,
    packed_lines,
)  # fmt: skip
from mooring.circle.models import Change, Circle, Device, IndexPart, Record
from mooring.circle.things import Contact, Note, Support, Thing, Together, changed, packed
from mooring.circle.vault import NONCE, Sealed, Vault
from mooring.core.ids import new_public_id
from mooring.core.time import now
from mooring.people.models import Account


class OpenBook(Book):
    """A circle that is being written in; what is put in is there for others once ``editing`` ends."""

    def __init__(self, account: Account, row: Circle, today: dt.date | None = None) -> None:
        super().__init__(account, row)
        self._row = row
        self._changed: dict[str, Thing] = {}
        self._gone: set[str] = set()
        self._dropped: dict[str, str] = {}
        self._chosen: set[str] = set()
        self._fresh: set[str] = set()
        self._packed: dict[str, tuple[Thing, bytes]] = {}
        self._seen: set[str] = set()
        self._today = today or now().date()

    def put(self, thing: Some) -> Some:
        """Keep a thing, new (without an id) or changed; returns it with its id. What hangs on a contact is put after the contact.

        Raises NotThere for an id that was not opened here before: nobody writes over what they have not read.
        """
        if thing.id and thing.id not in self._seen:
            raise NotThere(thing.id)
        kept = thing if thing.id else self._named(thing)
        self._changed[kept.id] = kept
        self._seen.add(kept.id)
        self._gone.discard(kept.id)
        if isinstance(kept, Contact):
            return cast(Some, kept)
        hangs_on = getattr(kept, "contact", "")
        if hangs_on and not thing.id:
            contact = self.contact(hangs_on)
            self.put(changed(contact, children=(*contact.children, kept.id)))
        elif not hangs_on and kept.id not in self._head.other.setdefault(kept.KIND, []):
            self._head.other[kept.KIND].append(kept.id)
        return kept

    def bring(self, thing: Some) -> Some:
        """Keep a new thing under an id that was chosen for it before; as ``put``, where it is here already.

        ``editing`` ends with NotThere where the id turns out to be another account's.
        """
        self._seen.add(thing.id)
        self._chosen.add(thing.id)
        return self.put(thing)

    def drop(self, thing: Thing) -> None:
        """Let a thing go, and with a contact all that hangs on it."""
        if isinstance(thing, Contact):
            self._dropped[thing.id] = dict(thing.more).get("device name", "")
        going = [thing.id, *(thing.children if isinstance(thing, Contact) else ())]
        self._gone.update(going)
        for identity in going:
            self._changed.pop(identity, None)
        for ids in self._head.other.values():
            ids[:] = [one for one in ids if one != thing.id]
        hangs_on = getattr(thing, "contact", "")
        if hangs_on and self.knows(hangs_on):
            contact = self.contact(hangs_on)
            self.put(changed(contact, children=tuple(one for one in contact.children if one != thing.id)))

    def one(self, cls: type[Some], identity: str) -> Some:
        """As for a book that is read, or as it was just put in."""
        found = self._changed.get(identity)
        return found if isinstance(found, cls) else super().one(cls, identity)

    def some(self, identities: Sequence[str]) -> list[Thing]:
        """As for a book that is read, with what was put in or let go meanwhile."""
        asked = [one for one in identities if one not in self._changed and one not in self._gone]
        opened = {one.id: one for one in super().some(asked)}
        self._seen.update(opened)
        opened |= {one: self._changed[one] for one in identities if one in self._changed}
        return [opened[one] for one in identities if one in opened]

    def knows(self, identity: str) -> bool:
        """Whether a contact of that id is here, or was just put in."""
        return identity not in self._gone and (isinstance(self._changed.get(identity), Contact) or super().knows(identity))

    def packed(self, thing: Thing) -> bytes:
        """A thing as it is sealed; packed once, whoever else asks for it."""
        held, text = self._packed.get(thing.id, (None, b""))
        if held is not thing:
            text = packed(thing)
            self._packed[thing.id] = (thing, text)
        return text

    def of_colleague(self, member: str) -> Line | None:
        """As for a book that is read; what was just put in counts too."""
        fresh = [one for one in self._changed.values() if isinstance(one, Contact) and one.colleague == member]
        if fresh:
            return as_line(fresh[0], self.rhythms(), self.scopes())
        found = super().of_colleague(member)
        return found if found and found.id not in self._gone and found.id not in self._changed else None

    def close(self) -> None:
        """Write what was put in: records first, then the index."""
        self._write_records()
        self._note_open()
        gone = list(self._gone)
        for begin in range(0, len(gone), BATCH):
            Record.objects.filter(account=self.account, public_id__in=gone[begin : begin + BATCH]).delete()
        self._note_changes()
        beats, scopes = self.rhythms(), self.scopes()
        self._reindex({one.id: as_line(one, beats, scopes) for one in self._changed.values() if isinstance(one, Contact)})
        Circle.objects.filter(pk=self._row.pk).update(index=self._sealer.seal(packed_head(self._head), INDEX))

    @property
    def _sealer(self) -> Vault:
        return cast(Vault, self._vault)

    def _named(self, thing: Some) -> Some:
        kept = changed(thing, id=new_public_id())
        self._fresh.add(kept.id)
        return kept

    def _write_records(self) -> None:
        beats = self.rhythms()
        rows = {
            thing.id: (thing.id, self.account.pk, self._due(thing, beats), self._sealer.seal(self.packed(thing), thing.id))
            for thing in self._changed.values()
        }
        self._fresh |= self._chosen
        new = [row for identity, row in rows.items() if identity in self._fresh]
        if _insert(new) < len(new):
            self._fresh -= self._here_before({row[0]: row[3] for row in new})
        Record.objects.bulk_create(
            (
                Record(public_id=identity, account_id=account, due=due, size=len(sealed), sealed=sealed)
                for identity, account, due, sealed in rows.values()
                if identity not in self._fresh
            ),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["public_id"],
            update_fields=["due", "size", "sealed"],
        )

    def _here_before(self, sealed: dict[str, bytes]) -> set[str]:
        """Of records that were to be new, those that were there before; NotThere where one is another account's."""
        found, asked = set(), list(sealed)
        for begin in range(0, len(asked), BATCH):
            there = Record.objects.filter(public_id__in=asked[begin : begin + BATCH]).values_list("public_id", "account", "sealed")
            for identity, account, held in there:
                if account != self.account.pk:
                    raise NotThere(identity)
                if bytes(held) != sealed[identity]:
                    found.add(identity)
        return found

    def _note_changes(self) -> None:
        """Say what changed, by id and time alone, where there are devices that will ask."""
        changed = [*self._changed, *self._gone]
        if not changed or not Device.objects.filter(account=self.account).exists():
            return
        if self._dropped:
            self.settings["gone"] = self.gone() | self._dropped
        for begin in range(0, len(changed), BATCH):
            some = changed[begin : begin + BATCH]
            Change.objects.filter(account=self.account, thing__in=some).delete()
            Change.objects.bulk_create(Change(account=self.account, thing=one) for one in some)

    def _due(self, thing: Thing, beats: Mapping[str, tuple[int, int]]) -> dt.date | None:
        if isinstance(thing, Contact):
            return rhythm.next_attention(thing, rhythm.rhythm_of(thing, beats), self._today)
        if isinstance(thing, Together):
            return rhythm.next_together(thing, self._today)
        return thing.due if isinstance(thing, Note) and not thing.done else None

    def _note_open(self) -> None:
        """Keep the index's list of what is open in step with what was put in and let go."""
        for thing in self._changed.values():
            if isinstance(thing, Note) and thing.sort != "note" and not thing.done:
                self._head.open[thing.id] = [thing.contact, thing.sort, _day(thing.due)]
            elif isinstance(thing, Together) and (comes := rhythm.next_together(thing, self._today)):
                self._head.open[thing.id] = [thing.contact, thing.KIND, _day(comes)]
            else:
                self._head.open.pop(thing.id, None)
        for identity in self._gone:
            self._head.open.pop(identity, None)

    def _reindex(self, changed: dict[str, Line]) -> None:
        """Put contacts in their places in the index: who is new into the head, and others where they stand, in parts opened for that."""
        dropped = self._dropped.keys() - changed.keys()
        waiting = (changed.keys() | dropped) - self._fresh
        lines = [one for one in self._head.lines if one.id not in waiting]
        waiting -= {one.id for one in self._head.lines}
        for number in sorted(self._head.parts, reverse=True):
            if not waiting:
                break
            here = {one.id for one in self._part(number)} & waiting
            if here:
                waiting -= here
                kept = [changed.pop(one.id, one) for one in self._part(number) if one.id not in dropped]
                if len(kept) > PART // 2:
                    self._write_part(number, kept)
                else:
                    lines += kept
                    self._give_up_part(number)
        lines = in_order([*lines, *changed.values()])
        while len(lines) > PART:
            self._write_part(max(self._head.parts, default=-1) + 1, lines[:PART])
            del lines[:PART]
        self._head.lines = lines
        for name in ("_lines", "_by_id"):
            self.__dict__.pop(name, None)

    def _part(self, number: int) -> list[Line]:
        if number not in self._parts and not self._opened({number}):
            raise Sealed("A part of the index is not the one that was written last.")
        return self._parts[number]

    def _write_part(self, number: int, lines: list[Line]) -> None:
        sealed = self._sealer.seal(packed_lines(lines), place_of(number))
        IndexPart.objects.update_or_create(of=self._row, number=number, defaults={"sealed": sealed})
        self._head.parts[number] = sealed[:NONCE].hex()
        self._parts[number] = lines

    def _give_up_part(self, number: int) -> None:
        IndexPart.objects.filter(of=self._row, number=number).delete()
        del self._head.parts[number], self._parts[number]


@contextmanager
def editing(account: Account, today: dt.date | None = None) -> Iterator[OpenBook]:
    """An account's circle, to be written in: all of it or nothing, one after the other; ``today`` for what is written ahead of its day."""
    with transaction.atomic():
        if not Circle.objects.filter(account=account).exists():
            made(account)
        book = OpenBook(account, Circle.objects.only(*OPENED).select_for_update().get(account=account), today)
        yield book
        book.close()


def as_line(contact: Contact, beats: Mapping[str, tuple[int, int]], scopes: Mapping[str, str]) -> Line:
    """What the index says of a contact, by the rhythms and scopes of tags."""
    beat, scope = rhythm.rhythm_of(contact, beats), rhythm.scope_of(contact, scopes)
    flags = (
        RESTING * contact.resting
        | MODEL * contact.is_model
        | WORK * (scope == "work")
        | PERSONAL * (scope == "personal")
        | ONLINE * (contact.usually in {"online", "both"})
        | IN_PERSON * (contact.usually in {"in person", "both"})
        | SAME_TEAM * contact.same_team
        | SAME_ORGANISATION * contact.same_organisation
        | REMOVED * (contact.removed_on is not None)
    )
    return Line(
        contact.id, contact.name, contact.line, contact.tier, contact.sector, _mask(contact.gives), _mask(contact.takes),
        _day(rhythm.since(contact)), _day(contact.last), beat.ideal, beat.latest, _day(rhythm.due_of(contact, beat)),
        _day(contact.thanked_on), flags, list(contact.tags), contact.colleague,
        [one.on for one in rhythm.special_days(contact)], contact.through or contact.met_through,
    )  # fmt: skip


def _insert(rows: Sequence[tuple[str, int, dt.date | None, bytes]]) -> int:
    """Keep records that are new, and leave alone what is there already; returns how many were kept.

    By a statement of its own: to make a model of each takes longer than to seal it.
    """
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO circle_record (public_id, account_id, due, size, sealed) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (public_id) DO NOTHING",
            [(name, account, connection.ops.adapt_datefield_value(due), len(sealed), sealed) for name, account, due, sealed in rows],
        )
        return int(cursor.rowcount)


def _mask(kinds: Iterable[Support]) -> int:
    return sum(1 << one for one in set(kinds))


def _day(day: dt.date | None) -> int:
    return day.toordinal() if day else 0
