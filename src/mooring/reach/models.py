"""How a person likes to be reached, said on a card; how a team agrees to reach each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Member, Team

LONGEST = 600
"""Letters that one answer may have."""


class Card(models.Model):
    """What an account says of how to reach it: to colleagues, or to whoever it gives the link.

    ``link`` is what the address of the second is made from; a new one puts an end to the old address.
    """

    class For(models.TextChoices):
        COLLEAGUES = "colleagues", _("for colleagues")
        LINK = "link", _("for friends and family")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reach_cards")
    audience = models.CharField(max_length=10, choices=For)
    ways = models.TextField(max_length=LONGEST, blank=True)
    urgent = models.TextField(max_length=LONGEST, blank=True)
    can_wait = models.TextField(max_length=LONGEST, blank=True)
    not_then = models.TextField(max_length=LONGEST, blank=True)
    with_hours = models.BooleanField(default=True)
    shared = models.BooleanField(default=False)
    link = PublicIdField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "audience"], name="reach_card_once"),)


personal.declare(
    Card,
    owner="account",
    why=_("So that people reach you as you like to be reached, and leave you alone when you want to be."),
    fields={
        "audience": personal.Seen.ME,
        "ways": personal.Seen.SHARED,
        "urgent": personal.Seen.SHARED,
        "can_wait": personal.Seen.SHARED,
        "not_then": personal.Seen.SHARED,
        "with_hours": personal.Seen.ME,
        "shared": personal.Seen.ME,
    },
    not_personal=("link",),
)


class Agreement(models.Model):
    """One wording of what a team agreed on; the highest number holds. An earlier one stays to be read."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    channels = models.TextField(max_length=LONGEST, blank=True)
    answers = models.TextField(max_length=LONGEST, blank=True)
    urgent = models.TextField(max_length=LONGEST, blank=True)
    also = models.TextField(max_length=LONGEST, blank=True)
    worded_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    worded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["team", "number"], name="reach_agreement_once"),)


personal.declare(
    Agreement,
    owner="worded_by__account",
    why=_("So that a team sees who last worded what it agreed on."),
    fields={"worded_at": personal.Seen.TEAM},
    not_personal=("number", "channels", "answers", "urgent", "also"),
    erase=personal.Erase.BLANK,
    stays=("worded_at",),
    lets_go=("worded_by",),
)


class Acceptance(models.Model):
    """A member's yes to one wording."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="acceptances")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=["agreement", "member"], name="reach_acceptance_once"),)


personal.declare(
    Acceptance,
    owner="member__account",
    why=_("So that a team sees who agreed to its wording."),
    fields={"at": personal.Seen.TEAM},
)
