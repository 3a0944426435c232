"""Saying of one's own addresses which are for work."""

from __future__ import annotations

from django.db import transaction

from mooring.audit.actions import record
from mooring.channels.mail.models import Mark
from mooring.people.models import Account


@transaction.atomic
def mark_address(*, account: Account, address: str, is_work: bool) -> None:
    """Say that an address of an account is for work, or its own."""
    Mark.objects.update_or_create(account=account, address=address.lower(), defaults={"is_work": is_work})
    record("notices.address_marked", actor=account, subject_account=account)
