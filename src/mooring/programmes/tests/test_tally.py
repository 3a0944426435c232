"""What a round's page counts is kept with the round, in step with its matches, and tells of nothing that happens afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.people.models import Member, Team
from mooring.people.words import refresh_words
from mooring.programmes import actions, queries, swaps
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.queries import meets, tally
from mooring.programmes.tests.builders import make_match, make_programme, make_round
from mooring.programmes.tests.story import drain, everybody_in, make_people
from mooring.testing import Cast, make_member

Enter = Callable[[Member], Client]


def drafted(people: list[Member]) -> Round:
    """A draft of these people, the first of whom is an organiser."""
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    people[0].refresh_from_db()
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    return again(round)


def again(round: Round) -> Round:
    """The round as it is now, its kept counts found to be what its rows come to."""
    found = Round.objects.select_related("programme__organisation", "organisation").get(pk=round.pk)
    assert found.tally
    assert found.tally == json.loads(json.dumps(tally.count_up(found)))
    return found


def test_kept_counts_are_what_the_rows_come_to_after_every_action(clock: time_machine.Traveller) -> None:
    people = make_people(9)
    round, organiser = drafted(people), people[0]
    assert (round.tally["placed"], round.tally["matches"], round.tally["trios"]) == (9, 4, 1)
    match = round.matches.filter(state=Match.State.DRAFT).order_by("pk")[0]
    actions.lock_match(match=match, actor=organiser, locked=True)
    assert again(round).tally["locked"] == 1
    actions.lock_match(match=match, actor=organiser, locked=False)
    round = again(round)
    assert round.tally["locked"] == 0
    choice = swaps.alternatives(round, organiser)[0]
    actions.swap(round=round, actor=organiser, member=organiser, choice=choice.key)
    assert again(round).tally["locked"] > 0
    actions.solve_again(round=round, actor=organiser)
    drain()
    actions.publish(round=again(round), actor=organiser)
    actions.take_back(round=again(round), actor=organiser)
    actions.publish(round=again(round))
    actions.introduce_match(match=round.matches.filter(state=Match.State.PUBLISHED).order_by("pk")[0])
    again(round)
    actions.close_round(round=again(round))
    round.refresh_from_db()
    assert round.tally == {}, "entries of people stay in no count of a round that is over"


def test_a_match_that_no_longer_stands_is_taken_out_of_the_counts(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    round = drafted(people)
    actions.publish(round=round, actor=people[0])
    match = round.matches.filter(state=Match.State.PUBLISHED).order_by("pk")[0]
    gone = match.seats.order_by("pk")[0].member
    Member.objects.filter(pk=gone.pk).update(left_at=round.solve_at)
    assert not actions.introduce_match(match=match)
    round.refresh_from_db()
    assert queries.review(round, people[0]).count == 3, "before anybody has counted anew, whoever looks counts"
    drain()
    assert again(round).tally["matches"] == 3


def test_no_count_moves_when_a_match_ends(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    round = drafted(people)
    actions.publish(round=round)
    for match in round.matches.filter(state=Match.State.PUBLISHED):
        actions.introduce_match(match=match)
    RoundEntry.objects.filter(round=round).update(low_score=True)
    Round.objects.filter(pk=round.pk).update(tally=tally.count_up(round))
    round = again(round)
    before = queries.review(round, people[0])
    ended = round.matches.order_by("pk")[0]
    actions.end_match(match=ended, member=ended.seats.order_by("pk")[0].member)
    round.refresh_from_db()
    assert queries.review(round, people[0]) == before
    assert before.low_scores == 8


@pytest.fixture
def large(cast: Cast) -> Round:
    """A draft too large to be drawn one by one: teams of many sizes, some people of none, thirteen without a match."""
    programme = make_programme(cast.organisation)
    round = make_round(programme, state=Round.State.DRAFT)
    teams = [Team.objects.create(organisation=cast.organisation, name=f"Crew {number:02}") for number in range(28)]
    people = [make_member(cast.organisation, f"Ada {number:03}", team=(teams * 6 + [None] * 9)[number]) for number in range(140)]
    people += [make_member(cast.organisation, f"Bo {number:03}", team=None) for number in range(4)]
    for one, two in zip(people[:130:2], people[1:130:2], strict=True):
        make_match(round, one, two, state=Match.State.DRAFT, introduced=False, score=30_000_000)
    for one in people[130:143]:
        RoundEntry.objects.create(round=round, member=one, outcome=RoundEntry.Outcome.UNPLACED, cause="odd_one_out", left_out=True)
    Round.objects.filter(pk=round.pk).update(tally=tally.count_up(round))
    return again(round)


def test_a_large_round_is_drawn_from_its_counts(cast: Cast, large: Round, enter: Enter) -> None:
    page = enter(cast.organiser).get(reverse("round", args=[cast.organisation.slug, large.public_id]))
    drawn = page.context["map"]
    assert (drawn.people, drawn.unplaced, drawn.matches) == (143, 13, 65)
    assert len(drawn.teams) == 24
    assert {"Smaller teams", "Crew 00"} <= {team.name for team in drawn.teams}
    assert sum(team.people for team in drawn.teams) == 143
    assert sum(team.unplaced for team in drawn.teams) == 13
    assert drawn.across + drawn.within == 65
    assert page.context["review"].points == ()
    Team.objects.filter(name="Crew 00").delete()
    names = [team.name for team in enter(cast.organiser).get(page.request["PATH_INFO"]).context["map"].teams]
    assert "No team" in names
    assert "Crew 00" not in names


def test_who_waits_is_listed_by_page(cast: Cast, large: Round, enter: Enter) -> None:
    client, address = enter(cast.organiser), reverse("round", args=[cast.organisation.slug, large.public_id])
    first = client.get(address)
    assert (first.context["review"].waiting, len(first.context["review"].unplaced)) == (13, 5)
    assert "?unplaced=1#u-t" in first.content.decode()
    assert len(client.get(f"{address}?unplaced=1").context["review"].unplaced) == 13
    assert client.get(f"{address}?unplaced=9").status_code == 200


def test_a_name_is_found_by_the_beginnings_of_its_words(cast: Cast, large: Round, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh_words(Member.objects.filter(organisation=cast.organisation))
    client, address = enter(cast.organiser), reverse("round", args=[cast.organisation.slug, large.public_id])
    for typed, count in (("ada 00", 5), ("ADA 129", 1), ("bo", 0), ("dha", 0), ("?", 0)):
        bands = client.get(address, {"find": typed}).context["bands"]
        assert sum(one.band.count for one in bands) == count, typed
    monkeypatch.setattr(meets, "MOST_FOUND", 9)
    page = client.get(address, {"find": "ada"}).content.decode()
    assert "Write more of the name" in page
    assert "Nobody of that name" not in page


def test_a_large_round_asks_the_database_as_often_as_a_small_one(cast: Cast, large: Round, enter: Enter, django_assert_num_queries) -> None:
    client, address = enter(cast.organiser), reverse("round", args=[cast.organisation.slug, large.public_id])
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


def test_a_round_nobody_has_counted_is_counted_for_whoever_looks(cast: Cast, large: Round) -> None:
    kept = queries.review(large, cast.organiser, queries.Look())
    large.tally = {}
    assert queries.review(large, cast.organiser, queries.Look()) == kept
