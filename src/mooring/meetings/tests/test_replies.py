"""Calendars answer: yes, perhaps, no and another time; and what is forged, old, broken or too much changes nothing."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
import vobject
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mooring.meetings import actions, calendar, itip, links, purposes
from mooring.meetings.models import Attendance, Meeting, Proposal
from mooring.meetings.tests.conftest import ADA
from mooring.notices import actions as notices
from mooring.notices.models import Replies
from mooring.testing import give_hours

DATA = Path(__file__).parent / "data"
A_DAY_EARLIER = dt.datetime(2026, 11, 26, 15, 30, tzinfo=dt.UTC)


def arrives(maildir, raw, name="1"):
    (maildir / "new" / name).write_bytes(raw)
    return actions.read_replies()


def wrapped(text, sender=ADA, method="COUNTER"):
    """A calendar in a mail, as mail programs send it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "mooring@mooring.example", "x"
    message.set_content("see the calendar")
    message.add_alternative(text if isinstance(text, str) else text.decode(), subtype="calendar", params={"method": method})
    return message.as_bytes()


def counter(begins=None, **changes):
    text = (DATA / "kcalendarcore-counter.ics").read_text()
    if begins is not None:
        text = text.replace("DTSTART:20261126T153000Z", f"DTSTART:{begins:%Y%m%dT%H%M%SZ}")
    for old, new in changes.items():
        text = text.replace(old, new)
    return wrapped(text)


def reply_of(meeting, member):
    return Attendance.objects.get(meeting=meeting, member=member).reply


def sent_to(member):
    found = [one for one in mail.outbox if one.to == [member.account.email]]
    return [email.message_from_bytes(one.message().as_bytes(), policy=email.policy.default) for one in found]


@pytest.mark.parametrize(
    ("file", "reply"),
    [("cyrus-accepted.eml", "accepted"), ("cyrus-tentative.eml", "tentative"), ("kcalendarcore-reply.ics", "accepted")],
)
def test_an_answer_of_a_calendar_counts_and_shows_to_those_who_hold_the_meeting(cast, agreed, maildir, enter, file, reply):
    raw = (DATA / file).read_bytes()
    assert arrives(maildir, raw if file.endswith("eml") else wrapped(raw, method="REPLY")) == 1
    assert reply_of(agreed, cast.match) == reply
    shown = enter(cast.owner).get(reverse("meeting", args=[cast.organisation.slug, agreed.public_id])).content.decode()
    assert ("has accepted" in shown, "perhaps" in shown) == (reply == "accepted", reply == "tentative")
    assert [one.name for one in (maildir / "cur").iterdir()] == ["1:2,S"]
    invitation = calendar.invitation(Meeting.objects.get(), cast.owner, calendar.REQUEST).decode()
    assert {one.params["PARTSTAT"][0] for one in vobject.readOne(invitation).vevent.attendee_list} == {"ACCEPTED", reply.upper()}


def test_a_decline_offers_other_times_and_tells_nobody_who_declined(cast, agreed, maildir, enter):
    before = agreed.begins_at
    assert arrives(maildir, (DATA / "cyrus-declined.eml").read_bytes()) == 1
    meeting = Meeting.objects.get()
    assert meeting.state == Meeting.State.OFFERED
    assert before not in [one.begins_at for one in meeting.offered_times.all()]
    notices.send_due()
    (told,) = sent_to(cast.owner)
    assert told["Subject"] == "Your meeting needs another time"
    assert "eclin" not in told.get_body(("plain",)).get_content()
    shown = enter(cast.owner).get(reverse("meeting", args=[cast.organisation.slug, meeting.public_id])).content.decode()
    assert "eclined" not in shown


def test_only_the_last_word_for_the_time_that_stands_counts(cast, agreed, maildir):
    declined, accepted = ((DATA / f"cyrus-{one}.eml").read_bytes() for one in ("declined", "accepted"))
    tentative = (DATA / "cyrus-tentative.eml").read_bytes()
    assert arrives(maildir, tentative, "1") == 1
    assert arrives(maildir, accepted, "2") == 0, "it was sent before the other"
    assert reply_of(agreed, cast.match) == "tentative"
    assert arrives(maildir, declined, "3") == 1
    assert arrives(maildir, declined, "4") == 0
    meeting = Meeting.objects.get()
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    assert Meeting.objects.get().sequence == 3
    assert arrives(maildir, declined, "5") == 0, "it is of the time before"
    assert Meeting.objects.get().state == Meeting.State.AGREED
    assert reply_of(agreed, cast.match) == ""


@pytest.mark.parametrize("fault", ["sender", "attendee", "both", "uid", "newer", "over", "out", "vouched"])
def test_what_is_forged_or_of_nothing_changes_nothing(cast, agreed, maildir, settings, clock, fault):
    raw = (DATA / "cyrus-declined.eml").read_bytes()
    if fault in {"sender", "both"}:
        raw = raw.replace(b"<ada@calendar.example>", b"<mallory@calendar.example>")
    if fault in {"attendee", "both"}:
        raw = raw.replace(b"MAILTO:ada@calendar.example", b"MAILTO:mallory@calendar.example")
    if fault == "uid":
        raw = raw.replace(b"UID:fixture@", b"UID:other@")
    if fault == "newer":
        raw = raw.replace(b"SEQUENCE:1", b"SEQUENCE:9")
    if fault == "over":
        clock.move_to(agreed.begins_at + dt.timedelta(minutes=1))
    if fault == "out":
        Attendance.objects.filter(member=cast.match).update(state="out")
    if fault == "vouched":
        settings.REPLIES_CHECKED_BY = "mx.mooring.example"
        raw = b"Authentication-Results: mx.evil.example; dmarc=pass\r\n" + raw
    assert arrives(maildir, raw) == 0
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.sequence) == (Meeting.State.AGREED, 1)
    assert reply_of(agreed, cast.match) == ""
    assert Replies.objects.get().put_aside == 0


def test_where_a_mail_server_is_named_its_word_counts_and_the_topmost_of_it(cast, agreed, maildir, settings):
    settings.REPLIES_CHECKED_BY = "mx.mooring.example"
    raw = (DATA / "cyrus-accepted.eml").read_bytes()
    good, bad = (f"Authentication-Results: mx.mooring.example;\r\n dmarc={one} header.from=x\r\n".encode() for one in ("pass", "fail"))
    assert arrives(maildir, bad + good + raw, "1") == 0
    assert arrives(maildir, good + bad + raw, "2") == 1


def test_a_mail_that_cannot_be_read_is_flagged_and_the_rest_goes_on(cast, agreed, maildir, caplog):
    accepted = (DATA / "cyrus-accepted.eml").read_bytes()
    (maildir / "new" / "1").write_bytes(wrapped("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nDTSTAMP:nonsense\nEND:VEVENT\nEND:VCALENDAR"))
    (maildir / "new" / "2").write_bytes(accepted + b"x" * 1024 * 1024)
    (maildir / "new" / "3").write_bytes(b"\x00\xff" * 500)
    (maildir / "new" / "4").write_bytes(b"From: somebody@example.org\r\nSubject: Hello\r\n\r\nMay I ask something?\r\n")
    (maildir / "new" / "5").write_bytes(accepted)
    (maildir / "new" / ".6").write_bytes(accepted)
    assert actions.read_replies() == 1
    assert {one.name for one in (maildir / "cur").iterdir()} == {"1:2,F", "2:2,F", "3:2,", "4:2,", "5:2,S"}
    kept = Replies.objects.get()
    assert (kept.put_aside, kept.problem) == (2, "")
    assert kept.read_at is not None


def test_nothing_is_read_where_no_mailbox_is_named_and_a_missing_one_is_noted(cast, agreed, maildir, settings):
    settings.REPLIES_URL = ""
    (maildir / "new" / "1").write_bytes((DATA / "cyrus-accepted.eml").read_bytes())
    assert actions.read_replies() == 0
    assert not Replies.objects.exists()
    settings.REPLIES_URL = f"maildir:{maildir}/nowhere"
    assert actions.read_replies() == 0
    assert Replies.objects.get().problem == "FileNotFoundError"


def test_of_one_sender_so_many_answers_count_in_an_hour(cast, agreed, maildir, monkeypatch):
    monkeypatch.setattr(actions.replies, "PER_HOUR", 1)
    assert arrives(maildir, (DATA / "cyrus-accepted.eml").read_bytes(), "1") == 1
    assert arrives(maildir, (DATA / "cyrus-declined.eml").read_bytes(), "2") == 0
    assert Meeting.objects.get().state == Meeting.State.AGREED


@given(st.binary(max_size=400), st.sampled_from(["text/calendar; method=REPLY", "multipart/mixed; boundary=b", "text/plain"]))
def test_any_bytes_are_an_answer_none_or_unreadable(body, kind):
    raw = b"From: a@b.example\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
    try:
        found = itip.read(raw)
    except itip.Unreadable:
        return
    assert found is None or found.method in {"REPLY", "COUNTER"}


def test_invitations_ask_for_an_answer_from_the_mailbox_for_the_life_of_the_event(cast, agreed, settings):
    event = vobject.readOne(calendar.invitation(agreed, cast.match, calendar.REQUEST).decode()).vevent
    assert event.organizer.value == "MAILTO:mooring@mooring.example"
    assert {one.params["RSVP"][0] for one in event.attendee_list} == {"TRUE"}
    settings.REPLIES_ADDRESS = "other@mooring.example"
    again = vobject.readOne(calendar.invitation(agreed, cast.match, calendar.CANCEL).decode()).vevent
    assert again.organizer.value == "MAILTO:mooring@mooring.example"


def test_a_counter_is_another_time_that_the_other_takes_by_one_press(cast, agreed, maildir, enter):
    assert arrives(maildir, counter()) == 1
    proposal = Proposal.objects.get()
    assert (proposal.begins_at, proposal.member) == (A_DAY_EARLIER, cast.match)
    assert reply_of(agreed, cast.match) == "tentative"
    assert Meeting.objects.get().begins_at == agreed.begins_at
    page = reverse("meeting", args=[cast.organisation.slug, agreed.public_id])
    assert "You proposed another time" in enter(cast.match).get(page).content.decode()
    assert "Another time is proposed" in enter(cast.owner).get(page).content.decode()
    notices.send_due()
    (asked,) = sent_to(cast.owner)
    assert asked["Subject"] == "Would another time do?"
    assert not sent_to(cast.match)
    address = links.proposal(agreed, cast.owner, proposal, "take").removeprefix("http://localhost:8000")
    knock = Client(enforce_csrf_checks=True)
    assert "Would another time do?" in knock.get(address).content.decode()
    assert Meeting.objects.get().begins_at == agreed.begins_at, "looking decides nothing"
    mail.outbox.clear()
    knock.post(address, {"answer": "take"})
    meeting = Meeting.objects.get()
    assert (meeting.begins_at, meeting.sequence, meeting.state) == (A_DAY_EARLIER, 2, Meeting.State.AGREED)
    assert "The time is settled" in knock.get(address).content.decode()
    notices.send_due()
    for member in (cast.owner, cast.match):
        (told,) = sent_to(member)
        part = next(one for one in told.walk() if one.get_content_type() == "text/calendar")
        event = next(iter(Calendar.from_ical(part.get_content()).walk("VEVENT")))
        assert (event["SEQUENCE"], event.decoded("DTSTART"), str(event["UID"])) == (2, A_DAY_EARLIER, agreed.uid)
        assert {one.params["PARTSTAT"] for one in event["ATTENDEE"]} == {"ACCEPTED"}


def test_a_counter_that_is_refused_is_declined_and_the_time_stands(cast, agreed, maildir, enter):
    arrives(maildir, counter())
    proposal = Proposal.objects.get()
    page = reverse("meeting_proposal", args=[cast.organisation.slug, agreed.public_id])
    for other in (cast.team_mate, cast.stranger):
        assert enter(other).post(page, {"proposal": proposal.public_id, "answer": "take"}).status_code == 404
    for own, answer in ((cast.match, "take"), (cast.match, "keep"), (cast.owner, "perhaps")):
        assert enter(own).post(page, {"proposal": proposal.public_id, "answer": answer}).status_code == 409
    assert enter(cast.owner).post(page, {"proposal": proposal.public_id, "answer": "keep"}).status_code == 302
    assert enter(cast.owner).post(page, {"proposal": proposal.public_id, "answer": "take"}).status_code == 409
    notices.send_due()
    assert not sent_to(cast.owner), "what waited to ask is no longer true"
    (told,) = sent_to(cast.match)
    part = next(one for one in told.walk() if one.get_content_type() == "text/calendar")
    assert part["Content-Type"].params["method"] == "DECLINECOUNTER"
    theirs = vobject.readOne(part.get_content())
    assert theirs.method.value == "DECLINECOUNTER"
    assert (theirs.vevent.uid.value, theirs.vevent.sequence.value) == (agreed.uid, "1")
    assert Meeting.objects.get().begins_at == agreed.begins_at


@pytest.mark.parametrize("why", ["night", "past", "busy"])
def test_a_counter_that_does_not_suit_the_others_is_declined_by_itself(cast, agreed, maildir, why):
    begins = A_DAY_EARLIER
    if why == "night":
        begins = dt.datetime(2026, 11, 26, 2, 0, tzinfo=dt.UTC)
    if why == "past":
        begins = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
    if why == "busy":
        give_hours(cast.owner, begins="09:00", minutes=120)
    assert arrives(maildir, counter(begins)) == 1
    assert Proposal.objects.get().state == Proposal.State.REFUSED
    notices.send_due()
    assert not sent_to(cast.owner)
    (told,) = sent_to(cast.match)
    assert "The time you have stays" in told["Subject"]


def test_a_later_counter_replaces_the_one_before_and_what_moved_is_asked_no_more(cast, agreed, maildir):
    arrives(maildir, counter(), "1")
    later = counter(A_DAY_EARLIER - dt.timedelta(hours=1), **{"DTSTAMP:20261129T07": "DTSTAMP:20261129T09"})
    arrives(maildir, later, "2")
    first, second = Proposal.objects.all()
    assert (first.state, second.state) == (Proposal.State.REPLACED, Proposal.State.OPEN)
    assert not actions.take_proposal(proposal=first, member=cast.owner)
    actions.cannot_make_it(meeting=agreed, member=cast.owner)
    assert not actions.take_proposal(proposal=second, member=cast.owner)
    notices.send_due()
    assert "Would another time do?" not in [one["Subject"] for one in sent_to(cast.owner)]


def test_a_counter_of_a_whole_day_or_of_the_same_time_proposes_nothing(cast, agreed, maildir):
    day = counter(**{"DTSTART:20261126T153000Z": "DTSTART;VALUE=DATE:20261126", "DTEND:20261126T160000Z": "DTEND;VALUE=DATE:20261127"})
    assert arrives(maildir, day, "1") == 0
    assert arrives(maildir, counter(agreed.begins_at), "2") == 1
    assert not Proposal.objects.exists()
    assert reply_of(agreed, cast.match) == "tentative"


def test_a_reply_to_a_letter_reaches_the_others_and_of_a_private_meeting_nobody(cast, agreed, monkeypatch):
    actions.cannot_make_it(meeting=agreed, member=cast.match)
    notices.send_due()
    (told,) = sent_to(cast.owner)
    assert [parseaddr(one)[1] for one in told["Reply-To"].split(",")] == [ADA]
    mail.outbox.clear()
    monkeypatch.setattr(purposes, "_PURPOSES", {})
    purposes.register("test", title=lambda *_: "x", describe=lambda *_: "", private=True)
    meeting = Meeting.objects.get()
    actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.match)
    notices.send_due()
    (told,) = sent_to(cast.owner)
    assert told["Reply-To"] is None
    assert ADA not in told.as_string()
