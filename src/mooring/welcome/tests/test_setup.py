"""The first run: a link that works once, and makes one organisation however many press."""

from __future__ import annotations

import datetime as dt
import io
import threading

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from mooring.core.time import now
from mooring.notices.models import MailServer
from mooring.people.models import Account, HelpContact, Installation, Member, Organisation
from mooring.testing import make_organisation
from mooring.welcome import actions
from mooring.welcome.errors import SetUpOver

FORM = {
    "organisation": "Larkfield",
    "slug": "",
    "zone": "Europe/Lisbon",
    "language": "en",
    "name": "Siobhán Daly",
    "address": "Siobhan@Larkfield.example",
    "password": "a long pass phrase",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def link(db) -> str:
    address = actions.new_setup_link()
    assert address
    return "/setup/" + address.split("/setup/")[1]


def command() -> str:
    out = io.StringIO()
    call_command("first_run", stdout=out)
    return out.getvalue()


def test_the_command_prints_a_link_and_nothing_once_somebody_lives_here(db, link):
    assert "/setup/" in command()
    make_organisation()
    assert command() == ""


def test_no_other_link_opens_the_setting_up(client, link):
    for token in ("x", "x" * 80):
        assert client.get(f"/setup/{token}/").status_code == 404
        assert client.post(f"/setup/{token}/organisation", FORM).status_code == 404
    assert not Organisation.objects.exists()


def test_a_newer_link_ends_the_older_one_and_time_ends_both(client, link):
    newer = actions.new_setup_link()
    assert client.get(link).status_code == 404
    newer = "/setup/" + newer.split("/setup/")[1]
    assert client.get(newer).status_code == 200
    with time_machine.travel(now() + dt.timedelta(days=3)):
        assert client.get(newer).status_code == 404


def test_it_makes_the_organisation_and_its_first_admin_and_signs_them_in(client, link):
    answer = client.post(f"{link}organisation", FORM)
    organisation, member = Organisation.objects.get(), Member.objects.get()
    assert (organisation.name, organisation.slug, organisation.timezone) == ("Larkfield", "larkfield", "Europe/Lisbon")
    assert (member.is_admin, member.is_organiser, member.shown_name) == (True, True, "Siobhán Daly")
    assert client.session["_auth_user_id"] == str(member.account_id)
    assert answer.headers["Location"].startswith("/o/larkfield/setup/")
    assert Installation.objects.get().use == "organisation"
    assert member.account.check_password("a long pass phrase")


def test_the_link_works_once(client, link):
    client.post(f"{link}organisation", FORM)
    assert client.get(link).status_code == 404
    assert Client().post(f"{link}organisation", {**FORM, "organisation": "Second"}).status_code == 404
    assert Client().post(f"{link}alone", FORM).status_code == 404
    assert Organisation.objects.count() == 1


def test_a_wrong_form_uses_nothing_up(client, link):
    answer = client.post(f"{link}organisation", {**FORM, "address": "nonsense", "password": "short"})
    assert answer.status_code == 200
    assert not Organisation.objects.exists()
    assert client.get(link).status_code == 200


def test_just_for_me_makes_an_account_and_no_organisation(client, link):
    answer = client.post(f"{link}alone", FORM, follow=True)
    assert "It is yours alone." in answer.content.decode()
    assert (Account.objects.count(), Organisation.objects.count()) == (1, 0)
    assert Installation.objects.get().use == "personal"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_makes_the_organisation():
    token = actions.new_setup_link().split("/setup/")[1].strip("/")
    made, refused = [], []

    def press(number):
        try:
            made.append(
                actions.set_up_organisation(
                    token=token,
                    organisation=f"Firm {number}",
                    slug="",
                    zone="UTC",
                    language="en",
                    name="A",
                    address=f"a{number}@example.org",
                )
            )
        except SetUpOver:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 3)
    assert Organisation.objects.count() == Account.objects.count() == 1


def test_the_rest_can_be_skipped_or_filled_in(client, link):
    client.post(f"{link}organisation", FORM)
    for step in ("video", "contacts", "way-back"):
        assert client.get(f"/o/larkfield/setup/{step}").status_code == 200
    client.post("/o/larkfield/setup/video", {"video": "jitsi", "video_address": "https://meet.example.org"})
    client.post("/o/larkfield/setup/contacts", {"name": "Ombudsperson", "how": "care@larkfield.example"})
    assert Organisation.objects.get().video == "jitsi"
    assert HelpContact.objects.get().name == "Ombudsperson"
    answer = client.post("/o/larkfield/setup/video", {"video": "template", "video_address": "https://v.example.org/"})
    assert "Put {room} where" in answer.content.decode()
    bbb = {"video": "bbb", "video_address": "https://bbb.example.org/bigbluebutton/"}
    assert "On a BigBlueButton server" in answer.content.decode()
    assert "needs its shared secret" in client.post("/o/larkfield/setup/video", bbb).content.decode()
    assert client.post("/o/larkfield/setup/video", {**bbb, "video_secret": "harbour-7"}).status_code == 302
    assert (Organisation.objects.get().video, Organisation.objects.get().video_secret) == ("bbb", "harbour-7")
    assert "harbour-7" not in client.get("/o/larkfield/setup/video").content.decode()


def test_guessing_is_slowed_down(client, db):
    with time_machine.travel(dt.datetime(2026, 11, 9, 9, 0, tzinfo=dt.UTC), tick=False):
        assert [client.get("/setup/x/").status_code for _ in range(61)][-1] == 429


MAIL = {"host": "mail.larkfield.example", "port": "587", "security": "starttls", "from_address": "mooring@larkfield.example"}


def test_a_mail_server_is_kept_after_a_test_mail_and_only_then(client, link):
    client.post(f"{link}organisation", FORM)
    address = "/o/larkfield/setup/mail"
    assert "on its way to you" in client.post(address, {**MAIL, "test": "1"}).content.decode()
    assert [message.to for message in mail.outbox] == [["siobhan@larkfield.example"]]
    assert not MailServer.objects.exists()
    assert client.post(address, {**MAIL, "keep": "1"}).headers["Location"] == "/o/larkfield/setup/video"
    assert MailServer.objects.get().host == "mail.larkfield.example"


def test_a_mail_server_that_refuses_is_said_in_one_sentence_and_not_kept(client, link, monkeypatch):
    def refuse(self, *given):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    client.post(f"{link}organisation", FORM)
    answer = client.post("/o/larkfield/setup/mail", {**MAIL, "keep": "1"})
    assert "Nothing answers on this port." in answer.content.decode()
    assert not MailServer.objects.exists()


def test_the_mail_server_is_found_again_in_the_settings(client, link):
    client.post(f"{link}organisation", FORM)
    assert "/o/larkfield/settings/mail" in client.get("/o/larkfield/settings/").content.decode()
    assert client.post("/o/larkfield/settings/mail", {**MAIL, "keep": "1"}).headers["Location"] == "/o/larkfield/settings/"
    assert MailServer.objects.get().host == "mail.larkfield.example"


def test_a_password_that_is_kept_is_never_shown_and_goes_to_no_other_server(client, link):
    client.post(f"{link}organisation", FORM)
    address, kept = "/o/larkfield/settings/mail", {**MAIL, "username": "mooring", "keep": "1"}
    client.post(address, {**kept, "password": "harbour-7"})
    assert "harbour-7" not in client.get(address).content.decode()
    client.post(address, {**kept, "port": "465"})
    assert (MailServer.objects.get().port, MailServer.objects.get().password) == (465, "harbour-7")
    client.post(address, {**kept, "host": "elsewhere.example"})
    assert (MailServer.objects.get().host, MailServer.objects.get().password) == ("elsewhere.example", "")


def test_a_link_that_is_over_says_so_and_leads_to_signing_in(client, link):
    client.post(f"{link}organisation", FORM)
    html = Client().get(link).content.decode()
    assert "This link is over" in html
    assert 'href="/sign/login/"' in html


def test_a_zone_is_chosen_and_never_taken_for_granted(client, link):
    assert client.post(f"{link}organisation", {**FORM, "zone": ""}).status_code == 200
    assert not Organisation.objects.exists()
