"""A new channel is one folder, and no change elsewhere."""

from __future__ import annotations

import importlib
import sys

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from mooring import channels as folders
from mooring.notices import actions, channels
from mooring.notices.models import Attempt
from mooring.notices.queries import has_reached
from mooring.notices.tests.test_outbox import MONDAY_NOON, kinds, put  # noqa: F401  the kinds of that file

CHANNEL = """
from contextlib import contextmanager
from mooring.notices.channels import Away, Channel, Once, register

took, trouble = [], []

class Pigeon(Channel):
    name, label, once = "pigeon", "pigeon", Once.REPEATS

    def ends(self, receivers, scope):
        return {place: ["the loft"] for place, one in enumerate(receivers) if one.account and scope == "organisation"}

    @contextmanager
    def open(self):
        if "away" in trouble:
            raise Away
        yield self.hand_over

    def hand_over(self, parcel):
        if trouble:
            raise ValueError(trouble[0])
        took.append((parcel.name, parcel.ends, [one.letter.subject for one in parcel.items]))

    def reason(self, error):
        return "It flew elsewhere." if error == "ValueError" else ""

register(Pigeon())
"""


@pytest.fixture
def pigeon(tmp_path, monkeypatch):
    (tmp_path / "pigeon").mkdir()
    (tmp_path / "pigeon" / "__init__.py").touch()
    (tmp_path / "pigeon" / "channel.py").write_text(CHANNEL)
    monkeypatch.setattr(folders, "__path__", [*folders.__path__, str(tmp_path)])
    monkeypatch.setattr(channels, "_CHANNELS", dict(channels._CHANNELS))
    monkeypatch.delitem(sys.modules, "mooring.channels.pigeon.channel", raising=False)
    assert "pigeon" in folders.names()
    return importlib.import_module("mooring.channels.pigeon.channel")


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def test_every_folder_is_used(db):
    assert {f"mooring.channels.{name}" for name in folders.names()} <= set(settings.INSTALLED_APPS)
    assert {one.name for one in channels.all_of_them()} <= set(folders.names())


def test_a_notice_goes_through_a_folder_nothing_else_knows_of(cast, clock, pigeon):
    notice = put(cast.owner)
    assert actions.send_due() == 1
    assert pigeon.took == [(notice.public_id, ["the loft"], ["About abc"])]
    assert len(mail.outbox) == 1


def test_each_channel_is_tried_until_it_takes_and_none_of_them_twice(cast, clock, pigeon):
    put(cast.owner)
    pigeon.trouble[:] = ["storm"]
    assert not has_reached(cast.owner, kind="t.held", thing="abc")
    assert actions.send_due() == 0
    # By mail it has come already, whatever becomes of the pigeon.
    assert has_reached(cast.owner, kind="t.held", thing="abc")
    assert not has_reached(cast.match, kind="t.held", thing="abc")
    clock.shift(60 * 5)
    pigeon.trouble[:] = ["away"]
    assert actions.send_due() == 0
    clock.shift(60 * 5)
    pigeon.trouble.clear()
    assert actions.send_due() == 1
    assert len(pigeon.took) == len(mail.outbox) == 1
    assert list(Attempt.objects.filter(channel="pigeon").values_list("succeeded", "error").order_by("pk")) == [
        (False, "ValueError"),
        (True, ""),
    ]
    assert channels.find("pigeon").reason("ValueError") == "It flew elsewhere."
