"""What somebody would like more of comes as one step: seldom, unnamed, ended by one press, and on Today too."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.circle.actions import minding, people
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.tests.test_minding import at, came, kept, live
from mooring.circle.things import Need, Support, Tier
from mooring.notices.models import Notice
from mooring.people.models import Account, Member
from mooring.suggestions.models import Pushed
from mooring.testing import Cast, make_account

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 2)


def wishing(account: Account, **want: int) -> None:
    with editing(account, MONDAY) as book:
        book.put(Need(on=MONDAY, want=want, have=dict.fromkeys(want, 1), finished=True))


def pushed() -> list[tuple[str, int]]:
    return [(one.key, (one.on - MONDAY).days) for one in Pushed.objects.order_by("on")]


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_nothing_comes_to_whoever_did_not_say_that_they_would_like_more() -> None:
    account = make_account(timezone="UTC")
    kept(account, ago=1)
    live(3)
    assert (came(), pushed()) == ([], [])
    wishing(account, advice=1)
    live(3)
    assert (came(), pushed()) == ([], [])


def test_a_step_comes_once_in_two_weeks_and_the_same_one_not_again_for_two_months() -> None:
    account = make_account(timezone="UTC")
    for number in range(12):
        kept(account, f"Person {number}", ago=1, resting=number > 0)
    wishing(account, advice=4, hand=2)
    live(40, (9,))
    assert [one for one in pushed() if one[0] == "circle.gap"] == [("circle.gap", 0), ("circle.gap", 14)]


def test_ties_one_loses_touch_with_come_between_and_both_take_from_one_budget() -> None:
    account = make_account(timezone="UTC")
    for number in range(8):
        kept(account, f"Person {number}")
    wishing(account, advice=4)
    live(7, (9,))
    assert [key for key, _day in pushed()] == ["circle.gap", "circle.touch"]


def test_a_circle_in_which_nothing_is_due_is_looked_after_once_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account(timezone="UTC")
    kept(account, ago=0)
    looked: list[tuple[int, tuple[int, ...]]] = []
    for day in range(14):
        monkeypatch.setattr(minding, "enqueue", lambda _name, *keys, day=day: looked.append((day, keys)))
        with time_machine.travel(at(day, 0, 2), tick=False):
            minding.mind_all()
    assert [keys for _day, keys in looked] == [(account.pk,)] * 2
    assert looked[1][0] - looked[0][0] == 7


def test_no_message_says_what_is_missing_and_its_page_says_it_with_one_step_that_can_be_taken_or_not() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, "Elsa Lindqvist", ago=1, tier=Tier.INNER, gives=(Support.HAND,))
    wishing(account, advice=4)
    live(1)
    (letter,) = mail.outbox
    said = f"{letter.subject} {letter.body} {letter.extra_headers} {Notice.objects.values()}"
    assert "dvice" not in said
    assert "Elsa" not in said
    client = client_of(account)
    with time_machine.travel(at(0, 12), tick=False):
        page = client.get(reverse("circle_keeping")).content.decode()
        assert "Advice from someone who has done it" in page
        assert "Write to Elsa Lindqvist" in page
        home = client.get("/").content.decode()
        assert "One step you could take" in home
        assert "dvice" not in home
        gap = page.partition('name="gap" value="')[2].partition('"')[0]
        answer = {"gap": gap, "step": f"circle:deepen:{elsa}"}
        assert client.post(reverse("circle_step_answer"), answer | {"step": "circle:deepen:other"})["Location"] == reverse("circle_keeping")
        assert Pushed.objects.get().answer == ""
        taken = client.post(reverse("circle_step_answer"), answer)
        assert taken["Location"].startswith(reverse("circle_write", args=[elsa]))
        assert Pushed.objects.get().answer == "taken"
        assert "Nothing needs you today" in client.get("/").content.decode()
        assert 'name="gap"' not in client.get(reverse("circle_keeping")).content.decode()


def test_not_now_ends_it_and_only_for_its_owner(cast: Cast) -> None:
    account = make_account(timezone="UTC")
    kept(account, "Elsa", ago=1)
    wishing(account, advice=4)
    live(1)
    with time_machine.travel(at(0, 12), tick=False):
        client = client_of(account)
        page = client.get(reverse("circle_keeping")).content.decode()
        said = {"gap": page.partition('name="gap" value="')[2].partition('"')[0], "not_now": "1"}
        stranger: Member = cast.stranger
        assert stranger.account is not None
        client_of(stranger.account).post(reverse("circle_step_answer"), said)
        assert Pushed.objects.get().answer == ""
        client.post(reverse("circle_step_answer"), said)
        assert Pushed.objects.get().answer == "not now"
        assert 'name="gap"' not in client.get(reverse("circle_keeping")).content.decode()


def test_a_step_is_not_sent_once_the_gap_is_filled() -> None:
    account = make_account(timezone="UTC")
    ids = [kept(account, name, ago=1) for name in ("Ari", "Bea")]
    wishing(account, advice=2)
    with time_machine.travel(at(0, 0, 2), tick=False):
        minding.mind_some([account.pk])
        assert Notice.objects.filter(kind="circle.step").count() == 1
    with editing(account, MONDAY) as book:
        book.put(Need(on=MONDAY, want={"advice": 2}, have={"advice": 2}, finished=True))
    for one in ids:
        people.change(account=account, identity=one, said={"gives": (Support.ADVICE,)})
    live(1)
    assert came() == []
    assert len(read(account)) == 2
