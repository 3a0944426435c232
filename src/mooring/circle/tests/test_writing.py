"""A draft: worded for what it is about, changed, sent from one's own program, and kept nowhere unless its owner keeps it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mooring.circle import drafts
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.models import Record
from mooring.circle.tests.lines import TODAY
from mooring.circle.things import Contact, Need, Support, Tier
from mooring.people.models import Account, Team
from mooring.programmes.models import Enrolment, Programme
from mooring.testing import Cast, make_account, open_private

ELSA = Contact(name="Elsa Lindqvist", tier=Tier.INNER, emails=("elsa@example.org",), added_on=TODAY)


def kept(account: Account, contact: Contact = ELSA, **need: Any) -> Contact:
    with editing(account) as book:
        if need:
            book.put(Need(on=TODAY, finished=True, **need))
        return book.put(contact)


def entered(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return open_private(client)


def link_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'href="(mailto:[^"]+)"', page)
    assert found is not None
    split = urlsplit(unescape(found.group(1)))
    return {"to": [unquote(split.path)]} | parse_qs(split.query)


@pytest.mark.django_db
def test_a_draft_is_worded_for_its_matter_and_opens_ones_own_mail_program() -> None:
    account = make_account()
    elsa = kept(account, would_like={"advice": "whether to ask for fewer hours & how"})
    page = entered(account).get(reverse("circle_write", args=[elsa.id]), {"about": "deepen", "kind": "advice"}).content.decode()
    link = link_of(page)
    assert (link["to"], link["subject"]) == (["elsa@example.org"], ["May I ask your advice?"])
    assert link["body"][0].startswith("Hello Elsa,\r\n\r\n")
    assert "whether to ask for fewer hours & how" in link["body"][0]
    wake = entered(account).get(reverse("circle_write", args=[elsa.id]), {"about": "wake"}).content.decode()
    assert link_of(wake)["subject"] == ["It has been a while"]
    for about, subject in (("mentor", "Would you be my mentor for a while?"), ("a mentor", "Do you know a mentor for me?")):
        mentor = link_of(entered(account).get(reverse("circle_write", args=[elsa.id]), {"about": about}).content.decode())
        assert mentor["subject"] == [subject]
        assert "whether to ask for fewer hours & how" in mentor["body"][0]
    assert entered(account).get(reverse("circle_write", args=[elsa.id]), {"about": "anything", "kind": "x"}).status_code == 200


@pytest.mark.django_db
def test_nothing_of_a_draft_is_kept_unless_it_is_asked_for_and_a_sent_one_counts_as_a_touch() -> None:
    account = make_account()
    elsa, client = kept(account), entered(account)
    address, rows = reverse("circle_write", args=[elsa.id]), Record.objects.count()
    said = {"to": "elsa@example.org", "subject": "Hello", "text": "My own\nwords"}
    page = client.post(address, said | {"look": "1"}).content.decode()
    assert link_of(page)["body"] == ["My own\r\nwords"]
    assert Record.objects.count() == rows
    assert client.post(address, said | {"keep": "1"}).status_code == 302
    book = read(account)
    touches, notes = book.children(book.contact(elsa.id))
    assert ([one.text for one in notes], touches) == (["Hello\n\nMy own\nwords"], [])
    assert client.post(address, said | {"sent": "1"}).status_code == 302
    book = read(account)
    touches, _notes = book.children(book.contact(elsa.id))
    assert [(one.how, one.text) for one in touches] == [("wrote", "")]


@pytest.mark.django_db
def test_a_draft_goes_to_no_other_address_and_no_other_circle() -> None:
    account, other = make_account(), make_account()
    elsa = kept(account)
    address = reverse("circle_write", args=[elsa.id])
    assert entered(account).post(address, {"to": "mallory@example.org", "text": "x", "keep": "1"}).status_code == 422
    assert entered(other).get(address).status_code == 404
    assert entered(other).post(address, {"text": "x", "keep": "1"}).status_code == 404
    nowhere = kept(account, Contact(name="Rui", emails=("no address",), added_on=TODAY))
    page = entered(account).get(reverse("circle_write", args=[nowhere.id])).content.decode()
    assert "mailto:" not in page
    assert "No e-mail address is kept of them" in page


@given(st.text(max_size=60), st.text(max_size=120))
def test_whatever_is_written_stays_subject_and_text(subject: str, text: str) -> None:
    link = drafts.mail_link("elsa@example.org", subject, text)
    assert re.fullmatch(r"mailto:[A-Za-z0-9@.%_~-]+\?subject=[A-Za-z0-9%._~-]*&body=[A-Za-z0-9%._~-]*", link)
    found = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert found["subject"] == [" ".join(subject.split())]
    assert found["body"][0].split("\r\n") == (text.splitlines() or [""])
    assert set(found) == {"subject", "body"}


@pytest.mark.parametrize(
    "address", ["", "elsa", "elsa@example.org?bcc=all@example.org", "a@b.org,c@d.org", "elsa@example.org\nBcc: x@y.org"]
)
def test_what_is_no_single_address_makes_no_link(address: str) -> None:
    assert drafts.mail_link(address, "s", "t") == ""


def test_every_kind_and_matter_has_words_of_its_own() -> None:
    said = {drafts.draft(ELSA, "deepen", kind, {}) for kind in Support} | {drafts.draft(ELSA, about, None, {}) for about in drafts.ABOUT}
    assert len(said) == len(Support) + len(drafts.ABOUT)
    assert all(one.text.startswith("Hello Elsa,\n\n") and "%" not in one.text for one in said)


def test_the_page_shows_what_is_missing_and_a_coffee_round_to_join_until_one_is_in(cast: Cast) -> None:
    account = cast.owner.account
    assert account is not None
    for name in ("Zbigniew", "Wanjikũ", "Elsa"):
        kept(account, Contact(name=name, same_team=True, same_organisation=True, gives=tuple(Support), last=TODAY, added_on=TODAY))
    programme = Programme.objects.create(organisation=cast.organisation, name="Coffee", first_round_on=TODAY)
    page = entered(account).get(reverse("circle")).content.decode()
    assert "Somebody outside your team" in page
    assert "3 people, all from your own team." in page
    assert "Look at “Coffee”" in page
    assert reverse("programme", args=[cast.organisation.slug, programme.public_id]) in page
    enrolment = Enrolment.objects.create(organisation=cast.organisation, programme=programme, member=cast.owner)
    assert "Look at “Coffee”" not in entered(account).get(reverse("circle")).content.decode()
    Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.LEFT)
    assert "Look at “Coffee”" in entered(account).get(reverse("circle")).content.decode()
    programme.teams.add(Team.objects.exclude(pk=cast.owner.team_id).filter(organisation=cast.organisation)[0])
    assert "Look at “Coffee”" not in entered(account).get(reverse("circle")).content.decode()
