"""What a request carries on an organisation's routes."""

from __future__ import annotations

from django.http import HttpRequest

from mooring.people.models import Account, Member, Organisation


class MemberRequest(HttpRequest):
    """A request of a signed-in member inside an organisation (set by ``people.middleware.AccessMiddleware``)."""

    user: Account
    organisation: Organisation
    member: Member
