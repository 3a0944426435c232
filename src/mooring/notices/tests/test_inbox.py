"""The inbox: everyone's own, worded as things stand now, and read only by a press."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mooring.notices import actions, inbox
from mooring.notices.models import Notice, Switch
from mooring.notices.register import Letter
from mooring.notices.tests.test_outbox import MONDAY_NOON, Said, kinds, put  # noqa: F401  the kinds of that file


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def notice(cast, clock):
    made = put(cast.owner)
    actions.send_due()
    return made


def main(response):
    return response.content.decode().partition("<main")[2]


def test_what_waits_is_not_there_and_what_came_is_its_receivers_alone(cast, clock, enter):
    made = put(cast.owner, not_before=MONDAY_NOON + dt.timedelta(hours=1))
    actions.send_due()
    assert "Nothing here yet" in main(enter(cast.owner).get(reverse("inbox")))
    clock.shift(3600)
    actions.send_due()
    for somebody in (cast.match, cast.manager, cast.organiser, cast.admin, cast.stranger):
        client = enter(somebody)
        assert "Nothing here yet" in main(client.get(reverse("inbox")))
        assert client.get(reverse("inbox_message", args=[made.public_id])).status_code == 404
        assert client.post(reverse("inbox_read", args=[made.public_id])).status_code == 404
        assert client.post(reverse("inbox_switch", args=[made.public_id])).status_code == 404
    assert "One" in main(enter(cast.owner).get(reverse("inbox")))


def test_who_has_left_an_organisation_keeps_nothing_of_it_there(cast, notice):
    cast.owner.left_at = MONDAY_NOON
    cast.owner.save()
    assert not inbox.of(cast.owner.account).exists()


def test_the_list_names_kinds_only_and_the_bell_counts_what_is_new(cast, notice, enter):
    page = enter(cast.owner).get(reverse("inbox")).content.decode()
    assert "Inbox: 1 new" in page
    assert "abc" not in page.partition("<main")[2].replace(notice.public_id, "")


def test_looking_changes_nothing_and_one_press_marks_it_read(cast, notice, enter):
    client = enter(cast.owner)
    page = main(client.get(reverse("inbox_message", args=[notice.public_id])))
    assert "About abc" in page
    assert "https://example.org/x" in page
    assert inbox.unread(cast.owner.account) == 1
    client.post(reverse("inbox_read", args=[notice.public_id]))
    assert inbox.unread(cast.owner.account) == 0
    put(cast.owner, key="two")
    actions.send_due()
    assert client.post(reverse("inbox_read_all"), follow=True).status_code == 200
    assert inbox.unread(cast.owner.account) == 0


@pytest.mark.parametrize("fault", ["no longer true", "the thing is gone", "an unknown kind"])
def test_what_is_settled_says_so_and_nothing_else(cast, notice, enter, monkeypatch, fault):
    if fault == "no longer true":
        Said.true = False
    elif fault == "the thing is gone":
        monkeypatch.setattr(Said, "word", lambda self, notice: 1 / 0)
    else:
        Notice.objects.update(kind="t.forgotten")
    page = main(enter(cast.owner).get(reverse("inbox_message", args=[notice.public_id])))
    assert "This is settled" in page
    assert "About abc" not in page


def test_it_says_why_it_came_and_stops_its_kind_and_lets_it_come_again(cast, notice, enter):
    client, page = enter(cast.owner), reverse("inbox_message", args=[notice.public_id])
    assert "You hold it." in main(client.get(page))
    client.post(reverse("inbox_switch", args=[notice.public_id]))
    assert Switch.objects.get().kind == "t.held"
    assert "Let them come again" in main(client.get(page))
    client.post(reverse("inbox_switch", args=[notice.public_id]), {"on": "yes"})
    assert not Switch.objects.exists()
    put(cast.owner, "t.soon", key="soon")
    actions.send_due()
    soon = Notice.objects.get(key="soon").public_id
    assert "cannot be stopped" in main(client.get(reverse("inbox_message", args=[soon])))
    assert client.post(reverse("inbox_switch", args=[soon])).status_code == 404


def test_what_is_private_is_there_in_full_and_goes_nowhere_else(cast, clock, enter, mailoutbox):
    made = actions.put("t.mine", account=cast.owner.account, thing="abc", key="p")
    assert actions.send_due() == 1
    assert not mailoutbox
    assert "About abc" in main(enter(cast.owner).get(reverse("inbox_message", args=[made.public_id])))


def test_the_list_asks_the_same_however_long_it_is(cast, notice, enter, django_assert_num_queries):
    client = enter(cast.owner)
    client.get(reverse("inbox"))
    with django_assert_num_queries(14):
        client.get(reverse("inbox"))
    for number in range(12):
        put(cast.owner, key=f"more {number}")
    actions.send_due()
    with django_assert_num_queries(14):
        client.get(reverse("inbox"))


def test_pages_follow_each_other_and_days_stand_apart(cast, notice, enter, clock):
    for number in range(40):
        Notice.objects.create(
            member=cast.owner, organisation=cast.organisation, kind="t.held", urgency="held", scope="organisation", thing="x",
            key=f"old {number}", not_before=MONDAY_NOON, expires_at=MONDAY_NOON, shown_at=MONDAY_NOON - dt.timedelta(hours=number),
        )  # fmt: skip
    client = enter(cast.owner)
    first, second = main(client.get(reverse("inbox"))), main(client.get(reverse("inbox") + "?page=2"))
    assert (first.count("/inbox/"), second.count("/inbox/")) == (31, 12)  # and the press for all of them
    assert "Monday 23 November" in first
    assert "Sunday 22 November" in second


def test_a_letter_is_worded_on_the_clock_of_whoever_reads(cast, notice, enter, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(Said, "word", lambda self, notice: Letter(str(timezone.get_current_timezone())))
    cast.owner.account.timezone = "Asia/Kathmandu"
    cast.owner.account.save()
    assert "Asia/Kathmandu" in main(enter(cast.owner).get(reverse("inbox_message", args=[notice.public_id])))
