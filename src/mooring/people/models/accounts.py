"""An account is one human: how they sign in, which language they read, where they are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts. There is no superuser: nobody may read personal rows by being the operator."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Make an account; without a password it signs in by code or passkey only."""
        # Addresses are kept in small letters, as allauth looks them up.
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One human on this installation; owns everything private, and may belong to several organisations."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("as my device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    public_id = PublicIdField()
    email = models.EmailField(unique=True)  # the primary one of the verified addresses
    name = models.CharField(max_length=200)
    call_me = models.CharField(max_length=100, blank=True)
    sort_key = models.CharField(max_length=200, blank=True)
    pronouns = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, blank=True)  # empty: as the browser asks
    timezone = models.CharField(max_length=64, blank=True)  # empty: as the organisation's record says
    theme = models.CharField(max_length=5, choices=Theme, blank=True)
    meeting_link = models.URLField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    erase_at = models.DateTimeField(null=True, blank=True)
    onboarding_step = models.PositiveSmallIntegerField(default=0)  # 0 to 3; 3 = done or skipped
    asked_private_address_at = models.DateTimeField(null=True, blank=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = (models.Index(fields=["erase_at"]),)

    def __str__(self) -> str:
        return f"account {self.public_id}"

    def get_full_name(self) -> str:
        """The name as its owner writes it."""
        return self.name

    def get_short_name(self) -> str:
        """What the owner asks to be called."""
        return self.call_me or self.name

    @property
    def reads(self) -> str:
        """The language the account reads, for what is sent to it."""
        return self.language or settings.LANGUAGE_CODE


personal.declare(
    Account,
    owner="pk",
    why=_("So that you can sign in and be addressed as you wish."),
    fields={
        "email": personal.Seen.ME,
        "name": personal.Seen.ORGANISATION,
        "call_me": personal.Seen.ORGANISATION,
        "sort_key": personal.Seen.ORGANISATION,
        "pronouns": personal.Seen.ORGANISATION,
        "language": personal.Seen.ME,
        "timezone": personal.Seen.ORGANISATION,
        "theme": personal.Seen.ME,
        "meeting_link": personal.Seen.MATCH,
        "joined_at": personal.Seen.ME,
        "erase_at": personal.Seen.ME,
        "last_login": personal.Seen.ME,
        "onboarding_step": personal.Seen.ME,
        "asked_private_address_at": personal.Seen.ME,
    },
    not_personal=("password", "is_active"),
)
