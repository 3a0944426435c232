"""Who meets whom in a round: a thin row of every match for counts and the map, and in full only those a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.core.text import fold
from mooring.people.models import Member
from mooring.programmes import access, reasons
from mooring.programmes.models import Match, Round, RoundEntry, Seat
from mooring.programmes.queries.faces import WITH_FACE, Face

SIXTIETHS: Final = 60
AT_FIRST: Final = 25
"""So many matches of a band are shown until one asks for the rest."""
A_PAGE: Final = 100
"""So many of them then stand on a page."""

BANDS: Final[dict[str, str | Promise]] = {
    "strong": gettext_lazy("Much speaks for it"),
    "good": gettext_lazy("A good introduction"),
    "fair": gettext_lazy("Worth a try"),
}
_NOTHING: Final = 0.0005
"""A smaller share of the score is shown as none."""
_FROM: Final = {"strong": 550_000, "good": 350_000, "fair": 0}


@dataclass(frozen=True)
class Look:
    """Which matches a page shows: those with somebody of a name, the locked ones, or all; and the bands looked at page by page."""

    find: str = ""
    locked: bool = False
    pages: Mapping[str, int] = field(default_factory=dict)

    def span(self, band: str) -> tuple[int, int]:
        """From which to which match of a band is shown; the second is not."""
        if band not in self.pages:
            return 0, AT_FIRST
        return (self.pages[band] - 1) * A_PAGE, self.pages[band] * A_PAGE


@dataclass(frozen=True)
class ReviewMatch:
    """A match with its public reasons, as it was published. ``unusual`` holds codes: trio, repeat, bad_hour."""

    public_id: str
    people: tuple[Face, ...]
    reasons: tuple[str, ...]
    band: str
    locked: bool
    unusual: tuple[str, ...]
    lock_cost: tuple[str, ...] = ()  # what keeping it takes from the draft, in sentences; empty where nothing is known


@dataclass(frozen=True)
class Band:
    """Matches for which about as much speaks: how many there are, and those shown."""

    key: str
    label: str
    count: int
    matches: tuple[ReviewMatch, ...]


@dataclass(frozen=True)
class MapPoint:
    """A person on the map of who meets whom."""

    public_id: str
    name: str
    team: str


@dataclass(frozen=True)
class _Row:
    key: int
    public_id: str
    band: str
    locked: bool
    people: tuple[int, ...]
    repeat: int
    bad_hour: int


class Meets:
    """The matches of a draft or an open round and the people in them; four queries, and four more for what is shown."""

    def __init__(self, round: Round, entries: Sequence[RoundEntry]) -> None:
        self._round = round
        self._entries = {one.member_id: one for one in entries}

    @cached_property
    def rows(self) -> list[_Row]:
        """Every match of a round that is a draft or open, the best first."""
        if self._round.state not in {Round.State.DRAFT, Round.State.PUBLISHED}:
            return []
        matches = Match.objects.filter(round=self._round, state__in=access.ORGANISER_SEES, is_repair=False)
        seated: dict[int, list[int]] = defaultdict(list)
        for match, member in Seat.objects.filter(match__in=matches).order_by("pk").values_list("match_id", "member_id"):
            seated[match].append(member)
        found = matches.order_by("pk").values_list("pk", "public_id", "score", "locked", "drafted")
        # As they were published: what has become of one since would tell of an ending.
        scored = [(kept.get("score", score), key, code, locked, kept) for key, code, score, locked, kept in found]
        return [
            _Row(key, code, band_of(score, len(people)), locked, tuple(people), kept.get("repeat", 0), kept.get("bad_hour", 0))
            for score, key, code, locked, kept in sorted(scored, key=lambda one: -one[0])
            for people in [kept.get("people", seated[key])]
        ]

    @cached_property
    def points(self) -> dict[int, MapPoint]:
        """Everybody who is placed or waits, by key."""
        inside = RoundEntry.objects.filter(round=self._round).exclude(outcome=RoundEntry.Outcome.OPEN).values("member")
        rows = Member.objects.filter(Q(pk__in=inside) | Q(pk__in={key for row in self.rows for key in row.people} - self._entries.keys()))
        known = rows.values_list("pk", "public_id", "account__name", "name", "team__name")
        return {key: MapPoint(code, account or name, team or "") for key, code, account, name, team in known}

    def unusual(self, row: _Row) -> tuple[str, ...]:
        """What is unusual about a match, as codes."""
        said = {"trio": len(row.people) == 3, "repeat": row.repeat > 0, "bad_hour": row.bad_hour > 0}
        return tuple(code for code, is_so in said.items() if is_so)

    def across(self, row: _Row) -> bool:
        """Whether it joins people of two teams."""
        return len({self.points[one].team for one in row.people} - {""}) > 1

    def bands(self, viewer: Member, look: Look | None) -> tuple[Band, ...]:
        """The matches by band, worded for an organiser; without a look all of them."""
        picked = {key: [row for row in self.rows if row.band == key and self._wanted(row, look)] for key in BANDS}
        shown = {key: rows[slice(*look.span(key))] if look else rows for key, rows in picked.items()}
        made = self._full([row for rows in shown.values() for row in rows], viewer)
        return tuple(Band(key, str(BANDS[key]), len(picked[key]), tuple(made[row.key] for row in shown[key])) for key in BANDS)

    def _wanted(self, row: _Row, look: Look | None) -> bool:
        if look is None:
            return True
        wanted = fold(look.find.strip())
        named = not wanted or any(wanted in fold(self.points[one].name) for one in row.people)
        return named and (row.locked or not look.locked)

    def _cost(self, row: _Row) -> tuple[str, ...]:
        cost = self._round.lock_costs.get(row.public_id) if row.locked and self._round.state == Round.State.DRAFT else None
        return cost_words(cost) if cost else ()

    def _full(self, rows: Iterable[_Row], viewer: Member) -> dict[int, ReviewMatch]:
        wanted = {row.key: row for row in rows}
        matches = Match.objects.select_related("round").in_bulk(wanted)
        people = Member.objects.select_related(*WITH_FACE).in_bulk({key for row in wanted.values() for key in row.people})
        terms = {key: match.drafted.get("reasons", match.reasons) for key, match in matches.items()}
        topics = reasons.topic_labels(terms.values())
        made = {}
        for key, row in wanted.items():
            members = [people[one] for one in row.people]
            worded = reasons.worded(terms[key], matches[key], viewer, members=members, topics=topics)
            faces = tuple(Face.of(one) for one in members)
            made[key] = ReviewMatch(row.public_id, faces, tuple(worded), row.band, row.locked, self.unusual(row), self._cost(row))
        return made


def cost_words(cost: dict[str, Any]) -> tuple[str, ...]:
    """What a lock takes from a draft, in sentences."""
    says = []
    out = cost["placed"]
    if out > 0:
        says.append(ngettext("This lock leaves %(n)d person out.", "This lock leaves %(n)d people out.", out) % {"n": out})
    again = cost["repeats"]
    if again > 0:
        words = ngettext("It lets %(n)d pair meet again too soon.", "It lets %(n)d pairs meet again too soon.", again)
        says.append(words % {"n": again})
    if cost["share"] >= _NOTHING:
        says.append(_("This lock costs %(percent)s %% of the score.") % {"percent": number_format(round(cost["share"] * 100, 1), 1)})
    elif not says:
        says.append(_("This lock costs nothing."))
    if not cost["exact"]:
        says.append(_("That is what the search found; it is not proven."))
    return tuple(says)


def band_of(score: int, people: int) -> str:
    """The band of a match by the mean score of its pairs; ``score`` in sixtieths of a point."""
    mean = score * 2 / (people * SIXTIETHS)
    return next(key for key, least in _FROM.items() if mean >= least)
