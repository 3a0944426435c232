"""Organisations on this installation, their teams and sites, and the installation itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import PublicIdField
from mooring.core.time import now


class Installation(models.Model):
    """The one row that says what this installation is."""

    class Use(models.TextChoices):
        UNSET = "", _("not set up")
        ORGANISATION = "organisation", _("for an organisation")
        PERSONAL = "personal", _("just for me")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    setup_token_hash = models.CharField(max_length=64, blank=True)
    use = models.CharField(max_length=12, choices=Use, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="people_one_installation"),)


personal.impersonal(Installation, because="What this server is; nobody is in it.")


class Organisation(models.Model):
    """A company or community. It is in every address, and every row of its own points here."""

    class Video(models.TextChoices):
        NONE = "", _("phone, or the two decide")
        JITSI = "jitsi", _("a Jitsi server")
        BBB = "bbb", _("a BigBlueButton server")
        TEMPLATE = "template", _("an address with {room} in it")

    public_id = PublicIdField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    day_begins = models.TimeField(default="09:00")  # working hours of whoever has said nothing, Monday to Friday
    day_ends = models.TimeField(default="17:00")
    holidays = models.CharField(
        max_length=12, blank=True, default="", db_default=""
    )  # the region whose public holidays are free; none where empty
    video = models.CharField(max_length=10, choices=Video, blank=True)
    video_address = models.CharField(max_length=300, blank=True)
    video_secret = EncryptedTextField(blank=True)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.slug


personal.impersonal(Organisation, because="The organisation's own name and settings.")


class HelpContact(models.Model):
    """Someone the organisation names for “not comfortable?”; written by an admin, read by every member."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="help_contacts")
    name = models.CharField(max_length=200)
    how = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")


personal.impersonal(HelpContact, because="An office the organisation names in public; not a record of a person here.")


class Team(models.Model):
    """A team as the organisation names it."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="people_team_once"),)

    def __str__(self) -> str:
        return self.name


personal.impersonal(Team, because="A name of a team.")


class Site(models.Model):
    """A place of work, with its zone."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, blank=True)
    holidays = models.CharField(
        max_length=12, blank=True, default="", db_default=""
    )  # as of the organisation, which holds where it is empty

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="people_site_once"),)

    def __str__(self) -> str:
        return self.name


personal.impersonal(Site, because="A name of a place.")


class Census(models.Model):
    """What an organisation of many people comes to, counted now and then: the lists to narrow its directory by (``people.facets``)."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="census")
    size = models.PositiveIntegerField()
    languages = models.JSONField(default=list)  # codes that somebody here speaks
    topics = models.JSONField(default=list)  # [[public id, label]], those most people named
    counted_at = models.DateTimeField(default=now)


personal.impersonal(Census, because="Counts, languages and subjects of a large organisation; nobody is in it.")
