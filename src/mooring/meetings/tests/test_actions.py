"""A time is offered, chosen once, given back, cancelled; and afterwards: did you meet?"""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from mooring.boundaries import actions as hours
from mooring.meetings import actions, queries
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.notices.models import Notice
from mooring.people.models import Account
from mooring.testing import give_hours, reaches

HOUR = dt.timedelta(hours=1)
Met = Attendance.Met


def first(meeting):
    return meeting.offered_times.first()


def agree(meeting, member):
    assert actions.choose(meeting=meeting, offered=first(meeting), member=member)
    meeting.refresh_from_db()
    return meeting


def waiting(*kinds):
    return Notice.objects.filter(kind__in=[f"meetings.{kind}" for kind in kinds], state=Notice.State.WAITING)


def test_three_times_that_suit_everyone_are_offered_on_different_days(cast, meeting):
    times = [one.begins_at for one in meeting.offered_times.all()]
    assert len({one.date() for one in times}) == 3
    for one in times:
        assert reaches(cast.owner, one)
        assert reaches(cast.match, one + dt.timedelta(minutes=29))


def test_a_meeting_never_crosses_organisations_and_needs_two(cast, clock):
    with pytest.raises(ValueError, match="within one organisation"):
        offered(cast, cast.stranger)
    with pytest.raises(ValueError, match="two people"):
        actions.offer(
            organisation=cast.organisation,
            members=[cast.owner],
            purpose="test",
            minutes=30,
            from_date=dt.date(2026, 11, 23),
            to_date=dt.date(2026, 11, 27),
        )


def test_two_choose_at_once_and_one_wins(cast, meeting):
    one, other, _ = meeting.offered_times.all()
    assert actions.choose(meeting=meeting, offered=one, member=cast.owner)
    assert not actions.choose(meeting=meeting, offered=other, member=cast.match)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.begins_at) == (Meeting.State.AGREED, one.begins_at)
    assert waiting("invitation").count() == 2
    assert meeting.attendances.get(chose=True).member == cast.owner


def test_only_its_people_choose_and_only_times_offered_to_come(cast, meeting, clock):
    other = offered(cast)
    with pytest.raises(ValueError, match="Only who is part"):
        actions.choose(meeting=meeting, offered=first(meeting), member=cast.team_mate)
    assert not actions.choose(meeting=meeting, offered=first(other), member=cast.owner)
    clock.move_to(first(meeting).begins_at)
    assert not actions.choose(meeting=meeting, offered=first(meeting), member=cast.owner)


def test_a_time_whose_invitation_the_others_could_not_read_before_cannot_be_chosen(cast, meeting, clock):
    time = first(meeting).begins_at
    meeting.offered_times.exclude(begins_at=time).delete()
    nine = dt.datetime.combine(time.date() + dt.timedelta(days=1), dt.time(9), tzinfo=dt.UTC)
    meeting.offered_times.update(begins_at=nine)
    clock.move_to(nine - 12 * HOUR)
    assert not actions.choose(meeting=meeting, offered=first(meeting), member=cast.owner)


def test_a_time_that_no_longer_suits_the_others_cannot_be_chosen(cast, meeting):
    time, other, *_ = meeting.offered_times.all()
    hours.add_leave(account=cast.match.account, first=time.begins_at.date(), last=time.begins_at.date())
    assert not actions.choose(meeting=meeting, offered=time, member=cast.owner)
    elsewhere = offered(cast)
    elsewhere.offered_times.update_or_create(begins_at=other.begins_at)
    chosen = elsewhere.offered_times.get(begins_at=other.begins_at)
    assert actions.choose(meeting=elsewhere, offered=chosen, member=cast.match)
    assert not actions.choose(meeting=meeting, offered=other, member=cast.owner)


def test_taken_hours_are_not_offered_again(cast, meeting):
    agree(meeting, cast.owner)
    other = offered(cast)
    assert meeting.begins_at not in [one.begins_at for one in other.offered_times.all()]
    assert queries.busy([cast.owner]) == [(meeting.begins_at, meeting.begins_at + meeting.length)]


def test_cannot_make_it_cancels_for_everyone_and_offers_other_times(cast, meeting, clock):
    before = agree(meeting, cast.owner).begins_at
    notices.send_due()
    assert actions.cannot_make_it(meeting=meeting, member=cast.match)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OFFERED
    assert before not in [one.begins_at for one in meeting.offered_times.all()]
    assert meeting.offered_times.count() == 3
    assert waiting("new_times").count() == 2
    assert meeting.attendances.get(member=cast.match).state == Attendance.State.CANNOT
    assert not actions.cannot_make_it(meeting=meeting, member=cast.owner)
    agree(meeting, cast.match)
    assert meeting.sequence == 3
    assert meeting.attendances.get(member=cast.match).state == Attendance.State.IN


def test_a_meeting_cancelled_before_its_invitation_went_says_nothing(cast, meeting):
    agree(meeting, cast.owner)
    assert actions.cancel(meeting=meeting)
    assert not actions.cancel(meeting=meeting)
    assert notices.send_due() == 0


def test_a_cancelling_reaches_whoever_has_the_invitation(cast, meeting):
    agree(meeting, cast.owner)
    assert notices.send_due() == 2
    actions.cancel(meeting=meeting)
    assert notices.send_due() == 2
    assert [one.subject.split(":")[0] for one in mail.outbox[2:]] == ["Cancelled", "Cancelled"]


def test_cancelled_in_the_night_before_it_comes_in_time_and_otherwise_waits(cast, meeting, clock):
    agree(meeting, cast.owner)
    notices.send_due()
    nine = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    Meeting.objects.filter(pk=meeting.pk).update(begins_at=nine)
    cast.match.account.timezone = "Asia/Tokyo"
    cast.match.account.save()
    clock.move_to(nine - 4 * HOUR)  # five in Lisbon, two in Tokyo
    meeting.refresh_from_db()
    actions.cancel(meeting=meeting)
    assert waiting("cancelled_soon").get().member == cast.owner
    assert waiting("cancelled").get().member == cast.match
    assert notices.send_due() == 2


def test_cancelled_days_before_it_waits_for_the_morning(cast, meeting, clock):
    agree(meeting, cast.owner)
    notices.send_due()
    clock.move_to(meeting.begins_at - 40 * HOUR)
    actions.cancel(meeting=meeting)
    assert not waiting("cancelled_soon").exists()


def test_who_leaves_a_pair_ends_it_and_who_leaves_a_trio_does_not(cast, meeting):
    trio = offered(cast, cast.team_mate)
    agree(trio, cast.owner)
    notices.send_due()
    actions.leave(meeting=trio, member=cast.match)
    trio.refresh_from_db()
    assert trio.state == Meeting.State.AGREED
    assert {one.member for one in waiting("invitation")} == {cast.owner, cast.team_mate}
    assert waiting("cancelled").get().member == cast.match
    assert notices.send_due() == 3
    actions.leave(meeting=meeting, member=cast.match)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_reminders_go_to_those_who_agreed_early_and_only_while_it_stands(cast, meeting, clock):
    actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    meeting.refresh_from_db()
    notices.send_due()
    clock.move_to(meeting.begins_at - 23 * HOUR)
    assert notices.send_due() == 2
    assert notices.send_due() == 0
    assert {one.kind for one in Notice.objects.filter(state="sent")} == {"meetings.invitation", "meetings.reminder"}


def test_nobody_is_reminded_of_what_was_called_off(cast, meeting, clock):
    actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    meeting.refresh_from_db()
    actions.cancel(meeting=meeting)
    clock.move_to(meeting.begins_at - 23 * HOUR)
    assert notices.send_due() == 0


def test_who_has_not_chosen_is_reminded_once_and_only_while_nobody_has(cast, meeting, clock):
    other = offered(cast, cast.team_mate)
    agree(other, cast.owner)
    notices.send_due()
    mail.outbox.clear()
    clock.shift(dt.timedelta(days=2, minutes=1))
    notices.send_due()
    reminded = Notice.objects.filter(kind="meetings.pick_reminder", state="sent")
    assert {one.thing for one in reminded} == {meeting.public_id}
    assert reminded.count() == 2


def test_afterwards_everyone_is_asked_once_and_the_answers_say_whether_they_met(cast, meeting, clock):
    agree(meeting, cast.owner)
    assert not actions.answer(meeting=meeting, member=cast.owner, met=Met.YES)
    clock.move_to(meeting.begins_at + HOUR)
    assert actions.close_over() == 1
    assert actions.close_over() == 0
    notices.send_due()
    assert [one.subject for one in mail.outbox].count("Did you meet?") == 2
    assert list(queries.to_answer(cast.owner)) == [meeting]
    outcomes = []
    for member, met in ((cast.owner, Met.NO), (cast.owner, Met.YES), (cast.match, Met.NO), (cast.match, Met.YES)):
        actions.answer(meeting=meeting, member=member, met=met)
        outcomes.append(queries.outcome_of(Meeting.objects.get(pk=meeting.pk)))
    assert outcomes == ["not_met", "met", "unclear", "met"]
    assert not queries.to_answer(cast.owner).exists()


def test_who_answered_already_is_not_asked(cast, meeting, clock):
    agree(meeting, cast.owner)
    clock.move_to(meeting.begins_at + HOUR)
    actions.answer(meeting=meeting, member=cast.owner, met=Met.YES)
    mail.outbox.clear()
    actions.close_over()
    notices.send_due()
    asked = Notice.objects.filter(kind="meetings.did_you_meet", state="sent")
    assert [one.member for one in asked] == [cast.match]


def test_lists_take_a_steady_number_of_queries(cast, clock, django_assert_num_queries):
    for _ in range(3):
        agree(offered(cast), cast.owner)
    with django_assert_num_queries(4):
        for meeting in queries.upcoming(cast.owner):
            assert len(queries.people_of(meeting)) == 2
            assert meeting.organisation == cast.organisation
            assert len(meeting.offered_times.all()) == 3


def test_the_bad_hour_goes_round(cast, clock):
    """They share two hours a day: the first is early for one, the second late for the other."""
    give_hours(cast.owner, begins="12:00", minutes=420)
    give_hours(cast.match, begins="07:00", minutes=480)
    Account.objects.filter(pk=cast.match.account_id).update(timezone="Pacific/Honolulu")
    cast.match.account.refresh_from_db()
    bore = []
    for week in range(6):
        day = dt.date(2026, 11, 23) + dt.timedelta(weeks=week)
        clock.move_to(dt.datetime(day.year, day.month, day.day, 7, tzinfo=dt.UTC))
        actions.close_over()
        meeting = agree(offered(cast, from_date=day, to_date=day + dt.timedelta(days=4)), cast.owner)
        bore.append(list(meeting.attendances.order_by("member").values_list("bad_hour", flat=True)))
    assert all(sum(one) == 1 for one in bore)
    assert [sum(whose) for whose in zip(*bore, strict=True)] == [3, 3]
