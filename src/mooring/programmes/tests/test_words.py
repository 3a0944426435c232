"""Rules, preferences, questions and reasons: all the engine knows has words, and private terms never have any."""

from __future__ import annotations

import pytest
from django.utils import translation

from mooring.boundaries.halves import Halves
from mooring.engine import RULES as ENGINE_RULES
from mooring.engine import TERMS, Policy, coffee
from mooring.people.models import Team, Topic
from mooring.programmes import policies, policy, questions, reasons
from mooring.programmes.errors import Refused
from mooring.programmes.queries.mine import _RULES as OWN_RULE_WORDS
from mooring.programmes.tests.builders import make_match, make_programme, make_round
from mooring.testing import Cast


def test_every_rule_and_preference_of_the_form_is_the_engines() -> None:
    offered = {rule.name for rule in policy.RULES} | {"hours"}
    assert offered <= set(ENGINE_RULES)
    assert {one.name for one in policy.PREFERENCES} <= set(TERMS)
    assert offered <= set(OWN_RULE_WORDS)


def test_the_default_policy_is_the_engines_own_for_coffee() -> None:
    assert Policy.from_dict(policy.make_policy(size=2)) == coffee()


@pytest.mark.parametrize("key", sorted(policy.TEMPLATES))
def test_every_template_can_be_obeyed_and_read_back(key: str) -> None:
    template = policy.TEMPLATES[key]
    stored = policies.checked(policy.template_policy(template))
    again = policy.make_policy(size=stored["size"], rules=policy.rules_of(stored), weights=policy.weights_of(stored))
    assert policies.checked(again) == stored


def test_rules_that_allow_nobody_are_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="cannot be obeyed"):
        policies.checked(policy.make_policy(size=2, rules=["other_team", "same_team"]))


def test_three_questions_the_same_for_the_same_match() -> None:
    chosen = questions.choose("match one")
    assert chosen == questions.choose("match one")
    assert len(set(chosen)) == 3
    assert len(questions.worded(chosen)) == 3
    assert len(questions.QUESTIONS) >= 40


def test_a_private_term_is_worded_for_nobody(cast: Cast) -> None:
    match = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.match)
    topic = Topic.objects.create(organisation=cast.organisation, label="Sourdough", folded="sourdough")
    stored = [
        {"term": "need", "value": 900_000, "points": 200_000, "topics": [], "private": True},
        {"term": "bridge", "value": 1_000_000, "points": 350_000, "topics": [], "private": False},
        {"term": "interests", "value": 333_333, "points": 50_000, "topics": [topic.public_id], "private": False},
    ]
    assert reasons.worded(stored, match, cast.owner) == [
        "You come from different teams: Data and Support.",
        "You share an interest: Sourdough.",
    ]
    assert reasons.worded(stored, match, cast.organiser)[0] == "They come from different teams: Data and Support."
    private = [{**one, "private": True} for one in stored]
    assert reasons.worded(private, match, cast.owner) == []
    assert Team.objects.count() == 2


def test_reasons_are_worded_in_the_readers_language(cast: Cast) -> None:
    match = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.match)
    stored = [{"term": "bridge", "value": 1_000_000, "points": 350_000, "topics": [], "private": False}]
    with translation.override("qps"):
        assert reasons.worded(stored, match, cast.owner) != reasons.worded([], match, cast.owner)


def test_hours_in_common_are_said_by_days_to_those_in_the_match(cast: Cast) -> None:
    match = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.match)
    stored = [{"term": "overlap", "value": 900_000, "points": 100_000, "topics": [], "private": False}]

    def said(mornings: tuple[int, ...], afternoons: tuple[int, ...]) -> list[str]:
        return reasons.worded(stored, match, cast.owner, halves=Halves(mornings, afternoons))

    assert said((1, 3), ()) == ["You share mornings: Tuesday and Thursday."]
    assert said((1,), (0, 1, 2)) == ["You share afternoons: Monday, Tuesday and Wednesday."]
    assert said((1, 3), (1, 3)) == ["You share mornings and afternoons: Tuesday and Thursday."]
    assert said((), ()) == []
    assert reasons.worded(stored, match, cast.organiser) == ["Their working hours have much in common."]
