"""Whose word counts, and in how many queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from mooring import testing
from mooring.boundaries import actions, queries, times
from mooring.boundaries.hours import Matter, Reach, can_meet, may_reach
from mooring.boundaries.models import OwnTime
from mooring.core.hours import Leave, Span
from mooring.core.time import today
from mooring.people.models import Member, Site

NINE = 9 * 60


def test_the_own_word_wins_over_the_record_and_the_record_over_the_usual_day(cast):
    person = cast.owner
    assert queries.week_of(person) == [Span(day, NINE, NINE + 480) for day in range(5)]
    actions.set_week(member=person, spans=[Span(0, 480, 720)])
    assert queries.week_of(person) == [Span(0, 480, 720)]
    actions.set_week(account=person.account, spans=[Span(2, 780, 900)])
    assert queries.week_of(person) == [Span(2, 780, 900)]
    actions.forget_week(account=person.account)
    assert queries.week_of(person) == [Span(0, 480, 720)]


def test_days_off_of_the_record_and_ones_own_both_count(cast):
    actions.add_leave(member=cast.owner, first=dt.date(2026, 12, 24), last=dt.date(2026, 12, 26))
    actions.add_leave(account=cast.owner.account, first=dt.date(2026, 11, 30), last=dt.date(2026, 11, 30))
    assert queries.leave_of(cast.owner) == [
        Leave(dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
        Leave(dt.date(2026, 12, 24), dt.date(2026, 12, 26)),
    ]
    monday = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
    hours = queries.hours_of([cast.owner])[cast.owner.pk]
    assert may_reach(hours, Matter.WORK, monday) == Reach(False, dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))


def test_hours_of_many_take_as_many_queries_as_of_one(cast, django_assert_num_queries):
    for number in range(5):
        testing.give_hours(testing.make_member(cast.organisation), begins=f"{7 + number:02}:00")
    members = list(Member.objects.select_related("organisation", "account", "site").filter(organisation=cast.organisation))
    with django_assert_num_queries(6):
        assert len(queries.hours_of(members)) == len(members)


def test_hours_of_many_accounts_are_those_of_each_in_as_many_queries(cast, django_assert_num_queries):
    accounts = [cast.owner.account, cast.stranger.account, testing.make_account(timezone="Asia/Tokyo"), testing.make_account()]
    testing.make_member(testing.make_organisation("Quay", zone="Asia/Kolkata"), account=cast.owner.account)  # the older membership counts
    actions.set_week(account=accounts[3], spans=[Span(0, 480, 720)])
    each = {one.pk: queries.hours_of_account(one) for one in accounts}
    assert {hours.zone for hours in each.values()} == {"Europe/Lisbon", "America/Montreal", "Asia/Tokyo", "UTC"}
    with django_assert_num_queries(12):
        assert queries.hours_of_accounts(accounts) == each


def test_public_holidays_are_the_organisations_the_sites_or_ones_own(cast):
    person, ascension = cast.owner, dt.date(2026, 5, 14)  # free in Germany, not in Portugal
    carnation, epiphany = dt.date(2026, 4, 25), dt.date(2026, 1, 6)  # free in Portugal; free in Bavaria and not in Berlin

    def free():
        hours = queries.hours_of([Member.objects.select_related("organisation", "account", "site").get(pk=person.pk)])[person.pk]
        assert queries.hours_of_account(person.account) == hours
        return [hours.is_away(date) for date in (carnation, ascension, epiphany)]

    assert free() == [False, False, False]
    cast.organisation.holidays = "PT"
    cast.organisation.save()
    assert free() == [True, False, False]
    person.site = Site.objects.create(organisation=cast.organisation, name="Berlin", holidays="DE-BE")
    person.save()
    assert free() == [False, True, False]
    actions.set_holidays(account=person.account, region="DE-BY")
    assert free() == [False, True, True]
    actions.set_holidays(account=person.account, region="none")
    assert free() == [False, False, False]
    with pytest.raises(ValidationError, match="DE-XX"):
        actions.set_holidays(account=person.account, region="DE-XX")


def test_turns_travel_and_own_times_count_for_reach_meetings_and_the_matcher(cast):
    account, monday = cast.owner.account, dt.date(2026, 11, 23)
    actions.set_week(account=account, spans=[Span(0, NINE, 720)])
    actions.take_turns(account=account, spans=[Span(1, NINE, 780), Span(2, NINE, 720)], monday=monday)
    actions.add_travel(account=account, first=dt.date(2026, 11, 25), last=dt.date(2026, 11, 25), zone="Asia/Kathmandu")
    actions.add_times(account=account, kind=OwnTime.Kind.FOCUS, start=NINE, end=600, weekdays=[1])
    actions.add_times(account=account, kind=OwnTime.Kind.PERSONAL, start=720, end=750, date=dt.date(2026, 11, 24))
    actions.add_times(account=account, kind=OwnTime.Kind.QUIET, start=600, end=660, weekdays=[1])
    actions.add_times(account=account, kind=OwnTime.Kind.PRIVATE, start=1080, end=1200, weekdays=[5])
    hours = queries.hours_of([cast.owner])[cast.owner.pk]
    begin, end = dt.datetime(2026, 11, 23, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, tzinfo=dt.UTC)

    def said(stretches):
        return [f"{first:%d %H:%M}-{last:%H:%M}" for first, last in stretches]

    assert said(hours.working(begin, end)) == ["24 09:00-13:00", "25 03:15-06:15", "30 09:00-12:00"]
    assert said(hours.meetable(begin, end)) == ["24 10:00-12:00", "24 12:30-13:00", "25 03:15-06:15", "30 09:00-12:00"]
    assert said(hours.reachable(begin, end)) == ["24 11:00-12:00", "24 12:30-13:00", "25 03:15-06:15", "30 09:00-12:00"]
    assert said(hours.reachable(begin, end, Matter.PRIVATE)) == ["28 18:00-20:00"]
    free = times.availability([cast.owner], dt.date(2026, 11, 24), 1, "UTC")
    assert list(free.slots[0].nonzero()[0]) == [*range(40, 48), 50, 51]
    actions.stop_turns(account=account)
    assert said(queries.hours_of([cast.owner])[cast.owner.pk].working(begin, end)) == ["23 09:00-12:00", "30 09:00-12:00"]


def test_availability_is_one_row_a_person_of_quarters_from_midnight_at_the_organisation(cast):
    far = testing.make_member(cast.organisation, timezone="Asia/Kathmandu")
    free = times.availability([cast.owner, far], dt.date(2026, 11, 23), 2, "Europe/Lisbon")
    assert free.begins == dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert free.slots.shape == free.edge.shape == (2, 192)
    assert [int(slot) for slot in free.slots[0].nonzero()[0][[0, 31, 32]]] == [36, 67, 132]
    assert int(free.slots[1].argmax()) == 13  # 3:15 in UTC is 9:00 in Kathmandu
    assert not (free.edge & ~free.slots).any()


def test_common_times_suit_everyone_lie_on_different_days_and_avoid_what_is_taken(cast):
    far = testing.make_member(cast.organisation, timezone="Asia/Kathmandu")
    monday, friday = dt.date(2026, 11, 23), dt.date(2026, 11, 27)
    found = times.common_times([cast.owner, far], monday, friday, 30)
    assert len(found) == 3
    assert len({one.date() for one in found}) == 3
    hours = list(queries.hours_of([cast.owner, far]).values())
    assert all(can_meet(hours, one, one + dt.timedelta(minutes=30), 30) for one in found)
    taken = [(one, one + dt.timedelta(minutes=30)) for one in found]
    others = times.common_times([cast.owner, far], monday, friday, 30, busy=taken)
    assert others
    assert not set(found) & set(others)
    later = times.common_times([cast.owner, far], monday, friday, 30, not_before=dt.datetime(2026, 11, 26, tzinfo=dt.UTC))
    assert later
    assert min(later) >= dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


def test_people_who_share_no_hour_have_no_common_time(cast):
    far = testing.make_member(cast.organisation, timezone="Pacific/Pago_Pago")
    assert times.common_times([cast.owner, far], dt.date(2026, 11, 23), dt.date(2026, 11, 27), 30) == []


@pytest.mark.parametrize("whose", ["both", "nobody"])
def test_hours_belong_to_an_account_or_to_a_member(cast, whose):
    owners = {"account": cast.owner.account, "member": cast.owner} if whose == "both" else {}
    with pytest.raises(ValueError, match="never to both"):
        actions.set_week(spans=[], **owners)


def test_a_day_of_ones_own_comes_each_year_and_on_one_holiday_one_may_work(cast):
    person = cast.owner
    cast.organisation.holidays = "PT"
    cast.organisation.save()

    def off(*days):
        return [queries.hours_of([person])[person.pk].is_away(day) for day in days]

    year = today("UTC").year
    mine, leap, christmas = dt.date(year, 6, 13), dt.date(2028, 2, 29), dt.date(year + 1, 12, 25)
    for day in (mine, leap):
        actions.keep_yearly(account=person.account, date=day, off=True)
    actions.keep_yearly(account=person.account, date=mine, off=True)
    assert off(mine, mine.replace(year=year + 1), dt.date(2028, 2, 28), christmas) == [True, True, False, True]
    assert queries.hours_of([cast.match])[cast.match.pk].is_away(mine) is False
    actions.work_on_holiday(account=person.account, date=christmas, here=True)
    assert off(christmas, christmas.replace(year=year)) == [False, True]
    actions.work_on_holiday(account=person.account, date=christmas, here=False)
    actions.keep_yearly(account=person.account, date=mine, off=False)
    assert off(christmas, mine) == [True, False]
    first = dt.date(year, 1, 1)
    for number in range(actions.MOST_YEARLY - 1):
        actions.keep_yearly(account=person.account, date=first + dt.timedelta(days=number), off=True)
    with pytest.raises(ValidationError, match="as many as we keep"):
        actions.keep_yearly(account=person.account, date=dt.date(year, 10, 1), off=True)
