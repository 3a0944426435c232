"""Which short guide comes with a chat: the one its programme chose, and one for a last conversation before the last of several."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
import vobject
from django.urls import reverse

from mooring.meetings import actions as meetings
from mooring.meetings import calendar, guides
from mooring.programmes.models import Chat, Round
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.test_organiser_pages import at, new_form
from mooring.testing import give_hours

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def chat(cast):
    for one in (cast.owner, cast.match):
        give_hours(one)
    programme = make_programme(cast.organisation)
    enrolled(programme, cast.owner, cast.match)
    match = make_match(make_round(programme, state=Round.State.PUBLISHED), cast.owner, cast.match)
    meeting = meetings.offer(
        organisation=cast.organisation,
        members=(cast.owner, cast.match),
        purpose="programmes.chat",
        minutes=30,
        from_date=dt.date(2026, 11, 24),
        to_date=dt.date(2026, 12, 4),
    )
    return Chat.objects.create(match=match, number=1, meeting=meeting)


@pytest.mark.parametrize(
    ("chosen", "number", "planned", "comes"),
    [
        ("first-coffee", 1, 3, "first-coffee"),
        ("first-coffee", 2, 3, None),
        ("first-coffee", 3, 3, "closing"),
        ("first-mentoring", 1, 1, "first-mentoring"),
        ("listening", 1, 1, "listening"),
        ("listening", 2, 3, "listening"),
        ("hard-conversation", 1, 3, "hard-conversation"),
        ("closing", 1, 1, "closing"),
    ],
)
def test_the_guide_of_an_invitation_and_of_a_page_is_for_what_the_chat_is(cast, chat, enter, chosen, number, planned, comes):
    programme = chat.match.round.programme
    programme.guide = chosen
    programme.save()
    Round.objects.update(chats=planned)
    Chat.objects.update(number=number)
    meeting = chat.meeting
    assert meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    meeting.refresh_from_db()
    event = vobject.readOne(calendar.invitation(meeting, cast.match, calendar.REQUEST).decode()).vevent
    page = enter(cast.owner).get(reverse("meeting", args=[cast.organisation.slug, meeting.public_id])).content.decode()
    for name, guide in guides.GUIDES.items():
        assert (str(guide.title) in event.description.value) is (name == comes)
        assert (f"#{name}" in page) is (name == comes)


def test_an_organiser_chooses_what_the_chats_of_a_programme_are_like(cast, enter):
    client = enter(cast.organiser)
    form = new_form(client, cast)
    assert form["guide"] == "first-coffee"
    refused = client.post(at("programme_new", cast), form | {"guide": "small-talk"})
    assert refused.context["form"].errors["guide"]
    client.post(at("programme_new", cast), form | {"guide": "listening"})
    programme = cast.organisation.programmes.get()
    assert programme.guide == "listening"
