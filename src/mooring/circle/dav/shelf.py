"""Finding and keeping cards: by the names devices give them, only where nothing has changed meanwhile, and what is new since last time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mooring.circle.book import Book
from mooring.circle.dav.people import NAME, NoCard, card, contact_of, name_of
from mooring.circle.dav.wire import CARD, Refused
from mooring.circle.editing import editing
from mooring.circle.models import Change, Device
from mooring.circle.queries import zone_of
from mooring.circle.things import Contact
from mooring.core.time import now, today
from mooring.people.models import Account

NAMES = re.compile(r"[^/\x00-\x1f\x7f]{1,200}")
TOKEN = re.compile(r"urn:mooring:([0-9a-z]{20}):(\d{1,18}):(\d{1,7})")
TOKEN_DAYS = 365
"""A device that has asked for nothing for longer begins anew."""


@dataclass(frozen=True)
class Held:
    """A contact as it lies, and the mark that changes with it."""

    contact: Contact
    etag: str

    @property
    def name(self) -> str:
        """What devices call it."""
        return name_of(self.contact)

    def data(self, version: str = "3.0") -> bytes:
        """Its card."""
        return card(self.contact, version)


@dataclass(frozen=True)
class New:
    """What a device has not seen: cards, names of those that went, and the token to ask with next time."""

    cards: list[Held]
    gone: list[str]
    token: str


def everyone(book: Book) -> Iterator[Held]:
    """Every card there is."""
    yield from _held(book, [line.id for line in book.lines()])


def find(book: Book, names: Iterable[str]) -> dict[str, Held]:
    """The cards of these names that are there."""
    wanted = {_identity(book, name): name for name in names if NAMES.fullmatch(name)}
    return {wanted[one.contact.id]: one for one in _held(book, list(wanted)) if one.name == wanted[one.contact.id]}


def keep(account: Account, name: str, text: str, *, if_match: str, if_none: str) -> bool:
    """Keep a card under a name; whether it is a new one. Raises Refused where it changed meanwhile, or is none."""
    if not NAMES.fullmatch(name):
        raise Refused(403)
    with editing(account, today=today(zone_of(account))) as book:
        identity = _identity(book, name)
        there = next(_whatever(book, [identity]), None)
        if there is not None and there.name != name:
            raise Refused(409)
        held = there if there and not there.contact.removed_on else None
        _judge(held, if_match, if_none)
        try:
            fresh = contact_of(text, there.contact if there else None)
        except NoCard as wrong:
            raise Refused(403, "valid-address-data", CARD) from wrong
        fresh = replace(fresh, removed_on=None)
        if there is not None:
            book.contact(identity)  # read again in the transaction, which is what allows to write it
            book.put(fresh)
        else:
            more = (*fresh.more, (NAME, name))
            book.bring(replace(fresh, id=identity, added_on=today(zone_of(account)), more=more))
        return held is None


def put_away(account: Account, name: str, *, if_match: str) -> None:
    """Put the person of a card away, who can be taken back for a month. Raises Refused where they changed meanwhile."""
    with editing(account, today=today(zone_of(account))) as book:
        held = find(book, [name]).get(name)
        if held is None:
            raise Refused(404)
        _judge(held, if_match, "")
        book.put(replace(book.contact(held.contact.id), removed_on=today(zone_of(account))))


def token_of(device: Device) -> str:
    """The token for a device that has seen all there is now."""
    newest = Change.objects.filter(account=device.account).order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"urn:mooring:{device.public_id}:{newest}:{now().date().toordinal()}"


def since(book: Book, device: Device, token: str) -> New:
    """What is new to a device since a token, or everything without one. Raises Refused for a token of another device, or too old."""
    fresh = token_of(device)
    if not token:
        return New(list(everyone(book)), [], fresh)
    said = TOKEN.fullmatch(token)
    newest = int(fresh.split(":")[3])
    if said is None or said[1] != device.public_id or int(said[2]) > newest or now().date().toordinal() - int(said[3]) > TOKEN_DAYS:
        raise Refused(403, "valid-sync-token")
    changed = list(Change.objects.filter(account=device.account, pk__gt=int(said[2])).order_by("pk").values_list("thing", flat=True))
    ties = {line.id for line in book.lines()}
    cards = list(_held(book, [one for one in changed if one in ties]))
    away = book.gone() | {held.contact.id: held.name for held in _whatever(book, [one for one in changed if one not in ties])}
    return New(cards, [away[one] or f"{one}.vcf" for one in changed if one in away and one not in ties], fresh)


def _held(book: Book, identities: list[str]) -> Iterator[Held]:
    return (one for one in _whatever(book, identities) if not one.contact.removed_on and not one.contact.is_model)


def _whatever(book: Book, identities: list[str]) -> Iterator[Held]:
    for thing, sealed in book.sealed(identities):
        if isinstance(thing, Contact):
            yield Held(thing, f'"{hashlib.sha256(sealed).hexdigest()[:24]}"')


def _identity(book: Book, name: str) -> str:
    stem = name.removesuffix(".vcf")
    return stem if book.knows(stem) else book.identity(name)


def _judge(held: Held | None, if_match: str, if_none: str) -> None:
    """Whether what a device knows is still so (RFC 9110, 13.1)."""
    marks = {mark.strip() for mark in if_match.split(",")} if if_match else set()
    if marks and (held is None or ("*" not in marks and held.etag not in marks)):
        raise Refused(412)
    unwanted = {mark.strip() for mark in if_none.split(",")} if if_none else set()
    if held is not None and ("*" in unwanted or held.etag in unwanted):
        raise Refused(412)
