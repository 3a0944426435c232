"""However much waits, a batch costs what is in it: the database goes by the keys of the batch and by whose they are."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mooring.notices import outbox
from mooring.notices.models import Notice, Topic, Wish
from mooring.notices.tests.test_outbox import MONDAY_NOON, kinds, put  # noqa: F401  the kinds of that file
from mooring.testing import give_hours

pytestmark = pytest.mark.sqlite  # it says how it looks things up, and knows nothing of how much there is

MANY = 40
"""So many keys seem to a database worth another way than one by one."""


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False):
        yield


def ways() -> list[str]:
    """How the table of notices is gone through, of all that sending a batch asks; what is being sent just now is never much."""
    with CaptureQueriesContext(connection) as asked:
        outbox.send_batch()
    found = []
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            about = "notices_notice" in one["sql"] and "'sending')" not in one["sql"]
            if about and one["sql"].startswith(("SELECT", "UPDATE")):
                cursor.execute("EXPLAIN QUERY PLAN " + one["sql"])
                found += [line for *_numbers, line in cursor.fetchall() if "notices_notice " in line]
    return found


def test_a_batch_is_looked_up_by_what_is_in_it(cast, clock, mailoutbox):
    Wish.objects.create(account=cast.match.account, topic=Topic.INTRODUCTIONS, daily=True)
    give_hours(cast.team_mate, begins="20:00")  # put off until the evening
    for number in range(MANY):
        put(cast.team_mate, key=f"later {number}")
        put(cast.match, key=f"gathered {number}")
    put(cast.owner)
    due, *rest = ways()
    assert Notice.objects.filter(state=Notice.State.SENT).exclude(digest=None).count() == MANY
    assert Notice.objects.filter(state=Notice.State.WAITING, not_before__gt=MONDAY_NOON).count() == MANY
    assert "(state=? AND not_before<?)" in due
    assert rest
    assert not [one for one in rest if "(state=?" in one or one.startswith("SCAN")]
    assert sum("digest_id=?" in one for one in rest) == 1, "the digest's own, and not all that is in none"
