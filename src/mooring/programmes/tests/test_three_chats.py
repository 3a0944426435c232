"""Three chats with the same person, in weeks 0, 2 to 4 and 6 to 8, from the mails they come by; and the ways in which they stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.people.models import Member
from mooring.programmes import queries
from mooring.programmes.models import Chat, Match, RoundEntry
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.letters import go_to, letters, link, press, through, times
from mooring.programmes.tests.story import everybody_in, make_people

# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
MONDAY = dt.date(2026, 11, 23)
AGAIN, ASKED = "another chat?", "Did you meet?"


def day(number: int) -> dt.date:
    """So many days after the round began."""
    return MONDAY + dt.timedelta(days=number)


@pytest.fixture
def pair(clock: time_machine.Traveller) -> list[Member]:
    """Two people, introduced on Monday."""
    people = make_people(2)
    programme = make_programme(people[0].organisation, cadence_weeks=12)
    everybody_in(programme, people)
    through(clock, dt.date(2026, 11, 16), MONDAY)
    return people


def meet(pair: list[Member], clock: time_machine.Traveller, subject: str, says: str = "We met") -> dt.date:
    """The first picks a time of their newest mail, and says afterwards whether they met; returns the day."""
    letter = letters(pair[0], subject)[-1]
    assert "A time is chosen" in press(letter, times(letter)[-1 if subject == AGAIN else 0])
    meeting = Chat.objects.order_by("-number")[0].meeting
    assert meeting.begins_at is not None
    on = meeting.begins_at.date()
    go_to(clock, on, hour=16)
    go_to(clock, on + dt.timedelta(days=1))
    through(clock, on + dt.timedelta(days=2), on + dt.timedelta(days=3))
    press(letters(pair[0], ASKED)[-1], says)
    return on


def test_the_same_two_meet_in_weeks_0_and_2_to_4_and_6_to_8_and_then_no_more(
    pair: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    assert meet(pair, clock, "an introduction for you") < day(14)
    go_to(clock, day(13))
    assert letters(pair[0], AGAIN) == []
    through(clock, day(14), day(16))
    for one, other in (pair, pair[::-1]):
        (second,) = letters(one, AGAIN)
        assert other.name in second.body
        assert other.name not in second.subject
    assert day(14) <= meet(pair, clock, AGAIN) <= day(28)
    go_to(clock, day(41))
    assert len(letters(pair[0], AGAIN)) == 1
    through(clock, day(42), day(45))
    assert day(42) <= meet(pair, clock, AGAIN) <= day(56)
    through(clock, day(60), day(64))
    assert [len(letters(one, AGAIN)) for one in pair] == [2, 2]
    assert Match.objects.filter(introduced_at__isnull=False).count() == 1
    # Later chats belong to the same match and are no repeat.
    assert not RoundEntry.objects.filter(repeat=True).exists()
    assert queries.fairness_of(pair[0], Match.objects.get(introduced_at__isnull=False).round.programme).repeats == 0


def test_enough_said_on_the_page_ends_it_and_the_other_does_not_learn_who_said_so(
    pair: list[Member], clock: time_machine.Traveller, enter: Enter
) -> None:
    meet(pair, clock, "an introduction for you")
    match = Match.objects.get(introduced_at__isnull=False)
    enter(pair[1]).post(reverse("introduction_enough", args=[match.organisation.slug, match.public_id]))
    pages = [enter(one).get(reverse("introduction", args=[match.organisation.slug, match.public_id])).content.decode() for one in pair]
    assert all("No further chat will be offered." in page for page in pages)
    through(clock, day(14), day(20))
    assert [letters(one, AGAIN) for one in pair] == [[], []]


def test_enough_said_while_times_are_offered_takes_them_back(pair: list[Member], clock: time_machine.Traveller, enter: Enter) -> None:
    meet(pair, clock, "an introduction for you")
    through(clock, day(14), day(15))
    letter = letters(pair[0], AGAIN)[0]
    match = Match.objects.get(introduced_at__isnull=False)
    enter(pair[1]).post(reverse("introduction_enough", args=[match.organisation.slug, match.public_id]))
    assert "There is nothing to do here." in Client().get(link(letter, times(letter)[0])).content.decode()
    through(clock, day(16), day(30))
    assert [len(letters(one, AGAIN)) for one in pair] == [1, 1]


@pytest.mark.parametrize("says", ["We did not", ""])
def test_who_did_not_meet_is_offered_no_second_chat_and_who_never_picked_neither(
    pair: list[Member], clock: time_machine.Traveller, says: str
) -> None:
    if says:
        meet(pair, clock, "an introduction for you", says)
    through(clock, day(14), day(20))
    assert [letters(one, AGAIN) for one in pair] == [[], []]


def test_nobody_is_asked_again_while_one_of_them_is_away(pair: list[Member], clock: time_machine.Traveller, enter: Enter) -> None:
    meet(pair, clock, "an introduction for you")
    programme = Match.objects.get(introduced_at__isnull=False).round.programme
    snooze = reverse("programme_snooze", args=[programme.organisation.slug, programme.public_id])
    enter(pair[1]).post(snooze, {"until": day(20).isoformat()})
    through(clock, day(14), day(17))
    assert [letters(one, AGAIN) for one in pair] == [[], []]
    through(clock, day(21), day(22))
    assert [len(letters(one, AGAIN)) for one in pair] == [1, 1]
