"""The pages behind signed links: one thing for one person, confirmed by a press."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from mooring.core.links import Link, make
from mooring.core.time import now
from mooring.programmes.addresses import BACK, JOIN, REPAIR, ROUND
from mooring.programmes.models import Enrolment, Repair, RepairSeat, Round, RoundEntry
from mooring.programmes.tests.builders import enrolled, make_programme, make_round


@pytest.fixture
def asked(cast):
    programme = make_programme(cast.organisation)
    enrolled(programme, cast.owner, cast.match)
    return make_round(programme, state=Round.State.ASKING)


def address(name, purpose, member, thing, answer="yes"):
    return reverse(name, args=[make(Link(purpose, member.public_id, thing, answer), days=9)])


def test_a_link_for_one_thing_does_nothing_else(cast, asked):
    wrong = address("round_link", JOIN, cast.owner, asked.public_id)
    assert Client().get(wrong).status_code == 404
    assert Client().post(wrong, {"answer": "yes"}).status_code == 404


def test_a_round_of_another_organisation_is_not_there(cast, asked):
    assert Client().get(address("round_link", ROUND, cast.stranger, asked.public_id)).status_code == 404


def test_looking_changes_nothing_and_one_press_answers(cast, asked):
    page = address("round_link", ROUND, cast.owner, asked.public_id, "no")
    assert Client().get(page).status_code == 200
    assert not RoundEntry.objects.filter(member=cast.owner).exists()
    said = Client(enforce_csrf_checks=True).post(page, {"answer": "no"})
    assert "Nobody is told" in said.content.decode()
    assert RoundEntry.objects.get(member=cast.owner).answer == "out"


def test_the_chosen_answer_comes_first(cast, asked):
    text = Client().get(address("round_link", ROUND, cast.owner, asked.public_id, "no")).content.decode()
    assert text.index('value="no"') < text.index('value="yes"')


def test_a_link_signs_nobody_in_and_shows_no_names(cast, asked):
    client = Client()
    text = client.get(address("round_link", ROUND, cast.owner, asked.public_id)).content.decode()
    assert cast.match.shown_name not in text
    assert "_auth_user_id" not in client.session


def test_a_round_that_is_being_matched_says_so(cast, asked):
    Round.objects.filter(pk=asked.pk).update(state=Round.State.DRAFT)
    page = address("round_link", ROUND, cast.owner, asked.public_id)
    assert "can no longer be answered" in Client().get(page).content.decode()
    Client().post(page, {"answer": "no"})
    assert not RoundEntry.objects.filter(member=cast.owner, answer="out").exists()


def test_joining_from_a_mail(cast):
    programme = make_programme(cast.organisation)
    page = address("programme_join_link", JOIN, cast.owner, programme.public_id)
    Client().post(page, {"answer": "no"})
    assert not Enrolment.objects.exists()
    Client().post(page, {"answer": "yes"})
    assert Enrolment.objects.get().member == cast.owner


def test_coming_back_from_a_mail(cast):
    mine, theirs = enrolled(make_programme(cast.organisation), cast.owner, cast.match)
    Enrolment.objects.update(state=Enrolment.State.PAUSED, paused_for_silence=True)
    assert Client().get(address("programme_back_link", BACK, cast.owner, theirs.public_id)).status_code == 404
    Client().post(address("programme_back_link", BACK, cast.owner, mine.public_id), {"answer": "yes"})
    mine.refresh_from_db()
    assert mine.state == Enrolment.State.IN


def test_an_offer_names_nobody_and_a_no_ends_it(cast, asked):
    Round.objects.filter(pk=asked.pk).update(state=Round.State.PUBLISHED)
    repair = Repair.objects.create(organisation=cast.organisation, round=asked, expires_at=now() + dt.timedelta(days=1))
    for member in (cast.owner, cast.match):
        RepairSeat.objects.create(repair=repair, member=member)
    page = address("repair_link", REPAIR, cast.owner, repair.public_id, "no")
    assert cast.match.shown_name not in Client().get(page).content.decode()
    assert Client().get(address("repair_link", REPAIR, cast.admin, repair.public_id)).status_code == 404
    Client().post(page, {"answer": "no"})
    repair.refresh_from_db()
    assert repair.state == Repair.State.OVER
