"""Saying what one would like and has: a step each, kept as it is said, looked back on, and seen by nobody else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.circle import needs
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.things import Contact, Need, Support, Tier
from mooring.people.models import Account
from mooring.testing import make_account

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
ALL = 8


def entered(account: Account | None = None) -> tuple[Account, Client]:
    account = account or make_account()
    client = Client()
    client.force_login(account)
    return account, client


def say(client: Client, number: int, **data: Any) -> Any:
    return client.post(reverse("circle_needs_step", args=[number]), data)


def all_of(account: Account) -> list[Need]:
    book = read(account)
    return [one for one in book.some(book.ids("need")) if isinstance(one, Need)]


@time_machine.travel(NOON, tick=False)
def test_the_whole_way_takes_eight_short_pages_and_ends_with_what_is_missing() -> None:
    account, client = entered()
    with editing(account) as book:
        elsa = book.put(Contact(name="Elsa", tier=Tier.INNER, gives=(Support.BELONGING,)))
        rui = book.put(Contact(name="Rui", gives=(Support.COMFORT,)))
    page = client.get(reverse("circle_needs")).content.decode()
    assert "Nobody is everything to anybody" in page
    assert not all_of(account)
    assert say(client, 1, want="4", have="1", who=[elsa.id]).url == reverse("circle_needs_step", args=[2])
    for number in range(2, 6):
        say(client, number, want="2", have="3")
    say(client, 6, hard=["alone", "zones"], words="Evenings.")
    say(client, 7, advice="Whether to move", hand="", account="  ")
    assert say(client, 8, lonely="2").url == reverse("circle_needs_done")
    (need,) = all_of(account)
    assert (need.on, need.finished, need.hard, need.hard_words) == (DAY, True, ("alone", "zones"), "Evenings.")
    assert (dict(need.would_like), dict(need.also)) == ({"advice": "Whether to move"}, {"lonely": 2})
    assert {one.kind: one.unmet for one in needs.levels(need)} == {Support.COMFORT: 3} | dict.fromkeys(list(Support)[1:], 0)
    assert {one.name: one.gives for one in (read(account).contact(elsa.id), read(account).contact(rui.id))} == {
        "Elsa": (Support.COMFORT,),
        "Rui": (),
    }
    page = client.get(reverse("circle_needs_done")).content.decode()
    assert "You have: a little. You would like: a great deal." in page
    assert "Of one kind you would like more" in page


@time_machine.travel(NOON, tick=False)
def test_whoever_stops_goes_on_where_they_stopped_and_any_answer_can_be_left_out() -> None:
    account, client = entered()
    assert say(client, 1, want="3", stop="1").url == reverse("circle_needs")
    assert reverse("circle_needs_step", args=[2]) in client.get(reverse("circle_needs")).content.decode()
    page = client.get(reverse("circle_needs_step", args=[1])).content.decode()
    assert re.findall(r'<input[^>]*name="(\w+)" value="(\d)"[^>]* checked', page) == [("want", "3")]
    say(client, 1, want="", have="2")
    for number in range(2, ALL + 1):
        say(client, number)
    (need,) = all_of(account)
    assert (dict(need.want), dict(need.have), need.finished) == ({}, {"comfort": 2}, True)
    assert not any(one.unmet for one in needs.levels(need))
    assert client.get(reverse("circle_needs_done")).status_code == 200


@pytest.mark.parametrize(("number", "data"), [(1, {"want": "5"}), (1, {"have": "-1"}), (6, {"hard": ["everything"]}), (8, {"lonely": "9"})])
def test_an_answer_nobody_offered_is_not_kept(number: int, data: dict[str, Any]) -> None:
    account, client = entered()
    assert say(client, number, **data).status_code == 422
    assert not all_of(account)


def test_there_are_eight_steps() -> None:
    _account, client = entered()
    assert [client.get(reverse("circle_needs_step", args=[number])).status_code for number in (1, ALL, ALL + 1, 0)] == [200, 200, 404, 404]
    assert client.get(reverse("circle_needs_done")).url == reverse("circle_needs")


def test_a_tick_for_somebody_of_another_circle_does_nothing() -> None:
    other = make_account()
    with editing(other) as book:
        theirs = book.put(Contact(name="Theirs"))
    account, client = entered()
    with editing(account) as book:
        book.put(Contact(name="Mine"))
    assert say(client, 1, want="1", have="1", who=[theirs.id]).status_code == 422
    assert read(other).contact(theirs.id).gives == ()


def test_over_time_there_is_a_line_a_kind_and_the_same_in_words_and_answers_can_be_let_go() -> None:
    account, client = entered()
    for month, have in ((8, 1), (11, 3)):
        with time_machine.travel(dt.datetime(2026, month, 2, 12, tzinfo=dt.UTC), tick=False):
            client.force_login(account)
            say(client, 1, want="4", have=str(have))
            for number in range(2, ALL + 1):
                say(client, number)
    first, second = needs.finished(read(account))
    assert [one.have for one in (first, second)] == [{"comfort": 1}, {"comfort": 3}]
    assert needs.runs([first, second])[0].have == "10,55 190,25"
    page = client.get(reverse("circle_needs_over_time")).content.decode()
    assert page.count("<polyline") == 2
    assert ("2 August 2026" in page, "2 November 2026" in page) == (True, True)
    assert (needs.is_time_again(second, dt.date(2027, 1, 30)), needs.is_time_again(second, dt.date(2027, 1, 31))) == (False, True)
    _stranger, elsewhere = entered()
    assert elsewhere.post(reverse("circle_needs_forget", args=[first.id])).status_code == 404
    assert client.post(reverse("circle_needs_forget", args=[first.id])).status_code == 302
    assert [one.id for one in all_of(account)] == [second.id]


@time_machine.travel(NOON, tick=False)
def test_answering_twice_in_a_day_counts_once() -> None:
    account, client = entered()
    for want in ("1", "2"):
        say(client, 1, want=want, have="0")
        say(client, ALL)
    assert [dict(one.want) for one in all_of(account)] == [{"comfort": 2}]


@pytest.mark.parametrize(
    ("said", "low"),
    [
        ({"want": {"comfort": 4}, "have": {"comfort": 1}}, True),
        ({"want": {"advice": 4}, "have": {"advice": 0, "hand": 3}}, False),
        ({"want": {"comfort": 2}, "have": {"comfort": 1, "advice": 0}}, True),
        ({"also": {"lonely": 4}}, True),
        ({"also": {"lonely": 3}}, False),
        ({}, False),
        ({"want": {"comfort": 4}}, False),
    ],
)
def test_low_answers_say_where_help_is_on_that_page_and_nowhere_else(said: dict[str, Any], low: bool) -> None:
    account, client = entered()
    with editing(account) as book:
        book.put(Need(on=DAY, finished=True, **said))
    page = client.get(reverse("circle_needs_done")).content.decode()
    assert ("Who is there to talk to today" in page) is low
    assert "/help/" in page
