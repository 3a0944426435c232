"""Contacts that stand for a colleague, and what becomes of them when that ends: people one knows, with all one knew of them.

An organisation's record of a person is its own, and nobody outside it may look there. A contact is the owner's from the first: it was
written down when it was made. So letting the link go takes nothing away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from mooring.circle.book import Book, read
from mooring.circle.editing import OpenBook, editing
from mooring.circle.models import Circle
from mooring.circle.things import Contact, Sector
from mooring.core.time import now
from mooring.people.models import Account, Member

LOOKS_BACK = dt.timedelta(days=2)
"""How far back the hourly look goes, so that one that was missed is made up for; opening a circle looks too."""


def loose(book: Book) -> list[str]:
    """The contacts whose colleague the owner no longer sees, by id; one query."""
    return loose_of(book.account, {line.colleague: line.id for line in book.lines() if line.colleague})


def loose_of(account: Account, linked: Mapping[str, str]) -> list[str]:
    """Of contacts by their colleague's id, those whose colleague the owner no longer sees."""
    if not linked:
        return []
    organisations = Member.objects.here().filter(account=account).values("organisation")
    seen = Member.objects.here().filter(organisation__in=organisations, public_id__in=linked)
    return [linked[gone] for gone in linked.keys() - set(seen.values_list("public_id", flat=True))]


def settle(account: Account) -> int:
    """Make plain contacts of colleagues the owner no longer sees; returns how many."""
    if not loose(read(account)):
        return 0
    with editing(account) as book:
        gone = loose(book)
        for contact in book.some(gone):
            if isinstance(contact, Contact):
                book.put(_plain(contact))
    return len(gone)


def settle_leavers() -> int:
    """The same for everyone who has left an organisation lately; returns how many contacts."""
    left = Member.objects.filter(left_at__gte=now() - LOOKS_BACK, account__in=Circle.objects.values("account"))
    accounts = Account.objects.filter(pk__in=left.values("account"))
    return sum(settle(account) for account in accounts.order_by("pk").iterator(chunk_size=100))


def relink(book: OpenBook, member: Member) -> Contact | None:
    """The plain contact that once stood for this member, made a colleague again; None where there is none."""
    for thing in book.everything():
        if isinstance(thing, Contact) and thing.colleague_before == member.public_id:
            contact = book.contact(thing.id)
            sector = Sector.WORK if contact.sector is Sector.EARLIER_WORK else contact.sector
            return book.put(
                replace(contact, colleague=member.public_id, colleague_before="", same_organisation=True, sector=sector, removed_on=None)
            )
    return None


def _plain(contact: Contact) -> Contact:
    sector = Sector.EARLIER_WORK if contact.sector is Sector.WORK else contact.sector
    return replace(contact, colleague="", colleague_before=contact.colleague, same_team=False, same_organisation=False, sector=sector)
