"""The mailbox of demo and development, and what it must never be."""

from __future__ import annotations

import email
import email.policy
import stat

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from mooring.notices import mailbox
from mooring.people.models import Installation


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path / "mailbox"


@pytest.fixture
def demo(db):
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})


def lay(subject="Grüße", to="amara@example.org", html="<html><head></head><body><a href='/x'>Öffnen</a></body></html>", calendar=""):
    message = EmailMultiAlternatives(subject, "Text\n", "Mooring <m@example.org>", [to])
    message.attach_alternative(html, "text/html")
    if calendar:
        message.attach_alternative(calendar, "text/calendar; method=REQUEST")
    mailbox.MailboxBackend().send_messages([message])
    return mailbox.names()[0]


def test_a_mail_lies_there_as_it_would_have_gone_out_for_its_owner_only(folder):
    name = lay()
    parsed = email.message_from_bytes(mailbox.raw(name), policy=email.policy.default)
    assert (parsed["Subject"], parsed["To"]) == ("Grüße", "amara@example.org")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / f"{name}.eml").stat().st_mode) == 0o600


def test_the_newest_comes_first_and_the_oldest_makes_room(monkeypatch):
    monkeypatch.setattr(mailbox, "KEEP", 3)
    made = [lay(str(number)) for number in range(5)]
    assert mailbox.names() == made[:1:-1]


def test_only_names_of_mails_are_looked_up(folder):
    lay()
    (folder.parent / "secrets.json").write_text("x")
    for name in ("../secrets", "secrets", "20261123T120000000000-../../x"):
        with pytest.raises(FileNotFoundError):
            mailbox.raw(name)


def test_the_pages_show_it(demo):
    name = lay(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    client = Client()
    page = client.get(reverse("mailbox"))
    assert "amara@example.org" in page.content.decode()
    assert "Grüße" in client.get(reverse("mailbox_message", args=[name])).content.decode()
    assert client.get(reverse("mailbox_source", args=[name])).content == mailbox.raw(name)
    assert client.get(reverse("mailbox_calendar", args=[name])).content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(reverse("mailbox_message", args=["nothing"])).status_code == 404


def test_the_frame_has_a_policy_of_its_own(demo):
    answer = Client().get(reverse("mailbox_frame", args=[lay()]))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in answer.content.decode()


def test_the_search_finds_receivers_and_subjects(demo):
    lay("One", "a@example.org")
    lay("Two", "b@example.org")
    found = Client().get(reverse("mailbox"), {"q": "TWO"}).content.decode()
    assert "b@example.org" in found
    assert "a@example.org" not in found
    assert "No mail like that" in Client().get(reverse("mailbox"), {"q": "three"}).content.decode()


def test_without_mails_it_says_so(demo):
    assert "No mail yet" in Client().get(reverse("mailbox")).content.decode()


ROUTES = ("mailbox", "mailbox_message", "mailbox_frame", "mailbox_source", "mailbox_calendar")


def answers(name, **client):
    return {route: Client(**client).get(reverse(route, args=[] if route == "mailbox" else [name])).status_code for route in ROUTES}


def test_in_development_it_is_there_whatever_the_database_holds(db, settings):
    settings.MODE = "development"
    name = lay(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert set(answers(name).values()) == {200}
    assert set(answers(name, REMOTE_ADDR="192.0.2.7").values()) == {404}
    assert Client().get(reverse("demo")).status_code == 404  # to walk in as somebody takes a demo


@pytest.mark.parametrize("refused", ["real database", "production", "from outside", "through a proxy"])
def test_it_does_not_exist_elsewhere(db, settings, refused):
    name = lay()
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": refused != "real database"})
    if refused == "production":
        settings.MODE = "production"
    comes = {"from outside": {"REMOTE_ADDR": "192.0.2.7"}, "through a proxy": {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}}
    assert set(answers(name, **comes.get(refused, {})).values()) == {404}
