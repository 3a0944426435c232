"""Passwords for address book programs: made once, shown once, ended with one press."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from mooring.audit.actions import record
from mooring.circle.models import Change, Device
from mooring.core.ids import ALPHABET
from mooring.core.time import now
from mooring.people.models import Account

MOST = 20
SIGNS, GROUP = 24, 6
EVERY = dt.timedelta(minutes=10)
"""How often it is noted that a password was used."""


class TooMany(Exception):
    """An account has as many passwords for devices as it may have."""


@transaction.atomic
def make_device(*, account: Account, name: str) -> tuple[Device, str]:
    """Make a password for a device; returns it beside, and never again. Raises TooMany."""
    if Device.objects.filter(account=account).count() >= MOST:
        raise TooMany
    secret = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    device = Device.objects.create(account=account, name=name.strip()[:60], secret_hash=_hash(secret))
    record("circle.device_added", actor=account, subject_account=account)
    return device, "-".join(re.findall(f".{{{GROUP}}}", secret))


@transaction.atomic
def drop_device(*, account: Account, device: Device) -> None:
    """End a device's password; with the last one nothing is noted any more of what changes."""
    if Device.objects.filter(account=account, pk=device.pk).delete()[0]:
        record("circle.device_removed", actor=account, subject_account=account)
        if not Device.objects.filter(account=account).exists():
            Change.objects.filter(account=account).delete()


def device_of(user: str, secret: str) -> Device | None:
    """The device whose password this is, where the name beside it is one of its account's addresses or its id."""
    found = Device.objects.filter(secret_hash=_hash(secret), account__is_active=True).select_related("account").first()
    if found is None:
        return None
    account, user = found.account, user.strip().lower()
    theirs = user == account.public_id or EmailAddress.objects.filter(user=account, email__iexact=user, verified=True).exists()
    return found if theirs else None


def used(device: Device) -> None:
    """Note that a device asked for something; at most every ten minutes."""
    moment = now()
    if device.used_at is None or moment - device.used_at > EVERY:
        Device.objects.filter(pk=device.pk).update(used_at=moment)


def _hash(secret: str) -> str:
    # The secret has more than a hundred random bits: a slow hash would only make every request slow.
    return hashlib.sha256(re.sub(r"[\s-]", "", secret).lower().encode()).hexdigest()
