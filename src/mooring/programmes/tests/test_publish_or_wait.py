"""A draft nobody looks at: it publishes itself, or waits with one reminder; and what was published is taken back in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.people.models import Member
from mooring.programmes.models import Programme, Round
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.letters import go_to, letters, through
from mooring.programmes.tests.story import everybody_in, make_people, settle
from mooring.testing import make_member

# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
MONDAY = dt.date(2026, 11, 23)
INTRODUCED, WAITS, READY = "an introduction for you", "the draft waits for you", "the draft is ready"


@pytest.fixture
def people(clock: time_machine.Traveller) -> list[Member]:
    return make_people(4)


@pytest.fixture
def organiser(people: list[Member]) -> Member:
    return make_member(people[0].organisation, "Imani Cole", is_organiser=True)


def begun(people: list[Member], clock: time_machine.Traveller, **fields: object) -> Programme:
    """A programme whose first draft is made and not looked at."""
    programme = make_programme(people[0].organisation, **fields)
    everybody_in(programme, people)
    through(clock, dt.date(2026, 11, 16), dt.date(2026, 11, 21))
    assert Round.objects.get().state == Round.State.DRAFT
    return programme


def at(name: str, round: Round) -> str:
    return reverse(name, args=[round.organisation.slug, round.public_id])


def introduced(people: list[Member]) -> list[int]:
    return [len(letters(one, INTRODUCED)) for one in people]


def test_nobody_looks_and_it_publishes_itself(people: list[Member], organiser: Member, clock: time_machine.Traveller) -> None:
    begun(people, clock)
    assert len(letters(organiser, READY)) == 1
    go_to(clock, MONDAY)
    assert introduced(people) == [1, 1, 1, 1]
    assert letters(organiser, WAITS) == []


def test_where_it_waits_there_is_one_reminder_and_nothing_goes_until_somebody_publishes(
    people: list[Member], organiser: Member, clock: time_machine.Traveller, enter: Enter
) -> None:
    begun(people, clock, review="wait")
    through(clock, MONDAY, MONDAY + dt.timedelta(days=3))
    assert len(letters(organiser, WAITS)) == 1
    assert introduced(people) == [0, 0, 0, 0]
    round = Round.objects.get()
    enter(organiser).post(at("round_publish", round))
    clock.shift(dt.timedelta(minutes=11))
    go_to(clock, MONDAY + dt.timedelta(days=3), hour=12)
    assert introduced(people) == [1, 1, 1, 1]
    assert len(letters(organiser, WAITS)) == 1


def test_a_draft_nobody_ever_published_gives_way_and_its_people_are_told(
    people: list[Member], organiser: Member, clock: time_machine.Traveller
) -> None:
    programme = begun(people, clock, review="wait", cadence_weeks=1)
    through(clock, MONDAY, MONDAY + dt.timedelta(days=8))
    first = Round.objects.get(programme=programme, number=1)
    assert (first.state, first.problem) == (Round.State.CANCELLED, "too_late")
    assert introduced(people) == [0, 0, 0, 0]
    assert [len(letters(one, "no introductions this time")) for one in people] == [1, 1, 1, 1]
    assert len(letters(organiser, WAITS)) == 1


def test_it_is_taken_back_until_the_first_introduction_has_gone(
    people: list[Member], organiser: Member, clock: time_machine.Traveller, enter: Enter
) -> None:
    begun(people, clock)
    round, client = Round.objects.get(), enter(organiser)
    assert "Take it back" in client.post(at("round_publish", round), follow=True).content.decode()
    clock.shift(dt.timedelta(minutes=9))
    settle()
    assert "ready to read" in client.post(at("round_take_back", round), follow=True).content.decode()
    clock.shift(dt.timedelta(minutes=9))
    settle()
    assert introduced(people) == [0, 0, 0, 0]
    # It has another working day before it publishes itself.
    go_to(clock, MONDAY, hour=12)
    assert introduced(people) == [1, 1, 1, 1]


def test_once_the_first_has_gone_taking_it_back_is_refused(
    people: list[Member], organiser: Member, clock: time_machine.Traveller, enter: Enter
) -> None:
    begun(people, clock)
    round, client = Round.objects.get(), enter(organiser)
    client.post(at("round_publish", round))
    clock.shift(dt.timedelta(minutes=11))
    settle()
    assert "Take it back" not in client.get(at("round", round)).content.decode()
    said = client.post(at("round_take_back", round), follow=True).content.decode()
    assert "can no longer be taken back" in said
    round.refresh_from_db()
    assert round.state == Round.State.PUBLISHED
    assert enter(people[0]).post(at("round_take_back", round)).status_code == 404
