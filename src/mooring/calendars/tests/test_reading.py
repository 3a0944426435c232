"""When a calendar says that somebody is taken: files of other programs, and each rule on its own."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from mooring.calendars.reading import NoCalendar, Owner, TooMuch, busy_in, occurrences

FILES = Path(__file__).parents[4] / "tests" / "data" / "ics"
EXPECTED = list(csv.DictReader((FILES / "EXPECTED.csv").read_text().splitlines()))
# Its outermost part is no calendar.
REFUSED = {"icalendar/calendars/issue_178_custom_component_contains_other.ics"}

pytestmark = pytest.mark.filterwarnings("ignore:Timezone:UserWarning")


def year(number):
    return dt.datetime(number, 1, 1, tzinfo=dt.UTC)


def test_every_confirmed_count_holds():
    found, wanted = {}, {}
    for row in EXPECTED:
        begin, end = (year(int(one[:4])) for one in row["window"].split(".."))
        if row["file"] not in REFUSED:
            wanted[row["file"]] = int(row["occurrences"])
            found[row["file"]] = len(occurrences((FILES / row["file"]).read_bytes(), begin, end, Owner()))
    assert len(wanted) > 70
    assert found == wanted


def test_whatever_the_file_it_is_read_or_refused():
    refused = set()
    for path in FILES.glob("**/*.ics"):
        try:
            busy_in(path.read_bytes(), year(2020), year(2022), Owner())
        except NoCalendar:
            refused.add(path.relative_to(FILES).as_posix())
    assert {one for one in refused if one.startswith("ical4j")} == {"ical4j-valid/blankTzid.ics"}
    assert refused >= REFUSED
    assert {one.split("/")[1] for one in refused if one.startswith("icalendar")} == {"calendars", "events", "freebusy", "timezones"}
    assert len(refused) < 60
    for text in (b"", b"<html>Sign in</html>", b"BEGIN:VCALENDAR", b"\x00\xff" * 50):
        with pytest.raises(NoCalendar):
            busy_in(text, year(2026), year(2027), Owner())


ME = Owner("Europe/Lisbon", frozenset({"me@example.org"}), "mooring.example")
DAY, MORNING = "DTSTART;VALUE=DATE:20261207\nDTEND;VALUE=DATE:20261209", "DTSTART:20261207T090000Z\nDTEND:20261207T100000Z"
HOUR = [("2026-12-07T09:00", "2026-12-07T10:00")]
DAYS = [("2026-12-07T00:00", "2026-12-09T00:00")]
SAID = {
    "an hour": (MORNING, HOUR),
    "shown as free": (f"{MORNING}\nTRANSP:TRANSPARENT", []),
    "called off": (f"{MORNING}\nSTATUS:CANCELLED", []),
    "perhaps": (f"{MORNING}\nSTATUS:TENTATIVE", HOUR),
    "free at work": (f"{MORNING}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
    "out of office": (f"{MORNING}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", HOUR),
    "elsewhere": (f"{MORNING}\nX-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", []),
    "I declined": (f"{MORNING}\nATTENDEE;PARTSTAT=DECLINED:mailto:Me@example.org", []),
    "another declined": (f"{MORNING}\nATTENDEE;PARTSTAT=DECLINED:mailto:you@example.org\nATTENDEE:mailto:me@example.org", HOUR),
    "one of ours": (f"{MORNING}\nUID:x@mooring.example", []),
    "a birthday": (DAY, []),
    "days away": (f"{DAY}\nTRANSP:OPAQUE", DAYS),
    "by my clock": ("DTSTART:20260707T100000\nDURATION:PT1H", [("2026-07-07T09:00", "2026-07-07T10:00")]),
    "by its clock": ("DTSTART;TZID=Asia/Kathmandu:20261207T144500\nDURATION:PT1H", HOUR),
    "again over the change": (
        "DTSTART;TZID=Europe/Lisbon:20260324T090000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=2",
        [("2026-03-24T09:00", "2026-03-24T09:30"), ("2026-03-31T08:00", "2026-03-31T08:30")],
    ),
    "one moved, one left out": (
        "UID:m\nDTSTART:20261207T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261208T090000Z\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:m\nRECURRENCE-ID:20261209T090000Z\nDTSTART:20261210T090000Z\nDURATION:PT1H",
        [*HOUR, ("2026-12-10T09:00", "2026-12-10T10:00")],
    ),
    "no length": ("DTSTART:20261207T090000Z", []),
    "no time": ("SUMMARY:Some day", []),
    "long ago": ("DTSTART:19980101T090000Z\nDTEND:19980101T100000Z", []),
    "through the year": ("DTSTART:20251231T230000Z\nDTEND:20260101T010000Z", [("2026-01-01T00:00", "2026-01-01T01:00")]),
    "every second": ("DTSTART:20260101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY", []),
    "for two thousand years": ("DTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY", []),
    "side by side": (
        f"{MORNING}\nEND:VEVENT\nBEGIN:VEVENT\nUID:y\nDTSTART:20261207T093000Z\nDTEND:20261207T110000Z",
        [("2026-12-07T09:00", "2026-12-07T11:00")],
    ),
    "busy outright": (
        "UID:z\nEND:VEVENT\nBEGIN:VFREEBUSY\nFREEBUSY:20261207T090000Z/PT1H,20261208T090000Z/20261208T100000Z\n"
        "FREEBUSY;FBTYPE=FREE:20261209T090000Z/PT1H\nEND:VFREEBUSY\nBEGIN:VEVENT",
        [*HOUR, ("2026-12-08T09:00", "2026-12-08T10:00")],
    ),
}


def of_events(lines):
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\nBEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("name", SAID)
def test_who_is_taken_when(name):
    lines, wanted = SAID[name]
    found = busy_in(of_events(lines), year(2026), year(2027), ME)
    assert [tuple(f"{one:%Y-%m-%dT%H:%M}" for one in stretch) for stretch in found] == wanted


def test_the_mark_of_a_byte_order_and_long_names_do_no_harm():
    text = b"\xef\xbb\xbf" + of_events(f"{MORNING}\nSUMMARY:" + "ü" * 5000)
    assert len(busy_in(text, year(2026), year(2027), ME)) == 1


def test_nobody_counts_for_minutes():
    series = "DTSTART:19000101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    many = "\nEND:VEVENT\nBEGIN:VEVENT\n".join(f"UID:{number}\n{series}" for number in range(20))
    with pytest.raises(TooMuch):
        busy_in(of_events(many), year(2026), year(2027), ME)
