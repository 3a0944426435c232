"""Where nobody chose one of the times: others are offered as long as there are days left, and then it is over in peace."""

from __future__ import annotations

import datetime as dt

from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries import actions as hours
from mooring.calendars.models import BusyTime, Source
from mooring.core.time import now
from mooring.meetings import actions, links
from mooring.meetings.models import Meeting
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.notices.models import Notice
from mooring.testing import reaches

HOUR = dt.timedelta(hours=1)
NEXT_MONDAY = dt.datetime(2026, 11, 30, 9, 30, tzinfo=dt.UTC)
LAST = dt.date(2026, 12, 4)  # a week after the first dates


def to_come(meeting):
    return [one.begins_at for one in meeting.offered_times.all() if one.begins_at > now()]


def pass_all(meeting, clock):
    clock.move_to(meeting.offered_times.last().begins_at + HOUR)


def sent(subject):
    """Send what is due and return who got a mail of that subject since the last time."""
    notices.send_due()
    found = sorted(one.to[0] for one in mail.outbox if one.subject == subject)
    mail.outbox.clear()
    return found


def addresses(*members):
    return sorted(one.account.email for one in members)


def test_nothing_is_offered_again_while_a_time_is_to_come(cast, clock):
    meeting = offered(cast, last_date=LAST)
    clock.move_to(meeting.offered_times.last().begins_at - HOUR)
    assert actions.offer_where_all_have_passed() == 0


def test_other_times_are_offered_once_all_have_passed_and_everyone_is_told(cast, clock):
    meeting = offered(cast, last_date=LAST)
    before = set(to_come(meeting))
    pass_all(meeting, clock)
    mail.outbox.clear()
    assert actions.offer_where_all_have_passed() == 1
    assert actions.offer_where_all_have_passed() == 0
    times = to_come(meeting)
    assert len(times) == 3
    assert not before & set(times)
    assert max(times).date() <= LAST
    for one in times:
        assert reaches(cast.owner, one)
        assert reaches(cast.match, one)
    clock.move_to(NEXT_MONDAY)
    assert sent("Other times to choose from") == addresses(cast.owner, cast.match)
    assert sent("Other times to choose from") == []
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.match)


def test_whoever_asked_for_other_times_is_not_told_of_them(cast, clock):
    meeting = offered(cast, last_date=LAST)
    pass_all(meeting, clock)
    notices.send_due()
    mail.outbox.clear()
    assert actions.offer_others(meeting=meeting, by=cast.owner)
    clock.move_to(NEXT_MONDAY)
    assert sent("Other times to choose from") == addresses(cast.match)


def test_times_that_were_chosen_meanwhile_are_not_told_of(cast, clock):
    meeting = offered(cast, last_date=LAST)
    pass_all(meeting, clock)
    actions.offer_where_all_have_passed()
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.match)
    clock.move_to(NEXT_MONDAY)
    assert sent("Other times to choose from") == []


def test_where_nothing_suits_any_more_it_is_said_once_and_looked_for_on(cast, clock):
    meeting = offered(cast, last_date=LAST)
    pass_all(meeting, clock)
    mail.outbox.clear()
    away = hours.add_leave(account=cast.match.account, first=dt.date(2026, 11, 28), last=LAST)
    for _hour in range(3):
        assert actions.offer_where_all_have_passed() == 0
        clock.shift(HOUR)
    notices.send_due()
    clock.move_to(dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC))
    notices.send_due()
    told = [one for one in mail.outbox if one.subject == "No time could be found"]
    assert {one.to[0] for one in told} <= set(addresses(cast.owner, cast.match))
    assert Notice.objects.filter(kind="meetings.nothing_suits").count() == 2
    assert "That is nobody’s doing." in told[0].body
    hours.remove_leave(leave=away)
    assert actions.offer_where_all_have_passed() == 1
    assert to_come(meeting)


def test_a_meeting_that_never_had_a_time_is_looked_after_too(cast, clock):
    away = hours.add_leave(account=cast.match.account, first=dt.date(2026, 11, 23), last=LAST)
    meeting = offered(cast, last_date=LAST)
    assert not meeting.offered_times.exists()
    assert actions.offer_where_all_have_passed() == 0
    assert sent("No time could be found") == addresses(cast.owner)  # the other is away, and hears nothing
    hours.remove_leave(leave=away)
    assert actions.offer_where_all_have_passed() == 1


def test_without_days_left_it_is_over_without_a_word(cast, clock):
    meeting = offered(cast, last_date=LAST)
    clock.move_to(dt.datetime(2026, 12, 5, 12, tzinfo=dt.UTC))
    notices.send_due()
    mail.outbox.clear()
    assert actions.offer_where_all_have_passed() == 0
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    clock.move_to(dt.datetime(2026, 12, 7, 12, tzinfo=dt.UTC))
    assert notices.send_due() == 0
    assert mail.outbox == []


def test_a_time_given_back_late_finds_another_after_the_first_dates(cast, clock):
    meeting = offered(cast, last_date=LAST)
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    meeting.refresh_from_db()
    clock.move_to(meeting.begins_at - HOUR)
    assert actions.cannot_make_it(meeting=meeting, member=cast.owner)
    times = to_come(meeting)
    assert times
    assert min(times).date() > meeting.to_date
    assert max(times).date() <= LAST


def test_a_time_given_back_is_never_offered_again_and_its_mail_says_that_there_is_no_other(cast, clock):
    meeting = offered(cast)
    for one in list(meeting.offered_times.all())[:-1]:
        one.delete()
    only = meeting.offered_times.get()
    assert actions.choose(meeting=meeting, offered=only, member=cast.owner)
    notices.send_due()
    hours.add_leave(account=cast.match.account, first=dt.date(2026, 11, 24), last=dt.date(2026, 11, 27))
    clock.move_to(dt.datetime(2026, 11, 23, 16, 45, tzinfo=dt.UTC))
    mail.outbox.clear()
    assert actions.cannot_make_it(meeting=meeting, member=cast.match)
    assert not meeting.offered_times.exists()
    actions.offer_where_all_have_passed()
    notices.send_due()
    assert sorted(one.to[0] for one in mail.outbox) == addresses(cast.owner, cast.match)
    assert all("That is nobody’s doing." in one.body for one in mail.outbox)


def test_from_an_old_mail_one_press_looks_for_other_times(cast, clock):
    meeting = offered(cast, last_date=LAST)
    address = reverse("meeting_pick_link", args=[links.pick(meeting, cast.match).rpartition("/")[2]])
    client = Client(enforce_csrf_checks=True)
    client.post(address, {"others": "yes"})
    assert {one.begins_at for one in meeting.offered_times.all()} == set(to_come(meeting))  # some are left: nothing is replaced
    pass_all(meeting, clock)
    assert "Look for other times" in client.get(address).content.decode()
    assert to_come(meeting) == []
    assert "Take this time" in client.post(address, {"others": "yes"}).content.decode()
    assert len(to_come(meeting)) == 3


def test_from_an_old_mail_one_reads_honestly_that_nothing_is_left(cast, clock):
    meeting = offered(cast)
    address = reverse("meeting_pick_link", args=[links.pick(meeting, cast.match).rpartition("/")[2]])
    pass_all(meeting, clock)
    clock.move_to(dt.datetime(2026, 11, 27, 23, tzinfo=dt.UTC))
    assert "no time that suits everyone" in Client().post(address, {"others": "yes"}).content.decode()
    clock.shift(dt.timedelta(days=1))
    actions.offer_where_all_have_passed()
    assert "There is nothing to do here." in Client().get(address).content.decode()


def test_nothing_is_offered_while_somebody_is_taken_elsewhere(cast, clock):
    everything = Source.objects.create(account=cast.match.account, kind=Source.Kind.ADDRESS, name="x", address="https://x.example")
    tuesday = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    week = BusyTime.objects.create(source=everything, begins_at=tuesday - dt.timedelta(days=1), ends_at=tuesday + dt.timedelta(days=2))
    meeting = offered(cast)
    assert {one.date() for one in to_come(meeting)} == {dt.date(2026, 11, 26), dt.date(2026, 11, 27)}
    # Whoever chooses may do so over something of their own; the others are not asked to.
    week.ends_at = tuesday + dt.timedelta(days=9)
    week.save()
    time = meeting.offered_times.first()
    assert not actions.choose(meeting=meeting, offered=time, member=cast.owner)
    assert actions.choose(meeting=meeting, offered=time, member=cast.match)
