"""Steps come from whoever registered, the nearest first; the circle need not know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest

from mooring.people.models import Account, Member
from mooring.suggestions import steps
from mooring.suggestions.steps import A_MENTOR, Finder, Step, Wanted, register, steps_for

ADVICE, COMFORT = (Wanted("nobody", kind, dt.date(2026, 11, 2)) for kind in ("advice", "comfort"))


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_PROVIDERS", {})


@pytest.mark.usefixtures("empty")
def test_providers_are_opened_once_and_the_nearest_step_comes_first() -> None:
    opened: list[Account] = []

    def mentors(account: Account, _memberships: Sequence[Member]) -> Finder:
        def find(wanted: Wanted) -> Iterator[Step]:
            if wanted.support == "advice":
                yield Step("mentor", 50, "Ask for a mentor", "Mentors give advice.", "/mentors/")

        opened.append(account)
        return find

    register("mentors", mentors)
    register("coffee", lambda _account, _memberships: lambda _wanted: [Step("coffee", 20, "Join", "You meet someone new.", "/coffee/")])
    me = Account()
    assert [[one.key for one in found] for found in steps_for(me, [], [ADVICE, COMFORT])] == [["coffee", "mentor"], ["coffee"]]
    assert opened == [me]
    assert steps_for(me, [], []) == []
    assert len(opened) == 1
    with pytest.raises(ValueError, match="Two providers"):
        register("mentors", mentors)


@pytest.mark.usefixtures("empty")
def test_a_nearer_step_that_goes_the_same_way_takes_the_place_of_another() -> None:
    asked = Step("circle:mentor", 38, "Ask Elsa", "You know her.", "/write/", A_MENTOR)
    other = Step("circle:add", 60, "Add someone", "Somebody is missing.", "/new/")
    register("circle", lambda _account, _memberships: lambda _wanted: [other, asked])
    assert steps_for(Account(), [], [ADVICE]) == [[asked, other]]
    joined = Step("programme:1", 35, "Look at “Mentors”", "It finds one for you.", "/mentors/", A_MENTOR)
    register("programmes", lambda _account, _memberships: lambda _wanted: [joined])
    assert steps_for(Account(), [], [ADVICE]) == [[joined, other]]
