"""What each rule costs is worked out for a draft and told to its organiser, whoever waits learns why, and the private stays private."""

from __future__ import annotations

import time_machine

from mooring.people.models import Member, Team
from mooring.programmes import actions, queries
from mooring.programmes.models import Block, Round, RoundEntry
from mooring.programmes.policies import checked
from mooring.programmes.policy import make_policy
from mooring.programmes.queries.mine import rule_words
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in, make_people


def star(size: int) -> tuple[Round, list[Member]]:
    """A draft in which everybody may meet the first person only, for all others are of one team."""
    people = make_people(size)
    organisation = people[0].organisation
    for name, some in (("Middle", people[:1]), ("Around", people[1:])):
        team = Team.objects.create(organisation=organisation, name=name)
        Member.objects.filter(pk__in=[one.pk for one in some]).update(team=team)
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(organisation, policy=checked(make_policy(size=2, rules=["other_team"])))
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    return round, list(Member.objects.filter(pk__in=[one.pk for one in people]).order_by("pk"))


def test_the_organiser_learns_how_many_more_each_rule_would_let_in(clock: time_machine.Traveller) -> None:
    round, people = star(4)
    told = {one.rule: one for one in queries.review(round, people[0]).relaxed}
    assert list(told) == ["With 30 unbroken common minutes", "Without any common time", "Without “Only people of other teams”"]
    assert told["Without “Only people of other teams”"].says[0] == "2 more people would have a match."
    assert told["Without “Only people of other teams”"].helps
    assert told["Without any common time"].says == ("Nothing would be better.",)
    assert not told["Without any common time"].helps


def test_a_block_is_no_rule_an_organiser_could_take_back(clock: time_machine.Traveller) -> None:
    round, people = star(2)
    Block.objects.create(organisation=round.organisation, owner=people[0].account, other=people[1])
    actions.solve_again(round=round, actor=people[0])
    drain()
    round.refresh_from_db()
    review = queries.review(round, people[0])
    assert len(review.unplaced) == 2
    assert {words for one in review.relaxed for words in one.says} == {"Nothing would be better."}
    assert [row["rule"] for row in round.relaxed] == ["hours", "hours", "other_team"]


def test_whoever_waits_learns_that_those_they_could_meet_were_needed_elsewhere(clock: time_machine.Traveller) -> None:
    round, _people = star(4)
    waiting = list(RoundEntry.objects.filter(round=round, left_out=True))
    assert len(waiting) == 2
    for entry in waiting:
        assert {"rule": "needed", "people": 1} in entry.rules
        assert "needed by others" in rule_words("needed", 1)


def test_a_solve_begun_meanwhile_is_not_told_the_costs_of_the_draft_before(clock: time_machine.Traveller) -> None:
    round, people = star(4)
    Round.objects.filter(pk=round.pk).update(relaxed=[])
    actions.note_what_rules_cost(round_id=round.pk, number=round.solving - 1)
    round.refresh_from_db()
    assert round.relaxed == []
    actions.solve_again(round=round, actor=people[0])
    actions.note_what_rules_cost(round_id=round.pk, number=round.solving)
    round.refresh_from_db()
    assert round.relaxed == []
