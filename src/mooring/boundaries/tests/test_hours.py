"""Hours on actual dates, against a second implementation that looks at the wall clock minute by minute."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.boundaries.hours import Away, PersonHours, Span, overlap

MINUTE = dt.timedelta(minutes=1)
ZONES = [
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",  # moves by half an hour
    "Asia/Kathmandu",  # 5:45
    "Australia/Eucla",  # 8:45
    "Pacific/Chatham",  # 12:45 and 13:45
    "Pacific/Kiritimati",  # the first to begin a day
    "Pacific/Pago_Pago",  # the last
    "America/St_Johns",
    "Africa/Casablanca",
    "UTC",
]
CHANGES = [
    dt.date(2026, 3, 8),
    dt.date(2026, 3, 29),
    dt.date(2026, 4, 5),
    dt.date(2026, 10, 4),
    dt.date(2026, 10, 25),
    dt.date(2026, 11, 1),
]


def walked(hours: PersonHours, begin: dt.datetime, count: int) -> list[bool]:
    """For each minute from an instant on: does the wall clock show a time of one of the stretches?"""
    found = []
    for number in range(count):
        wall = (begin + number * MINUTE).astimezone(ZoneInfo(hours.zone)).replace(tzinfo=None)
        inside = False
        for back in (0, 1):
            date = wall.date() - dt.timedelta(days=back)
            off = any(away.first <= date <= away.last for away in hours.leave)
            for span in hours.week:
                since = (wall - dt.datetime.combine(date, span.begins)) // MINUTE
                if span.weekday == date.weekday() and not off and 0 <= since < span.minutes:
                    inside = True
        found.append(inside)
    return found


spans = st.builds(
    Span,
    weekday=st.integers(0, 6),
    begins=st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)),
    minutes=st.integers(15, 1440),
)
dates = st.one_of(st.sampled_from(CHANGES), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[PersonHours, dt.datetime]:
    date = draw(dates) - dt.timedelta(days=draw(st.integers(0, 2)))
    begin = dt.datetime.combine(date, dt.time(draw(st.integers(0, 23)), draw(st.integers(0, 59))), tzinfo=dt.UTC)
    leave = [Away(first, first + dt.timedelta(days=draw(st.integers(0, 2)))) for first in draw(st.lists(st.just(date), max_size=1))]
    return PersonHours(draw(st.sampled_from(ZONES)), tuple(draw(st.lists(spans, max_size=5))), tuple(leave)), begin


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_minute_agrees_with_the_wall_clock(case):
    hours, begin = case
    count = 3 * 1440
    expected = walked(hours, begin, count)
    found = [False] * count
    for first, last in hours.stretches(begin, begin + count * MINUTE):
        for number in range((first - begin) // MINUTE, (last - begin) // MINUTE):
            found[number] = True
    assert found == expected
    first_open = next((number for number, inside in enumerate(expected) if inside), None)
    if first_open is not None:
        assert hours.next_open(begin) == begin + first_open * MINUTE
    assert hours.open_at(begin) is expected[0]


@settings(max_examples=80, deadline=None)
@given(cases(), cases())
def test_the_overlap_is_what_lies_in_both(one, other):
    begin, count = one[1], 2 * 1440
    mine, theirs = walked(one[0], begin, count), walked(other[0], begin, count)
    both = overlap(one[0].stretches(begin, begin + count * MINUTE), other[0].stretches(begin, begin + count * MINUTE))
    found = [any(first <= begin + number * MINUTE < last for first, last in both) for number in range(0, count, 7)]
    assert found == [mine[number] and theirs[number] for number in range(0, count, 7)]


NINE = dt.time(9)


@pytest.mark.parametrize(
    ("zone", "instant", "open_"),
    [
        ("Europe/Lisbon", "2026-11-23T09:00+00:00", True),
        ("Europe/Lisbon", "2026-11-23T08:59+00:00", False),
        ("Europe/Lisbon", "2026-11-23T17:00+00:00", False),
        ("Pacific/Kiritimati", "2026-11-22T19:00+00:00", True),  # Monday 9:00 there
        ("Pacific/Pago_Pago", "2026-11-23T20:00+00:00", True),  # Monday 9:00 there
        ("Asia/Kathmandu", "2026-11-23T03:15+00:00", True),
        ("Asia/Kathmandu", "2026-11-23T03:14+00:00", False),
    ],
)
def test_a_monday_at_nine_is_nine_there(zone, instant, open_):
    hours = PersonHours(zone, (Span(0, NINE, 480),))
    assert hours.open_at(dt.datetime.fromisoformat(instant)) is open_


def test_a_night_over_the_skipped_hour_is_an_hour_shorter_and_over_the_doubled_one_longer():
    night = PersonHours("America/New_York", (Span(5, dt.time(22), 480),))
    spring = night.stretches(dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC), dt.datetime(2026, 3, 9, tzinfo=dt.UTC))
    autumn = night.stretches(dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, tzinfo=dt.UTC))
    assert [last - first for first, last in spring] == [dt.timedelta(hours=7)]
    assert [last - first for first, last in autumn] == [dt.timedelta(hours=9)]


def test_leave_takes_away_the_nights_that_begin_on_its_days_and_no_others():
    week = tuple(Span(day, dt.time(22), 480) for day in range(7))
    hours = PersonHours("UTC", week, (Away(dt.date(2026, 12, 24), dt.date(2026, 12, 24)),))
    assert hours.open_at(dt.datetime(2026, 12, 24, 5, 59, tzinfo=dt.UTC))
    assert not hours.open_at(dt.datetime(2026, 12, 24, 23, tzinfo=dt.UTC))
    assert not hours.open_at(dt.datetime(2026, 12, 25, 3, tzinfo=dt.UTC))
    assert hours.open_at(dt.datetime(2026, 12, 25, 22, tzinfo=dt.UTC))


def test_nobody_is_open_who_is_away_for_ever():
    hours = PersonHours("UTC", (Span(0, NINE, 60),), (Away(dt.date(2026, 1, 1), dt.date(2029, 1, 1)),))
    assert hours.next_open(dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) is None
