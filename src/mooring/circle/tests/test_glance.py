"""The first look: the same as the whole circle says, taken anew once it was written in, and sealed like everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.gaps import count
from mooring.circle.glance import Glance, drawn_once, look, taken
from mooring.circle.models import Circle
from mooring.circle.rhythm import Slack
from mooring.circle.tests.lines import TODAY
from mooring.circle.things import Contact, Need, Note, Sector, SpecialDay, Support, Tier
from mooring.circle.vault import NONCE, Sealed
from mooring.people.models import Account
from mooring.testing import make_account, open_private

pytestmark = pytest.mark.django_db


def filled(many: int = 6) -> Account:
    account = make_account(timezone="Europe/Lisbon")
    with editing(account) as book:
        for number in range(many):
            book.put(
                Contact(
                    name=f"Person {number:03}",
                    tier=Tier(number % 4),
                    sector=Sector(number % 5),
                    gives=(Support(number % 5),) if number % 3 else (),
                    last=TODAY - dt.timedelta(days=40 * (number % 9)),
                    added_on=TODAY - dt.timedelta(days=400),
                    birthday="--11-04" if number == 1 else "",
                    days=(SpecialDay("ours", "2001-06-03"),) if number == 2 else (),
                    resting=number == 4,
                    removed_on=TODAY if number == 5 else None,
                )
            )
        book.put(Need(on=TODAY, want={"advice": 3}, have={"advice": 1}, who={"advice": ("x",)}, finished=True))
    return account


def test_it_says_what_the_whole_circle_says_whether_taken_or_kept() -> None:
    account = filled()
    first, again, book = look(account), look(account), read(account)
    assert first == again == taken(book)
    lines = list(book.lines())
    assert (again.size, again.away) == (5, 1)
    assert again.counted == count(lines)
    assert [line.id for line in again.near] == [line.id for line in sorted(lines, key=lambda line: line.tier)]
    for days in (0, 30, 200, 2000):
        day = TODAY + dt.timedelta(days=days)
        assert again.slack(day) == sum(line.slack(day) is Slack.SLACK for line in lines)
    assert again.need is not None
    assert (again.need.have, again.need.who) == ({"advice": 1}, {"advice": ("x",)})
    assert look(make_account()) == Glance()


def test_special_days_and_what_is_open_are_due_as_the_index_has_them() -> None:
    account = filled()
    assert look(account).is_anything_due(TODAY)
    assert not look(account).is_anything_due(dt.date(2026, 11, 5))
    with editing(account) as book:
        someone = next(book.lines())
        book.put(Note(contact=someone.id, sort="promise", text="the book", due=dt.date(2026, 11, 5)))
    assert look(account).is_anything_due(dt.date(2026, 11, 5))


def test_whatever_writes_the_circle_the_next_look_knows() -> None:
    account = filled()
    assert look(account).kinds[Support.HAND] == 1
    with editing(account) as book:
        someone = next(line for line in book.lines() if not line.gives)
        book.put(replace(book.contact(someone.id), gives=(Support.HAND,)))
    assert look(account).kinds[Support.HAND] == 2


def test_the_page_of_a_large_circle_opens_neither_its_index_nor_its_records_and_the_second_page_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = filled(200)
    client = Client()
    client.force_login(account)
    open_private(client)
    first = client.get(reverse("circle")).content.decode()
    index = bytes(Circle.objects.get(account=account).index)
    Circle.objects.filter(account=account).update(index=index[:NONCE] + b"nothing that opens")
    second = client.get(reverse("circle")).content.decode()
    assert "150 are drawn" in second
    assert first.count("<tr>") == second.count("<tr>") == 51
    with pytest.raises(Sealed):
        client.get(reverse("circle"), {"page": "4"})
    Circle.objects.filter(account=account).update(index=index)
    assert "Person" in client.get(reverse("circle"), {"page": "4"}).content.decode()


def test_a_drawing_is_kept_for_its_day_and_goes_with_whatever_is_written() -> None:
    account = filled()
    drawn: list[str] = []

    def draw(words: str) -> Sequence[str]:
        drawn.append(words)
        return (f"<svg>{words}</svg>", "<svg/>")

    for _again in range(2):
        assert list(drawn_once(account, look(account), "today:en", lambda: draw("today"))) == ["<svg>today</svg>", "<svg/>"]
    assert list(drawn_once(account, look(account), "tomorrow:en", lambda: draw("tomorrow")))[0] == "<svg>tomorrow</svg>"
    stale = look(account)
    with editing(account) as book:
        book.put(Contact(name="New", added_on=TODAY))
    drawn_once(account, stale, "later:en", lambda: draw("later"))
    assert look(account).drawn == ()
    assert look(account).size == 6
    assert drawn == ["today", "tomorrow", "later"]
    assert b"svg" not in bytes(Circle.objects.get(account=account).glance)


def test_what_is_kept_is_sealed_for_its_account_and_its_index() -> None:
    one, other = filled(), filled()
    look(one), look(other)
    kept = bytes(Circle.objects.get(account=other).glance)
    mine = Circle.objects.get(account=one)
    assert b"Person" not in bytes(mine.glance)
    Circle.objects.filter(account=one).update(glance=bytes(mine.glance)[:NONCE] + kept[NONCE:])
    assert {line.id for line in look(one).near} == {line.id for line in read(one).lines()}
    Circle.objects.filter(account=one).update(glance=kept)
    assert {line.id for line in look(one).near} == {line.id for line in read(one).lines()}
