"""Killed at random points, from a yes to the second round: no introduction is doubled or lost.

Two hundred points in every run; MOORING_KILLS=1000 for a thousand.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core import mail

from mooring.core.time import now
from mooring.meetings.models import Attendance, Meeting, OfferedTime
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import actions
from mooring.programmes.errors import Refused
from mooring.programmes.models import Chat, Match, Programme, Round, Seat
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.killing import Killer, until_done
from mooring.programmes.tests.story import THE_DAY, make_people, settle

KILLS_A_RUN = 40
RUNS = int(os.environ.get("MOORING_KILLS", "200")) // KILLS_A_RUN
PEOPLE = 6


# A process that is killed closes no cursors; the ones it left behind are not what this is about.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(RUNS))
def test_no_introduction_is_doubled_or_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(THE_DAY, tick=False) as traveller:
        people = make_people(PEOPLE, teams=PEOPLE)
        programme = make_programme(people[0].organisation, chats=1, cadence_weeks=1)
        killer = Killer(seed, kills=KILLS_A_RUN, spacing=130)
        for step in story(programme, people, traveller):
            until_done(step, killer, traveller, monkeypatch)
        assert killer.made == KILLS_A_RUN
        check_introductions(programme)
        check_meetings(programme)
        check_second_round(programme)


def story(programme: Programme, people: list[Member], traveller: time_machine.Traveller) -> Iterator[Callable[[], None]]:
    """The steps of two rounds; each may be taken again after it was killed halfway."""
    for one in people:
        yield lambda one=one: enrol(programme, one)
    # Asked on Wednesday, solved on Saturday, published on Monday morning, sent in everyone's hours.
    yield from at(traveller, dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC))
    yield from at(traveller, dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC))
    yield from at(traveller, dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC), times=3)
    for chat in Chat.objects.filter(match__round__programme=programme, number=1).order_by("pk"):
        yield lambda chat=chat: pick(chat)
    yield from at(traveller, dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC))
    yield from at(traveller, dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC), times=2)
    for chat in Chat.objects.filter(match__round__programme=programme, number=1).order_by("pk"):
        yield lambda chat=chat: say_met(chat)
    yield from at(traveller, dt.datetime(2026, 11, 30, 9, 30, tzinfo=dt.UTC), times=3)


def at(traveller: time_machine.Traveller, moment: dt.datetime, *, times: int = 1) -> Iterator[Callable[[], None]]:
    """Move the clock to a moment, unless it is past it, and let the schedule run a few times, some minutes apart."""
    traveller.move_to(max(moment, now()))
    for _again in range(times):
        yield settle
        traveller.shift(dt.timedelta(minutes=5))


def enrol(programme: Programme, member: Member) -> None:
    actions.enrol(programme=programme, member=member)


def pick(chat: Chat) -> None:
    offered = OfferedTime.objects.filter(meeting=chat.meeting, begins_at__gt=now() + dt.timedelta(days=1)).first()
    if Meeting.objects.get(pk=chat.meeting_id).state == Meeting.State.OFFERED and offered is not None:
        actions.pick_time(chat=chat, member=somebody(chat), offered=offered)


def say_met(chat: Chat) -> None:
    try:
        actions.answer_met(chat=chat, member=somebody(chat), met=Attendance.Met.YES)
    except Refused:
        assert Match.objects.get(pk=chat.match_id).state != Match.State.PUBLISHED


def somebody(chat: Chat) -> Member:
    return Seat.objects.filter(match=chat.match_id).order_by("pk").select_related("member__account")[0].member


def check_introductions(programme: Programme) -> None:
    """One notice for each person of each match, sent, and one message however often its mail was tried."""
    matches = Match.objects.filter(round__programme=programme, introduced_at__isnull=False)
    wanted = {(match.public_id, seat.member_id) for match in matches for seat in match.seats.all()}
    assert len(wanted) == 2 * PEOPLE
    notices = Notice.objects.filter(kind="programmes.introduction")
    assert Counter(notices.values_list("thing", "member_id")) == Counter(wanted)
    assert set(notices.values_list("state", flat=True)) == {Notice.State.SENT}
    sent = {message.extra_headers["Message-ID"] for message in mail.outbox if ": an introduction for you" in message.subject}
    assert {one.strip("<>").partition("@")[0] for one in sent} == {notice.public_id for notice in notices}
    for round in Round.objects.filter(programme=programme, published_at__isnull=False):
        seats = Seat.objects.filter(match__round=round).exclude(match__state=Match.State.DROPPED)
        assert set(Counter(seats.values_list("member_id", flat=True)).values()) == {1}


def check_meetings(programme: Programme) -> None:
    """One meeting for each match, one invitation for each person of a meeting with a time."""
    chats = Chat.objects.filter(match__round__programme=programme)
    assert Meeting.objects.count() == chats.count() == PEOPLE
    agreed = chats.filter(meeting__begins_at__isnull=False)
    invited = Notice.objects.filter(kind="meetings.invitation")
    assert Counter(invited.values_list("thing", flat=True)) == Counter({chat.meeting.public_id: 2 for chat in agreed})


def check_second_round(programme: Programme) -> None:
    """Both rounds went out, everybody was placed in both, and nobody met the same person twice."""
    rounds = list(Round.objects.filter(programme=programme, published_at__isnull=False).order_by("number"))
    assert [one.number for one in rounds] == [1, 2]
    groups = []
    for one in rounds:
        matches = Match.objects.filter(round=one).exclude(state=Match.State.DROPPED).prefetch_related("seats")
        groups.append({frozenset(seat.member_id for seat in match.seats.all()) for match in matches})
    assert [len(one) for one in groups] == [PEOPLE // 2, PEOPLE // 2]
    assert not groups[0] & groups[1]
