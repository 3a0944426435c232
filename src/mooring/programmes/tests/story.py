"""The thin line as a test can walk it: a small organisation, a clock, and the schedule's jobs run when they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import time_machine
from django.core import mail
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mooring.core.time import now
from mooring.jobs.policy import tick as fire
from mooring.notices.outbox import due
from mooring.people.models import Member, Organisation, Team
from mooring.programmes import actions
from mooring.programmes.models import Programme, Round
from mooring.programmes.tests.builders import make_programme
from mooring.testing import give_hours, make_member, make_organisation

A_FEW = dt.timedelta(minutes=10)
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
    """Let the clock run and the schedule with it, a step at a time; the jobs that fall due run at once, and soon what follows."""
    begun = now()
    for number in range(1, -(-by // step) + 1):
        traveller.move_to(begun + number * step)
        for _tick in range(3):
            if not settle():
                break
            traveller.shift(A_FEW)


def settle() -> bool:
    """Fire what the schedule says is due, and run the queue until it is empty; whether more followed from it than that."""
    before = len(mail.outbox)
    fired = fire()
    return drain() > fired or len(mail.outbox) > before or due().exists()


def drain() -> int:
    """Run what is on the queue, in this thread and transaction; what fails fails the test. Returns how many jobs there were."""
    ran = 0
    while rows := list(DBTaskResult.objects.ready()):
        claimed = DBTaskResult.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(status=TaskResultStatus.RUNNING, started_at=now())
        for row in rows:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        claimed.update(status=TaskResultStatus.SUCCESSFUL, finished_at=now())
        ran += len(rows)
    return ran


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
