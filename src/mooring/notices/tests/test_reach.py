"""Where and when messages come: said on a page, obeyed by the outbox."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from mooring import testing
from mooring.notices import actions, inbox
from mooring.notices.models import DailyTime, Topic, Wish
from mooring.notices.tests.test_outbox import MONDAY_NOON, kinds, put  # noqa: F401  the kinds of that file
from mooring.notices.wishes import wishes_of

SAID = {
    "when_introductions": "daily",
    "when_reminders": "comes",
    "when_social": "daily",
    "when_personal": "comes",
    "by_reminders_mail": "on",
    "by_urgent_mail": "on",
    "at": "14:30",
}


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def test_what_is_said_is_kept_and_shown(cast, enter):
    client = enter(cast.owner)
    assert client.post(reverse("reach"), SAID).status_code == 302
    said = wishes_of([cast.owner.account])[cast.owner.account.pk]
    assert said.daily == {Topic.INTRODUCTIONS, Topic.SOCIAL}
    assert said.daily_at == dt.time(14, 30)
    assert not said.through(Topic.INTRODUCTIONS, "mail")
    assert said.through(Topic.REMINDERS, "mail")
    assert said.through(Topic.PERSONAL, "mail")  # there was no box to leave empty
    page = client.get(reverse("reach")).content.decode()
    assert 'value="14:30"' in page
    client.post(reverse("reach"), SAID | {"at": ""})
    assert not DailyTime.objects.exists()
    assert Wish.objects.filter(account=cast.match.account).count() == 0


def test_what_is_not_a_time_or_not_a_choice_is_refused(cast, enter):
    client = enter(cast.owner)
    assert "Write a time like 9:30." in client.post(reverse("reach"), SAID | {"at": "noon"}).content.decode()
    assert client.post(reverse("reach"), SAID | {"when_social": "never"}).status_code == 422
    assert not Wish.objects.exists()


def test_a_channel_left_out_is_left_out_and_the_inbox_never_is(cast, clock, mailoutbox):
    Wish.objects.create(account=cast.owner.account, topic=Topic.INTRODUCTIONS, daily=False, without=["mail", "inbox"])
    put(cast.owner)
    assert actions.send_due() == 1
    assert not mailoutbox
    assert inbox.unread(cast.owner.account) == 1


def test_a_box_that_cannot_be_used_says_so_and_how_to_change_that(cast, enter):
    page = enter(cast.owner).get(reverse("reach")).content.decode()
    assert page.count("not set up") >= 1
    assert "See your addresses" in page
    EmailAddress.objects.create(user=cast.owner.account, email="amara@home.example", verified=True)
    assert 'name="by_personal_mail"' in enter(cast.owner).get(reverse("reach")).content.decode()


def test_whoever_is_in_no_organisation_is_asked_about_their_own_matters_alone(db, enter):
    account = testing.make_account("Ann Lee")
    from django.test import Client

    client = Client()
    client.force_login(account)
    page = client.get(reverse("reach")).content.decode()
    assert "when_personal" in page
    assert "when_introductions" not in page
