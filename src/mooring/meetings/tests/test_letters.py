"""Who shares no hour writes in turns: one press begins, one says “written”, and it counts as a meeting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries import actions as hours
from mooring.boundaries import load
from mooring.core.time import local
from mooring.meetings import actions, links, queries
from mooring.meetings.models import Meeting, Turn
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.notices.models import Notice
from mooring.people.models import Account
from mooring.testing import give_hours

DAY = dt.timedelta(days=1)


@pytest.fixture
def apart(cast, clock):
    """A meeting of two who share no hour: one in Lisbon by day, one in Auckland."""
    Account.objects.filter(pk=cast.match.account_id).update(timezone="Pacific/Auckland")
    cast.match.account.refresh_from_db()
    for one in (cast.owner, cast.match):
        give_hours(one, begins="09:00", minutes=480)
    meeting = offered(cast)
    assert not meeting.offered_times.exists()
    return meeting


def page(meeting, name="meeting"):
    return reverse(name, args=[meeting.organisation.slug, meeting.public_id])


def turns(meeting):
    return [(one.member, one.written_at is not None) for one in meeting.turns.select_related("member")]


def told(member):
    return [one.subject for one in mail.outbox if one.to == [member.account.email]]


def test_one_press_begins_and_each_turn_ends_inside_its_writers_hours(cast, apart, enter):
    client = enter(cast.owner)
    assert "Or write in turns" in client.get(page(apart)).content.decode()
    client.post(page(apart, "meeting_letters"))
    assert Meeting.objects.get().state == Meeting.State.LETTERS
    assert turns(apart) == [(cast.owner, False), (cast.match, False)] * 2
    dues = [local(one.due_at, one.member.zone) for one in apart.turns.select_related("member__account")]
    assert [one.time() for one in dues] == [dt.time(17)] * 4
    assert all(one.weekday() < 5 for one in dues)
    assert dues[0].date() == dt.date(2026, 11, 25), "the second working day after this one"
    shown = client.get(page(apart)).content.decode()
    assert "It is your turn to write" in shown
    assert "You write to each other in turns" in enter(cast.match).get(page(apart)).content.decode()


def test_days_off_are_no_days_to_write_on(cast, apart):
    hours.add_leave(account=cast.owner.account, first=dt.date(2026, 11, 24), last=dt.date(2026, 11, 26))
    actions.begin_letters(meeting=apart, member=cast.owner)
    assert local(apart.turns.first().due_at, cast.owner.zone).date() == dt.date(2026, 11, 30)


def test_where_a_time_can_be_chosen_nobody_writes_instead_and_only_its_people_begin(cast, meeting, enter):
    assert not actions.begin_letters(meeting=meeting, member=cast.owner)
    with pytest.raises(ValueError, match="Only who is part"):
        actions.begin_letters(meeting=meeting, member=cast.team_mate)
    assert Meeting.objects.get().state == Meeting.State.OFFERED


def test_each_is_told_in_their_hours_when_it_is_their_turn_and_says_written_by_a_link(cast, apart, clock):
    knock = Client(enforce_csrf_checks=True)
    begin = links.letters(apart, cast.match).removeprefix("http://localhost:8000")
    assert "Write to each other in turns?" in knock.get(begin).content.decode()
    assert Meeting.objects.get().state == Meeting.State.OFFERED, "looking begins nothing"
    knock.post(begin)
    knock.post(begin)
    assert turns(apart)[0] == (cast.match, False), "a second press of the same link says nothing more"
    notices.send_due()
    assert not mail.outbox, "it is night in Auckland"
    clock.shift(dt.timedelta(hours=12))
    notices.send_due()
    assert told(cast.match) == ["It is your turn to write"]
    (letter,) = mail.outbox
    assert letter.reply_to == [cast.owner.work_address]
    address = links.written(apart, cast.match).removeprefix("http://localhost:8000")
    assert "I have written" in knock.get(address).content.decode()
    assert not turns(apart)[0][1]
    knock.post(address)
    knock.post(address)
    assert [done for _, done in turns(apart)] == [True, False, False, False]
    assert "It is on its way" in knock.get(address).content.decode()
    clock.shift(dt.timedelta(hours=12))
    notices.send_due()
    assert told(cast.owner) == ["It is your turn to write"]


def test_written_to_the_end_it_is_a_meeting_that_is_asked_about(cast, apart, clock):
    actions.begin_letters(meeting=apart, member=cast.owner)
    assert not actions.note_written(meeting=apart, member=cast.match), "it is not their turn"
    for member in (cast.owner, cast.match) * 2:
        clock.shift(DAY)
        assert actions.note_written(meeting=apart, member=member)
    meeting = Meeting.objects.get()
    assert meeting.state == Meeting.State.OVER
    assert {one.member for one in Notice.objects.filter(kind="meetings.did_you_meet")} == {cast.owner, cast.match}
    assert actions.answer(meeting=meeting, member=cast.owner, met="yes")
    assert queries.outcome_of(Meeting.objects.get()) == "met"
    assert not actions.note_written(meeting=meeting, member=cast.owner)


@pytest.mark.parametrize("wrote", [True, False])
def test_nobody_waits_for_ever(cast, apart, clock, wrote):
    actions.begin_letters(meeting=apart, member=cast.owner)
    if wrote:
        actions.note_written(meeting=apart, member=cast.owner)
    clock.shift(11 * DAY)
    assert actions.close_letters() == 0
    clock.shift(9 * DAY)
    assert actions.close_letters() == 1
    assert actions.close_letters() == 0
    assert Meeting.objects.get().state == (Meeting.State.OVER if wrote else Meeting.State.CANCELLED)
    assert Notice.objects.filter(kind="meetings.did_you_meet").count() == (2 if wrote else 0)


def test_letters_fill_the_week_in_which_ones_own_turn_ends(cast, apart):
    actions.begin_letters(meeting=apart, member=cast.owner)
    begin = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    found = load.carried([cast.owner.account_id, cast.match.account_id], begin, begin + 28 * DAY)
    mine = {one.account: one.at for one in found}
    first, second, *_ = apart.turns.all()
    assert mine == {cast.owner.account_id: first.due_at, cast.match.account_id: second.due_at}


def test_called_off_it_is_over_and_who_leaves_a_group_has_no_turn(cast, clock):
    for number, one in enumerate((cast.owner, cast.match, cast.team_mate)):
        give_hours(one, begins=f"{6 + 5 * number:02d}:00", minutes=120)
    meeting = offered(cast, cast.team_mate)
    assert actions.begin_letters(meeting=meeting, member=cast.team_mate)
    assert Turn.objects.count() == 6
    actions.leave(meeting=meeting, member=cast.team_mate)
    assert [one for one, _ in turns(meeting)] == [cast.owner, cast.match] * 2
    assert Notice.objects.filter(kind="meetings.your_turn", member=cast.owner).exists()
    assert actions.cancel(meeting=meeting)
    assert not actions.note_written(meeting=meeting, member=cast.owner)
    notices.send_due()
    assert not mail.outbox
