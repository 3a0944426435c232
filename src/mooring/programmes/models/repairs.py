"""An offer to somebody who lost their partner in a running round, and to whoever would take them in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Member, Organisation
from mooring.programmes.models.matches import Match
from mooring.programmes.models.rounds import Round


class Repair(models.Model):
    """One offer. It names nobody: whoever says no is never known, and names come with the introduction alone."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        AGREED = "agreed", _("agreed")
        OVER = "over", _("over")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="repairs")
    host = models.ForeignKey(Match, on_delete=models.CASCADE, null=True, related_name="+")  # a pair asked to take a third in
    made = models.OneToOneField(Match, on_delete=models.SET_NULL, null=True, related_name="repair")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        indexes = (models.Index(fields=["state", "expires_at"]),)


class RepairSeat(models.Model):
    """One of the people who must all say yes."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer")
        YES = "yes", _("yes")
        NO = "no", _("not this time")

    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    freed = models.BooleanField(default=True)  # lost a partner; otherwise one of the pair that is asked
    answer = models.CharField(max_length=3, choices=Answer, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["repair", "member"], name="programmes_repair_seat_once"),)
        indexes = (models.Index(fields=["member", "answer"]),)


WHY = _("So that somebody who loses a partner is offered another.")
personal.declare(
    Repair,
    owner="seats__member__account",
    why=WHY,
    fields={"state": personal.Seen.ME},
    not_personal=("expires_at", "made_at"),
    keep_days=90,
    since="made_at",
    exported=False,
)
personal.declare(
    RepairSeat,
    owner="member__account",
    why=WHY,
    fields={"answer": personal.Seen.ME, "freed": personal.Seen.ME},
)
