"""The outbox. A notice is a reference, worded when it is sent; no rendered text is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.boundaries.hours import Matter
from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Member, Organisation

Loaded = TypeVar("Loaded")


class Topic(models.TextChoices):
    """What a message is about, as far as a person says where and when it may come. What is about to begin and what is private have
    their own whatever their kind says.
    """

    INTRODUCTIONS = "introductions", _("introductions and meetings")
    REMINDERS = "reminders", _("reminders")
    SOCIAL = "social", _("social")
    PERSONAL = "personal", _("personal")
    URGENT = "urgent", _("about to begin")


class Digest(models.Model):
    """What waited for a person's daily digest, once a day: of one organisation for its member, of what is private for the account."""

    public_id = PublicIdField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="digests")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="digests")
    date = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member", "date"], name="notices_digest_member_day"),
            models.UniqueConstraint(fields=["account", "date"], name="notices_digest_account_day"),
        )


personal.declare(
    Digest,
    owner=("account", "member__account"),
    why=_("So that what can wait comes to you once a day."),
    fields={"date": personal.Seen.ME},
    keep_days=90,
    since="date",
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def that_wait(self) -> NoticeQuerySet:
        """Those that wait, of few that are named by something else.

        Said by what they are not: a database would otherwise go through everything that waits to find them, each time anew.
        """
        return self.exclude(state__in=[one for one in Notice.State if one is not Notice.State.WAITING])


class Notice(models.Model):
    """One message to one person about one thing."""

    class Urgency(models.TextChoices):
        CRITICAL = "critical", _("time-critical")
        HELD = "held", _("held until your hours")

    class Scope(models.TextChoices):
        ORGANISATION = "organisation", _("of an organisation")
        PRIVATE = "private", _("private")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer true")
        FAILED = "failed", _("could not be sent")

    public_id = PublicIdField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=60)  # a name in the register of kinds
    urgency = models.CharField(max_length=8, choices=Urgency)
    scope = models.CharField(max_length=12, choices=Scope)
    thing = models.CharField(max_length=40)  # public id of what it is about
    detail = models.CharField(max_length=60, blank=True)  # what tells apart two notices of one kind about one thing
    key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(default=now)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    claimed_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)  # since when it lies in the inbox
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=False, member__isnull=True) | Q(account__isnull=True, member__isnull=False),
                name="notices_one_receiver",
            ),
        )
        indexes = (
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["kind", "thing"]),
            models.Index(fields=["member", "shown_at"], condition=Q(shown_at__isnull=False), name="notices_shown_to_member"),
            models.Index(fields=["account", "shown_at"], condition=Q(shown_at__isnull=False), name="notices_shown_to_account"),
        )

    @property
    def matter(self) -> Matter:
        """What it is about, as far as its receiver's hours go."""
        if self.urgency == self.Urgency.CRITICAL:
            return Matter.URGENT
        return Matter.PRIVATE if self.scope == self.Scope.PRIVATE else Matter.WORK

    def about(self, load: Callable[[str], Loaded]) -> Loaded:
        """The thing it is about, loaded the first time it is asked for: what was found to be still true is what is then worded."""
        if "_about" not in self.__dict__:
            self.__dict__["_about"] = load(self.thing)
        found: Loaded = self.__dict__["_about"]
        return found


personal.declare(
    Notice,
    owner=("account", "member__account"),
    why=_("So that each message reaches you once and inside your hours."),
    fields={
        "kind": personal.Seen.ME,
        "urgency": personal.Seen.ME,
        "scope": personal.Seen.ME,
        "made_at": personal.Seen.ME,
        "not_before": personal.Seen.ME,
        "state": personal.Seen.ME,
        "shown_at": personal.Seen.ME,
        "read_at": personal.Seen.ME,
        "sent_at": personal.Seen.ME,
    },
    not_personal=("thing", "detail", "key", "expires_at", "claimed_at", "tries"),
    keep_days=90,
    since="made_at",
)


class Attempt(models.Model):
    """One try at handing a notice to a channel."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=now)
    channel = models.CharField(max_length=40)
    succeeded = models.BooleanField()
    error = models.CharField(max_length=200, blank=True)  # the kind of error, no values


personal.declare(
    Attempt,
    owner=("notice__account", "notice__member__account"),
    why=_("So that a message that failed can be tried again."),
    fields={"at": personal.Seen.ME, "channel": personal.Seen.ME, "succeeded": personal.Seen.ME},
    not_personal=("error",),
)


class Switch(models.Model):
    """A kind of notice an account has switched off."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_switches")
    kind = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "kind"], name="notices_switch_once"),)


personal.declare(Switch, owner="account", why=_("So that you are not sent what you switched off."), fields={"kind": personal.Seen.ME})


class Wish(models.Model):
    """Where and when an account wants messages of one topic: gathered once a day or as they come, and which channels to leave out."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_wishes")
    topic = models.CharField(max_length=16, choices=Topic)
    daily = models.BooleanField()
    without = models.JSONField(default=list)  # names of channels

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "topic"], name="notices_wish_once"),)


personal.declare(
    Wish,
    owner="account",
    why=_("So that each kind of message comes where and when you want it."),
    fields={"topic": personal.Seen.ME, "daily": personal.Seen.ME, "without": personal.Seen.ME},
)


class DailyTime(models.Model):
    """When the daily digest may come at the earliest; without a row, with the first open hour."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_time")
    at = models.TimeField()


personal.declare(DailyTime, owner="account", why=_("So that the daily digest comes when you read it."), fields={"at": personal.Seen.ME})


class MailServer(models.Model):
    """The mail server named at set-up; settings in the environment win over it."""

    class Security(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS")
        TLS = "tls", _("TLS")
        NONE = "none", _("none (this machine only)")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, choices=Security, default=Security.STARTTLS)
    username = models.CharField(max_length=255, blank=True)
    password = EncryptedTextField(blank=True)
    from_address = models.EmailField()
    tested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="notices_one_mail_server"),)


personal.impersonal(MailServer, because="How the server sends mail.")


class Replies(models.Model):
    """How far the mailbox that calendars answer to has been read, and how that went."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    validity = models.CharField(max_length=40, blank=True)  # what the numbers of an IMAP mailbox count under
    last_uid = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)  # the kind of error of the last try
    put_aside = models.PositiveIntegerField(default=0)  # mails that could not be read, flagged where they lie

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="notices_one_replies"),)


personal.impersonal(Replies, because="How far a mailbox has been read.")


class ReadMail(models.Model):
    """That a mail of a POP3 mailbox was read, by a hash of its name, for as long as it lies there."""

    name = models.CharField(max_length=64, unique=True)


personal.impersonal(ReadMail, because="Which mails of a mailbox were read.")
