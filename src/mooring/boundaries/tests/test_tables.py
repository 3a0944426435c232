"""Every zone there is, every date on which its clocks change, every old name of one; and public holidays as the law has them."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mooring.boundaries.hours import Matter, PersonHours, can_meet, may_reach
from mooring.core.countries import COUNTRIES
from mooring.core.hours import Span
from mooring.core.public_holidays import named_of
from mooring.core.time import is_zone, zones

TABLES = Path(__file__).parents[4] / "tests" / "data" / "timezones"
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
BEGIN, END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def rows(name: str) -> list[list[str]]:
    """The rows of a table of the zone database."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


ZONES = sorted(row[2] for row in rows("zone1970.tab"))
LINKS = [" ".join(row).split() for row in rows("backward")]
OLD = [(link[1], link[2]) for link in LINKS if link[0] in {"L", "Link"}]


def changes(zone: str) -> list[dt.date]:
    """The dates of a year on which the clocks of a zone change, by looking at them every day, and every hour of the days it lies in."""
    there = ZoneInfo(zone)

    def differ(begin: dt.datetime, step: dt.timedelta, count: int) -> list[tuple[dt.datetime, dt.datetime]]:
        walls = [(begin + number * step).astimezone(there) for number in range(count + 1)]
        return [(before, after) for before, after in pairwise(walls) if before.utcoffset() != after.utcoffset()]

    return [after.date() for day, _next in differ(BEGIN, DAY, 365) for _hour, after in differ(day.astimezone(dt.UTC), HOUR, 24)]


def elapsed(zone: str, date: dt.date, first: int, last: int) -> tuple[dt.datetime, dt.datetime]:
    """The instants between two hours of a date, as the wall clock shows them first."""
    midnight = dt.datetime.combine(date, dt.time())
    return tuple((midnight + hour * HOUR).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) for hour in (first, last))


def test_all_zones_are_there_to_choose_and_their_old_names_are_understood():
    assert len(ZONES) > 300
    assert set(ZONES) <= set(zones())
    assert len(OLD) > 200
    assert not [old for _target, old in OLD if not is_zone(old)]


@pytest.mark.parametrize("month", [1, 7])
def test_nine_on_a_monday_is_nine_in_every_zone(month):
    monday = next(date for date in (dt.date(2026, month, day) for day in range(1, 8)) if date.weekday() == 0)
    for zone in ZONES:
        hours = PersonHours(zone, (Span(0, 540, 1020),))
        nine, five = elapsed(zone, monday, 9, 17)
        found = [
            may_reach(hours, Matter.WORK, at).now for at in (nine - dt.timedelta(minutes=1), nine, five - dt.timedelta(minutes=1), five)
        ]
        assert found == [False, True, True, False], zone
        assert can_meet([hours], nine - DAY, five + DAY, 60) == [(nine, five)], zone


def test_on_every_date_on_which_clocks_change_a_day_lasts_as_long_as_it_does():
    seen = 0
    for zone in ZONES:
        for date in changes(zone):
            seen += 1
            for first, last in ((0, 24), (9, 17), (22, 30)):
                hours = PersonHours(zone, (Span(date.weekday(), first * 60, last * 60),))
                begins, ends = elapsed(zone, date, first, last)
                assert hours.working(begins - DAY, ends + DAY) == [(begins, ends)], (zone, date, first)
    assert seen > 150


def test_an_old_name_lives_by_the_clock_of_the_new_one():
    week = (Span(0, 540, 1020),)
    for target, old in OLD:
        if is_zone(target):
            both = [PersonHours(name, week).working(BEGIN, BEGIN + 14 * DAY) for name in (target, old)]
            assert both[0] == both[1], old


def test_every_country_is_one_and_its_holidays_lie_in_their_year():
    known = {row[0] for row in rows("iso3166.tab")}
    assert set(COUNTRIES) - known == {"XK"}, "Kosovo's letters are in use, and not in the standard"
    assert len(COUNTRIES) > 100
    for country in COUNTRIES:
        assert all(date.year == 2026 for date in named_of(country, 2026)), country
    assert sum(bool(named_of(country, 2026)) for country in COUNTRIES) > len(COUNTRIES) - 5


@pytest.mark.parametrize(
    ("region", "date", "free"),
    [
        ("PT", "2026-04-25", True),  # the Carnation Revolution
        ("DE", "2026-10-03", True),
        ("DE-BY", "2026-01-06", True),  # Epiphany, in Bavaria and not in Berlin
        ("DE-BE", "2026-01-06", False),
        ("US", "2026-11-26", True),  # the fourth Thursday of November
        ("GB-ENG", "2026-08-31", True),  # the last Monday of August, in England and not in Scotland
        ("GB-SCT", "2026-08-31", False),
        ("JP", "2026-05-06", True),  # in place of a Sunday
        ("AU-VIC", "2026-11-03", True),  # Melbourne Cup Day
        ("AU-NSW", "2026-11-03", False),
        ("CA-QC", "2026-06-24", True),  # the national day of Quebec
        ("CA-ON", "2026-06-24", False),
        ("ZA", "2026-08-10", True),  # the Monday after a Sunday
        ("IN", "2026-01-26", True),
        ("BR", "2026-04-21", True),
    ],
)
def test_public_holidays_are_those_of_the_law(region, date, free):
    assert (dt.date.fromisoformat(date) in named_of(region, 2026)) is free
