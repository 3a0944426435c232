"""People who are in a circle twice: suggested, made one, and two again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from mooring.circle.actions import duplicates as twice
from mooring.circle.actions import people
from mooring.circle.book import read
from mooring.circle.duplicates import merges, pairs
from mooring.circle.editing import editing
from mooring.circle.tests.importing import LINKEDIN, brought, held_by, names, signed_in
from mooring.circle.things import Need, Support, Tier, Touch
from mooring.testing import make_account

pytestmark = pytest.mark.django_db


def test_those_who_are_here_twice_are_suggested_made_one_and_two_again() -> None:
    account = make_account()
    first = people.add(account=account, said={"name": "Elsa", "tier": Tier.INNER, "gives": (Support.HAND,)})
    second = people.add(account=account, said={"name": "Élsa", "emails": ("elsa@x.example",), "matters": "tea"})
    touch = people.touched(account=account, identity=second.id, on=dt.date(2026, 1, 2), how="online")
    third = people.add(account=account, said={"name": "Noor", "met_through": "Élsa", "through": second.id})
    with editing(account) as book:
        need = book.put(Need(on=dt.date(2026, 1, 3), who={"hand": (second.id, third.id)}, finished=True))
    (pair,) = pairs(read(account))
    assert (pair.one.id, pair.other.id) == (first.id, second.id)
    before = held_by(account)
    client = signed_in(account)
    client.post(reverse("circle_merge", args=[first.id, second.id]))
    book = read(account)
    assert [line.id for line in book.lines()] == [first.id, third.id]
    assert (book.contact(third.id).through, book.one(Need, need.id).who) == (first.id, {"hand": (first.id, third.id)})
    one = book.contact(first.id)
    assert (one.emails, one.matters, one.last, one.gives) == (("elsa@x.example",), "tea", dt.date(2026, 1, 2), (Support.HAND,))
    assert book.one(Touch, touch.id).contact == first.id
    (done,) = merges(book)
    assert "with Élsa in them" in client.get(reverse("circle_duplicates")).content.decode()
    client.post(reverse("circle_unmerge", args=[done.merge.id]))
    assert held_by(account) == before
    client.post(reverse("circle_keep_apart", args=[first.id, second.id]))
    assert pairs(read(account)) == []


def test_what_was_added_to_the_one_stays_when_they_are_two_again() -> None:
    account = make_account()
    first = people.add(account=account, said={"name": "Elsa"})
    second = people.add(account=account, said={"name": "Elsa", "emails": ("e@x.example",)})
    done = twice.merge(account=account, keep=first.id, other=second.id)
    people.touched(account=account, identity=first.id, on=dt.date(2026, 3, 1), how="online")
    twice.unmerge(account=account, identity=done.id)
    book = read(account)
    assert book.contact(second.id).emails == ("e@x.example",)
    touches, _notes = book.children(book.contact(first.id))
    assert [one.on for one in touches] == [dt.date(2026, 3, 1)]


def test_other_profiles_tell_people_of_one_name_apart() -> None:
    account = make_account()
    brought(account, LINKEDIN)
    assert names(account).count("Chris Cole") == 2
    assert pairs(read(account)) == []
