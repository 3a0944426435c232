"""Calendars that people let Mooring read: from an address, from an account, and what is kept of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from mooring.calendars import actions, queries
from mooring.calendars.models import BusyTime, Source
from mooring.core.tests.servers import say, served

KINDS = Source.Kind
PROBLEMS = Source.Problem


def event(uid, begins, ends, more=""):
    lines = (f"UID:{uid}", "DTSTAMP:20261101T000000Z", "SUMMARY:Divorce lawyer", f"DTSTART:{begins}", f"DTEND:{ends}")
    return "BEGIN:VEVENT\r\n" + "".join(f"{line}\r\n" for line in lines) + more + "END:VEVENT\r\n"


def calendar(*events):
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n"


TUESDAY = calendar(event("a", "20261124T100000Z", "20261124T110000Z"))
WEEKLY = calendar(event("b", "20261105T140000Z", "20261105T150000Z", "RRULE:FREQ=WEEKLY;COUNT=5\r\n"))


def taken(member):
    begin = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    found = queries.taken_times([member], begin, begin + dt.timedelta(days=200))
    return [f"{first:%m-%dT%H:%M}/{last:%H:%M}" for first, last in sorted(found.get(member.pk, []))]


def add(member, address, **fields):
    values = {"kind": KINDS.ADDRESS, "name": "Mine"} | fields
    return actions.add(account=member.account, address=address, **values)


def refused(member, address, **fields):
    with pytest.raises(actions.NotRead) as why:
        add(member, address, **fields)
    assert not Source.objects.exists()
    return why.value.problem


def test_busy_times_are_kept_and_nothing_else(cast, clock, loopback):
    with served(lambda one: say(one, body=(TUESDAY + "\r\n").encode())) as (address, _):
        source = add(cast.owner, address + "/secret-token.ics")
    assert taken(cast.owner) == ["11-24T10:00/11:00"]
    assert taken(cast.match) == []
    with connection.cursor() as cursor:
        for table in ("calendars_source", "calendars_busytime", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  names from the line above
            written = repr(cursor.fetchall())
            assert "Divorce" not in written
            assert "secret-token" not in written
    actions.remove(source=source)
    assert not BusyTime.objects.exists()


def test_an_account_is_read_from_a_real_server(cast, clock, loopback, radicale):
    home = f"/{radicale.username}"
    for name, holds in (("work", "VEVENT"), ("tasks", "VTODO")):
        made = (
            '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:supported-calendar-component-set>'
            f'<C:comp name="{holds}"/></C:supported-calendar-component-set></prop></set></C:mkcalendar>'
        )
        radicale.put(f"{home}/{name}/", made, "MKCALENDAR", "application/xml")
    radicale.put(f"{home}/work/a.ics", TUESDAY)
    radicale.put(f"{home}/work/b.ics", WEEKLY)
    radicale.put(f"{home}/work/c.ics", calendar(event("c", "20261127T100000Z", "20261127T110000Z", "TRANSP:TRANSPARENT\r\n")))
    signed_in = {"kind": KINDS.ACCOUNT, "username": radicale.username, "password": radicale.password}
    times = ["11-24T10:00/11:00", "11-26T14:00/15:00", "12-03T14:00/15:00"]
    for place in ("", "/", f"{home}/", f"{home}/work/"):
        source = add(cast.owner, radicale.address + place, **signed_in)
        assert taken(cast.owner) == times, place
        actions.remove(source=source)
    assert refused(cast.owner, radicale.address, **signed_in | {"password": "wrong"}) is PROBLEMS.REFUSED


def test_what_is_no_calendar_server_is_said_to_be_none(cast, clock, loopback):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for status, body in ((200, b"<html>"), (207, b"<html>"), (207, bomb), (207, b'<multistatus xmlns="DAV:"/>'), (404, b""), (500, b"")):
        with served(lambda one, status=status, body=body: say(one, status, body)) as (address, _):
            assert refused(cast.owner, address, kind=KINDS.ACCOUNT, username="a", password="b") is PROBLEMS.NO_ACCOUNT


def test_a_calendar_whose_events_take_no_time_is_left_out(cast, clock, loopback):
    def answer(one):
        shown = "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>"
        places = "".join(
            f"<response><href>/{name}/</href><propstat><prop><resourcetype><collection/><C:calendar/></resourcetype>{more}</prop>"
            "<status>HTTP/1.1 200 OK</status></propstat></response>"
            for name, more in (("work", ""), ("birthdays", shown))
        )
        home = (
            "<response><href>/</href><propstat><prop><C:calendar-home-set><href>/all/</href></C:calendar-home-set></prop>"
            "<status>HTTP/1.1 200 OK</status></propstat></response>"
        )
        events = f"<response><href>/a.ics</href><propstat><prop><C:calendar-data>{TUESDAY}</C:calendar-data></prop>"
        events += "<status>HTTP/1.1 200 OK</status></propstat></response>"
        said = {"PROPFIND": {"/": home, "/all/": places}, "REPORT": {"/work/": events}}[one.command][one.path]
        text = f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{said}</multistatus>'
        say(one, 207, text.encode())

    with served(answer) as (address, seen):
        add(cast.owner, address, kind=KINDS.ACCOUNT, username="a", password="b")
    assert taken(cast.owner) == ["11-24T10:00/11:00"]
    assert [one.path for one in seen] == ["/", "/all/", "/work/"]


def test_no_password_goes_where_a_server_points_away(cast, clock, loopback):
    with served(lambda one: say(one, 207, b'<multistatus xmlns="DAV:"/>')) as (elsewhere, arrived):
        answer = (
            '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/</href><propstat><prop>'
            f"<C:calendar-home-set><href>{elsewhere}/home/</href></C:calendar-home-set></prop><status>HTTP/1.1 200 OK</status>"
            "</propstat></response></multistatus>"
        )
        with served(lambda one: say(one, 207, answer.encode())) as (address, _):
            assert refused(cast.owner, address, kind=KINDS.ACCOUNT, username="a", password="b") is PROBLEMS.NO_ACCOUNT
    assert arrived == []


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, b"", PROBLEMS.REFUSED),
        (404, b"", PROBLEMS.GONE),
        (503, b"", PROBLEMS.BROKEN),
        (200, b"<html>Please sign in</html>", PROBLEMS.NO_CALENDAR),
        (200, b"x" * (6 * 1024 * 1024), PROBLEMS.LARGE),
    ],
)
def test_each_fault_has_its_sentence(cast, clock, loopback, status, body, problem):
    with served(lambda one: say(one, status, body)) as (address, _):
        assert refused(cast.owner, address) is problem


def test_private_networks_stay_closed(cast, clock):
    for address in ("http://127.0.0.1:8080/", "https://10.0.0.1/", "https://169.254.169.254/"):
        assert refused(cast.owner, address) is PROBLEMS.CLOSED
    assert refused(cast.owner, "file:///etc/passwd") is PROBLEMS.ADDRESS


@pytest.mark.django_db(transaction=True)
def test_it_is_read_again_by_itself_and_later_where_it_fails(cast, clock, loopback, run_jobs):
    answers = {"status": 200, "text": TUESDAY}
    with served(lambda one: say(one, answers["status"], answers["text"].encode())) as (address, seen):
        source = add(cast.owner, address)
        assert actions.read_due() == 0
        clock.shift(dt.timedelta(minutes=70))
        answers["text"] = WEEKLY
        assert (actions.read_due(), actions.read_due()) == (1, 0)
        run_jobs()
        assert taken(cast.owner) == ["11-26T14:00/15:00", "12-03T14:00/15:00"]
        answers["status"] = 500
        pauses = []
        for _ in range(8):
            source.refresh_from_db()
            clock.move_to(source.next_at + dt.timedelta(seconds=1))
            assert actions.read_due() == 1
            run_jobs()
            source.refresh_from_db()
            pauses.append(round((source.next_at - actions.now()) / dt.timedelta(hours=1)))
        assert pauses[:5] == sorted(pauses[:5])
        assert (pauses[0], pauses[1]) == (1, 2)
        assert all(21 <= pause <= 27 for pause in pauses[5:])
        assert (source.problem, source.failures) == (PROBLEMS.BROKEN, 8)
        # What was known still counts.
        assert "12-03T14:00/15:00" in taken(cast.owner)
        answers["status"] = 200
        assert actions.read(source=source)
        source.refresh_from_db()
        assert (source.problem, source.failures) == ("", 0)
        assert len(seen) == 11


def test_the_page_adds_tests_and_removes(cast, clock, loopback, enter):
    client = enter(cast.owner)
    with served(lambda one: say(one, 404 if one.path == "/gone" else 200, TUESDAY.encode())) as (address, _):
        failed = client.post("/you/calendars/add/address", {"address": address + "/gone"})
        assert failed.status_code == 422
        assert "There is nothing at this address." in failed.content.decode()
        added = client.post("/you/calendars/add/address", {"address": address + "/mine.ics"}, follow=True).content.decode()
        assert "you are taken once in the next 90 days" in added
        assert "127.0.0.1</b>" in added
        assert "Divorce" not in added
        source = Source.objects.get()
        assert "no longer" not in client.post(f"/you/calendars/{source.public_id}/read", follow=True).content.decode()
        other = enter(cast.match)
        for way in ("read", "remove"):
            assert other.post(f"/you/calendars/{source.public_id}/{way}").status_code == 404
        assert source.name not in other.get("/you/calendars").content.decode()
    client.post(f"/you/calendars/{source.public_id}/read")
    assert "The server does not answer." in client.get("/you/calendars").content.decode()
    client.post(f"/you/calendars/{source.public_id}/remove")
    assert not Source.objects.exists()


def test_there_is_an_end_to_how_many(cast, clock, enter):
    Source.objects.bulk_create(
        Source(account=cast.owner.account, kind=KINDS.ADDRESS, name="x", address="https://x.example") for _ in range(actions.MOST_SOURCES)
    )
    answer = enter(cast.owner).post("/you/calendars/add/address", {"address": "https://calendar.example/x.ics"})
    assert "Remove one first" in answer.content.decode()
    assert Source.objects.count() == actions.MOST_SOURCES


def test_the_page_asks_as_much_for_ten_as_for_one(cast, enter, django_assert_max_num_queries):
    client = enter(cast.owner)
    for number in range(10):
        one = Source.objects.create(account=cast.owner.account, kind=KINDS.ADDRESS, name=f"Calendar {number}", address="https://x.example")
        start = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        BusyTime.objects.bulk_create(
            BusyTime(source=one, begins_at=start + dt.timedelta(days=day), ends_at=start + dt.timedelta(days=day, hours=1))
            for day in range(9)
        )
    with django_assert_max_num_queries(15):
        client.get("/you/calendars")
