"""Letting a device show messages, and no longer."""

from __future__ import annotations

import hashlib
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.channels.push import sealing
from mooring.channels.push.models import Device
from mooring.core.fetch import FetchFailed, readable
from mooring.people.models import Account

MOST: Final = 10
_LONGEST: Final = 1000


def add_device(*, account: Account, address: str, public_key: str, secret: str, is_work: bool, words: str) -> Device:
    """Let a browser show an account's messages, and nobody else's from now on; ValidationError where it cannot be written to."""
    try:
        sealing.checked_keys(public_key, secret)
        address = readable(address if len(address) <= _LONGEST else "")
    except (sealing.NotAKey, FetchFailed) as wrong:
        raise ValidationError(_("This browser gave an address that cannot be written to.")) from wrong
    with transaction.atomic():
        known = hashlib.sha256(address.encode()).hexdigest()
        # Who else used this browser before no longer gets anything here.
        Device.objects.filter(address_hash=known).delete()
        if Device.objects.filter(account=account).count() >= MOST:
            raise ValidationError(_("That is as many devices as one account may have. Remove one first."))
        made = Device.objects.create(
            account=account, is_work=is_work, words=words[:80], address_hash=known, address=address, public_key=public_key, secret=secret
        )
        record("notices.device_added", actor=account, subject_account=account)
    return made


@transaction.atomic
def remove_device(*, device: Device) -> None:
    """Let a device show nothing any more."""
    record("notices.device_removed", actor=device.account, subject_account=device.account)
    device.delete()
