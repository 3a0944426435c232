"""Whoever travels reads by the clock of where they are: on pages behind mailed links, and in the days of “did you meet?”."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries.models import Travel
from mooring.meetings import actions, links, queries
from mooring.meetings.models import Attendance, Meeting
from mooring.notices import actions as notices
from mooring.notices.models import Notice
from mooring.testing import give_hours

TOKYO = "Asia/Tokyo"


def go(member, first, last, zone=TOKYO):
    Travel.objects.create(account=member.account, first=first, last=last, zone=zone)


@pytest.fixture
def in_tokyo(cast, meeting):
    """The owner, at home in Lisbon, is in Tokyo for that week and works until eight; the time offered is ten o'clock in Lisbon."""
    give_hours(cast.owner, minutes=660)
    go(cast.owner, dt.date(2026, 11, 22), dt.date(2026, 11, 29))
    meeting.offered_times.exclude(pk=meeting.offered_times.first().pk).delete()
    meeting.offered_times.update(begins_at=dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC))
    return meeting


def chosen(meeting, member):
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.get(), member=member)
    return Meeting.objects.get(pk=meeting.pk)


def text(answer):
    """What stands on a page for its reader, without what its tags carry."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.parametrize("page", [links.pick, links.cannot])
def test_a_page_behind_a_mailed_link_says_the_time_where_its_reader_is(cast, in_tokyo, page):
    if page is links.cannot:
        chosen(in_tokyo, cast.owner)
    there, home = (text(Client().get(page(in_tokyo, one))) for one in (cast.owner, cast.match))
    assert "19:00" in there
    assert "10:00" not in there
    assert "10:00" in home
    assert "19:00" not in home


def test_the_days_to_be_asked_again_on_are_those_of_where_one_is(cast, in_tokyo, enter, clock):
    meeting = chosen(in_tokyo, cast.owner)
    clock.move_to(dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC))  # in Tokyo it is the 26th
    actions.close_over()
    asked = enter(cast.owner).get(reverse("meeting", args=[cast.organisation.slug, meeting.public_id])).content.decode()
    assert 'min="2026-11-27"' in asked
    assert 'value="2026-12-03"' in asked
    Client().post(links.met(meeting, cast.owner, "later"), {"met": "later"})
    assert Attendance.objects.get(member=cast.owner).ask_on == dt.date(2026, 12, 3)
    # By then they are back, and the day begins at home.
    again = Notice.objects.filter(kind="meetings.did_you_meet", member=cast.owner, state=Notice.State.WAITING).latest("not_before")
    assert again.not_before == dt.datetime(2026, 12, 3, tzinfo=dt.UTC)


def test_somebody_still_away_is_asked_again_when_the_day_has_come_there(cast, in_tokyo, clock):
    go(cast.owner, dt.date(2026, 11, 30), dt.date(2026, 12, 20))
    meeting = chosen(in_tokyo, cast.owner)
    clock.move_to(dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC))
    actions.close_over()
    notices.send_due()
    actions.answer(meeting=meeting, member=cast.owner, met=Attendance.Met.LATER, ask_on=dt.date(2026, 12, 3))
    mail.outbox.clear()
    clock.move_to(dt.datetime(2026, 12, 3, 0, 30, tzinfo=dt.UTC))  # half past nine in Tokyo, and the night in Lisbon
    notices.send_due()
    assert [one.to for one in mail.outbox if one.subject == "Did you meet?"] == [[cast.owner.account.email]]


def test_the_day_somebody_was_met_is_that_of_where_one_was(cast, in_tokyo, clock):
    meeting = chosen(in_tokyo, cast.owner)
    late = dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC)  # in Tokyo it is the 26th
    Meeting.objects.filter(pk=meeting.pk).update(begins_at=late)
    clock.move_to(late + dt.timedelta(hours=1))
    actions.close_over()
    for member in (cast.owner, cast.match):
        assert actions.answer(meeting=meeting, member=member, met=Attendance.Met.YES)
    days = [queries.confirmed_with(one.account, late)[0].on.day for one in (cast.owner, cast.match)]
    assert days == [26, 25]
