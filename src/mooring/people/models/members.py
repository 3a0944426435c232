"""A member is an organisation's record of a person, with or without an account yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models.accounts import Account
from mooring.people.models.organisations import Organisation, Site, Team


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, narrowed."""

    def here(self) -> MemberQuerySet:
        """Those who have not left."""
        return self.filter(left_at=None)

    def joined(self) -> MemberQuerySet:
        """Those who are here and have an account."""
        return self.here().filter(account__isnull=False, account__is_active=True)

    def visible_to(self, member: Member) -> MemberQuerySet:
        """Whom a member may find: everyone here of the same organisation."""
        return self.here().filter(organisation_id=member.organisation_id)


class Member(models.Model):
    """One person in one organisation."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    external_id = models.CharField(max_length=120, blank=True)  # the organisation's own id of the person
    work_address = models.EmailField(blank=True)
    name = models.CharField(max_length=200)
    call_me = models.CharField(max_length=100, blank=True)
    sort_key = models.CharField(max_length=200, blank=True)
    pronouns = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    about = models.TextField(max_length=1000, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    timezone = models.CharField(max_length=64, blank=True)
    started_on = models.DateField(null=True, blank=True)
    is_admin = models.BooleanField(default=False)
    is_organiser = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "account"], condition=Q(account__isnull=False), name="people_member_account_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "external_id"], condition=~Q(external_id=""), name="people_member_external_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "work_address"], condition=~Q(work_address=""), name="people_member_address_once"
            ),
            models.CheckConstraint(condition=~Q(manager=models.F("id")), name="people_member_not_own_manager"),
        )
        indexes = (
            models.Index(fields=["organisation", "left_at", "sort_key"]),
            # The directory in its order: PostgreSQL takes no order from an index behind “is null”.
            models.Index(fields=["organisation", "sort_key", "name", "id"], condition=Q(left_at=None), name="people_member_here"),
        )

    def __str__(self) -> str:
        return f"member {self.public_id}"

    @property
    def shown_name(self) -> str:
        """The name as its owner writes it."""
        return self.account.name if self.account else self.name

    @property
    def short_name(self) -> str:
        """What to call the person."""
        return self.account.get_short_name() if self.account else (self.call_me or self.name)

    @property
    def zone(self) -> str:
        """The zone the person lives by: their own word, else the record's, the site's, the organisation's."""
        own = self.account.timezone if self.account else ""
        return own or self.timezone or (self.site.timezone if self.site else "") or self.organisation.timezone

    here = ""  # the zone they are in just now, where somebody has looked (boundaries.middleware); not kept

    @property
    def clock(self) -> str:
        """The zone whose clock the person reads by just now: of where they travel, where that was looked up, else their own."""
        return str(self.here) or self.zone

    @property
    def reads(self) -> str:
        """The language of what is sent to the person."""
        return (self.account.language if self.account else "") or self.organisation.language or settings.LANGUAGE_CODE


personal.declare(
    Member,
    owner="account",
    why=_("So that colleagues can find you and programmes can introduce you."),
    fields={
        "external_id": personal.Seen.ADMINS,
        "work_address": personal.Seen.ORGANISATION,
        "name": personal.Seen.ORGANISATION,
        "call_me": personal.Seen.ORGANISATION,
        "sort_key": personal.Seen.ORGANISATION,
        "pronouns": personal.Seen.ORGANISATION,
        "title": personal.Seen.ORGANISATION,
        "about": personal.Seen.ORGANISATION,
        "timezone": personal.Seen.ORGANISATION,
        "started_on": personal.Seen.ADMINS,
        "is_admin": personal.Seen.ORGANISATION,
        "is_organiser": personal.Seen.ORGANISATION,
        "joined_at": personal.Seen.ADMINS,
        "left_at": personal.Seen.ADMINS,
    },
    not_personal=("created_at",),
    erase=personal.Erase.BLANK,
    context={"organisation": "organisation.name", "team": "team.name", "site": "site.name", "manager": "manager.shown_name"},
)


class MemberWord(models.Model):
    """One folded word of a member's name, title or call-me, for search by the beginning of a word."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member", "word"], name="people_word_once"),)
        indexes = (
            # The pattern operators let PostgreSQL find the beginning of a word in any collation.
            models.Index(fields=["organisation", "word"], name="people_word_begins", opclasses=["int8_ops", "varchar_pattern_ops"]),
        )


personal.declare(
    MemberWord,
    owner="member__account",
    why=_("So that your name is found without accents or capitals."),
    fields={"word": personal.Seen.NOBODY},
    exported=False,
)


class Topic(models.Model):
    """Something to talk about, help with or learn; shared by an organisation's members."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="topics")
    label = models.CharField(max_length=80)
    folded = models.CharField(max_length=80)

    class Meta:
        ordering = ("folded",)
        constraints = (models.UniqueConstraint(fields=["organisation", "folded"], name="people_topic_once"),)

    def __str__(self) -> str:
        return self.label


personal.impersonal(Topic, because="A word for a subject; who chose it stands elsewhere.")


class MemberTopic(models.Model):
    """A member's interest, offer or wish."""

    class Kind(models.TextChoices):
        INTEREST = "interest", _("interested in")
        HELP = "help", _("can help with")
        LEARN = "learn", _("would like to learn")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member", "topic", "kind"], name="people_member_topic_once"),)


personal.declare(
    MemberTopic,
    owner="member__account",
    why=_("So that people with something in common are introduced."),
    fields={"kind": personal.Seen.ORGANISATION},
    export=lambda row: {"kind": row.kind, "topic": row.topic.label},
)


class MemberLanguage(models.Model):
    """A language a member speaks (ISO 639 code)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=12)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["member", "code"], name="people_member_language_once"),)
        indexes = (models.Index(fields=["code", "member"], name="people_member_speaks"),)


personal.declare(
    MemberLanguage,
    owner="member__account",
    why=_("So that people who meet share a language."),
    fields={"code": personal.Seen.ORGANISATION},
)
