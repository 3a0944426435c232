"""The outbox killed at its first step, its second, and so on: nothing is lost, and doubled only where a channel cannot help it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import contextmanager

import pytest
import time_machine

from mooring.notices import actions, channels, gathering, outbox, register
from mooring.notices.channels import Channel, Once
from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MOST_STEPS = 200


class Killed(BaseException):
    """The process died."""


class Steps:
    """Counts what the outbox does, before and after each thing it does, and dies at the one it is told to."""

    def __init__(self):
        self.taken, self.until = 0, None

    def step(self):
        self.taken += 1
        if self.taken == self.until:
            raise Killed

    def around(self, function):
        def stepped(*args, **kwargs):
            self.step()
            found = function(*args, **kwargs)
            self.step()
            return found

        return stepped


class Bell(Channel):
    """A channel that notes what it was handed."""

    once = Once.REPEATS

    def __init__(self, name, steps):
        self.name = self.label = name
        self.steps, self.took = steps, []

    def ends(self, receivers, scope):
        return {place: ["there"] for place, _ in enumerate(receivers)}

    @contextmanager
    def open(self):
        yield self.steps.around(self.hand_over)

    def hand_over(self, parcel):
        self.took.append((parcel.name, tuple(item.notice.key for item in parcel.items)))


class Said:
    def still_true(self, notice):
        return True

    def word(self, notice):
        return Letter(subject=notice.thing)


@pytest.fixture
def steps(monkeypatch):
    """Two channels beside the inbox, two kinds of notice, and steps round all that writes or hands over."""
    steps = Steps()
    monkeypatch.setattr(register, "_KINDS", dict(register._KINDS))
    register.kind("t.now", title="Now", because="So.", timed=True)(Said)
    register.kind("t.daily", title="Daily", because="So.", topic=Topic.REMINDERS)(Said)
    steps.bells = [Bell("one", steps), Bell("other", steps)]
    monkeypatch.setattr(channels, "_CHANNELS", {"inbox": channels.find("inbox"), **{bell.name: bell for bell in steps.bells}})
    for module, name in ((outbox, "claim"), (outbox, "note"), (outbox, "_write_down"), (gathering, "_made"), (outbox, "take_back")):
        monkeypatch.setattr(module, name, steps.around(getattr(module, name)))
    return steps


def test_killed_at_each_step_in_turn(cast, steps):
    for at in range(1, MOST_STEPS):
        with time_machine.travel(MONDAY_NOON + at * dt.timedelta(days=7), tick=False) as clock:
            for key, kind in (("now", "t.now"), ("first", "t.daily"), ("second", "t.daily")):
                actions.put(kind, member=cast.owner, thing=key, key=f"{key} {at}")
            steps.taken, steps.until = 0, at
            try:
                actions.send_due()
            except Killed:
                died = True
            else:
                died = False
            steps.until = None
            clock.shift(outbox.LEASE + dt.timedelta(minutes=1))
            actions.send_due()
        assert set(Notice.objects.values_list("state", flat=True)) == {Notice.State.SENT}, at
        assert not Notice.objects.filter(shown_at=None).exists()
        doubled = 0
        for bell in steps.bells:
            came = Counter(bell.took)
            # What comes again is the same, by its name and by what is in it: a digest stays whole.
            assert sorted(key for _, keys in came for key in keys) == sorted([f"now {at}", f"first {at}", f"second {at}"]), at
            doubled += sum(came.values()) - len(came)
            bell.took.clear()
        assert doubled <= 1, at
        if not died:
            assert at > 20
            assert not doubled
            return
    raise AssertionError("it never came to an end")
