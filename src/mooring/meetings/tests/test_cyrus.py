"""A real calendar server schedules, and a real mailbox is read: Cyrus answers our invitations, and we hear it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import imaplib
import re

import pytest
from django.core import mail

from mooring.core.time import now, today
from mooring.meetings import actions
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.tests import cyrus
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.notices.models import Notice, Replies

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ADDRESS = f"ada@{cyrus.DOMAIN}"


def invitation():
    """The newest invitation that went to ada, as her calendar keeps it."""
    sent = next(one for one in reversed(mail.outbox) if one.to == [ADDRESS])
    message = email.message_from_bytes(sent.message().as_bytes(), policy=email.policy.default)
    text = next(one for one in message.walk() if one.get_content_type() == "text/calendar").get_content()
    return re.sub(r"\r?\n ", "", text).replace("METHOD:REQUEST\r\n", "")


def answering(text, says):
    """The same, with what she says to it."""
    return re.sub(rf"(ATTENDEE[^\n]*PARTSTAT=)[A-Z-]+([^\n]*{ADDRESS})", rf"\g<1>{says}\g<2>", text).encode()


def delivered(server, raw):
    """A mail comes into the mailbox that Mooring reads; then it is read."""
    with imaplib.IMAP4("127.0.0.1", server.imap) as box:
        box.login("mooring", "any")
        assert box.append("INBOX", "", None, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0] == "OK"
    return actions.read_replies()


def flags(server):
    with imaplib.IMAP4("127.0.0.1", server.imap) as box:
        box.login("mooring", "any")
        box.select("INBOX", readonly=True)
        found = box.uid("FETCH", "1:*", "(FLAGS)")[1]
        return [set(re.findall(rb"\\(Seen|Flagged)", one)) for one in found]


def test_cyrus_answers_our_invitations_and_each_answer_counts(cast, settings):
    cast.match.work_address = cast.match.account.email = ADDRESS
    cast.match.account.save()
    cast.match.save()
    cast.match.account.emailaddress_set.update(email=ADDRESS)
    begins = today("Europe/Lisbon")
    with cyrus.running() as server:
        for user in ("ada", "mooring"):
            server.mailbox(user)
        settings.REPLIES_URL = f"imap://mooring:any@127.0.0.1:{server.imap}/INBOX"
        settings.REPLIES_ADDRESS = f"mooring@{cyrus.DOMAIN}"
        meeting = offered(cast, from_date=begins + dt.timedelta(days=3), to_date=begins + dt.timedelta(days=14))
        actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
        _send_now()
        asked = invitation()
        server.put("ada", answering(asked, "NEEDS-ACTION"))
        heard = []
        for says in ("ACCEPTED", "TENTATIVE"):
            server.put("ada", answering(asked, says))
            assert delivered(server, server.sent()) == 1
            heard.append(Attendance.objects.get(meeting=meeting, member=cast.match).reply)
        assert heard == ["accepted", "tentative"]
        assert delivered(server, b"From: x@example.org\nSubject: Hello\n\nA question.\n") == 0
        assert delivered(server, b"From: x@example.org\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nnonsense\n") == 0
        server.put("ada", answering(asked, "DECLINED"))
        declined = server.sent()
        assert delivered(server, declined) == 1
        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.sequence) == (Meeting.State.OFFERED, 2)
        actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
        _send_now()
        assert delivered(server, declined) == 0, "it is of the time before"
        server.put("ada", answering(invitation(), "ACCEPTED"))
        assert delivered(server, server.sent()) == 1, "the event moved in the calendar, and the reply is of the new time"
        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.sequence) == (Meeting.State.AGREED, 3)
        assert Attendance.objects.get(meeting=meeting, member=cast.match).reply == "accepted"
        seen = {b"Seen"}
        assert flags(server) == [seen, seen, set(), {b"Flagged"}, seen, seen, seen]
        settings.REPLIES_URL = f"imap://mooring:any@127.0.0.1:{server.imap}/Nowhere"
        actions.read_replies()
        assert Replies.objects.get().problem == "error"


def _send_now():
    """What waits for somebody's hours goes now."""
    Notice.objects.filter(state=Notice.State.WAITING, kind="meetings.invitation").update(urgency="critical", not_before=now())
    notices.send_due()
