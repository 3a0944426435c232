"""Afterwards: who came, “ask me later”, and what each says to themselves."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.meetings import actions, links, purposes, queries
from mooring.meetings.models import Attendance, Came, Meeting
from mooring.meetings.tests.conftest import offered
from mooring.notices import actions as notices
from mooring.people.models import Account

DAY = dt.timedelta(days=1)
Met = Attendance.Met


@pytest.fixture
def held(cast, clock):
    """A meeting of owner, match and team mate that is over, and asked about."""
    meeting = offered(cast, cast.team_mate)
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    meeting = Meeting.objects.get(pk=meeting.pk)
    clock.move_to(meeting.begins_at + dt.timedelta(hours=1))
    actions.close_over()
    notices.send_due()
    mail.outbox.clear()
    return meeting


def at(name, meeting):
    return reverse(name, args=[meeting.organisation.slug, meeting.public_id])


def own(meeting, member):
    return Attendance.objects.get(meeting=meeting, member=member)


def asked(member):
    return [one for one in mail.outbox if one.to == [member.account.email] and one.subject == "Did you meet?"]


def test_who_came_is_said_and_stays_with_whoever_says_it(cast, held, enter):
    client = enter(cast.owner)
    assert "Who came?" in client.get(at("meeting", held)).content.decode()
    came = [cast.owner.public_id, cast.match.public_id, cast.stranger.public_id]
    client.post(at("meeting_met", held), {"met": "some", "came": came})
    assert own(held, cast.owner).met == Met.SOME
    assert {one.member for one in Came.objects.all()} == {cast.owner, cast.match}
    assert f"You said who met: You and {cast.match.short_name}." in client.get(at("meeting", held)).content.decode()
    for other in (cast.match, cast.team_mate):
        assert "You said" not in enter(other).get(at("meeting", held)).content.decode()
    assert queries.outcome_of(Meeting.objects.get(pk=held.pk)) == "met"
    client.post(at("meeting_met", held), {"met": "yes"})
    assert not Came.objects.exists()


def test_of_two_either_both_met_or_nobody_did(cast, meeting, enter, clock):
    actions.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    clock.shift(7 * DAY)
    client = enter(cast.owner)
    assert "Only some of us" not in client.get(at("meeting", meeting)).content.decode()
    client.post(at("meeting_met", meeting), {"met": "some", "came": [cast.owner.public_id]})
    assert own(meeting, cast.owner).met == Met.UNKNOWN


def test_later_is_asked_again_from_its_day_on_and_not_before(cast, held, enter, clock):
    enter(cast.owner).post(at("meeting_met", held), {"met": "later"})
    said = own(held, cast.owner)
    assert said.ask_on == held.begins_at.date() + 7 * DAY
    assert "You are asked again on" in enter(cast.owner).get(at("meeting", held)).content.decode()
    clock.shift(6 * DAY)
    notices.send_due()
    assert not asked(cast.owner)
    assert not queries.to_answer(cast.owner).exists()
    clock.shift(2 * DAY)
    notices.send_due()
    notices.send_due()
    assert len(asked(cast.owner)) == 1
    assert list(queries.to_answer(cast.owner)) == [held]
    assert "We met" in enter(cast.owner).get(at("meeting", held)).content.decode()


def test_later_by_ones_own_clock_on_a_day_of_ones_own(cast, held, clock):
    Account.objects.filter(pk=cast.owner.account_id).update(timezone="Pacific/Kiritimati")
    cast.owner.refresh_from_db()
    far = dt.date(2027, 6, 1)
    actions.answer(meeting=held, member=cast.owner, met=Met.LATER, ask_on=far)
    assert own(held, cast.owner).ask_on < far
    actions.answer(meeting=held, member=cast.owner, met=Met.LATER, ask_on=dt.date(2026, 1, 1))
    here = own(held, cast.owner).ask_on
    actions.answer(meeting=held, member=cast.match, met=Met.LATER, ask_on=dt.date(2026, 1, 1))
    assert here == own(held, cast.match).ask_on + DAY, "it is tomorrow there already"


def test_whoever_puts_it_off_twice_is_asked_by_the_last_day_alone(cast, held, clock):
    for days in (3, 10):
        actions.answer(meeting=held, member=cast.owner, met=Met.LATER, ask_on=held.begins_at.date() + days * DAY)
    clock.shift(6 * DAY)
    notices.send_due()
    assert not asked(cast.owner)
    clock.shift(7 * DAY)
    notices.send_due()
    assert len(asked(cast.owner)) == 1


def test_a_day_that_is_none_is_a_week(cast, held, enter):
    for text in ("", "soon", "2026-02-31"):
        enter(cast.owner).post(at("meeting_met", held), {"met": "on", "ask_on": text})
        assert own(held, cast.owner).ask_on == held.begins_at.date() + 7 * DAY


def test_what_has_not_happened_yet_fills_no_week_and_no_bad_hour(cast, held):
    Attendance.objects.filter(meeting=held).update(bad_hour=True)
    assert queries.bad_hours([cast.owner]) == {cast.owner.pk: 1}
    actions.answer(meeting=held, member=cast.owner, met=Met.LATER)
    assert queries.bad_hours([cast.owner]) == {}


def test_private_words_are_a_press_each_and_shown_to_nobody_else(cast, held, enter):
    client, other = enter(cast.owner), enter(cast.match)
    for one in (client, other):
        one.post(at("meeting_met", held), {"met": "yes"})
    client.post(at("meeting_said", held), {"useful": "yes"})
    client.post(at("meeting_said", held), {"comfortable": "no"})
    client.post(at("meeting_said", held), {"comfortable": "perhaps", "met": "no"})
    mine = own(held, cast.owner)
    assert (mine.useful, mine.comfortable, mine.met) == (True, False, Met.YES)
    page = client.get(at("meeting", held)).content.decode()
    assert page.count('aria-pressed="true"') == 2
    assert 'aria-pressed="true"' not in other.get(at("meeting", held)).content.decode()
    assert own(held, cast.match).useful is None


def test_nothing_is_said_of_what_has_not_begun(cast, meeting):
    actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    for about in (*actions.PRIVATE, "met"):
        assert not actions.say_privately(meeting=meeting, member=cast.owner, about=about, yes=True)


def test_again_goes_where_its_feature_keeps_it(cast, held, monkeypatch):
    kept = {}
    again = purposes.Again(lambda meeting, viewer: kept.get(viewer), lambda meeting, viewer, yes: kept.__setitem__(viewer, yes))
    monkeypatch.setattr(purposes, "_PURPOSES", {})
    assert not actions.say_privately(meeting=held, member=cast.owner, about="again", yes=True)
    purposes.register("test", title=lambda *_: "x", describe=lambda *_: "", again=again)
    assert actions.say_privately(meeting=held, member=cast.owner, about="again", yes=True)
    assert kept == {cast.owner: True}


def test_by_a_link_each_answer_is_one_press_and_none_is_shown(cast, held):
    client, shown = Client(enforce_csrf_checks=True), []
    address = links.met(held, cast.owner, "later").removeprefix("http://localhost:8000")
    assert 'value="later" checked' in client.get(address).content.decode()
    client.post(address, {"met": "later"})
    assert own(held, cast.owner).met == Met.LATER
    for answer in ({"met": "some"}, {"useful": "no"}, {"comfortable": "yes"}):
        assert client.post(address, answer).status_code == 302
        page = client.get(address).content.decode()
        assert cast.match.short_name not in page
        main = page.partition("<main")[2].partition("</main>")[0]
        shown.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", main))
    assert len(set(shown)) == 1
    mine = own(held, cast.owner)
    assert (mine.met, mine.useful, mine.comfortable) == (Met.SOME, False, True)
