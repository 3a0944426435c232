"""What it costs to plan everyone's notices, and to find common hours: beside only reading the same rows, in the same run.

    PYTHONPATH=src:. .venv/bin/python -P bench/notices.py              100,000 people on SQLite, some minutes
    PYTHONPATH=src:. .venv/bin/python -P bench/notices.py 10000        fewer

*plan* is the outbox itself at eight in the morning by universal time: every notice that is due is read with its receiver, their hours are
put together, it is judged, and put off where it is outside them (`outbox.due`, `notices.planning`). *read* reads the same rows (notices,
members, accounts, sites, weeks, days off, journeys, times of one's own) and does nothing with them. A plain loop asks the same minute by
minute for a thousand of them, scaled up, for interest. Common hours are found for pairs and groups of five, over two weeks, in hours that
are read already. A tenth of the people are measured first, in the same run: *growth* says how many times as much ten times as many took, to
plan and only to read. Times are user and system seconds of this process, taken once. The database is thrown away.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bench.measuring import keep, say, spent
from bench.ready import connection
from mooring.boundaries.hours import PersonHours, can_meet
from mooring.boundaries.models import HereAfterAll, Leave, OwnTime, OwnWord, Travel, WorkSpan
from mooring.boundaries.queries import hours_of
from mooring.core.time import pretend
from mooring.notices.models import DailyTime, Notice, Switch, Wish
from mooring.notices.outbox import due
from mooring.notices.planning import plan
from mooring.people.models import Account, Member, Organisation

ZONES = ("Europe/Lisbon", "Europe/Berlin", "Asia/Kolkata", "America/Denver", "Australia/Adelaide", "Africa/Nairobi")
MORNING = dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)
BATCH = 2000
FORTNIGHT = dt.timedelta(days=14)


def make(organisation: Organisation, numbers: range) -> None:
    """So many people more of an organisation: an account each, a week, for some days off and journeys, and a notice that is due."""
    dice = random.Random(7)  # noqa: S311  a made-up crowd, no secret
    accounts = [Account(email=f"p{n}@bench.example", name=f"P {n}", timezone=ZONES[n % 6]) for n in numbers]
    accounts = Account.objects.bulk_create(accounts, batch_size=500)
    members = [Member(organisation=organisation, account=one, name=one.name, work_address=one.email) for one in accounts]
    members = Member.objects.bulk_create(members, batch_size=500)
    begins = [dt.time(dice.choice((7, 8, 8, 9, 9, 9, 10, 14, 22))) for _ in members]
    spans = (
        WorkSpan(member=member, weekday=day, begins=start, minutes=480)
        for member, start in zip(members, begins, strict=True)
        for day in range(5)
    )
    WorkSpan.objects.bulk_create(spans, batch_size=500)
    day = MORNING.date()
    Leave.objects.bulk_create((Leave(account=one, first=day, last=day) for one in accounts[::20]), batch_size=500)
    Travel.objects.bulk_create((Travel(account=one, first=day, last=day, zone="Asia/Tokyo") for one in accounts[5::50]), batch_size=500)
    quiet = (OwnTime(account=one, kind=OwnTime.Kind.QUIET, weekday=2, begins="08:00", minutes=90) for one in accounts[7::10])
    OwnTime.objects.bulk_create(quiet, batch_size=500)
    Wish.objects.bulk_create((Wish(account=one, topic="introductions", daily=True) for one in accounts[3::10]), batch_size=500)
    same: dict[str, Any] = {"kind": "programmes.introduction", "urgency": Notice.Urgency.HELD, "scope": Notice.Scope.ORGANISATION}
    same |= {"organisation": organisation, "thing": "x", "not_before": MORNING, "expires_at": MORNING + FORTNIGHT}
    notices = (Notice(member=member, key=f"k{member.pk}", **same) for member in members)
    Notice.objects.bulk_create(notices, batch_size=500)


def batches() -> Iterator[list[Notice]]:
    """All notices that are due, as the outbox loads them."""
    keys = list(due().order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(keys), BATCH):
        batch = keys[begin : begin + BATCH]
        # By its keys: what else is due is not looked through again for each batch.
        yield list(due().order_by("pk").filter(pk__in=batch))


def read() -> int:
    """Read the rows that planning reads, and nothing else."""
    seen = 0
    for batch in batches():
        members, accounts = [one.member_id for one in batch], [one.member.account_id for one in batch if one.member]
        of_members = [(one, "member", members) for one in (WorkSpan, Leave, HereAfterAll)]
        of_accounts = [(one, "account", accounts) for one in (WorkSpan, Leave, Travel, OwnTime, OwnWord, Switch, Wish, DailyTime)]
        for model, field, keys in [*of_members, *of_accounts]:
            seen += len(list(model._default_manager.filter(**{f"{field}__in": keys})))
        seen += len(batch)
    return seen


def plan_all() -> int:
    """Plan them all; returns how many go now."""
    return sum(len(plan(batch).ready) for batch in batches())


def minute_by_minute(hours: list[PersonHours]) -> int:
    """A plain loop: how many minutes each has to wait, one by one."""
    waited = 0
    for one in hours:
        instant = MORNING
        while not one.reachable(instant, instant + dt.timedelta(minutes=1)):
            instant += dt.timedelta(minutes=1)
            waited += 1
    return waited


def measure() -> tuple[float, float, int, int]:
    """Seconds of reading and of planning, the rows read, and how many go now. All are due again after it."""
    began = spent()
    seen = read()
    reading = spent() - began
    began = spent()
    ready = plan_all()
    planning = spent() - began
    Notice.objects.update(not_before=MORNING, digest=None)
    return reading, planning, seen, ready


def main(count: int) -> None:
    """Make them, and measure."""
    connection.creation.create_test_db(verbosity=0)
    with pretend(MORNING):
        organisation = Organisation.objects.create(name="Bench", slug="bench", timezone="Europe/Lisbon", holidays="PT")
        make(organisation, range(count // 10))
        measure()  # zones, holidays and the weeks people live alike in are worked out once, and kept
        read_tenth, planned_tenth, *_rest = measure()
        make(organisation, range(count // 10, count))
        say(f"{count:,} people, {connection.vendor}")
        reading, planning, seen, ready = measure()
        # Only now: what is held would be looked through with every collecting of garbage.
        members = list(Member.objects.select_related("organisation", "account", "site")[: max(1000, min(count, 25_000))])
        hours = list(hours_of(members).values())
        began = spent()
        minute_by_minute(hours[:1000])
        looping = (spent() - began) * count / 1000
        many = min(20_000, len(hours) - 1)
        began = spent()
        pairs = sum(bool(can_meet(pair, MORNING, MORNING + FORTNIGHT, 30)) for pair in list(pairwise(hours))[:many])
        of_pairs = spent() - began
        some = min(5_000, len(hours) // 5)
        began = spent()
        groups = sum(bool(can_meet(hours[5 * n : 5 * n + 5], MORNING, MORNING + FORTNIGHT, 30)) for n in range(some))
        of_groups = spent() - began
    keep(
        "notices",
        str(count),
        {"plan": planning, "pairs": of_pairs, "groups": of_groups},
        "only reading the same rows",
        {"plan": reading},
        f"{seen:,} rows read; {ready:,} go now; a plain loop over minutes would take {looping:.0f} s",
        times_reading=round(planning / reading, 2),
        growth=f"planning {planning / planned_tenth:.1f} ×, reading {reading / read_tenth:.1f} × for 10 × as many",
        common_hour=f"{pairs:,} of {many:,} pairs, {groups:,} of {some:,} groups of five",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
