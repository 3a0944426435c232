"""What is private stays so: no text of it and no trace of it reaches anyone else."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse

from mooring.config.urls import urlpatterns as ours
from mooring.core.routes import Who, route
from mooring.core.time import now
from mooring.notices.actions import put, send_due
from mooring.notices.models import Switch
from mooring.people.actions import invite
from mooring.people.models import Account, Invitation
from mooring.programmes.models import AgainWish, Block, MeetWish, Programme, Seat
from mooring.testing import make_member
from tests.walks import access, leaks
from tests.walks.examples import Example, World, make_world, stops

# A Tuesday morning inside everyone's hours, so that what is held goes out.
MORNING = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)


@pytest.fixture
def world(db: None) -> World:
    with time_machine.travel(MORNING, tick=False):
        yield make_world()


def keep_secrets(world: World) -> None:
    """Everything the owner may do that nobody else is to notice in any way."""
    cast = world.cast
    owner, account = cast.owner, cast.owner.account
    programme = Programme.objects.filter(organisation=cast.organisation).first()
    Block.objects.create(organisation=cast.organisation, owner=account, other=cast.team_mate)
    AgainWish.objects.create(organisation=cast.organisation, programme=programme, owner=account, other=cast.match)
    MeetWish.objects.create(organisation=cast.organisation, programme=programme, owner=account, other=cast.match, strength=3)
    Seat.objects.filter(member=owner).update(again=False)
    Switch.objects.create(account=account, kind="meetings.reminder")
    account.emailaddress_set.create(email="one.more@example.net", verified=True)
    Account.objects.filter(pk=account.pk).update(language="de", theme="dark", last_login=now())
    # A refusal: the invitation stands there as before.
    Invitation.objects.filter(organisation=cast.organisation, state="open").update(state="refused", answered_at=now())


@pytest.mark.sqlite  # every page for everyone, twice; neither what it says nor who may pass depends on the database
def test_each_route_opens_for_whom_it_is_tells_nobody_else_what_is_private_and_shows_no_trace_of_a_secret(world):
    walked = stops(world)
    before = []
    assert access.role_findings(world, walked, look=leaks.keeping(before)) == []
    assert leaks.marker_findings(world, before) == []
    keep_secrets(world)
    after = leaks.pages_of_all(world, walked)
    assert leaks.difference_findings(before, after, frozenset({"owner"})) == []


def test_no_private_text_is_mailed_to_anyone_else_or_stands_in_a_subject(world):
    newcomer = make_member(world.cast.organisation, "Jana", account=None)
    invitation = invite(members=[newcomer], actor=world.cast.admin)[0]
    put("people.invitation", member=newcomer, thing=invitation.public_id, key="leak-test")
    send_due()
    assert leaks.sent()
    assert leaks.mail_findings(world, leaks.sent()) == []


def test_nothing_private_is_logged(world):
    assert leaks.log_findings(world, stops(world)) == []


def chatty(request):
    """A leak: it shows a private text to every member, and a block to whom it is about."""
    blocked = Block.objects.filter(other=request.member).exists()
    return HttpResponse(f"amara.at.home@example.net {blocked}")


def in_the_address(request):
    """A leak: a private text in a link."""
    return HttpResponse('<a href="/x?mail=amara.at.home@example.net">x</a>')


urlpatterns = [
    *ours,
    route("o/<slug:slug>/leak", chatty, name="leak", who=Who.MEMBER),
    route("o/<slug:slug>/leak-link", in_the_address, name="leak_link", who=Who.MEMBER),
]


@pytest.mark.urls(__name__)
def test_the_search_catches_planted_leaks(world):
    world.examples |= {"leak": Example(), "leak_link": Example()}
    planted = [stop for stop in stops(world) if stop.name in {"leak", "leak_link"}]
    before = leaks.pages_of_all(world, planted)
    found = leaks.marker_findings(world, before)
    assert "leak shows admin what is private to ['owner']: amara.at.home@example.net" in found
    assert "leak_link carries a private text in an address: amara.at.home@example.net" in found
    keep_secrets(world)
    after = leaks.pages_of_all(world, planted)
    assert [one.split(":")[0] for one in leaks.difference_findings(before, after, frozenset({"owner"}))] == [
        "leak looks different to team_mate"
    ]
