"""Steps come from whoever registered, the nearest first; the circle need not know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from mooring.people.models import Account
from mooring.suggestions import steps
from mooring.suggestions.steps import Step, Wanted, register, steps_for

WANTED = Wanted(Account(), "nobody", "advice", dt.date(2026, 11, 2))


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_PROVIDERS", {})


@pytest.mark.usefixtures("empty")
def test_providers_are_asked_and_the_nearest_step_comes_first() -> None:
    def mentors(wanted: Wanted) -> Iterator[Step]:
        if wanted.support == "advice":
            yield Step("mentor", 50, "Ask for a mentor", "Mentors give advice.", "/mentors/")

    register("coffee", lambda _wanted: [Step("coffee", 20, "Join", "You meet someone new.", "/coffee/")])
    register("mentors", mentors)
    assert [one.key for one in steps_for(WANTED)] == ["coffee", "mentor"]
    assert [one.key for one in steps_for(Wanted(Account(), "nobody", "comfort", WANTED.today))] == ["coffee"]
    with pytest.raises(ValueError, match="Two providers"):
        register("mentors", mentors)
