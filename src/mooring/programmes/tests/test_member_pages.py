"""What a member does on the pages of programmes: each press does one thing, and nobody else sees it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mooring.people.words import refresh_words
from mooring.programmes.models import AgainWish, Block, Enrolment, Round, RoundEntry
from mooring.programmes.tests.builders import enrolled, make_programme, make_round
from mooring.testing import make_member


@pytest.fixture
def programme(cast):
    return make_programme(cast.organisation)


def at(name, cast, *args):
    return reverse(name, args=[cast.organisation.slug, *args])


def test_a_programme_of_other_teams_is_not_there(cast, programme, enter):
    programme.teams.add(cast.match.team)
    assert enter(cast.owner).get(at("programme", cast, programme.public_id)).status_code == 404
    assert enter(cast.owner).post(at("programme_join", cast, programme.public_id)).status_code == 404
    assert enter(cast.match).get(at("programme", cast, programme.public_id)).status_code == 200


def test_nobody_else_sees_who_is_in(cast, programme, enter):
    enrolled(programme, cast.owner)
    for role in (cast.organiser, cast.admin, cast.manager, cast.match):
        for name in ("programmes", "programme"):
            args = [programme.public_id] if name == "programme" else []
            assert cast.owner.shown_name not in enter(role).get(at(name, cast, *args)).content.decode()
    organised = enter(cast.organiser).get(at("organise", cast, programme.public_id)).content.decode()
    assert "1 person is in" in organised
    assert cast.owner.shown_name not in organised


def test_join_pause_come_back_leave_join_again(cast, programme, enter):
    client = enter(cast.owner)

    def press(name):
        answer = client.post(at(name, cast, programme.public_id), follow=True)
        assert answer.status_code == 200
        return Enrolment.objects.get(programme=programme, member=cast.owner).state

    assert press("programme_join") == "in"
    assert press("programme_pause") == "paused"
    assert press("programme_resume") == "in"
    assert press("programme_leave") == "left"
    assert press("programme_join") == "in"


def test_leaving_a_programme_that_is_closed_to_me_leads_to_the_list(cast, programme, enter):
    enrolled(programme, cast.owner)
    programme.teams.add(cast.match.team)
    answer = enter(cast.owner).post(at("programme_leave", cast, programme.public_id))
    assert answer.headers["Location"] == at("programmes", cast)


def test_away_until_a_day(cast, programme, enter):
    enrolled(programme, cast.owner)
    client, page = enter(cast.owner), at("programme_snooze", cast, programme.public_id)
    assert client.post(page, {"until": "2001-01-01"}).status_code == 422
    assert client.post(page, {"until": "soon"}).status_code == 422
    assert client.post(page, {"until": "2101-01-01"}, follow=True).status_code == 200
    assert Enrolment.objects.get().snoozed_until is None, "a year is the longest"


def test_room_for_more_than_one(cast, programme, enter):
    enrolled(programme, cast.owner)
    client, page = enter(cast.owner), at("programme_capacity", cast, programme.public_id)
    assert client.post(page, {"capacity": "9"}).status_code == 422
    client.post(page, {"capacity": "2"})
    assert Enrolment.objects.get().capacity == 2


def test_a_round_that_asks_is_answered_by_those_in_it(cast, programme, enter):
    round = make_round(programme, state=Round.State.ASKING)
    page = at("round_answer", cast, round.public_id)
    assert enter(cast.match).post(page, {"coming": "yes"}).status_code == 404
    enrolled(programme, cast.owner)
    client = enter(cast.owner)
    client.post(page, {"coming": "no"})
    assert RoundEntry.objects.get(member=cast.owner).answer == "out"
    client.post(f"{page}?coming=yes")
    assert RoundEntry.objects.get(member=cast.owner).answer == "in"


def test_my_never_list_is_mine_alone(cast, enter):
    client, name = enter(cast.owner), cast.team_mate.shown_name
    refresh_words([cast.team_mate])
    assert name in client.get(at("never", cast) + "?find=Zbig").content.decode()
    client.post(at("never_add", cast, cast.team_mate.public_id))
    assert name in client.get(at("never", cast)).content.decode()
    for role in (cast.team_mate, cast.organiser, cast.admin, cast.manager):
        assert cast.owner.shown_name not in enter(role).get(at("never", cast)).content.decode()
    answer = client.post(at("never_remove", cast, cast.team_mate.public_id), follow=True).content.decode()
    assert not Block.objects.exists()
    assert at("never_add", cast, cast.team_mate.public_id) in answer, "it can be put back"


def test_nobody_puts_themselves_or_a_stranger_on_a_list(cast, enter):
    client = enter(cast.owner)
    assert client.post(at("never_add", cast, cast.owner.public_id)).status_code == 404
    assert client.post(at("never_add", cast, cast.stranger.public_id)).status_code == 404


def test_gladly_again_is_mine_alone(cast, programme, enter):
    client = enter(cast.owner)
    client.post(at("again_add", cast, programme.public_id, cast.match.public_id))
    assert cast.match.shown_name in client.get(at("again", cast, programme.public_id)).content.decode()
    assert cast.owner.shown_name not in enter(cast.match).get(at("again", cast, programme.public_id)).content.decode()
    client.post(at("again_remove", cast, programme.public_id, cast.match.public_id))
    assert not AgainWish.objects.exists()


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_asks_the_database_equally_often_however_long_it_is(cast, enter, django_assert_max_num_queries, many):
    for number in range(many):
        enrolled(make_programme(cast.organisation, name=f"Coffee {number}"), cast.owner)
    client = enter(cast.owner)
    client.get(at("programmes", cast))
    with django_assert_max_num_queries(14):
        client.get(at("programmes", cast))


def test_empty_pages_say_what_comes_next(cast, enter):
    alone = make_member(cast.organisation, "王小明")
    client = enter(alone)
    assert "No introductions yet" in client.get(at("introductions", cast)).content.decode()
    assert "No programmes yet" in client.get(at("programmes", cast)).content.decode()
    assert "Begin one" in enter(cast.organiser).get(at("programmes", cast)).content.decode()
