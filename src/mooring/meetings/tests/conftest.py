"""A meeting to test with."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from mooring.meetings import actions
from mooring.meetings.tests import cyrus

# A server to be installed beside (.ci/run does): where it is not, what it would show has no place in the run.
collect_ignore = [] if cyrus.IS_INSTALLED else ["test_cyrus.py"]

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(cast, clock):
    """A meeting of owner and match with three times offered, this week."""
    return offered(cast)


def offered(cast, *others, **fields):
    """A meeting of owner, match and others."""
    values = {"purpose": "test", "minutes": 30, "from_date": dt.date(2026, 11, 23), "to_date": dt.date(2026, 11, 27)} | fields
    return actions.offer(organisation=cast.organisation, members=[cast.owner, cast.match, *others], **values)
