"""A round as its organiser may see it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.people.models import Member, Team
from mooring.programmes import access
from mooring.programmes.bands import SIXTIETHS
from mooring.programmes.models import Round, RoundEntry
from mooring.programmes.policy import RULES
from mooring.programmes.queries.changes import changes_of
from mooring.programmes.queries.faces import FACE_COLUMNS, Face, face_from
from mooring.programmes.queries.meets import Band, Look, MapPoint, Meets, ReviewMatch
from mooring.programmes.queries.tally import FREED, Tally, TeamTally, tally_of

POINTS: Final = 1_000_000

FEW: Final = 12
"""So many people without a match are listed at once; of more, the first."""
AT_FIRST: Final = 5

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
    people_in: int = 0
    placed: int = 0
    count: int = 0  # matches in all
    locked: int = 0
    bands: tuple[Band, ...] = ()
    too_many: bool = False  # go by the name that is looked for
    waiting: int = 0  # people without a match, and those of them that are shown
    unplaced: tuple[ReviewUnplaced, ...] = ()
    left_out_last_time: tuple[str, ...] = ()  # the names of the first of them
    left_out_last_more: int = 0
    left_out_twice: bool = False  # one of them has no match this time either
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
    points: tuple[MapPoint, ...] = ()  # people one by one, where they are few
    groups: tuple[tuple[str, ...], ...] = ()  # who meets, by the points' ids
    teams: tuple[tuple[str, TeamTally], ...] = ()  # else teams, with their names
    ties: tuple[tuple[int, int, int], ...] = ()  # two places in ``teams``, and how many matches join them
    across: int = 0
    larger: int = 0
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

    With a look, only those matches are read and worded; what is counted and the map of many people come from the round's tally.
    """
    access.same_organisation(round, organiser)
    draft = round.state == Round.State.DRAFT
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
        changes=changes_of(round) if round.state == Round.State.PUBLISHED else (),
        relaxed=tuple(_rule_cost(one) for one in round.relaxed) if draft else (),
        step=solver_step(round.progress) if round.state == Round.State.SOLVING else None,
        can_publish=draft,
        can_solve=round.state in {Round.State.ASKING, Round.State.DRAFT, Round.State.FAILED},
        can_stop=round.state == Round.State.SOLVING,
        can_take_back=round.state == Round.State.PUBLISHED and not round.matches.filter(introduced_at__isnull=False).exists(),
        can_cancel=round.state in {Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT, Round.State.FAILED},
        totals=round.totals,
        **_quality(round),
        **(_people(round, organiser, look) if round.state in {Round.State.DRAFT, Round.State.PUBLISHED} else {}),
    )


def _people(round: Round, organiser: Member, look: Look | None) -> dict[str, Any]:
    """What a draft and an open round show besides."""
    meets, tally = Meets(round), tally_of(round)
    waiting = _waiting(round)
    shown = waiting[look.span("unplaced", FEW if tally["waiting"] <= FEW else AT_FIRST)] if look else waiting
    last = _named_last(tally) if round.state == Round.State.DRAFT else []
    return {
        "people_in": tally["placed"] + tally["waiting"],
        "placed": tally["placed"],
        "count": tally["matches"],
        "locked": tally["locked"],
        "bands": meets.bands(organiser, look, tally),
        "too_many": look is not None and meets.too_many(look),
        "waiting": tally["waiting"],
        "unplaced": _unplaced(shown, organiser),
        "left_out_last_time": tuple(last),
        "left_out_last_more": max(tally["left_out_last"] - len(last), 0) if last else 0,
        "left_out_twice": tally["left_out_twice"],
        "left_out_counts": tuple(LeftOutCount(times, people) for times, people in tally["left_out"]),
        "trios": tally["trios"],
        "repeats": tally["repeats"],
        "bad_hours": tally["bad_hours"],
        "low_scores": tally["low_scores"],
        "cross_team": tally["cross_team"],
        "across": tally["across"],
        "larger": tally["larger"],
        **(_by_team(tally) if tally["teams"] else _one_by_one(meets, waiting)),
    }


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


def _waiting(round: Round) -> QuerySet[RoundEntry]:
    """Who has no match. Whoever lost one after publishing is shown as placed to the end: anything else would tell of an ending."""
    rows = round.entries.filter(outcome=RoundEntry.Outcome.UNPLACED).exclude(cause=FREED)
    return rows.order_by("pk")


def _unplaced(rows: QuerySet[RoundEntry], organiser: Member) -> tuple[ReviewUnplaced, ...]:
    return tuple(
        ReviewUnplaced(face_from(columns, organiser.organisation), cause, str(CAUSES.get(cause, CAUSES["odd_one_out"])))
        for cause, *columns in rows.values_list("cause", *(f"member__{one}" for one in FACE_COLUMNS))
    )


def _named_last(tally: Tally) -> list[str]:
    """The first of those in this draft who were left out of the last round they were in."""
    if not tally["left_out_last"]:
        return []
    rows = Member.objects.filter(round_entries__in=tally["left_out_last_entries"]).values_list("account__name", "name")
    return [own or name for own, name in rows]


def _one_by_one(meets: Meets, waiting: QuerySet[RoundEntry]) -> dict[str, Any]:
    keys = {one for group in meets.groups for one in group} | set(waiting.values_list("member_id", flat=True))
    return {
        "points": tuple(sorted((meets.points[key] for key in keys), key=lambda one: (one.team, one.name))),
        "groups": tuple(tuple(meets.points[one].public_id for one in group) for group in meets.groups),
    }


def _by_team(tally: Tally) -> dict[str, Any]:
    names = dict(Team.objects.filter(pk__in=[one["team"] for one in tally["teams"] if one["team"]]).values_list("pk", "name"))
    return {
        "teams": tuple((names.get(one["team"] or 0, ""), one) for one in tally["teams"]),
        "ties": tuple((one, two, count) for one, two, count in tally["ties"]),
    }


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
