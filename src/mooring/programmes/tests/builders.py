"""Small builders of programmes' rows for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mooring.core.time import now
from mooring.people.models import Member, Organisation
from mooring.programmes import policies
from mooring.programmes.bands import as_drafted
from mooring.programmes.dates import times_of
from mooring.programmes.models import Enrolment, Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.policy import make_policy

MONDAY = dt.date(2026, 11, 23)


def make_programme(organisation: Organisation, **fields: Any) -> Programme:
    """A coffee programme with the defaults."""
    fields.setdefault("policy", policies.checked(make_policy(size=fields.get("group_size", 2))))
    fields.setdefault("first_round_on", MONDAY)
    return Programme.objects.create(organisation=organisation, name=fields.pop("name", "Coffee"), **fields)


def make_round(programme: Programme, *, starts_on: dt.date = MONDAY, **fields: Any) -> Round:
    """A round as a row, whatever its state."""
    times = times_of(programme, starts_on)
    number = Round.objects.filter(programme=programme).count() + 1
    fields.setdefault("policy", programme.policy)
    return Round.objects.create(
        organisation=programme.organisation,
        programme=programme,
        number=fields.pop("number", number),
        starts_on=starts_on,
        ends_on=times.ends_on,
        solve_at=times.solve_at,
        publish_at=times.publish_at,
        chats=programme.chats,
        minutes=programme.minutes,
        **fields,
    )


def make_match(round: Round, *members: Member, introduced: bool = True, **fields: Any) -> Match:
    """A match of some members with an entry each; introduced unless told otherwise."""
    if introduced:
        fields.setdefault("introduced_at", now())
    fields.setdefault("state", Match.State.PUBLISHED)
    fields["band"], fields["standing"] = as_drafted(fields.get("score", 0), len(members))
    match = Match.objects.create(organisation=round.organisation, round=round, **fields)
    for member in members:
        Seat.objects.create(match=match, member=member)
        RoundEntry.objects.update_or_create(round=round, member=member, defaults={"outcome": RoundEntry.Outcome.PLACED})
    return match


def enrolled(programme: Programme, *members: Member) -> list[Enrolment]:
    """The members' enrolments."""
    return [Enrolment.objects.create(organisation=programme.organisation, programme=programme, member=member) for member in members]
