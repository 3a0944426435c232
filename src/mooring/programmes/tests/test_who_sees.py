"""Who sees what of a round: its people, their match, organisers, and nobody else. What is private is looked for in every answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.http import Http404

from mooring.people.models import Member
from mooring.programmes import access, actions, queries, swaps
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.story import drain, everybody_in, make_people
from mooring.testing import Cast

OTHERS = ("team_mate", "manager", "organiser", "admin", "stranger")


@pytest.fixture
def match(cast: Cast) -> Match:
    """An introduction of the owner to their match."""
    programme = make_programme(cast.organisation)
    enrolled(programme, cast.owner, cast.match)
    return make_match(make_round(programme, state="published"), cast.owner, cast.match)


@pytest.mark.parametrize("who", OTHERS)
def test_a_match_is_there_for_its_people_alone(cast: Cast, match: Match, who: str) -> None:
    other: Member = getattr(cast, who)
    with pytest.raises(Http404):
        access.match_for(other, match.public_id)
    with pytest.raises(Http404):
        queries.introduction(match, other)
    assert queries.introductions_of(other) == []
    assert access.match_for(cast.owner, match.public_id) == match
    assert access.match_for(cast.match, match.public_id) == match


def test_before_it_is_introduced_a_match_is_there_for_nobody(cast: Cast, match: Match) -> None:
    Match.objects.update(introduced_at=None)
    for one in (cast.owner, cast.match):
        with pytest.raises(Http404):
            access.match_for(one, match.public_id)
        assert queries.introductions_of(one) == []


@pytest.mark.parametrize("who", ["owner", "match", "team_mate", "manager", "admin", "stranger"])
def test_a_round_and_its_programme_are_there_for_organisers_of_that_organisation(cast: Cast, match: Match, who: str) -> None:
    other: Member = getattr(cast, who)
    with pytest.raises(Http404):
        access.round_for_organiser(other, match.round.public_id)
    with pytest.raises(Http404):
        access.programme_for_organiser(other, match.round.programme.public_id)
    assert access.round_for_organiser(cast.organiser, match.round.public_id) == match.round


def test_another_organisations_programme_is_not_there(cast: Cast, match: Match) -> None:
    with pytest.raises(Http404):
        access.programme_for_member(cast.stranger, match.round.programme.public_id)
    with pytest.raises(Http404):
        access.colleague(cast.stranger, cast.owner.public_id)
    with pytest.raises(Http404):
        access.enrolment_for(cast.organiser, match.round.programme)


def test_a_closed_round_names_nobody_to_its_organiser(cast: Cast, match: Match) -> None:
    RoundEntry.objects.create(round=match.round, member=cast.team_mate, outcome="unplaced", cause="odd_one_out", left_out=True)
    open_review = repr(queries.review(match.round, cast.organiser))
    assert cast.owner.name in open_review
    assert cast.team_mate.name in open_review
    actions.close_round(round=match.round)
    closed = repr(queries.review(match.round, cast.organiser))
    assert not any(one.name in closed for one in (cast.owner, cast.match, cast.team_mate))


def test_left_out_last_time_is_named_in_a_draft_only_and_an_ended_match_never(cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    last = make_round(programme, state="closed", starts_on=dt.date(2026, 10, 26))
    RoundEntry.objects.create(round=last, member=cast.owner, outcome="unplaced", cause="odd_one_out", left_out=True)
    RoundEntry.objects.create(round=last, member=cast.match, outcome="unplaced", cause="freed", left_out=True)
    round = make_round(programme, state="draft")
    make_match(round, cast.owner, cast.match, introduced=False, state="draft")
    review = queries.review(round, cast.organiser)
    assert review.left_out_last_time == (cast.owner.shown_name,)
    assert [(one.times, one.people) for one in review.left_out_counts] == [(0, 1), (1, 1)]
    Round.objects.filter(pk=round.pk).update(state="published")
    round.refresh_from_db()
    assert queries.review(round, cast.organiser).left_out_last_time == ()


def test_who_lost_a_match_looks_placed_to_the_organiser_whatever_became_of_it(cast: Cast, match: Match) -> None:
    before = queries.review(match.round, cast.organiser)
    row = queries.rounds_over_time(match.round.programme)
    RoundEntry.objects.filter(member=cast.match).update(outcome="unplaced", cause="freed", left_out=True)
    Match.objects.filter(pk=match.pk).update(state="ended")
    assert queries.review(match.round, cast.organiser) == before
    assert queries.rounds_over_time(match.round.programme) == row


ORGANISERS_SEE: dict[str, Callable[[Round, Member], Any]] = {
    "review": queries.review,
    "rounds over time": lambda round, organiser: queries.rounds_over_time(round.programme),
    "programmes": lambda round, organiser: queries.programmes_run(round.organisation),
    "alternatives": lambda round, organiser: [
        swaps.alternatives(round, one) for one in Member.objects.filter(seats__match__round=round).select_related("organisation")
    ],
}


@pytest.mark.parametrize("what", sorted(ORGANISERS_SEE))
def test_an_organiser_never_sees_who_is_not_in(clock: time_machine.Traveller, what: str) -> None:
    people = make_people(11)
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people[1:10])
    round = actions.open_round(programme=programme)
    actions.answer_round(round=round, member=people[1], coming=False)
    actions.pause(enrolment=access.enrolment_for(people[2], programme))
    actions.snooze(enrolment=access.enrolment_for(people[3], programme), until=round.starts_on + dt.timedelta(days=9))
    actions.leave(enrolment=access.enrolment_for(people[4], programme))
    actions.block(member=people[5], other=people[6])
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    seen = repr(ORGANISERS_SEE[what](round, people[0]))
    not_in = [people[1], people[2], people[3], people[4], people[10]]
    assert not any(one.public_id in seen or f"'{one.name}'" in seen for one in not_in)
    assert not any(word in seen for word in ("block", "never", "private", "again"))


def test_someone_alone_because_of_others_wishes_learns_the_rule_only(clock: time_machine.Traveller) -> None:
    people = make_people(3, teams=3)
    Member.objects.filter(pk=people[1].pk).update(is_organiser=True)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    for other in people[1:]:
        actions.block(member=other, other=people[0])
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    actions.publish(round=round)
    why = queries.why_unplaced(people[0], programme)
    assert why is not None
    assert why.rules == ()
    assert "nobody in this round whom the rules let you meet" in why.sentence
    (left,) = queries.review(round, people[1]).unplaced
    assert (left.cause, left.words) == ("no_allowed_partner", "No allowed partner in this round")


def test_pages_take_a_constant_number_of_queries(clock: time_machine.Traveller, django_assert_max_num_queries: Any) -> None:
    people = make_people(12)
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    with django_assert_max_num_queries(12):
        queries.review(round, people[0])
    actions.publish(round=round)
    actions.introduce_due()
    with django_assert_max_num_queries(8):
        queries.introductions_of(people[1])
    with django_assert_max_num_queries(6):
        queries.rounds_over_time(programme)
    with django_assert_max_num_queries(3):
        queries.programmes_run(programme.organisation)
