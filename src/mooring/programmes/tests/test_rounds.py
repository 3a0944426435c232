"""Who is in a round, the cadence that runs itself, and nobody left out twice running."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from mooring.core.time import now
from mooring.meetings.models import Attendance
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import access, actions, matching, policies, queries
from mooring.programmes.access import Mixed
from mooring.programmes.errors import Refused
from mooring.programmes.models import Block, Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.story import drain, everybody_in, make_people, run_for, settle
from mooring.testing import Cast, give_hours, make_member


def test_a_programme_takes_nothing_from_another_organisation(cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    with pytest.raises(Mixed):
        actions.enrol(programme=programme, member=cast.stranger)
    with pytest.raises(Mixed):
        actions.pause_programme(programme=programme, actor=cast.stranger)
    with pytest.raises(Mixed):
        actions.block(member=cast.owner, other=cast.stranger)
    with pytest.raises(Mixed):
        actions.open_round(programme=programme, actor=cast.stranger)
    with pytest.raises(Mixed):
        queries.review(make_round(programme, state="draft"), cast.stranger)


def test_joining_is_refused_in_a_sentence(cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    programme.teams.add(cast.match.team)
    with pytest.raises(Refused, match="other teams"):
        actions.enrol(programme=programme, member=cast.owner)
    imported = make_member(cast.organisation, account=None, team=cast.match.team)
    with pytest.raises(Refused, match="joined"):
        actions.enrol(programme=programme, member=imported)
    actions.enrol(programme=programme, member=cast.match)
    actions.end_programme(programme=programme, actor=cast.organiser)
    with pytest.raises(Refused, match="ended"):
        actions.enrol(programme=programme, member=cast.match)


def in_round(round: Round) -> set[int]:
    return {one.pk for one in matching.in_round(round)}


def test_who_is_in_a_standing_round(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people[:7])
    round = actions.open_round(programme=programme)
    actions.answer_round(round=round, member=people[0], coming=False)
    actions.pause(enrolment=access.enrolment_for(people[1], programme))
    actions.snooze(enrolment=access.enrolment_for(people[2], programme), until=round.starts_on + dt.timedelta(days=1))
    actions.snooze(enrolment=access.enrolment_for(people[3], programme), until=round.starts_on)
    actions.leave(enrolment=access.enrolment_for(people[4], programme))
    Member.objects.filter(pk=people[5].pk).update(left_at=now())
    assert in_round(round) == {people[3].pk, people[6].pk}


def test_who_is_in_a_round_that_asks(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation, opt_in="each")
    everybody_in(programme, people[:3])
    round = actions.open_round(programme=programme)
    assert in_round(round) == set()
    assert Notice.objects.filter(kind="programmes.ask").count() == 3
    actions.answer_round(round=round, member=people[0], coming=True)
    actions.answer_round(round=round, member=people[1], coming=True)
    actions.answer_round(round=round, member=people[1], coming=False)
    with pytest.raises(Refused, match="not taking part"):
        actions.answer_round(round=round, member=people[3], coming=True)
    actions.enrol(programme=programme, member=people[3])
    assert in_round(round) == {people[0].pk, people[3].pk}
    actions.start_solving(round=round)
    with pytest.raises(Refused, match="has begun"):
        actions.answer_round(round=round, member=people[0], coming=False)


def test_a_round_opened_by_hand_leaves_time_to_look(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme, starts_on=now().date())
    assert round.starts_on == dt.date(2026, 11, 17)
    assert round.solve_at <= now() < round.publish_at
    with pytest.raises(Refused, match="Another round"):
        actions.open_round(programme=programme)
    with pytest.raises(Refused, match="not passed"):
        actions.open_round(programme=make_programme(people[0].organisation, name="Two"), starts_on=dt.date(2026, 11, 1))


def test_a_cancelled_round_says_so_to_whoever_was_told(clock: time_machine.Traveller) -> None:
    people = make_people(3)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.answer_round(round=round, member=people[0], coming=False)
    actions.cancel_round(round=round)
    told = Notice.objects.filter(kind="programmes.called_off").values_list("member", flat=True)
    assert set(told) == {people[1].pk, people[2].pk}
    assert not Notice.objects.filter(kind="programmes.heads_up", state=Notice.State.WAITING).exists()


def test_every_step_may_run_twice(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation, chats=1, cadence_weeks=1)
    everybody_in(programme, people)
    for _step in range(30):
        clock.shift(dt.timedelta(hours=12))
        for _again in range(2):
            actions.run_cadence()
            drain()
            actions.introduce_due()
            actions.offer_later_chats()
    rounds = Round.objects.filter(programme=programme)
    assert sorted(rounds.values_list("number", flat=True)) == list(range(1, rounds.count() + 1))
    introduced = Match.objects.filter(introduced_at__isnull=False)
    seats = Seat.objects.filter(match__in=introduced).count()
    assert seats == 4 * rounds.filter(state__in=["published", "closed"]).count()
    assert Notice.objects.filter(kind="programmes.introduction").count() == seats


def test_weeks_that_pass_at_once_leave_one_round_in_the_making(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation, cadence_weeks=2)
    everybody_in(programme, people)
    settle()
    clock.shift(dt.timedelta(weeks=7))
    for _step in range(4):
        settle()
    first = Round.objects.get(programme=programme, number=1)
    assert (first.state, first.problem) == (Round.State.CANCELLED, "too_late")
    later = list(Round.objects.filter(programme=programme).exclude(pk=first.pk))
    assert all(one.publish_at > now() for one in later)
    assert len(later) <= 1
    assert not Notice.objects.filter(kind="programmes.introduction").exists()


def test_the_next_round_follows_the_cadence_on_its_weekday(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation, cadence_weeks=3, chats=1)
    everybody_in(programme, people)
    run_for(clock, dt.timedelta(days=25), step=dt.timedelta(days=1))
    starts = list(Round.objects.filter(programme=programme).order_by("number").values_list("starts_on", flat=True))
    assert starts == [dt.date(2026, 11, 23), dt.date(2026, 12, 14)]


def test_a_paused_programme_opens_nothing(clock: time_machine.Traveller, cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    enrolled(programme, cast.owner)
    settle()
    assert not Round.objects.exists()
    enrolled(programme, cast.match)
    actions.pause_programme(programme=programme, actor=cast.organiser)
    clock.shift(dt.timedelta(minutes=1))
    settle()
    assert not Round.objects.exists()
    with pytest.raises(Refused, match="does not run"):
        actions.open_round(programme=programme)
    actions.resume_programme(programme=programme, actor=cast.organiser)
    clock.shift(dt.timedelta(minutes=1))
    settle()
    assert Round.objects.count() == 1


@pytest.mark.parametrize("size", [2, 4])
def test_nobody_is_left_out_twice_running(clock: time_machine.Traveller, size: int) -> None:
    """Three people of one team may meet nobody but two others, so somebody always waits; never the same one twice."""
    people = make_people(5, teams=5)
    for one in people[:3]:
        Member.objects.filter(pk=one.pk).update(team=people[0].team)
    for one in people[3:]:
        Member.objects.filter(pk=one.pk).update(team=people[3].team)
    rules = ["hours", "other_team"] if size == 2 else ["hours"]
    policy = policies.checked({"size": size, "rules": rules, "terms": {"bridge": 1}})
    programme = make_programme(people[0].organisation, cadence_weeks=1, chats=1, policy=policy, group_size=size)
    everybody_in(programme, people)
    before: set[int] = set()
    waited = []
    for _week in range(5):
        round = actions.open_round(programme=programme)
        actions.start_solving(round=round)
        drain()
        round.refresh_from_db()
        actions.publish(round=round)
        actions.introduce_due()
        left = set(RoundEntry.objects.filter(round=round, left_out=True).values_list("member_id", flat=True))
        assert not left & before
        before = left
        waited.append(len(left))
        Attendance.objects.filter(meeting__chat__match__round=round).update(met=Attendance.Met.YES)
        clock.move_to(dt.datetime.combine(round.ends_on, dt.time(20), tzinfo=dt.UTC))
        actions.close_round(round=round)
    assert size == 4 or waited == [1] * 5


def assembled(programme: Programme) -> matching.Assembled:
    return matching.assemble(Round.objects.get(programme=programme, state="asking"))


def test_what_the_matcher_is_told(clock: time_machine.Traveller) -> None:
    people = make_people(6, teams=3)
    programme = make_programme(people[0].organisation)
    enrolled(programme, *people)
    Member.objects.filter(pk=people[1].pk).update(manager=people[5])
    Member.objects.filter(pk=people[5].pk).update(manager=people[1])
    past = make_round(programme, state="closed", starts_on=dt.date(2026, 10, 26))
    make_match(past, people[0], people[1], state="closed", outcome="met")
    make_match(past, people[2], people[3], state="closed", outcome="not_met")
    make_match(past, people[4], people[5], state="closed", outcome="unclear")
    Block.objects.create(organisation=people[0].organisation, owner=people[3].account, other=people[0])
    actions.open_round(programme=programme)
    made = assembled(programme)
    (round,) = made.problem.history.rounds
    assert round.met == ((0, 1),)
    assert round.placed == (0, 1, 2, 3, 4, 5)
    assert made.problem.blocked == ((0, 3),)
    assert made.own_private == {3: frozenset({0})}
    assert made.problem.people.lines[1] == (5,)
    assert made.problem.people.lines[5] == (1,)
    # Need counts confirmed meetings with people of other teams only.
    assert made.problem.people.cross_ties.tolist() == [1, 1, 0, 0, 0, 0]
    assert made.problem.people.slots == 14 * 96


def test_again_counts_when_both_wish_it(clock: time_machine.Traveller) -> None:
    people = make_people(3)
    programme = make_programme(people[0].organisation)
    enrolled(programme, *people)
    actions.open_round(programme=programme)
    actions.wish_again(programme=programme, member=people[0], other=people[1])
    assert assembled(programme).problem.again == ()
    actions.wish_again(programme=programme, member=people[1], other=people[0])
    assert assembled(programme).problem.again == ((0, 1),)
    actions.block(member=people[1], other=people[0])
    assert assembled(programme).problem.again == ()
    with pytest.raises(Refused, match="Take that back"):
        actions.wish_again(programme=programme, member=people[1], other=people[0])


def test_capacity_counts_matches_that_still_run(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    programme = make_programme(people[0].organisation, cadence_weeks=2)
    first, _second = enrolled(programme, *people)
    running = make_round(programme, state="published", starts_on=dt.date(2026, 11, 16))
    make_match(running, *people)
    actions.open_round(programme=programme, starts_on=dt.date(2026, 11, 18))
    assert assembled(programme).problem.people.capacity.tolist() == [0, 0]
    first.capacity = 2
    first.save()
    assert assembled(programme).problem.people.capacity.tolist() == [1, 0]


def test_hours_make_no_common_time_and_the_person_is_told_in_full(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    night = make_member(people[0].organisation, "Night", team=people[0].team)
    give_hours(night, begins="00:00", minutes=240)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, [*people, night])
    run_for(clock, dt.timedelta(days=8), step=dt.timedelta(days=1))
    why = queries.why_unplaced(night, programme)
    assert why is not None
    assert "unbroken time" in why.sentence
    assert why.rules == ("People who do not share enough unbroken time with you on those dates: 4.",)
    assert queries.fairness_of(night, programme).left_out == 1
    assert queries.fairness_of(people[0], programme).placed == 1
    assert Notice.objects.filter(kind="programmes.unplaced", member=night).count() == 1
