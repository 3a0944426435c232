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
from mooring.programmes import access, reasons
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.policy import RULES
from mooring.programmes.queries.changes import changes_of
from mooring.programmes.queries.faces import Face, faces

POINTS: Final = 1_000_000
SIXTIETHS: Final = 60

BANDS: Final[dict[str, str | Promise]] = {
    "strong": gettext_lazy("Much speaks for it"),
    "good": gettext_lazy("A good introduction"),
    "fair": gettext_lazy("Worth a try"),
}
FREED: Final = "freed"
"""The cause of somebody left out because a match of theirs ended; private, and never shown to an organiser."""

_FROM: Final = {"strong": 550_000, "good": 350_000, "fair": 0}

CAUSES: Final[dict[str, str | Promise]] = {
    "no_common_time": gettext_lazy("No common time with anyone they could meet"),
    "no_allowed_partner": gettext_lazy("No allowed partner in this round"),
    "odd_one_out": gettext_lazy("The odd one out this time"),
}


@dataclass(frozen=True)
class ReviewMatch:
    """A match with its public reasons. ``unusual`` holds codes: trio, repeat, bad_hour."""

    public_id: str
    people: tuple[Face, ...]
    reasons: tuple[str, ...]
    band: str
    locked: bool
    unusual: tuple[str, ...]

    @property
    def cross_team(self) -> bool:
        """Whether it joins people of two teams."""
        teams = {one.team for one in self.people if one.team}
        return len(teams) > 1


@dataclass(frozen=True)
class Band:
    """Matches for which about as much speaks."""

    key: str
    label: str
    matches: tuple[ReviewMatch, ...]


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
class MapPoint:
    """A person on the map of who meets whom."""

    public_id: str
    name: str
    team: str
    placed: bool


@dataclass(frozen=True)
class MapLine:
    """Two people who meet; ``kind`` is cross, same or trio."""

    one: str
    other: str
    kind: str


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
    bands: tuple[Band, ...] = ()
    unplaced: tuple[ReviewUnplaced, ...] = ()
    left_out_last_time: tuple[Face, ...] = ()
    left_out_counts: tuple[LeftOutCount, ...] = ()
    trios: int = 0
    repeats: int = 0
    bad_hours: int = 0
    cross_team: int = 0
    score: float = 0.0  # in points, a placed person counts up to half a million
    bound: float = 0.0
    gap: float = 0.0  # (bound - score) / bound, 0 to 1
    gap_words: str = ""
    fairness_cost: float | None = None  # share of the bound given up so that burdens go round; None when not proven
    points: tuple[MapPoint, ...] = ()
    lines: tuple[MapLine, ...] = ()
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
        """All matches, whatever their band."""
        return tuple(match for band in self.bands for match in band.matches)


def review(round: Round, organiser: Member) -> Review:
    """The round for its organiser: who meets whom in a draft and an open round, public terms only, never who is not in."""
    access.same_organisation(round, organiser)
    shown = round.state in {Round.State.DRAFT, Round.State.PUBLISHED}
    entries = list(round.entries.exclude(outcome=RoundEntry.Outcome.OPEN)) if shown else []
    matches = _matches(round) if shown else []
    people = faces({seat.member_id for match in matches for seat in match.seats.all()} | {one.member_id for one in entries})
    made = _review_matches(matches, people, {one.member_id: one for one in entries}, organiser)
    # Who lost a match after publishing is shown as placed to the end: anything else would tell of an ending.
    waiting = [one for one in entries if one.outcome == RoundEntry.Outcome.UNPLACED and one.cause != FREED]
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
        people_in=sum(len(one.people) for one in made) + len(waiting),
        placed=sum(len(one.people) for one in made),
        bands=tuple(Band(key, str(label), tuple(one for one in made if one.band == key)) for key, label in BANDS.items()),
        unplaced=tuple(_unplaced(one, people) for one in waiting),
        left_out_last_time=tuple(Face.of(people[pk]) for pk in _left_out_last(round) if pk in people) if draft else (),
        left_out_counts=tuple(LeftOutCount(times, count) for times, count in sorted(Counter(past.values()).items())),
        trios=sum("trio" in one.unusual for one in made),
        repeats=sum("repeat" in one.unusual for one in made),
        bad_hours=sum(one.bad_hour for one in entries),
        cross_team=sum(one.cross_team for one in made),
        points=_points(made, waiting, people),
        lines=_lines(made),
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


def _matches(round: Round) -> list[Match]:
    rows = Match.objects.filter(round=round, state__in=access.ORGANISER_SEES, is_repair=False)
    return list(rows.prefetch_related("seats").order_by("-score", "pk"))


def _review_matches(
    matches: Sequence[Match], people: dict[int, Member], entries: dict[int, RoundEntry], viewer: Member
) -> list[ReviewMatch]:
    topics = reasons.topic_labels([match.reasons for match in matches])
    made = []
    for match in matches:
        members = [people[seat.member_id] for seat in match.seats.all()]
        mine = [entries[one.pk] for one in members if one.pk in entries]
        unusual = [
            code
            for code, is_so in (
                ("trio", len(members) == 3),
                ("repeat", any(one.repeat for one in mine)),
                ("bad_hour", any(one.bad_hour for one in mine)),
            )
            if is_so
        ]
        worded = reasons.worded(match.reasons, match, viewer, members=members, topics=topics)
        made.append(
            ReviewMatch(
                public_id=match.public_id,
                people=tuple(Face.of(one) for one in members),
                reasons=tuple(worded),
                band=band_of(match.score, len(members)),
                locked=match.locked,
                unusual=tuple(unusual),
            )
        )
    return made


def band_of(score: int, people: int) -> str:
    """The band of a match by the mean score of its pairs; ``score`` in sixtieths of a point."""
    mean = score * 2 / (people * SIXTIETHS)
    return next(key for key, least in _FROM.items() if mean >= least)


def _unplaced(entry: RoundEntry, people: dict[int, Member]) -> ReviewUnplaced:
    return ReviewUnplaced(Face.of(people[entry.member_id]), entry.cause, str(CAUSES.get(entry.cause, CAUSES["odd_one_out"])))


def _left_out_last(round: Round) -> list[int]:
    """Who was left out of the last round they were in, of those in this draft."""
    inside = list(round.entries.exclude(outcome=RoundEntry.Outcome.OPEN).values_list("member_id", flat=True))
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


def _points(made: Sequence[ReviewMatch], waiting: Sequence[RoundEntry], people: dict[int, Member]) -> tuple[MapPoint, ...]:
    found = [MapPoint(one.public_id, one.name, one.team, True) for match in made for one in match.people]
    for entry in waiting:
        left = Face.of(people[entry.member_id])
        found.append(MapPoint(left.public_id, left.name, left.team, False))
    return tuple(sorted(found, key=lambda one: (one.team, one.name)))


def _lines(made: Sequence[ReviewMatch]) -> tuple[MapLine, ...]:
    lines = []
    for match in made:
        for at, one in enumerate(match.people):
            for other in match.people[at + 1 :]:
                same = bool(one.team) and one.team == other.team
                kind = "trio" if len(match.people) == 3 else "same" if same else "cross"
                lines.append(MapLine(one.public_id, other.public_id, kind))
    return tuple(lines)


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
