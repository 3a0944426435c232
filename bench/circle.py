"""What the pages of a large circle cost, beside a page with nothing in it: the same process, middleware, session and base template.

    PYTHONPATH=src:. .venv/bin/python -P bench/circle.py               5,000 contacts on SQLite, about a minute
    PYTHONPATH=src:. .venv/bin/python -P bench/circle.py 500           fewer
    PYTHONPATH=src:. .venv/bin/python -P bench/circle.py 5000 100000   besides, directory and round page of 100,000 members, some minutes

Each page is asked for by Django's test client: twenty times to warm up, then two hundred, and the median of the processor seconds
counts. The database is thrown away. A page may take three times as long as the empty one.
"""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measuring import keep, say
from bench.ready import connection
from mooring.circle.editing import editing
from mooring.circle.things import Contact, Need, Sector, Support, Tier
from mooring.core.text import fold
from mooring.core.time import now
from mooring.people.actions import take_census
from mooring.people.models import Account, Member, MemberLanguage, MemberTopic, MemberWord, Organisation, Site, Team, Topic
from mooring.people.words import found_by
from mooring.programmes.bands import as_drafted
from mooring.programmes.models import Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.queries.tally import count_up
from mooring.testing import make_member, open_private

WARM, TAKEN, ALLOWED = 20, 200, 3.0
FIRST = ("Amara", "Zbigniew", "Châu", "Håkon", "Imani", "Wanjikũ", "Siobhán", "Fatima", "Tuấn", "Noor", "Devon", "Aiko")
LAST = ("Okonkwo", "Wiśniewski", "Ødegård", "Kamau", "Daly", "Zahra", "Nguyễn", "Lindqvist", "Tanaka", "Cole", "Brito", "Nwosu")

LANGUAGES = ("de", "fr", "pt", "sw", "ja", "vi", "pl", "nb", "ar")


def fill(member: Member, count: int) -> None:
    """A circle of so many people, most of them far out, as an address book brings them in; and what its owner would like."""
    dice = random.Random(5)  # noqa: S311  made-up people, no secret
    day = now().date()
    assert member.account is not None
    with editing(member.account) as book:
        for number in range(count):
            tier = dice.choices(list(Tier), (5, 15, 200, 4780))[0]
            days = round(tier.days * dice.choice((0.3, 0.8, 1.2, 1.8)))
            book.put(
                Contact(
                    name=f"{FIRST[number % 12]} {LAST[number // 12 % 12]} {number}",
                    line=f"Company {number % 700}",
                    tier=tier,
                    sector=dice.choice(list(Sector)),
                    gives=tuple(kind for kind in Support if dice.random() < (0.5, 0.4, 0.1, 0.02)[tier]),
                    same_organisation=number % 9 == 0,
                    usually=dice.choice(("", "online", "in person")),
                    tags=("imported",),
                    emails=(f"p{number}@bench.example",),
                    last=day - dt.timedelta(days=days),
                    added_on=day - dt.timedelta(days=900),
                )
            )
        for ago in (200, 100, 5):
            said = {kind.key: dice.randint(1, 4) for kind in Support}
            book.put(Need(on=day - dt.timedelta(days=ago), want=said, have=dict.fromkeys(said, 2), finished=True))


def crowd(organisation: Organisation, count: int) -> Round:
    """So many members in teams of fifty, at sites of a thousand, a third of them joined and with topics; and a draft that has all of them
    in, after a round that had.
    """
    dice, moment = random.Random(7), now()  # noqa: S311  made-up people, no secret
    teams = Team.objects.bulk_create(Team(organisation=organisation, name=f"Team {number}") for number in range(max(1, count // 50)))
    sites = Site.objects.bulk_create(Site(organisation=organisation, name=f"Site {number}") for number in range(max(1, count // 1000)))
    topics = Topic.objects.bulk_create(Topic(organisation=organisation, label=f"Topic {n}", folded=f"topic {n}") for n in range(256))
    names = [f"{FIRST[number % 12]} {LAST[number // 12 % 12]} {number}" for number in range(count)]
    accounts = Account.objects.bulk_create(
        (Account(email=f"m{number}@bench.example", name=names[number]) for number in range(0, count, 3)), batch_size=500
    )
    members = Member.objects.bulk_create(
        (
            Member(
                organisation=organisation,
                name=name,
                title="Engineer",
                sort_key=fold(f"{LAST[number // 12 % 12]} {number:06}"),
                work_address=f"m{number}@bench.example",
                team=teams[number % len(teams)],
                site=sites[number % len(sites)],
                account=accounts[number // 3] if number % 3 == 0 else None,
                joined_at=moment if number % 3 == 0 else None,
            )
            for number, name in enumerate(names)
        ),
        batch_size=500,
    )
    MemberWord.objects.bulk_create(
        (MemberWord(organisation=organisation, member=one, word=word) for one in members for word in found_by(one)), batch_size=2000
    )
    MemberLanguage.objects.bulk_create(
        (MemberLanguage(member=one, code=code) for one in members for code in ("en", dice.choice(LANGUAGES))), batch_size=2000
    )
    MemberTopic.objects.bulk_create(
        (
            MemberTopic(member=one, topic=topic, kind=dice.choice(MemberTopic.Kind.values))
            for one in members[::3]
            for topic in dice.sample(topics, 5)
        ),
        batch_size=2000,
    )
    programme = Programme.objects.create(organisation=organisation, name="Coffee", first_round_on=moment.date())
    _round(programme, members, dice, Round.State.CLOSED, totals={"people": count, "placed": count})
    made = _round(programme, members, dice, Round.State.DRAFT, score=39_900 * count, bound=40_000 * count)
    Round.objects.filter(pk=made.pk).update(tally=count_up(made))
    take_census()  # as a job does every ten minutes
    return made


def _round(programme: Programme, members: Sequence[Member], dice: random.Random, state: Round.State, **fields: Any) -> Round:
    """A round in which nearly all of them were matched, by two and two."""
    day, number = now().date(), programme.rounds.count() + 1
    times = {"starts_on": day, "ends_on": day, "solve_at": now(), "publish_at": now()}
    made = Round.objects.create(organisation=programme.organisation, programme=programme, number=number, state=state, **times, **fields)
    order = dice.sample(members, len(members))
    inside = order[: len(order) // 2 * 2 - 50]
    reasons = [{"term": "bridge", "value": 1, "points": 100, "topics": [], "private": False}]
    planned = [Match(organisation=programme.organisation, round=made, reasons=reasons, drafted={"bad_hour": 0}) for _pair in inside[::2]]
    for match in planned:
        match.score = dice.randrange(0, 60_000_000)
        match.state = Match.State.DRAFT if state == Round.State.DRAFT else Match.State.CLOSED
        match.band, match.standing = as_drafted(match.score, 2)
    matches = Match.objects.bulk_create(planned, batch_size=500)
    Seat.objects.bulk_create((Seat(match=matches[at // 2], member=one) for at, one in enumerate(inside)), batch_size=500)
    placed, left_out = {"outcome": RoundEntry.Outcome.PLACED}, {"outcome": RoundEntry.Outcome.UNPLACED, "left_out": True}
    entries = [RoundEntry(round=made, member=one, **placed) for one in inside]
    entries += [RoundEntry(round=made, member=one, cause="odd_one_out", **left_out) for one in order[len(inside) :]]
    RoundEntry.objects.bulk_create(entries, batch_size=500)
    return made


def median(client: Client, address: str) -> float:
    """The median of the processor seconds a page takes."""
    took = []
    for number in range(WARM + TAKEN):
        began = time.process_time()
        answer = client.get(address)
        if number >= WARM:
            took.append(time.process_time() - began)
    assert answer.status_code == 200, (address, answer.status_code)
    return statistics.median(took)


def compare(client: Client, row: str, address: str, empty: str, note: str) -> bool:
    """Measure a page beside the empty one, and keep the row; whether it stays within what is allowed."""
    beside = median(client, empty)
    took = median(client, address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    say(f"{row}: {took * 1000:.2f} ms, an empty page {beside * 1000:.2f} ms: {took / beside:.2f} x (at most {ALLOWED:g} x)")
    keep("circle", row, {"page": took}, "an empty page", {"page": beside}, note, times_empty=round(took / beside, 2), queries=len(asked))
    if "--profile" in sys.argv:
        profile(lambda: client.get(address))
    return took <= ALLOWED * beside


def profile(work: Callable[[], object]) -> None:
    """Where the time of a page goes."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _again in range(50):
        work()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)


def main() -> int:
    """Measure and keep; 1 where a page takes longer than it may."""
    sizes = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    contacts, people = (sizes + [5_000, 0][len(sizes) :])[:2]
    settings.ROOT_URLCONF = "bench.empty"
    settings.ALLOWED_HOSTS = ["testserver"]
    connection.creation.create_test_db(verbosity=0)
    organisation = Organisation.objects.create(name="Bench", slug="bench", timezone="Europe/Lisbon")
    member = make_member(organisation, "Amara Okonkwo", is_organiser=True)
    fill(member, contacts)
    client = Client()
    assert member.account is not None
    client.force_login(member.account)
    open_private(client)
    note = f"{contacts:,} contacts on SQLite; median of {TAKEN} after {WARM}, both in one process"
    rows = [
        compare(client, f"circle {contacts}", "/circle/", "/empty/private/", note),
        compare(client, f"today {contacts}", "/o/bench/", "/o/bench/empty/", note),
    ]
    if people:
        made = crowd(organisation, people)
        note = f"{people:,} members on SQLite; median of {TAKEN} after {WARM}, both in one process"
        where = f"/o/bench/programmes/rounds/{made.public_id}/"
        rows.append(compare(client, f"directory {people}", "/o/bench/people/", "/o/bench/empty/", note))
        rows.append(compare(client, f"round {people}", where, "/o/bench/empty/", note))
    return 0 if all(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
