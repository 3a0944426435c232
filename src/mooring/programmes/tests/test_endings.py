"""“Not comfortable?”, leaving, and another match for those who lost theirs. What is private is looked for everywhere."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import time_machine
from django.http import Http404

from mooring.core.time import now
from mooring.meetings.models import Meeting
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import access, actions, queries
from mooring.programmes.errors import Refused
from mooring.programmes.models import Chat, Match, Repair, RepairSeat, Round, RoundEntry, Seat
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in, introduced_round, make_people, settle


def match_of(round: Round, member: Member) -> Match:
    return Match.objects.select_related("round__programme", "organisation").get(
        round=round, seats__member=member, introduced_at__isnull=False, state__in=["published", "ended"]
    )


def others_of(match: Match, member: Member) -> list[Member]:
    return [seat.member for seat in match.seats.exclude(member=member).select_related("member__account")]


def kinds_for(member: Member) -> list[str]:
    return sorted(Notice.objects.filter(member=member).exclude(kind="programmes.heads_up").values_list("kind", flat=True))


def test_only_who_is_in_a_match_ends_it(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    round = introduced_round(people)
    match = match_of(round, people[0])
    (other,) = others_of(match, people[0])
    stranger = next(one for one in people if one not in (people[0], other))
    with pytest.raises(Http404):
        access.match_for(stranger, match.public_id)
    with pytest.raises(Refused):
        actions.end_match(match=match, member=stranger)


def test_ending_is_for_good_and_nothing_shows_who_did_it(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    organiser = people[3]
    Member.objects.filter(pk=organiser.pk).update(is_organiser=True)
    organiser.refresh_from_db()
    round = introduced_round(people)
    seen_before = queries.review(round, organiser)
    match = match_of(round, people[0])
    (other,) = others_of(match, people[0])
    actions.end_match(match=match, member=people[0])

    meeting = Meeting.objects.get(chat__match=match)
    assert meeting.state == Meeting.State.CANCELLED
    for one in (people[0], other):
        with pytest.raises(Http404):
            access.match_for(one, match.public_id)
        assert queries.introductions_of(one) == []
    assert kinds_for(other).count("programmes.another_coming") == 1
    assert "programmes.another_coming" not in kinds_for(people[0])
    # The organiser's page is the same as before, to the last field.
    assert dataclasses.replace(queries.review(round, organiser)) == seen_before

    # Never again, in any programme of the organisation.
    programme = make_programme(people[0].organisation, name="Another")
    everybody_in(programme, [people[0], other])
    second = actions.open_round(programme=programme)
    actions.start_solving(round=second)
    drain()
    second.refresh_from_db()
    assert not second.matches.exists()
    causes = set(second.entries.values_list("cause", flat=True))
    assert causes == {"no_allowed_partner"}
    ended_it = RoundEntry.objects.get(round=second, member=people[0])
    did_not = RoundEntry.objects.get(round=second, member=other)
    assert {"rule": "private", "people": 1} in ended_it.rules
    assert did_not.rules == []


def test_two_who_lost_their_partners_are_offered_each_other_without_a_name(clock: time_machine.Traveller) -> None:
    people = make_people(4, teams=1)
    round = introduced_round(people)
    first = match_of(round, people[0])
    (left,) = others_of(first, people[0])
    rest = [one for one in people if one not in (people[0], left)]
    second = match_of(round, rest[0])
    actions.end_match(match=first, member=people[0])
    actions.end_match(match=second, member=rest[0])
    drain()

    repair = Repair.objects.get(state=Repair.State.OPEN, host=None)
    assert {seat.member for seat in repair.seats.all()} == {left, rest[1]}
    (view,) = queries.repairs_of(left)
    assert rest[1].name not in repr(view)
    with pytest.raises(Http404):
        access.repair_for(people[0], repair.public_id)
    actions.answer_repair(repair=repair, member=left, yes=True)
    assert not Match.objects.filter(is_repair=True).exists()
    actions.answer_repair(repair=repair, member=rest[1], yes=True)
    made = Match.objects.get(is_repair=True)
    assert made.introduced_at is not None
    assert Notice.objects.filter(kind="programmes.introduction", thing=made.public_id).count() == 2
    assert set(RoundEntry.objects.filter(round=round, member__in=[left, rest[1]]).values_list("outcome", flat=True)) == {"placed"}


def test_a_no_is_known_to_nobody_and_the_next_is_tried(clock: time_machine.Traveller) -> None:
    people = make_people(6, teams=1)
    round = introduced_round(people)
    match = match_of(round, people[0])
    (left,) = others_of(match, people[0])
    actions.end_match(match=match, member=people[0])
    drain()
    repair = Repair.objects.get(state=Repair.State.OPEN)
    assert repair.host is not None
    hosts = [seat.member for seat in repair.seats.filter(freed=False)]
    actions.answer_repair(repair=repair, member=left, yes=True)
    actions.answer_repair(repair=repair, member=hosts[0], yes=False)
    drain()
    assert not Notice.objects.filter(member=hosts[1], kind="programmes.repair", state=Notice.State.WAITING, thing=repair.public_id)
    again = Repair.objects.get(state=Repair.State.OPEN)
    assert again.host != repair.host
    with pytest.raises(Refused, match="over"):
        actions.answer_repair(repair=repair, member=hosts[1], yes=True)
    for seat in RepairSeat.objects.filter(repair=again).select_related("member"):
        actions.answer_repair(repair=again, member=seat.member, yes=True)
    host = again.host
    assert host is not None
    assert Seat.objects.filter(match=host).count() == 3
    assert Chat.objects.filter(match=host).count() == 1
    assert Meeting.objects.get(chat__match=host).attendances.count() == 3
    assert queries.introductions_of(left)[0].public_id == host.public_id


def test_without_another_in_two_working_days_one_comes_first_next_time(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    round = introduced_round(people)
    match = match_of(round, people[0])
    actions.end_match(match=match, member=people[0])
    drain()
    entry = RoundEntry.objects.get(round=round, member=people[1])
    assert entry.outcome == RoundEntry.Outcome.FREED
    clock.shift(dt.timedelta(days=3))
    settle()
    drain()
    entry.refresh_from_db()
    assert (entry.outcome, entry.left_out, entry.cause) == ("unplaced", True, "freed")
    assert "programmes.unplaced" in kinds_for(people[1])
    why = queries.why_unplaced(people[1], round.programme)
    assert why is not None
    assert why.comes_first == "You come first next time."


def test_whoever_leaves_the_organisation_frees_their_match(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    round = introduced_round(people)
    match = match_of(round, people[0])
    (other,) = others_of(match, people[0])
    Member.objects.filter(pk=people[0].pk).update(left_at=now())
    actions.let_go_of_leavers()
    match.refresh_from_db()
    assert match.state == Match.State.ENDED
    assert "programmes.another_coming" in kinds_for(other)
    assert actions.let_go_of_leavers() == 0


def test_leaving_a_programme_frees_a_match_that_has_not_met(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    round = introduced_round(people)
    match = match_of(round, people[0])
    enrolment = access.enrolment_for(people[0], round.programme)
    actions.leave(enrolment=enrolment)
    drain()
    match.refresh_from_db()
    assert match.state == Match.State.ENDED
    assert match.seats.get(member=people[0]).state == Seat.State.LEFT


def test_enough_stops_later_chats_quietly(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    round = introduced_round(people)
    match = match_of(round, people[0])
    before = kinds_for(people[1])
    actions.say_enough(match=match, member=people[0])
    assert kinds_for(people[1]) == before
    assert queries.introduction(match, people[1]).enough
    clock.shift(dt.timedelta(days=20))
    assert actions.offer_later_chats() == 0


def test_an_offer_ends_with_its_round(clock: time_machine.Traveller) -> None:
    people = make_people(4, teams=1)
    round = introduced_round(people)
    match = match_of(round, people[0])
    (left,) = others_of(match, people[0])
    actions.end_match(match=match, member=people[0])
    drain()
    repair = Repair.objects.get(state=Repair.State.OPEN)
    actions.close_round(round=round)
    with pytest.raises(Refused, match="over"):
        actions.answer_repair(repair=repair, member=left, yes=True)
    assert RoundEntry.objects.get(round=round, member=left).left_out
    assert not Match.objects.filter(is_repair=True).exists()


def test_three_go_on_when_a_third_leaves_and_end_together_when_it_is_not_comfortable(clock: time_machine.Traveller) -> None:
    people = make_people(3)
    round = introduced_round(people)
    match = match_of(round, people[0])
    actions.leave(enrolment=access.enrolment_for(people[0], round.programme))
    drain()
    match.refresh_from_db()
    assert match.state == Match.State.PUBLISHED
    assert [one.name for one in queries.introduction(match, people[1]).others] == [people[2].name]
    actions.end_match(match=match, member=people[1])
    assert kinds_for(people[2]).count("programmes.another_coming") == 1
    assert [face.name for face in queries.never_of(people[1])] == [people[2].name]
    assert queries.never_of(people[2]) == []


@pytest.mark.parametrize("how", ["organisation", "programme"])
def test_a_chat_still_ahead_is_called_off_when_somebody_leaves_though_the_round_has_closed(clock: time_machine.Traveller, how: str) -> None:
    people = make_people(2)
    round = introduced_round(people)
    match = match_of(round, people[0])
    Match.objects.filter(pk=match.pk).update(state=Match.State.CLOSED, outcome=Match.Outcome.MET)
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED)
    chat = Chat.objects.get(match=match)
    offered = chat.meeting.offered_times.first()
    assert offered is not None
    actions.pick_time(chat=chat, member=people[1], offered=offered)
    if how == "organisation":
        Member.objects.filter(pk=people[0].pk).update(left_at=now())
        assert actions.let_go_of_leavers() == 1
        assert actions.let_go_of_leavers() == 0
    else:
        actions.leave(enrolment=access.enrolment_for(people[0], round.programme))
        drain()
    chat.meeting.refresh_from_db()
    match.refresh_from_db()
    assert chat.meeting.state == Meeting.State.CANCELLED
    # They met: that stays, and the other keeps it among their introductions.
    assert (match.state, match.enough) == (Match.State.CLOSED, True)
    assert len(queries.introductions_of(people[1])) == 1
