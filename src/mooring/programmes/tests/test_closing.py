"""What became of a match, who was silent, and who is paused for it."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from mooring.core.time import now
from mooring.meetings.models import Attendance, Meeting
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import actions, matching
from mooring.programmes.models import Chat, Enrolment, Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.outcomes import outcome, outcome_of_chats, was_silent
from mooring.programmes.queries import rounds_over_time
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.story import THE_DAY, drain, make_people
from mooring.testing import make_organisation

YES, NO, NOTHING = Attendance.Met.YES, Attendance.Met.NO, Attendance.Met.UNKNOWN
answers = st.lists(st.sampled_from([YES, NO, NOTHING]), min_size=0, max_size=6)


@given(answers)
def test_met_is_at_least_one_yes_and_no_no(said: list[str]) -> None:
    assert (outcome(said) == Match.Outcome.MET) == (YES in said and NO not in said)


@given(answers)
def test_yes_and_no_is_unclear_and_nothing_is_silent(said: list[str]) -> None:
    assert (outcome(said) == Match.Outcome.UNCLEAR) == (YES in said and NO in said)
    assert (outcome(said) == Match.Outcome.SILENT) == (YES not in said and NO not in said)


@given(answers, st.randoms())
def test_the_order_of_answers_does_not_matter(said: list[str], dice: random.Random) -> None:
    shuffled = list(said)
    dice.shuffle(shuffled)
    assert outcome(said) == outcome(shuffled)


@given(st.lists(answers, max_size=3))
def test_a_match_met_when_any_of_its_chats_did(chats: list[list[str]]) -> None:
    met = any(outcome(one) == Match.Outcome.MET for one in chats)
    assert (outcome_of_chats(chats) == Match.Outcome.MET) == met


def with_chat(match: Match, *members: Member, met: dict[Member, str] | None = None, chose: Member | None = None) -> Match:
    """A chat of the match that is over, with what each said."""
    meeting = Meeting.objects.create(
        organisation=match.organisation,
        purpose="programmes.chat",
        state=Meeting.State.OVER,
        from_date=match.round.starts_on,
        to_date=match.round.ends_on,
        begins_at=now() - dt.timedelta(days=2),
        uid=f"{match.public_id}@test",
    )
    for one in members:
        Attendance.objects.create(meeting=meeting, member=one, met=(met or {}).get(one, ""), chose=one == chose)
    Chat.objects.create(match=match, number=1, meeting=meeting)
    return match


@given(st.sampled_from([YES, NO, NOTHING]), st.sampled_from([YES, NO, NOTHING]), st.booleans())
def test_silence_is_no_answer_no_pick_and_no_mate_saying_met(own: str, other: str, picked: bool) -> None:
    class Rows(list[object]):
        def all(self) -> list[object]:
            return self

    class Row:
        def __init__(self, **fields: object) -> None:
            self.__dict__.update(fields)

    people = Rows(
        [
            Row(member_id=1, met=own, chose=picked, without=False, state=Attendance.State.IN),
            Row(member_id=2, met=other, chose=False, without=False, state=Attendance.State.IN),
        ]
    )
    match = Row(chats=Rows([Row(meeting=Row(attendances=people))]))
    assert was_silent(match, 1) == (own == NOTHING and not picked and other != YES)


def closed_round(programme: Programme, number: int, one: Member, other: Member, *, silent: bool) -> Round:
    start = dt.date(2026, 8, 3) + dt.timedelta(weeks=4 * number)
    round = make_round(programme, state="published", starts_on=start)
    with_chat(make_match(round, one, other), one, other, met={} if silent else {other: YES}, chose=None if silent else other)
    actions.close_round(round=round)
    drain()
    return round


def test_three_silent_rounds_pause_kindly_and_one_click_brings_back(clock: time_machine.Traveller) -> None:
    one, other = make_people(2)
    programme = make_programme(one.organisation)
    enrolments = enrolled(programme, one, other)
    Enrolment.objects.update(changed_at=THE_DAY - dt.timedelta(days=400))
    for number in range(2):
        closed_round(programme, number, one, other, silent=True)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {Enrolment.State.IN}
    closed_round(programme, 2, one, other, silent=True)
    assert set(Enrolment.objects.values_list("state", "paused_for_silence")) == {(Enrolment.State.PAUSED, True)}
    assert Notice.objects.filter(kind="programmes.paused").count() == 2
    enrolments[0].refresh_from_db()
    actions.resume(enrolment=enrolments[0])
    assert (enrolments[0].state, enrolments[0].paused_for_silence) == (Enrolment.State.IN, False)


def test_whoever_said_yes_to_a_round_was_not_silent_in_it(clock: time_machine.Traveller) -> None:
    one, other = make_people(2)
    programme = make_programme(one.organisation)
    enrolled(programme, one, other)
    Enrolment.objects.update(changed_at=THE_DAY - dt.timedelta(days=400))
    for number in range(3):
        round = make_round(programme, state="published", starts_on=dt.date(2026, 8, 3) + dt.timedelta(weeks=4 * number))
        with_chat(make_match(round, one, other), one, other)
        RoundEntry.objects.filter(round=round, member=one).update(answer=RoundEntry.Answer.IN)
        actions.close_round(round=round)
        drain()
    assert list(Enrolment.objects.order_by("member").values_list("paused_for_silence", flat=True)) == [False, True]


def test_a_mate_who_says_met_breaks_the_silence(clock: time_machine.Traveller) -> None:
    one, other = make_people(2)
    programme = make_programme(one.organisation)
    enrolled(programme, one, other)
    for number, silent in enumerate([True, True, False]):
        closed_round(programme, number, one, other, silent=silent)
    assert not Enrolment.objects.filter(paused_for_silence=True).exists()
    assert RoundEntry.objects.filter(silent=True).count() == 4


@pytest.mark.parametrize(("people", "shown"), [(4, None), (6, 0.5 + 0.5 / 3)])
def test_the_share_who_met_is_shown_from_five_people_up(clock: time_machine.Traveller, people: int, shown: float | None) -> None:
    members = make_people(people)
    programme = make_programme(members[0].organisation)
    round = make_round(programme, state="published")
    for at in range(0, people, 2):
        pair = members[at : at + 2]
        with_chat(make_match(round, *pair), *pair, met={pair[0]: NO if at == 2 else YES})
    actions.close_round(round=round)
    (row,) = rounds_over_time(programme)
    assert row.met_share == (pytest.approx(shown) if shown else None)
    assert set(round.matches.values_list("state", flat=True)) == {Match.State.CLOSED}


def test_a_round_of_more_than_a_thousand_matches_is_counted_and_closed(clock: time_machine.Traveller) -> None:
    many = 1001
    organisation = make_organisation()
    round = make_round(make_programme(organisation), state=Round.State.PUBLISHED)
    named = (Member(organisation=organisation, name=f"Person {at}", sort_key=f"{at}") for at in range(2 * many))
    people = Member.objects.bulk_create(named)
    matches = Match.objects.bulk_create(
        Match(organisation=organisation, round=round, state=Match.State.PUBLISHED, introduced_at=now()) for _at in range(many)
    )
    dates = {"purpose": "programmes.chat", "from_date": round.starts_on, "to_date": round.ends_on}
    meetings = Meeting.objects.bulk_create(Meeting(organisation=organisation, uid=f"{at}@test", **dates) for at in range(many))
    Chat.objects.bulk_create(Chat(match=match, number=1, meeting=meeting) for match, meeting in zip(matches, meetings, strict=True))
    Seat.objects.bulk_create(Seat(match=matches[at // 2], member=one) for at, one in enumerate(people))
    RoundEntry.objects.bulk_create(RoundEntry(round=round, member=one, outcome=RoundEntry.Outcome.PLACED) for one in people)
    assert rounds_over_time(round.programme)[0].placed == 2 * many
    actions.close_round(round=round)
    round.refresh_from_db()
    assert (round.state, round.totals["matches"]) == (Round.State.CLOSED, many)


def test_of_some_who_met_only_these_have_met_and_whoever_came_was_not_silent(clock: time_machine.Traveller) -> None:
    people = make_people(6)
    programme = make_programme(people[0].organisation)
    enrolled(programme, *people)
    past = make_round(programme, state="published", starts_on=dt.date(2026, 8, 3))
    for group, second in ((people[:3], Attendance.Met.LATER), (people[3:], YES)):
        match = with_chat(make_match(past, *group), *group)
        chat = match.chats.get()
        actions.answer_met(chat=chat, member=group[0], met=Attendance.Met.SOME, came=group[:2])
        actions.answer_met(chat=chat, member=group[1], met=second)
    actions.close_round(round=past)
    assert set(Match.objects.values_list("outcome", flat=True)) == {Match.Outcome.MET}
    silent = RoundEntry.objects.filter(round=past, silent=True).values_list("member", flat=True)
    assert set(silent) == {people[2].pk}
    actions.open_round(programme=programme)
    asking = Round.objects.get(programme=programme, state="asking")
    (round,) = matching.assemble(asking).problem.history.rounds
    assert round.met == ((0, 1), (3, 4, 5))
