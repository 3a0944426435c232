"""One run of the matcher over the enrolled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Member, Organisation
from mooring.programmes.models.programmes import Programme


class Round(models.Model):
    """A round of a programme. Its state changes only by conditional update (``programmes.states``)."""

    class State(models.TextChoices):
        ASKING = "asking", _("asking who is in")
        SOLVING = "solving", _("being solved")
        DRAFT = "draft", _("a draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.ASKING)
    starts_on = models.DateField()  # local to the organisation, as is ends_on (last day included)
    ends_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    solve_at = models.DateTimeField()
    publish_at = models.DateTimeField()
    introduce_at = models.DateTimeField(null=True, blank=True)  # introductions go from here on; until then it can be taken back
    chats = models.PositiveSmallIntegerField(default=3)  # as the programme said when the round was opened
    minutes = models.PositiveSmallIntegerField(default=30)
    solved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    publishing_at = models.DateTimeField(null=True, blank=True)  # when publishing by itself was last put on the queue
    reminded_organisers_at = models.DateTimeField(null=True, blank=True)
    solving = models.PositiveIntegerField(default=0)  # counts the solves; an older one that ends late is dropped
    policy = models.JSONField(default=dict)
    policy_version = models.PositiveIntegerField(default=1)
    seed = models.PositiveBigIntegerField(default=0)
    engine_version = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, blank=True)  # exact, bounded, stopped
    # In sixtieths of a point: a group's score is divided by one to five.
    score = models.BigIntegerField(null=True, blank=True)
    bound = models.BigIntegerField(null=True, blank=True)
    fairness_cost = models.BigIntegerField(null=True, blank=True)  # score given up for fairness; None where not proven
    levels = models.JSONField(default=list)  # [{name, value, bound}]
    relaxed = models.JSONField(default=list)  # what taking one rule back would bring: [{rule, minutes, placed, repeats, share, proven}]
    lock_costs = models.JSONField(default=dict)  # what each locked match takes from the draft: {public id: {placed, repeats, share, exact}}
    progress = models.CharField(max_length=40, blank=True)  # the step a solve is at, in the solver's word
    changes = models.JSONField(default=list)  # what publishing had to change, as codes and public ids
    tally = models.JSONField(default=dict)  # what its page counts while it is a draft or open (queries.tally); empty where nobody counted
    totals = models.JSONField(default=dict)  # counts kept when it closes: {placed, unplaced, matches, met, repeats, cross_team}
    problem = models.CharField(max_length=60, blank=True)  # code of why it failed or was cancelled
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_round_number_once"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state__in=["asking", "solving", "draft"]),
                name="programmes_one_round_in_making",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="programmes_round_dates"),
        )
        indexes = (models.Index(fields=["state", "solve_at"]), models.Index(fields=["state", "publish_at"]))


personal.impersonal(Round, because="Times and totals of a round; who was in it stands in its entries and seats.")


class RoundEntry(models.Model):
    """One member in one round: asked, in or not, placed or why not, and what burden fell to them."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer")
        IN = "in", _("in")
        OUT = "out", _("not this time")

    class Outcome(models.TextChoices):
        OPEN = "", _("not yet decided")
        PLACED = "placed", _("placed")
        UNPLACED = "unplaced", _("not placed")
        FREED = "freed", _("lost their match")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="round_entries")
    answer = models.CharField(max_length=3, choices=Answer, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    cause = models.CharField(max_length=40, blank=True)  # as the engine names causes
    rules = models.JSONField(default=list)  # in full, for the person alone: [{rule, private}]
    freed_at = models.DateTimeField(null=True, blank=True)  # when they lost their match
    left_out = models.BooleanField(default=False)
    in_trio = models.BooleanField(default=False)
    bad_hour = models.BooleanField(default=False)
    repeat = models.BooleanField(default=False)
    low_score = models.BooleanField(default=False)  # their match scored low
    silent = models.BooleanField(default=False)  # no answer, no pick, nobody saying “met”; set when the round closes

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "member"], name="programmes_entry_once"),)
        indexes = (
            models.Index(fields=["member", "round"]),
            models.Index(fields=["round", "outcome"], name="programmes_entry_outcome"),
        )


_ME = personal.Seen.ME
personal.declare(
    RoundEntry,
    owner="member__account",
    why=_("So that being left out, sitting in a trio and early hours go round fairly."),
    fields={
        "answer": _ME,
        "outcome": _ME,
        "cause": _ME,
        "rules": _ME,
        "freed_at": _ME,
        "left_out": _ME,
        "in_trio": _ME,
        "bad_hour": _ME,
        "repeat": _ME,
        "low_score": _ME,
        "silent": _ME,
    },
    keep_days=730,
    since="round__made_at",
    # What the counts of a round are made of stays, without a name.
    erase=personal.Erase.BLANK,
    stays=("answer", "outcome", "cause", "left_out", "in_trio", "bad_hour", "repeat", "low_score", "silent"),
    context={"programme": "round.programme.name", "round": "round.number"},
)
