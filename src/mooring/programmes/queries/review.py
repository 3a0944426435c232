"""A round as its organiser may see it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.people.models import Member
from mooring.programmes import access
from mooring.programmes.models import Round, RoundEntry
from mooring.programmes.policy import RULES
from mooring.programmes.queries.changes import changes_of
from mooring.programmes.queries.faces import Face, faces
from mooring.programmes.queries.meets import SIXTIETHS, Band, Look, MapPoint, Meets, ReviewMatch

POINTS: Final = 1_000_000

FREED: Final = "freed"
"""The cause of somebody left out because a match of theirs ended; private, and never shown to an organiser."""

CAUSES: Final[dict[str, str | Promise]] = {
    "no_common_time": gettext_lazy("No common time with anyone they could meet"),
    "no_allowed_partner": gettext_lazy("No allowed partner in this round"),
    "too_few_for_seats": gettext_lazy("Too few of those every group must have"),
    "sizes_do_not_sum": gettext_lazy("Numbers that do not part into groups of these sizes"),
    "odd_one_out": gettext_lazy("The odd one out this time"),
}


@dataclass(frozen=True)
class ReviewUnplaced:
    """Somebody without a match, with one of the three causes an organiser may see."""

    person: Face
    cause: str
    words: str


@dataclass(frozen=True)
class LeftOutCount:
    """How many people of this round were left out so many times before."""

    times: int
    people: int


@dataclass(frozen=True)
class RuleCost:
    """One of the organiser's rules taken back, and what the round would be like then, in sentences."""

    rule: str
    says: tuple[str, ...]
    helps: bool  # somebody more would have a match


@dataclass(frozen=True)
class Review:
    """Everything the organiser's page of a round shows. Lists of people are empty once the round is closed."""

    public_id: str
    number: int
    state: str
    programme_name: str
    programme_public_id: str
    starts_on: dt.date
    ends_on: dt.date
    solve_at: dt.datetime
    publish_at: dt.datetime
    introduce_at: dt.datetime | None
    problem: str  # a sentence, when it failed or was cancelled
    status: str
    asked: int
    people_in: int
    placed: int
    count: int = 0  # matches in all
    locked: int = 0
    bands: tuple[Band, ...] = ()
    unplaced: tuple[ReviewUnplaced, ...] = ()
    left_out_last_time: tuple[Face, ...] = ()
    left_out_counts: tuple[LeftOutCount, ...] = ()
    trios: int = 0
    repeats: int = 0
    bad_hours: int = 0
    low_scores: int = 0
    cross_team: int = 0
    score: float = 0.0  # in points, a placed person counts up to half a million
    bound: float = 0.0
    gap: float = 0.0  # (bound - score) / bound, 0 to 1
    gap_words: str = ""
    fairness_cost: float | None = None  # share of the bound given up so that burdens go round; None when not proven
    points: tuple[MapPoint, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()  # who meets, by the points' ids
    changes: tuple[str, ...] = ()
    relaxed: tuple[RuleCost, ...] = ()
    step: SolverStep | None = None
    can_publish: bool = False
    can_solve: bool = False
    can_stop: bool = False
    can_take_back: bool = False
    can_cancel: bool = False
    totals: dict[str, Any] = field(default_factory=dict)

    @property
    def matches(self) -> tuple[ReviewMatch, ...]:
        """All matches shown, whatever their band."""
        return tuple(match for band in self.bands for match in band.matches)


def review(round: Round, organiser: Member, look: Look | None = None) -> Review:
    """The round for its organiser: who meets whom in a draft and an open round, public terms only, never who is not in.

    With a look, only those matches are read and worded; all are counted and on the map.
    """
    access.same_organisation(round, organiser)
    shown = round.state in {Round.State.DRAFT, Round.State.PUBLISHED}
    entries = list(round.entries.exclude(outcome=RoundEntry.Outcome.OPEN).defer("rules")) if shown else []
    meets = Meets(round, entries)
    rows = meets.rows
    # Who lost a match after publishing is shown as placed to the end: anything else would tell of an ending.
    waiting = [one for one in entries if one.outcome == RoundEntry.Outcome.UNPLACED and one.cause != FREED]
    last = _left_out_last(round, entries)
    people = faces({one.member_id for one in waiting} | set(last))
    placed = sum(len(row.people) for row in rows)
    draft = round.state == Round.State.DRAFT
    past = _left_out_before(round, [one.member_id for one in entries]) if shown else {}
    quality = _quality(round)
    return Review(
        public_id=round.public_id,
        number=round.number,
        state=round.state,
        programme_name=round.programme.name,
        programme_public_id=round.programme.public_id,
        starts_on=round.starts_on,
        ends_on=round.ends_on,
        solve_at=round.solve_at,
        publish_at=round.publish_at,
        introduce_at=round.introduce_at,
        problem=problem_words(round.problem),
        status=round.status,
        asked=round.entries.count() if round.asked_at else 0,
        people_in=placed + len(waiting),
        placed=placed,
        count=len(rows),
        locked=sum(row.locked for row in rows),
        bands=meets.bands(organiser, look),
        unplaced=tuple(_unplaced(one, people) for one in waiting),
        left_out_last_time=tuple(Face.of(people[pk]) for pk in last if pk in people) if draft else (),
        left_out_counts=tuple(LeftOutCount(times, count) for times, count in sorted(Counter(past.values()).items())),
        trios=sum("trio" in meets.unusual(row) for row in rows),
        repeats=sum("repeat" in meets.unusual(row) for row in rows),
        bad_hours=sum(row.bad_hour for row in rows),
        low_scores=sum(one.low_score for one in entries),
        cross_team=sum(meets.across(row) for row in rows),
        points=_points(meets, waiting),
        groups=tuple(tuple(meets.points[one].public_id for one in row.people) for row in rows),
        changes=changes_of(round) if round.state == Round.State.PUBLISHED else (),
        relaxed=tuple(_rule_cost(one) for one in round.relaxed) if draft else (),
        step=solver_step(round.progress) if round.state == Round.State.SOLVING else None,
        can_publish=draft,
        can_solve=round.state in {Round.State.ASKING, Round.State.DRAFT, Round.State.FAILED},
        can_stop=round.state == Round.State.SOLVING,
        can_take_back=round.state == Round.State.PUBLISHED and not round.matches.filter(introduced_at__isnull=False).exists(),
        can_cancel=round.state in {Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT, Round.State.FAILED},
        totals=round.totals,
        **quality,
    )


def problem_words(code: str) -> str:
    """Why a round failed or was cancelled, in a sentence; empty for no code."""
    return str(PROBLEMS.get(code, PROBLEMS["broken"])) if code else ""


PROBLEMS: Final[dict[str, str | Promise]] = {
    "broken": gettext_lazy("Something went wrong while matching. Try again; if it happens twice, tell whoever runs this server."),
    "time": gettext_lazy("Matching took longer than this server allows. Try again, or ask whoever runs it to allow more time."),
    "memory": gettext_lazy("Matching needed more memory than this server allows. Ask whoever runs it to allow more."),
    "stopped": gettext_lazy("You stopped the matching. Nothing has been sent."),
    "policy": gettext_lazy("The rules of this programme cannot be obeyed as they stand. Look at them, then try again."),
    "nobody": gettext_lazy("Fewer than two people were in, so there was nobody to introduce."),
    "too_late": gettext_lazy("Its dates had passed before it could be published."),
    "programme_ended": gettext_lazy("The programme has ended."),
    "cancelled": gettext_lazy("It was cancelled. Nothing was sent."),
}


def _unplaced(entry: RoundEntry, people: dict[int, Member]) -> ReviewUnplaced:
    return ReviewUnplaced(Face.of(people[entry.member_id]), entry.cause, str(CAUSES.get(entry.cause, CAUSES["odd_one_out"])))


def _left_out_last(round: Round, entries: Sequence[RoundEntry]) -> list[int]:
    """Who was left out of the last round they were in, of those in this draft."""
    if round.state != Round.State.DRAFT:
        return []
    inside = [one.member_id for one in entries]
    last: dict[int, bool] = {}
    for member, left_out, cause in (
        RoundEntry.objects.filter(member_id__in=inside, round__programme=round.programme_id, round__number__lt=round.number)
        .filter(round__state__in=[Round.State.PUBLISHED, Round.State.CLOSED])
        .exclude(outcome=RoundEntry.Outcome.OPEN)
        .order_by("round__number")
        .values_list("member_id", "left_out", "cause")
    ):
        last[member] = left_out and cause != FREED
    return [member for member, left_out in last.items() if left_out]


def _left_out_before(round: Round, inside: list[int]) -> dict[int, int]:
    counts = dict.fromkeys(inside, 0)
    rows = RoundEntry.objects.filter(
        member_id__in=inside, round__programme=round.programme_id, round__number__lt=round.number, left_out=True
    ).exclude(cause=FREED)
    for member in rows.values_list("member_id", flat=True):
        counts[member] += 1
    return counts


def _points(meets: Meets, waiting: Sequence[RoundEntry]) -> tuple[MapPoint, ...]:
    keys = {one for row in meets.rows for one in row.people} | {one.member_id for one in waiting}
    return tuple(sorted((meets.points[key] for key in keys), key=lambda one: (one.team, one.name)))


def _quality(round: Round) -> dict[str, Any]:
    if round.score is None or round.bound is None:
        return {}
    gap = (round.bound - round.score) / round.bound if round.bound else 0.0
    return {
        "score": round.score / SIXTIETHS,
        "bound": round.bound / SIXTIETHS,
        "gap": gap,
        "gap_words": gap_words(gap),
        "fairness_cost": round.fairness_cost / round.bound if round.fairness_cost is not None and round.bound else None,
    }


def gap_words(gap: float) -> str:
    """How near the round is to the best there could be."""
    if gap <= 0:
        return _("No arrangement under these rules can be better.")
    shown = number_format(max(ceil(round(gap * 1000, 6)), 1) / 10, 1)  # never less than it is: the sentence is a promise
    return _("No arrangement under these rules can be more than %(percent)s %% better.") % {"percent": shown}


@dataclass(frozen=True)
class SolverStep:
    """What the solver is at, in words (empty where they would tell a reader nothing), and about how far it is, in per cent."""

    words: str
    percent: int | None


def solver_step(told: str) -> SolverStep:
    """The solver's own word for what it is at, as it is shown; "3 of 9" in it moves the bar on within the step."""
    for begins, words, first, last in STEPS:
        if told.startswith(begins):
            part = _PART.search(told)
            done = (int(part[1]) - 1) / max(int(part[2]), 1) if part else 0.0
            return SolverStep(str(words), round(first + (last - first) * done))
    return SolverStep("", None)


STEPS: Final[tuple[tuple[str, str | Promise, int, int], ...]] = (
    ("reading", gettext_lazy("Looking at who could meet whom."), 3, 10),
    ("looking for partners", gettext_lazy("Looking at who could meet whom."), 10, 30),
    ("island", gettext_lazy("Finding the best introductions."), 10, 80),
    ("pass", gettext_lazy("Finding the best introductions."), 30, 80),
    ("prices", gettext_lazy("Finding the best introductions."), 30, 60),
    ("pairs", gettext_lazy("Finding the best introductions."), 60, 80),
    ("proving", gettext_lazy("Proving how good they are."), 80, 90),
    ("explaining", gettext_lazy("Finding words for each of them."), 90, 100),
)
"""How a step begins, its words, and from where to where it moves the bar."""

_PART: Final = re.compile(r"(\d+) of (\d+)")


def _rule_cost(one: dict[str, Any]) -> RuleCost:
    says = []
    more = one["placed"]
    if more > 0:
        says.append(ngettext("%(n)d more person would have a match.", "%(n)d more people would have a match.", more) % {"n": more})
    fewer = -one["repeats"]
    if fewer > 0:
        words = ngettext("%(n)d pair fewer would meet again too soon.", "%(n)d pairs fewer would meet again too soon.", fewer)
        says.append(words % {"n": fewer})
    percent = number_format(round(abs(one["share"]) * 100, 1), 1)
    if one["share"] >= 0.0005:
        says.append(_("The score would be %(percent)s %% higher.") % {"percent": percent})
    elif one["share"] <= -0.0005:
        says.append(_("The score would be %(percent)s %% lower.") % {"percent": percent})
    if not says:
        says.append(_("Nothing would be better."))
    if not one["proven"]:
        says.append(_("That is what the search found; it is not proven."))
    return RuleCost(_rule_label(one), tuple(says), one["placed"] > 0)


def _rule_label(one: dict[str, Any]) -> str:
    if one["rule"] == "hours":
        if one["minutes"] is None:
            return _("Without any common time")
        return ngettext("With %(n)d unbroken common minute", "With %(n)d unbroken common minutes", one["minutes"]) % {"n": one["minutes"]}
    stem, _colon, name = one["rule"].partition(":")
    label = str(_FAMILIES[stem]) % {"name": name} if name else next((rule.label for rule in RULES if rule.name == stem), stem)
    return _("Without “%(rule)s”") % {"rule": label}


_FAMILIES: Final = {
    "same_attribute": gettext_lazy("Only people with the same “%(name)s”"),
    "other_attribute": gettext_lazy("Only people with a different “%(name)s”"),
}
"""Rules a policy file may name besides."""
