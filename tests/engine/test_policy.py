"""Policies and problems are checked at the door, and say in one sentence what is wrong."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.engine import (
    LEVELS,
    RULES,
    TERMS,
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

policies = st.builds(
    Policy,
    size=st.integers(2, 6),
    minutes=st.integers(1, 96).map(lambda quarter: quarter * 15),
    rules=st.lists(st.sampled_from(["hours", "manager", "chain", "language", "other_team", "same_site"]), unique=True).map(
        lambda names: tuple(Rule(name) for name in names)
    ),
    terms=st.lists(st.sampled_from(sorted(set(TERMS) - {"need"})), unique=True, min_size=1).map(
        lambda names: tuple(Term(name, 125) for name in names)
    ),
    cooldown_days=st.none() | st.integers(0, 4000),
    levels=st.lists(st.sampled_from(LEVELS[1:-1]), unique=True).map(lambda names: ("placed", *names, "score")),
)


@given(policies)
def test_what_is_written_reads_back_alike(policy: Policy) -> None:
    assert Policy.from_dict(policy.to_dict()) == policy


def test_the_defaults_of_a_coffee_programme() -> None:
    policy = coffee()
    assert (policy.size, policy.minutes, policy.cooldown_days, policy.levels) == (2, 60, 365, LEVELS)
    assert [rule.name for rule in policy.rules] == ["hours", "manager"]
    assert {term.name: term.weight for term in policy.terms} == {"bridge": 350, "need": 250, "interests": 150, "overlap": 150, "lift": 100}
    assert [term.name for term in policy.terms if term.private] == ["need"]


def test_short_forms() -> None:
    policy = Policy.from_dict({"rules": ["chain"], "terms": {"bridge": 0.35, "need": 1}, "cooldown_days": None})
    assert policy.rules == (Rule("chain"),)
    assert policy.terms == (Term("bridge", 350), Term("need", 1000, private=True))
    assert policy.cooldown_days is None


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "policy: a table of settings is needed, not a list."),
        ({"siz": 3}, "policy: there is no setting called 'siz'; known are cooldown_days, levels, minutes, rules, size, terms."),
        ({"size": 7}, "size: a group has 2 to 6 people, not 7."),
        ({"size": "3"}, "size: a whole number is needed, not a text."),
        ({"size": True}, "size: a whole number is needed, not true or false."),
        ({"minutes": 50}, "minutes: a multiple of 15 from 15 to 1440, not 50."),
        ({"cooldown_days": -1}, "cooldown_days: 0 or more, or null for ever, not -1."),
        ({"rules": "hours"}, "rules: a list is needed, not a text."),
        ({"rules": ["luck"]}, f"rules: there is no rule called 'luck'; known are {', '.join(RULES)}."),
        ({"rules": ["hours", "hours"]}, "rules: 'hours' is given twice."),
        ({"rules": [{"nam": "hours"}]}, "rules[0]: a name, or a table with 'name' and 'private', is needed."),
        ({"rules": ["same_team", "other_team"]}, "rules: 'other_team' and 'same_team' together allow nobody."),
        ({"terms": {"bridge": "much"}}, "terms.bridge: a number is needed, not a text."),
        ({"terms": {"bridge": float("nan")}}, "terms.bridge: a number is needed, not nan."),
        ({"terms": {"bridge": 0.1234}}, "terms.bridge: at most three decimals, not 0.1234."),
        ({"terms": {"bridge": -1}}, "terms.bridge: a weight lies between 0 and 1000, not -1."),
        ({"terms": {"bridge": 0}}, "terms: at least one preference needs a weight above 0."),
        ({"terms": [{"name": "bridge"}]}, "terms[0]: a table with 'name', 'weight' and, if wanted, 'private' is needed."),
        ({"levels": ["score", "placed"]}, "levels: the first aim is 'placed' and the last is 'score'."),
        ({"levels": ["placed", "luck", "score"]}, f"levels: there is no aim called 'luck'; known are {', '.join(LEVELS)}."),
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
