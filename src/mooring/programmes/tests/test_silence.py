"""Three rounds without a word: paused kindly, one press back. Told by mails and pages alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.people.models import Member
from mooring.programmes.models import Match, Programme
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.letters import letters, press, through, times
from mooring.programmes.tests.story import everybody_in, make_people

# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
FIRST, SECOND, THIRD = (dt.date(2026, 11, 23) + dt.timedelta(weeks=number) for number in range(3))
A_WEEK = dt.timedelta(days=7)
PAUSED, INTRODUCED = "Coffee is paused for you", "an introduction for you"


def weekly(people: list[Member]) -> Programme:
    programme = make_programme(people[0].organisation, cadence_weeks=1, chats=1)
    everybody_in(programme, people)
    return programme


def test_two_who_never_answer_are_paused_after_three_rounds_and_one_press_brings_each_back(
    clock: time_machine.Traveller, enter: Enter
) -> None:
    people = make_people(2)
    programme = weekly(people)
    through(clock, dt.date(2026, 11, 18), THIRD + dt.timedelta(days=6))
    for one in people:
        # They did not meet, so each round may introduce them to each other again.
        assert len(letters(one, INTRODUCED)) == 3
        assert letters(one, PAUSED) == []
    through(clock, THIRD + A_WEEK, THIRD + 2 * A_WEEK)
    for one in people:
        assert len(letters(one, PAUSED)) == 1
        assert len(letters(one, INTRODUCED)) == 3
        assert "nobody is told" in letters(one, PAUSED)[0].body
    assert "You are back in." in press(letters(people[0], PAUSED)[0], "Count me in again")
    enter(people[1]).post(reverse("programme_resume", args=[programme.organisation.slug, programme.public_id]))
    through(clock, THIRD + 2 * A_WEEK + dt.timedelta(days=1), THIRD + 4 * A_WEEK + dt.timedelta(days=1))
    for one in people:
        assert len(letters(one, INTRODUCED)) >= 4
        # Coming back is a word of its own: nobody is paused again at once.
        assert len(letters(one, PAUSED)) == 1


def test_one_word_in_three_rounds_is_enough_to_stay(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    weekly(people)
    through(clock, dt.date(2026, 11, 18), SECOND + dt.timedelta(days=1))
    second = letters(people[0], INTRODUCED)[-1]
    assert "A time is chosen" in press(second, times(second)[0])
    through(clock, SECOND + dt.timedelta(days=2), THIRD - dt.timedelta(days=1))
    asked = letters(people[0], "Did you meet?")[-1]
    assert "Your answer is kept" in press(asked, "We did not")
    through(clock, THIRD, THIRD + A_WEEK + dt.timedelta(days=1))
    # The other never said a word: they alone are paused.
    assert letters(people[0], PAUSED) == []
    assert len(letters(people[1], PAUSED)) == 1


def test_whom_a_match_mate_met_is_not_silent(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    weekly(people)
    through(clock, dt.date(2026, 11, 18), FIRST + dt.timedelta(days=1))
    first = letters(people[0], INTRODUCED)[-1]
    press(first, times(first)[0])
    through(clock, FIRST + dt.timedelta(days=2), SECOND - dt.timedelta(days=1))
    press(letters(people[0], "Did you meet?")[-1], "We met")
    through(clock, SECOND, THIRD + A_WEEK + dt.timedelta(days=1))
    assert Match.objects.filter(outcome=Match.Outcome.MET).count() == 1
    assert letters(people[1], PAUSED) == []
