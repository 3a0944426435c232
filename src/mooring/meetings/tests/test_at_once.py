"""Two people at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mooring import testing
from mooring.meetings import actions
from mooring.meetings.models import Meeting, OfferedTime
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.notices.models import Attempt, Notice


def at_once(*doings):
    """Do all of them at the same moment; what each returned, in their order."""
    ready, results = threading.Barrier(len(doings)), [None] * len(doings)

    def run(place, doing):
        try:
            ready.wait(timeout=20)
            results[place] = doing()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, doing)) for place, doing in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_the_same_moment_one_wins_and_everyone_is_invited_once(clock):
    cast = testing.make_cast()
    for _ in range(5):
        meeting = offered(cast)
        one, other, *_ = OfferedTime.objects.filter(meeting=meeting)
        results = at_once(
            lambda meeting=meeting, one=one: actions.choose(meeting=meeting, offered=one, member=cast.owner),
            lambda meeting=meeting, other=other: actions.choose(meeting=meeting, offered=other, member=cast.match),
        )
        assert sorted(results) == [False, True]
        chosen = one if results[0] else other
        meeting = Meeting.objects.get(pk=meeting.pk)
        assert (meeting.begins_at, meeting.sequence) == (chosen.begins_at, 1)
        assert meeting.attendances.filter(chose=True).count() == 1
        assert Notice.objects.filter(kind="meetings.invitation", thing=meeting.public_id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_everything_once(clock):
    cast = testing.make_cast()
    for _ in range(6):
        meeting = offered(cast)
        actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    sent = at_once(notices.send_due, notices.send_due, notices.send_due)
    assert sum(sent) == 12
    assert Attempt.objects.filter(succeeded=True, channel="mail").count() == 12
    assert Notice.objects.filter(kind="meetings.invitation", state=Notice.State.SENT, tries=1).count() == 12
