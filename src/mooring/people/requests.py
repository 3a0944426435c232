"""What a request carries once it is known who asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mooring.core.requests import Request
from mooring.people.models import Account, Member, Organisation


class PersonRequest(Request):
    """A request of anybody, on any route (set by ``people.middleware.AccessMiddleware``)."""

    organisation: Organisation | None
    member: Member | None
    memberships: SimpleLazyObject[list[Member]]
    """Where the account belongs, for the header of pages that lie in no organisation; looked up when first read."""


class MemberRequest(PersonRequest):
    """A request of a signed-in member inside an organisation."""

    user: Account
    organisation: Organisation
    member: Member


def account_of(request: HttpRequest) -> Account:
    """Whoever is signed in, on a route that lets nobody else through."""
    return cast(Account, request.user)
