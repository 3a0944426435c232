"""Somebody loses their partner: another within two working days, by mails that name nobody, or first next time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.meetings import actions as meetings
from mooring.people.models import Member
from mooring.programmes.models import Block, Match, Repair, Seat
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.letters import go_to, letters, link, press, through
from mooring.programmes.tests.story import everybody_in, make_people

# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
MONDAY, THURSDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 26)
INTRODUCED, LOOKING = "an introduction for you", "we are looking for somebody else"
FREED_ASKED, PAIR_ASKED = "there may be another match for you", "may somebody join you?"


@pytest.fixture
def people(clock: time_machine.Traveller) -> list[Member]:
    """Four people who were introduced on Monday, the first two and the last two to each other."""
    found = make_people(4)
    programme = make_programme(found[0].organisation, cadence_weeks=2, chats=1)
    everybody_in(programme, found)
    through(clock, dt.date(2026, 11, 16), MONDAY)
    mate = {seat.member_id: key for key in Match.objects.values_list("pk", flat=True) for seat in Seat.objects.filter(match=key)}
    with_first = [one for one in found if mate[one.pk] == mate[found[0].pk]]
    assert len(with_first) == 2
    return [*with_first, *(one for one in found if one not in with_first)]


def end(enter: Enter, member: Member) -> None:
    """One press on “Not comfortable?”."""
    match = Match.objects.get(seats__member=member, state=Match.State.PUBLISHED)
    enter(member).post(reverse("not_comfortable", args=[match.organisation.slug, match.public_id]))


def test_a_pair_takes_them_in_and_nobody_is_named_before_all_have_agreed(
    people: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    ender, left, one, other = people
    go_to(clock, MONDAY + dt.timedelta(days=1))
    end(enter, ender)
    go_to(clock, MONDAY + dt.timedelta(days=1), hour=14)
    assert len(letters(left, LOOKING)) == 1
    assert letters(ender, LOOKING) == []
    asked = [letters(left, FREED_ASKED)[0], letters(one, PAIR_ASKED)[0], letters(other, PAIR_ASKED)[0]]
    for letter in [letters(left, LOOKING)[0], *asked]:
        assert not any(somebody.name in letter.body or somebody.name in letter.subject for somebody in people)
    for letter in asked[:2]:
        assert "as soon as everyone has said yes" in press(letter, "Yes, gladly")
    go_to(clock, MONDAY + dt.timedelta(days=1), hour=15)
    assert len(letters(left, INTRODUCED)) == 1
    press(asked[2], "Yes, gladly")
    go_to(clock, MONDAY + dt.timedelta(days=2))
    for somebody in (left, one, other):
        newest = letters(somebody, INTRODUCED)[-1]
        assert len(letters(somebody, INTRODUCED)) == 2
        assert all(mate.name in newest.body for mate in (left, one, other) if mate is not somebody)
        assert ender.name not in newest.body
    assert len(letters(ender, INTRODUCED)) == 1


def test_whoever_would_rather_meet_somebody_else_asks_by_one_press_in_the_mail_and_both_are_looked_after(
    people: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    asking, left, one, other = people
    page = reverse("introduction_another", args=[asking.organisation.slug, Match.objects.get(seats__member=asking).public_id])
    for foreign in (one, other):
        assert enter(foreign).post(page).status_code == 404
    letter = letters(asking, INTRODUCED)[0]
    go_to(clock, MONDAY + dt.timedelta(days=1))
    address = link(letter, "Someone else, please")
    Client().get(address)
    assert Match.objects.get(seats__member=asking).state == Match.State.PUBLISHED, "looking decides nothing"
    assert "Others are looked for" in press(letter, "Someone else, please")
    assert Client().get(address).status_code == 404
    go_to(clock, MONDAY + dt.timedelta(days=1), hour=14)
    assert len(letters(left, LOOKING)) == 1
    assert letters(asking, LOOKING) == []
    # Each of the two is offered to a pair, and never to each other.
    offered = Repair.objects.filter(state=Repair.State.OPEN)
    assert offered
    assert not any({asking.pk, left.pk} <= {seat.member_id for seat in found.seats.all()} for found in offered)
    for somebody in (asking, left):
        mine = [found for found in offered if any(seat.member_id == somebody.pk for seat in found.seats.all())]
        assert bool(mine) == bool(letters(somebody, FREED_ASKED))
    assert not Block.objects.exists(), "they may be introduced again some day"


def test_of_three_all_are_looked_after_so_that_nobody_learns_who_asked(clock: time_machine.Traveller, enter: Enter) -> None:
    found = make_people(3)
    everybody_in(make_programme(found[0].organisation, cadence_weeks=2, chats=1), found)
    through(clock, dt.date(2026, 11, 16), MONDAY)
    asking, *others = found
    match = Match.objects.get()
    page = reverse("introduction_another", args=[match.organisation.slug, match.public_id])
    assert "Others are looked for" in enter(asking).post(page, follow=True).content.decode()
    go_to(clock, MONDAY + dt.timedelta(days=1))
    match.refresh_from_db()
    assert match.state == Match.State.ENDED
    assert all(len(letters(one, LOOKING)) == 1 for one in others)
    assert not Repair.objects.exists(), "nobody else is free, and back to the same they are not sent"
    assert enter(asking).post(page).status_code == 404


def test_once_they_have_begun_to_meet_nobody_else_is_looked_for(people: list[Member], clock: time_machine.Traveller, enter: Enter) -> None:
    asking = people[0]
    match = Match.objects.get(seats__member=asking)
    letter, client = letters(asking, INTRODUCED)[0], enter(asking)
    page, act = (reverse(name, args=[match.organisation.slug, match.public_id]) for name in ("introduction", "introduction_another"))
    assert "Someone else, please" in client.get(page).content.decode()
    meeting = match.chats.get().meeting
    assert meetings.choose(meeting=meeting, offered=meeting.offered_times.last(), member=asking)
    meeting.refresh_from_db()
    clock.move_to(meeting.begins_at)
    assert "It is too late for this round" in Client().get(link(letter, "Someone else, please")).content.decode()
    assert "It is too late for this round" in client.post(act, follow=True).content.decode()
    assert "Someone else, please" not in client.get(page).content.decode()
    assert Match.objects.get(pk=match.pk).state == Match.State.PUBLISHED


@pytest.mark.parametrize("answer", ["no", "silence"])
def test_where_nobody_takes_them_in_they_are_told_within_two_working_days_and_come_first_next_time(
    people: list[Member], clock: time_machine.Traveller, enter: Enter, answer: str
) -> None:
    ender, left, one, other = people
    go_to(clock, THURSDAY, hour=11)
    end(enter, ender)
    go_to(clock, THURSDAY, hour=15)
    if answer == "no":
        assert "Nobody is told" in press(letters(one, PAIR_ASKED)[0], "Not this time")
    # Two working days from Thursday noon are over on Monday noon; a weekend is none.
    through(clock, THURSDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=6))
    assert letters(left, "no match for you this time") == []
    go_to(clock, MONDAY + dt.timedelta(days=7), hour=13)
    (told,) = letters(left, "no match for you this time")
    assert "You come first next time." in told.body
    assert letters(ender, "no match for you this time") == []
    before = len(mail.outbox)
    through(clock, MONDAY + dt.timedelta(days=8), MONDAY + dt.timedelta(days=15))
    assert len(letters(left, INTRODUCED)) == 2
    assert ender.name not in letters(left, INTRODUCED)[-1].body
    # Whoever was asked hears no more of it.
    assert not any("partner" in str(one.body) for one in mail.outbox[before:])
    assert len(letters(other, PAIR_ASKED)) == 1


def test_whoever_leaves_on_their_own_page_frees_their_partner_too(
    people: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    gone, left = people[0], people[1]
    programme = Match.objects.filter(seats__member=gone).get().round.programme
    go_to(clock, MONDAY + dt.timedelta(days=1))
    enter(gone).post(reverse("programme_leave", args=[programme.organisation.slug, programme.public_id]))
    go_to(clock, MONDAY + dt.timedelta(days=1), hour=14)
    assert len(letters(left, LOOKING)) == 1
    assert len(letters(left, FREED_ASKED)) == 1
    assert gone.name not in letters(left, LOOKING)[0].body
