"""Hours on actual dates, against a second implementation that walks the wall clock minute by minute."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.boundaries.hours import Matter, Once, PersonHours, Reach, Travel, can_meet, may_reach
from mooring.boundaries.times import slots_of
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


BITS = {"work": 1, "private": 2, "focus": 4, "personal": 8, "quiet": 16}


def walked(hours: PersonHours, begin: dt.datetime, count: int) -> dict[str, list[bool]]:
    """For each minute from an instant on and each question: what does the clock on the wall, wherever the person then is, say?"""
    trips = [(trip.zone, trip.first, trip.last) for trip in hours.travel]

    def place(date: dt.date) -> str:
        for zone, first, last in trips:
            if first <= date and date <= last:
                return zone
        return hours.zone

    def off(date: dt.date) -> bool:
        return date in hours.holidays or any(away.first <= date <= away.last for away in hours.leave)

    def plan(date: dt.date) -> dict[str, list[tuple[int, int]]]:
        week = hours.week
        if hours.other_from is not None:
            monday = date - dt.timedelta(days=date.weekday())
            week = hours.other_week if abs((monday - hours.other_from).days) % 14 == 0 else hours.week
        private = hours.private or week
        weeks = {"work": week, "private": private, "focus": hours.focus, "personal": hours.personal, "quiet": hours.quiet}
        made = {name: [(one.start, one.end) for one in spans if one.weekday == date.weekday()] for name, spans in weeks.items()}
        made["personal"] += [(start, end) for day, start, end in hours.personal_once if day == date]
        return made | ({"work": [], "private": []} if off(date) else {})

    def shown(date: dt.date, zone: str) -> list[int]:
        """What holds at each minute from a date's midnight on, by the clock of a zone, of what begins on the date."""
        minutes = [0] * 2880
        for name, stretches in plan(date).items() if place(date) == zone else ():
            for start, end in stretches:
                for minute in range(start, end):
                    minutes[minute] |= BITS[name]
        return minutes

    plans: dict[tuple[str, dt.date], list[int]] = {}
    found: dict[str, list[bool]] = {"working": [], "meetable": [], "work": [], "private": []}
    zones = [ZoneInfo(zone) for zone in {hours.zone, *(trip[0] for trip in trips)}]
    for number in range(count):
        inside = 0
        for zone in zones:
            wall = (begin + number * MINUTE).astimezone(zone)
            date, since = wall.date(), wall.hour * 60 + wall.minute
            for day, minute in ((date, since), (date - dt.timedelta(days=1), since + 1440)):
                if (zone.key, day) not in plans:
                    plans[zone.key, day] = shown(day, zone.key)
                inside |= plans[zone.key, day][minute]
        work, private, focus, personal, quiet = (bool(inside & bit) for bit in BITS.values())
        busy = focus or personal
        found["working"].append(work)
        found["meetable"].append(work and not busy)
        found["work"].append(work and not busy and not quiet)
        found["private"].append(private and not busy and not quiet)
    return found


spans = st.builds(
    lambda weekday, start, minutes: Span(weekday, start, start + minutes),
    weekday=st.integers(0, 6),
    start=st.integers(0, 1439),
    minutes=st.integers(15, 1440),
)
weeks = st.lists(spans, max_size=5).map(tuple)
dates = st.one_of(st.sampled_from(CHANGES), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
COUNT = 30 * 60


@st.composite
def lives(draw: st.DrawFn, around: dt.date) -> PersonHours:
    """Everything a person can say, some of it near a date."""
    near = st.integers(-2, 3).map(lambda step: around + dt.timedelta(days=step))
    few = st.lists(spans, max_size=2).map(tuple)
    first, gone = draw(near), draw(near)
    monday = around - dt.timedelta(days=around.weekday() + 7 * draw(st.integers(-3, 3)))
    return PersonHours(
        zone=draw(st.sampled_from(ZONES)),
        week=draw(weeks),
        leave=tuple(draw(st.lists(st.just(Leave(first, first + dt.timedelta(days=draw(st.integers(0, 2))))), max_size=1))),
        holidays=frozenset(draw(st.lists(near, max_size=1))),
        other_week=draw(weeks),
        other_from=draw(st.sampled_from([None, monday])),
        travel=tuple(draw(st.lists(st.just(Travel(gone, gone + dt.timedelta(days=1), draw(st.sampled_from(ZONES)))), max_size=1))),
        focus=draw(few),
        personal=draw(few),
        personal_once=tuple(draw(st.lists(st.builds(Once, near, st.integers(0, 1439), st.integers(1440, 1800)), max_size=1))),
        quiet=draw(few),
        private=draw(few),
    )


@st.composite
def cases(draw: st.DrawFn, people: int = 1) -> tuple[list[PersonHours], dt.datetime]:
    date = draw(dates)
    begin = dt.datetime.combine(date, dt.time(draw(st.integers(0, 23)), draw(st.integers(0, 59))), tzinfo=dt.UTC)
    return [draw(lives(date)) for _ in range(people)], begin - dt.timedelta(days=draw(st.integers(0, 1)))


def minutes_of(stretches: list[tuple[dt.datetime, dt.datetime]], begin: dt.datetime) -> list[bool]:
    """The stretches as minutes; they are ordered and apart."""
    assert all(one[1] < other[0] for one, other in zip(stretches, stretches[1:], strict=False))
    found = np.zeros(COUNT, dtype=bool)
    for first, last in stretches:
        found[(first - begin) // MINUTE : (last - begin) // MINUTE] = True
    return list(found)


@settings(max_examples=50, deadline=None)
@given(cases())
def test_every_minute_agrees_with_the_wall_clock(case):
    [hours], begin = case
    end = begin + COUNT * MINUTE
    expected = walked(hours, begin, COUNT)
    assert minutes_of(hours.working(begin, end), begin) == expected["working"]
    assert minutes_of(hours.meetable(begin, end), begin) == expected["meetable"]
    assert hours.reachable(begin, end, Matter.URGENT) == [(begin, end)]
    assert may_reach(hours, Matter.URGENT, begin) == Reach(True, begin)
    for matter in (Matter.WORK, Matter.PRIVATE):
        open_ = expected[matter.value]
        assert minutes_of(hours.reachable(begin, end, matter), begin) == open_
        reach = may_reach(hours, matter, begin)
        assert reach.now is open_[0]
        if any(open_):
            assert reach.when == begin + open_.index(True) * MINUTE
        else:
            assert reach.when is None or reach.when >= end


@settings(max_examples=25, deadline=None)
@given(cases())
def test_the_matcher_is_given_the_quarters_that_lie_whole_in_the_hours_and_no_others(case):
    [hours], begin = case
    window = Window(begin.date(), 1)
    free, edge = slots_of(hours, window)
    first = window.slot(begin)
    whole = np.array(walked(hours, window.instant(first), COUNT)["meetable"]).reshape(-1, 15).all(axis=1)
    assert list(free[first : first + COUNT // 15]) == list(whole)
    assert not (edge & ~free).any()


@settings(max_examples=25, deadline=None)
@given(cases(people=2), st.integers(0, 180))
def test_people_can_meet_where_all_of_them_can_for_long_enough(case, minutes):
    people, begin = case
    busy = (begin + 600 * MINUTE, begin + 630 * MINUTE)
    walks = [walked(one, begin, COUNT)["meetable"] for one in people]
    all_free = [all(both) and not 600 <= number < 630 for number, both in enumerate(zip(*walks, strict=True))]
    expected = []
    for free, run in groupby(enumerate(all_free), key=lambda one: one[1]):
        numbers = [number for number, _ in run]
        if free and len(numbers) >= minutes:
            expected.append((begin + numbers[0] * MINUTE, begin + (numbers[-1] + 1) * MINUTE))
    assert can_meet(people, begin, begin + COUNT * MINUTE, minutes, [busy]) == expected


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
    assert may_reach(hours, Matter.WORK, dt.datetime.fromisoformat(instant)).now is open_


def test_a_night_over_the_skipped_hour_is_an_hour_shorter_and_over_the_doubled_one_longer():
    night = PersonHours("America/New_York", (Span(5, TEN_AT_NIGHT, TEN_AT_NIGHT + 480),))
    spring = night.working(dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC), dt.datetime(2026, 3, 9, tzinfo=dt.UTC))
    autumn = night.working(dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, tzinfo=dt.UTC))
    assert [last - first for first, last in spring] == [dt.timedelta(hours=7)]
    assert [last - first for first, last in autumn] == [dt.timedelta(hours=9)]


def test_leave_takes_away_the_nights_that_begin_on_its_days_and_no_others():
    week = tuple(Span(day, TEN_AT_NIGHT, TEN_AT_NIGHT + 480) for day in range(7))
    hours = PersonHours("UTC", week, (Leave(dt.date(2026, 12, 24), dt.date(2026, 12, 24)),))
    assert may_reach(hours, Matter.WORK, dt.datetime(2026, 12, 24, 5, 59, tzinfo=dt.UTC)).now
    assert not may_reach(hours, Matter.WORK, dt.datetime(2026, 12, 24, 23, tzinfo=dt.UTC)).now
    assert not may_reach(hours, Matter.WORK, dt.datetime(2026, 12, 25, 3, tzinfo=dt.UTC)).now
    assert may_reach(hours, Matter.WORK, dt.datetime(2026, 12, 25, 22, tzinfo=dt.UTC)).now


def test_nobody_is_open_who_is_away_for_ever():
    hours = PersonHours("UTC", (Span(0, NINE, NINE + 60),), (Leave(dt.date(2026, 1, 1), dt.date(2029, 1, 1)),))
    assert may_reach(hours, Matter.WORK, dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) == Reach(False, None)


def test_a_whole_day_from_eleven_at_night_where_the_day_ends_last_reaches_the_morning_where_it_begins_first():
    """At midnight in Kiritimati it is eleven at night two dates before in Pago Pago."""
    hours = PersonHours("Pacific/Pago_Pago", (Span(5, 23 * 60, 47 * 60),))
    begin = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
    assert hours.working(begin - dt.timedelta(days=2), begin + dt.timedelta(days=2)) == [(begin, begin + dt.timedelta(days=1))]
    free, _ = slots_of(hours, Window(dt.date(2026, 11, 23), 1))
    assert list(free.nonzero()[0]) == list(range(40, 96 + 40))


def test_whoever_flies_in_the_morning_ends_the_night_by_the_clock_it_began_on():
    week = tuple(Span(day, TEN_AT_NIGHT, TEN_AT_NIGHT + 480) for day in range(7))
    there = Travel(dt.date(2026, 11, 25), dt.date(2026, 11, 25), "Asia/Tokyo")
    hours = PersonHours("UTC", week, travel=(there,))
    found = hours.working(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), dt.datetime(2026, 11, 27, tzinfo=dt.UTC))
    assert [(first.isoformat()[8:16], last.isoformat()[8:16]) for first, last in found] == [
        ("24T22:00", "25T06:00"),
        ("25T13:00", "25T21:00"),
        ("26T22:00", "27T00:00"),
    ]
    assert hours.zone_at(dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)) == "Asia/Tokyo"
    assert hours.zone_at(dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)) == "UTC"


def test_a_focus_time_on_a_day_off_still_covers_the_end_of_the_night_before():
    week = (Span(1, TEN_AT_NIGHT, TEN_AT_NIGHT + 480),)
    off = (Leave(dt.date(2026, 11, 25), dt.date(2026, 11, 25)),)
    hours = PersonHours("UTC", week, off, focus=(Span(2, 240, 300),))
    found = hours.meetable(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), dt.datetime(2026, 11, 26, tzinfo=dt.UTC))
    assert [(first.hour, last.hour) for first, last in found] == [(22, 4), (5, 6)]
