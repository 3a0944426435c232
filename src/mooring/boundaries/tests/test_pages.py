"""“My hours”: one's own word, the record's, and sentences that name the mistake."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mooring import testing
from mooring.boundaries import actions, queries
from mooring.boundaries.drawing import days
from mooring.boundaries.models import Leave, OwnTime, OwnWord, Travel, WorkSpan
from mooring.boundaries.people_days import week_in_words
from mooring.core.hours import Span
from mooring.core.time import today
from mooring.meetings import actions as meetings


def week(**times):
    """A form of a week: monday="9:00-12:00,13:00-17:00"."""
    data = {}
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    for name, said in times.items():
        for place, stretch in enumerate(said.split(",")):
            begins, _, ends = stretch.partition("-")
            data |= {f"begins_{names.index(name)}_{place}": begins, f"ends_{names.index(name)}_{place}": ends}
    return data


def test_nobody_sees_it_without_signing_in(db):
    for name in ("hours", "hours_week"):
        assert Client().get(reverse(name)).status_code == 302


def test_somebody_elses_days_off_cannot_be_removed_nor_the_records(cast, enter):
    actions.add_leave(account=cast.owner.account, first=dt.date(2026, 12, 24), last=dt.date(2026, 12, 24))
    actions.add_leave(member=cast.match, first=dt.date(2026, 12, 24), last=dt.date(2026, 12, 24))
    for leave in Leave.objects.all():
        assert enter(cast.match).post(reverse("hours_leave_remove", args=[leave.public_id])).status_code == 404
    assert Leave.objects.count() == 2


def test_a_week_with_split_days_part_time_and_nights_is_saved(cast, enter):
    client = enter(cast.owner)
    data = week(monday="09:00-12:30,13:30-17:30", wednesday="08:00-12:00", friday="22:00-06:00")
    assert client.post(reverse("hours_week"), data).status_code == 302
    assert queries.week_of(cast.owner) == [Span(0, 540, 750), Span(0, 810, 1050), Span(2, 480, 720), Span(4, 1320, 1800)]
    page = client.get(reverse("hours")).content.decode()
    assert "<span>9:00–12:30</span> <span>13:30–17:30</span>" in page
    assert "22:00–6:00" in page
    assert "This is your own word." in page
    assert 'class="band band-work at-88 for-8"' in page
    assert 'class="band band-work at-0 for-24"' in page
    assert 'value="22:00"' in client.get(reverse("hours_week")).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (week(tuesday="09:00-13:00,12:30-17:00"), "Tuesday&#x27;s second stretch begins before the first one ends."),
        (week(tuesday="09:00-10:00,11:00-12:00,11:30-13:00"), "Tuesday&#x27;s third stretch begins before the second one ends."),
        (week(monday="09:00-"), "Monday&#x27;s first stretch has no end."),
        (week(sunday="09:00-12:00,-17:00"), "Sunday&#x27;s second stretch has no beginning."),
        (week(friday="09:00-09:10"), "Friday&#x27;s first stretch is shorter than a quarter of an hour."),
        (week(friday="22:00-06:00,07:00-08:00"), "Friday goes on after a stretch that ends the next day: a night comes last."),
        (week(sunday="22:00-06:00", monday="05:00-12:00"), "Sunday’s night ends after Monday’s first stretch begins."),
        (week(monday="nine-12:00"), "Monday holds a time that cannot be read: write it like 9:00."),
        ({}, "A week needs at least one stretch."),
    ],
)
def test_each_mistake_is_named_exactly_and_nothing_is_saved(cast, enter, data, sentence):
    answer = enter(cast.owner).post(reverse("hours_week"), {"x": "1"} | data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not WorkSpan.objects.exists()


def test_a_whole_day_and_a_day_of_work_around_the_clock_can_be_said(cast, enter):
    enter(cast.owner).post(reverse("hours_week"), week(monday="00:00-00:00", tuesday="06:00-06:00"))
    assert queries.week_of(cast.owner) == [Span(0, 0, 1440), Span(1, 360, 1800)]


def test_the_record_is_shown_and_one_press_goes_back_to_it(cast, enter):
    client = enter(cast.owner)
    testing.give_hours(cast.owner, begins="07:00", minutes=360)
    page = client.get(reverse("hours")).content.decode()
    assert f"This is what {cast.organisation.name} has on record." in page
    assert "7:00–13:00" in page
    actions.set_week(account=cast.owner.account, spans=[Span(2, 600, 720)])
    page = client.get(reverse("hours")).content.decode()
    assert "7:00–13:00" in page
    assert "10:00–12:00" in page
    client.post(reverse("hours_record"))
    assert queries.week_of(cast.owner)[0] == Span(0, 420, 780)


def test_an_account_of_no_organisation_has_usual_hours_until_it_says(db):
    account = testing.make_account()
    client = Client()
    client.force_login(account)
    assert "These are usual hours" in client.get(reverse("hours")).content.decode()
    client.post(reverse("hours_week"), week(saturday="10:00-12:00"))
    assert queries.hours_of_account(account).week == (Span(5, 600, 720),)


def test_the_zone_is_ones_own_or_the_records(cast, enter):
    client = enter(cast.owner)
    assert client.post(reverse("hours_zone"), {"zone": "Asia/Kathmandu"}).status_code == 302
    cast.owner.account.refresh_from_db()
    assert cast.owner.zone == "Asia/Kathmandu"
    assert client.post(reverse("hours_zone"), {"zone": "Moon/Base"}).status_code == 422
    client.post(reverse("hours_zone"), {"zone": ""})
    cast.owner.account.refresh_from_db()
    assert cast.owner.zone == "Europe/Lisbon"


def test_days_off_are_added_shown_and_removed(cast, enter):
    client = enter(cast.owner)
    client.post(reverse("hours_leave"), {"first": "2030-12-24", "last": "2031-01-02"})
    page = re.sub(r"</?time[^>]*>", "", client.get(reverse("hours")).content.decode())
    assert "24 December 2030 to 2 January 2031" in page
    client.post(reverse("hours_leave_remove", args=[Leave.objects.get().public_id]))
    assert "None are named." in client.get(reverse("hours")).content.decode()
    wrong = client.post(reverse("hours_leave"), {"first": "2030-12-24", "last": "2030-12-23"})
    assert (wrong.status_code, "The last day off comes before the first one." in wrong.content.decode()) == (422, True)


def test_the_part_of_a_night_after_midnight_is_drawn_on_its_own_day():
    drawn = days([Span(6, 1320, 1800)])
    assert [(band.at, band.length) for band in drawn[6].bands] == [(88, 8)]
    assert [(band.at, band.length) for band in drawn[0].bands] == [(0, 24)]
    assert drawn[0].spans == []


def test_the_page_takes_a_steady_number_of_queries(cast, enter):
    counts = []
    for number in (1, 10):
        for day in range(number):
            actions.add_leave(account=cast.owner.account, first=dt.date(2030, number, 1 + day), last=dt.date(2030, number, 1 + day))
        client = enter(cast.owner)
        client.get(reverse("hours"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("hours"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def times(kind, *, on=(), begins="09:00", ends="10:00", **more):
    """A form of a time of one's own."""
    data = {"weekdays": list(on), "begins": begins, "ends": ends, **more}
    return {f"{kind}-{name}": value for name, value in data.items()}


def test_times_of_ones_own_are_kept_drawn_and_given_back_together(cast, enter):
    client = enter(cast.owner)
    answer = client.post(reverse("hours_times", args=["focus"]), times("focus", on=[0, 1, 2]), follow=True)
    page = answer.content.decode()
    assert "Monday to Wednesday: 9:00–10:00" in page
    assert page.count("band band-focus at-36 for-4") == 3
    assert 'id="focus" open' in page
    client.post(reverse("hours_times", args=["personal"]), times("personal", date="2030-05-07"))
    assert "7 May 2030: 9:00–10:00" in client.get(reverse("hours")).content.decode()
    assert week_in_words(cast.owner) == ["Monday to Wednesday: 10:00 to 17:00", "Thursday and Friday: 9:00 to 17:00"]
    client.post(reverse("hours_times_remove", args=[OwnTime.objects.filter(kind="focus").first().public_id]))
    assert [one.kind for one in OwnTime.objects.all()] == ["personal"]
    theirs = reverse("hours_times_remove", args=[OwnTime.objects.get().public_id])
    assert enter(cast.match).post(theirs).status_code == 404


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("quiet", times("quiet"), "Choose at least one day."),
        ("personal", times("personal", on=[1], date="2030-05-07"), "Choose weekdays or one day, not both."),
        ("focus", times("focus", on=[1], ends="09:04"), "That is shorter than five minutes."),
    ],
)
def test_a_time_that_cannot_be_kept_is_named_where_it_stands(cast, enter, kind, data, sentence):
    answer = enter(cast.owner).post(reverse("hours_times", args=[kind]), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'id="{kind}" open' in answer.content.decode()
    assert not OwnTime.objects.exists()


@time_machine.travel("2026-11-25T12:00:00+00:00", tick=False)
def test_two_weeks_take_turns_until_all_are_alike_again(cast, enter):
    client = enter(cast.owner)
    assert client.post(reverse("hours_other"), week(tuesday="22:00-06:00") | {"monday": "2026-11-30"}).status_code == 302
    page = client.get(reverse("hours")).content.decode()
    assert "This one is this week’s; the one below comes next week." in page
    assert "22:00–6:00" in page
    hours = queries.hours_of([cast.owner])[cast.owner.pk]
    assert [hours.week_of(dt.date(2026, 11, day)) == hours.week for day in (16, 25, 30)] == [False, True, False]
    assert 'value="2026-11-30" selected' in client.get(reverse("hours_other")).content.decode()
    assert client.post(reverse("hours_other"), {"monday": "2026-11-24"}).status_code == 422
    assert client.post(reverse("hours_other"), {"monday": "2026-11-23"}).status_code == 302
    assert queries.hours_of([cast.owner])[cast.owner.pk].other_week == ()
    client.post(reverse("hours_alike"))
    assert "My other week" not in client.get(reverse("hours")).content.decode()


@time_machine.travel("2026-11-25T12:00:00+00:00", tick=False)
def test_days_elsewhere_move_the_clock_and_only_their_owner_takes_them_back(cast, enter):
    client = enter(cast.owner)
    days = {"first": "2026-11-25", "last": "2026-11-27", "zone": "Asia/Tokyo"}
    page = client.post(reverse("hours_travel"), days, follow=True).content.decode()
    assert "by the clock of Tokyo" in page
    twice = client.post(reverse("hours_travel"), days | {"zone": "Asia/Seoul"})
    assert (twice.status_code, "somewhere else already" in twice.content.decode()) == (422, True)
    assert client.post(reverse("hours_travel"), days | {"last": "2026-11-20"}).status_code == 422
    slug = cast.organisation.slug
    for address in (reverse("people", args=[slug]), reverse("person", args=[slug, cast.owner.public_id])):
        seen = re.sub(r"</?time[^>]*>", "", enter(cast.match).get(address).content.decode())
        assert "21:00</b>" in seen
        assert "Tokyo" in seen
    client = enter(cast.owner)
    travel = Travel.objects.get()
    assert enter(cast.match).post(reverse("hours_travel_remove", args=[travel.public_id])).status_code == 404
    client.post(reverse("hours_travel_remove", args=[travel.public_id]))
    assert not Travel.objects.exists()


@time_machine.travel("2026-12-28T12:00:00+00:00", tick=False)
def test_public_holidays_are_chosen_by_country_then_by_region(cast, enter):
    client = enter(cast.owner)
    assert "No public holiday counts as a day off." in client.get(reverse("hours")).content.decode()
    page = client.post(reverse("hours_holidays"), {"holidays": "DE"}, follow=True).content.decode()
    assert '<option value="DE-BY">Bayern</option>' in page
    assert "6 January 2027" not in re.sub(r"</?time[^>]*>", "", page)
    page = client.post(reverse("hours_holidays"), {"holidays": "DE-BY"}, follow=True).content.decode()
    assert "6 January 2027" in re.sub(r"</?time[^>]*>", "", page)
    assert client.post(reverse("hours_holidays"), {"holidays": "DE-XX"}).status_code == 422
    assert client.post(reverse("hours_meets"), {"meets": "online"}).status_code == 302
    assert OwnWord.objects.get().meets == "online"


def test_a_day_of_ones_own_and_here_after_all_are_a_press_each(cast, enter):
    client, day = enter(cast.owner), (today("UTC") + dt.timedelta(days=40)).isoformat()

    def page():
        return client.get(reverse("hours")).content.decode()

    assert client.post(reverse("hours_yearly"), {"date": "soon"}).status_code == 422
    client.post(reverse("hours_yearly"), {"date": day})
    assert ">my own<" in page()
    client.post(reverse("hours_holiday_here"), {"date": day})
    assert "(but you are here)" in page()
    client.post(reverse("hours_holiday_here"), {"date": day, "here": "no"})
    assert "(but you are here)" not in page()
    client.post(reverse("hours_yearly"), {"date": day, "off": "no"})
    assert ">my own<" not in page()
    assert client.post(reverse("hours_holiday_here"), {"date": "soon"}).status_code == 404


def test_whoever_travels_reads_times_by_the_clock_of_where_they_are(cast, enter):
    begins = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    with time_machine.travel(begins - dt.timedelta(days=1), tick=False):
        meeting = meetings.offer(
            organisation=cast.organisation,
            members=[cast.owner, cast.match],
            purpose="x",
            minutes=30,
            from_date=begins.date(),
            to_date=begins.date(),
        )
        meeting.offered_times.exclude(pk=meeting.offered_times.first().pk).delete()
        meeting.offered_times.update(begins_at=begins)
        address = reverse("meeting", args=[cast.organisation.slug, meeting.public_id])
        actions.add_travel(account=cast.owner.account, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 2), zone="Asia/Tokyo")
        assert "25 November, 10:00" in enter(cast.owner).get(address).content.decode()
        actions.add_travel(account=cast.owner.account, first=dt.date(2026, 11, 20), last=dt.date(2026, 11, 25), zone="Asia/Tokyo")
        there = enter(cast.owner).get(address).content.decode()
        assert "25 November, 19:00" in there
        assert f"10:00 for {cast.match.short_name}" in there
