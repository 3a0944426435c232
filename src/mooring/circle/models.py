"""What the database holds of circles: sealed records, and nothing in clear that says whom they are about.

One row a thing (a contact, a touch, a need, a note …); which of them it is stands inside. In clear stand a random id, the account,
the day it next asks for attention, and how long it is. ``mooring.circle.vault`` seals and opens them, ``mooring.circle.book`` knows
what they hold.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Circle(models.Model):
    """An account's own key, wrapped by the server's, and the sealed index of what it keeps.

    ``server_key`` names the server's key that wraps ``wrapped``. ``index`` says what stands where, so that lists need not open every
    record; ``same`` holds what tells that two cards are of one person, and is opened by imports alone.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle")
    server_key = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    index = models.BinaryField(default=bytes)
    same = models.BinaryField(default=bytes)


class Record(models.Model):
    """One sealed thing."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_records")
    due = models.DateField(null=True, blank=True)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["account", "due"], name="circle_record_due"),)


class CircleFeed(models.Model):
    """That the calendar of an account's circle is open to whoever knows its address; here is only a hash of its secret."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_feed")
    secret_hash = models.CharField(max_length=64)
    names = models.BooleanField(default=True)  # says whom it is about
    rhythms = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=now)
    fetched_at = models.DateTimeField(null=True, blank=True)  # to the hour
