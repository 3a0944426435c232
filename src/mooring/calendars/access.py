"""The one door to somebody's own calendars."""

from __future__ import annotations

from django.http import Http404

from mooring.calendars.models import Source
from mooring.people.models import Account


def own_source(account: Account, public_id: str) -> Source:
    """A calendar of an account; 404 for anybody else's."""
    found = Source.objects.filter(account=account, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
