"""What an account's owner is shown of who came in: sign-ins, and openings of what is theirs alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mooring.core import personal
from mooring.core.time import now


class SignIn(models.Model):
    """One time somebody signed in, or opened the private half on a device; never changed."""

    class What(models.TextChoices):
        SIGNED_IN = "in", _("signed in")
        OPENED = "opened", _("opened what is yours alone")

    class How(models.TextChoices):
        PASSKEY = "passkey", pgettext_lazy("how somebody signed in", "by passkey")
        APP = "app", pgettext_lazy("how somebody signed in", "by a code from an app")
        RECOVERY = "recovery", pgettext_lazy("how somebody signed in", "by a recovery code")
        CODE = "code", pgettext_lazy("how somebody signed in", "by a code sent to an address")
        PASSWORD = "password", pgettext_lazy("how somebody signed in", "by password")
        CONSOLE = "console", pgettext_lazy("how somebody signed in", "by the link that set this server up")
        DEMO = "demo", pgettext_lazy("how somebody signed in", "by a door of the demo")
        ALONE = "alone", pgettext_lazy("how somebody signed in", "with nobody else able to")
        NOTHING = "nothing", pgettext_lazy("how somebody signed in", "without showing anything more")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField(default=now)
    what = models.CharField(max_length=6, choices=What)
    how = models.CharField(max_length=8, choices=How)
    address = models.EmailField(blank=True)  # where the code went
    user_agent = models.CharField(max_length=300, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["account", "at"]),)


class KnownAddress(models.Model):
    """Whether an address was its owner's alone when it was first seen here.

    It stays so whatever an organisation writes into its records later; only what the owner says, or joins, changes it.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_addresses")
    address = models.EmailField()  # in small letters
    own = models.BooleanField()
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "address"], name="people_known_address_once"),)


personal.declare(
    SignIn,
    owner="account",
    why=_("So that you see who came in as you, when and how."),
    fields={
        "at": personal.Seen.ME,
        "what": personal.Seen.ME,
        "how": personal.Seen.ME,
        "address": personal.Seen.ME,
        "user_agent": personal.Seen.ME,
        "ip": personal.Seen.ME,
    },
    keep_days=365,
    since="at",
)
personal.declare(
    KnownAddress,
    owner="account",
    why=_("So that no organisation can make an address of yours its own."),
    fields={"address": personal.Seen.ME, "own": personal.Seen.ME, "since": personal.Seen.ME},
)
