"""What comes of itself: seldom, in one's hours, with its reason behind the button and never in a message; and meetings that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries.models import OwnTime
from mooring.circle.actions import keeping, minding, people, remember
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.gaps import count
from mooring.circle.missing import missing
from mooring.circle.things import Contact, Support, Tier, Touch
from mooring.core.time import now
from mooring.jobs.policy import scheduled
from mooring.meetings.models import Attendance, Came, Meeting
from mooring.notices.actions import send_due
from mooring.notices.models import Notice
from mooring.people.models import Account, Member
from mooring.suggestions.models import Pushed
from mooring.testing import Cast, make_account, make_member

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]
MONDAY = dt.date(2026, 11, 2)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """So many days after that Monday, by the clock of Greenwich."""
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), dt.UTC)


def kept(account: Account, name: str = "Elsa", *, ago: int = 47, **said: object) -> str:
    last = MONDAY - dt.timedelta(days=ago)
    with editing(account, MONDAY) as book:
        return book.put(Contact(name=name, **{"tier": Tier.CLOSE, "added_on": last, "last": last} | said)).id


def live(days: int, hours: tuple[int, ...] = (3, 8, 9, 13, 20)) -> None:
    """Let the night's job run, and the outbox at some hours of the days."""
    for day in range(days):
        with time_machine.travel(at(day, 0, 2), tick=False):
            minding.mind_some(Account.objects.values_list("pk", flat=True))
        for hour in hours:
            with time_machine.travel(at(day, hour), tick=False):
                send_due()


def came() -> list[tuple[int, int]]:
    """When notices went out: days after that Monday, and the hour."""
    sent = Notice.objects.filter(state=Notice.State.SENT).order_by("sent_at")
    return [((one.sent_at.date() - MONDAY).days, one.sent_at.hour) for one in sent if one.sent_at]


def test_it_is_looked_after_every_six_hours_as_the_schedule_says() -> None:
    assert scheduled()["circle.mind"] == "2 */6 * * *"
    assert minding.EVERY.total_seconds() == 6 * 3600


def test_two_a_week_one_a_day_in_ones_hours_and_one_a_week_after_three_were_passed_over() -> None:
    account = make_account(timezone="UTC")
    for number in range(8):
        kept(account, f"Person {number}")
    live(28, (3, 9, 20))
    sent = came()
    assert all(9 <= hour < 17 and day % 7 < 5 for day, hour in sent)
    days = [day for day, _hour in sent]
    assert len(set(days)) == len(days)
    weeks = [sum(week * 7 <= day < week * 7 + 7 for day in days) for week in range(4)]
    assert weeks[0] == 2
    assert max(weeks[2:]) == 1
    assert Pushed.objects.count() == len(days)


def test_no_message_says_whom_it_is_about_and_the_page_behind_it_says_why() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, "Elsa Lindqvist")
    live(1)
    (letter,) = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    assert "Elsa" not in f"{letter.subject} {letter.body} {letter.alternatives} {letter.extra_headers}"
    notice = Notice.objects.get()
    assert elsa not in f"{notice.thing} {notice.key} {notice.detail}"
    client = Client()
    client.force_login(account)
    with time_machine.travel(at(0, 12), tick=False):
        inbox = client.get(reverse("inbox_message", args=[notice.public_id])).content.decode()
        page = client.get(reverse("circle_keeping")).content.decode()
    assert "Elsa" not in inbox
    assert reverse("circle_keeping") in inbox
    assert "You asked for every 30 days; it has been 47." in page


def test_whoever_was_talked_to_in_the_night_is_not_suggested_in_the_morning() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account)
    with time_machine.travel(at(0, 0, 2), tick=False):
        minding.mind_some([account.pk])
    with time_machine.travel(at(0, 6), tick=False):
        people.touched(account=account, identity=elsa, on=MONDAY, how="online")
    with time_machine.travel(at(0, 10), tick=False):
        send_due()
    assert (came(), Pushed.objects.get().answer) == ([], "taken")


def test_work_comes_in_working_hours_and_what_is_personal_outside_them() -> None:
    account = make_account(timezone="UTC")
    for weekday in range(7):
        OwnTime.objects.create(account=account, kind=OwnTime.Kind.PRIVATE, weekday=weekday, begins=dt.time(8), minutes=12 * 60)
    kept(account, scope="work")
    live(1)
    assert came() == [(0, 9)]
    other = make_account(timezone="UTC")
    Notice.objects.all().delete()
    OwnTime.objects.update(account=other)
    account.delete()
    kept(other, tags=("family",))
    keeping.set_tag(account=other, tag="family", ideal=0, latest=0, scope="personal")
    live(1)
    assert came() == [(0, 8)]


def test_on_the_page_too_nobody_personal_is_suggested_in_working_hours_and_nobody_of_work_outside_them() -> None:
    account = make_account(timezone="UTC")
    kept(account, "Personal", scope="personal")
    kept(account, "Of work", scope="work")
    client = Client()
    client.force_login(account)
    for hour, name in ((11, "Of work"), (20, "Personal")):
        with time_machine.travel(at(0, hour), tick=False):
            page = client.get(reverse("circle_keeping")).content.decode()
        assert name in page.partition('id="step-t"')[2].partition('id="losing-t"')[0]


def test_a_step_for_what_is_missing_goes_to_nobody_of_work_in_the_evening_and_to_nobody_personal_at_work() -> None:
    account = make_account(timezone="UTC")
    kept(account, "Personal", ago=1, scope="personal", gives=(Support.HAND,))
    kept(account, "Of work", ago=1, scope="work", gives=(Support.HAND,))
    lines = list(read(account).lines())
    for hour, name, other in ((11, "Of work", "Personal"), (20, "Personal", "Of work")):
        with time_machine.travel(at(0, hour), tick=False):
            shown = missing(account, [], count(lines), lines, [], MONDAY)
            words = [str(step.words) for one in shown for step in (one.step, *one.others) if step is not None]
        assert any(name in one for one in words)
        assert not any(other in one for one in words)


def test_a_tie_that_is_asleep_is_brought_up_once_a_month_at_most() -> None:
    account = make_account(timezone="UTC")
    for number in range(6):
        kept(account, f"Person {number}", ago=700 + number)
    live(40, (9,))
    assert len(came()) == 2
    assert came()[1][0] - came()[0][0] >= 30


def test_what_one_asked_for_comes_on_its_day_takes_no_budget_and_no_suggestion_comes_beside_it() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, ago=3, birthday="--11-08")
    kept(account, "Slack", ago=60)
    with time_machine.travel(at(-1, 12), tick=False):
        remember.add_note(account=account, identity=elsa, sort="promise", text="the book", due=MONDAY + dt.timedelta(days=1))
    live(5)
    reminders = Notice.objects.filter(kind="circle.reminder", state=Notice.State.SENT)
    assert [(one.sent_at.date() - MONDAY).days for one in reminders.order_by("sent_at") if one.sent_at] == [1, 3]
    assert [(one - MONDAY).days for one in Pushed.objects.order_by("on").values_list("on", flat=True)] == [0]


def test_a_promise_that_was_kept_before_the_morning_is_not_brought_up() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, ago=3)
    with time_machine.travel(at(-1, 12), tick=False):
        note = remember.add_note(account=account, identity=elsa, sort="promise", text="the book", due=MONDAY)
    with time_machine.travel(at(0, 0, 2), tick=False):
        minding.mind_some([account.pk])
        assert Notice.objects.count() == 1
        remember.done_note(account=account, note=note, done=True)
    live(1)
    assert came() == []


def test_today_says_that_something_is_there_and_not_what_until_it_is_done(cast: Cast, enter: Enter) -> None:
    account, client = account_of(cast.owner), enter(cast.owner)
    address, words = reverse("today", args=[cast.organisation.slug]), "Something you asked to be reminded of"
    with time_machine.travel(at(0, 1), tick=False):
        elsa = kept(account, "Elsa Lindqvist", ago=3)
        note = remember.add_note(account=account, identity=elsa, sort="asked", text="a recipe", due=MONDAY)
        before = client.get(address).content.decode()
        minding.mind_some([account.pk])
    with time_machine.travel(at(0, 12), tick=False):
        page = client.get(address).content.decode()
        remember.done_note(account=account, note=note, done=True)
        after = client.get(address).content.decode()
    assert [words in one for one in (before, page, after)] == [False, True, False]
    assert "Elsa" not in page
    assert "recipe" not in page


def account_of(member: Member) -> Account:
    assert member.account is not None
    return member.account


def met(*answers: tuple[Member, str], on: dt.datetime) -> Meeting:
    meeting = Meeting.objects.create(
        organisation=answers[0][0].organisation,
        purpose="t.chat",
        state=Meeting.State.OVER,
        begins_at=on,
        from_date=on.date(),
        to_date=on.date(),
        uid=f"{on}{answers[-1][0].pk}",
    )
    for member, answer in answers:
        Attendance.objects.create(meeting=meeting, member=member, met=answer, answered_at=now())
    return meeting


def test_a_meeting_counts_once_both_said_that_they_met_and_once_only(cast: Cast) -> None:
    owner = account_of(cast.owner)
    tuan, team_mate = (people.keep_colleague(account=owner, member=one) for one in (cast.match, cast.team_mate))
    on = now() - dt.timedelta(days=2)
    one_sided = met((cast.owner, "yes"), (cast.team_mate, ""), on=on)
    meeting = met((cast.owner, "yes"), (cast.match, "yes"), on=on)
    for _again in range(2):
        minding.count_meetings_lately(now() - dt.timedelta(hours=25))
    book = read(owner)
    touches, _notes = book.children(book.contact(tuan.id))
    assert [one.meeting for one in touches] == [meeting.public_id]
    assert book.contact(tuan.id).last == touches[0].on
    assert book.contact(team_mate.id).last is None
    people.untouched(account=owner, touch=touches[0])
    Attendance.objects.filter(meeting=one_sided).update(met="yes", answered_at=now())
    minding.count_meetings_lately(now() - dt.timedelta(hours=25))
    assert [one.contact for one in read(owner).everything() if isinstance(one, Touch)] == [team_mate.id]


def test_of_a_meeting_of_some_only_those_who_came_count(cast: Cast) -> None:
    owner = account_of(cast.owner)
    third = make_member(cast.organisation)
    kept_ones = [people.keep_colleague(account=owner, member=one) for one in (cast.match, third)]
    meeting = met((cast.owner, "some"), (cast.match, "yes"), (third, "yes"), on=now() - dt.timedelta(days=1))
    Came.objects.create(attendance=Attendance.objects.get(meeting=meeting, member=cast.owner), member=cast.match)
    minding.count_meetings(owner)
    book = read(owner)
    assert [book.contact(one.id).last is not None for one in kept_ones] == [True, False]


def test_a_colleague_who_is_kept_after_meeting_counts_from_that_day(cast: Cast, enter: Enter) -> None:
    owner, client = account_of(cast.owner), enter(cast.owner)
    met((cast.owner, "yes"), (cast.match, "yes"), on=now() - dt.timedelta(days=9))
    client.post(reverse("circle_keep_colleague", args=[cast.match.public_id]))
    (line,) = read(owner).lines()
    assert line.last is not None
    assert not list(read(account_of(cast.match)).lines())
