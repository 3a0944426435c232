"""Remembering people: notes, promises, days of any calendar, thanks, introductions, those met at an event, those one learns from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from mooring.circle.actions import people
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.models import Record
from mooring.circle.things import Contact, Note, SpecialDay, Support, Tier
from mooring.core.time import today
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_account

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]


def kept(account: Account, name: str = "Elsa", **said: object) -> str:
    with editing(account) as book:
        return book.put(Contact(name=name, **{"added_on": today("UTC"), "tier": Tier.CLOSE} | said)).id


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def notes_of(account: Account, identity: str) -> list[Note]:
    book = read(account)
    return book.children(book.contact(identity))[1]


def test_nobody_else_reads_or_writes_what_is_remembered(cast: Cast, enter: Enter) -> None:
    assert cast.owner.account is not None
    elsa = kept(cast.owner.account, is_model=True)
    with editing(cast.owner.account) as book:
        note = book.put(Note(contact=elsa, sort="promise", text="the secret recipe"))
    for name in ("match", "team_mate", "manager", "organiser", "admin", "stranger"):
        client = enter(getattr(cast, name))
        for verb in ("circle_note_add", "circle_thank", "circle_days", "circle_through", "circle_model_edit"):
            assert client.post(reverse(verb, args=[elsa]), {"text": "x", "sort": "note", "name": "x"}).status_code == 404
        for verb in ("circle_note", "circle_note_done", "circle_note_drop"):
            assert client.post(reverse(verb, args=[note.id]), {"text": "x", "sort": "note"}).status_code == 404
        assert b"Elsa" not in client.get(reverse("circle_models")).content
    assert [one.text for one in notes_of(cast.owner.account, elsa)] == ["the secret recipe"]


def test_a_promise_is_due_done_and_open_again() -> None:
    account = make_account()
    elsa = kept(account, resting=True)
    client = signed_in(account)
    day = today("UTC") + dt.timedelta(days=4)
    client.post(reverse("circle_note_add", args=[elsa]), {"sort": "promise", "text": "Lend *the* book", "due": day.isoformat()})
    (note,) = notes_of(account, elsa)
    assert Record.objects.get(public_id=note.id).due == day
    assert "<em>the</em>" in client.get(reverse("circle_person", args=[elsa])).content.decode()
    assert "Lend *the* book" in client.get(reverse("circle_keeping")).content.decode()
    client.post(reverse("circle_note_done", args=[note.id]), {"from": "keeping"})
    assert "Lend" not in client.get(reverse("circle_keeping")).content.decode()
    assert (Record.objects.get(public_id=note.id).due, notes_of(account, elsa)[0].done) == (None, today("UTC"))
    client.post(reverse("circle_note_done", args=[note.id]), {"done": "no"})
    assert Record.objects.get(public_id=note.id).due == day
    client.post(reverse("circle_note", args=[note.id]), {"sort": "note", "text": "Lent it", "due": day.isoformat()})
    assert [(one.sort, one.text, one.due) for one in notes_of(account, elsa)] == [("note", "Lent it", None)]
    client.post(reverse("circle_note_drop", args=[note.id]))
    assert (notes_of(account, elsa), read(account).open_things()) == ([], [])


def days_as_typed(*days: tuple[str, str, str, str]) -> dict[str, str]:
    names = ["birthday", *(f"day{number}" for number in range(len(days) - 1))]
    return {
        f"{name}-{part}": value
        for name, day in zip(names, days, strict=True)
        for part, value in zip(("what", "day", "month", "year"), day, strict=True)
    }


def test_days_are_kept_with_the_year_or_without_and_told_before_they_come() -> None:
    account = make_account()
    elsa = kept(account, resting=True)
    client = signed_in(account)
    soon = today("UTC") + dt.timedelta(days=12)
    said = days_as_typed(("", "29", "2", "1992"), ("Moved in together", str(soon.day), str(soon.month), ""))
    assert client.post(reverse("circle_days", args=[elsa]), said).status_code == 302
    contact = read(account).contact(elsa)
    assert (contact.birthday, contact.days) == ("1992-02-29", (SpecialDay("Moved in together", f"--{soon:%m-%d}"),))
    assert "Moved in together" in client.get(reverse("circle_keeping")).content.decode()
    assert Record.objects.get().due == soon - dt.timedelta(days=3)
    client.post(reverse("circle_days", args=[elsa]), days_as_typed(("", "", "", ""), ("", "", "", "")))
    contact = read(account).contact(elsa)
    assert (contact.birthday, contact.days, Record.objects.get().due) == ("", (), None)


@pytest.mark.parametrize("day", [("", "30", "2", ""), ("", "29", "2", "1991"), ("", "", "5", ""), ("", "3", "", "1990")])
def test_a_day_that_is_none_is_said_in_a_sentence_and_nothing_is_kept(day: tuple[str, str, str, str]) -> None:
    account = make_account()
    elsa = kept(account)
    page = signed_in(account).post(reverse("circle_days", args=[elsa]), days_as_typed(day))
    assert (page.status_code, read(account).contact(elsa).birthday) == (422, "")
    assert "There is no such day" in page.content.decode()


def test_thanking_takes_one_press_leaves_the_filter_and_can_be_taken_back() -> None:
    account = make_account()
    elsa = kept(account, gives=(Support.ADVICE,))
    client = signed_in(account)
    assert b"Elsa" in client.get(reverse("circle"), {"only": "not-thanked"}).content
    page = client.post(reverse("circle_thank", args=[elsa]), follow=True)
    assert b"Elsa" not in client.get(reverse("circle"), {"only": "not-thanked"}).content.partition(b'id="found"')[2]
    form = BeautifulSoup(page.content, "html.parser").select_one(".toast form")
    assert form is not None
    client.post(str(form["action"]))
    assert read(account).contact(elsa).thanked_on is None


def test_who_introduced_whom_is_shown_on_both_pages() -> None:
    account = make_account()
    elsa, tom = kept(account, "Elsa Lindqvist"), kept(account, "Tom")
    client = signed_in(account)
    client.post(reverse("circle_through", args=[tom]), {"through": "elsa lindqvist"})
    assert (read(account).contact(tom).met_through, read(account).contact(tom).through) == ("Elsa Lindqvist", elsa)
    for one, other in ((tom, elsa), (elsa, tom)):
        assert reverse("circle_person", args=[other]) in client.get(reverse("circle_person", args=[one])).content.decode()
    client.post(reverse("circle_through", args=[tom]), {"through": "An old teacher"})
    assert "An old teacher" in client.get(reverse("circle_person", args=[tom])).content.decode()
    assert read(account).introduced_by(read(account).line(elsa)) == []
    with editing(account) as book:
        book.put(replace(book.contact(tom), met_through="Elsa Lindqvist"))  # as a file tells it
    assert reverse("circle_person", args=[tom]) in client.get(reverse("circle_person", args=[elsa])).content.decode()
    people.put_away(account=account, identity=elsa)
    assert "Elsa Lindqvist" in client.get(reverse("circle_person", args=[tom])).content.decode()
    refused = client.post(reverse("circle_through", args=[tom]), {"through": "Tom"}, follow=True)
    assert "Nobody introduces themselves." in refused.content.decode()


def test_whom_one_met_at_an_event_is_kept_at_once_and_asked_about_where_names_are_known() -> None:
    account = make_account()
    elsa = kept(account, "Elsa Lindqvist", last=today("UTC") - dt.timedelta(days=90))
    client = signed_in(account)
    day, due = today("UTC") - dt.timedelta(days=1), today("UTC") + dt.timedelta(days=2)
    said = {"event": "PyCon Porto", "on": day.isoformat(), "how": "in person", "tier": "2", "due": due.isoformat()}
    said["names"] = "Åse Bjørn\n\nelsa lindqvist\nÅse Bjørn\nTom"
    asked = client.post(reverse("circle_follow_up"), said)
    assert (asked.status_code, len(read(account))) == (422, 1)
    assert "Some of these names are in your circle already." in asked.content.decode()
    done = client.post(reverse("circle_follow_up"), {**said, "asked": "yes", "same": [elsa]}, follow=True).content.decode()
    assert "3 people are in your circle, each with a reminder to write to them." in done
    book = read(account)
    assert [(line.name, line.last) for line in book.lines()] == [("Elsa Lindqvist", day), ("Tom", day), ("Åse Bjørn", day)]
    tom = next(line for line in book.lines() if line.name == "Tom")
    assert [(one.text, one.due) for one in notes_of(account, tom.id)] == [("Write to them after PyCon Porto", due)]
    assert (book.contact(tom.id).met, list(tom.tags), book.contact(elsa).met) == ("PyCon Porto", ["PyCon Porto"], "")
    assert Record.objects.filter(due=due).count() == 3


def test_a_name_that_is_not_ticked_is_somebody_new() -> None:
    account = make_account()
    kept(account, "Elsa")
    day = today("UTC").isoformat()
    said = {"event": "Fair", "on": day, "how": "online", "tier": "3", "due": day, "names": "Elsa", "asked": "yes"}
    signed_in(account).post(reverse("circle_follow_up"), said)
    assert [line.name for line in read(account).lines()] == ["Elsa", "Elsa"]


def test_those_one_learns_from_stand_apart_and_are_never_due() -> None:
    account = make_account()
    client = signed_in(account)
    said = {"name": "Grace Hopper", "learn": "Explaining", "follow": "https://example.org/talks\njavascript:alert(1)\nHer book"}
    page = BeautifulSoup(client.post(reverse("circle_model_add"), said, follow=True).content, "html.parser")
    assert [one["href"] for one in page.select("main dd a")] == ["https://example.org/talks"]
    assert b"Grace" in client.get(reverse("circle_models")).content
    assert b"Grace" not in client.get(reverse("circle")).content
    assert (len(read(account)), Record.objects.get().due) == (0, None)
    (line,) = read(account).models()
    client.post(reverse("circle_model_edit", args=[line.id]), {"name": "Grace Hopper", "learn": "Patience"})
    assert read(account).contact(line.id).learn == "Patience"
    assert client.get(reverse("circle_model_edit", args=[kept(account)])).status_code == 404
