"""The one door to an account's own things: not there and not yours answer the same."""

from __future__ import annotations

from django.http import Http404

from mooring.people.models import Account, Member
from mooring.you.models import Export


def export_for(account: Account, public_id: str) -> Export:
    """A finished export of the account; 404 for any other."""
    found = Export.objects.filter(account=account, public_id=public_id, state=Export.State.READY).first()
    if found is None:
        raise Http404
    return found


def membership_for(account: Account, public_id: str) -> Member:
    """A membership of the account; 404 for any other."""
    found = Member.objects.here().filter(account=account, public_id=public_id).select_related("organisation", "account").first()
    if found is None:
        raise Http404
    return found
