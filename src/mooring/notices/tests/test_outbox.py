"""The outbox: held until the receiver's hours, true when sent, once per person and event, whatever dies on the way."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import smtplib

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import translation

from mooring import testing
from mooring.boundaries import actions as hours
from mooring.core.hours import Span
from mooring.notices import actions, outbox, register
from mooring.notices.models import Attempt, Notice, Switch
from mooring.notices.register import Letter

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MONDAY_NIGHT = dt.datetime(2026, 11, 23, 22, tzinfo=dt.UTC)
TUESDAY_NINE = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


class Said:
    """A wording whose truth a test decides."""

    true = True

    def still_true(self, notice):
        return self.true

    def word(self, notice):
        return Letter(subject=f"About {notice.thing}", paragraphs=["Grüße, 你好."], button=("Open", "https://example.org/x"))


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(register, "_KINDS", dict(register._KINDS))
    Said.true = True
    register.kind("t.held", title="One", because="You hold it.", switch="Held ones")(Said)
    register.kind("t.soon", title="Soon", because="It comes soon.", urgency=Notice.Urgency.CRITICAL)(Said)
    register.kind("t.mine", title="Mine", because="It is yours.", switch="Mine", scope=Notice.Scope.PRIVATE)(Said)


def put(member, kind="t.held", key="one", **more):
    return actions.put(kind, member=member, thing="abc", key=key, **more)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_due_inside_the_hours_is_sent_once(cast, clock):
    put(cast.owner)
    assert actions.send_due() == 1
    assert actions.send_due() == 0
    assert states() == [Notice.State.SENT]
    assert [one.to for one in mail.outbox] == [[cast.owner.account.email]]
    assert set(Attempt.objects.values_list("channel", "succeeded")) == {("mail", True), ("inbox", True)}


def test_the_same_event_is_one_row_however_often_it_is_put(cast, clock):
    assert put(cast.owner) is not None
    assert put(cast.owner) is None
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "sent_at"),
    [
        ("Europe/Lisbon", "2026-11-24T09:00+00:00"),
        ("Asia/Kathmandu", "2026-11-24T03:15+00:00"),
        ("Pacific/Kiritimati", "2026-11-23T22:00+00:00"),  # it is noon on Tuesday there
        ("Pacific/Pago_Pago", "2026-11-23T22:00+00:00"),  # and eleven on Monday here
    ],
)
def test_it_is_held_until_the_receivers_own_morning(cast, clock, zone, sent_at):
    cast.owner.account.timezone = zone
    cast.owner.account.save()
    clock.move_to(MONDAY_NIGHT)
    put(cast.owner)
    for _ in range(24 * 4):
        if actions.send_due():
            break
        clock.shift(dt.timedelta(minutes=15))
    assert Notice.objects.get().sent_at == dt.datetime.fromisoformat(sent_at)


def test_leave_holds_it_too_and_hours_changed_meanwhile_count(cast, clock):
    account = cast.owner.account
    hours.add_leave(account=account, first=dt.date(2026, 11, 23), last=dt.date(2026, 11, 27))
    put(cast.owner, expires_at=MONDAY_NOON + dt.timedelta(days=20))
    assert actions.send_due() == 0
    clock.move_to(TUESDAY_NINE)
    assert actions.send_due() == 0
    hours.remove_leave(leave=account.leaves.get())
    clock.shift(dt.timedelta(hours=6, minutes=1))
    assert actions.send_due() == 1


def test_what_is_about_to_begin_does_not_wait(cast, clock):
    clock.move_to(MONDAY_NIGHT)
    put(cast.owner, "t.soon")
    assert actions.send_due() == 1


def test_what_is_no_longer_true_is_dropped_when_it_would_be_sent(cast, clock):
    put(cast.owner)
    Said.true = False
    assert actions.send_due() == 0
    assert states() == [Notice.State.DROPPED]


def test_what_waited_too_long_is_dropped(cast, clock):
    clock.move_to(MONDAY_NIGHT)
    put(cast.owner, expires_at=MONDAY_NIGHT + dt.timedelta(hours=1))
    assert actions.send_due() == 0
    clock.move_to(TUESDAY_NINE)
    assert actions.send_due() == 0
    assert states() == [Notice.State.DROPPED]


def test_what_is_cancelled_is_not_sent(cast, clock):
    put(cast.owner)
    assert actions.cancel(kind="t.held", thing="abc") == 1
    assert actions.send_due() == 0


def test_a_kind_switched_off_is_not_sent_and_one_that_matters_cannot_be(cast, clock):
    actions.set_switch(account=cast.owner.account, kind="t.held", on=False)
    put(cast.owner)
    assert actions.send_due() == 0
    with pytest.raises(ValueError, match="cannot be switched off"):
        actions.set_switch(account=cast.owner.account, kind="t.soon", on=False)
    actions.set_switch(account=cast.owner.account, kind="t.held", on=True)
    assert not Switch.objects.exists()


def test_nobody_who_has_left_is_written_to(cast, clock):
    cast.owner.left_at = MONDAY_NOON
    cast.owner.save()
    put(cast.owner)
    assert actions.send_due() == 0
    assert states() == [Notice.State.DROPPED]


def test_a_member_without_an_account_is_written_to_at_work(cast, clock):
    member = testing.make_member(cast.organisation, account=None, work_address="new@example.org")
    put(member)
    assert actions.send_due() == 1
    assert mail.outbox[0].to == ["new@example.org"]


def test_the_mail_says_who_it_is_and_how_to_stop_it(cast, clock):
    notice = put(cast.owner)
    actions.send_due()
    raw = mail.outbox[0].message().as_bytes()
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed["Message-ID"] == f"<{notice.public_id}@localhost>"
    assert parsed["References"] == "<about.abc@localhost>"
    assert parsed["Subject"] == "About abc"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"].datetime == MONDAY_NOON
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/l/quiet/" in parsed["List-Unsubscribe"]
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert "Grüße, 你好." in parsed.get_body(("plain",)).get_content()
    assert "https://example.org/x" in parsed.get_body(("html",)).get_content()


def test_a_kind_that_cannot_be_switched_offers_no_way_to_stop_it_and_says_where_one_has_a_say(cast, clock):
    put(cast.owner, "t.soon")
    put(testing.make_member(cast.organisation, account=None, work_address="new@example.org"), "t.soon", key="two")
    actions.send_due()
    theirs, outside = sorted(mail.outbox, key=lambda one: one.to == ["new@example.org"])
    for one in (theirs, outside):
        assert "List-Unsubscribe" not in one.message()
        assert "Stop messages" not in one.body
    for text in (theirs.body, str(theirs.alternatives[0][0])):
        assert "How messages reach me" in text
        assert "/you/reach" in text
    assert "/you/reach" not in outside.body, "whoever has not joined has no such page"


def test_a_private_mail_holds_no_name_and_nothing_of_what_it_is_about(cast, clock):
    EmailAddress.objects.create(user=cast.owner.account, email="amara@home.example", verified=True)
    actions.put("t.mine", account=cast.owner.account, thing="abc", key="p")
    assert actions.send_due() == 1
    assert mail.outbox[0].to == ["amara@home.example"]
    assert mail.outbox[0].subject == "Something you asked to be reminded of"
    text = mail.outbox[0].message().as_string()
    assert "abc" not in text
    assert "Gr=C3=BC" not in text
    assert "Amara" not in text
    assert "It is yours." not in text
    assert "example.org/x" not in text
    # The address that stops it names the kind neither, nor does the page behind it; and it does stop it.
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").partition("localhost")[2].partition("/l/")
    assert "t.mine" not in str(signing.b64_decode(stop[2].removeprefix("quiet/").partition(":")[0].encode()))
    page = Client().get("".join(stop[1:])).content.decode()
    assert "What you asked to be reminded of" in page
    assert "Mine" not in page
    Client().post("".join(stop[1:]))
    assert Switch.objects.get().kind == "t.mine"


def test_what_is_private_goes_to_an_account_and_what_is_not_to_a_member(cast, clock):
    with pytest.raises(ValueError, match="goes to the account"):
        put(cast.owner, "t.mine")
    with pytest.raises(ValueError, match="to its member"):
        actions.put("t.held", account=cast.owner.account, thing="abc", key="x")
    with pytest.raises(ValueError, match="No kind"):
        put(cast.owner, "t.unknown")


class Killed(BaseException):
    """The process died."""


STEPS = ["claim", "still_true", "word", "send", "after_send", "written_down", "note"]


@pytest.mark.parametrize("step", STEPS)
def test_whatever_dies_between_claim_send_and_note_nothing_is_lost_and_nothing_doubled(cast, clock, monkeypatch, step):
    put(cast.owner, key="first")
    put(cast.match, key="second")

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        if step == "claim":
            really = outbox.claim
            patch.setattr(outbox, "claim", lambda notices: really(notices) and die())
        elif step in {"still_true", "word"}:
            patch.setattr(Said, step, die)
        elif step == "send":
            patch.setattr(EmailBackend, "send_messages", die)
        elif step == "after_send":
            sending = EmailBackend.send_messages

            def gone(self, messages):
                sending(self, messages)
                raise Killed

            patch.setattr(EmailBackend, "send_messages", gone)
        else:
            patch.setattr(outbox, "_write_down" if step == "written_down" else "note", die)
        with pytest.raises(Killed):
            actions.send_due()
    actions.send_due()
    clock.shift(outbox.LEASE + dt.timedelta(minutes=1))
    actions.send_due()
    assert states() == [Notice.State.SENT, Notice.State.SENT]
    ids = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert set(ids) == {f"<{one.public_id}@localhost>" for one in Notice.objects.all()}
    assert len(ids) == (3 if step == "after_send" else 2)


def test_two_workers_at_once_send_it_once(cast, clock):
    notice = put(cast.owner)
    same = Notice.objects.get(pk=notice.pk)
    assert outbox.claim([notice])
    assert not outbox.claim([same])


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(cast, clock, monkeypatch):
    hours.set_week(account=cast.owner.account, spans=[Span(day, 0, 1440) for day in range(7)])
    put(cast.owner, expires_at=MONDAY_NOON + dt.timedelta(days=9))

    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("secret words")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for _ in range(outbox.TRIES):
        assert actions.send_due() == 0
        clock.shift(dt.timedelta(hours=6))
    assert states() == [Notice.State.FAILED]
    by_mail = Attempt.objects.filter(channel="mail")
    assert by_mail.count() == outbox.TRIES
    assert set(by_mail.values_list("error", flat=True)) == {"SMTPServerDisconnected"}
    assert Attempt.objects.filter(channel="inbox").count() == 1


def test_an_address_refused_for_good_is_not_tried_again(cast, clock, monkeypatch):
    put(cast.owner)

    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"someone": (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    actions.send_due()
    assert states() == [Notice.State.FAILED]


def test_while_the_mail_server_is_away_mail_waits_and_no_try_is_counted(cast, clock, monkeypatch):
    put(cast.owner)
    put(cast.match, key="two")

    def away(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", away)
        assert actions.send_due() == 0
    assert states() == [Notice.State.WAITING] * 2
    assert not Attempt.objects.filter(channel="mail").exists()
    assert Notice.objects.filter(shown_at=MONDAY_NOON, tries=0).count() == 2
    clock.shift(outbox.WHILE_AWAY)
    assert actions.send_due() == 2
    assert Attempt.objects.filter(channel="inbox").count() == 2


def test_one_notice_that_cannot_be_worded_does_not_hold_up_the_others(cast, clock, monkeypatch):
    put(cast.owner, key="broken", detail="broken")
    put(cast.match, key="fine")
    wording = Said.word
    monkeypatch.setattr(Said, "word", lambda self, notice: 1 / 0 if notice.detail else wording(self, notice))
    assert actions.send_due() == 1


def test_a_burst_takes_a_steady_number_of_queries(cast, clock, django_assert_max_num_queries):
    for number in range(20):
        put(testing.make_member(cast.organisation), key=f"burst {number}")
    with django_assert_max_num_queries(20 * 5 + 30):
        assert actions.send_due() == 20


def test_every_kind_that_does_not_wait_is_known_by_name():
    """A new kind of the first two classes must be added here, on purpose."""
    ours = [one for one in register.kinds() if not one.name.startswith("t.")]
    assert {one.name for one in ours if one.urgency is Notice.Urgency.CRITICAL} == {
        "meetings.cancelled_soon",
        "meetings.new_times_soon",
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_says_why_it_comes_in_a_sentence_of_the_readers_language(language):
    opening = {"en": "You get this ", "de": "Du bekommst das"}[language]
    with translation.override(language):
        for one in register.kinds():
            if not one.name.startswith("t."):
                assert str(one.because).startswith(opening), one.name
                assert str(one.because).endswith("."), one.name
                assert not str(one.switch).endswith("."), one.name


def test_the_foot_of_a_mail_says_why_it_came(cast, clock):
    put(cast.owner)
    actions.send_due()
    assert "You hold it." in mail.outbox[0].body
    assert "You hold it." in str(mail.outbox[0].alternatives[0][0])
