"""What was put before whom: a line a suggestion, without a word of what it was about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal


class Pushed(models.Model):
    """One suggestion that was brought to a person unasked.

    ``key`` names its kind (``circle.touch``), ``thing`` is a keyed hash of what it was about: it tells whether the same was
    suggested before, and nothing else. ``answer`` stays empty where it was passed over.
    """

    class Answer(models.TextChoices):
        TAKEN = "taken", _("taken up")
        NOT_NOW = "not now", _("not now")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pushed")
    key = models.CharField(max_length=40)
    thing = models.CharField(max_length=64)
    on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)

    class Meta:
        # One a day: whoever comes second finds the day taken.
        constraints = (models.UniqueConstraint(fields=["account", "on"], name="suggestions_pushed_one_a_day"),)


personal.declare(
    Pushed,
    owner="account",
    why=_("So that no more than two suggestions a week come to you, and fewer where you pass them over."),
    fields={"key": personal.Seen.ME, "on": personal.Seen.ME, "answer": personal.Seen.ME},
    not_personal=("thing",),
    keep_days=400,
    since="on",
)
