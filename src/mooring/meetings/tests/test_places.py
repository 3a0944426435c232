"""Where a meeting is held."""

from __future__ import annotations

import re

import pytest

from mooring.meetings import actions, calendar
from mooring.meetings.models import Meeting
from mooring.meetings.tests.conftest import offered


def place(meeting, member):
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=member)
    return Meeting.objects.get(pk=meeting.pk)


def test_somebodys_own_link_comes_first_the_choosers_before_the_others(cast, meeting):
    cast.organisation.video, cast.organisation.video_address = "jitsi", "https://meet.example.org/"
    cast.organisation.save()
    for person in (cast.owner, cast.match):
        person.account.meeting_link = f"https://example.org/{person.pk}"
        person.account.save()
    assert place(meeting, cast.match).place == f"https://example.org/{cast.match.pk}"
    cast.match.account.meeting_link = ""
    cast.match.account.save()
    assert place(offered(cast), cast.match).place == f"https://example.org/{cast.owner.pk}"


@pytest.mark.parametrize(
    ("video", "address", "pattern"),
    [
        ("jitsi", "https://meet.example.org/", r"https://meet\.example\.org/mooring-[0-9a-f]{24}"),
        ("template", "https://video.example.org/r/{room}?x=1", r"https://video\.example\.org/r/mooring-[0-9a-f]{24}\?x=1"),
        ("template", "https://video.example.org/", r""),
        ("", "https://meet.example.org/", r""),
        ("jitsi", "", r""),
    ],
)
def test_else_the_organisations_provider_else_as_they_decide(cast, clock, video, address, pattern):
    cast.organisation.video, cast.organisation.video_address, cast.organisation.video_secret = video, address, "hush"
    cast.organisation.save()
    one, other = place(offered(cast), cast.owner), place(offered(cast), cast.owner)
    assert re.fullmatch(pattern, one.place)
    assert not one.place or one.place != other.place
    assert "hush" not in one.place
    if not pattern:
        assert "however you decide" in calendar.where(one)
