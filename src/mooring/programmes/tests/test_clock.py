"""The hours of several people on the reader's clock."""

from __future__ import annotations

import datetime as dt

import pytest

from mooring.boundaries.actions import add_travel, set_meets
from mooring.people.models import Site
from mooring.programmes.views.clock import QUARTERS, shared_day
from mooring.testing import give_hours, make_member

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def reader(cast):
    give_hours(cast.owner, begins="09:00", minutes=480)  # Lisbon, as the organisation
    return cast.owner


def colleague(reader, zone, **hours):
    site = Site.objects.create(organisation=reader.organisation, name=zone.rpartition("/")[2], timezone=zone)
    other = make_member(reader.organisation, "Colleague", site=site)
    give_hours(other, **hours)
    return other


def bands(row, kind):
    return [(band.at, band.length) for band in row.bands if band.kind == kind]


def test_both_days_stand_on_the_readers_clock(reader):
    day = shared_day(reader, [colleague(reader, "Asia/Ho_Chi_Minh", begins="08:30", minutes=570)], NOON)
    mine, theirs = day.rows
    assert bands(mine, "work") == [(36, 32)]
    assert bands(theirs, "work") == [(6, 38)]  # 8:30 to 18:00 there is 1:30 to 11:00 here
    assert bands(mine, "both") == bands(theirs, "both") == [(36, 8)]
    assert theirs.ahead == "7 hours ahead"
    assert [mark.words for mark in theirs.axis] == ["8:30", "18:00"]
    assert day.shared == "2 hours in common that day"


def test_a_night_shift_is_cut_at_the_readers_midnight(reader):
    day = shared_day(reader, [colleague(reader, "Europe/Lisbon", days=range(7), begins="22:00", minutes=480)], NOON)
    assert bands(day.rows[1], "work") == [(0, 24), (88, 8)]
    assert day.shared == "no time in common that day"
    assert day.rows[1].ahead == ""


def test_a_day_off_is_said_in_words(reader):
    sunday = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
    day = shared_day(reader, [colleague(reader, "Europe/Lisbon", days=range(7))], sunday)
    assert day.rows[0].words == "You do not work that day."
    assert day.rows[0].bands == ()


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Pacific/Kiritimati", "America/Toronto"])
@pytest.mark.parametrize("date", [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 11, 24)])
def test_every_band_lies_on_the_track_on_every_day(reader, zone, date):
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)
    day = shared_day(reader, [colleague(reader, zone, days=range(7), begins="13:45", minutes=720)], noon)
    for row in day.rows:
        for band in row.bands:
            assert band.at >= 0
            assert band.length >= 1
            assert band.at + band.length <= QUARTERS
        for mark in row.axis:
            assert 0 <= mark.at <= QUARTERS - 12


def test_half_hours_ahead_are_said_as_such(reader):
    day = shared_day(reader, [colleague(reader, "Asia/Kathmandu")], NOON)
    assert day.rows[1].ahead == "5:45 hours ahead"


@pytest.mark.parametrize("date", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_where_the_clock_changes_bands_stand_where_the_clock_says(cast, date):
    give_hours(cast.owner, days=range(7), begins="09:00", minutes=480)
    day = shared_day(cast.owner, [cast.match], dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC))
    assert bands(day.rows[0], "work") == [(36, 32)]


def test_how_somebody_likes_to_meet_and_where_they_are_stands_beside_their_name(cast):
    add_travel(account=cast.match.account, first=NOON.date(), last=NOON.date(), zone="Asia/Tokyo")
    set_meets(account=cast.match.account, meets="online")
    mine, theirs = shared_day(cast.owner, [cast.match], NOON).rows
    assert (mine.meets, theirs.meets) == ("", "likes to meet online")
    assert (theirs.place, theirs.ahead) == ("Tokyo", "9 hours ahead")


def test_whoever_travels_reads_the_day_by_the_clock_of_where_they_are(reader):
    add_travel(account=reader.account, first=NOON.date() - dt.timedelta(days=1), last=NOON.date() + dt.timedelta(days=1), zone="Asia/Tokyo")
    mine, theirs = shared_day(reader, [colleague(reader, "Europe/Lisbon")], NOON).rows
    assert bands(mine, "work") == [(36, 32)]
    assert bands(theirs, "work") == [(0, 8), (72, 24)]  # the end of their Monday, and Tuesday until midnight here
    assert theirs.ahead == "9 hours behind"
