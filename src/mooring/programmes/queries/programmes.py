"""Programmes and their rounds over time, in totals, for organisers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Prefetch, Q

from mooring.people.models import Organisation
from mooring.programmes.models import Enrolment, Match, Programme, Round, RoundEntry, Seat

SHARE_FROM: Final = 5
"""A share of people who met is shown from so many people up."""


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in the organiser's list. ``people_in`` is a count and never a list."""

    public_id: str
    name: str
    state: str
    cadence_weeks: int
    people_in: int
    rounds: int
    making: str  # state of the round in the making, if there is one
    making_public_id: str
    next_starts_on: dt.date | None


@dataclass(frozen=True)
class RoundRow:
    """A round in totals. ``met_share`` is None below five placed people, and until the round is closed.

    While it runs, a share that moves with each answer would tell whose it was.
    """

    public_id: str
    number: int
    state: str
    starts_on: dt.date
    ends_on: dt.date
    people: int
    placed: int
    placed_share: float | None
    met_share: float | None
    repeats: int
    cross_team_share: float | None


def programmes_run(organisation: Organisation) -> list[ProgrammeRow]:
    """All programmes of an organisation for its organisers, running ones first."""
    here = Q(enrolments__state=Enrolment.State.IN, enrolments__member__left_at=None)
    rows = (
        Programme.objects.filter(organisation=organisation)
        .annotate(people_in=Count("enrolments", filter=here, distinct=True), count=Count("rounds", distinct=True))
        .order_by("name", "pk")
    )
    making = [Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT]
    current = {one.programme_id: one for one in Round.objects.filter(organisation=organisation, state__in=making)}
    order = {Programme.State.RUNNING: 0, Programme.State.PAUSED: 1, Programme.State.ENDED: 2}
    found = [_row(row, current.get(row.pk)) for row in rows]
    return sorted(found, key=lambda row: order[Programme.State(row.state)])


def _row(row: Any, current: Round | None) -> ProgrammeRow:
    return ProgrammeRow(
        public_id=row.public_id,
        name=row.name,
        state=row.state,
        cadence_weeks=row.cadence_weeks,
        people_in=row.people_in,
        rounds=row.count,
        making=current.state if current else "",
        making_public_id=current.public_id if current else "",
        next_starts_on=current.starts_on if current else None,
    )


def people_in(programme: Programme) -> int:
    """How many members are in; a count, since nobody may see who is not."""
    return Enrolment.objects.filter(programme=programme, state=Enrolment.State.IN, member__left_at=None).count()


def rounds_over_time(programme: Programme) -> list[RoundRow]:
    """The rounds of a programme, newest first, in totals. A constant number of queries."""
    rounds = list(Round.objects.filter(programme=programme).order_by("-number"))
    totals = {one.pk: one.totals or None for one in rounds}
    missing = [pk for pk, found in totals.items() if found is None]
    live = live_totals(missing)
    return [_round_row(one, totals[one.pk] or live[one.pk]) for one in rounds]


def round_in_totals(round: Round) -> RoundRow:
    """One round in totals, whatever else its programme has."""
    return _round_row(round, round.totals or live_totals([round.pk])[round.pk])


def live_totals(rounds: list[int]) -> dict[int, dict[str, int]]:
    """Counts of rounds from their rows: people, placed, matches, met_people, repeats, cross_team."""
    found: dict[int, dict[str, int]] = {
        pk: dict.fromkeys(("people", "placed", "matches", "met_people", "repeats", "cross_team"), 0) for pk in rounds
    }
    decided = RoundEntry.objects.filter(round_id__in=rounds).exclude(outcome=RoundEntry.Outcome.OPEN).order_by()
    # Whoever lost a match afterwards counts as placed: a count that fell would tell of an ending.
    unplaced = Q(outcome=RoundEntry.Outcome.UNPLACED) & ~Q(cause="freed")
    for row in decided.values("round_id").annotate(people=Count("pk"), unplaced=Count("pk", filter=unplaced)):
        found[row["round_id"]].update(people=row["people"], placed=row["people"] - row["unplaced"])
    _count_matches(found)
    return found


def _count_matches(found: dict[int, dict[str, int]]) -> None:
    met: dict[int, set[int]] = defaultdict(set)
    matches = Match.objects.filter(round_id__in=found).exclude(state=Match.State.DROPPED)
    # Fetched apart, the members of more than a thousand seats would be one condition each, which is too many for SQLite.
    for match in matches.prefetch_related(Prefetch("seats", Seat.objects.select_related("member"))):
        total, seats = found[match.round_id], list(match.seats.all())
        if match.outcome == Match.Outcome.MET:
            met[match.round_id].update(seat.member_id for seat in seats)
        if match.is_repair:
            continue
        # As it was published: whoever it took in afterwards lost a match of theirs.
        people = match.drafted.get("people", [seat.member_id for seat in seats])
        total["matches"] += 1
        total["cross_team"] += len({seat.member.team_id for seat in seats if seat.member.team_id and seat.member_id in people}) > 1
        total["repeats"] += match.drafted.get("repeat", 0) > 0
    for key, members in met.items():
        found[key]["met_people"] = len(members)


def _round_row(one: Round, totals: dict[str, int]) -> RoundRow:
    people, placed, matches = totals["people"], totals["placed"], totals["matches"]
    closed = one.state == Round.State.CLOSED
    return RoundRow(
        public_id=one.public_id,
        number=one.number,
        state=one.state,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        people=people,
        placed=placed,
        placed_share=placed / people if people else None,
        met_share=totals["met_people"] / placed if closed and placed >= SHARE_FROM else None,
        repeats=totals["repeats"],
        cross_team_share=totals["cross_team"] / matches if matches else None,
    )
