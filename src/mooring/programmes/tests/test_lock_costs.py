"""What each lock takes from a draft is worked out after it is pressed, told to the organiser, and forgotten when it no longer holds."""

from __future__ import annotations

from typing import Any

import time_machine

from mooring.people.models import Member, Team
from mooring.programmes import actions, matching, queries, swaps
from mooring.programmes.models import Match, Round
from mooring.programmes.policies import checked
from mooring.programmes.policy import make_policy
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in, make_people


def two_teams() -> tuple[Round, Member]:
    """A draft of six people, three in each of two teams, whom the policy would rather mix."""
    people = make_people(6)
    organisation = people[0].organisation
    for name, some in (("North", people[:3]), ("South", people[3:])):
        team = Team.objects.create(organisation=organisation, name=name)
        Member.objects.filter(pk__in=[one.pk for one in some]).update(team=team)
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(organisation, policy=checked(make_policy(size=2)))
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    return round, Member.objects.get(pk=people[0].pk)


def said(round: Round, organiser: Member) -> dict[str, tuple[str, ...]]:
    """What is said of each locked match."""
    round.refresh_from_db()
    return {one.public_id: one.lock_cost for one in queries.review(round, organiser).matches if one.locked}


def test_a_match_of_the_best_draft_costs_nothing_to_lock(clock: time_machine.Traveller) -> None:
    round, organiser = two_teams()
    match = Match.objects.filter(round=round, state=Match.State.DRAFT).first()
    actions.lock_match(match=match, actor=organiser, locked=True)
    assert said(round, organiser) == {match.public_id: ()}
    drain()
    assert said(round, organiser) == {match.public_id: ("This lock costs nothing.",)}
    actions.lock_match(match=match, actor=organiser, locked=False)
    drain()
    assert said(round, organiser) == {}
    assert round.lock_costs == {}


def test_a_swap_that_gives_score_away_is_told_by_its_locks_and_stays_so_when_solved_again(clock: time_machine.Traveller) -> None:
    round, organiser = two_teams()
    dear = max(swaps.alternatives(round, organiser), key=lambda one: one.cost)
    assert dear.cost > 0
    actions.swap(round=round, actor=organiser, member=organiser, choice=dear.key)
    drain()
    costs = [words for told in said(round, organiser).values() for words in told]
    assert any(words.startswith("This lock costs ") and words.endswith(" % of the score.") for words in costs)
    actions.solve_again(round=round, actor=organiser)
    drain()
    assert [words for told in said(round, organiser).values() for words in told] == costs


def test_a_job_that_comes_late_says_nothing_of_other_locks(clock: time_machine.Traveller) -> None:
    round, organiser = two_teams()
    match = Match.objects.filter(round=round, state=Match.State.DRAFT).first()
    actions.lock_match(match=match, actor=organiser, locked=True)
    actions.note_what_locks_cost(round_id=round.pk, number=round.solving - 1)
    round.refresh_from_db()
    assert round.lock_costs == {}


def test_the_process_that_made_a_draft_says_what_its_locks_cost(clock: time_machine.Traveller, settings: Any) -> None:
    round, organiser = two_teams()
    match = Match.objects.filter(round=round, state=Match.State.DRAFT).first()
    settings.SOLVE_IN_PROCESS = False
    try:
        actions.solve_again(round=round, actor=organiser)
        drain()
        child = matching.STANDING.child
        actions.lock_match(match=match, actor=organiser, locked=True)
        drain()
        assert said(round, organiser) == {match.public_id: ("This lock costs nothing.",)}
        actions.solve_again(round=round, actor=organiser)
        drain()
        assert child is not None
        assert matching.STANDING.child is child
    finally:
        matching.STANDING.end()
