"""A program posts the mails that calendars answer with: refused unless it is signed, of now, small, and a mail."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mooring.core.signed import key_of
from mooring.core.time import now
from mooring.meetings import reply_views
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.tests.conftest import ADA
from mooring.meetings.tests.test_replies import DATA, wrapped
from mooring.notices import incoming
from mooring.notices.models import Replies

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ACCEPTED = (DATA / "cyrus-accepted.eml").read_bytes()
DECLINED = (DATA / "cyrus-declined.eml").read_bytes()


@pytest.fixture
def meeting(agreed, settings):
    """The meeting that is answered; answers come by no mailbox, but by a program."""
    settings.REPLIES_URL = ""
    settings.REPLIES_SECRETS = [SECRET]
    cache.clear()
    return agreed


def signature(body: bytes, name: str, at: dt.datetime, secret: str = SECRET) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    said = hmac.digest(key_of(secret), f"{name}.{moment}.".encode() + body, hashlib.sha256)
    return {"webhook-id": name, "webhook-timestamp": moment, "webhook-signature": "v1," + base64.b64encode(said).decode()}


def post(body: bytes, kind: str = "message/rfc822", *, name: str = "msg_1", ago: dt.timedelta = dt.timedelta(), **changed: str):
    """Whoever posts, with no cookie of ours and no token against forged forms."""
    headers = signature(body, name, now() - ago) | {key.replace("_", "-"): value for key, value in changed.items()}
    return Client(enforce_csrf_checks=True).post(reverse("replies_posted"), body, content_type=kind, headers=headers)


def form(field: str, raw: bytes, *, as_file: bool = False) -> tuple[bytes, str]:
    head = f'Content-Disposition: form-data; name="{field}"' + ('; filename="mail.eml"\r\nContent-Type: message/rfc822' if as_file else "")
    other = b'--edge\r\nContent-Disposition: form-data; name="recipient"\r\n\r\nmooring@mooring.example\r\n'
    return other + b"--edge\r\n" + head.encode() + b"\r\n\r\n" + raw + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge"


def reply_of(meeting, member):
    return Attendance.objects.get(meeting=meeting, member=member).reply


def test_without_a_secret_nothing_is_taken_and_it_says_so(cast, meeting, settings):
    settings.REPLIES_SECRETS = []
    answer = post(ACCEPTED)
    assert answer.status_code == 404
    assert "MOORING_REPLIES_SECRET is not set" in answer.content.decode()
    assert reply_of(meeting, cast.match) == ""
    assert not Replies.objects.exists()


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, {"ago": dt.timedelta(minutes=5, seconds=1)}),
        (401, {"ago": -dt.timedelta(minutes=5, seconds=1)}),
        (401, {"webhook_signature": "v1,bm9uZQ=="}),
        (401, {"webhook_signature": ""}),
        (401, {"webhook_id": "msg_2"}),
        (415, {"kind": "application/json"}),
        (415, {"kind": "text/plain"}),
    ],
    ids=str,
)
def test_what_is_not_signed_of_another_time_or_no_mail_changes_nothing(cast, meeting, status, fault):
    assert post(DECLINED, **fault).status_code == status
    assert Meeting.objects.get().state == Meeting.State.AGREED
    assert not Replies.objects.exists()


@pytest.mark.parametrize("body", [b"nothing of a mail", b'{"From": "ada@calendar.example"}', b"\x00\xff" * 99])
def test_what_is_no_mail_is_refused_in_a_sentence(meeting, body):
    answer = post(body)
    assert (answer.status_code, answer.content) == (422, b"This is no mail.\n")


def test_what_is_too_large_is_refused_before_it_is_looked_at_and_within_a_form_too(cast, meeting):
    huge = DECLINED + b"x" * reply_views.MOST_POSTED
    assert post(huge).status_code == 413
    body, kind = form("message", DECLINED + b"x" * (reply_views.MOST_BYTES - len(DECLINED) + 1))
    assert post(body, kind).status_code == 413
    assert Meeting.objects.get().state == Meeting.State.AGREED


def test_an_answer_that_is_broken_is_refused_and_counted_for_the_admin(meeting):
    broken = wrapped("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nDTSTAMP:nonsense\nEND:VEVENT\nEND:VCALENDAR")
    assert post(broken).status_code == 422
    assert Replies.objects.get().put_aside == 1


def test_looking_is_not_posting_and_wrong_signatures_are_answered_so_often_only(cast, meeting, monkeypatch):
    assert Client().get(reverse("replies_posted")).status_code == 405
    monkeypatch.setattr(reply_views, "WRONG", 2)
    assert [post(DECLINED, webhook_signature="v1,bm9uZQ==").status_code for _try in range(3)] == [401, 401, 429]
    assert post(ACCEPTED).status_code == 204, "a signed one is let in all the same"
    monkeypatch.setattr(reply_views, "MANY", 1)
    answer = post(DECLINED, name="msg_9")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert Meeting.objects.get().state == Meeting.State.AGREED


@pytest.mark.parametrize("field", ["message", "body-mime", "email"])
@pytest.mark.parametrize("as_file", [True, False])
def test_a_form_as_mail_services_post_it_is_read_byte_for_byte(cast, meeting, field, as_file):
    # Eight bits of an older encoding, as calendars still write names.
    raw = ACCEPTED.replace(b"ada@calendar.example>", b"ada@calendar.example>\r\nComments: J\xfcrgen", 1)
    assert post(*form(field, raw, as_file=as_file)).status_code == 204
    assert reply_of(meeting, cast.match) == "accepted"
    assert Replies.objects.get().read_at is not None


def test_a_mail_as_it_is_counts_once_and_the_same_name_again_does_nothing(cast, meeting):
    assert post(ACCEPTED).status_code == 204
    assert reply_of(meeting, cast.match) == "accepted"
    assert post(DECLINED, name="msg_1").status_code == 204
    assert Meeting.objects.get().state == Meeting.State.AGREED
    assert post(DECLINED, name="msg_2").status_code == 204
    assert Meeting.objects.get().state == Meeting.State.OFFERED


def test_other_mail_and_answers_of_nobody_here_look_alike_from_outside(cast, meeting):
    hello = f"From: {ADA}\r\nSubject: Hello\r\n\r\nMay I ask something?\r\n".encode()
    forged = DECLINED.replace(b"<ada@calendar.example>", b"<mallory@calendar.example>")
    answers = [post(hello, name="msg_1"), post(forged, name="msg_2")]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert Meeting.objects.get().state == Meeting.State.AGREED


def test_where_a_program_posts_answers_calendars_are_asked_for_them(meeting, settings):
    assert incoming.is_named()
    settings.REPLIES_SECRETS = []
    assert not incoming.is_named()
