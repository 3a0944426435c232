"""An export of everything that is kept about a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Export(models.Model):
    """One export, asked for by its owner and kept for a week."""

    class State(models.TextChoices):
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=6, choices=State, default=State.MAKING)
    path = models.CharField(max_length=100, blank=True)  # in the file storage
    asked_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (models.UniqueConstraint(fields=["account"], condition=models.Q(state="making"), name="you_one_export_in_making"),)


personal.declare(
    Export,
    owner="account",
    why=_("So that you can take with you everything that is kept about you."),
    fields={"state": personal.Seen.ME, "asked_at": personal.Seen.ME, "ready_at": personal.Seen.ME},
    not_personal=("path",),
)


class Leaving(models.Model):
    """Somebody who left an organisation was told what becomes of how they sign in; once."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    member = models.OneToOneField("people.Member", on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=now)


personal.declare(
    Leaving,
    owner="account",
    why=_("So that you are told once what becomes of how you sign in when you leave an organisation."),
    fields={"told_at": personal.Seen.ME},
    keep_days=90,
    since="told_at",
    context={"organisation": "member.organisation.name"},
)
