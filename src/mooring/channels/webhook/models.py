"""Where an organisation's events are posted, and what became of each."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.audit.models import Entry
from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Organisation

KEPT: Final = dt.timedelta(days=30)
"""How long it is remembered what became of an event."""


class Hook(models.Model):
    """An address that is told of an organisation's events. Address and secret are stored encrypted: either may let somebody in."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    address = EncryptedTextField()
    secret = EncryptedTextField()
    events = models.JSONField(default=list)  # verbs of the record
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)  # how far the record was read for it

    class Meta:
        ordering = ("made_at", "pk")


personal.impersonal(Hook, because="Where an organisation's other systems are.")


class Delivery(models.Model):
    """One event on its way to one address; without an entry of the record it is a test."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("on its way")
        SENT = "sent", _("taken")
        FAILED = "failed", _("given up")

    public_id = PublicIdField()
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(default=now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=20, blank=True)  # a status, or a core.fetch.Problem

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["hook", "entry"], condition=Q(entry__isnull=False), name="webhook_event_once"),)
        indexes = (models.Index(fields=["state", "not_before"]),)


personal.impersonal(
    Delivery, because="What became of an event of an organisation; who is concerned stands in the record it points to alone."
)
