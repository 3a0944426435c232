"""Invitations, read as mail programs and calendars read them: by two libraries that are not ours."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import pytest
import vobject
from django.core import mail
from icalendar import Calendar

from mooring.meetings import actions, calendar, guides, purposes
from mooring.meetings.models import Meeting
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices


@pytest.fixture(autouse=True)
def purpose(monkeypatch):
    monkeypatch.setattr(purposes, "_PURPOSES", {})
    purposes.register(
        "test",
        title=lambda meeting, viewer: (
            f"Kaffee mit {', '.join(one.member.shown_name for one in meeting.attendances.all() if one.member != viewer)}"
        ),
        describe=lambda meeting, viewer: "Why you two; with commas, semicolons\\ and\nlines.",
    )


def others(meeting, viewer):
    return [one.member.shown_name for one in meeting.attendances.all() if one.member != viewer]


def agree(meeting, member, time=None):
    assert actions.choose(meeting=meeting, offered=time or meeting.offered_times.last(), member=member)
    return Meeting.objects.get(pk=meeting.pk)


def sent_to(member):
    """The newest mail to a member, parsed."""
    found = [one for one in mail.outbox if one.to == [member.account.email]]
    return email.message_from_bytes(found[-1].message().as_bytes(), policy=email.policy.default)


def calendar_of(message):
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    return part, part.get_content()


def event_of(text):
    return next(one for one in Calendar.from_ical(text).walk("VEVENT"))


def test_the_invitation_is_an_alternative_of_the_mail_with_its_method_in_header_and_body(cast, meeting):
    agree(meeting, cast.owner)
    notices.send_due()
    message = sent_to(cast.match)
    assert message.get_content_type() == "multipart/alternative"
    part, text = calendar_of(message)
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
    assert not part.is_attachment()


def test_two_libraries_read_the_same_event(cast, meeting, settings):
    settings.DEFAULT_FROM_EMAIL = "Mooring <mooring@larkfield.example>"
    found = agree(meeting, cast.owner)
    text = calendar.invitation(found, cast.match, calendar.REQUEST).decode()
    ours, theirs = event_of(text), vobject.readOne(text).vevent
    assert theirs.uid.value == str(ours["UID"]) == found.uid
    assert theirs.dtstart.value == ours.decoded("DTSTART") == found.begins_at
    assert theirs.dtend.value == ours.decoded("DTEND") == found.begins_at + dt.timedelta(minutes=30)
    assert theirs.summary.value == str(ours["SUMMARY"]) == f"Kaffee mit {cast.owner.shown_name}"
    assert theirs.organizer.value == "MAILTO:mooring@larkfield.example"
    assert theirs.organizer.params["CN"] == ["Mooring"]
    assert theirs.description.value.startswith("Why you two; with commas, semicolons\\ and\nlines.")
    assert "/l/cannot/" in theirs.description.value
    attendees = {one.value: one.params for one in theirs.attendee_list}
    assert set(attendees) == {f"MAILTO:{one.work_address}" for one in (cast.owner, cast.match)}
    assert {params["RSVP"][0] for params in attendees.values()} == {"FALSE"}
    assert attendees[f"MAILTO:{cast.owner.work_address}"]["PARTSTAT"] == ["ACCEPTED"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


ZONES = ["Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Europe/Lisbon", "Africa/Casablanca"]


@pytest.mark.parametrize("zone", ZONES)
def test_the_time_stands_in_the_receivers_zone_with_its_rules(cast, meeting, zone):
    cast.match.account.timezone = zone
    for instant in ("2026-12-01T12:00", "2027-03-27T08:30", "2027-07-01T03:15", "2026-10-25T00:45", "2026-10-25T01:45", "2026-11-01T06:15"):
        meeting.begins_at = dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
        text = calendar.invitation(meeting, cast.match, calendar.REQUEST).decode()
        # vobject keeps the first rules it met under a name.
        vars(vobject.icalendar)["__tzidMap"].pop(zone, None)
        event, theirs = event_of(text), vobject.readOne(text)
        # Python calls an hour that comes twice unequal to the same instant in another zone: compare in one.
        assert event.decoded("DTSTART").astimezone(dt.UTC) == meeting.begins_at
        assert theirs.vevent.dtstart.value.astimezone(dt.UTC) == meeting.begins_at
        assert theirs.vevent.dtend.value.astimezone(dt.UTC) == meeting.begins_at + dt.timedelta(minutes=30)
        zones = [str(one["TZID"]) for one in Calendar.from_ical(text).walk("VTIMEZONE")]
        assert zones == ([zone] if "TZID" in event["DTSTART"].params or "TZID" in event["DTEND"].params else [])
        assert len(text) < 4000


def test_uid_stays_sequence_and_stamp_rise_and_the_cancelling_matches(cast, meeting, clock):
    found = agree(meeting, cast.owner)
    notices.send_due()
    first = event_of(calendar_of(sent_to(cast.match))[1])
    clock.shift(dt.timedelta(minutes=5))
    actions.cannot_make_it(meeting=found, member=cast.match)
    notices.send_due()
    part, text = calendar_of(sent_to(cast.owner))
    cancelled = event_of(text)
    assert part["Content-Type"].params["method"] == "CANCEL"
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled.decoded("DTSTART") == first.decoded("DTSTART")
    assert str(cancelled["ORGANIZER"]) == str(first["ORGANIZER"])
    clock.shift(dt.timedelta(minutes=5))
    agree(found, cast.match)
    notices.send_due()
    second = event_of(calendar_of(sent_to(cast.owner))[1])
    assert {str(one["UID"]) for one in (first, cancelled, second)} == {found.uid}
    assert [one["SEQUENCE"] for one in (first, cancelled, second)] == [1, 2, 3]
    stamps = [one.decoded("DTSTAMP") for one in (first, cancelled, second)]
    assert stamps == sorted(set(stamps))
    assert second.decoded("DTSTART") != first.decoded("DTSTART")


def test_the_stamp_rises_even_within_one_second(cast, meeting):
    found = agree(meeting, cast.owner)
    actions.cannot_make_it(meeting=found, member=cast.owner)
    again = Meeting.objects.get(pk=found.pk)
    assert again.stamped_at.replace(microsecond=0) > found.stamped_at.replace(microsecond=0)


def test_a_short_guide_for_such_a_meeting_comes_with_it_and_not_with_its_cancelling(cast, meeting, client):
    purposes.register("guided", title=lambda *_: "x", describe=lambda *_: "", guide=lambda _meeting: guides.FIRST_COFFEE)
    Meeting.objects.update(purpose="guided")
    found = agree(Meeting.objects.get(pk=meeting.pk), cast.owner)
    notices.send_due()
    guide = guides.GUIDES[guides.FIRST_COFFEE]
    text = calendar.invitation(found, cast.match, calendar.REQUEST).decode()
    assert f"- {guide.thoughts[0]}" in vobject.readOne(text).vevent.description.value
    assert str(guide.thoughts[0]) not in calendar.invitation(found, cast.match, calendar.CANCEL).decode()
    assert guide.address in sent_to(cast.match).get_body(("plain",)).get_content()
    page = client.get("/guides/").content.decode()
    assert f'id="{guide.name}"' in page


def test_others_never_see_the_address_one_signs_in_with(cast, meeting):
    cast.owner.account.email = "very-private@example.net"
    cast.owner.account.save()
    found = agree(meeting, cast.match)
    owner = found.attendances.get(member=cast.owner).member
    assert "very-private" not in calendar.invitation(found, cast.match, calendar.REQUEST).decode()
    # Their own names the address on record while that is theirs too: it may lie in a calendar of their work.
    assert "very-private" not in calendar.invitation(found, owner, calendar.REQUEST).decode()
    owner.account.emailaddress_set.update(email="very-private@example.net")
    assert "very-private" in calendar.invitation(found, owner, calendar.REQUEST).decode()


def test_words_dates_and_times_are_in_the_receivers_language_and_zone(cast, clock):
    cast.match.account.language, cast.match.account.timezone = "de", "Asia/Kathmandu"
    cast.match.account.save()
    found = agree(offered(cast), cast.owner)
    notices.send_due()
    clock.move_to(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC))
    notices.send_due()
    local = found.begins_at + dt.timedelta(hours=5, minutes=45)
    days = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"]
    text = sent_to(cast.match).get_body(("plain",)).get_content()
    assert days[local.weekday()] in text
    assert f"{local.hour}:{local.minute:02}" in text
    assert f"{found.begins_at.hour}:{found.begins_at.minute:02}" in sent_to(cast.owner).get_body(("plain",)).get_content()


def test_the_file_to_keep_asks_for_no_answer(cast, meeting):
    found = agree(meeting, cast.owner)
    text = calendar.invitation(found, cast.owner, calendar.PUBLISH).decode()
    assert Calendar.from_ical(text)["METHOD"] == "PUBLISH"
    assert event_of(text)["UID"] == found.uid
