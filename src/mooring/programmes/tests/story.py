"""The thin line as a test can walk it: a small organisation, a clock, and the schedule's jobs run when they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import time_machine
from django_tasks_db.models import DBTaskResult

from mooring.core.time import now
from mooring.jobs.policy import tick as fire
from mooring.people.models import Member, Organisation, Team
from mooring.programmes import actions
from mooring.programmes.models import Programme, Round
from mooring.programmes.tests.builders import make_programme
from mooring.testing import give_hours, make_member, make_organisation

THE_DAY = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
"""A Monday, one week before the first introductions."""


def make_people(count: int, *, organisation: Organisation | None = None, teams: int = 4) -> list[Member]:
    """People of one zone with office hours, spread over teams."""
    organisation = organisation or make_organisation(zone="Europe/Lisbon")
    groups = [Team.objects.create(organisation=organisation, name=f"Team {number}") for number in range(teams)]
    people = [make_member(organisation, f"Person {at}", team=groups[at % teams]) for at in range(count)]
    for one in people:
        give_hours(one)
    return people


def run_for(traveller: time_machine.Traveller, by: dt.timedelta, *, step: dt.timedelta = dt.timedelta(hours=1)) -> None:
    """Let the clock run and the schedule with it, a step at a time; the jobs that fall due run at once."""
    end = now() + by
    while now() < end:
        traveller.shift(step)
        settle()


def settle() -> None:
    """Fire what the schedule says is due, and run the queue until it is empty."""
    fire()
    drain()


def drain() -> None:
    """Run what is on the queue, in this thread and transaction; what fails fails the test."""
    while (row := DBTaskResult.objects.ready().first()) is not None:
        row.claim("a test's worker")
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.set_successful(None)


def everybody_in(programme: Programme, members: Iterable[Member]) -> None:
    """Each says yes to the programme."""
    for member in members:
        actions.enrol(programme=programme, member=member)


def introduced_round(people: list[Member], **fields: object) -> Round:
    """A round of these people whose introductions have gone out."""
    programme = make_programme(people[0].organisation, **fields)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    actions.publish(round=round)
    settle()
    round.refresh_from_db()
    return round
