"""A new member's first visit: three steps, each of which can be skipped, and one question asked once."""

from __future__ import annotations

import pytest

from mooring.boundaries.queries import week_of
from mooring.people.models import MemberTopic


@pytest.fixture
def client(cast, enter):
    return enter(cast.owner)


@pytest.fixture
def base(cast) -> str:
    return f"/o/{cast.organisation.slug}/welcome"


def again(member):
    return type(member).objects.select_related("account", "organisation").get(pk=member.pk)


def test_another_organisations_member_is_not_led_through_ours(cast, enter, base):
    assert enter(cast.stranger).get(f"{base}/1").status_code == 404


def test_all_three_can_be_skipped_and_change_nothing(cast, client, base):
    before = week_of(cast.owner)
    for number in (1, 2):
        assert client.post(f"{base}/{number}", {"skip": "1"}).headers["Location"] == f"{base}/{number + 1}"
    assert client.post(f"{base}/3", {"skip": "1"}).headers["Location"] == f"{base}/yours"
    owner = again(cast.owner)
    assert owner.account.onboarding_step == 3
    assert week_of(owner) == before
    assert client.get("/").headers["Location"] == f"/o/{cast.organisation.slug}/"


def test_each_step_keeps_what_is_said(cast, client, base):
    client.post(f"{base}/1", {"call_me": "Amara", "pronouns": "she"})
    client.post(f"{base}/2", {"zone": "Asia/Tokyo", "days": ["0", "2"], "begins": "22:00", "ends": "06:00"})
    client.post(f"{base}/3", {"help": "SQL, sourdough", "learn": "Rust"})
    owner = again(cast.owner)
    assert (owner.short_name, owner.zone) == ("Amara", "Asia/Tokyo")
    assert [(span.weekday, span.start, span.end) for span in week_of(owner)] == [(0, 1320, 1800), (2, 1320, 1800)]
    assert sorted(MemberTopic.objects.filter(member=owner).values_list("kind", "topic__label")) == [
        ("help", "SQL"),
        ("help", "sourdough"),
        ("learn", "Rust"),
    ]


def test_keeping_the_hours_as_they_are_makes_no_week_of_ones_own(cast, client, base):
    client.post(f"{base}/2", {"zone": "Europe/Lisbon", "days": list("01234"), "begins": "09:00", "ends": "17:00"})
    assert not again(cast.owner).account.work_spans.exists()


def test_leaving_in_the_middle_goes_on_there(cast, client, base):
    client.post(f"{base}/1", {"skip": "1"})
    assert client.get("/").headers["Location"] == f"{base}/"
    assert client.get(f"{base}/").headers["Location"] == f"{base}/2"


def test_the_question_for_a_private_address_comes_once(cast, client, base):
    assert client.post(f"{base}/3", {"skip": "1"}).headers["Location"] == f"{base}/yours"
    assert "So that this stays yours" in client.get(f"{base}/yours").content.decode()
    assert client.post(f"{base}/3", {"skip": "1"}).headers["Location"] == f"/o/{cast.organisation.slug}/"
