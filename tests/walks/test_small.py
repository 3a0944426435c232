"""An organisation of one, two or three people: each of its pages is a page, before its first round, with its draft, and when it is out."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mooring.core.routes import Who
from mooring.people.models import Member
from mooring.programmes import actions
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import THE_DAY, drain, everybody_in, make_people
from tests.walks.examples import named_routes

OURS = {Who.MEMBER, Who.ORGANISER, Who.ADMIN}
NOT_ALWAYS = {"programme_answers", "round_cancel"}
"""Only where a programme asks questions of its own, and only while a round can still be called off."""


def pages(founder: Member, things: dict[str, str]) -> list[str]:
    """Every page of the organisation that can be opened with these things in its address and breaks or is not there."""
    client = Client(raise_request_exception=False)
    client.force_login(founder.account)
    found, opened = [], 0
    for name, (who, pattern) in named_routes().items():
        wanted = pattern.pattern.converters.keys()
        if who not in OURS or name in NOT_ALWAYS or not wanted <= things.keys():
            continue
        answer = client.get(reverse(name, kwargs={one: things[one] for one in wanted}))
        opened += answer.status_code == 200
        if answer.status_code not in {200, 302, 405}:
            found.append(f"{name} answers {answer.status_code}")
    assert opened > 10
    return found


@pytest.mark.slow
@pytest.mark.sqlite  # what a page says does not depend on the database
@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_page_of_a_small_organisation_is_a_page(size):
    with time_machine.travel(THE_DAY, tick=False):
        people = make_people(size, teams=size)
        Member.objects.filter(pk=people[0].pk).update(is_organiser=True, is_admin=True)
        founder = Member.objects.select_related("account", "organisation").get(pk=people[0].pk)
        things = {"slug": founder.organisation.slug}
        assert pages(founder, things) == []
        programme = make_programme(founder.organisation, chats=1)
        everybody_in(programme, people)
        round = actions.open_round(programme=programme)
        things |= {"programme_id": programme.public_id, "round_id": round.public_id}
        actions.start_solving(round=round)
        drain()
        round.refresh_from_db()
        assert placed(round) == (0 if size == 1 else size)
        assert pages(founder, things) == []
        # Alone there is nobody to meet: the round is called off by itself.
        assert (round.state == Round.State.DRAFT) == (size > 1)
        if size > 1:
            actions.publish(round=round, actor=founder)
        assert pages(founder, things) == []
        assert Match.objects.filter(round=round).count() == (0 if size == 1 else 1)


def placed(round: Round) -> int:
    return RoundEntry.objects.filter(round=round, outcome=RoundEntry.Outcome.PLACED).count()
