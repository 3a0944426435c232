"""The one door to somebody's own hours."""

from __future__ import annotations

from django.http import Http404

from mooring.boundaries.models import Leave, OwnTime, Travel
from mooring.people.models import Account, Member


def own_leave(account: Account, public_id: str) -> Leave:
    """An account's own days off; 404 for anybody else's and for the record's."""
    found = Leave.objects.filter(account=account, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def recorded_leave(account: Account, public_id: str) -> Leave:
    """Days off an organisation has on record for the account; 404 for anybody else's and for its own."""
    mine = Leave.objects.filter(member__in=Member.objects.here().filter(account=account), public_id=public_id)
    found = mine.select_related("member__account").first()
    if found is None:
        raise Http404
    return found


def own_travel(account: Account, public_id: str) -> Travel:
    """An account's own days elsewhere; 404 for anybody else's."""
    found = Travel.objects.filter(account=account, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_times(account: Account, public_id: str) -> list[OwnTime]:
    """A time an account keeps for itself, with those like it on other weekdays; 404 for anybody else's."""
    mine = OwnTime.objects.filter(account=account)
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return list(mine.filter(kind=found.kind, begins=found.begins, minutes=found.minutes, date=found.date))
