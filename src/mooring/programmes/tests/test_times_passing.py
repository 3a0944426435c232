"""What becomes of an introduction whose offered times all pass: nobody gets stuck, and nobody is chased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries.actions import add_leave
from mooring.core.time import now
from mooring.meetings.models import Meeting
from mooring.people.models import Member
from mooring.programmes.models import Chat, Match, Programme
from mooring.programmes.tests.story import introduced_round, make_people, run_for, settle

Enter = Callable[[Member], Client]
# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = pytest.mark.sqlite

STEP = dt.timedelta(days=1)


@pytest.fixture
def people(clock: time_machine.Traveller) -> list[Member]:
    return make_people(2)


def introduced(people: list[Member], clock: time_machine.Traveller, **fields: object) -> Programme:
    """A pair who have read their introductions on Monday the 23rd."""
    clock.move_to(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    programme = introduced_round(people, **fields).programme
    Programme.objects.filter(pk=programme.pk).update(state=Programme.State.PAUSED)
    clock.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    settle()
    assert subjects().count("Coffee: an introduction for you") == 2
    return programme


def subjects() -> list[str]:
    return [one.subject for one in mail.outbox]


def shown(enter: Enter, member: Member) -> str:
    match = Match.objects.get(introduced_at__isnull=False)
    page = enter(member).get(reverse("introduction", args=[match.organisation.slug, match.public_id]))
    assert page.status_code == 200
    return page.content.decode()


def to_come() -> list[dt.datetime]:
    return [one.begins_at for one in Chat.objects.get(number=1).meeting.offered_times.all() if one.begins_at > now()]


def test_times_are_offered_again_until_the_round_is_over(people: list[Member], clock: time_machine.Traveller, enter: Enter) -> None:
    introduced(people, clock)
    first = to_come()
    clock.move_to(max(first) + dt.timedelta(minutes=30))
    assert "No time is left just now" in shown(enter, people[0])
    run_for(clock, dt.timedelta(days=3), step=STEP)
    again = to_come()
    assert again
    assert not set(first) & set(again)
    # The first dates end on the sixth of December; the round runs until the twentieth.
    assert dt.date(2026, 12, 7) < max(again).date() <= dt.date(2026, 12, 20)
    assert subjects().count("Other times to choose from") == 2
    page = shown(enter, people[1])
    assert "times that suit you both" in page
    match = Match.objects.get(introduced_at__isnull=False)
    time = Chat.objects.get(number=1).meeting.offered_times.last()
    assert time is not None
    picked = enter(people[1]).post(
        reverse("introduction_time", args=[match.organisation.slug, match.public_id, 1]), {"time": time.public_id}
    )
    assert picked.status_code == 302
    assert "You meet on" in shown(enter, people[0])


def test_whoever_never_picks_is_left_in_peace_once_the_round_is_over(
    people: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    introduced(people, clock, chats=1)
    run_for(clock, dt.timedelta(days=35), step=STEP)
    chat = Chat.objects.get()
    assert chat.meeting.state == Meeting.State.CANCELLED
    assert Match.objects.get(introduced_at__isnull=False).outcome == Match.Outcome.SILENT
    each = {one: subjects().count(one) / 2 for one in set(subjects())}
    assert each.pop("Other times to choose from") <= 2
    assert each == {
        "Coffee: an introduction for you": 1,
        "When would you like to meet?": 1,
    }
    listed = enter(people[0]).get(reverse("introductions", args=[people[0].organisation.slug])).context
    assert listed["open"] == []
    assert len(listed["past"]) == 1


def test_where_somebody_is_away_for_the_rest_both_read_it_and_a_change_helps(
    people: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    introduced(people, clock)
    clock.move_to(max(to_come()) + dt.timedelta(hours=1))
    assert people[1].account is not None
    away = add_leave(account=people[1].account, first=now().date() + dt.timedelta(days=1), last=dt.date(2026, 12, 20))
    run_for(clock, dt.timedelta(days=4), step=STEP)
    told = [one for one in mail.outbox if one.subject == "No time could be found"]
    assert str(people[0].account.email if people[0].account else "") in {one.to[0] for one in told}
    assert all(people[1].name not in one.subject for one in told)
    # Nobody learns who is away.
    assert not any("away" in one.body or "leave" in one.body for one in told)
    assert "No time is left just now" in shown(enter, people[0])
    away.delete()
    run_for(clock, STEP, step=STEP)
    assert to_come()


def test_a_meeting_called_off_is_said_to_be_so(people: list[Member], clock: time_machine.Traveller, enter: Enter) -> None:
    introduced(people, clock)
    meeting = Chat.objects.get().meeting
    enter(people[0]).post(reverse("meeting_cancel", args=[people[0].organisation.slug, meeting.public_id]))
    for one in people:
        assert "No meeting is set" in shown(enter, one)
    run_for(clock, dt.timedelta(days=14), step=STEP)
    assert "Other times to choose from" not in subjects()


def test_a_later_chat_is_offered_again_within_its_weeks_though_the_round_has_closed(
    people: list[Member], clock: time_machine.Traveller
) -> None:
    introduced(people, clock, cadence_weeks=2)
    chat = Chat.objects.get()
    Meeting.objects.filter(pk=chat.meeting_id).update(state=Meeting.State.OVER, begins_at=now())
    clock.move_to(dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC))
    settle()
    second = Chat.objects.get(number=2, match=chat.match).meeting
    second.offered_times.exclude(pk=second.offered_times.all()[0].pk).delete()
    clock.move_to(second.offered_times.all()[0].begins_at + dt.timedelta(hours=1))
    settle()
    times = [one.begins_at for one in second.offered_times.all()]
    assert all(one > now() for one in times)
    # Weeks two to four end on the twenty-first.
    assert max(times).date() <= dt.date(2026, 12, 21)
    chat.match.refresh_from_db()
    assert chat.match.state == Match.State.CLOSED
