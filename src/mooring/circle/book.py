"""An account's circle, opened: the index for lists, the records for what is looked at closely.

Reading::

    book = read(account)               # one query
    for line in book.lines(): ...      # from the index alone
    contact = book.contact(identity)   # one query more

Writing is one transaction, in which nobody else writes the same circle::

    with editing(account) as book:
        book.put(dataclasses.replace(contact, tier=Tier.INNER))
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar, cast

from django.db import transaction

from mooring.circle import rhythm
from mooring.circle.models import Change, Circle, Device, Record
from mooring.circle.things import Contact, Note, Sector, Support, Thing, Tier, Together, Touch, packed, unpacked
from mooring.circle.vault import Vault, Wrapped, data_key, new_data_key
from mooring.core.ids import new_public_id
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account

BATCH = 500
INDEX, SAME = "index", "same"
COLUMNS = (
    "id", "name", "line", "tier", "sector", "gives", "takes", "since", "touched", "ideal", "latest", "due", "thanked", "flags", "tags",
    "colleague", "days", "through",
)  # fmt: skip
"""What the index knows of each contact, a column each. Days are counted as ``date.toordinal`` counts them, 0 for none."""

RESTING, MODEL, WORK, PERSONAL, ONLINE, IN_PERSON, SAME_TEAM, SAME_ORGANISATION, REMOVED = (1 << bit for bit in range(9))
_TIERS, _SECTORS = tuple(Tier), tuple(Sector)
Some = TypeVar("Some", bound=Thing)


class NotThere(LookupError):
    """There is no such thing in this circle."""


class Line(NamedTuple):
    """What the index knows of a contact, in the order of the columns: thousands are made for a page."""

    id: str
    name: str
    line: str
    tier: Tier
    sector: Sector
    gives: int
    takes: int
    since: int
    touched: int
    ideal: int
    latest: int
    due: int
    thanked: int
    flags: int
    tags: Sequence[str]
    colleague: str
    days: Sequence[str]
    """The days of the year to be reminded of."""
    through: str
    """Who introduced them: the id of another contact, else a name."""

    def has(self, flag: int) -> bool:
        """Whether a flag stands."""
        return bool(self.flags & flag)

    @property
    def kinds(self) -> list[Support]:
        """The kinds of support that come from them."""
        return [one for one in Support if self.gives >> one & 1]

    @property
    def last(self) -> dt.date | None:
        """The day of the last touch."""
        return dt.date.fromordinal(self.touched) if self.touched else None

    def slack(self, today: dt.date) -> rhythm.Slack:
        """How the tie is on a day."""
        if not self.since or self.flags & (RESTING | MODEL):
            return rhythm.Slack.RESTS
        return rhythm.slack_after(today.toordinal() - self.since, self.ideal, self.latest)


@dataclass(frozen=True, slots=True)
class Open:
    """What the index knows of a note that is open (a promise, what somebody asked for) or of a time kept for somebody."""

    id: str
    contact: str
    sort: str
    day: int


class Book:
    """A circle that was opened."""

    def __init__(self, account: Account, row: Circle | None) -> None:
        """Raises ``opening.Shut`` inside the request of anybody else, and of the owner in a session that is shut."""
        opening.require(account)
        self.account = account
        self._row = row
        self._vault: Vault | None = None
        self._columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        self._lines: list[Line] | None = None
        self._other: dict[str, list[str]] = {}
        self._open_things: dict[str, list[Any]] = {}
        self.settings: dict[str, Any] = {}
        if row is not None:
            owner = account.public_id
            self._vault = Vault(data_key(Wrapped(row.server_key, bytes(row.wrapped)), owner), owner)
            if row.index:
                said = json.loads(self._vault.open(row.index, INDEX))
                self._columns |= said["contacts"]
                self._columns["tier"] = [_TIERS[one] for one in self._columns["tier"]]
                self._columns["sector"] = [_SECTORS[one] for one in self._columns["sector"]]
                self._other, self._open_things, self.settings = said["other"], said["open"], said["settings"]

    def __len__(self) -> int:
        return sum(not flags & (REMOVED | MODEL) for flags in self._columns["flags"])

    def lines(self) -> Iterator[Line]:
        """What the index knows of every tie, by name; those put away are not among them, nor are role models."""
        return (one for one in self._all() if not one.flags & (REMOVED | MODEL))

    def models(self) -> list[Line]:
        """The people one learns from without knowing them, by name."""
        return [one for one in self._all() if one.has(MODEL) and not one.has(REMOVED)]

    def open_things(self) -> list[Open]:
        """The notes that are open and the times kept for somebody, those with a day first, by day."""
        found = [Open(identity, *more) for identity, more in self._open_things.items()]
        return sorted(found, key=lambda one: (not one.day, one.day, one.id))

    def put_away(self) -> list[Line]:
        """The contacts that were put away and can still be taken back."""
        return [one for one in self._all() if one.has(REMOVED)]

    def line(self, identity: str) -> Line:
        """What the index knows of one contact; raises NotThere."""
        at = self._at(identity)
        return self._line(at)

    def knows(self, identity: str) -> bool:
        """Whether a contact of that id is here."""
        return identity in self._columns["id"]

    def of_colleague(self, member: str) -> Line | None:
        """The contact that stands for a colleague (a member's public id), if there is one."""
        at = self._columns["colleague"].index(member) if member and member in self._columns["colleague"] else None
        return None if at is None else self._line(at)

    def introduced_by(self, other: Line) -> list[Line]:
        """The contacts one knows through another, by name."""
        named = (other.id, other.name)
        return [one for one in self._all() if one.through in named and not one.has(REMOVED)]

    def ids(self, kind: str) -> list[str]:
        """The records of a kind that hang on no contact (needs, say), the oldest first."""
        return list(self._other.get(kind, ()))

    def rhythms(self) -> dict[str, tuple[int, int]]:
        """The rhythms set by tag: days wanted and days at most."""
        return {tag: (ideal, latest) for tag, (ideal, latest) in self.settings.get("rhythms", {}).items()}

    def scopes(self) -> dict[str, str]:
        """The tags that are marked as ``work`` or ``personal``."""
        return dict(self.settings.get("scopes", {}))

    def contact(self, identity: str) -> Contact:
        """A contact as it is kept; raises NotThere."""
        return self.one(Contact, identity)

    def one(self, cls: type[Some], identity: str) -> Some:
        """A thing of a class by its id; raises NotThere where there is none."""
        found = next(iter(self.some([identity])), None)
        if not isinstance(found, cls):
            raise NotThere(identity)
        return found

    def some(self, identities: Sequence[str]) -> list[Thing]:
        """The things of these ids that are there, in the order of the ids."""
        if self._vault is None:
            return []
        opened: dict[str, Thing] = {}
        for begin in range(0, len(identities), BATCH):
            rows = Record.objects.filter(account=self.account, public_id__in=identities[begin : begin + BATCH])
            for identity, sealed in rows.values_list("public_id", "sealed"):
                opened[identity] = self._open(identity, sealed)
        return [opened[one] for one in identities if one in opened]

    def children(self, contact: Contact) -> tuple[list[Touch], list[Note]]:
        """What hangs on a contact: its touches and its notes, the newest first."""
        things = self.some(contact.children)
        touches = sorted((one for one in things if isinstance(one, Touch)), key=lambda one: one.on or dt.date.min, reverse=True)
        notes = sorted((one for one in things if isinstance(one, Note)), key=lambda one: one.on or dt.date.min, reverse=True)
        return touches, notes

    def everything(self) -> Iterator[Thing]:
        """All that is kept, opened in batches."""
        if self._vault is not None:
            for identity, sealed in (
                Record.objects.filter(account=self.account).order_by("pk").values_list("public_id", "sealed").iterator(BATCH)
            ):
                yield self._open(identity, sealed)

    def gone(self) -> dict[str, str]:
        """The contacts that went for good while there were devices, by id, and what a device called each, where one did."""
        return dict(self.settings.get("gone", {}))

    def identity(self, name: str) -> str:
        """The id of what another program keeps under a name of its own; empty where nothing was ever kept."""
        return self._vault.identity(name) if self._vault else ""

    def sealed(self, identities: Sequence[str]) -> Iterator[tuple[Thing, bytes]]:
        """The things of these ids that are there, opened in batches, each with the bytes as they lie."""
        for begin in range(0, len(identities), BATCH):
            rows = Record.objects.filter(account=self.account, public_id__in=identities[begin : begin + BATCH]).order_by("pk")
            for identity, sealed in rows.values_list("public_id", "sealed"):
                yield self._open(identity, sealed), bytes(sealed)

    def due(self, until: dt.date) -> list[Thing]:
        """What asks for attention by a day, the longest waiting first; the index stays closed."""
        rows = Record.objects.filter(account=self.account, due__lte=until).order_by("due", "pk").values_list("public_id", "sealed")
        return [self._open(identity, sealed) for identity, sealed in rows[:BATCH]] if self._vault else []

    def _all(self) -> Iterator[Line]:
        if self._lines is None:
            self._lines = list(map(Line._make, zip(*(self._columns[name] for name in COLUMNS), strict=True)))
        return iter(self._lines)

    def _line(self, at: int) -> Line:
        return Line._make(self._columns[name][at] for name in COLUMNS)

    def _open(self, identity: str, sealed: bytes | memoryview) -> Thing:
        return unpacked(cast(Vault, self._vault).open(sealed, identity), identity)

    def _at(self, identity: str) -> int:
        try:
            return self._columns["id"].index(identity)
        except ValueError:
            raise NotThere(identity) from None


class OpenBook(Book):
    """A circle that is being written in; what is put in is there for others once ``editing`` ends."""

    def __init__(self, account: Account, row: Circle, today: dt.date | None = None) -> None:
        super().__init__(account, row)
        self._changed: dict[str, Thing] = {}
        self._gone: set[str] = set()
        self._dropped: dict[str, str] = {}
        self._chosen: set[str] = set()
        self._seen: set[str] = set()
        self._today = today or now().date()

    def put(self, thing: Some) -> Some:
        """Keep a thing, new (without an id) or changed; returns it with its id. What hangs on a contact is put after the contact.

        Raises NotThere for an id that was not opened here before: nobody writes over what they have not read.
        """
        if thing.id and thing.id not in self._seen:
            raise NotThere(thing.id)
        kept = thing if thing.id else replace(thing, id=new_public_id())
        self._changed[kept.id] = kept
        self._seen.add(kept.id)
        self._gone.discard(kept.id)
        if isinstance(kept, Contact):
            return cast(Some, kept)
        hangs_on = getattr(kept, "contact", "")
        if hangs_on and not thing.id:
            contact = self.contact(hangs_on)
            self.put(replace(contact, children=(*contact.children, kept.id)))
        elif not hangs_on and kept.id not in self._other.setdefault(kept.KIND, []):
            self._other[kept.KIND].append(kept.id)
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
        for ids in self._other.values():
            ids[:] = [one for one in ids if one != thing.id]
        hangs_on = getattr(thing, "contact", "")
        if hangs_on and self.knows(hangs_on):
            contact = self.contact(hangs_on)
            self.put(replace(contact, children=tuple(one for one in contact.children if one != thing.id)))

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

    def of_colleague(self, member: str) -> Line | None:
        """As for a book that is read; what was just put in counts too."""
        fresh = [one for one in self._changed.values() if isinstance(one, Contact) and one.colleague == member]
        if fresh:
            return self._as_line(fresh[0])
        found = super().of_colleague(member)
        return found if found and found.id not in self._gone and found.id not in self._changed else None

    def close(self) -> None:
        """Write what was put in: records first, then the index."""
        vault = cast(Vault, self._vault)
        lines = [self._as_line(one) for one in self._changed.values() if isinstance(one, Contact)]
        self._write_records(vault)
        self._note_open()
        if self._gone:
            gone = list(self._gone)
            for begin in range(0, len(gone), BATCH):
                Record.objects.filter(account=self.account, public_id__in=gone[begin : begin + BATCH]).delete()
        self._note_changes()
        self._reindex(lines)
        said = {"contacts": self._columns, "other": self._other, "open": self._open_things, "settings": self.settings}
        index = vault.seal(json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode(), INDEX)
        Circle.objects.filter(account=self.account).update(index=index)

    def _write_records(self, vault: Vault) -> None:
        chosen = list(self._chosen)
        for begin in range(0, len(chosen), BATCH):
            others = Record.objects.filter(public_id__in=chosen[begin : begin + BATCH]).exclude(account=self.account)
            if taken := others.values_list("public_id", flat=True).first():
                raise NotThere(taken)
        rows = []
        for thing in self._changed.values():
            sealed = vault.seal(packed(thing), thing.id)
            rows.append(Record(public_id=thing.id, account=self.account, due=self._due(thing), size=len(sealed), sealed=sealed))
        Record.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["public_id"], update_fields=["due", "size", "sealed"]
        )

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

    def _due(self, thing: Thing) -> dt.date | None:
        if isinstance(thing, Contact):
            return rhythm.next_attention(thing, rhythm.rhythm_of(thing, self.rhythms()), self._today)
        if isinstance(thing, Together):
            return rhythm.next_together(thing, self._today)
        return thing.due if isinstance(thing, Note) and not thing.done else None

    def _note_open(self) -> None:
        """Keep the index's list of what is open in step with what was put in and let go."""
        for thing in self._changed.values():
            if isinstance(thing, Note) and thing.sort != "note" and not thing.done:
                self._open_things[thing.id] = [thing.contact, thing.sort, _day(thing.due)]
            elif isinstance(thing, Together) and (comes := rhythm.next_together(thing, self._today)):
                self._open_things[thing.id] = [thing.contact, thing.KIND, _day(comes)]
            else:
                self._open_things.pop(thing.id, None)
        for identity in self._gone:
            self._open_things.pop(identity, None)

    def _as_line(self, contact: Contact) -> Line:
        beat, scope = rhythm.rhythm_of(contact, self.rhythms()), rhythm.scope_of(contact, self.scopes())
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

    def _reindex(self, changed: Iterable[Line]) -> None:
        """The columns anew, by name: what stood there, without what went, with what was put in."""
        fresh = {one.id: one for one in changed}
        kept = [at for at, identity in enumerate(self._columns["id"]) if identity not in self._gone and identity not in fresh]
        for name, column in self._columns.items():
            self._columns[name] = [*(column[at] for at in kept), *(getattr(one, name) for one in fresh.values())]
        names, ids = self._columns["name"], self._columns["id"]
        order = sorted(range(len(ids)), key=lambda at: (names[at].casefold(), ids[at]))
        for name, column in self._columns.items():
            self._columns[name] = [column[at] for at in order]
        self._lines = None


def read(account: Account) -> Book:
    """An account's circle, to be read; an empty one where nothing was ever kept."""
    return Book(account, Circle.objects.filter(account=account).first())


def vault_of(account: Account) -> Vault:
    """What seals and opens what is an account's alone, with the index left shut; made where there is none yet."""
    opening.require(account)
    row = Circle.objects.filter(account=account).only("server_key", "wrapped").first() or _made(account)
    return Vault(data_key(Wrapped(row.server_key, bytes(row.wrapped)), account.public_id), account.public_id)


@contextmanager
def editing(account: Account, today: dt.date | None = None) -> Iterator[OpenBook]:
    """An account's circle, to be written in: all of it or nothing, one after the other; ``today`` for what is written ahead of its day."""
    with transaction.atomic():
        if not Circle.objects.filter(account=account).exists():
            _made(account)
        book = OpenBook(account, Circle.objects.select_for_update().get(account=account), today)
        yield book
        book.close()


def _made(account: Account) -> Circle:
    kept, _key = new_data_key(account.public_id)
    return Circle.objects.get_or_create(account=account, defaults={"server_key": kept.server_key, "wrapped": kept.wrapped})[0]


def _mask(kinds: Iterable[Support]) -> int:
    return sum(1 << one for one in set(kinds))


def _day(day: dt.date | None) -> int:
    return day.toordinal() if day else 0
