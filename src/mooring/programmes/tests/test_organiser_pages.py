"""What an organiser does with a programme and its rounds, and what they never see."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mooring.people.models import Invitation, Member, Topic
from mooring.people.words import refresh_words
from mooring.programmes import actions
from mooring.programmes.models import Block, Match, Programme, Round, RoundEntry
from mooring.programmes.queries.tally import count_up
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.suggestions.today import items_for
from mooring.testing import give_hours, make_member

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def at(name, cast, *args):
    return reverse(name, args=[cast.organisation.slug, *args])


def new_form(client, cast):
    """What the page of a new programme offers, as a browser would send it."""
    form = client.get(at("programme_new", cast)).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value is not None:
            data[field.html_name] = value.strftime("%H:%M") if isinstance(value, dt.time) else value
    return data


def test_only_organisers_begin_programmes(cast, enter):
    for role in (cast.owner, cast.admin, cast.manager):
        assert enter(role).get(at("programme_new", cast)).status_code == 404
        assert enter(role).post(at("programme_new", cast), {}).status_code == 404
    assert not Programme.objects.exists()


def test_a_programme_is_begun_with_the_defaults_as_they_stand(cast, enter):
    client = enter(cast.organiser)
    said = client.post(at("programme_new", cast), new_form(client, cast))
    made = Programme.objects.get()
    assert said.headers["Location"] == at("organise", cast, made.public_id)
    assert (made.cadence_weeks, made.group_size, made.chats) == (4, 2, 3)
    assert made.policy["rules"] == ["hours", "manager"]
    assert made.first_round_on == dt.date(2026, 11, 30)


def test_the_page_says_when_it_begins_and_who_could_join_before_anything_is_kept(cast, enter):
    client = enter(cast.organiser)
    data = new_form(client, cast) | {"teams": [cast.owner.team_id], "weekday": 2, "look": "1"}
    page = client.post(at("programme_new", cast), data).content.decode()
    assert "Wednesday 2 December" in page
    assert "<b>3</b> people could join" in page
    part = client.post(at("programme_new", cast), data, headers={"HX-Request": "true"}).content.decode()
    assert "<b>3</b> people could join" in part
    assert "<html" not in part
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rules": ["other_team", "same_team"]}, "Two of these rules together allow nobody"),
        ({"name": ""}, "Please fill this in."),
        ({"cadence_weeks": "13"}, "Select a valid choice"),
        ({f"weight_{name}": 0 for name in ("bridge", "need", "interests", "overlap", "lift")}, "At least one wish must count"),
    ],
)
def test_what_cannot_be_is_said_on_the_page(cast, enter, change, words):
    client = enter(cast.organiser)
    said = client.post(at("programme_new", cast), new_form(client, cast) | change)
    assert said.status_code == 422
    assert words in said.content.decode()
    assert not Programme.objects.exists()


def test_teams_of_another_organisation_cannot_be_named(cast, enter):
    far = make_member(cast.stranger.organisation).organisation.teams.create(name="Elsewhere")
    client = enter(cast.organiser)
    assert client.post(at("programme_new", cast), new_form(client, cast) | {"teams": [far.pk]}).status_code == 422


def test_change_rest_go_on_and_end(cast, enter):
    client, programme = enter(cast.organiser), make_programme(cast.organisation)
    form = client.get(at("programme_edit", cast, programme.public_id)).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None} | {"publish_time": "08:30", "cadence_weeks": "2"}
    client.post(at("programme_edit", cast, programme.public_id), data)
    states = []
    for name in ("programme_rest", "programme_go_on", "programme_end"):
        client.post(at(name, cast, programme.public_id))
        programme.refresh_from_db()
        states.append(programme.state)
    assert programme.cadence_weeks == 2
    assert states == ["paused", "running", "ended"]


def test_a_round_is_started_sooner(cast, enter):
    client, programme = enter(cast.organiser), make_programme(cast.organisation)
    page = at("round_start", cast, programme.public_id)
    assert client.post(page, {"starts_on": "2026-11-23"}).status_code == 422
    client.post(page, {"starts_on": "2026-11-25"})
    assert Round.objects.get().starts_on == dt.date(2026, 11, 25)


def test_teams_are_asked_and_nothing_tells_who_is_in(cast, enter):
    programme = make_programme(cast.organisation)
    make_member(cast.organisation, "Not joined yet", account=None, team=cast.owner.team)
    client, page = enter(cast.organiser), at("programme_invite", cast, programme.public_id)
    before = client.get(page).content.decode()
    enrolled(programme, cast.owner)
    assert client.get(page).context["form"].by_key[cast.owner.team.public_id].members
    assert client.get(page).content.decode().count("num") == before.count("num")
    assert client.post(page, {}).status_code == 422
    client.post(page, {"teams": [cast.owner.team.public_id]})
    assert Invitation.objects.get().member.name == "Not joined yet"


@pytest.fixture
def draft(cast):
    programme = make_programme(cast.organisation)
    people = [cast.owner, cast.match, cast.team_mate, cast.manager]
    enrolled(programme, *people)
    for one in people:
        give_hours(one)
    round = make_round(programme, state=Round.State.DRAFT, starts_on=dt.date(2026, 11, 30), score=600, bound=660, status="exact")
    make_match(round, cast.owner, cast.match, state=Match.State.DRAFT, introduced=False, score=60_000_000)
    return round


def test_a_round_is_for_organisers_alone(cast, draft, enter):
    for role in (cast.owner, cast.match, cast.manager, cast.admin, cast.stranger):
        for name in ("round", "round_cancel"):
            assert enter(role).get(at(name, cast, draft.public_id)).status_code == 404
        assert enter(role).post(at("round_publish", cast, draft.public_id)).status_code == 404
    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT


def test_a_draft_shows_who_meets_whom_and_only_public_reasons(cast, draft, enter):
    hidden = Topic.objects.create(organisation=cast.organisation, label="a hidden need", folded="a hidden need")
    reason = {"term": "interests", "value": 1, "points": 1, "topics": [hidden.public_id], "private": True}
    Match.objects.update(reasons=[reason])
    Block.objects.create(organisation=cast.organisation, owner=cast.team_mate.account, other=cast.owner)
    entry = {"outcome": RoundEntry.Outcome.UNPLACED, "cause": "no_allowed_partner", "left_out": True}
    RoundEntry.objects.create(round=draft, member=cast.team_mate, rules=[{"rule": "private", "people": 1}], **entry)
    page = enter(cast.organiser).get(at("round", cast, draft.public_id)).content.decode()
    assert cast.owner.shown_name in page
    assert cast.match.shown_name in page
    assert "No allowed partner in this round" in page
    assert "a hidden need" not in page
    assert "asked not to meet" not in page
    assert cast.manager.shown_name not in page, "who is not in is not shown"


def test_lock_and_let_go(cast, draft, enter):
    match, client = draft.matches.get(), enter(cast.organiser)
    assert enter(cast.admin).post(at("match_lock", cast, match.public_id), {"locked": "yes"}).status_code == 404
    client.post(at("match_lock", cast, match.public_id), {"locked": "yes"})
    match.refresh_from_db()
    assert match.locked
    assert "Solve again around 1 lock" in client.get(at("round", cast, draft.public_id)).content.decode()
    client.post(at("match_lock", cast, match.public_id), {"locked": "no"})
    match.refresh_from_db()
    assert not match.locked


def test_who_locks_or_thinks_better_of_a_swap_comes_back_to_that_match_of_the_same_page(cast, draft, enter):
    match, client, seen = draft.matches.get(), enter(cast.organiser), "?good=2&show=locked"
    here = f"{at('round', cast, draft.public_id)}{seen}#match-{match.public_id}"
    assert client.post(at("match_lock", cast, match.public_id) + seen, {"locked": "yes"}).headers["Location"] == here
    page = client.get(at("round_swap", cast, draft.public_id, cast.owner.public_id) + seen).content.decode()
    assert f'href="{here}"'.replace("&", "&amp;") in page


def test_where_nothing_is_locked_the_page_says_what_a_lock_is_for(cast, draft, enter):
    client, page = enter(cast.organiser), at("round", cast, draft.public_id)
    assert "Nothing is locked." in client.get(page + "?show=locked").content.decode()
    draft.matches.update(locked=True)
    assert "Nothing is locked." not in client.get(page + "?show=locked").content.decode()


def test_while_it_is_solved_the_page_says_so_asks_again_and_can_be_stopped(cast, draft, enter):
    client, page = enter(cast.organiser), at("round", cast, draft.public_id)
    client.post(at("round_solve", cast, draft.public_id))
    waiting = client.get(page).content.decode()
    assert "is being made" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert cast.owner.shown_name not in waiting
    assert client.get(page, headers={"HX-Request": "true"}).status_code == 200
    client.post(at("round_stop", cast, draft.public_id))
    assert "You stopped the matching" in client.get(page).content.decode()
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_publish_and_take_back(cast, draft, enter):
    client, page = enter(cast.organiser), at("round", cast, draft.public_id)
    said = client.post(at("round_publish", cast, draft.public_id), follow=True).content.decode()
    assert "is under way" in said
    assert "Take it back" in said
    assert "ready to read" in client.post(at("round_take_back", cast, draft.public_id), follow=True).content.decode()
    assert client.get(page).status_code == 200


def test_a_closed_round_shows_totals_and_no_names(cast, draft, enter):
    Match.objects.update(state=Match.State.CLOSED)
    totals = {"people": 8, "placed": 8, "matches": 4, "met_people": 6, "repeats": 0, "cross_team": 4}
    Round.objects.update(state=Round.State.CLOSED, totals=totals)
    page = enter(cast.organiser).get(at("round", cast, draft.public_id)).content.decode()
    assert "75 %" in page
    assert cast.owner.shown_name not in page


def test_a_share_of_fewer_than_five_is_not_shown(cast, draft, enter):
    totals = {"people": 4, "placed": 4, "matches": 2, "met_people": 2, "repeats": 0, "cross_team": 2}
    Round.objects.update(state=Round.State.CLOSED, totals=totals)
    for name, thing in (("round", draft), ("organise", draft.programme)):
        assert "50 %" not in enter(cast.organiser).get(at(name, cast, thing.public_id)).content.decode()


def test_cancelling_asks_first(cast, draft, enter):
    client, page = enter(cast.organiser), at("round_cancel", cast, draft.public_id)
    assert "Nothing has been sent" in client.get(page).content.decode()
    client.post(page)
    draft.refresh_from_db()
    assert draft.state == Round.State.CANCELLED
    assert client.get(page).status_code == 404


def test_a_draft_to_look_at_stands_on_the_organisers_day_alone(cast, draft):
    assert [item.title for item in items_for(cast.organiser) if item.key.startswith("draft:")] == ["Round 1 is ready to read"]
    assert [item for item in items_for(cast.admin) if item.key.startswith("draft:")] == []


def test_a_round_that_asks_stands_on_the_day_of_those_asked(cast):
    programme = make_programme(cast.organisation, opt_in=Programme.OptIn.EACH_ROUND)
    enrolled(programme, cast.owner)
    actions.open_round(programme=programme)
    [item] = [item for item in items_for(cast.owner) if item.key.startswith("round:")]
    assert item.button == "Count me in"
    assert [item for item in items_for(cast.match) if item.key.startswith("round:")] == []


@pytest.mark.parametrize("many", [2, 40])
def test_a_review_asks_the_database_equally_often_however_many_matches_it_has(cast, draft, enter, django_assert_max_num_queries, many):
    for _number in range(many):
        make_match(draft, make_member(cast.organisation), make_member(cast.organisation), state=Match.State.DRAFT, introduced=False)
    Round.objects.filter(pk=draft.pk).update(tally=count_up(draft))
    client, page = enter(cast.organiser), at("round", cast, draft.public_id)
    client.get(page)
    with django_assert_max_num_queries(13):
        client.get(page)


def test_a_long_draft_is_shown_a_page_at_a_time_and_counted_in_full(cast, draft, enter):
    met = Match.objects.filter(round=draft).count()
    for number in range(130):
        pair = make_member(cast.organisation, f"Ada {number:03}"), make_member(cast.organisation, f"Bo {number:03}")
        make_match(draft, *pair, state=Match.State.DRAFT, introduced=False, score=30_000_000 - number)
    refresh_words(Member.objects.filter(organisation=cast.organisation))
    client, page = enter(cast.organiser), at("round", cast, draft.public_id)

    def look(query=""):
        answer = client.get(page + query)
        shown = next(one for one in answer.context["bands"] if one.band.key == "good")
        return answer, shown, [match.people[0].name for match in shown.band.matches]

    first, shown, names = look()
    assert names == [f"Ada {number:03}" for number in range(5)]
    assert (shown.more, shown.band.count) == (125, 130)
    assert first.context["review"].count == 130 + met
    assert sum(team.people for team in first.context["map"].teams) == first.context["review"].placed
    second, _shown, names = look("?good=2")
    assert names == [f"Ada {number:03}" for number in range(100, 130)]
    assert "?good=1#band-good" in second.content.decode()
    assert look("?find=bo%20129")[2] == ["Ada 129"]
    for odd in ("0", "x", "99999999"):
        assert client.get(f"{page}?good={odd}").status_code == 200


@pytest.mark.parametrize("many", [2, 12])
def test_rounds_over_time_ask_the_database_equally_often(cast, enter, django_assert_max_num_queries, many):
    programme = make_programme(cast.organisation)
    for number in range(many):
        make_round(programme, state=Round.State.CLOSED, number=number + 1, totals={})
    client, page = enter(cast.organiser), at("organise", cast, programme.public_id)
    client.get(page)
    with django_assert_max_num_queries(19):
        client.get(page)


def solved(draft):
    """The draft with a match for everyone, as the solver would have made it."""
    draft.matches.all().delete()
    actions.start_solving(round=draft)
    actions.solve_round(round_id=draft.pk, number=draft.solving)
    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT


def test_a_swap_is_a_choice_among_what_the_solver_offers(cast, draft, enter):
    others = [make_member(cast.organisation, f"Person {number}") for number in range(4)]
    enrolled(draft.programme, *others)
    for one in others:
        give_hours(one)
    solved(draft)
    client, page = enter(cast.organiser), at("round_swap", cast, draft.public_id, cast.owner.public_id)
    offered = client.get(page).context["alternatives"]
    assert 0 < len(offered) <= 8
    before = {frozenset(seat.member_id for seat in match.seats.all()) for match in draft.matches.filter(state="draft")}
    said = client.post(page, {"choice": offered[0].key}, follow=True).content.decode()
    after = {frozenset(seat.member_id for seat in match.seats.all()) for match in draft.matches.filter(state="draft")}
    assert "Swapped" in said
    assert before != after
    assert draft.matches.filter(state="draft", locked=True).exists()


def test_nobody_can_be_tried_by_name(cast, draft, enter):
    solved(draft)
    client, page = enter(cast.organiser), at("round_swap", cast, draft.public_id, cast.owner.public_id)
    before = list(draft.matches.filter(state="draft").values_list("pk", flat=True))
    for choice in ("", "nonsense", cast.manager.public_id):
        client.post(page, {"choice": choice})
    assert list(draft.matches.filter(state="draft").values_list("pk", flat=True)) == before


def test_only_who_is_placed_can_be_swapped(cast, draft, enter):
    client = enter(cast.organiser)
    assert client.get(at("round_swap", cast, draft.public_id, cast.admin.public_id)).status_code == 404
    assert client.get(at("round_swap", cast, draft.public_id, cast.stranger.public_id)).status_code == 404
    assert enter(cast.admin).get(at("round_swap", cast, draft.public_id, cast.owner.public_id)).status_code == 404
