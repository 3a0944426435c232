"""Hours on actual dates, against a second implementation that looks at the wall clock minute by minute."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.boundaries.hours import PersonHours, overlap
from mooring.core.hours import Leave, Span, Window

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
    zone = ZoneInfo(hours.zone)
    known: dict[dt.date, list[Span]] = {}

    def of(date: dt.date) -> list[Span]:
        if date not in known:
            off = any(away.first <= date <= away.last for away in hours.leave)
            known[date] = [] if off else [span for span in hours.week if span.weekday == date.weekday()]
        return known[date]

    found = []
    for number in range(count):
        wall = (begin + number * MINUTE).astimezone(zone)
        date, since = wall.date(), wall.hour * 60 + wall.minute
        today = any(span.start <= since < span.end for span in of(date))
        found.append(today or any(span.start <= since + 1440 < span.end for span in of(date - dt.timedelta(days=1))))
    return found


spans = st.builds(
    lambda weekday, start, minutes: Span(weekday, start, start + minutes),
    weekday=st.integers(0, 6),
    start=st.integers(0, 1439),
    minutes=st.integers(15, 1440),
)
dates = st.one_of(st.sampled_from(CHANGES), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[PersonHours, dt.datetime]:
    date = draw(dates) - dt.timedelta(days=draw(st.integers(0, 2)))
    begin = dt.datetime.combine(date, dt.time(draw(st.integers(0, 23)), draw(st.integers(0, 59))), tzinfo=dt.UTC)
    leave = [Leave(first, first + dt.timedelta(days=draw(st.integers(0, 2)))) for first in draw(st.lists(st.just(date), max_size=1))]
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


@settings(max_examples=150, deadline=None)
@given(cases())
def test_no_quarter_the_matcher_is_given_holds_a_minute_outside_and_few_inside_are_kept_from_it(case):
    """Quarters are whole and ends that fall into a moved clock read short; every other quarter inside is given."""
    hours, begin = case
    window = Window(begin.date(), 2)
    zone = ZoneInfo(hours.zone)
    inside = walked(hours, window.origin, window.slots * 15)
    given_ = np.zeros(window.slots, dtype=bool)
    for first, last in window.free(hours.week, zone, hours.leave):
        given_[first:last] = True
    whole = np.array(inside).reshape(-1, 15).all(axis=1)
    assert not (given_ & ~whole).any()
    moved = len({(begin + dt.timedelta(days=day)).astimezone(zone).utcoffset() for day in range(-3, 6)}) > 1
    days = {begin.date(), begin.date() + dt.timedelta(days=1)}
    of_these = [(window.instant(slot)).astimezone(zone).date() in days for slot in range(window.slots)]
    alone = PersonHours(hours.zone, hours.week[:1], hours.leave)
    if not moved and alone == hours and not any(span.end > 1440 for span in hours.week):
        assert (given_ == whole & np.array(of_these)).all()


@settings(max_examples=80, deadline=None)
@given(cases(), cases())
def test_the_overlap_is_what_lies_in_both(one, other):
    begin, count = one[1], 2 * 1440
    mine, theirs = walked(one[0], begin, count), walked(other[0], begin, count)
    both = overlap(one[0].stretches(begin, begin + count * MINUTE), other[0].stretches(begin, begin + count * MINUTE))
    found = [any(first <= begin + number * MINUTE < last for first, last in both) for number in range(0, count, 7)]
    assert found == [mine[number] and theirs[number] for number in range(0, count, 7)]


NINE = 9 * 60
TEN_AT_NIGHT = 22 * 60


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
    hours = PersonHours(zone, (Span(0, NINE, NINE + 480),))
    assert hours.open_at(dt.datetime.fromisoformat(instant)) is open_


def test_a_night_over_the_skipped_hour_is_an_hour_shorter_and_over_the_doubled_one_longer():
    night = PersonHours("America/New_York", (Span(5, TEN_AT_NIGHT, TEN_AT_NIGHT + 480),))
    spring = night.stretches(dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC), dt.datetime(2026, 3, 9, tzinfo=dt.UTC))
    autumn = night.stretches(dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, tzinfo=dt.UTC))
    assert [last - first for first, last in spring] == [dt.timedelta(hours=7)]
    assert [last - first for first, last in autumn] == [dt.timedelta(hours=9)]


def test_leave_takes_away_the_nights_that_begin_on_its_days_and_no_others():
    week = tuple(Span(day, TEN_AT_NIGHT, TEN_AT_NIGHT + 480) for day in range(7))
    hours = PersonHours("UTC", week, (Leave(dt.date(2026, 12, 24), dt.date(2026, 12, 24)),))
    assert hours.open_at(dt.datetime(2026, 12, 24, 5, 59, tzinfo=dt.UTC))
    assert not hours.open_at(dt.datetime(2026, 12, 24, 23, tzinfo=dt.UTC))
    assert not hours.open_at(dt.datetime(2026, 12, 25, 3, tzinfo=dt.UTC))
    assert hours.open_at(dt.datetime(2026, 12, 25, 22, tzinfo=dt.UTC))


def test_nobody_is_open_who_is_away_for_ever():
    hours = PersonHours("UTC", (Span(0, NINE, NINE + 60),), (Leave(dt.date(2026, 1, 1), dt.date(2029, 1, 1)),))
    assert hours.next_open(dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) is None


@pytest.mark.parametrize("span", [Span(6, 150, 300), Span(6, 0, 150)])
def test_hours_that_begin_or_end_in_the_skipped_hour_reach_no_minute_outside(span):
    hours = PersonHours("America/New_York", (span,))
    window = Window(dt.date(2026, 3, 8), 1)
    inside = walked(hours, window.origin, window.slots * 15)
    for first, last in window.free(hours.week, ZoneInfo(hours.zone)):
        assert all(inside[first * 15 : last * 15])
