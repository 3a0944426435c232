"""What the people of an introduction see and do; everyone else is answered as if it were not there."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mooring.meetings import actions as meetings
from mooring.meetings.models import Attendance, Meeting
from mooring.people.models import HelpContact, Topic
from mooring.programmes.models import AgainWish, Chat, Enrolment, Match, Round, RoundEntry, Seat
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.suggestions.today import items_for, next_for
from mooring.testing import give_hours

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def round(cast):
    programme = make_programme(cast.organisation)
    enrolled(programme, cast.owner, cast.match)
    return make_round(programme, state=Round.State.PUBLISHED)


@pytest.fixture
def match(cast, round):
    return make_introduction(round, cast.owner, cast.match)


def make_introduction(round, *people):
    for one in people:
        give_hours(one)
    chess = Topic.objects.create(organisation=round.organisation, label="chess", folded="chess")
    hidden = Topic.objects.create(organisation=round.organisation, label="hidden need", folded="hidden need")
    reasons = [
        {"term": "interests", "value": 333_333, "points": 50_000, "topics": [chess.public_id], "private": False},
        {"term": "interests", "value": 333_333, "points": 50_000, "topics": [hidden.public_id], "private": True},
    ]
    match = make_match(round, *people, reasons=reasons, questions=["walk", "lunch", "read"])
    meeting = meetings.offer(
        organisation=round.organisation,
        members=people,
        purpose="programmes.chat",
        minutes=30,
        from_date=dt.date(2026, 11, 24),
        to_date=dt.date(2026, 12, 4),
    )
    Chat.objects.create(match=match, number=1, meeting=meeting)
    return match


def at(name, match, *args):
    return reverse(name, args=[match.organisation.slug, match.public_id, *args])


def test_nobody_else_opens_an_introduction(cast, match, enter):
    for role in (cast.team_mate, cast.manager, cast.organiser, cast.admin, cast.stranger):
        assert enter(role).get(at("introduction", match)).status_code == 404
        assert enter(role).post(at("not_comfortable", match)).status_code == 404


def test_before_it_has_gone_out_its_people_do_not_see_it_either(cast, match, enter):
    Match.objects.update(introduced_at=None)
    assert enter(cast.owner).get(at("introduction", match)).status_code == 404


def test_an_introduction_says_who_why_when_and_a_way_in(cast, match, enter):
    page = enter(cast.owner).get(at("introduction", match)).content.decode()
    assert f"You and {cast.match.shown_name}" in page
    assert "You share an interest: chess." in page
    assert "hidden need" not in page
    assert "Three times that suit you both" in page
    assert "Where do you go when you need a walk?" in page
    assert "Not comfortable?" in page


def test_the_page_of_its_meeting_leads_back_to_it_and_asks_its_questions_one_by_one(cast, match, enter):
    client, meeting = enter(cast.owner), match.chats.get().meeting
    page = reverse("meeting", args=[match.organisation.slug, meeting.public_id])
    shown = client.get(page).content.decode()
    assert f'href="{at("introduction", match)}"' in shown
    assert "<li><span>Where do you go when you need a walk?</span></li>" in shown
    Match.objects.update(state=Match.State.ENDED)
    assert f'href="{at("introduction", match)}"' not in client.get(page).content.decode()


def test_pick_a_time_and_give_it_back(cast, match, enter):
    client, meeting = enter(cast.owner), match.chats.get().meeting
    time = meeting.offered_times.first()
    assert client.post(at("introduction_time", match, 1), {"time": "nonsense"}).status_code == 404
    said = client.post(at("introduction_time", match, 1), {"time": time.public_id}, follow=True).content.decode()
    assert "You meet on" in said
    assert reverse("meeting_file", args=[match.organisation.slug, meeting.public_id]) in said
    meeting.refresh_from_db()
    assert meeting.begins_at == time.begins_at
    late = enter(cast.match).post(at("introduction_time", match, 1), {"time": time.public_id}, follow=True).content.decode()
    assert "can no longer be picked" in late
    enter(cast.match).post(at("introduction_cannot", match, 1))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OFFERED


def test_other_times(cast, match, enter):
    meeting = match.chats.get().meeting
    before = set(meeting.offered_times.values_list("begins_at", flat=True))
    said = enter(cast.owner).post(at("introduction_others", match, 1), follow=True).content.decode()
    assert "Here are others" in said
    assert before.isdisjoint(meeting.offered_times.values_list("begins_at", flat=True))


def test_did_you_meet_is_asked_and_what_each_said_stays_with_them(cast, match, enter, clock):
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    assert [item.title for item in items_for(cast.owner) if item.key.startswith("met:")] == []
    clock.move_to(MONDAY + dt.timedelta(days=12))
    [item] = [item for item in items_for(cast.owner) if item.key.startswith("met:")]
    assert item.title == "Did you meet Nguyễn Quốc Tuấn?"
    assert item.posts
    enter(cast.owner).post(item.address)
    assert Attendance.objects.get(meeting=meeting, member=cast.owner).met == "yes"
    assert "Did you meet?" not in enter(cast.owner).get(at("introduction", match)).content.decode()
    assert "Did you meet?" in enter(cast.match).get(at("introduction", match)).content.decode()


def test_again_is_private(cast, match, enter, clock):
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    clock.move_to(MONDAY + dt.timedelta(days=12))
    client = enter(cast.owner)
    client.post(at("introduction_met", match, 1), {"met": "yes"})
    client.post(at("introduction_again", match), {"again": "yes"})
    assert 'aria-pressed="true"' in client.get(at("introduction", match)).content.decode()
    enter(cast.match).post(at("introduction_met", match, 1), {"met": "yes"})
    assert 'aria-pressed="true"' not in enter(cast.match).get(at("introduction", match)).content.decode()


def test_how_it_was_is_said_on_the_introduction_and_leads_back_to_it(cast, match, enter, clock):
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    clock.move_to(MONDAY + dt.timedelta(days=12))
    client, said = enter(cast.owner), reverse("meeting_said", args=[match.organisation.slug, meeting.public_id])
    client.post(at("introduction_met", match, 1), {"met": "later"})
    later = client.get(at("introduction", match)).content.decode()
    assert "Not met yet" in later
    assert "How was it?" not in later
    client.post(at("introduction_met", match, 1), {"met": "yes"})
    assert "How was it?" in client.get(at("introduction", match)).content.decode()
    assert client.post(said, {"useful": "yes", "back": "home"}).headers["Location"] == at("introduction", match)
    client.post(said, {"again": "yes"})
    assert AgainWish.objects.get().other == cast.match
    assert client.get(at("introduction", match)).content.decode().count('aria-pressed="true"') == 2
    assert enter(cast.match).get(at("introduction", match)).content.decode().count('aria-pressed="true"') == 0


def test_what_is_put_off_comes_back_to_today_on_its_day(cast, match, enter, clock):
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    clock.move_to(MONDAY + dt.timedelta(days=12))
    assert any(item.key.startswith("met:") for item in items_for(cast.owner))
    on = (MONDAY + dt.timedelta(days=40)).date().isoformat()
    enter(cast.owner).post(at("introduction_met", match, 1), {"met": "on", "ask_on": on})
    assert not any(item.key.startswith("met:") for item in items_for(cast.owner))
    clock.move_to(MONDAY + dt.timedelta(days=41))
    assert any(item.key.startswith("met:") for item in items_for(cast.owner))


def test_enough(cast, match, enter):
    said = enter(cast.owner).post(at("introduction_enough", match), follow=True).content.decode()
    assert "No further chat" in said
    match.refresh_from_db()
    assert match.enough


def test_not_comfortable_asks_no_reason_ends_it_and_names_whom_to_turn_to(cast, match, enter):
    HelpContact.objects.create(organisation=cast.organisation, name="Rosa Lind", how="rosa@example.org")
    client = enter(cast.owner)
    page = client.get(at("not_comfortable", match)).content.decode()
    assert "Rosa Lind" in page
    assert "<textarea" not in page
    match.refresh_from_db()
    assert match.state == Match.State.PUBLISHED, "looking changes nothing"
    after = client.post(at("not_comfortable", match), follow=True).content.decode()
    assert "Rosa Lind" in after
    assert cast.match.shown_name not in after
    assert client.get(at("introduction", match)).status_code == 404
    assert enter(cast.match).get(at("introduction", match)).status_code == 404


def test_three_people_have_a_page_too(cast, round, enter):
    match = make_introduction(round, cast.owner, cast.match, cast.team_mate)
    page = enter(cast.owner).get(at("introduction", match)).content.decode()
    assert "You, Nguyễn Quốc Tuấn and Zbigniew Wiśniewski" in page
    assert "Why you" in page


def test_why_i_was_not_placed_is_told_to_me_alone_in_full(cast, round, enter):
    entry = {"outcome": RoundEntry.Outcome.UNPLACED, "left_out": True, "cause": "no_allowed_partner"}
    RoundEntry.objects.create(round=round, member=cast.owner, rules=[{"rule": "private", "people": 1}], **entry)
    page = enter(cast.owner).get(reverse("introductions", args=[cast.organisation.slug])).content.decode()
    assert "People you asked not to meet, or ended a match with: 1." in page
    assert "You come first next time." in page
    review = enter(cast.organiser).get(reverse("round", args=[cast.organisation.slug, round.public_id])).content.decode()
    assert "asked not to meet" not in review
    assert "No allowed partner" in review


def test_a_time_to_pick_stands_on_today(cast, match):
    item = items_for(cast.owner)[0]
    assert item.title == "Meet Nguyễn Quốc Tuấn"
    assert item.names == ("Nguyễn Quốc Tuấn",)


def test_what_comes_next_is_the_next_meeting_or_the_next_introductions(cast, round, match):
    enrolled(round.programme, cast.team_mate)
    next_round = "The next introductions of Coffee go out on Monday 21 December."
    assert next_for(cast.team_mate).words == next_for(cast.owner).words == next_round
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    coming = next_for(cast.owner)
    assert coming.words == "You meet Nguyễn Quốc Tuấn on Tuesday 24 November, 10:00."
    assert coming.address == reverse("meeting", args=[cast.organisation.slug, meeting.public_id])
    assert next_for(cast.team_mate).words == next_round


def test_nothing_comes_next_for_whoever_is_in_nothing_or_away(cast, round):
    assert next_for(cast.manager) is None
    Enrolment.objects.filter(member=cast.owner).update(snoozed_until=dt.date(2027, 3, 1))
    assert next_for(cast.owner) is None


@pytest.mark.parametrize("many", [1, 7])
def test_the_list_asks_the_database_equally_often_however_long_it_is(cast, round, enter, django_assert_max_num_queries, many):
    for number in range(many):
        other = make_round(round.programme, state=Round.State.CLOSED, number=100 + number)
        make_match(other, cast.owner, cast.match)
    client, page = enter(cast.owner), reverse("introductions", args=[cast.organisation.slug])
    client.get(page)
    with django_assert_max_num_queries(22):
        client.get(page)


def test_somebody_who_left_the_match_is_not_shown(cast, round, enter):
    match = make_introduction(round, cast.owner, cast.match, cast.team_mate)
    Seat.objects.filter(match=match, member=cast.team_mate).update(state=Seat.State.LEFT)
    assert cast.team_mate.shown_name not in enter(cast.owner).get(at("introduction", match)).content.decode()


def test_later_chats_go_on_when_the_round_has_closed(cast, match, round, enter):
    Match.objects.update(state=Match.State.CLOSED)
    Round.objects.update(state=Round.State.CLOSED)
    client = enter(cast.owner)
    assert "Three times that suit you both" in client.get(at("introduction", match)).content.decode()
    listed = client.get(reverse("introductions", args=[cast.organisation.slug])).context
    assert [card.public_id for card in listed["open"]] == [match.public_id]
    assert listed["past"] == []
    assert items_for(cast.owner)[0].title == "Meet Nguyễn Quốc Tuấn"


def test_an_introduction_that_is_over_lies_with_the_past_and_can_still_be_ended(cast, match, enter, clock):
    Match.objects.update(state=Match.State.CLOSED)
    clock.move_to(MONDAY + dt.timedelta(days=90))
    client = enter(cast.owner)
    listed = client.get(reverse("introductions", args=[cast.organisation.slug])).context
    assert [card.public_id for card in listed["past"]] == [match.public_id]
    assert "Not comfortable?" in client.get(at("introduction", match)).content.decode()
    client.post(at("not_comfortable", match))
    assert client.get(at("introduction", match)).status_code == 404


def test_whom_one_is_introduced_to_is_kept_with_one_press_there_or_after_meeting_and_only_the_one_who_pressed_sees_it(
    cast, match, enter, clock
):
    keep = reverse("circle_keep_colleague", args=[cast.match.public_id])
    client, page = enter(cast.owner), at("introduction", match)
    assert client.get(page).content.decode().count(keep) == 1
    meeting = match.chats.get().meeting
    meetings.choose(meeting=meeting, offered=meeting.offered_times.first(), member=cast.owner)
    clock.move_to(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
    meetings.close_over()
    Attendance.objects.filter(meeting=meeting).update(met="yes", answered_at=MONDAY)
    afterwards = reverse("meeting", args=[cast.organisation.slug, meeting.public_id])
    assert keep in client.get(afterwards).content.decode()
    assert "not noted yet" not in client.post(keep, follow=True).content.decode()
    for address in (page, afterwards):
        shown = client.get(address).content.decode()
        assert keep not in shown
        assert "in your circle</a>" in shown
    assert reverse("circle_keep_colleague", args=[cast.owner.public_id]) in enter(cast.match).get(page).content.decode()
