"""What the database holds of circles: sealed records, and nothing in clear that says whom they are about.

One row a thing (a contact, a touch, a need, a note …); which of them it is stands inside. In clear stand a random id, the account,
the day it next asks for attention, and how long it is. ``mooring.circle.vault`` seals and opens them, ``mooring.circle.book`` knows
what they hold.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.calendars.models import OpenFeed
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Circle(models.Model):
    """An account's own key, wrapped by the server's, and the sealed index of what it keeps.

    ``server_key`` names the server's key that wraps ``wrapped``. ``index`` says what stands where, so that lists need not open every
    record; ``same`` holds what tells that two cards are of one person (``mooring.circle.alike``); ``glance`` is what a first
    look needs of the index, with the index's nonce before it (``mooring.circle.glance``).
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle")
    server_key = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    index = models.BinaryField(default=bytes)
    same = models.BinaryField(default=bytes)
    glance = models.BinaryField(default=bytes)


class IndexPart(models.Model):
    """A sealed part of a large circle's index; what is in none of them stands in the ``index`` itself, with the nonces of these."""

    of = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="index_parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "number"], name="circle_index_part"),)


class Record(models.Model):
    """One sealed thing."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_records")
    due = models.DateField(null=True, blank=True)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["account", "due"], name="circle_record_due"),)


class CircleFeed(OpenFeed):
    """The calendar of an account's circle."""

    names = models.BooleanField(default=True)  # says whom it is about
    rhythms = models.BooleanField(default=True)


class Import(models.Model):
    """One file on its way into a circle. Its name, its people and what it comes to are sealed, in ``head`` and in its parts.

    In clear stand how far it is, in rows, and how many bytes the file has.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("to be told what its columns hold")
        READING = "reading", _("being read")
        STAGED = "staged", _("ready to look at")
        APPLYING = "applying", _("being brought in")
        STOPPED = "stopped", _("stopped half way")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")
        FAILED = "failed", _("could not be read")

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_imports")
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    reached = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=now)
    touched_at = models.DateTimeField(default=now)  # the last step; what has stood still is taken up again
    finished_at = models.DateTimeField(null=True, blank=True)
    head = models.BinaryField(default=bytes)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["reading", "applying", "undoing"]),
                name="circle_one_import_at_work",
            ),
        )


class ImportPart(models.Model):
    """A sealed piece of an import."""

    class Sort(models.TextChoices):
        FILE = "file"
        ROWS = "rows"
        KINDS = "kind"
        UNDO = "undo"

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    sort = models.CharField(max_length=4, choices=Sort)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "sort", "number"], name="circle_import_part"),)


class Device(models.Model):
    """A password for one address book program of an account's. Only a hash of it is kept."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_devices")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True, blank=True)


class Change(models.Model):
    """That a record changed or went, and when; the last time only. Kept while there are devices, which ask what is new."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thing = models.CharField(max_length=20)  # the record's id; which kind it is stands inside the record
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "thing"], name="circle_change_once"),)
