"""What the page of a draft or an open round counts, kept with the round: whoever looks reads one row, however many people are in it.

It is counted anew by whatever changes who meets whom (``actions.drafts.write``, ``actions.introducing.drop``), and by nothing else: what
becomes of a match after its introduction must not move a number an organiser sees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, TypedDict

from mooring.core.round_map import ONE_BY_ONE, TEAMS
from mooring.people.models import Member, Team
from mooring.programmes import access
from mooring.programmes.models import Match, Round, RoundEntry, Seat

FREED: Final = "freed"
"""The cause of somebody left out because a match of theirs ended; private, and never shown to an organiser."""

AT_FIRST: Final = 5
"""So many matches of a long band are shown until one asks for the rest."""
SHORT: Final = 25
"""A band of so many is shown whole."""

NAMED: Final = 8
"""So many of those who were left out last time are named; more are counted."""

SMALLER: Final = 0
"""Stands for the smallest teams together, where there are more than the map has places for."""


class TeamTally(TypedDict):
    """A team on the map: its key (None for people without one), people in the round, those without a match, matches with others, inside."""

    team: int | None
    people: int
    unplaced: int
    across: int
    within: int


class Tally(TypedDict):
    """Counts of a round. ``teams`` and ``ties`` only where the map shows teams instead of people."""

    matches: int
    bands: dict[str, int]
    first: dict[str, list[int]]  # keys of the matches that are shown of each band
    locked: int
    placed: int
    waiting: int
    trios: int
    repeats: int
    bad_hours: int
    low_scores: int
    across: int
    cross_team: int
    larger: int
    left_out: list[tuple[int, int]]  # how often before, and how many people
    left_out_last: int
    left_out_last_entries: list[int]  # keys of the first of them in this round
    left_out_twice: bool
    teams: list[TeamTally]
    ties: list[tuple[int, int, int]]  # two places in ``teams``, and how many matches join them


def tally_of(round: Round) -> Tally:
    """The counts of a round: those kept, else counted now."""
    kept: Tally = round.tally or count_up(round)
    return kept


def first_of(matches: int) -> int:
    """How many of the matches of a band are shown at first."""
    return matches if matches <= SHORT else AT_FIRST


def count_up(round: Round) -> Tally:
    """Count a round from its rows; seven queries, and as long as the round is large."""
    matches = Match.objects.filter(round=round, state__in=access.ORGANISER_SEES, is_repair=False)
    rows = list(matches.order_by("-standing", "pk").values_list("pk", "band", "locked", "drafted"))
    seated: dict[int, list[int]] = defaultdict(list)
    for match, member in Seat.objects.filter(match__in=matches).values_list("match_id", "member_id"):
        seated[match].append(member)
    # As it was drafted: whom it took in afterwards had lost a match of theirs.
    groups = [kept.get("people", seated[key]) for key, _band, _locked, kept in rows]
    bands: dict[str, list[int]] = defaultdict(list)
    for key, band, _locked, _kept in rows:
        bands[band].append(key)
    inside = RoundEntry.objects.filter(round=round).exclude(outcome=RoundEntry.Outcome.OPEN)
    entries = {member: (pk, outcome, cause) for pk, member, outcome, cause in inside.values_list("pk", "member_id", "outcome", "cause")}
    waiting = {key for key, (_pk, outcome, cause) in entries.items() if outcome == RoundEntry.Outcome.UNPLACED and cause != FREED}
    team_of = dict(Member.objects.filter(organisation=round.organisation_id).values_list("pk", "team_id"))
    often, last = _before(round, entries)
    placed = {key for group in groups for key in group}
    shown = placed | waiting
    crossing = [len({team_of[key] for key in group}) > 1 for group in groups]
    counted: Tally = {
        "matches": len(rows),
        "bands": {band: len(keys) for band, keys in bands.items()},
        "first": {band: keys[: first_of(len(keys))] for band, keys in bands.items()},
        "locked": sum(locked for _key, _band, locked, _kept in rows),
        "placed": sum(len(group) for group in groups),
        "waiting": len(waiting),
        "trios": sum(len(group) == 3 for group in groups),
        "repeats": sum(kept.get("repeat", 0) > 0 for *_row, kept in rows),
        "bad_hours": sum(kept.get("bad_hour", 0) for *_row, kept in rows),
        "low_scores": inside.filter(low_score=True).count(),
        "across": sum(crossing),
        "cross_team": sum(len({team_of[key] for key in group} - {None}) > 1 for group in groups),
        "larger": sum(len(group) > 2 for group in groups),
        "left_out": sorted(Counter(often[key] for key in entries).items()),
        "left_out_last": len(last),
        "left_out_last_entries": [entries[key][0] for key in last[:NAMED]],
        "left_out_twice": not waiting.isdisjoint(last),
        "teams": [],
        "ties": [],
    }
    return counted | _by_team(groups, waiting, shown, team_of) if len(shown) > ONE_BY_ONE else counted


def _before(round: Round, entries: Mapping[int, object]) -> tuple[Counter[int], list[int]]:
    """How often the people of a round were left out before, and who of them was so the last time they were in."""
    earlier = RoundEntry.objects.filter(round__programme=round.programme_id, round__number__lt=round.number)
    left_out = earlier.filter(outcome=RoundEntry.Outcome.UNPLACED, left_out=True).exclude(cause=FREED)
    often = Counter(key for key in left_out.values_list("member_id", flat=True) if key in entries)
    last: dict[int, bool] = {}
    gone_out = earlier.filter(round__state__in=[Round.State.PUBLISHED, Round.State.CLOSED], member__in=left_out.values("member"))
    rows = gone_out.exclude(outcome=RoundEntry.Outcome.OPEN).order_by("round__number", "pk")
    for member, was, cause in rows.values_list("member_id", "left_out", "cause"):
        if member in entries:
            last[member] = was and cause != FREED
    return often, [member for member, was in last.items() if was]


def _by_team(groups: Sequence[Sequence[int]], waiting: set[int], shown: Iterable[int], team_of: Mapping[int, int | None]) -> Any:
    """What the map of a large round shows: the largest teams, all others together, and what lies between each two."""
    sizes = Counter(team_of[key] for key in shown)
    names = Team.objects.in_bulk(key for key in sizes if key is not None)
    ranked = sorted(sizes, key=lambda team: (-sizes[team], names[team].name if team is not None else ""))
    kept = ranked if len(ranked) <= TEAMS else [*ranked[: TEAMS - 1], SMALLER]
    place = {team: index for index, team in enumerate(kept)}
    rest = place.get(SMALLER, 0)
    where = {key: place.get(team_of[key], rest) for key in shown}
    ties: Counter[tuple[int, int]] = Counter()
    across, within = Counter[int](), Counter[int]()
    for group in groups:
        ties.update((min(one, two), max(one, two)) for one, two in combinations([where[key] for key in group], 2))
        (across if len({team_of[key] for key in group}) > 1 else within).update({where[key] for key in group})
    people, unplaced = Counter(where.values()), Counter(where[key] for key in waiting)
    return {
        "teams": [
            {"team": team, "people": people[at], "unplaced": unplaced[at], "across": across[at], "within": within[at]}
            for team, at in place.items()
        ],
        "ties": [(one, two, count) for (one, two), count in sorted(ties.items())],
    }
