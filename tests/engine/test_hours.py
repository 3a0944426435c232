"""Working hours as written, and what they mean on actual dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.core.hours import (
    NINE_TO_FIVE,
    HoursError,
    Leave,
    Span,
    Window,
    check_week,
    format_week,
    parse_leave,
    parse_week,
    parse_zone,
)

BERLIN = ZoneInfo("Europe/Berlin")


def stretches(window: Window, ranges: list[tuple[int, int]], zone: ZoneInfo) -> list[str]:
    """The ranges as local wall clock."""
    form = "%a %d %H:%M"
    return [f"{window.instant(a).astimezone(zone):{form}}-{window.instant(b).astimezone(zone):%H:%M}" for a, b in ranges]


def test_reads_days_split_shifts_and_nights() -> None:
    week = parse_week("Mon-Tue 09:00-12:00,13:00-17:00; fri 22:00-06:00")
    assert week == (
        Span(0, 540, 720), Span(0, 780, 1020), Span(1, 540, 720), Span(1, 780, 1020), Span(4, 1320, 1800),
    )  # fmt: skip
    assert format_week(week) == "Mon-Tue 09:00-12:00,13:00-17:00; Fri 22:00-06:00"


@pytest.mark.parametrize("text", ["none", "Mon-Fri 09:00-17:00", "Mon,Wed 08:30-12:00", "Sat-Mon 10:00-24:00", "Wednesday 9:00-10:00"])
def test_what_is_written_reads_back_alike(text: str) -> None:
    week = parse_week(text)
    assert parse_week(format_week(week)) == week


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 95)), max_size=12))
def test_every_week_reads_back_alike(starts: set[tuple[int, int]]) -> None:
    week = check_week([Span(day, slot * 15, slot * 15 + 15) for day, slot in starts])
    assert parse_week(format_week(week)) == week


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there are no hours in it; write for example Mon-Fri 09:00-17:00, or none"),
        ("Mon", "'Mon' needs days and times, as in Mon-Fri 09:00-17:00"),
        ("09:00-17:00", "'09:00-17:00' needs days and times, as in Mon-Fri 09:00-17:00"),
        ("Mun 09:00-17:00", "'Mun' is not a weekday such as Mon"),
        ("Mon 9-17", "'9-17' is not a stretch of time such as 09:00-17:00"),
        ("Mon 09:00-25:00", "25:00 is not a time of day"),
        ("Mon 09:00-09:00", "'09:00-09:00' has no length"),
        ("Mon 09:00-12:00,11:00-13:00", "Mon 09:00-12:00 and Mon 11:00-13:00 overlap"),
        ("Sun 22:00-06:00; Mon 05:00-09:00", "Sun 22:00-06:00 and Mon 05:00-09:00 overlap"),
    ],
)
def test_says_what_is_wrong_with_hours(text: str, sentence: str) -> None:
    with pytest.raises(HoursError, match="^") as raised:
        parse_week(text)
    assert str(raised.value) == sentence


def test_reads_leave_and_zones() -> None:
    assert parse_leave("2026-12-24..2027-01-02; 2026-11-23") == (
        Leave(date(2026, 11, 23), date(2026, 11, 23)),
        Leave(date(2026, 12, 24), date(2027, 1, 2)),
    )
    with pytest.raises(HoursError, match="ends on 2026-01-01 before it begins on 2026-01-02"):
        parse_leave("2026-01-02..2026-01-01")
    with pytest.raises(HoursError, match="'2026-02-30' is not a date"):
        parse_leave("2026-02-30")
    with pytest.raises(HoursError, match="'Mars/Base' is not a time zone"):
        parse_zone("Mars/Base")


def test_a_night_belongs_to_the_day_it_begins() -> None:
    window = Window(date(2026, 11, 23), 2)
    week = parse_week("Sun-Wed 22:00-06:00")
    leave = parse_leave("2026-11-24")
    assert stretches(window, window.free(week, BERLIN), BERLIN) == ["Mon 23 22:00-06:00", "Tue 24 22:00-06:00"]
    assert stretches(window, window.free(week, BERLIN, leave), BERLIN) == ["Mon 23 22:00-06:00"]


def test_hours_follow_the_clock_through_its_changes() -> None:
    window = Window(date(2026, 10, 23), 4)
    nine = parse_week("Fri 09:00-10:00; Mon 09:00-10:00")
    (a, _), (b, _) = window.free(nine, BERLIN)
    assert window.instant(b) - window.instant(a) == timedelta(days=3, hours=1)
    night = parse_week("Sat 22:00-06:00")
    [(a, b)] = window.free(night, BERLIN)
    assert b - a == 9 * 4
    spring = Window(date(2027, 3, 27), 1)
    [(a, b)] = spring.free(night, BERLIN)
    assert b - a == 7 * 4


def test_every_zone_fits_into_the_window() -> None:
    window = Window(date(2026, 11, 23), 7)
    week = parse_week("Mon-Sun 00:00-24:00")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC"):
        ranges = window.free(week, ZoneInfo(zone))
        assert ranges[0][0] >= 0
        assert ranges[-1][1] <= window.slots
        assert sum(b - a for a, b in ranges) == 7 * 96


def test_only_whole_slots_count_and_busy_time_is_taken_out() -> None:
    window = Window(date(2026, 11, 23), 1)
    zone = ZoneInfo("UTC")
    assert stretches(window, window.free(parse_week("Mon 09:10-10:20"), zone), zone) == ["Mon 23 09:15-10:15"]
    busy = [(datetime(2026, 11, 23, 10, 5, tzinfo=UTC), datetime(2026, 11, 23, 10, 50, tzinfo=UTC))]
    free = window.free(parse_week("Mon 09:00-12:00"), zone, (), busy)
    assert stretches(window, free, zone) == ["Mon 23 09:00-10:00", "Mon 23 11:00-12:00"]


def test_the_bad_hours_are_the_early_and_late_ends_of_ones_own_day() -> None:
    window = Window(date(2026, 11, 23), 1)
    zone = ZoneInfo("UTC")

    def edge(text: str) -> list[str]:
        return stretches(window, window.edge(parse_week(text), zone), zone)

    assert edge("Mon 09:00-17:00") == []
    assert edge("Mon 07:00-16:00") == ["Mon 23 07:00-08:00"]
    assert edge("Mon 05:00-10:00") == ["Mon 23 05:00-07:00"]
    assert edge("Mon 12:00-20:00") == ["Mon 23 18:00-20:00"]
    assert edge("Mon 22:00-06:00") == ["Mon 23 22:00-00:00", "Tue 24 04:00-06:00"]


def test_nine_to_five_is_what_it_says() -> None:
    assert format_week(NINE_TO_FIVE) == "Mon-Fri 09:00-17:00"
