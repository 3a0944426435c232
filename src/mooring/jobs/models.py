"""What the schedule has already fired."""

from __future__ import annotations

from django.db import models

from mooring.core import personal


class ScheduleSlot(models.Model):
    """One firing of one scheduled job; unique, so that many tickers fire it once."""

    name = models.CharField(max_length=100)
    slot = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "slot"], name="jobs_slot_once"),)


personal.impersonal(ScheduleSlot, because="Names of jobs and times only.")
