"""The week at high speed: what it says of every message, and that it does not say so when it is not true."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from mooring.boundaries import actions as boundaries
from mooring.core.time import now
from mooring.demo import week
from mooring.notices.models import Attempt, Notice
from mooring.people.models import Installation
from mooring.programmes import actions
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in
from mooring.testing import give_hours, make_member, make_organisation

pytestmark = pytest.mark.sqlite  # the demo is a world of its own, in a file

ZONES = ["Europe/Lisbon", "Europe/Warsaw", "Africa/Nairobi", "America/Toronto", "Asia/Kolkata"]
SATURDAY = dt.datetime(2026, 10, 24, 21, 0, tzinfo=dt.UTC)
"""The evening before Europe's clocks go back."""
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def company(db):
    """Ten people in five zones, one of whom works at night, a day before their round is out; and the clock they live by."""
    with time_machine.travel(SATURDAY, tick=False) as traveller:
        organisation = make_organisation(zone="Europe/Lisbon")
        people = [make_member(organisation, timezone=ZONES[at % 5]) for at in range(10)]
        for one in people[:-1]:
            give_hours(one)
        give_hours(people[-1], begins="22:00")
        programme = make_programme(organisation, chats=1)
        everybody_in(programme, people)
        round = actions.open_round(programme=programme)
        actions.start_solving(round=round)
        drain()
        round.refresh_from_db()
        actions.publish(round=round)
        yield organisation, people, traveller


def planted(member, zone, scope):
    """A message that went out at three in the morning of its receiver: of their organisation, or their own alone."""
    night = dt.datetime(2026, 10, 25, 3, 0, tzinfo=ZoneInfo(zone))
    fields = {"urgency": Notice.Urgency.HELD, "scope": scope, "state": Notice.State.SENT, "thing": "x", "key": "planted"}
    whose = {"account": member.account}
    if scope == Notice.Scope.ORGANISATION:
        whose = {"member": member, "organisation": member.organisation}
    notice = Notice.objects.create(kind="planted", not_before=now(), expires_at=now(), **fields, **whose)
    Attempt.objects.create(notice=notice, channel="mail", succeeded=True, at=night)


def test_everything_comes_in_its_hours_also_where_they_change_in_a_week_in_which_clocks_do(company):
    organisation, people, traveller = company
    monday = dt.datetime(2026, 10, 26, 12, 0, tzinfo=dt.UTC)
    changes = [
        week.Change(monday, people[0], "moves", lambda: boundaries.set_zone(account=people[0].account, zone="Asia/Tokyo")),
        week.Change(
            monday,
            people[1],
            "away",
            lambda: boundaries.add_leave(account=people[1].account, first=monday.date(), last=monday.date() + dt.timedelta(days=9)),
        ),
    ]
    lived = week.live(organisation, 3, changes, step=HOUR, move=traveller.move_to, run=drain)
    assert lived.outside == []
    dots = {line.name: line.dots for line in lived.lines}
    assert all(dots[one.shown_name] for one in people)
    assert sum(dot.kind == "programmes.introduction" and dot.channel == "mail" for found in dots.values() for dot in found) == 10
    assert not [dot for dot in dots[people[1].shown_name] if dot.at >= monday.isoformat()]
    # Lisbon from nine to five until Monday noon, Tokyo from nine to five afterwards.
    moved = next(line for line in lived.lines if line.name == people[0].shown_name)
    assert moved.stretches == [
        ("2026-10-26T09:00:00+00:00", "2026-10-26T12:00:00+00:00"),
        ("2026-10-27T00:00:00+00:00", "2026-10-27T08:00:00+00:00"),
    ]


@pytest.mark.parametrize("scope", Notice.Scope.values)
def test_a_message_planted_at_three_in_the_morning_is_found(company, scope):
    organisation, people, traveller = company
    change = week.Change(SATURDAY + dt.timedelta(hours=3), people[2], "", lambda: planted(people[2], ZONES[2], scope))
    lived = week.live(organisation, 1, [change], step=HOUR, move=traveller.move_to, run=drain)
    assert [(line.name, dot.kind) for line, dot in lived.outside] == [(people[2].shown_name, "planted")]


@pytest.mark.parametrize("outside", [False, True])
def test_the_command_says_so_and_the_page_shows_it(company, outside, settings, tmp_path, monkeypatch, capsys):
    organisation, people, traveller = company
    lived = week.Week(SATURDAY.isoformat(), (SATURDAY + dt.timedelta(days=7)).isoformat(), [week.Line(people[3].shown_name, ZONES[3])])
    lived.lines[0].dots.append(week.Dot((SATURDAY + dt.timedelta(days=1)).isoformat(), "meetings.reminder", "mail", True, not outside))
    settings.DATA, settings.MODE, settings.CLOCK_FILE = tmp_path, "demo", tmp_path / "clock"
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    page = Client(REMOTE_ADDR="127.0.0.1")
    assert "No week has been lived yet" in page.get("/demo/week/").content.decode()
    monkeypatch.setattr("mooring.demo.management.commands.demo_week.Account.objects.exists", lambda: False)
    monkeypatch.setattr("mooring.demo.management.commands.demo_week.call_command", lambda *args, **more: None)
    monkeypatch.setattr("mooring.demo.company.SLUG", organisation.slug)
    monkeypatch.setattr(week, "live", lambda *args, **more: lived)
    if outside:
        with pytest.raises(CommandError, match="1 of 1 messages that could wait came outside somebody's hours; the first to Person"):
            call_command("demo_week")
        assert "One message that could wait came outside" in page.get("/demo/week/").content.decode()
    else:
        call_command("demo_week")
        assert "each came inside its receiver's hours" in capsys.readouterr().out
        assert people[3].shown_name in page.get("/demo/week/").content.decode()


def test_it_is_not_lived_where_people_are_nor_for_days_without_end(company, settings, tmp_path):
    settings.DATA, settings.CLOCK_FILE = tmp_path, tmp_path / "clock"
    for mode, days, sentence in (
        ("production", 7, "demo or development"),
        ("demo", 0, "1 to 60 days"),
        ("demo", 7, "holds people already"),
    ):
        settings.MODE = mode
        with pytest.raises(CommandError, match=sentence):
            call_command("demo_week", days=days)


def test_the_week_that_is_lived_is_one_in_which_clocks_change():
    november = dt.datetime(2026, 11, 29, 15, tzinfo=dt.UTC)
    assert week.before_clocks_change(["Africa/Nairobi", "Europe/Lisbon"], november) == dt.datetime(2027, 3, 25, 5, tzinfo=dt.UTC)
    assert week.before_clocks_change(["Africa/Nairobi"], november) == november
