"""Keeping in touch: two limits, whom one loses touch with, not now, at rest, several at once, and what a night does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from mooring.circle import reminding
from mooring.circle.actions import keeping, people
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.models import Record
from mooring.circle.rhythm import Slack, next_time
from mooring.circle.tests.lines import line
from mooring.circle.things import Contact, Tier, Touch
from mooring.core.time import today
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_account

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]


def days_ago(days: int) -> dt.date:
    return today("UTC") - dt.timedelta(days=days)


def kept(account: Account, name: str = "Elsa", *, ago: int = 0, **said: object) -> str:
    with editing(account) as book:
        return book.put(Contact(name=name, **{"tier": Tier.CLOSE, "added_on": days_ago(ago), "last": days_ago(ago)} | said)).id


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def losing_of(client: Client) -> list[str]:
    page = BeautifulSoup(client.get(reverse("circle_keeping")).content, "html.parser")
    heading = page.find("h2", id="losing-t")
    assert heading is not None
    first = page.select("[aria-labelledby=step-t] .who-name")
    return [one.get_text() for one in (*first, *heading.parent.select(".list .who-name"))]


def test_only_the_owner_says_how_often_or_lets_a_line_rest(cast: Cast, enter: Enter) -> None:
    assert cast.owner.account is not None
    elsa = kept(cast.owner.account, ago=100)
    for name in ("match", "team_mate", "manager", "organiser", "admin", "stranger"):
        client = enter(getattr(cast, name))
        for verb in ("circle_rhythm", "circle_rest", "circle_wake", "circle_snooze"):
            assert client.post(reverse(verb, args=[elsa]), {"put_off": "week", "ideal": "9"}).status_code == 404
        assert b"Elsa" not in client.get(reverse("circle_keeping")).content + client.get(reverse("circle_touches")).content
    line = read(cast.owner.account).line(elsa)
    assert (line.ideal, line.due) == (30, days_ago(100 - 46).toordinal())


def test_two_limits_of_one_person_hold_before_those_of_a_tag_and_those_before_what_is_usual() -> None:
    account = make_account()
    client = signed_in(account)
    tagged, own, usual = (kept(account, name, ago=20, tags=tags) for name, tags in (("A", ("choir",)), ("B", ("choir",)), ("C", ())))
    client.post(reverse("circle_rhythm", args=[own]), {"ideal": "60", "latest": "80"})
    client.post(reverse("circle_rhythms"), {"tag": "choir", "ideal": "10", "latest": "12"})
    book = read(account)
    assert [(line.ideal, line.latest) for line in map(book.line, (tagged, own, usual))] == [(10, 12), (60, 80), (30, 45)]
    assert [book.line(one).slack(today("UTC")) for one in (tagged, own)] == [Slack.SLACK, Slack.IN_TOUCH]
    assert Record.objects.get(public_id=tagged).due == days_ago(7)
    client.post(reverse("circle_rhythms"), {"tag": "choir", "ideal": "", "latest": ""})
    assert (read(account).line(tagged).ideal, read(account).rhythms()) == (30, {})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"ideal": "30", "latest": "20"}, "This is less than how often you would like it."),
        ({"ideal": "", "latest": "20"}, "Say first how often you would like it."),
        ({"ideal": "0"}, "greater than or equal to 1"),
    ],
)
def test_limits_that_cannot_be_are_said_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    account = make_account()
    elsa = kept(account)
    assert sentence in signed_in(account).post(reverse("circle_rhythm", args=[elsa]), said, follow=True).content.decode()
    assert read(account).contact(elsa).ideal == 0


def test_whom_one_loses_touch_with_stands_first_who_is_longest_over_with_the_reason() -> None:
    account = make_account()
    kept(account, "Inner, in touch", tier=Tier.INNER, ago=3)
    kept(account, "Close, 47 days", ago=47)
    kept(account, "Inner, 80 days", tier=Tier.INNER, ago=80)
    kept(account, "A model", ago=400, is_model=True)
    client = signed_in(account)
    assert losing_of(client) == ["Inner, 80 days", "Close, 47 days"]
    assert "You asked for every 30 days; it has been 47." in client.get(reverse("circle_keeping")).content.decode()


def test_we_talked_in_a_list_is_taken_back_by_the_press_that_the_page_offers() -> None:
    account = make_account()
    elsa = kept(account, ago=90)
    client = signed_in(account)
    page = client.post(reverse("circle_touch", args=[elsa]), {"from": "keeping"}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("circle_keeping")
    assert (losing_of(client), read(account).contact(elsa).last) == ([], today("UTC"))
    form = BeautifulSoup(page.content, "html.parser").select_one(".toast form")
    assert form is not None
    client.post(str(form["action"]))
    contact = read(account).contact(elsa)
    assert (contact.last, read(account).children(contact)[0]) == (None, [])


def test_put_off_at_rest_and_awake_again() -> None:
    account = make_account()
    elsa = kept(account, ago=90)
    client = signed_in(account)
    client.post(reverse("circle_snooze", args=[elsa]), {"put_off": "month", "from": "keeping"})
    assert (losing_of(client), read(account).contact(elsa).snoozed_until) == ([], days_ago(-30))
    client.post(reverse("circle_wake", args=[elsa]))
    assert losing_of(client) == ["Elsa"]
    client.post(reverse("circle_snooze", args=[elsa]), {"until": days_ago(-3).isoformat()})
    assert (losing_of(client), Record.objects.get().due) == ([], days_ago(-3))
    assert (
        "still to come"
        in client.post(reverse("circle_snooze", args=[elsa]), {"until": days_ago(1).isoformat()}, follow=True).content.decode()
    )
    page = client.post(reverse("circle_rest", args=[elsa]), {"from": "keeping"}, follow=True).content.decode()
    assert "asks for nothing until you wake it" in page
    assert (losing_of(client), Record.objects.get().due) == ([], None)
    client.post(reverse("circle_wake", args=[elsa]))
    assert losing_of(client) == ["Elsa"]


def test_several_people_met_on_one_day_are_noted_at_once() -> None:
    account = make_account()
    elsa, tom = kept(account, "Elsa", ago=90), kept(account, "Tom", ago=90)
    other = kept(account, "Other", ago=90)
    client = signed_in(account)
    day = days_ago(4)
    said = {"on": day.isoformat(), "how": "in person", "who": [elsa, tom], "text": "The fair"}
    assert "Noted for 2 people." in client.post(reverse("circle_touches"), said, follow=True).content.decode()
    book = read(account)
    assert [book.contact(one).last for one in (elsa, tom, other)] == [day, day, days_ago(90)]
    assert [one.text for one in book.children(book.contact(tom))[0]] == ["The fair"]
    refused = client.post(reverse("circle_touches"), {"on": day.isoformat(), "how": "online"})
    assert (refused.status_code, "Choose at least one person." in refused.content.decode()) == (422, True)


def test_names_find_people_of_the_circle_and_say_whom_they_do_not_find() -> None:
    account = make_account()
    for number in range(130):
        kept(account, f"Person {number:03}", tier=Tier.WIDER if number > 5 else Tier.INNER)
    kept(account, "Zoë Zweig", tier=Tier.WIDER)
    client = signed_in(account)
    page = client.post(reverse("circle_touches"), {"how": "online", "names": "zoe  zweig\nNobody Known"})
    assert "There is no “Nobody Known” in your circle." in page.content.decode()
    client.post(reverse("circle_touches"), {"how": "wrote", "names": "zoe  zweig"})
    assert [one.how for one in read(account).everything() if isinstance(one, Touch)] == ["wrote"]


def test_after_a_month_whoever_was_put_away_is_gone_and_the_others_stay() -> None:
    account = make_account()
    elsa, tom = kept(account, "Elsa", ago=90), kept(account, "Tom", ago=90)
    for one in (elsa, tom):
        people.touched(account=account, identity=one, on=days_ago(60), how="online")
        people.put_away(account=account, identity=one)
    with editing(account) as book:
        book.put(Contact(name="Stays", added_on=days_ago(400)))
    keeping.tend(account=account, on=days_ago(-29))
    assert len(read(account).put_away()) == 2
    people.take_back(account=account, identity=tom)
    keeping.tend(account=account, on=days_ago(-30))
    assert ({line.name for line in read(account).lines()}, read(account).put_away()) == ({"Tom", "Stays"}, [])
    assert Record.objects.count() == 3


def test_a_birthday_that_is_over_waits_for_its_next_year() -> None:
    account = make_account()
    born = today("UTC") + dt.timedelta(days=2)
    elsa = kept(account, birthday=f"--{born:%m-%d}", resting=True)
    assert Record.objects.get().due == today("UTC")
    keeping.tend(account=account, on=born)
    assert Record.objects.get().due == today("UTC")
    keeping.tend(account=account, on=born + dt.timedelta(days=1))
    due = Record.objects.get(public_id=elsa).due
    assert due is not None
    assert 350 < (due - born).days < 364


def test_the_page_costs_the_same_for_two_people_and_for_two_hundred(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    account = make_account(timezone="Europe/Lisbon")
    client = signed_in(account)
    kept(account, ago=90)
    client.get(reverse("circle_keeping"))
    with django_assert_max_num_queries(14) as few:
        client.get(reverse("circle_keeping"))
    with editing(account) as book:
        for number in range(200):
            book.put(Contact(name=f"Person {number}", last=days_ago(90 + number), birthday="--05-03", added_on=days_ago(500)))
    with django_assert_max_num_queries(len(few.captured_queries) + 1):
        client.get(reverse("circle_keeping"))


@given(
    today=st.dates(dt.date(2023, 12, 1), dt.date(2033, 1, 1)),
    days=st.lists(st.sampled_from(["--02-29", "1992-02-29", "--02-28", "--03-01", "--12-31", "2001-01-01", "--02-30"]), max_size=4),
    within=st.integers(0, 400),
)
def test_days_that_come_are_those_that_come_next_by_the_calendar(today: dt.date, days: list[str], within: int) -> None:
    lines = [line(number, days=[one]) for number, one in enumerate(days)]
    by_calendar = [(on, one) for one in days if (on := next_time(one, today)) is not None and (on - today).days <= within]
    found = [(one.on, one.written) for one in reminding.coming_days(lines, today, within)]
    assert sorted(found) == sorted(by_calendar)
