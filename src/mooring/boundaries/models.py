"""Hours by weekday, leave, and what else people say of their time. A person's own word wins over the organisation's record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.people.models import Member

ONE_OWNER = Q(account__isnull=False, member__isnull=True) | Q(account__isnull=True, member__isnull=False)


class WorkSpan(models.Model):
    """A stretch of work on a weekday, on the wall clock of the person's zone.

    A night belongs to the day it begins: Monday 22:00 for 480 minutes ends on Tuesday. Rows of a member are the organisation's
    record (an import writes them); rows of an account are the person's own and replace the record's altogether.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="work_spans")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="work_spans")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    other = models.BooleanField(
        default=False, db_default=False
    )  # of the week that takes turns with the usual one, from OwnWord.other_from on

    class Meta:
        ordering = ("weekday", "begins")
        constraints = (
            models.CheckConstraint(condition=ONE_OWNER, name="boundaries_span_one_owner"),
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=1440), name="boundaries_span_length"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="boundaries_span_weekday"),
        )


personal.declare(
    WorkSpan,
    owner=("account", "member__account"),
    why=_("So that nothing reaches you and nobody meets you outside your hours."),
    fields={
        "weekday": personal.Seen.ORGANISATION,
        "begins": personal.Seen.ORGANISATION,
        "minutes": personal.Seen.ORGANISATION,
        "other": personal.Seen.ORGANISATION,
    },
)


class Leave(models.Model):
    """Days off, first and last included. Nobody sees why."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="leaves")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="leaves")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ("first",)
        constraints = (
            models.CheckConstraint(condition=ONE_OWNER, name="boundaries_leave_one_owner"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="boundaries_leave_in_order"),
        )


personal.declare(
    Leave,
    owner=("account", "member__account"),
    why=_("So that nothing reaches you while you are away."),
    fields={"first": personal.Seen.ME, "last": personal.Seen.ME},
    keep_days=400,
    since="last",
)


class HereAfterAll(models.Model):
    """Days on which a person says that they are here, whatever the organisation's record of their leave says.

    It stands beside the record, which an import writes anew, and never touches the person's own days off.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="here_after_all")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ("first",)
        constraints = (
            models.UniqueConstraint(fields=["member", "first", "last"], name="boundaries_here_once"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="boundaries_here_in_order"),
        )


personal.declare(
    HereAfterAll,
    owner="member__account",
    why=_("So that days off somebody recorded for you do not count when you are here after all."),
    fields={"first": personal.Seen.ME, "last": personal.Seen.ME},
    keep_days=400,
    since="last",
)


class OwnWord(models.Model):
    """What an account says of its time as a whole; without a row it says nothing.

    ``other_from`` is a Monday: the week it begins is the first of those that take turns with the usual one. ``holidays`` is a region,
    "none", or empty for what the organisation's record says. ``yearly`` are days off that come each year ("03-17"), of a town or a faith,
    ``here_on`` dates of holidays ("2026-12-08") on which the person works all the same.
    """

    NO_HOLIDAYS = "none"

    class Meets(models.TextChoices):
        EITHER = "", _("either way")
        ONLINE = "online", _("online")
        IN_PERSON = "in_person", _("in person")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_word")
    other_from = models.DateField(null=True, blank=True)
    holidays = models.CharField(max_length=12, blank=True)
    yearly = models.JSONField(default=list)
    here_on = models.JSONField(default=list)
    meets = models.CharField(max_length=9, choices=Meets, blank=True)
    week_cap = models.PositiveSmallIntegerField(null=True, blank=True)  # meetings and offers of one a week, over everything
    full_until = models.DateField(null=True, blank=True)  # the last day on which nothing new is wanted


personal.declare(
    OwnWord,
    owner="account",
    why=_(
        "So that your holidays and your weeks count as you keep them, none is fuller than you want, and people know how you like to meet."
    ),
    fields={
        "other_from": personal.Seen.ORGANISATION,
        "holidays": personal.Seen.ME,
        "yearly": personal.Seen.ME,
        "here_on": personal.Seen.ME,
        "meets": personal.Seen.MATCH,
        "week_cap": personal.Seen.ME,
        "full_until": personal.Seen.ME,
    },
)


class Travel(models.Model):
    """Days on which a person lives by the clock of another zone, first and last included."""

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="travels")
    first = models.DateField()
    last = models.DateField()
    zone = models.CharField(max_length=64)

    class Meta:
        ordering = ("first", "pk")
        constraints = (models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="boundaries_travel_in_order"),)


personal.declare(
    Travel,
    owner="account",
    why=_("So that your hours are those of where you are."),
    fields={"first": personal.Seen.ME, "last": personal.Seen.ME, "zone": personal.Seen.ORGANISATION},
    keep_days=60,
    since="last",
)


class OwnTime(models.Model):
    """A stretch of every week, or of one date, that a person keeps for something. Others see only that it is not offered."""

    class Kind(models.TextChoices):
        FOCUS = "focus", _("focus")
        PERSONAL = "personal", _("personal")
        QUIET = "quiet", _("quiet")
        PRIVATE = "private", _("for what is private")

    public_id = PublicIdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_times")
    kind = models.CharField(max_length=8, choices=Kind)
    weekday = models.PositiveSmallIntegerField(choices=WorkSpan.Weekday, null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("weekday", "date", "begins", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lte=6, date__isnull=True) | Q(weekday__isnull=True, date__isnull=False, kind="personal"),
                name="boundaries_own_time_weekly_or_once",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=1440), name="boundaries_own_time_length"),
        )


personal.declare(
    OwnTime,
    owner="account",
    why=_("So that nothing reaches you, and nobody meets you, in times you keep for yourself."),
    fields={
        "kind": personal.Seen.ME,
        "weekday": personal.Seen.ME,
        "date": personal.Seen.ME,
        "begins": personal.Seen.ME,
        "minutes": personal.Seen.ME,
    },
    keep_days=60,
    since="date",
)
