"""From a list of 290 people to a coffee round that really happens, told in the browser from the first link to the second round."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject
from django.core import mail
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from mooring.core import time
from mooring.meetings import actions as meetings
from mooring.meetings.models import Attendance, Meeting
from mooring.people.models import Member, Organisation
from mooring.programmes.models import Match, Programme, Round, RoundEntry
from mooring.programmes.tests.story import settle

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PEOPLE = Path(__file__).parents[1] / "data" / "adventureworks" / "people.csv"
MONDAY = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)  # eight in the morning where these people are
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock(settings, tmp_path):
    """The clock stands at a Monday morning, and runs."""
    settings.CLOCK_FILE = tmp_path / "clock"
    real = dt.datetime.now(dt.UTC)
    settings.CLOCK_FILE.write_text(str(int((MONDAY - real).total_seconds())))


def wait(hours: int, step: int = 1) -> None:
    """Let hours pass, doing what falls due on the way."""
    for _ in range(0, hours, step):
        time.fast_forward(HOUR * step)
        settle()


def mails_to(address: str, link: str = "") -> list[EmailMessage]:
    """The mails somebody has had, oldest first; only those with such a link in them."""
    found = [message.message() for message in mail.outbox if message.to == [address]]
    return [one for one in found if link in text_of(one)]


def text_of(message: EmailMessage) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return part.get_payload(decode=True).decode()
    return ""


def link_in(message: EmailMessage, path: str, live_server) -> str:
    """The address in a mail that begins with a path, on the server of this test."""
    found = re.search(rf"https?://[^/\s]+({path}[^\s>)\]]+)", text_of(message))
    assert found, f"no {path} in\n{text_of(message)}"
    return live_server.url + found.group(1)


def calendar_of(message: EmailMessage):
    """The invitation of a mail, read by another library, with the method its header names."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    calendar = vobject.readOne(part.get_payload(decode=True).decode())
    assert calendar.method.value == part.get_param("method")
    return calendar


def set_up(page, live_server, capsys) -> None:
    """The one-time link: an organisation and its first admin."""
    call_command("first_run")
    address = re.search(r"https?://[^/\s]+(/setup/\S+)", capsys.readouterr().out).group(1)
    page.goto(address)
    page.get_by_role("link", name="For my organisation").click()
    page.get_by_label("Name of the organisation").fill("Adventure Works")
    page.get_by_label("Its time zone").select_option("America/Los_Angeles")
    page.get_by_label("Your name").fill("Robin Vale")
    page.get_by_label("Your e-mail").fill("robin@adventure-works.example")
    page.get_by_role("button", name="Make it, and sign me in").click()
    for _ in range(3):
        page.get_by_role("link", name="Skip this for now").click()
    page.get_by_role("link", name="Go to Today").click()


def bring_in(page, slug: str) -> None:
    """The list: looked at, read, confirmed."""
    page.goto(f"/o/{slug}/settings/people-in/")
    page.locator("input[type=file]").set_input_files(PEOPLE)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Read the file").click()
    settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read this before it counts")
    page.get_by_role("button", name="Bring in 290 people").click()
    settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everyone is in")
    assert Member.objects.filter(account=None).count() == 290


def begin_programme(page, slug: str) -> Programme:
    """A programme from its template, and a mail to everyone it is for."""
    page.goto(f"/o/{slug}/programmes/new/")
    page.get_by_label("One chat").check()
    page.get_by_role("button", name="Begin").click()
    programme = Programme.objects.get()
    page.goto(f"/o/{slug}/programmes/{programme.public_id}/organise/invite/")
    for box in page.locator("input[name=teams]").all():
        box.check()
    page.get_by_role("button", name="Ask them").click()
    wait(24, step=4)
    return programme


def accept(page, live_server, programme: Programme) -> None:
    """One says yes in the browser, all others through the link of their own mail."""
    first, *others = Member.objects.filter(account=None).order_by("pk")
    assert all(len(mails_to(member.work_address, "/join/")) == 1 for member in [first, *others])
    page.goto(link_in(mails_to(first.work_address, "/join/")[0], "/join/", live_server))
    page.get_by_role("button", name="Yes, count me in").click()
    for member in others:
        path = link_in(mails_to(member.work_address, "/join/")[0], "/join/", live_server).removeprefix(live_server.url)
        # Behind a proxy each comes from an address of their own.
        answer = Client(REMOTE_ADDR=f"10.0.{member.pk // 200}.{member.pk % 200 + 1}").post(path, {"answer": "yes"})
        assert answer.status_code in {200, 302}, answer.content
    assert programme.enrolments.filter(state="in").count() == 290


def read_and_publish(page, slug: str, programme: Programme) -> Round:
    """With people in it the round opens by itself: read its draft, keep one match, change another, publish."""
    wait(1)
    page.goto(f"/o/{slug}/programmes/{programme.public_id}/organise/")
    page.get_by_role("link", name="Open round 1").click()
    round = Round.objects.get(programme=programme)
    page.get_by_role("button", name="Make the draft now").click()
    settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is ready to read")
    before = groups(round)
    page.get_by_role("button", name=re.compile("^Lock")).first.click()
    page.goto(f"/o/{slug}/programmes/rounds/{round.public_id}/")
    kept = Match.objects.get(round=round, locked=True)
    swap(page, round)
    after = groups(round)
    assert before != after
    assert frozenset(seat.member_id for seat in kept.seats.all()) in after
    page.goto(f"/o/{slug}/programmes/rounds/{round.public_id}/")
    page.get_by_role("button", name="Publish round 1").click()
    round.refresh_from_db()
    assert round.state == Round.State.PUBLISHED
    return round


def swap(page, round: Round) -> None:
    """Choose one of the arrangements the solver offers around somebody."""
    page.get_by_role("link", name=re.compile("^Swap")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Someone else for")
    assert 1 <= page.locator("input[name=choice]").count() <= 8
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is ready to read")


def groups(round: Round) -> set[frozenset[int]]:
    """Who is with whom in what stands of a round."""
    matches = Match.objects.filter(round=round).exclude(state=Match.State.DROPPED).prefetch_related("seats")
    return {frozenset(seat.member_id for seat in match.seats.all()) for match in matches}


def meet(page, live_server, round: Round) -> None:
    """Two of them choose a time from their mail, get an invitation, meet, and say so; then all others do."""
    match = Match.objects.filter(round=round, state=Match.State.PUBLISHED).order_by("pk").first()
    ours, theirs = (seat.member for seat in match.seats.all()[:2])
    introduction = mails_to(ours.work_address, "/l/time/")[-1]
    assert theirs.shown_name in text_of(introduction)
    assert theirs.shown_name not in introduction["Subject"], "a subject is read on locked screens"
    page.goto(link_in(introduction, "/l/time/", live_server))
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A time is chosen")
    meeting = match.chats.get().meeting
    meeting.refresh_from_db()
    wait(24, step=4)
    for member in (ours, theirs):
        invitation = next(one for one in mails_to(member.work_address) if "text/calendar" in str(one))
        calendar = calendar_of(invitation)
        assert calendar.method.value == "REQUEST"
        event = calendar.vevent
        assert event.uid.value == meeting.uid
        assert event.dtstart.value.astimezone(dt.UTC) == meeting.begins_at
        assert event.dtend.value - event.dtstart.value == dt.timedelta(minutes=30)
    others_meet(round, besides=meeting)
    wait(24 * 11, step=8)
    asked = mails_to(ours.work_address, "/l/met/")
    assert len(asked) == 1
    page.goto(link_in(asked[0], "/l/met/", live_server))
    page.get_by_role("button", name="Send this answer").click()
    assert Attendance.objects.get(meeting=meeting, member=ours).met == "yes"


def others_meet(round: Round, besides: Meeting) -> None:
    """Everybody else picks their first time and says that they met, through the actions their pages call."""
    for meeting in Meeting.objects.filter(chat__match__round=round).exclude(pk=besides.pk):
        offered = meeting.offered_times.first()
        assert offered is not None, "the people of a match share a time"
        member = meeting.attendances.first().member
        assert meetings.choose(meeting=meeting, offered=offered, member=member)


def everyone_says_they_met(round: Round) -> None:
    for attendance in Attendance.objects.filter(meeting__chat__match__round=round, met="").select_related("meeting", "member"):
        if attendance.meeting.begins_at and attendance.meeting.begins_at < time.now():
            meetings.answer(meeting=attendance.meeting, member=attendance.member, met=Attendance.Met.YES)


def everyone_is_placed_or_told_the_rule(round: Round) -> None:
    """Whoever has an allowed partner has a match; the others know which rule it was."""
    decided = RoundEntry.objects.filter(round=round).exclude(outcome=RoundEntry.Outcome.OPEN)
    assert decided.count() == 290
    for entry in decided.filter(outcome=RoundEntry.Outcome.UNPLACED):
        assert entry.cause in {"no_common_time", "no_allowed_partner"}, "an odd one sits in a trio"
        assert entry.rules, "whoever is left out is told which rule it was"


def the_next(first: Round) -> Round:
    """Let the days pass until a round is closed and the next one has its matches, three weeks at most."""
    for _day in range(22):
        wait(24, step=24)
        first.refresh_from_db()
        second = Round.objects.filter(programme=first.programme_id, number=first.number + 1).first()
        if first.state == Round.State.CLOSED and second and second.state in {Round.State.DRAFT, Round.State.PUBLISHED}:
            return second
    raise AssertionError(f"the first round is {first.state}, the second {second and second.state}")


def test_from_a_list_to_a_round_that_happens(page, new_page, live_server, capsys, clock, settings, complaints):
    settings.PUBLIC_URL = live_server.url
    set_up(page, live_server, capsys)
    slug = Organisation.objects.get().slug
    bring_in(page, slug)
    programme = begin_programme(page, slug)
    accept(new_page(), live_server, programme)
    first = read_and_publish(page, slug, programme)
    # Introductions wait for the grace in which a round can be taken back, and then for each reader's own hours.
    wait(48, step=4)
    placed = set(itertools.chain.from_iterable(groups(first)))
    for member in Member.objects.filter(pk__in=placed):
        assert len(mails_to(member.work_address, "/l/time/")) == 1, f"{member.name} has had their introduction once"
    everyone_is_placed_or_told_the_rule(first)
    meet(new_page(), live_server, first)
    everyone_says_they_met(first)
    second = the_next(first)
    assert first.totals["met_people"] == first.totals["placed"]
    everyone_is_placed_or_told_the_rule(second)
    met = {frozenset(pair) for group in groups(first) for pair in itertools.combinations(sorted(group), 2)}
    again = {frozenset(pair) for group in groups(second) for pair in itertools.combinations(sorted(group), 2)}
    assert again
    assert not met & again, "nobody is introduced to the same person twice"
