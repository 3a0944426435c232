"""A meeting to test with."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
import vobject
from django.core import mail
from django.core.cache import cache

from mooring.meetings import actions, calendar
from mooring.meetings.models import Meeting
from mooring.meetings.tests import cyrus
from mooring.notices import actions as notices

# A server to be installed beside (.ci/run does): where it is not, what it would show has no place in the run.
collect_ignore = [] if cyrus.IS_INSTALLED else ["test_cyrus.py"]

ADA, BO = "ada@calendar.example", "bo@elsewhere.example"
MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(cast, clock):
    """A meeting of owner and match with three times offered, this week."""
    return offered(cast)


def offered(cast, *others, **fields):
    """A meeting of owner, match and others."""
    values = {"purpose": "test", "minutes": 30, "from_date": dt.date(2026, 11, 23), "to_date": dt.date(2026, 11, 27)} | fields
    return actions.offer(organisation=cast.organisation, members=[cast.owner, cast.match, *others], **values)


@pytest.fixture
def maildir(tmp_path, settings):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.REPLIES_URL = f"maildir:{tmp_path}"
    settings.REPLIES_ADDRESS = "mooring@mooring.example"
    return tmp_path


@pytest.fixture
def agreed(cast, clock, maildir):
    """The meeting that the answers in the data folder are of."""
    cache.clear()  # it counts how many answers came in an hour
    for member, address in ((cast.match, ADA), (cast.owner, BO)):
        member.work_address = member.account.email = address
        member.account.save()
        member.save()
        member.account.emailaddress_set.update(email=address)
    meeting = offered(cast)
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    Meeting.objects.update(uid="fixture@mooring.example")
    notices.send_due()
    mail.outbox.clear()
    return Meeting.objects.get()


@pytest.fixture(autouse=True)
def read_by_a_second_parser(monkeypatch):
    """Whatever invitation a test comes to make is read by vobject, too, as what it was made of."""
    make = calendar.invitation

    def made(meeting, member, method):
        text = make(meeting, member, method)
        vars(vobject.icalendar)["__tzidMap"].pop(member.zone, None)  # it keeps the first rules it met under a name
        read = vobject.readOne(text.decode())
        event = read.vevent
        assert (read.method.value, event.uid.value, event.sequence.value) == (method, meeting.uid, str(meeting.sequence))
        assert event.dtstart.value.astimezone(dt.UTC) == meeting.begins_at
        assert event.dtend.value.astimezone(dt.UTC) == meeting.begins_at + meeting.length
        assert event.dtstamp.value == meeting.stamped_at.replace(microsecond=0)
        assert getattr(event, "class").value == "PRIVATE"
        return text

    monkeypatch.setattr(calendar, "invitation", made)
