"""Answers in a POP3 mailbox: each is read once, nothing is deleted unasked, and what jams one mail does not jam the rest."""

from __future__ import annotations

import threading

import pytest

from mooring.meetings import actions
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.tests.pop_server import Box, Server
from mooring.meetings.tests.test_replies import DATA
from mooring.notices import incoming
from mooring.notices.mailboxes.kinds import MOST_BYTES
from mooring.notices.models import ReadMail, Replies

ACCEPTED = (DATA / "cyrus-accepted.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
DECLINED = (DATA / "cyrus-declined.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
HELLO = b"From: somebody@example.org\r\nMessage-ID: <hello@example.org>\r\nSubject: Hello\r\n\r\nMay I ask?\r\n..\r\n"


@pytest.fixture
def box(agreed, settings):
    server = Server(Box())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.REPLIES_URL = f"pop3://mooring:secret@127.0.0.1:{server.server_address[1]}"
    yield server.box
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_wrong_password_is_noted_in_words(box):
    box.password = "another"
    assert actions.read_replies() == 0
    assert "refused the user name or the password" in incoming.problem_in_words(Replies.objects.get().problem)


@pytest.mark.parametrize("has_uidl", [True, False])
def test_each_mail_is_read_once_and_nothing_is_taken_out(cast, agreed, box, has_uidl):
    box.has_uidl = has_uidl
    box.mails = {"a": HELLO, "b": ACCEPTED}
    assert actions.read_replies() == 1
    assert Attendance.objects.get(meeting=agreed, member=cast.match).reply == "accepted"
    assert actions.read_replies() == 0
    assert box.read == ["a", "b"]
    assert set(box.mails) == {"a", "b"}
    box.mails["c"] = DECLINED
    assert actions.read_replies() == 1
    assert box.read == ["a", "b", "c"]
    assert Meeting.objects.get().state == Meeting.State.OFFERED


def test_where_it_is_asked_for_an_answer_that_was_heard_is_deleted_and_other_mail_never(box, settings):
    settings.REPLIES_URL += "/?after=delete"
    box.mails = {"a": HELLO, "b": ACCEPTED, "c": b"From: x@example.org\r\n\r\n" + b"x" * MOST_BYTES}
    assert actions.read_replies() == 1
    assert set(box.mails) == {"a", "c"}
    assert box.read == ["a", "b"], "what is too large is not fetched"
    assert Replies.objects.get().put_aside == 1


def test_what_no_longer_lies_there_is_forgotten(box):
    box.mails = {"a": HELLO, "b": ACCEPTED}
    actions.read_replies()
    assert ReadMail.objects.count() == 2
    box.mails = {"a": HELLO}
    actions.read_replies()
    assert ReadMail.objects.count() == 1


def test_a_line_longer_than_mails_have_stops_one_run_and_no_more(cast, agreed, box):
    box.mails = {"a": b"From: x@example.org\r\n\r\n" + b"x" * 5000, "b": ACCEPTED}
    assert actions.read_replies() == 0
    assert actions.read_replies() == 1
    assert Attendance.objects.get(meeting=agreed, member=cast.match).reply == "accepted"
    assert Replies.objects.get().put_aside == 1


def test_so_many_are_read_in_a_run(box, monkeypatch):
    monkeypatch.setattr(actions.replies, "AT_MOST", 1)
    box.mails = {"a": HELLO, "b": ACCEPTED}
    assert actions.read_replies() == 0
    assert actions.read_replies() == 1
