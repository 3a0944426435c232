"""The daily digest: once a day, at an hour of one's own, inside one's hours, and exactly once whatever dies on the way."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from mooring.boundaries import actions as hours
from mooring.boundaries.hours import Matter
from mooring.boundaries.queries import hours_of
from mooring.core.hours import Span
from mooring.notices import actions, gathering, outbox, register
from mooring.notices.models import DailyTime, Digest, Notice, Topic, Wish
from mooring.notices.register import Letter

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TUESDAY_NINE = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Said:
    def still_true(self, notice):
        return True

    def word(self, notice):
        return Letter(subject=f"About {notice.thing}", paragraphs=["Text."])


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(register, "_KINDS", dict(register._KINDS))
    register.kind("t.reminder", title="Reminder", because="So.", topic=Topic.REMINDERS)(Said)
    register.kind("t.introduction", title="Introduction", because="So.")(Said)
    register.kind("t.timed", title="Timed", because="So.", timed=True)(Said)
    register.kind("t.soon", title="Soon", because="So.", urgency=Notice.Urgency.CRITICAL)(Said)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def put(member, key, kind="t.reminder", **more):
    return actions.put(kind, member=member, thing=key, key=key, **more)


def subjects():
    return [one.subject for one in mail.outbox]


def test_the_first_of_a_day_comes_and_what_follows_waits_for_the_next(cast, clock):
    put(cast.owner, "one")
    assert actions.send_due() == 1
    clock.shift(HOUR)
    put(cast.owner, "two")
    put(cast.owner, "three")
    put(cast.match, "theirs")
    assert actions.send_due() == 1
    assert subjects() == ["About one", "About theirs"]
    clock.move_to(TUESDAY_NINE - HOUR)
    assert actions.send_due() == 0
    clock.move_to(TUESDAY_NINE)
    assert actions.send_due() == 2
    assert subjects()[-1] == "2 things for you today"
    assert Digest.objects.filter(member=cast.owner).count() == 2


def test_what_would_be_of_no_use_by_then_comes_now(cast, clock):
    put(cast.owner, "one")
    actions.send_due()
    put(cast.owner, "pressing", expires_at=TUESDAY_NINE)
    assert actions.send_due() == 1


def test_it_waits_for_the_hour_somebody_names(cast, clock):
    DailyTime.objects.create(account=cast.owner.account, at=dt.time(15, 30))
    put(cast.owner, "one")
    assert actions.send_due() == 0
    clock.move_to(MONDAY_NOON + 3.4 * HOUR)
    assert actions.send_due() == 0
    clock.move_to(MONDAY_NOON + 3.5 * HOUR)
    assert actions.send_due() == 1


def test_each_says_what_comes_once_a_day_and_what_as_it_comes(cast, clock):
    account = cast.owner.account
    Wish.objects.create(account=account, topic=Topic.REMINDERS, daily=False)
    Wish.objects.create(account=account, topic=Topic.INTRODUCTIONS, daily=True)
    for key, kind in (("a", "t.introduction"), ("b", "t.reminder"), ("c", "t.introduction"), ("d", "t.timed")):
        put(cast.owner, key, kind)
        actions.send_due()
    assert subjects() == ["About a", "About b", "About d"]


def test_a_full_day_puts_the_rest_off_but_for_what_has_its_moment(cast, clock):
    for number in range(gathering.A_DAY + 2):
        put(cast.owner, f"number {number}", "t.introduction")
    actions.send_due()
    assert subjects() == [f"About number {number}" for number in range(gathering.A_DAY)] + ["2 things for you today"]
    put(cast.owner, "further", "t.introduction")
    put(cast.owner, "timed", "t.timed")
    put(cast.owner, "soon", "t.soon")
    actions.send_due()
    assert subjects()[-2:] == ["About timed", "About soon"]
    clock.move_to(MONDAY_NOON + 25 * HOUR)
    actions.send_due()
    assert subjects()[-1] == "About further"


def test_a_digest_takes_all_that_waits_however_the_batches_fall(cast, clock, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    for number in range(5):
        put(cast.owner, str(number))
    assert actions.send_due() == 5
    assert subjects() == ["5 things for you today"]


class Killed(BaseException):
    """The process died."""


@pytest.mark.parametrize("step", ["digest", "claim", "send", "after_send", "note"])
def test_whatever_dies_a_digest_comes_whole_and_a_repeat_carries_the_same_id(cast, clock, monkeypatch, step):
    for number in range(3):
        put(cast.owner, str(number))

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        if step == "digest":
            making = gathering._made
            patch.setattr(gathering, "_made", lambda *args: making(*args) and die())
        elif step == "claim":
            really = outbox.claim
            patch.setattr(outbox, "claim", lambda notices: really(notices) and die())
        elif step == "after_send":
            sending = EmailBackend.send_messages
            patch.setattr(EmailBackend, "send_messages", lambda self, messages: sending(self, messages) and die())
        elif step == "send":
            patch.setattr(EmailBackend, "send_messages", die)
        else:
            patch.setattr(outbox, "note", die)
        with pytest.raises(Killed):
            actions.send_due()
    put(cast.owner, "later")
    clock.shift(outbox.LEASE + dt.timedelta(minutes=1))
    actions.send_due()
    assert set(Notice.objects.exclude(key="later").values_list("state", flat=True)) == {Notice.State.SENT}
    assert Notice.objects.get(key="later").state == Notice.State.WAITING
    assert {(one.subject, one.extra_headers["Message-ID"]) for one in mail.outbox} == {
        ("3 things for you today", f"<{Digest.objects.get().public_id}@localhost>")
    }
    assert len(mail.outbox) == (2 if step == "after_send" else 1)


@pytest.mark.parametrize(
    ("zone", "spans", "daily_at", "after", "comes"),
    [
        ("Europe/Lisbon", [Span(0, 540, 1020), Span(1, 540, 1020)], None, "2026-11-23T12:00", "2026-11-24T09:00"),
        ("Europe/Lisbon", [Span(0, 540, 1020), Span(3, 840, 1020)], "10:00", "2026-11-23T12:00", "2026-11-26T14:00"),
        ("Europe/Lisbon", [Span(0, 540, 1020), Span(1, 540, 1020)], "18:00", "2026-11-23T12:00", "2026-11-24T09:00"),  # never open then
        # A clock is moved on in the night between: nine is an hour earlier.
        ("Europe/Berlin", [Span(5, 540, 1020), Span(6, 540, 1020)], "09:00", "2027-03-27T12:00", "2027-03-28T07:00"),
        ("Asia/Kathmandu", [Span(0, 540, 1020), Span(1, 540, 1020)], "09:00", "2026-11-23T12:00", "2026-11-24T03:15"),
    ],
)
def test_when_the_next_one_comes(cast, zone, spans, daily_at, after, comes):
    account = cast.owner.account
    account.timezone = zone
    account.save()
    hours.set_week(account=account, spans=spans)
    theirs = hours_of([cast.owner])[cast.owner.pk]
    at = dt.time.fromisoformat(daily_at) if daily_at else None
    found = gathering.next_time(theirs, Matter.WORK, at, dt.datetime.fromisoformat(f"{after}+00:00"))
    assert found == dt.datetime.fromisoformat(f"{comes}+00:00")
