"""The demo exists in a demo database on loopback and nowhere else."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.boundaries.models import WorkSpan
from mooring.circle import needs
from mooring.circle.book import read
from mooring.circle.gaps import Missing, count, gaps
from mooring.circle.rhythm import Slack
from mooring.circle.things import Support
from mooring.core.time import now, today
from mooring.demo import cast as company_cast
from mooring.demo import company, doors, past, seed
from mooring.notices.models import Notice
from mooring.people.models import Installation, Member
from mooring.programmes import tasks
from mooring.programmes.models import Match, Round, RoundEntry

pytestmark = pytest.mark.sqlite  # the demo is a world of its own, in a file


@pytest.fixture
def filled(db, monkeypatch):
    """The company without its past; the whole one is made once, below."""
    monkeypatch.setattr(past, "ROUNDS", 0)
    seed.fill(seed.SEED)


@pytest.mark.slow
def test_the_past_is_one_mooring_could_have_had(db):
    seed.fill(seed.SEED)
    rounds = Round.objects.order_by("number")
    assert [one.state for one in rounds] == [*["closed"] * 10, "published", "draft"]
    assert all(one.score <= one.bound for one in rounds)
    assert all(0.4 < one.totals["met_people"] / one.totals["placed"] < 0.95 for one in rounds[:10])
    met = [
        frozenset(seat.member_id for seat in match.seats.all()) for match in Match.objects.filter(outcome="met").prefetch_related("seats")
    ]
    assert len(met) == len(set(met))
    left_out = set()
    for one in rounds:
        now_out = set(RoundEntry.objects.filter(round=one, left_out=True, cause="odd_one_out").values_list("member_id", flat=True))
        assert not now_out & left_out
        left_out = now_out
    assert Notice.objects.exists()


def test_the_company_is_as_described(filled):
    members = Member.objects.all()
    assert members.count() == 240
    assert members.values("team").distinct().count() == 14
    assert members.values("site").distinct().count() == 7
    assert len({member.zone for member in members.select_related("account", "site", "organisation")}) == 7
    assert any(size < 10 for _, size in company_cast.TEAMS)
    assert members.filter(manager=None).count() == 1
    assert members.filter(work_spans__begins="22:00").exists()
    minutes = Counter()
    for member, length in WorkSpan.objects.values_list("member", "minutes"):
        minutes[member] += length
    assert 5 < sum(0 < week <= 32 * 60 for week in minutes.values()) < 120, "some work part time"


def test_a_large_company_has_the_same_proportions_and_no_name_twice():
    people = company.make_people(random.Random(5), 5000)
    assert len({person.name for person in people}) == len(people) == 5000
    sizes = Counter(person.team for person in people)
    assert all(abs(sizes[team] - size * 5000 / company.SIZE) <= 15 for team, size in company_cast.TEAMS)
    assert sum(person.manager is None for person in people) == 1


def test_a_large_company_finds_its_round_being_solved(db, monkeypatch):
    monkeypatch.setattr(past, "AT_ONCE", 200)
    monkeypatch.setattr(past, "ROUNDS", 0)
    seed.fill(seed.SEED)
    (round,) = Round.objects.all()
    assert round.state == Round.State.SOLVING
    tasks.solve.func(round.pk, round.solving)
    round.refresh_from_db()
    assert round.state == Round.State.DRAFT


def test_the_same_seed_gives_the_same_people():
    names = [[person.name for person in company.make_people(random.Random(5))] for _ in range(2)]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])


def test_nobody_enters_a_database_that_is_no_demo(cast):
    address = doors.address_for(cast.owner)
    path = re.sub(r"^https?://[^/]+", "", address)
    assert Client().get(path).status_code == 404
    assert Client().get(reverse("demo")).status_code == 404


def test_a_door_enters_as_its_person_on_this_machine_only(filled):
    door = doors.doors()[0]
    path = re.sub(r"^https?://[^/]+", "", door.address)
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 404
    client = Client()
    assert client.get(path).status_code == 302
    assert client.session["_auth_user_id"] == str(Member.objects.get(name=door.name).account_id)
    # Nobody is asked to show more, however far the clock is moved on.
    session = client.session
    session.set_expiry(dt.timedelta(days=300))
    session.save()
    with time_machine.travel(now() + dt.timedelta(days=100)):
        assert client.get(reverse("circle")).status_code == 200


def test_a_made_up_token_opens_nothing(filled):
    assert Client().get(reverse("demo_enter", kwargs={"token": "made:up:token"})).status_code == 404


def test_a_filled_database_is_not_filled_again_by_another_command(cast, settings):
    from django.core.management import CommandError, call_command

    settings.MODE = "demo"
    with pytest.raises(CommandError, match="database of its own"):
        call_command("demo_seed")
    assert not Installation.objects.filter(is_demo=True).exists()


def test_the_first_door_leads_to_a_lived_in_circle_with_three_gaps(filled):
    sizes = {}
    for owner in doors.people():
        book = read(owner.account)
        sizes[owner.pk] = len(book)
        assert len({line.name for line in book.lines()}) == len(book)
    assert sorted(sizes.values()) == [6, 60, 150]
    owner = doors.people()[0]
    book, day = read(owner.account), today(owner.zone)
    assert len(book) == 60
    assert 3 <= sum(line.slack(day) is Slack.SLACK for line in book.lines()) <= 6
    assert sum(bool(line.colleague) for line in book.lines()) > 12
    finished = needs.finished(book)
    assert len(finished) == 3
    assert [(one.missing, one.support) for one in gaps(count(book.lines()), needs.levels(finished[-1]), day)] == [
        (Missing.ONLY_ONE, Support.HAND),
        (Missing.MORE, Support.ADVICE),
        (Missing.MUCH_ON_ONE, None),
    ]
