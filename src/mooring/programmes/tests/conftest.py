"""Fixtures of the programmes' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from mooring.programmes.tests.story import THE_DAY


@pytest.fixture(autouse=True)
def that_monday() -> Iterator[None]:
    """Every test begins on the same Monday, whatever day it is run on: the rounds that builders make start a week later."""
    with time_machine.travel(THE_DAY):
        yield


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """A clock that stands at nine on a Monday until it is moved."""
    with time_machine.travel(THE_DAY, tick=False) as traveller:
        yield traveller
