"""Two or more members introduced for a purpose."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.meetings.models import Meeting
from mooring.people.models import Account, Member, Organisation
from mooring.programmes.models.programmes import Programme
from mooring.programmes.models.rounds import Round


class MatchQuerySet(models.QuerySet["Match"]):
    """Matches, narrowed."""

    def not_introduced(self) -> MatchQuerySet:
        """Those of a draft, and those of a published round whose people have not heard of each other yet."""
        return self.filter(state__in=[Match.State.DRAFT, Match.State.PUBLISHED], introduced_at=None)


class Match(models.Model):
    """A match of a round. Reasons are terms and values with a visibility, worded when shown."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in a draft")
        DROPPED = "dropped", _("dropped from its draft")
        PUBLISHED = "published", _("published")
        ENDED = "ended", _("ended early")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        OPEN = "", _("not yet known")
        MET = "met", _("met")
        NOT_MET = "not_met", _("did not meet")
        UNCLEAR = "unclear", _("unclear")
        SILENT = "silent", _("nobody said")

    class Band(models.TextChoices):
        STRONG = "strong", _("Much speaks for it")
        GOOD = "good", _("A good introduction")
        FAIR = "fair", _("Worth a try")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    score = models.BigIntegerField(default=0)
    # Organisers see matches by band and in this order, as they were drafted (``programmes.bands``): the score of one that has taken
    # somebody in since would tell of it.
    band = models.CharField(max_length=6, choices=Band, default=Band.FAIR, db_default=Band.FAIR)
    standing = models.BigIntegerField(default=0, db_default=0)
    reasons = models.JSONField(default=list)  # [{term, value, points, topics, private}]
    questions = models.JSONField(default=list)  # codes of the three opening questions (programmes.questions)
    locked = models.BooleanField(default=False)  # by the organiser, in a draft
    is_repair = models.BooleanField(default=False)
    enough = models.BooleanField(default=False)  # someone said one chat was enough; nobody sees who
    made_at = models.DateTimeField(default=now)
    # What organisers see of it, whatever becomes of it later: {repeat, bad_hour}, so many of its people; and once it has taken somebody
    # in also its score, reasons and people (keys) of before.
    drafted = models.JSONField(default=dict)
    introduced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["round", "state"]),
            # A page of a band, without reading the others.
            models.Index(fields=["round", "band", "-standing", "id"], name="programmes_match_in_band"),
            models.Index(fields=["round", "introduced_at"], name="programmes_match_introduced"),
            models.Index(fields=["round", "state"], condition=Q(locked=True), name="programmes_match_locked"),
        )


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, narrowed."""

    def going_on(self) -> SeatQuerySet:
        """Those of open matches, and of matches of closed rounds with a chat still ahead."""
        ahead = Chat.objects.filter(meeting__state__in=[Meeting.State.OFFERED, Meeting.State.AGREED]).values("match")
        going = Q(match__state=Match.State.PUBLISHED) | Q(match__state=Match.State.CLOSED, match__in=ahead)
        return self.filter(going, state=Seat.State.IN)


class Seat(models.Model):
    """One member of a match."""

    class Role(models.TextChoices):
        PEER = "peer", _("peer")

    class State(models.TextChoices):
        IN = "in", _("in")
        ENDED = "ended", _("ended it")
        LEFT = "left", _("left")

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=8, choices=Role, default=Role.PEER)
    state = models.CharField(max_length=5, choices=State, default=State.IN)
    again = models.BooleanField(null=True, blank=True)  # private answer to “again?”

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["match", "member"], name="programmes_seat_once"),)
        indexes = (models.Index(fields=["member", "state"]),)


class Chat(models.Model):
    """One meeting of a match: the first, or a later one with the same people."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="chats")
    number = models.PositiveSmallIntegerField()
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="chat")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["match", "number"], name="programmes_chat_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="programmes_chat_number"),
        )


class AgainWish(models.Model):
    """“I would gladly meet this person again.” Counts when both say so; private until then."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="again_wishes")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["programme", "owner", "other"], name="programmes_again_once"),)


def _told(row: Match) -> dict[str, Any]:
    """A match as an export tells it: nothing of one that nobody has been introduced in, which an organiser may still change."""
    if row.introduced_at is None:
        return {}
    return {
        "programme": row.round.programme.name,
        "round": row.round.number,
        "introduced_at": row.introduced_at,
        "people": [seat.member.shown_name for seat in row.seats.select_related("member__account").order_by("pk")],
        "state": row.state,
        "outcome": row.outcome,
        "reasons": [reason for reason in row.reasons if not reason.get("private")],
        "questions": row.questions,
    }


WHY = _("So that you are introduced, know why, and are not introduced to the same person twice.")
_MATCH = personal.Seen.MATCH
personal.declare(
    Match,
    owner="seats__member__account",
    why=WHY,
    fields={
        "state": _MATCH,
        "outcome": _MATCH,
        "reasons": _MATCH,
        "questions": _MATCH,
        "drafted": personal.Seen.ORGANISERS,
        "introduced_at": _MATCH,
        "ended_at": personal.Seen.NOBODY,
        "enough": personal.Seen.NOBODY,
    },
    not_personal=("score", "band", "standing", "locked", "is_repair", "made_at"),
    keep_days=730,
    since="made_at",
    # The reasons say what the person has in common with others.
    erase=personal.Erase.BLANK,
    stays=("state", "outcome", "introduced_at", "ended_at", "enough"),
    export=_told,
)
personal.declare(
    Seat,
    owner="member__account",
    why=WHY,
    fields={"role": _MATCH, "state": personal.Seen.ME, "again": personal.Seen.ME},
    erase=personal.Erase.BLANK,
    stays=("role", "state"),
    context={"programme": "match.round.programme.name", "round": "match.round.number"},
)
personal.impersonal(Chat, because="Joins a match to its meetings; both are declared.")
personal.declare(
    AgainWish,
    owner="owner",
    why=_("So that two people who both wish it are introduced again."),
    fields={"made_at": personal.Seen.ME},
    export=lambda row: {"gladly again": row.other.shown_name, "made_at": row.made_at},
)
