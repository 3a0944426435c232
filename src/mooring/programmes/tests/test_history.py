"""What counts as having met, and what an organiser learns of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.people.models import Member
from mooring.programmes.models import Match, Programme, Round, RoundEntry
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.letters import letters, press, through, times
from mooring.programmes.tests.story import everybody_in, make_people
from mooring.testing import make_member

# What follows when the clock moves on is told by dates alone; the story and the kills ask both databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
MONDAY = dt.date(2026, 11, 23)
INTRODUCED, ASKED = "an introduction for you", "Did you meet?"


def begun(people: list[Member], clock: time_machine.Traveller) -> Programme:
    """A weekly programme whose first introductions have gone out."""
    programme = make_programme(people[0].organisation, cadence_weeks=1, chats=1)
    everybody_in(programme, people)
    through(clock, dt.date(2026, 11, 16), MONDAY)
    return programme


def pairs(number: int) -> list[list[Member]]:
    matches = Match.objects.filter(round__number=number, introduced_at__isnull=False).prefetch_related("seats__member__account")
    return [[seat.member for seat in match.seats.all()] for match in matches.order_by("pk")]


def answer(clock: time_machine.Traveller, said: list[tuple[str, str]]) -> None:
    """Each pair of the first round meets or not, as its two say afterwards, from their mails."""
    for one, _other in pairs(1):
        letter = letters(one, INTRODUCED)[-1]
        press(letter, times(letter)[0])
    through(clock, MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=6), hour=16)
    for people, words in zip(pairs(1), said, strict=True):
        for one, word in zip(people, words, strict=True):
            if word:
                press(letters(one, ASKED)[-1], word)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (("We did not", "We did not"), Match.Outcome.NOT_MET),
        (("We did not", ""), Match.Outcome.NOT_MET),
        (("We met", "We did not"), Match.Outcome.UNCLEAR),
        (("", ""), Match.Outcome.SILENT),
    ],
)
def test_a_match_that_did_not_surely_meet_is_no_history(
    clock: time_machine.Traveller, said: tuple[str, str], outcome: Match.Outcome
) -> None:
    begun(make_people(2), clock)
    answer(clock, [said])
    through(clock, MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8))
    assert Match.objects.get(round__number=1, introduced_at__isnull=False).outcome == outcome
    assert len(pairs(2)) == 1
    assert not RoundEntry.objects.filter(repeat=True).exists()


def test_two_who_met_meet_again_only_as_a_repeat(clock: time_machine.Traveller) -> None:
    begun(make_people(2), clock)
    answer(clock, [("We met", "")])
    through(clock, MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8))
    assert len(pairs(2)) == 1
    assert RoundEntry.objects.filter(round__number=2, repeat=True).count() == 2


def shown_to(enter: Enter, organiser: Member, programme: Programme) -> str:
    """All an organiser sees of a programme and its first round."""
    round = Round.objects.get(programme=programme, number=1)
    slug, client = programme.organisation.slug, enter(organiser)
    addresses = [reverse("organise", args=[slug, programme.public_id]), reverse("round", args=[slug, round.public_id])]
    return "".join(client.get(address).content.decode() for address in addresses)


@pytest.mark.parametrize(("count", "share"), [(4, None), (6, "67 %")])
def test_the_share_who_met_is_shown_once_it_is_closed_and_from_five_people_up(
    clock: time_machine.Traveller, enter: Enter, count: int, share: str | None
) -> None:
    people = make_people(count)
    organiser = make_member(people[0].organisation, "Imani Cole", is_organiser=True)
    programme = begun(people, clock)
    answer(clock, [("We met", ""), ("We met", "We met"), ("We met", "We did not")][: count // 2])
    # While the round runs, a share that moves with each answer would tell whose it was.
    assert "67 %" not in shown_to(enter, organiser, programme)
    Programme.objects.filter(pk=programme.pk).update(state=Programme.State.PAUSED)
    through(clock, MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8))
    assert Round.objects.get(number=1).state == Round.State.CLOSED
    page = shown_to(enter, organiser, programme)
    assert ("67 %" in page) == bool(share)
    closed = reverse("round", args=[programme.organisation.slug, Round.objects.get(number=1).public_id])
    assert not any(one.name in enter(organiser).get(closed).content.decode() for one in people)
