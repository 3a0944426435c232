"""What is missing, by reasons anybody can check, and one step for each. Nothing measures the owner."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.circle import gap_words
from mooring.circle.gaps import Gap, Missing, count
from mooring.circle.gaps import gaps as gaps_of
from mooring.circle.index import IN_PERSON, MODEL, ONLINE, RESTING, SAME_ORGANISATION, SAME_TEAM, Line
from mooring.circle.missing import missing
from mooring.circle.needs import Level
from mooring.circle.rhythm import Slack
from mooring.circle.tests.lines import TODAY, line
from mooring.circle.things import Sector, Support, Tier
from mooring.people.models import Account, Member, Organisation
from mooring.suggestions import steps
from mooring.suggestions.steps import A_MENTOR

FLAGS = (SAME_TEAM | SAME_ORGANISATION, SAME_ORGANISATION, IN_PERSON, ONLINE, MODEL, RESTING)
someone = st.builds(
    lambda gives, tier, sector, days, flags: {
        "gives": gives, "tier": Tier(tier), "sector": Sector(sector), "flags": sum(set(flags)) if len(set(flags)) == len(flags) else 0,
        "since": TODAY.toordinal() - days, "touched": TODAY.toordinal() - days,
    },
    st.integers(0, 31), st.integers(0, 3), st.integers(0, 4), st.sampled_from([0, 15, 30, 400]),
    st.lists(st.sampled_from([SAME_ORGANISATION, IN_PERSON, ONLINE, MODEL, RESTING]), max_size=3, unique=True),
)  # fmt: skip
circles = st.lists(someone, max_size=12).map(lambda said: [line(number, **fields) for number, fields in enumerate(said)])
answers = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=5, max_size=5).map(
    lambda said: [Level(kind, want, have, max(0, want - have)) for kind, (want, have) in zip(Support, said, strict=True)]
)


@pytest.fixture(scope="module", autouse=True)
def own_steps_only() -> Iterator[None]:
    """What other features offer is looked up in the database; here it is about the circle's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "_PROVIDERS", {"circle": steps._PROVIDERS["circle"]})
        yield


def gaps(lines: list[Line], levels: list[Level], today: dt.date) -> list[Gap]:
    return gaps_of(count(lines), levels, today)


def found(lines: list[Line], levels: list[Level] | None = None) -> set[tuple[Missing, Support | None]]:
    return {(one.missing, one.support) for one in gaps(lines, levels or [], TODAY)}


def alike(count: int, **fields: Any) -> list[Line]:
    return [line(number, gives=31 if number < 2 else 0, **fields) for number in range(count)]


def has(lines: list[Line], wanted: Missing) -> bool:
    return any(one is wanted for one, _kind in found(lines))


def test_an_empty_circle_lacks_nothing_and_a_role_model_fills_no_gap() -> None:
    assert found([]) == set()
    assert found([line(0, flags=MODEL, gives=31)]) == set()
    assert (Missing.NOBODY, Support.ADVICE) in found([line(0), line(1, flags=MODEL, gives=31)])


def test_a_kind_with_nobody_and_with_only_one_and_with_too_little() -> None:
    level = Level(Support.ADVICE, 3, 1, 2)
    assert (Missing.NOBODY, Support.ADVICE) in found([line(0)], [level])
    assert (Missing.ONLY_ONE, Support.ADVICE) in found([line(0, gives=0b10)], [level])
    assert (Missing.MORE, Support.ADVICE) in found([line(0, gives=0b10), line(1, gives=0b10)], [level])
    enough = [Level(Support.ADVICE, 3, 3, 0)]
    assert not any(kind is Support.ADVICE for _one, kind in found([line(0, gives=0b10), line(1, gives=0b10)], enough))
    assert not any(kind is Support.ADVICE for _one, kind in found([line(0)], [Level(Support.ADVICE, 0, 0, 0)]))


def test_much_on_one() -> None:
    assert not has([line(0, gives=0b00011), line(1, gives=0b11100 & 0b01100)], Missing.MUCH_ON_ONE)
    (gap,) = (one for one in gaps([line(0, gives=0b00111), line(1)], [], TODAY) if one.missing is Missing.MUCH_ON_ONE)
    assert ([one.id for one in gap.people], gap.count) == (["id0"], 3)


@pytest.mark.parametrize(
    ("like", "unlike", "wanted"),
    [
        ({"flags": SAME_TEAM | SAME_ORGANISATION}, {"flags": SAME_ORGANISATION}, Missing.ONE_TEAM),
        ({"sector": Sector.WORK}, {"sector": Sector.EARLIER_WORK}, Missing.ONLY_WORK),
        ({"flags": ONLINE}, {"flags": ONLINE | IN_PERSON}, Missing.ONLY_ONLINE),
        ({"flags": SAME_ORGANISATION}, {"flags": 0}, Missing.ONLY_HERE),
        ({"since": 1, "touched": 1}, {}, Missing.ALL_SLACK),
    ],
)
def test_all_alike_shows_from_three_on_and_one_other_ends_it(like: dict[str, Any], unlike: dict[str, Any], wanted: Missing) -> None:
    assert has(alike(3, **like), wanted)
    assert not has(alike(2, **like), wanted)
    assert not has([*alike(3, **like), line(9, **unlike)], wanted)


def test_friends_do_not_hide_that_work_is_all_in_one_house_and_rest_is_not_slack() -> None:
    friends = [line(10 + number, sector=Sector.FRIENDS) for number in range(3)]
    assert has([*alike(3, flags=SAME_ORGANISATION), *friends], Missing.ONLY_HERE)
    assert not has(alike(3, flags=RESTING, since=1, touched=1), Missing.ALL_SLACK)


@settings(max_examples=60, deadline=None)
@given(circles, answers)
def test_every_gap_has_a_reason_that_holds(lines: list[Line], levels: list[Level]) -> None:
    held = [one for one in lines if not one.has(MODEL)]
    by_kind = {kind: [one for one in held if one.gives >> kind & 1] for kind in Support}
    seen = gaps(lines, levels, TODAY)
    assert len({(one.missing, one.support) for one in seen}) == len(seen)
    assert len({one.support for one in seen if one.support is not None}) == sum(one.support is not None for one in seen)
    assert not seen or held
    for gap in seen:
        assert gap.missing in Missing
        assert all(one in held for one in gap.people)
        if gap.support is not None:
            counted = len(by_kind[gap.support])
            assert {Missing.NOBODY: counted == 0, Missing.ONLY_ONE: counted == 1, Missing.MORE: counted > 1}[gap.missing]
            assert levels[gap.support].want
        if gap.missing is Missing.ALL_SLACK:
            assert all(one.slack(TODAY) in {Slack.SLACK, Slack.RESTS} for one in held)
    unmet = [one.level.unmet if one.level else 0 for one in seen]
    assert unmet == sorted(unmet, reverse=True)


@settings(max_examples=60, deadline=None)
@given(circles, answers, st.randoms())
def test_the_order_of_people_changes_nothing(lines: list[Line], levels: list[Level], chance: random.Random) -> None:
    mixed = list(lines)
    chance.shuffle(mixed)
    assert [one.key for one in gaps(lines, levels, TODAY)] == [one.key for one in gaps(mixed, levels, TODAY)]


@settings(max_examples=60, deadline=None)
@given(circles, st.sampled_from(list(Support)))
def test_two_who_give_a_kind_fill_it(lines: list[Line], kind: Support) -> None:
    both = [*lines, line(100, gives=1 << kind), line(101, gives=1 << kind)]
    assert not any(one.support is kind for one in gaps(both, [], TODAY))


@settings(max_examples=60, deadline=None)
@given(circles, answers)
def test_every_gap_is_worded_and_leads_to_somebody_it_is_not_about(lines: list[Line], levels: list[Level]) -> None:
    for shown, gap in zip(missing(Account(), [], count(lines), lines, levels, TODAY), gaps(lines, levels, TODAY), strict=True):
        assert shown.title
        assert shown.why.endswith(".")
        assert "%" not in shown.title + shown.why
        assert shown.step is not None
        for step in (shown.step, *shown.others):
            assert "%" not in str(step.words) + str(step.why)
            assert not any(f"/{one.id}/" in step.address for one in gap.people)
            assert not any(f"/{one.id}/" in step.address for one in lines if one.has(MODEL))


def test_words_say_what_was_said_and_who_it_is() -> None:
    level = Level(Support.HAND, 3, 1, 2)
    one = Gap(Missing.ONLY_ONE, Support.HAND, (line(0, name="Catarina"),), 1, level)
    assert gap_words.title(one) == "A hand when you need one"
    assert gap_words.why(one) == "You would like quite a lot, and have a little. It comes from Catarina alone."
    assert gap_words.why(replace(one, level=None)) == "It comes from Catarina alone."


def test_the_next_step_is_the_one_nearest_at_hand() -> None:
    near = line(0, name="Elsa", tier=Tier.CLOSE)
    loose = line(1, name="Geneviève", tier=Tier.USEFUL, since=TODAY.toordinal() - 200, touched=TODAY.toordinal() - 200, gives=0b10)
    (advice,) = (
        one
        for one in missing(Account(), [], count([near, loose]), [near, loose], [Level(Support.COMFORT, 0, 0, 0)], TODAY)
        if "Advice" in one.title
    )
    assert advice.step is not None
    assert (advice.step.words, advice.step.address) == ("Write to Elsa", "/circle/people/id0/write?about=deepen&kind=advice")
    assert [str(one.words) for one in advice.others] == ["Ask Elsa to be a mentor", "Ask Elsa for a name"]
    (comfort,) = (one for one in missing(Account(), [], count([near, loose]), [near, loose], [], TODAY) if "Comfort" in one.title)
    assert [str(one.words) for one in comfort.others] == ["Wake the tie with Geneviève", "Ask Elsa for a name", "Add someone"]
    assert "200 days ago" in str(comfort.others[0].why)


def test_where_nobody_was_ever_in_touch_a_line_is_a_beginning() -> None:
    lines = [line(number, since=1, touched=0, gives=31) for number in range(3)]
    (shown,) = (one for one in missing(Account(), [], count(lines), lines, [], TODAY) if "slack" in one.title)
    assert shown.step is not None
    assert (shown.step.words, shown.step.address) == ("Write to Person 0", "/circle/people/id0/write?about=wake")


def mentor_steps(lines: list[Line], memberships: list[Member]) -> list[tuple[str, str]]:
    found = missing(Account(), memberships, count(lines), lines, [], TODAY)
    steps = [step for one in found for step in (one.step, *one.others) if step is not None and step.way == A_MENTOR]
    return list(dict.fromkeys((str(one.words), one.address) for one in steps))


def test_a_mentor_is_asked_for_among_those_one_knows_from_work_who_give_advice_before_others() -> None:
    far = line(0, name="Ari", sector=Sector.EARLIER_WORK, tier=Tier.WIDER, gives=1 << Support.ADVICE)
    near, friend = line(1, name="Bea", tier=Tier.INNER, gives=1 << Support.HAND), line(2, name="Cem", sector=Sector.FRIENDS)
    level = Level(Support.ADVICE, 4, 1, 3)
    shown = missing(Account(), [], count([far, far._replace(id="id7"), near]), [far, near, friend], [level], TODAY)
    assert shown[0].step is not None
    assert str(shown[0].step.words) == "Ask Ari to be a mentor"
    assert mentor_steps([near, friend], []) == [
        ("Ask Bea to be a mentor", "/circle/people/id1/write?about=mentor&kind=advice"),
        ("Ask Bea to be a mentor", "/circle/people/id1/write?about=mentor&kind=encouragement"),
    ]


def test_whoever_knows_nobody_from_work_looks_among_colleagues_or_asks_somebody_one_step_away() -> None:
    friend = line(0, name="Cem", sector=Sector.FRIENDS, tier=Tier.CLOSE)
    here = Member(organisation=Organisation(slug="larkfield"))
    assert mentor_steps([friend], [here]) == [("Look for a mentor among colleagues", "/o/larkfield/people/")]
    assert [words for words, _address in mentor_steps([friend], [])] == ["Ask Cem who could be a mentor"] * 2
    assert mentor_steps([friend._replace(flags=MODEL)], []) == []


def test_each_gap_leads_to_somebody_else_as_long_as_there_is_anybody() -> None:
    lines = [
        line(number, name=name, sector=Sector.FRIENDS, tier=Tier(number // 2))
        for number, name in enumerate(("Ari", "Bea", "Cem", "Dora", "Elsa"))
    ]
    found = [str(one.step.words) for one in missing(Account(), [], count(lines), lines, [], TODAY) if one.step is not None]
    assert found == ["Write to Ari", "Write to Bea", "Write to Cem", "Write to Dora", "Write to Elsa"]
