"""Who meets whom in a round: counts from its tally, and in full only the matches a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.people.models import Member
from mooring.people.search import holders
from mooring.programmes import access, reasons
from mooring.programmes.models import Match, Round, RoundEntry, Seat
from mooring.programmes.queries.faces import FACE_COLUMNS, Face, face_from
from mooring.programmes.queries.tally import Tally, first_of

A_PAGE: Final = 100
"""So many matches of a long band stand on a page."""
MOST_FOUND: Final = 500
"""Of more people by a name, more of the name is asked for."""

BANDS: Final = tuple(Match.Band.values)
_NOTHING: Final = 0.0005
"""A smaller share of the score is shown as none."""


@dataclass(frozen=True)
class Look:
    """Which matches a page shows: those with somebody of a name, the locked ones, or all; and the bands looked at page by page."""

    find: str = ""
    locked: bool = False
    pages: Mapping[str, int] = field(default_factory=dict)

    def span(self, key: str, at_first: int) -> slice:
        """Which of the things under a key are shown: so many at first, then a page."""
        if key not in self.pages:
            return slice(at_first)
        return slice((self.pages[key] - 1) * A_PAGE, self.pages[key] * A_PAGE)


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


class Meets:
    """The matches of a draft or an open round, as they were published: what has become of one since would tell of an ending."""

    def __init__(self, round: Round) -> None:
        self._round = round

    @property
    def _matches(self) -> QuerySet[Match]:
        """The best first."""
        rows = Match.objects.filter(round=self._round, state__in=access.ORGANISER_SEES, is_repair=False)
        return rows.only("public_id", "band", "locked", "reasons", "drafted").order_by("-standing", "pk")

    @cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """Who meets whom, by key, in the order of the list; only for a round of few people."""
        rows = list(self._matches.values_list("pk", "drafted"))
        seated = _seated(self._matches.order_by())
        return [tuple(kept.get("people", seated[key])) for key, kept in rows]

    @cached_property
    def points(self) -> dict[int, MapPoint]:
        """Everybody who is placed or waits, by key; only for a round of few people."""
        inside = RoundEntry.objects.filter(round=self._round).exclude(outcome=RoundEntry.Outcome.OPEN).values("member")
        rows = Member.objects.filter(Q(pk__in=inside) | Q(pk__in={key for group in self.groups for key in group}))
        known = rows.values_list("pk", "public_id", "account__name", "name", "team__name")
        return {key: MapPoint(code, account or name, team or "") for key, code, account, name, team in known}

    def bands(self, viewer: Member, look: Look | None, tally: Tally) -> tuple[Band, ...]:
        """The matches by band, worded for an organiser; without a look all of them."""
        counts, shown = self._picked(look, tally)
        made = self._full([match for some in shown.values() for match in some], viewer)
        return tuple(
            Band(band, str(band.label), counts.get(band, 0), tuple(made[one.pk] for one in shown.get(band, ()))) for band in Match.Band
        )

    def too_many(self, look: Look) -> bool:
        """Whether so many people go by what is looked for that more of the name is needed."""
        return len(self._named(look)) > MOST_FOUND if look.find.strip() else False

    def _named(self, look: Look) -> Sequence[int]:
        if self._name != look.find:
            self._name, self._keys = look.find, list(holders(self._round.organisation_id, look.find)[: MOST_FOUND + 1])
        return self._keys

    _name = ""
    _keys: Sequence[int] = ()

    def _picked(self, look: Look | None, tally: Tally) -> tuple[Mapping[str, int], Mapping[str, Sequence[Match]]]:
        """How many matches of each band are meant, and those of them that are shown."""
        rows = self._matches if look is None or not look.locked else self._matches.filter(locked=True)
        if look is None:
            return tally["bands"], _by_band(rows)
        if look.find.strip():
            found = _by_band(self._found(rows, look))
            return {band: len(some) for band, some in found.items()}, {
                band: some[look.span(band, first_of(len(some)))] for band, some in found.items()
            }
        if look.locked:
            counts: Mapping[str, int] = dict(rows.order_by().values_list("band").annotate(Count("pk")))
            return counts, {band: list(rows.filter(band=band)[look.span(band, first_of(count))]) for band, count in counts.items()}
        first = [key for band, keys in tally["first"].items() if band not in look.pages for key in keys]
        paged = {band: list(rows.filter(band=band)[look.span(band, 0)]) for band in tally["bands"] if band in look.pages}
        return tally["bands"], {**_by_band(rows.filter(pk__in=first)), **paged}

    def _found(self, rows: QuerySet[Match], look: Look) -> list[Match]:
        """The matches with somebody of a name; whom one took in afterwards is not found by it."""
        named = set(self._named(look))
        if not named or len(named) > MOST_FOUND:
            return []
        found = list(rows.filter(pk__in=Seat.objects.filter(member__in=named).values("match")))
        seated = _seated([match.pk for match in found])
        return [match for match in found if not named.isdisjoint(match.drafted.get("people", seated[match.pk]))]

    def _cost(self, match: Match) -> tuple[str, ...]:
        cost = self._round.lock_costs.get(match.public_id) if match.locked and self._round.state == Round.State.DRAFT else None
        return cost_words(cost) if cost else ()

    def _full(self, matches: Sequence[Match], viewer: Member) -> dict[int, ReviewMatch]:
        seated: dict[int, dict[int, Face]] = defaultdict(dict)
        rows = Seat.objects.filter(match__in=[match.pk for match in matches]).order_by("pk")
        for match_id, member, *columns in rows.values_list("match_id", "member_id", *(f"member__{one}" for one in FACE_COLUMNS)):
            seated[match_id][member] = face_from(columns, viewer.organisation)
        terms = {match.pk: match.drafted.get("reasons", match.reasons) for match in matches}
        topics = reasons.topic_labels(terms.values())
        made = {}
        for match in matches:
            people = {key: seated[match.pk][key] for key in match.drafted.get("people", seated[match.pk])}
            placed = [reasons.Placed(key, face.team, face.site) for key, face in people.items()]
            worded = reasons.worded_for(terms[match.pk], placed, viewer, topics)
            made[match.pk] = ReviewMatch(
                match.public_id,
                tuple(people.values()),
                tuple(worded),
                match.band,
                match.locked,
                unusual(match, len(people)),
                self._cost(match),
            )
        return made


def _by_band(matches: Iterable[Match]) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.band].append(match)
    return found


def unusual(match: Match, people: int) -> tuple[str, ...]:
    """What is unusual about a match of so many people, as codes."""
    said = {"trio": people == 3, "repeat": match.drafted.get("repeat", 0) > 0, "bad_hour": match.drafted.get("bad_hour", 0) > 0}
    return tuple(code for code, is_so in said.items() if is_so)


def _seated(matches: Iterable[int] | QuerySet[Match]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for match, member in Seat.objects.filter(match__in=matches).order_by("pk").values_list("match_id", "member_id"):
        found[match].append(member)
    return found


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
