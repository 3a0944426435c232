"""“I am here after all”: one's own word over days off that somebody else recorded."""

from __future__ import annotations

import datetime as dt
import re

from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mooring.audit.models import Entry
from mooring.boundaries import actions, queries, times
from mooring.boundaries.hours import still_away
from mooring.boundaries.import_fields import write_days_off
from mooring.boundaries.models import HereAfterAll, Leave
from mooring.core.hours import Leave as Days
from mooring.testing import make_member, make_organisation, reaches

FIRST, LAST = dt.date(2030, 12, 23), dt.date(2031, 1, 3)
MONDAY = dt.datetime(2030, 12, 23, 10, tzinfo=dt.UTC)


def pressed(client, what, leave):
    return client.post(reverse(f"hours_leave_{what}", args=[leave.public_id]))


def shown(client):
    return re.sub(r"</?time[^>]*>", "", client.get(reverse("hours")).content.decode())


def test_nobody_else_overrules_and_ones_own_days_off_are_taken_back_instead(cast, enter):
    recorded = actions.add_leave(member=cast.owner, first=FIRST, last=LAST)
    own = actions.add_leave(account=cast.owner.account, first=FIRST, last=LAST)
    for role in (cast.match, cast.manager, cast.organiser, cast.admin, cast.stranger):
        assert pressed(enter(role), "here", recorded).status_code == 404
    assert pressed(enter(cast.owner), "here", own).status_code == 404
    assert not HereAfterAll.objects.exists()


def test_one_press_makes_recorded_days_off_count_no_more_and_another_makes_them_count(cast, enter):
    recorded = actions.add_leave(member=cast.owner, first=FIRST, last=LAST)
    client = enter(cast.owner)
    assert "I am here after all" in shown(client)
    assert not reaches(cast.owner, MONDAY)
    assert times.common_times([cast.owner, cast.match], FIRST, FIRST, 30) == []
    assert pressed(client, "here", recorded).status_code == 302
    assert "but you are here" in shown(client)
    assert reaches(cast.owner, MONDAY)
    assert times.common_times([cast.owner, cast.match], FIRST, FIRST, 30)
    pressed(client, "here", recorded)
    assert HereAfterAll.objects.count() == 1
    pressed(client, "away", recorded)
    assert not reaches(cast.owner, MONDAY)
    verbs = Entry.objects.filter(subject_account=cast.owner.account).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["boundaries.here_after_all", "boundaries.away_after_all"]


def test_the_record_stays_as_it_is_and_writing_it_anew_changes_nothing(cast):
    recorded = actions.add_leave(member=cast.owner, first=FIRST, last=LAST)
    actions.be_here_after_all(leave=recorded)
    for _again in range(2):
        write_days_off([(cast.owner, [f"{FIRST}..{LAST}"])])
        assert reaches(cast.owner, MONDAY)
    assert Leave.objects.filter(member=cast.owner).count() == 1


def test_days_that_are_recorded_later_count_until_one_says_so_again(cast, enter):
    actions.be_here_after_all(leave=actions.add_leave(member=cast.owner, first=FIRST, last=LAST))
    write_days_off([(cast.owner, [f"{FIRST}..{LAST + dt.timedelta(days=7)}"])])
    assert reaches(cast.owner, MONDAY)
    assert not reaches(cast.owner, MONDAY + dt.timedelta(days=14))
    client = enter(cast.owner)
    assert "I am here after all" in shown(client)
    pressed(client, "here", Leave.objects.get())
    assert reaches(cast.owner, MONDAY + dt.timedelta(days=14))
    pressed(client, "away", Leave.objects.get())
    assert not HereAfterAll.objects.exists()


def test_ones_own_days_off_count_whatever_one_said_of_the_record(cast):
    actions.be_here_after_all(leave=actions.add_leave(member=cast.owner, first=FIRST, last=LAST))
    actions.add_leave(account=cast.owner.account, first=FIRST, last=FIRST)
    assert not reaches(cast.owner, MONDAY)
    assert queries.leave_of(cast.owner) == [Days(FIRST, FIRST)]


def test_each_organisations_record_is_overruled_by_itself(cast, enter):
    elsewhere = make_member(make_organisation("Elsewhere"), account=cast.owner.account)
    here, there = (actions.add_leave(member=one, first=FIRST, last=LAST) for one in (cast.owner, elsewhere))
    client = enter(cast.owner)
    page = shown(client)
    assert f"on record at {cast.organisation.name}" in page
    assert "on record at Elsewhere" in page
    pressed(client, "here", there)
    assert reaches(elsewhere, MONDAY)
    assert not reaches(cast.owner, MONDAY)
    assert here.public_id in shown(client)


dates = st.integers(0, 30).map(lambda day: dt.date(2030, 12, 1) + dt.timedelta(days=day))
ranges = st.lists(st.tuples(dates, dates).map(lambda pair: Days(min(pair), max(pair))), max_size=4)


def days_in(leave):
    return {one.first + dt.timedelta(days=day) for one in leave for day in range((one.last - one.first).days + 1)}


@given(ranges, ranges)
def test_what_is_left_is_every_day_off_but_those_one_is_here(leave, here):
    assert days_in(still_away(leave, here)) == days_in(leave) - days_in(here)
