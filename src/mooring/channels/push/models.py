"""The browsers that may show a message while no page of ours is open."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Device(models.Model):
    """A browser that an account lets show messages, for work or for what is its own."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    is_work = models.BooleanField()
    words = models.CharField(max_length=80)  # what the browser says it is
    address_hash = models.CharField(max_length=64, unique=True)
    address = EncryptedTextField()  # at the browser maker's push service: whoever has it and the keys can write there
    public_key = EncryptedTextField()
    secret = EncryptedTextField()
    made_at = models.DateTimeField(default=now)
    took_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")


personal.declare(
    Device,
    owner="account",
    why=_("So that a message can be shown where you asked for it."),
    fields={"is_work": personal.Seen.ME, "words": personal.Seen.ME, "made_at": personal.Seen.ME, "took_at": personal.Seen.ME},
    not_personal=("address_hash", "address", "public_key", "secret"),
)
