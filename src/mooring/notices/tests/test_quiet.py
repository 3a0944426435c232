"""Stopping a kind of mail: the mail program's own button, and the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mooring.core.links import Link, make
from mooring.notices import mails, queries
from mooring.notices.models import Switch


def address(cast, kind="meetings.reminder", purpose=mails.QUIET, days=9):
    return reverse("quiet_link", args=[make(Link(purpose, cast.owner.account.public_id, kind), days=days)])


def test_looking_changes_nothing_and_one_press_stops_it(cast):
    client, page = Client(enforce_csrf_checks=True), address(cast)
    assert "Stop these messages?" in client.get(page).content.decode()
    assert not Switch.objects.exists()
    assert client.post(page).status_code == 302
    assert "These messages have stopped" in client.get(page).content.decode()
    assert Switch.objects.get().account == cast.owner.account
    assert [one.on for one in queries.switchable_kinds(cast.owner.account) if one.name == "meetings.reminder"] == [False]


def test_the_page_speaks_the_language_of_the_mail(cast):
    cast.owner.account.language = "de"
    cast.owner.account.save()
    assert '<html lang="de"' in Client().get(address(cast), headers={"Accept-Language": "en"}).content.decode()


def test_the_mail_programs_own_button_needs_no_page(cast):
    answer = Client(enforce_csrf_checks=True).post(address(cast), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Switch.objects.count() == 1


@pytest.mark.parametrize("fault", ["kind", "purpose", "old", "altered"])
def test_a_link_does_its_one_thing_only(cast, fault):
    page = {
        "kind": lambda: address(cast, kind="meetings.cancelled_soon"),
        "purpose": lambda: address(cast, purpose="join"),
        "old": lambda: address(cast, days=-1),
        "altered": lambda: address(cast) + "x",
    }[fault]()
    assert Client().get(page).status_code == 404
    assert Client().post(page).status_code == 404
    assert not Switch.objects.exists()
