"""The one door to somebody's own hours."""

from __future__ import annotations

from django.http import Http404

from mooring.boundaries.models import Leave
from mooring.people.models import Account


def own_leave(account: Account, public_id: str) -> Leave:
    """An account's own days off; 404 for anybody else's and for the record's."""
    found = Leave.objects.filter(account=account, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
