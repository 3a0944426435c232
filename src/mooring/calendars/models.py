"""Calendars that people let Mooring read: where they lie, and when their owner is taken. What takes place is never kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Source(models.Model):
    """A calendar, or an account of calendars, that its owner lets Mooring read."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("a calendar’s address")
        ACCOUNT = "account", _("a calendar account")

    class Problem(models.TextChoices):
        NONE = "", _("It was read.")
        ADDRESS = "address", _("This is not an address that can be read: it begins with https:// and names no password.")
        CLOSED = "closed", _("This address leads into a private network, or is not an https one. Neither is read from here.")
        SILENT = "silent", _("The server does not answer.")
        CERTIFICATE = "certificate", _("The server could not prove that it is who it says.")
        SLOW = "slow", _("The server took too long.")
        LARGE = "large", _("The calendar is too large to be read.")
        ROUNDABOUT = "roundabout", _("The address leads in a circle.")
        REFUSED = "refused", _("The server does not let Mooring in: the name, the password or the address is no longer right.")
        GONE = "gone", _("There is nothing at this address.")
        BROKEN = "broken", _("The server has a fault of its own just now.")
        NO_CALENDAR = "no_calendar", _("What is there is no calendar, or cannot be read as one.")
        TOO_MUCH = "too_much", _("More comes again in this calendar than can be counted through.")
        NO_ACCOUNT = "no_account", _("No calendar was found there for this name.")

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_sources")
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=80)
    address = EncryptedTextField()
    username = EncryptedTextField(blank=True)
    password = EncryptedTextField(blank=True)
    problem = models.CharField(max_length=11, choices=Problem, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    read_at = models.DateTimeField(null=True, blank=True)  # when it was last read well
    next_at = models.DateTimeField(default=now)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("made_at", "pk")
        indexes = (models.Index(fields=["next_at"]),)


class BusyTime(models.Model):
    """A stretch in which the owner of a calendar is taken. It does not say by what."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="busy_times")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at",)
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="calendars_busy_in_order"),)
        indexes = (models.Index(fields=["source", "ends_at"]),)


class OpenFeed(models.Model):
    """That a calendar of an account is open to whoever was told its address; here is only a hash of its secret (``subscribed``)."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(app_label)s_feed")
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)
    fetched_at = models.DateTimeField(null=True, blank=True)  # to the hour

    class Meta:
        abstract = True


class Feed(OpenFeed):
    """An account's own feed: what it holds here."""

    neutral = models.BooleanField(default=False)  # says when, and nothing else


WHY = _("So that no meeting is offered to you while you are taken.")
personal.declare(
    Source,
    owner="account",
    why=WHY,
    fields={
        "kind": personal.Seen.ME,
        "name": personal.Seen.ME,
        "address": personal.Seen.ME,
        "username": personal.Seen.ME,
        "problem": personal.Seen.ME,
        "read_at": personal.Seen.ME,
        "made_at": personal.Seen.ME,
    },
    not_personal=("password", "failures", "next_at"),
)
personal.declare(
    BusyTime,
    owner="source__account",
    why=WHY,
    fields={"begins_at": personal.Seen.ME, "ends_at": personal.Seen.ME},
    keep_days=2,
    since="ends_at",
)
personal.declare(
    Feed,
    owner="account",
    why=_("So that a calendar program of yours can show what you hold here."),
    fields={"neutral": personal.Seen.ME, "made_at": personal.Seen.ME, "fetched_at": personal.Seen.ME},
    not_personal=("secret_hash",),
)
