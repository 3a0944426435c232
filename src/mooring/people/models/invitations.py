"""An invitation of a member to join with an account of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models.members import Member
from mooring.people.models.organisations import Organisation


class Invitation(models.Model):
    """One mail, one reminder, then silence. Its link is signed and carries ids only."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member"], condition=models.Q(state="open"), name="people_one_open_invitation"),)
        indexes = (models.Index(fields=["state", "made_at"]),)


personal.declare(
    Invitation,
    owner="member__account",
    why=_("So that you are asked once, reminded once, and then left alone."),
    # A refusal is nobody's business: admins see only who has joined.
    fields={
        "state": personal.Seen.ME,
        "made_at": personal.Seen.ADMINS,
        "reminded_at": personal.Seen.ME,
        "answered_at": personal.Seen.ME,
    },
)
