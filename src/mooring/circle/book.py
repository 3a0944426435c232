"""An account's circle, opened to be read: the index for lists, the records for what is looked at closely.

    book = read(account)               # one query, and one more where there are parts of the index to open
    for line in book.lines(): ...      # from the index alone
    contact = book.contact(identity)   # one query more

``mooring.circle.editing`` writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from mooring.circle.index import MODEL, REMOVED, Head, Line, Open, in_order, unpacked_head, unpacked_lines
from mooring.circle.models import Circle, IndexPart, Record
from mooring.circle.things import Contact, Note, Thing, Touch, unpacked
from mooring.circle.vault import NONCE, Sealed, Vault, Wrapped, data_key, new_data_key
from mooring.people import opening
from mooring.people.models import Account

BATCH = 500
INDEX = "index"
OPENED = ("server_key", "wrapped", "index")
_AGAIN = 3
"""So many times the index is opened anew where somebody wrote in it between its head and its parts."""

Some = TypeVar("Some", bound=Thing)


class NotThere(LookupError):
    """There is no such thing in this circle."""


def place_of(number: int) -> str:
    """The place a part of the index is sealed for."""
    return f"{INDEX}:{number}"


class Book:
    """A circle that was opened."""

    def __init__(self, account: Account, row: Circle | None) -> None:
        """Raises ``opening.Shut`` inside the request of anybody else, and of the owner in a session that is shut."""
        opening.require(account)
        self.account = account
        self._vault: Vault | None = None
        self._head = Head()
        self._parts: dict[int, list[Line]] = {}
        if row is not None:
            owner = account.public_id
            self._vault = Vault(data_key(Wrapped(row.server_key, bytes(row.wrapped)), owner), owner)
            self._take(row)

    def __len__(self) -> int:
        return sum(not one.flags & (REMOVED | MODEL) for one in self._lines)

    @property
    def settings(self) -> dict[str, Any]:
        """What is kept once for all of a circle: rhythms and scopes by tag, and the like."""
        return self._head.settings

    def lines(self) -> Iterator[Line]:
        """What the index knows of every tie, by name; those put away are not among them, nor are role models."""
        return (one for one in self._lines if not one.flags & (REMOVED | MODEL))

    def models(self) -> list[Line]:
        """The people one learns from without knowing them, by name."""
        return [one for one in self._lines if one.has(MODEL) and not one.has(REMOVED)]

    def open_things(self) -> list[Open]:
        """The notes that are open and the times kept for somebody, those with a day first, by day."""
        found = [Open(identity, *more) for identity, more in self._head.open.items()]
        return sorted(found, key=lambda one: (not one.day, one.day, one.id))

    def put_away(self) -> list[Line]:
        """The contacts that were put away and can still be taken back."""
        return [one for one in self._lines if one.has(REMOVED)]

    def line(self, identity: str) -> Line:
        """What the index knows of one contact; raises NotThere."""
        try:
            return self._by_id[identity]
        except KeyError:
            raise NotThere(identity) from None

    def knows(self, identity: str) -> bool:
        """Whether a contact of that id is here."""
        return identity in self._by_id

    def of_colleague(self, member: str) -> Line | None:
        """The contact that stands for a colleague (a member's public id), if there is one."""
        return next((one for one in self._lines if one.colleague == member), None) if member else None

    def introduced_by(self, other: Line) -> list[Line]:
        """The contacts one knows through another, by name."""
        named = (other.id, other.name)
        return [one for one in self._lines if one.through in named and not one.has(REMOVED)]

    def ids(self, kind: str) -> list[str]:
        """The records of a kind that hang on no contact (needs, say), the oldest first."""
        return list(self._head.other.get(kind, ()))

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

    @cached_property
    def _lines(self) -> list[Line]:
        self._open_parts()
        return in_order(line for some in (self._head.lines, *self._parts.values()) for line in some)

    @cached_property
    def _by_id(self) -> dict[str, Line]:
        return {one.id: one for one in self._lines}

    def _take(self, row: Circle) -> None:
        self._head = unpacked_head(cast(Vault, self._vault).open(row.index, INDEX)) if row.index else Head()

    def _open_parts(self) -> None:
        """Open the parts that are still shut. Where somebody writes meanwhile the head is opened anew; Sealed where that never helps."""
        for _once in range(_AGAIN):
            if self._opened(set(self._head.parts) - set(self._parts)):
                return
            self._parts.clear()
            self._take(Circle.objects.get(account=self.account))
        raise Sealed("A part of the index is not the one that was written last.")

    def _opened(self, numbers: set[int]) -> bool:
        """Open these parts; whether all of them are those that the head speaks of."""
        if numbers:
            rows = IndexPart.objects.filter(of__account=self.account, number__in=numbers).order_by("number")
            found = {number: bytes(sealed) for number, sealed in rows.values_list("number", "sealed")}
            if any(found.get(one, b"")[:NONCE].hex() != self._head.parts[one] for one in numbers):
                return False
            vault = cast(Vault, self._vault)
            self._parts |= {one: unpacked_lines(vault.open(sealed, place_of(one))) for one, sealed in found.items()}
        return True

    def _open(self, identity: str, sealed: bytes | memoryview) -> Thing:
        return unpacked(cast(Vault, self._vault).open(sealed, identity), identity)


def read(account: Account) -> Book:
    """An account's circle, to be read; an empty one where nothing was ever kept."""
    return Book(account, Circle.objects.filter(account=account).only(*OPENED).first())


def vault_of(account: Account) -> Vault:
    """What seals and opens what is an account's alone, with the index left shut; made where there is none yet."""
    opening.require(account)
    row = Circle.objects.filter(account=account).only("server_key", "wrapped").first() or made(account)
    return Vault(data_key(Wrapped(row.server_key, bytes(row.wrapped)), account.public_id), account.public_id)


def made(account: Account) -> Circle:
    """An account's circle, made where there is none yet."""
    kept, _key = new_data_key(account.public_id)
    return Circle.objects.get_or_create(account=account, defaults={"server_key": kept.server_key, "wrapped": kept.wrapped})[0]
