"""The one door to what a circle holds: it opens for its owner, and for nobody else there is nothing."""

from __future__ import annotations

from django.http import Http404

from mooring.circle.book import Book, NotThere, Some
from mooring.circle.models import Import
from mooring.circle.things import Contact
from mooring.people.models import Account, Member


def own_contact(book: Book, identity: str) -> Contact:
    """A contact of this circle, or 404."""
    try:
        return book.contact(identity)
    except NotThere:
        raise Http404 from None


def own_thing(book: Book, cls: type[Some], identity: str) -> Some:
    """A thing of a class (a touch, a note …) of this circle, or 404."""
    try:
        return book.one(cls, identity)
    except NotThere:
        raise Http404 from None


def colleague(account: Account, public_id: str) -> Member:
    """A member of an organisation the account belongs to, other than oneself, or 404."""
    organisations = Member.objects.here().filter(account=account).values("organisation")
    found = (
        Member.objects.here()
        .filter(public_id=public_id, organisation__in=organisations)
        .exclude(account=account)
        .select_related("organisation", "account", "team")
    ).first()
    if found is None:
        raise Http404
    return found


def own_import(account: Account, public_id: str) -> Import:
    """An import of this account, or 404."""
    found = Import.objects.filter(account=account, public_id=public_id).select_related("account").first()
    if found is None:
        raise Http404
    return found
