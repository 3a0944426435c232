"""What a member says for the matcher's ears alone: answers a programme's policy asks for, and whom they would like to meet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Account, Member, Organisation
from mooring.programmes.models.programmes import Enrolment, Programme


class Stated(models.Model):
    """One answer to what a policy asks: a whole number (``seniority``, ``number:NAME``) or some words (``attribute:NAME``)."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stated")
    about = models.CharField(max_length=80)  # the name in small letters
    number = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "about"], name="programmes_stated_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, words__gt="") | Q(number__isnull=False, words=""), name="programmes_stated"
            ),
        )


class MeetWish(models.Model):
    """“I would like to meet this person.” Obeyed by the matcher where the policy weighs it; never told to anyone."""

    class Strength(models.IntegerChoices):
        GLADLY = 1, _("gladly")
        MUCH = 2, _("very gladly")
        MOST = 3, _("most of all")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="meet_wishes")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    strength = models.PositiveSmallIntegerField(choices=Strength, default=Strength.GLADLY)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["programme", "owner", "other"], name="programmes_meet_wish_once"),
            models.CheckConstraint(condition=Q(strength__gte=1, strength__lte=3), name="programmes_meet_wish_strength"),
        )


personal.declare(
    Stated,
    owner="enrolment__member__account",
    why=_("So that a programme can match by what only you can tell."),
    fields={"number": personal.Seen.ME, "words": personal.Seen.ME, "about": personal.Seen.ME},
    export=lambda row: {"about": row.about, "answer": row.words if row.number is None else row.number},
)
personal.declare(
    MeetWish,
    owner="owner",
    why=_("So that you are introduced to people you would like to meet, where the programme weighs it."),
    fields={"strength": personal.Seen.ME, "made_at": personal.Seen.ME},
    export=lambda row: {"would like to meet": row.other.shown_name, "strength": row.strength, "made_at": row.made_at},
)
