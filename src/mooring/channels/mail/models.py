"""Which of an account's addresses are for work and which are the person's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal


class Mark(models.Model):
    """What a person says of one of their addresses; without a row it is what it looks like (``queries.looks_like_work``)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_marks")
    address = models.EmailField()  # in small letters
    is_work = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "address"], name="mail_mark_once"),)


personal.declare(
    Mark,
    owner="account",
    why=_("So that work never comes to an address of your own, and nothing of your own to one at work."),
    fields={"address": personal.Seen.ME, "is_work": personal.Seen.ME},
)
