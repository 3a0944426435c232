"""Policies and problems are checked at the door, and say in one sentence what is wrong."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.engine import (
    LEVELS,
    History,
    People,
    Policy,
    PolicyError,
    Problem,
    ProblemError,
    Round,
    Rule,
    Term,
    coffee,
    from_ranges,
    pack,
    unpack,
)
from mooring.engine.policy import SETTINGS

RULE_NAMES = (
    "hours, manager, chain, language, cooldown, stated, other_team, same_team, other_site, same_site, other_attribute:NAME, "
    "same_attribute:NAME"
)
TERM_NAMES = (
    "bridge, mutual, need, interests, overlap, lift, exchange, language, wish, stated, seniority, same_team, other_team, same_site, "
    "other_site, same_attribute:NAME, other_attribute:NAME, number:NAME"
)


def test_the_defaults_of_a_coffee_programme() -> None:
    policy = coffee()
    assert (policy.size, policy.minutes, policy.cooldown_days, policy.levels) == (2, 60, 365, LEVELS)
    assert [rule.name for rule in policy.rules] == ["hours", "manager"]
    assert {term.name: term.weight for term in policy.terms} == {"bridge": 350, "need": 250, "interests": 150, "overlap": 150, "lift": 100}
    assert [term.name for term in policy.terms if term.private] == ["need", "lift"]


def test_short_forms() -> None:
    policy = Policy.from_dict({"rules": ["chain"], "preferences": {"bridge": 0.35, "need": {"weight": 1}}, "cooldown_days": "forever"})
    assert policy.rules == (Rule("chain"),)
    assert policy.terms == (Term("bridge", 350), Term("need", 1000, private=True))
    assert policy.cooldown_days is None
    assert Policy.from_dict({"terms": {"need": 1}}).terms == Policy.from_dict({"preferences": {"need": 1}}).terms


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "a table of settings is needed, not a list."),
        ({"siz": 3}, f"there is no setting called 'siz'; known are {', '.join(SETTINGS)}."),
        ({"size": 7}, "size: a group has 2 to 6 people, not 7."),
        ({"size": [3]}, "size: a whole number is needed, not a list."),
        ({"size": True}, "size: a whole number is needed, not true or false."),
        ({"size": 10**40}, "size: this number is out of reach."),
        ({"size": "many"}, "size: a number of people or a range such as '4-6' is needed, not 'many'."),
        ({"size": "6-4"}, "size: a range of sizes rises, but 4 follows 6."),
        ({"size": "4-9"}, "size: a group has 2 to 6 people, not 9."),
        ({"size": "2-4"}, "size: a range of sizes begins at 3 or more; people in pairs are size 2."),
        ({"seats": {"host": 1}}, "seats: this is for groups of 3 and more; for pairs, ask by rules."),
        ({"not_alone": ["gender"]}, "not_alone: this is for groups of 3 and more; for pairs, ask by rules."),
        ({"size": "3-4", "seats": ["host"]}, "seats: a table of settings is needed, not a list."),
        ({"size": "3-4", "seats": {"host": 5}}, "seats.host: a group of 4 has 1 to 4 such seats, not 5."),
        ({"size": "3-4", "seats": {"host": "one"}}, "seats.host: a whole number is needed, not a text."),
        ({"size": "3-4", "seats": {"a:b": 1}}, "seats.a:b: the name of a column is needed, not 'a:b'."),
        ({"size": "3-4", "seats": {"host": 1, "Host": 1}}, "seats.2: 'Host' is given twice."),
        ({"size": 4, "not_alone": "gender"}, "not_alone: a list is needed, not a text."),
        ({"size": 4, "not_alone": [" "]}, "not_alone.1: the name of a column is needed, not ' '."),
        ({"size": 4, "not_alone": ["gender", "Gender"]}, "not_alone.2: 'Gender' is given twice."),
        (
            {"size": 4, "not_alone": ["Gender"], "rules": ["other_attribute:gender"]},
            "not_alone.1: with the rule 'other_attribute:gender' everybody is the only one of theirs.",
        ),
        ({"minutes": 50}, "minutes: a multiple of 15 from 15 to 1440, not 50."),
        ({"minutes": None}, "minutes: a whole number is needed, not nothing."),
        ({"cooldown_days": -1}, "cooldown_days: 0 or more, or 'forever', not -1."),
        ({"cooldown_days": 0, "rules": ["cooldown"]}, "cooldown_days: 0 days, while the rule 'cooldown' is on."),
        ({"rules": "hours"}, "rules: a list is needed, not a text."),
        ({"rules": [3]}, "rules.1: a table of settings is needed, not a number."),
        ({"rules": ["hours", "luck"]}, f"rules.2: there is no rule called 'luck'; known are {RULE_NAMES}."),
        ({"rules": ["hours:x"]}, f"rules.1: there is no rule called 'hours:x'; known are {RULE_NAMES}."),
        ({"rules": ["hours", "hours"]}, "rules.2: 'hours' is given twice."),
        ({"rules": [{"nam": "hours"}]}, "rules.1: there is no setting called 'nam'; known are name, private."),
        ({"rules": [{"private": True}]}, "rules.1: 'name' is missing."),
        ({"rules": [{"name": "hours", "private": 1}]}, "rules.1.private: true or false is needed, not a number."),
        (
            {"rules": [{"name": "hours", "weight": 1}]},
            "rules.1.weight: a rule is never broken and so has no weight; what is to be weighed goes under preferences.",
        ),
        ({"rules": ["same_team", "hours", "other_team"]}, "rules.3: 'same_team' and 'other_team' together allow nobody."),
        (
            {"rules": ["same_attribute:track", "other_attribute:Track"]},
            "rules.2: 'same_attribute:track' and 'other_attribute:Track' together allow nobody.",
        ),
        (
            {"rules": ["same_attribute"]},
            "rules.1: after 'same_attribute' comes a colon and the name of a column, such as 'same_attribute:department'.",
        ),
        ({"rules": ["blocked"]}, "rules.1: 'blocked' always holds and cannot be switched."),
        ({"rules": ["interests"]}, "rules.1: 'interests' is no rule; give it a weight under preferences."),
        ({"preferences": 3}, "preferences: a list is needed, not a number."),
        ({"preferences": {"luck": 1}}, f"preferences.luck: there is no preference called 'luck'; known are {TERM_NAMES}."),
        ({"preferences": {"bridge": "much"}}, "preferences.bridge: a number is needed, not a text."),
        ({"preferences": {"bridge": float("nan")}}, "preferences.bridge: a number is needed, not nan."),
        ({"preferences": {"bridge": 1e300}}, "preferences.bridge: a number is needed, not 1e+300."),
        ({"preferences": {"bridge": 0.1234}}, "preferences.bridge: at most three decimals, not 0.1234."),
        ({"preferences": {"bridge": -1}}, "preferences.bridge: a weight lies between 0 and 1000, not -1."),
        ({"preferences": {"bridge": 0}}, "preferences: at least one preference needs a weight above 0."),
        (
            {"preferences": {"hours": 1}},
            "preferences.hours: 'hours' is a rule, which is never broken and has no weight; it goes under rules.",
        ),
        ({"preferences": [{"name": "bridge"}]}, "preferences.1: 'weight' is missing."),
        ({"preferences": [{"name": "bridge", "weight": 1}] * 2}, "preferences.2: 'bridge' is given twice."),
        ({"preferences": [{"name": "bridge", "weight": 1001}]}, "preferences.1.weight: a weight lies between 0 and 1000, not 1001."),
        (
            {"preferences": [{"name": "bridge", "weight": 1}, {"name": "need", "weight": 1, "private": False}]},
            "preferences.2.private: 'need' tells of a single person and stays private.",
        ),
        (
            {"preferences": {"interests": {"weight": 1, "curve": [[0, 0], [1, 1], [3, 0.5]]}}},
            "preferences.interests.curve.3: this curve must rise, but falls from 1 at 1 to 0.5 at 3.",
        ),
        (
            {"preferences": {"need": {"weight": 1, "curve": [[0, 0.2], [2, 1]]}}},
            "preferences.need.curve.2: this curve must fall, but rises from 0.2 at 0 to 1 at 2.",
        ),
        (
            {"preferences": {"bridge": {"weight": 1, "curve": [[0, 1], [0, 0]]}}},
            "preferences.bridge.curve.2: the numbers of a curve rise, but 0 follows 0.",
        ),
        ({"preferences": {"bridge": {"weight": 1, "curve": [[1, 1]]}}}, "preferences.bridge.curve: a curve begins at 0."),
        ({"preferences": {"bridge": {"weight": 1, "curve": []}}}, "preferences.bridge.curve: a curve begins at 0."),
        (
            {"preferences": {"bridge": {"weight": 1, "curve": [[0, 0]]}}},
            "preferences.bridge.curve: a curve that is 0 everywhere says nothing; leave the preference out.",
        ),
        (
            {"preferences": {"bridge": {"weight": 1, "curve": [[0, 1.5]]}}},
            "preferences.bridge.curve.1: what a number is worth lies between 0 and 1, not at 1.5.",
        ),
        (
            {"preferences": {"bridge": {"weight": 1, "curve": [[0, 1], [20000, 0]]}}},
            "preferences.bridge.curve.2: a curve ends at 10000 at the latest, not at 20000.",
        ),
        (
            {"preferences": {"bridge": {"weight": 1, "curve": [[0]]}}},
            "preferences.bridge.curve.1: a number and what it is worth are needed, such as [3, 0.5].",
        ),
        ({"preferences": {"lift": {"weight": 1, "curve": [[0, 1]]}}}, "preferences.lift.curve: 'lift' has no curve."),
        (
            {"preferences": {"number:tenure": 1}},
            "preferences.number:tenure.curve: 'number:tenure' needs a curve, such as [[0, 1], [12, 0]].",
        ),
        ({"preferences": {"bridge": 1}, "terms": {"bridge": 1}}, "terms: this is the earlier name of preferences; give one of them."),
        ({"levels": ["score", "placed"]}, "levels: the first aim is 'placed' and the last is 'score'."),
        ({"levels": ["placed", "luck", "score"]}, f"levels.2: there is no aim called 'luck'; known are {', '.join(LEVELS)}."),
        ({"levels": ["placed", "need", "need", "score"]}, "levels.3: 'need' is given twice."),
    ],
)
def test_says_what_is_wrong_with_a_policy(raw: Any, sentence: str) -> None:
    with pytest.raises(PolicyError) as raised:
        Policy.from_dict(raw)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: People.of(2, team=[1]), "team: 1 entries for 2 people."),
        (lambda: People.of(2, team=[1, -2]), "team: person 1 has -2; the least is -1."),
        (lambda: People.of(2, team=[0.5, 1]), "team: whole numbers are needed."),
        (lambda: People.of(2, lines=[(1,), (1,)]), "lines: person 1 is in their own reporting line."),
        (lambda: People.of(2, lines=[()]), "lines: 1 reporting lines for 2 people."),
        (
            lambda: People.of(2, interests=[[1], [0]], wants=[[1, 0], [0, 1]]),
            "interests, helps and wants: the same topics as columns are needed.",
        ),
        (lambda: People.of(2, free=[[1, 0]]), "free: one row a person is needed, 2 in all."),
        (lambda: People.of(1, capacity=[-1]), "capacity: person 0 has -1; the least is 0."),
        (lambda: People.of(1, seniority=[-2]), "seniority: person 0 has -2; the least is -1."),
        (lambda: People.of(2, numbers={"tenure": [1]}), "numbers.tenure: 1 entries for 2 people."),
        (lambda: People.of(1, attributes={"track": [-3]}), "attributes.track: person 0 has -3; the least is -1."),
        (lambda: problem(wishes=((0, 0, 1),)), "wishes: (0, 0) is not a pair of different people."),
        (lambda: problem(wishes=((0, 3, 1),)), "wishes: (0, 3) names somebody who is not in this round."),
        (lambda: problem(wishes=((0, 1, 0),)), "wishes: (0, 1) has the strength 0; the least is 1."),
        (lambda: problem(wishes=((0, 1, 1), (0, 1, 2))), "wishes: (0, 1) is given twice."),
        (
            lambda: Problem(People.of(2), Policy(rules=(Rule("same_attribute:track"),))),
            "attributes: the policy asks for 'track', which is given for nobody.",
        ),
        (lambda: Problem(People.of(2)), "free: the rule 'hours' needs everybody's availability."),
        (lambda: problem(seed=-1), "seed: 0 or more, not -1."),
        (lambda: problem(blocked=((0, 3),)), "blocked: (0, 3) names somebody who is not in this round."),
        (lambda: problem(blocked=((0, 0),)), "blocked: (0, 0) is not a pair of different people."),
        (lambda: problem(forbidden=((1,),)), "forbidden: (1,) is not a group of different people."),
        (lambda: problem(locks=((0, 1), (1, 2))), "locks: person 1 is locked twice."),
        (lambda: problem(locks=((0, 1, 2, 3),), people=People.of(4)), "locks: (0, 1, 2, 3) has 4 people; at most 3 fit."),
        (lambda: Round(met=((0, 1), (1, 2))), "history: person 1 is in two groups of one round."),
        (lambda: Round(met=((0, 1),), unplaced=(1,)), "history: person 1 is both placed and unplaced in one round."),
    ],
)
def test_says_what_is_wrong_with_a_problem(make: Any, sentence: str) -> None:
    with pytest.raises(ProblemError) as raised:
        make()
    assert str(raised.value) == sentence


def problem(people: People | None = None, **fields: Any) -> Problem:
    return Problem(people or People.of(3), Policy(rules=()), History(), **fields)


@given(st.integers(1, 200), st.integers(0, 5))
def test_slots_pack_and_unpack(slots: int, people: int) -> None:
    told = np.random.default_rng(slots).random((people, slots)) < 0.5
    assert (unpack(pack(told), slots) == told).all()


def test_ranges_become_slots() -> None:
    assert unpack(from_ranges([[(1, 3), (5, 9)], []], 7), 7).astype(int).tolist() == [[0, 1, 1, 0, 0, 1, 1], [0] * 7]


def test_nothing_given_can_be_changed_afterwards() -> None:
    people = People.of(2)
    with pytest.raises(ValueError, match="read-only"):
        people.team[0] = 5
