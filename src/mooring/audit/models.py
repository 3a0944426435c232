"""Who did or looked at what: ids only, shown to the person concerned and, for what admins did, to every member."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField


class Entry(models.Model):
    """One thing done or looked at. Written by actions, never changed."""

    class Kind(models.TextChoices):
        DID = "did", _("did")
        LOOKED = "looked", _("looked")

    class As(models.TextChoices):
        """In which role the actor acted; what was done as an admin is open to all members."""

        SELF = "self", _("oneself")
        ORGANISER = "organiser", _("organiser")
        ADMIN = "admin", _("admin")
        SYSTEM = "system", _("Mooring itself")

    public_id = PublicIdField()
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=6, choices=Kind)
    acting_as = models.CharField(max_length=9, choices=As)
    verb = models.CharField(max_length=60)  # dotted, e.g. "import.applied"
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.ForeignKey("people.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="audit_entries")
    subject_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="audit_entries"
    )
    thing = models.CharField(max_length=60, blank=True)  # "import:<public id>"

    class Meta:
        indexes = (models.Index(fields=["organisation", "acting_as", "at"]),)


personal.declare(
    Entry,
    owner=("subject_account", "subject__account", "actor"),
    why=_("So that you can see who did or looked at what."),
    fields={
        "at": personal.Seen.ME,
        "kind": personal.Seen.ME,
        "acting_as": personal.Seen.ME,
        "verb": personal.Seen.ME,
        "thing": personal.Seen.ME,
    },
    keep_days=730,
    since="at",
    erase=personal.Erase.KEEP,
)
