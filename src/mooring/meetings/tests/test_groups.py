"""A group that shares no hour meets without as few as can be, and without others the next time."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import numpy as np
import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mooring.boundaries import times
from mooring.boundaries.times import Availability, Taken, group_times
from mooring.meetings import actions, feeds, links, queries
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.people.models import Account
from mooring.testing import give_hours

DAY = dt.timedelta(days=1)


@pytest.fixture
def group(cast, clock):
    """Four people of whom the team mate lives on the other side of the world."""
    Account.objects.filter(pk=cast.team_mate.account_id).update(timezone="Pacific/Auckland")
    cast.team_mate.account.refresh_from_db()
    for one in (cast.owner, cast.match, cast.team_mate):
        give_hours(one, begins="09:00", minutes=480)
    give_hours(cast.manager, begins="14:00", minutes=480)  # shares some of their hours with each of the others
    return [cast.owner, cast.match, cast.manager, cast.team_mate]


def without(meeting):
    return {one.member for one in meeting.attendances.select_related("member") if one.without}


def agreed(cast, group, day=dt.date(2026, 11, 23)):
    meeting = offered(cast, *group[2:], from_date=day, to_date=day + 4 * DAY)
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=next(iter(_suited(meeting))))
    return Meeting.objects.get(pk=meeting.pk)


def _suited(meeting):
    left = {one.member_id for one in meeting.offered_times.first().left_out.all()}
    return [one for one in queries.people_of(queries.as_it_is(meeting)) if one.pk not in left]


def test_the_fewest_are_left_out_and_told_kindly(cast, group, enter):
    meeting = agreed(cast, group)
    assert without(meeting) == {cast.team_mate}
    notices.send_due()
    (told,) = [one for one in mail.outbox if one.to == [cast.team_mate.account.email]] or [None]
    assert told is None, "it is night there: nothing comes"
    assert not queries.busy([cast.team_mate])
    assert queries.busy([cast.owner])
    page = enter(cast.owner).get(f"/o/{cast.organisation.slug}/meetings/{meeting.public_id}").content.decode()
    assert "not at this time" in page
    assert (
        "the others meet without you"
        in enter(cast.team_mate).get(f"/o/{cast.organisation.slug}/meetings/{meeting.public_id}").content.decode()
    )
    assert not list(feeds.held_meetings(cast.team_mate.account, meeting.begins_at - DAY, meeting.begins_at + DAY))


def test_who_is_left_out_may_come_after_all_by_one_press(cast, group, clock):
    meeting = agreed(cast, group)
    clock.shift(dt.timedelta(hours=12))
    notices.send_due()
    told = [one.subject for one in mail.outbox if one.to == [cast.team_mate.account.email]]
    assert any(one.startswith("The others meet on") for one in told)
    mail.outbox.clear()
    address = links.come(meeting, cast.team_mate).removeprefix("http://localhost:8000")
    knock = Client(enforce_csrf_checks=True)
    assert "Be there after all?" in knock.get(address).content.decode()
    assert without(meeting), "looking decides nothing"
    knock.post(address)
    knock.post(address)
    assert not without(meeting)
    notices.send_due()
    assert len([one for one in mail.outbox if one.to == [cast.team_mate.account.email]]) == 1
    assert Meeting.objects.get().sequence == meeting.sequence


def test_who_is_left_out_is_asked_nothing_afterwards_and_was_not_met(cast, group, clock):
    meeting = agreed(cast, group)
    clock.move_to(meeting.begins_at + dt.timedelta(hours=1))
    actions.close_over()
    asked = {one.member_id for one in notices.Notice.objects.filter(kind="meetings.did_you_meet")}
    assert asked == {one.pk for one in group[:3]}


def test_being_left_out_goes_round(cast, group, clock):
    """Leaving out the one far away is cheapest at first; the longer it was always them, the more often others step back."""
    times_out = dict.fromkeys(group, 0)
    for week in range(6):
        day = dt.date(2026, 11, 23) + dt.timedelta(weeks=week)
        clock.move_to(dt.datetime(day.year, day.month, day.day, 7, tzinfo=dt.UTC))
        actions.close_over()
        for one in without(agreed(cast, group, day)):
            times_out[one] += 1
    assert times_out[cast.team_mate] < 6
    assert sum(times_out[one] for one in group[:3]) > 0
    assert max(times_out.values()) - min(times_out.values()) <= 4


def test_two_who_share_no_hour_are_never_met_without_one_of_them(cast, clock):
    give_hours(cast.owner, begins="06:00", minutes=120)
    give_hours(cast.match, begins="18:00", minutes=120)
    assert not offered(cast).offered_times.exists()


def test_whoever_chooses_is_there_and_giving_the_time_back_counts_everyone_again(cast, group):
    meeting = offered(cast, *group[2:])
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.team_mate)
    assert not without(meeting)
    other = agreed(cast, group)
    actions.cannot_make_it(meeting=other, member=cast.owner)
    assert not Attendance.objects.filter(meeting=other, without=True).exists()


class _Person:
    def __init__(self, pk):
        self.pk, self.organisation = pk, type("Here", (), {"timezone": "UTC"})


SLOTS = 96
masks = st.integers(2, 4).flatmap(
    lambda people: st.tuples(
        st.lists(st.lists(st.integers(0, 11), max_size=8, unique=True), min_size=people, max_size=people),
        st.lists(st.integers(0, 3), min_size=people, max_size=people),
    )
)


@given(masks)
def test_nobody_finds_a_cheaper_choice_by_trying_all(given):
    free, before = given
    slots = np.zeros((len(free), SLOTS), dtype=bool)
    for row, mine in zip(slots, free, strict=True):
        row[mine] = True
    begins = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    people = [_Person(pk) for pk in range(len(free))]
    taken = {one.pk: Taken(without_before=count) for one, count in zip(people, before, strict=True)}
    kept = times.availability
    times.availability = lambda *_: Availability(begins, slots, np.zeros_like(slots))
    try:
        found = group_times(people, begins.date(), begins.date(), 15, taken, at_most=1)
    finally:
        times.availability = kept
    least = max(2, -(-len(people) // 2))
    choices = [
        (sum(1 + before[one] - min(before) for one in range(len(people)) if one not in there), slot, there)
        for size in range(least, len(people) + 1)
        for there in combinations(range(len(people)), size)
        for slot in range(SLOTS)
        if all(slots[one, slot] for one in there)
    ]
    if not choices:
        assert not found
        return
    ((at, left),) = found
    slot = (at - begins) // dt.timedelta(minutes=15)
    assert left == {one for one in range(len(people)) if not slots[one, slot]}
    assert sum(1 + before[one] - min(before) for one in left) == min(choices)[0]
