"""One's own feed, as a calendar program that subscribes to it reads it; and invitations of what is private."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import vobject
from django.test import Client

from mooring.calendars.models import Feed
from mooring.meetings import actions, calendar, purposes
from mooring.meetings.models import Meeting


@pytest.fixture(autouse=True)
def purpose(monkeypatch):
    monkeypatch.setattr(purposes, "_PURPOSES", {})
    titles = {"title": lambda meeting, viewer: "Kaffee mit jemandem", "describe": lambda meeting, viewer: "Why the two of you."}
    purposes.register("test", **titles)
    purposes.register("secret", private=True, **titles)


@pytest.fixture
def agreed(cast, meeting):
    """A meeting of owner and match with its time."""
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    return Meeting.objects.get(pk=meeting.pk)


def made(client, shows="words"):
    """The path of a feed that was just made, as its page shows it once."""
    answer = client.post("/you/calendars/feed", {"shows": shows})
    assert "no-store" in answer["Cache-Control"]
    return re.search(r'value="https?://[^/]+(/l/calendar/[^"]+)"', answer.content.decode())[1]


def events(path):
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.content.decode()).contents.get("vevent", [])


def test_only_its_owner_makes_or_ends_a_feed_and_no_one_guesses_it(cast, enter, agreed):
    for path in ("/you/calendars/feed", "/you/calendars/feed/close"):
        assert Client().post(path).status_code == 302
    path = made(enter(cast.owner))
    assert enter(cast.match).post("/you/calendars/feed/close").status_code == 302
    assert len(events(path)) == 1
    assert Client().get(path.replace("/l/calendar/", "/l/calendar/x")).status_code == 404
    assert Client().post(path).status_code == 405


def test_it_tells_of_the_meetings_one_holds_and_of_their_moves_under_the_same_name(cast, enter, agreed):
    path = made(enter(cast.owner))
    (event,) = events(path)
    assert event.uid.value == agreed.uid
    assert event.dtstart.value == agreed.begins_at
    assert event.dtend.value == agreed.begins_at + dt.timedelta(minutes=30)
    assert event.summary.value == "Kaffee mit jemandem"
    assert event.contents["class"][0].value == "PRIVATE"
    assert actions.cannot_make_it(meeting=agreed, member=cast.owner)
    assert events(path) == []
    assert events(made(enter(cast.organiser))) == []


def test_it_says_only_when_where_that_is_wanted_and_always_of_what_is_private(cast, enter, agreed):
    (event,) = events(made(enter(cast.owner), "neutral"))
    assert event.summary.value == "Taken"
    assert "description" not in event.contents
    Meeting.objects.update(purpose="secret", place="https://video.example/room")
    (event,) = events(made(enter(cast.owner)))
    assert event.summary.value == "Taken"
    assert "location" not in event.contents


@pytest.mark.parametrize("how", ["ended", "made anew", "erased"])
def test_an_address_that_is_over_tells_nothing(cast, enter, agreed, how):
    owner = enter(cast.owner)
    path = made(owner)
    assert Client().get(path).status_code == 200
    if how == "ended":
        owner.post("/you/calendars/feed/close")
    elif how == "made anew":
        assert len(events(made(owner))) == 1
    else:
        cast.owner.account.delete()
    assert Client().get(path).status_code == 404


def test_a_program_that_has_it_already_is_told_so_and_the_secret_is_kept_nowhere(cast, enter, agreed):
    client = enter(cast.owner)
    path = made(client)
    first = Client().get(path)
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    feed = Feed.objects.get()
    assert feed.fetched_at is not None
    assert feed.secret_hash not in path
    page = client.get("/you/calendars").content.decode()
    assert "Last fetched about" in page
    assert path not in page


def test_an_invitation_of_what_is_private_names_nobody_and_nothing(cast, agreed):
    Meeting.objects.update(purpose="secret")
    found = Meeting.objects.get(pk=agreed.pk)
    text = calendar.invitation(found, cast.match, calendar.REQUEST).decode()
    event = vobject.readOne(text).vevent
    assert event.summary.value == "A meeting"
    assert event.contents["class"][0].value == "PRIVATE"
    unfolded = text.replace("\r\n ", "")
    for hidden in (cast.owner.shown_name, cast.owner.work_address, "Kaffee", "Why the two of you"):
        assert hidden not in unfolded
