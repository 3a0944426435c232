"""An import of people from a file: staged, confirmed, applied in short steps, and undone if need be."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models.members import Member
from mooring.people.models.organisations import Organisation


class ImportRun(models.Model):
    """One file on its way in."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        READING = "reading", _("being read")
        STAGED = "staged", _("ready to look at")
        APPLYING = "applying", _("being applied")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("could not be read")
        DISCARDED = "discarded", _("thrown away")

    class Part(models.TextChoices):
        """What an import at work does now. A state goes through its parts in this order, each batch by batch."""

        CLEAR = "clear", _("Forgetting the earlier reading")
        ROWS = "rows", _("Reading rows")
        TWINS = "twins", _("Comparing rows with each other")
        MANAGERS = "managers", _("Finding managers")
        CIRCLES = "circles", _("Looking for circles of managers")
        MISSING = "missing", _("Looking who is missing")
        PEOPLE = "people", _("Writing people")
        LEAVERS = "leavers", _("Noting who left")
        LINES = "lines", _("Setting managers")
        BACK = "back", _("Putting back who was changed")
        NEW = "new", _("Removing who was new")
        TIDY = "tidy", _("Removing teams, sites and topics that came with them")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.UPLOADED)
    attempt = models.PositiveIntegerField(default=0)  # counts the readings begun: what is left of an earlier one does nothing
    part = models.CharField(max_length=9, choices=Part, blank=True)
    reached = models.BigIntegerField(default=0)  # the row (or, looking who is missing, the member) the part has come to
    place = models.CharField(max_length=120, blank=True)  # where in the file the next row begins
    file_name = models.CharField(max_length=200)
    raw_path = models.CharField(max_length=300, blank=True)  # below the data folder; emptied with the file
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=2, blank=True)
    has_header = models.BooleanField(default=True)
    columns = models.JSONField(default=list)  # the file's own headers
    mapping = models.JSONField(default=dict)  # column position (text) -> field name
    problem = models.JSONField(null=True, blank=True)  # code and place of what stopped the reading
    rows_total = models.PositiveIntegerField(default=0)  # lines of the file; an estimate until it is read
    rows_read = models.PositiveIntegerField(default=0)
    rows_due = models.PositiveIntegerField(default=0)  # how many confirming wrote down to be applied
    rows_applied = models.PositiveIntegerField(default=0)
    rows_undone = models.PositiveIntegerField(default=0)
    leavers_confirmed = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now)
    touched_at = models.DateTimeField(default=now)  # the last step; what has stood still is taken up again
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=["reading", "applying", "undoing"]),
                name="people_one_import_at_work",
            ),
        )


personal.impersonal(ImportRun, because="The state of a file; its rows are declared apart, the raw file goes within 24 hours.")


class ImportMade(models.Model):
    """A team, site or topic that came in with an import, and goes with it unless somebody uses it by then."""

    class Kind(models.TextChoices):
        TEAM = "team", _("team")
        SITE = "site", _("site")
        TOPIC = "topic", _("topic")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="made")
    kind = models.CharField(max_length=5, choices=Kind)
    thing = models.BigIntegerField()  # its primary key

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "kind", "thing"], name="people_import_made_once"),)


personal.impersonal(ImportMade, because="Which names of teams, places and subjects are new; nobody is in it.")


class ImportRow(models.Model):
    """One staged row: what it would change, and (once applied) what was there before."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        LEAVING = "leaving", _("leaving")
        REJECTED = "rejected", _("rejected")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # line of the file; leavers follow after the last
    key = models.CharField(max_length=260, blank=True)  # "id:…" or "address:…"
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)  # as in data, to be found by
    manager_ref = models.CharField(max_length=260, blank=True)
    manager_row = models.PositiveIntegerField(null=True, blank=True)  # whom the reference means: a row of this file,
    manager_member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # or a member
    kind = models.CharField(max_length=9, choices=Kind)
    data = models.JSONField(default=dict)
    before = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list)  # [{column, value, code}], also the warnings of an accepted row
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    applied = models.BooleanField(default=False)
    linked = models.BooleanField(default=False)  # the manager is set too
    undo_refused = models.BooleanField(default=False)

    class Meta:
        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="people_import_row_once"),)
        indexes = (
            models.Index(fields=["run", "kind", "number"]),
            models.Index(fields=["run", "key"]),
            models.Index(fields=["run", "address"]),
            models.Index(fields=["run", "name"]),
        )


personal.declare(
    ImportRow,
    owner="member__account",
    why=_("So that an import can be looked at first and undone for 14 days."),
    fields={
        "key": personal.Seen.ADMINS,
        "address": personal.Seen.ADMINS,
        "name": personal.Seen.ADMINS,
        "manager_ref": personal.Seen.ADMINS,
        "data": personal.Seen.ADMINS,
        "before": personal.Seen.ADMINS,
        "problems": personal.Seen.ADMINS,
    },
    not_personal=("number", "kind", "manager_row", "applied", "linked", "undo_refused"),
    keep_days=14,
    since="run__finished_at",
)
