"""From a yes to a second round, through the real actions, the schedule and the outbox."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.core import mail

from mooring.meetings.models import Attendance, Meeting
from mooring.programmes import actions, queries
from mooring.programmes.models import Chat, Match, Round, RoundEntry
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import everybody_in, make_people, run_for, settle


def pairs(round: Round) -> set[frozenset[int]]:
    rows = Match.objects.filter(round=round).exclude(state=Match.State.DROPPED).prefetch_related("seats")
    return {frozenset(seat.member_id for seat in match.seats.all()) for match in rows}


def test_a_round_runs_itself_from_asking_to_the_second_round(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    programme = make_programme(people[0].organisation, chats=1, cadence_weeks=2)
    everybody_in(programme, people)

    settle()
    first = Round.objects.get(programme=programme)
    assert first.state == Round.State.ASKING
    assert first.starts_on == dt.date(2026, 11, 23)

    run_for(clock, dt.timedelta(days=4), step=dt.timedelta(days=1))
    first.refresh_from_db()
    assert first.state == Round.State.DRAFT
    assert len(pairs(first)) == 4

    run_for(clock, dt.timedelta(days=4), step=dt.timedelta(days=1))
    first.refresh_from_db()
    assert first.state == Round.State.PUBLISHED
    introduced = [sent for sent in mail.outbox if sent.subject.endswith(": an introduction for you")]
    assert len(introduced) == 8
    assert sorted(sent.to[0] for sent in introduced) == sorted(str(one.account.email) for one in people if one.account)
    # A reply goes to whom they were introduced to, not to Mooring.
    assert {frozenset([sent.to[0], *sent.reply_to]) for sent in introduced} == {
        frozenset(seat.member.work_address for seat in match.seats.select_related("member")) for match in first.matches.all()
    }

    for chat in Chat.objects.filter(match__round=first):
        member = chat.match.seats.get(pk=chat.match.seats.first().pk).member
        actions.pick_time(chat=chat, member=member, offered=chat.meeting.offered_times.first())
    run_for(clock, dt.timedelta(days=12), step=dt.timedelta(days=1))
    for chat in Chat.objects.filter(match__round=first):
        assert chat.meeting.state == Meeting.State.OVER
        actions.answer_met(chat=chat, member=chat.match.seats.first().member, met=Attendance.Met.YES)
    run_for(clock, dt.timedelta(days=3), step=dt.timedelta(days=1))

    first.refresh_from_db()
    assert first.state == Round.State.CLOSED
    assert set(first.matches.values_list("outcome", flat=True)) == {Match.Outcome.MET}
    second = Round.objects.get(programme=programme, number=2)
    assert second.state == Round.State.PUBLISHED
    assert second.starts_on == dt.date(2026, 12, 7)
    assert not pairs(first) & pairs(second)
    assert [row.met_share for row in queries.rounds_over_time(programme)][1] == 1.0
    assert not RoundEntry.objects.filter(silent=True).exists()
