"""Today: at most five things, in the person's own day, and a way to leave."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from mooring.boundaries.models import Leave
from mooring.suggestions import today as register
from mooring.suggestions.today import Coming, Item
from mooring.testing import give_hours, make_account, make_member, make_organisation

THURSDAY = dt.datetime(2026, 11, 12, 9, 40, tzinfo=dt.UTC)


@pytest.fixture
def providers(monkeypatch):
    found: dict = {}
    monkeypatch.setattr(register, "_PROVIDERS", found)
    monkeypatch.setattr(register, "_OWN", {})
    return found


@pytest.fixture
def own(monkeypatch):
    found: dict = {}
    monkeypatch.setattr(register, "_OWN", found)
    return found


@pytest.fixture
def coming(monkeypatch):
    found: dict = {}
    monkeypatch.setattr(register, "_COMING", found)
    return found


def item(number: int, **changes) -> Item:
    given = {"kicker": "Coffee", "title": f"Thing {number}", "text": "", "button": "Do it", "address": "/do/"}
    return Item(key=f"{number}", rank=number, **(given | changes))


def page(enter, member) -> str:
    """The page as it is, with times freed of their tags."""
    return re.sub(r"</?time[^>]*>", "", enter(member).get(f"/o/{member.organisation.slug}/").content.decode())


def test_a_stranger_and_someone_signed_out_see_nothing(cast, enter):
    address = f"/o/{cast.organisation.slug}/"
    assert enter(cast.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_there_are_never_more_than_five_things_and_then_it_ends(cast, enter, providers):
    providers["many"] = lambda member: [item(number) for number in range(9)]
    html = page(enter, cast.owner)
    assert [f"Thing {number}" in html for number in range(9)] == [True] * 5 + [False] * 4
    assert "Five things, about 10 minutes in all." in html
    assert "That is all for today." in html


def test_each_thing_has_one_button(cast, enter, providers):
    kinds = [{"posts": True, "otherwise": "Not this time", "otherwise_address": "/else/"}, {"otherwise": "Later"}, {}]
    providers["many"] = lambda member: [item(number, **kinds[number % 3]) for number in range(9)]
    things = BeautifulSoup(page(enter, cast.owner), "html.parser").select("main li.line-item")
    assert len(things) == 5
    assert [len(thing.select("button, .btn")) for thing in things] == [1] * 5


def test_one_thing_is_spoken_of_as_one(cast, enter, providers):
    providers["one"] = lambda member: [item(1)]
    assert "One thing, about 2 minutes." in page(enter, cast.owner)


def test_a_thing_that_acts_at_once_is_a_form_and_another_is_a_link(cast, enter, providers):
    providers["two"] = lambda member: [item(1, posts=True, address="/acts/"), item(2, address="/leads/")]
    html = page(enter, cast.owner)
    assert '<form method="post" action="/acts/">' in html
    assert 'href="/leads/"' in html


def test_when_nothing_is_due_it_says_so(cast, enter, providers):
    assert "Nothing needs you today" in page(enter, cast.owner)


def test_when_nothing_is_due_it_says_what_comes_next_and_only_that(cast, enter, providers, coming):
    later, sooner = THURSDAY + dt.timedelta(days=9), THURSDAY + dt.timedelta(days=2)
    coming["one"] = lambda member: [Coming(later, "You meet Ben on Saturday.", "/ben/")]
    coming["two"] = lambda member: [Coming(sooner, "The next introductions go out on Monday.", "/monday/")]
    html = page(enter, cast.owner)
    assert '<a href="/monday/">The next introductions go out on Monday.</a>' in html
    assert "You meet Ben" not in html
    providers["one"] = lambda member: [item(1)]
    assert "go out on Monday" not in page(enter, cast.owner)


def test_when_nothing_at_all_is_known_it_lets_you_go(cast, enter, providers, coming):
    assert "What comes next will be here, and in one mail, in your hours." in page(enter, cast.owner)


@time_machine.travel(THURSDAY, tick=False)
def test_the_day_is_the_persons_own(cast, enter, providers):
    far = make_member(cast.organisation, "Kiri", timezone="Pacific/Auckland")
    give_hours(far, begins="09:00", minutes=480)
    html = page(enter, far)
    assert "Thursday 12 November" in html
    assert "You work 9:00–17:00 today." in html
    assert "It is 22:40 now." in html
    assert "at-36 for-32" in html
    assert "Quiet until Fri 13 Nov, 9:00." in html


@time_machine.travel(THURSDAY, tick=False)
def test_it_greets_by_the_name_and_the_hour_the_person_lives_in(cast, enter, providers):
    providers["one"] = lambda member: [item(1)]
    cast.owner.account.call_me = "Amara"
    cast.owner.account.save()
    assert "Good morning, Amara" in page(enter, cast.owner)


@time_machine.travel(THURSDAY, tick=False)
def test_a_day_off_has_no_hours_and_says_when_they_come_back(cast, enter, providers):
    Leave.objects.create(account=cast.owner.account, first=dt.date(2026, 11, 12), last=dt.date(2026, 11, 13))
    html = page(enter, cast.owner)
    assert "You have no working hours today." in html
    assert "Quiet until Mon 16 Nov, 9:00." in html


def test_who_belongs_to_several_organisations_can_go_to_the_other(cast, enter, providers):
    other = make_organisation("Second")
    make_member(other, account=cast.owner.account)
    assert f'href="/o/{other.slug}/"' in page(enter, cast.owner)


def test_home_leads_to_today_or_to_signing_in_or_says_that_nobody_lives_here(client, enter, db):
    assert "Nobody lives here yet" in client.get("/").content.decode()
    member = make_member(make_organisation())
    assert client.get("/").headers["Location"] == "/sign/login/"
    assert enter(member).get("/").headers["Location"] == f"/o/{member.organisation.slug}/welcome/"
    type(member.account).objects.update(onboarding_step=3)
    assert enter(member).get("/").headers["Location"] == f"/o/{member.organisation.slug}/"


def test_an_account_of_no_organisation_has_a_page_of_its_own(client, db):
    client.force_login(make_account("Solitaire"))
    html = client.get("/").content.decode()
    assert "It is yours alone." in html


def test_what_is_ones_own_stands_on_the_day_of_whoever_belongs_to_none_and_of_whoever_does(client, cast, enter, providers, own):
    own["own"] = lambda account, zone: [item(1, title=f"{account.name} in {zone}")]
    html = page(enter, cast.owner)
    assert f"{cast.owner.account.name} in {cast.owner.zone}" in html
    client.force_login(make_account("Solitaire", timezone="Asia/Tokyo"))
    html = client.get("/").content.decode()
    assert "Solitaire in Asia/Tokyo" in html
    assert "One thing, about 2 minutes." in html
    own["own"] = lambda account, zone: []
    assert "Nothing needs you today." in client.get("/").content.decode()


def test_whoever_is_alone_hears_when_there_is_no_way_back(client, db, settings):
    account = make_account("Solitaire")
    client.force_login(account)
    assert "You have no way back in yet." not in client.get("/").content.decode()
    settings.MAILBOX = False
    assert "You have no way back in yet." in client.get("/").content.decode()
    account.set_password("a long pass phrase")
    account.save()
    client.force_login(account)
    assert "You have no way back in yet." not in client.get("/").content.decode()


def test_the_page_costs_the_same_however_much_there_is(cast, enter, providers, django_assert_max_num_queries):
    client = enter(cast.owner)
    address = f"/o/{cast.organisation.slug}/"
    client.get(address)
    with django_assert_max_num_queries(15):
        client.get(address)
