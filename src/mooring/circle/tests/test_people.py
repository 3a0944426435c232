"""Keeping people: who may, what one press does, and that it can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mooring.circle.actions import imports, people
from mooring.circle.book import read
from mooring.circle.things import Sector, Support, Tier
from mooring.core.time import today
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_account

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]


def account_of(member: Member) -> Account:
    assert member.account is not None
    return member.account


def test_nobody_else_finds_anything_at_the_addresses_of_a_circle(cast: Cast, enter: Enter) -> None:
    kept = people.add(account=account_of(cast.owner), said={"name": "Elsa"})
    for name in ("match", "team_mate", "manager", "organiser", "admin", "stranger"):
        client = enter(getattr(cast, name))
        assert client.get(reverse("circle_person", args=[kept.id])).status_code == 404
        for verb in ("circle_touch", "circle_move", "circle_put_away", "circle_take_back", "circle_edit"):
            assert client.post(reverse(verb, args=[kept.id]), {"name": "x", "tier": "0"}).status_code == 404
        assert b"Elsa" not in client.get(reverse("circle")).content
    assert read(account_of(cast.owner)).contact(kept.id).last is None


def test_a_person_alone_keeps_somebody_and_notes_that_they_talked() -> None:
    account = make_account("Alone")
    client = Client()
    client.force_login(account)
    assert "Nobody is here yet" in client.get(reverse("circle")).content.decode()
    said = {"name": "Elsa Lindqvist", "tier": "0", "sector": "2", "gives": ["0", "4"], "tags": "running, school"}
    page = client.post(reverse("circle_add"), said, follow=True).content.decode()
    assert "Elsa Lindqvist is in your circle." in page
    (line,) = read(account).lines()
    assert (line.tier, line.sector, line.kinds, list(line.tags)) == (
        Tier.INNER,
        Sector.FRIENDS,
        [Support.COMFORT, Support.BELONGING],
        ["running", "school"],
    )
    shown = client.post(reverse("circle_touch", args=[line.id]), {"from": "circle", "only": "comfort"}, follow=True)
    assert shown.redirect_chain[-1][0] == "/circle/?only=comfort"
    assert "Your line to Elsa Lindqvist holds." in shown.content.decode()
    assert read(account).contact(line.id).last == today("UTC")


def test_the_rhythm_counts_from_the_last_time_it_really_happened() -> None:
    account = make_account()
    day = today("UTC")
    kept = people.add(account=account, said={"name": "Elsa", "tier": Tier.INNER})
    people.touched(account=account, identity=kept.id, on=day, how="in person")
    older = people.touched(account=account, identity=kept.id, on=day - dt.timedelta(days=40), how="wrote")
    assert read(account).contact(kept.id).last == day
    touches, _notes = read(account).children(read(account).contact(kept.id))
    people.untouched(account=account, touch=touches[0])
    assert (read(account).contact(kept.id).last, older.on) == (day - dt.timedelta(days=40), day - dt.timedelta(days=40))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Write a name, or whatever you call them."),
        ({"name": "A", "emails": "not an address"}, "“not an address” is no e-mail address."),
        ({"name": "A", "phones": "\n".join(str(one) for one in range(21))}, "Twenty are enough here."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_kept(said: dict[str, str], sentence: str) -> None:
    account = make_account()
    client = Client()
    client.force_login(account)
    response = client.post(reverse("circle_add"), {"tier": "0", "sector": "0"} | said)
    assert (response.status_code, len(read(account))) == (422, 0)
    assert sentence in response.content.decode()


def test_a_day_to_come_is_no_touch() -> None:
    account = make_account()
    kept = people.add(account=account, said={"name": "Elsa"})
    client = Client()
    client.force_login(account)
    day = today("UTC") + dt.timedelta(days=2)
    page = client.post(reverse("circle_touch", args=[kept.id]), {"on": day.isoformat()}, follow=True).content.decode()
    assert "That day is still to come." in page
    assert read(account).contact(kept.id).last is None


def test_whoever_is_put_away_can_be_had_again(cast: Cast, enter: Enter) -> None:
    client, account = enter(cast.owner), account_of(cast.owner)
    kept = people.add(account=account, said={"name": "Elsa"})
    client.post(reverse("circle_put_away", args=[kept.id]))
    assert [len(read(account)), [one.name for one in read(account).put_away()]] == [0, ["Elsa"]]
    assert "Elsa" in client.get(reverse("circle_away")).content.decode()
    client.post(reverse("circle_take_back", args=[kept.id]))
    assert len(read(account)) == 1


def test_a_colleague_is_kept_with_one_press_and_once(cast: Cast, enter: Enter) -> None:
    client = enter(cast.owner)
    page = BeautifulSoup(client.get(reverse("person", args=[cast.organisation.slug, cast.match.public_id])).content, "html.parser")
    form = page.find("form", action=reverse("circle_keep_colleague", args=[cast.match.public_id]))
    assert form is not None
    for _press in range(2):
        client.post(str(form["action"]))
    (line,) = read(account_of(cast.owner)).lines()
    assert (line.name, line.colleague) == (cast.match.name, cast.match.public_id)
    assert "In your circle" in client.get(reverse("person", args=[cast.organisation.slug, cast.match.public_id])).content.decode()
    assert client.post(reverse("circle_keep_colleague", args=[cast.stranger.public_id])).status_code == 404
    assert client.post(reverse("circle_keep_colleague", args=[cast.owner.public_id])).status_code == 404


def test_lists_are_narrowed_and_cost_the_same_for_two_people_and_for_two_hundred(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    account = make_account(timezone="Europe/Lisbon")
    client = Client()
    client.force_login(account)
    people.add(account=account, said={"name": "Elsa", "gives": (Support.COMFORT,)})
    client.get(reverse("circle"))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("circle"))
    most = len(few.captured_queries)
    for number in range(60):
        people.add(account=account, said={"name": f"Person {number:03}", "tags": ("choir",) if number == 7 else ()})
    client.get(reverse("circle"))
    with django_assert_max_num_queries(most):
        client.get(reverse("circle"))

    def listed(**narrowed: str) -> str:
        return client.get(reverse("circle"), narrowed).content.decode().partition('id="found"')[2]

    assert "Person 007" in (found := listed(q="choir"))
    assert "Person 008" not in found
    assert "Elsa" in (found := listed(only="comfort"))
    assert "Person 0" not in found


def test_whoever_came_from_a_file_shows_their_profile_and_what_is_no_address_of_a_page_opens_nothing() -> None:
    account = make_account()
    client = Client()
    client.force_login(account)
    said = {
        "name": "Elsa Lindqvist",
        "urls": ("https://www.linkedin.com/in/elsa", "javascript:alert(1)"),
        "nickname": "Els",
        "address": "1 Quay",
    }
    elsa = people.add(account=account, said=said)
    page = client.get(reverse("circle_person", args=[elsa.id])).content.decode()
    assert '<a href="https://www.linkedin.com/in/elsa" rel="noopener noreferrer">' in page
    assert "javascript:alert(1)</span>" in page
    assert 'href="javascript' not in page
    assert "1 Quay" in page
    form = client.get(reverse("circle_edit", args=[elsa.id])).content.decode()
    assert "https://www.linkedin.com/in/elsa" in form


def test_somebody_kept_by_hand_is_in_ones_team_or_organisation_where_their_owner_says_so() -> None:
    account = make_account()
    client = Client()
    client.force_login(account)
    elsa = people.add(account=account, said={"name": "Elsa"})
    marks = []
    for here in ("team", "organisation", "", "house"):
        said = {"name": "Elsa", "tier": "1", "sector": "0", "here": here}
        answer = client.post(reverse("circle_edit", args=[elsa.id]), said)
        held = read(account).contact(elsa.id)
        marks.append((answer.status_code, held.same_team, held.same_organisation))
    assert marks == [(302, True, True), (302, False, True), (302, False, False), (422, False, False)]
    people.change(account=account, identity=elsa.id, said={"same_team": True, "same_organisation": True})
    assert "in your team" in client.get(reverse("circle_person", args=[elsa.id])).content.decode()


def test_what_a_file_said_besides_and_what_was_not_clear_can_be_seen() -> None:
    account = make_account()
    client = Client()
    client.force_login(account)
    file = b"Name,Given Name,E-mail 1 - Value,Birthday,Hobby\nElsa L,Elsa,elsa@x.example,3/4/1985,<b>harbours</b>\n"
    row = imports.upload(account=account, data=file, name="contacts.csv")
    imports.confirm(row=row, rest=True)
    row.refresh_from_db()
    imports.bring_on(row)
    (line,) = read(account).lines()
    page = client.get(reverse("circle_person", args=[line.id])).content.decode().partition("What a file said besides")[2]
    assert "3/4/1985" in page
    assert "&lt;b&gt;harbours&lt;/b&gt;" in page
    assert "X-MOORING" not in page
    by_hand = people.add(account=account, said={"name": "Noor"})
    assert "What a file said besides" not in client.get(reverse("circle_person", args=[by_hand.id])).content.decode()


def test_a_day_stands_in_its_field_whatever_the_language_writes_first() -> None:
    account = make_account(timezone="UTC", language="de")
    client = Client()
    client.force_login(account)
    elsa = people.add(account=account, said={"name": "Elsa"})
    page = client.get(reverse("circle_person", args=[elsa.id])).content.decode()
    assert '<html lang="de"' in page
    assert f'type="date" name="on" value="{today("UTC").isoformat()}"' in page
