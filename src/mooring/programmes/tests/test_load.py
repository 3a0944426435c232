"""The ledger of what people carry, and who obeys it."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.test import Client
from django.urls import reverse

from mooring.boundaries import actions, load
from mooring.meetings import actions as meetings
from mooring.meetings.models import Attendance, Meeting
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import actions as programmes
from mooring.programmes.models import Repair, RepairSeat
from mooring.programmes.tests.builders import MONDAY, enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.story import make_people
from mooring.programmes.traits import room
from mooring.testing import make_member

THIS_WEEK = MONDAY - dt.timedelta(days=7)
FRIDAY = MONDAY + dt.timedelta(days=4)


def meet(*people: Member, first: dt.date, last: dt.date, agree: bool = True) -> Meeting:
    """A meeting of people on some dates."""
    made = meetings.offer(organisation=people[0].organisation, members=people, purpose="test", minutes=30, from_date=first, to_date=last)
    if agree:
        assert meetings.choose(meeting=made, offered=made.offered_times.all()[0], member=people[0])
    return Meeting.objects.get(pk=made.pk)


def test_a_capped_week_is_offered_to_nobody_and_the_week_after_is(clock: time_machine.Traveller) -> None:
    one, other, third = make_people(3)
    actions.cap_weeks(account=one.account, most=1)
    meet(one, other, first=MONDAY, last=FRIDAY)
    later = meet(one, third, first=MONDAY, last=FRIDAY + dt.timedelta(days=7), agree=False)
    assert min(time.begins_at.date() for time in later.offered_times.all()) > FRIDAY
    assert meet(other, third, first=MONDAY, last=FRIDAY).begins_at
    meetings.cancel(meeting=later)
    assert not meet(one, third, first=MONDAY, last=FRIDAY, agree=False).offered_times.exists()


def test_a_time_in_a_week_that_has_filled_since_is_chosen_by_its_owner_alone(clock: time_machine.Traveller) -> None:
    one, other, third = make_people(3)
    first, second = (meet(one, whom, first=MONDAY, last=FRIDAY, agree=False) for whom in (other, third))
    actions.cap_weeks(account=one.account, most=1)
    assert meetings.choose(meeting=first, offered=first.offered_times.all()[0], member=other) is False  # the second's times fill it
    meetings.cancel(meeting=second)
    assert meetings.choose(meeting=first, offered=first.offered_times.all()[0], member=other)


def test_a_round_leaves_room_in_capped_weeks_and_its_own_matches_do_not_count_against_it(clock: time_machine.Traveller) -> None:
    one, other, third, fourth = make_people(4)
    programme = make_programme(one.organisation)
    enrolled(programme, one, other, third, fourth)
    round = make_round(
        programme, published_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), introduce_at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    )
    for person in (one, third):
        actions.cap_weeks(account=person.account, most=1)
    make_match(round, third, fourth, introduced=False)
    assert room(round, [one, other, third]) == [1, 1, 1]
    elsewhere = make_round(make_programme(one.organisation, name="Lunch"))
    assert room(elsewhere, [third]) == [1]  # the second week of its first chat is free
    ahead = FRIDAY + dt.timedelta(days=7)
    for day in (MONDAY, MONDAY + dt.timedelta(days=7)):
        meet(one, other, first=day, last=min(day + dt.timedelta(days=4), ahead))
    assert room(round, [one, other, third]) == [0, 1, 1]
    actions.cap_weeks(account=one.account, most=None)
    assert room(round, [one]) == [1]


def test_whoever_is_full_has_no_times_until_then_and_no_round_meanwhile(clock: time_machine.Traveller, enter) -> None:
    one, other = make_people(2)
    actions.be_full(account=one.account, until=MONDAY + dt.timedelta(days=1))
    found = meet(one, other, first=MONDAY, last=FRIDAY, agree=False)
    assert min(time.begins_at.date() for time in found.offered_times.all()) == MONDAY + dt.timedelta(days=2)
    programme = make_programme(one.organisation)
    enrolled(programme, one, other)
    make_round(programme, state="asking")
    pages = {}
    for person in (one, other):
        address = reverse("programme", args=[person.organisation.slug, programme.public_id])
        pages[person] = enter(person).get(address).content.decode()
    assert ["You are full until" in pages[person] for person in (one, other)] == [True, False]
    assert ["The round of" in pages[person] for person in (one, other)] == [False, True]
    everybody = Member.objects.joined()
    for date, here in ((MONDAY, {other}), (MONDAY + dt.timedelta(days=1), {other}), (MONDAY + dt.timedelta(days=2), {one, other})):
        assert set(load.not_full(everybody, date)) == here


def test_each_thing_is_counted_once_and_told_to_its_owner(clock: time_machine.Traveller, enter) -> None:
    one, other, third, fourth = make_people(4)
    programme = make_programme(one.organisation)
    round = make_round(programme, state="published", published_at=dt.datetime(2026, 11, 17, tzinfo=dt.UTC))
    make_match(round, one, other, introduced=False)
    offer = Repair.objects.create(organisation=one.organisation, round=round, expires_at=dt.datetime(2026, 11, 18, tzinfo=dt.UTC))
    RepairSeat.objects.create(repair=offer, member=one)
    held = meet(one, third, first=THIS_WEEK, last=THIS_WEEK + dt.timedelta(days=4))
    meet(one, fourth, first=MONDAY, last=FRIDAY, agree=False)
    (_, now), (_, following) = load.filling(one.account, "Europe/Lisbon")
    assert [thing.thing.partition(":")[0] for thing in now] == ["match", "meeting", "repair"]
    assert [thing.thing.partition(":")[0] for thing in following] == ["meeting"]
    client: Client = enter(one)
    page = client.post(reverse("hours_cap"), {"week_cap": "4"}, follow=True).content.decode()
    for words in ("3 of 4", "1 of 4", "An introduction is on its way.", "Somebody else to meet is offered to you.", "A meeting"):
        assert words in page
    assert "No week of yours is filled further" in page
    page = client.post(reverse("hours_cap"), {"week_cap": ""}, follow=True).content.decode()
    assert "Your weeks hold any number again." in page
    assert "3 of 4" not in page
    assert client.post(reverse("hours_full"), {"until": "2026-11-01"}).status_code == 422
    page = client.post(reverse("hours_full"), {"until": "2026-11-27"}, follow=True).content.decode()
    assert "I have room again" in page
    client.post(reverse("hours_room"))
    assert "I am full until then" in client.get(reverse("hours")).content.decode()
    meetings.close_over()
    clock.move_to(held.begins_at + dt.timedelta(hours=2))
    meetings.close_over()
    meetings.answer(meeting=held, member=one, met=Attendance.Met.NO)
    (_, now), _ = load.filling(one.account, "Europe/Lisbon")
    assert [thing for thing in now if thing.thing == f"meeting:{held.public_id}"] == []


def test_the_ledger_asks_the_same_however_many_there_are(clock: time_machine.Traveller, django_assert_num_queries) -> None:
    people = make_people(6)
    for one in people:
        actions.cap_weeks(account=one.account, most=2)
    for one, other in zip(people[::2], people[1::2], strict=True):
        meet(one, other, first=MONDAY, last=FRIDAY)
    with django_assert_num_queries(8):
        found = load.room_of(people, MONDAY, FRIDAY, "Europe/Lisbon")
    assert found == {one.pk: 1 for one in people}


def test_asks_count_and_whoever_wants_nothing_new_is_asked_when_there_is_room(clock: time_machine.Traveller) -> None:
    free, capped, full, third = make_people(4)
    programme, other = make_programme(free.organisation), make_programme(free.organisation, name="Lunch")
    actions.cap_weeks(account=capped.account, most=1)
    actions.be_full(account=full.account, until=MONDAY + dt.timedelta(days=1))
    organiser = make_member(free.organisation, is_organiser=True)
    programmes.invite_to_programme(programme=programme, members=[free, capped, full], actor=organiser)
    programmes.invite_to_programme(programme=other, members=[free, capped, full], actor=organiser)
    asked = {(one.thing, one.member_id): one.not_before for one in Notice.objects.filter(kind="programmes.offer")}
    assert asked[programme.public_id, free.pk] == asked[other.public_id, free.pk] == asked[programme.public_id, capped.pk]
    monday_after = dt.datetime.combine(THIS_WEEK + dt.timedelta(days=7), dt.time(), tzinfo=dt.UTC)
    assert asked[other.public_id, capped.pk] == monday_after, "the first one fills this week"
    assert asked[programme.public_id, full.pk].date() == MONDAY + dt.timedelta(days=2)
    begin, end = monday_after - dt.timedelta(days=7), monday_after
    mine = [one for one in load.carried([capped.account_id], begin, end) if one.account == capped.account_id]
    assert [one.words() for one in mine] == [f"You are asked whether you would like to join {programme.name}."]
    enrolled(programme, capped)
    assert not load.carried([capped.account_id], begin, end)
    assert not load.wants_from([free, third], "UTC")
