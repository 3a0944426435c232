"""What a policy asks of members and only they can tell: answered on their pages, obeyed by the matcher, read by nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mooring.programmes import actions, matching, policies, reasons
from mooring.programmes.errors import Refused
from mooring.programmes.models import MeetWish, Stated
from mooring.programmes.policy import make_policy
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.testing import make_member

YEARS = {"name": "number:Years here", "weight": 100, "curve": [[0, 1], [12, 0]]}
TRACK = {"name": "same_attribute:track", "weight": 100}
STEPS = {"name": "seniority", "weight": 100}
WISH = {"name": "wish", "weight": 100}


def asking(organisation, *preferences, rules=()):
    wanted = {"preferences": list(preferences) or [{"name": "overlap", "weight": 1}], "rules": ["hours", *rules]}
    return make_programme(organisation, policy=policies.checked(make_policy(size=2) | wanted))


def address(name, programme, *more):
    return reverse(name, args=[programme.organisation.slug, programme.public_id, *more])


def four(organisation, programme):
    """Four people who could meet in any way."""
    people = [make_member(organisation, name) for name in ("Ana", "Bo", "Cleo", "Dov")]
    return people, enrolled(programme, *people)


def pairs(programme):
    """Who meets whom, by call names, as the matcher would have it."""
    assembled = matching.assemble(make_round(programme))
    drafted = matching.drafted(assembled, matching.run_here(assembled))
    names = {one.pk: one.shown_name for one in assembled.members}
    return {frozenset(names[key] for key in group.members) for group in drafted.groups}, drafted


def test_only_those_in_the_programme_answer_and_only_of_themselves(cast, enter):
    programme = asking(cast.organisation, YEARS)
    mine, _theirs = enrolled(programme, cast.owner, cast.match)
    Stated.objects.create(organisation=cast.organisation, enrolment=mine, about="number:years here", number=31)
    page = address("programme_answers", programme)
    for role in (cast.stranger, cast.team_mate, cast.manager, cast.admin, cast.organiser):
        assert enter(role).get(page).status_code == 404
        assert enter(role).post(page, {"answer_0": "1"}).status_code == 404
    assert 'value="31"' not in enter(cast.match).get(page).content.decode()
    assert 'value="31"' in enter(cast.owner).get(page).content.decode()


def test_answers_are_kept_changed_and_taken_away(cast, enter):
    programme = asking(cast.organisation, YEARS, TRACK, STEPS)
    enrolled(programme, cast.owner)
    client, page = enter(cast.owner), address("programme_answers", programme)
    assert "3 questions are open" in client.get(address("programme", programme)).content.decode()
    labels = [field.label for field in client.get(page).context["form"]]
    assert labels == ["Years here", "Track", "Steps of seniority"]

    def kept():
        return {row.about: row.words or row.number for row in Stated.objects.all()}

    assert client.post(page, {"answer_0": "4", "answer_1": "Pilots", "answer_2": ""}).status_code == 302
    assert kept() == {"number:years here": 4, "attribute:track": "Pilots"}
    client.post(page, {"answer_0": "0", "answer_1": "", "answer_2": "2"})
    assert kept() == {"number:years here": 0, "seniority": 2}


@pytest.mark.parametrize(("wrong", "sentence"), [("-1", "greater than or equal to 0"), ("many", "whole number"), ("1000001", "1000000")])
def test_what_is_no_answer_is_refused_in_a_sentence(cast, enter, wrong, sentence):
    programme = asking(cast.organisation, YEARS)
    enrolled(programme, cast.owner)
    answer = enter(cast.owner).post(address("programme_answers", programme), {"answer_0": wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Stated.objects.exists()


def test_what_is_asked_no_longer_can_still_be_taken_away(cast, enter):
    programme = asking(cast.organisation)
    mine = enrolled(programme, cast.owner)[0]
    Stated.objects.create(organisation=cast.organisation, enrolment=mine, about="attribute:track", words="pilots")
    client, page = enter(cast.owner), address("programme_answers", programme)
    assert "Asked no longer. Empty it, and it is gone." in client.get(page).content.decode()
    client.post(page, {"answer_0": ""})
    assert not Stated.objects.exists()
    assert "It asks nothing of you now." in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("preference", "about", "answers"),
    [
        (YEARS, "number:years here", (0, 30, 2, 31)),
        (TRACK, "attribute:track", ("Pilots", "crew", " pilóts", "CREW")),
        ({"name": "other_attribute:track", "weight": 100}, "attribute:track", ("crew", "crew", "pilots", None)),
        (STEPS, "seniority", (0, 9, 1, 10)),
    ],
)
def test_the_matcher_obeys_what_was_answered(cast, preference, about, answers):
    programme = asking(cast.organisation, preference)
    people, enrolments = four(cast.organisation, programme)
    for one, answer in zip(enrolments, answers, strict=True):
        actions.state(enrolment=one, answers={about: answer.strip() if isinstance(answer, str) else answer})
    met, _drafted = pairs(programme)
    together = frozenset({people[0].shown_name, people[2].shown_name})
    assert together in met


def test_a_rule_on_an_answer_is_never_broken_and_says_why(cast, enter):
    programme = asking(cast.organisation, rules=["same_attribute:track"])
    people, enrolments = four(cast.organisation, programme)
    page = enter(people[0]).get(address("programme_answers", programme)).content.decode()
    assert "Left empty, there is nobody you can be introduced to here." in page
    for one, answer in zip(enrolments, ("pilots", "crew", "pilots", "cooks"), strict=True):
        actions.state(enrolment=one, answers={"attribute:track": answer})
    met, drafted = pairs(programme)
    assert met == {frozenset({"Ana", "Cleo"})}
    assert {one.member for one in drafted.waiting} == {people[1].pk, people[3].pk}
    assert {"rule": "same_attribute:track", "people": 3} in drafted.waiting[0].rules


def test_a_wish_brings_people_together_and_is_named_to_nobody(cast, enter):
    programme = asking(cast.organisation, WISH)
    people, _enrolments = four(cast.organisation, programme)
    ana, dov = people[0], people[3]
    enter(ana).post(address("wished_add", programme, dov.public_id), {"strength": "3"})
    met, drafted = pairs(programme)
    assert frozenset({"Ana", "Dov"}) in met
    group = next(one for one in drafted.groups if one.members == frozenset({ana.pk, dov.pk}))
    match = make_match(make_round(programme, state="published"), ana, dov, reasons=group.reasons)
    assert [one["term"] for one in group.reasons if not one["private"]] == []
    for reader in (ana, dov, cast.organiser):
        assert reasons.worded(match.reasons, match, reader) == []


def test_a_wish_is_its_owners_alone(cast, enter):
    programme = asking(cast.organisation, WISH)
    enrolled(programme, cast.owner)
    client = enter(cast.owner)
    client.post(address("wished_add", programme, cast.team_mate.public_id), {"strength": "2"})
    assert cast.team_mate.shown_name in client.get(address("wished", programme)).content.decode()
    for role in (cast.team_mate, cast.organiser, cast.admin, cast.manager):
        assert enter(role).get(address("wished", programme)).context["listed"] == []
    client.post(address("wished_add", programme, cast.team_mate.public_id), {"strength": "3"})
    assert MeetWish.objects.get().strength == 3
    gone = client.post(address("wished_remove", programme, cast.team_mate.public_id), follow=True)
    assert f"{cast.team_mate.shown_name} is off the list." in gone.content.decode()
    assert not MeetWish.objects.exists()


def test_wishes_that_cannot_be_are_refused(cast, enter):
    programme = asking(cast.organisation, WISH)
    client = enter(cast.owner)
    there = address("wished_add", programme, cast.team_mate.public_id)
    assert "Choose how gladly." in client.post(there, {"strength": "9"}, follow=True).content.decode()
    assert client.post(address("wished_add", programme, cast.owner.public_id), {"strength": "1"}).status_code == 404
    assert client.post(address("wished_add", programme, cast.stranger.public_id), {"strength": "1"}).status_code == 404
    client.post(there, {"strength": "1"})
    actions.block(member=cast.owner, other=cast.team_mate)
    assert not MeetWish.objects.exists(), "whoever is never to be met is wished for no longer"
    with pytest.raises(Refused, match="Take that back first"):
        actions.wish_to_meet(programme=programme, member=cast.owner, other=cast.team_mate, strength=1)


def test_nobody_is_asked_what_does_not_count(cast, enter):
    programme = asking(cast.organisation)
    enrolled(programme, cast.owner)
    page = enter(cast.owner).get(address("programme", programme)).content.decode()
    assert address("wished", programme) not in page
    assert address("programme_answers", programme) not in page
    assert "does not weigh wishes now" in enter(cast.owner).get(address("wished", programme)).content.decode()
    idle = make_policy(size=2) | {"preferences": [{"name": "overlap", "weight": 1}, WISH | {"weight": 0}]}
    assert policies.questions_of(policies.checked(idle)) == []


def test_a_question_is_private_only_where_everything_that_asks_it_is(cast, enter):
    private = TRACK | {"private": True}
    assert policies.questions_of(policies.checked(make_policy(size=2) | {"preferences": [private]}))[0].private
    both = make_policy(size=2) | {"preferences": [private], "rules": ["hours", "other_attribute:Track"]}
    assert not policies.questions_of(policies.checked(both))[0].private
    programme = make_programme(cast.organisation, policy=policies.checked(make_policy(size=2) | {"preferences": [private]}))
    enrolled(programme, cast.owner)
    page = enter(cast.owner).get(address("programme_answers", programme)).content.decode()
    assert "It is never named as a reason." in page


def test_answers_that_fit_are_a_reason_without_what_was_answered(cast):
    match = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.match)
    stored = [
        {"term": "number:years here", "value": 900_000, "points": 3, "topics": [], "private": False},
        {"term": "same_attribute:track", "value": 1_000_000, "points": 2, "topics": [], "private": True},
        {"term": "other_attribute:hall", "value": 0, "points": 1, "topics": [], "private": False},
    ]
    assert reasons.worded(stored, match, cast.owner) == ["Your answers on “years here” go well together."]
    assert reasons.worded(stored, match, cast.organiser) == ["Their answers on “years here” go well together."]
