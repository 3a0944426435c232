"""A programme and who takes part in it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.meetings import guides
from mooring.people.models import Account, Invitation, Member, Organisation, Site, Team


class Programme(models.Model):
    """A recurring way to be introduced."""

    class Kind(models.TextChoices):
        COFFEE = "coffee", _("Coffee")

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    class OptIn(models.TextChoices):
        EACH_ROUND = "each", _("asked before each round")
        STANDING = "standing", _("in until they say otherwise")

    class Review(models.TextChoices):
        PUBLISH = "publish", _("publishes itself when nobody has looked")
        WAIT = "wait", _("waits for an organiser, with one reminder")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="programmes")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COFFEE)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    cadence_weeks = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(1), MaxValueValidator(12)])
    weekday = models.PositiveSmallIntegerField(default=0)  # introductions go out on this day, 0 = Monday
    publish_time = models.TimeField(default=dt.time(9, 0))
    group_size = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(2), MaxValueValidator(6)])
    chats = models.PositiveSmallIntegerField(default=3)  # one chat, or three with the same person
    minutes = models.PositiveSmallIntegerField(default=30)
    guide = models.CharField(max_length=30, default=guides.FIRST_COFFEE)  # the name of what is worth reading before a chat
    opt_in = models.CharField(max_length=8, choices=OptIn, default=OptIn.STANDING)
    review = models.CharField(max_length=8, choices=Review, default=Review.PUBLISH)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")  # who may join; none named = everyone
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    policy = models.JSONField(default=dict)  # as mooring.engine.Policy writes it
    policy_version = models.PositiveIntegerField(default=1)
    first_round_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(cadence_weeks__gte=1, cadence_weeks__lte=12), name="programmes_cadence"),
            models.CheckConstraint(condition=Q(group_size__gte=2, group_size__lte=6), name="programmes_group_size"),
            models.CheckConstraint(condition=Q(chats__in=[1, 3]), name="programmes_chats"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="programmes_weekday"),
        )


personal.impersonal(Programme, because="Rules of a programme; who takes part stands in enrolments.")


class Enrolment(models.Model):
    """A member's yes to a programme."""

    class State(models.TextChoices):
        IN = "in", _("in")
        PAUSED = "paused", _("paused")
        LEFT = "left", _("left")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="enrolments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=6, choices=State, default=State.IN)
    paused_for_silence = models.BooleanField(default=False)
    snoozed_until = models.DateField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["programme", "member"], name="programmes_enrolled_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="programmes_capacity"),
        )
        indexes = (models.Index(fields=["programme", "state"]),)


personal.declare(
    Enrolment,
    owner="member__account",
    why=_("So that you are introduced when you want to be, and left alone when you do not."),
    fields={
        "state": personal.Seen.ME,
        "paused_for_silence": personal.Seen.ME,
        "snoozed_until": personal.Seen.ME,
        "capacity": personal.Seen.ME,
        "enrolled_at": personal.Seen.ME,
        "changed_at": personal.Seen.ME,
    },
    context={"programme": "programme.name"},
)


class ProgrammeInvitation(models.Model):
    """That accepting an invitation also enrols in a programme."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="programme_invitation")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="invitations")


personal.impersonal(ProgrammeInvitation, because="Joins an invitation to a programme; the invitation is declared.")


class Block(models.Model):
    """“Never introduce me to this person.” Private: seen by its owner and obeyed by the matcher."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="blocks")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "other"], name="programmes_block_once"),)


personal.declare(
    Block,
    owner="owner",
    why=_("So that you are never introduced to someone you named."),
    fields={"made_at": personal.Seen.ME},
    export=lambda row: {"never introduce me to": row.other.shown_name, "made_at": row.made_at},
)
