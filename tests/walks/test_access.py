"""Who may open what: every route, every role, two organisations. Pages are opened by everyone in ``test_leaks``, which reads them too."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import path

from mooring.config.urls import urlpatterns as ours
from mooring.core.routes import Who, route
from tests.walks import access
from tests.walks.examples import ROLES, Example, World, make_world, stops


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.postgres
def test_each_route_is_answered_by_this_database_too(world):
    roles = (None, *ROLES)
    for role in roles:
        # Everyone walks what nobody before them may open.
        theirs = [stop for stop in stops(world) if next((one for one in roles if stop.may_open(one)), "nobody") == role]
        assert access.role_findings(world, theirs, roles=(role,)) == []


@pytest.mark.sqlite
def test_posting_is_refused_to_whomever_the_page_is_refused(world):
    assert access.posting_findings(world, stops(world)) == []


@pytest.mark.sqlite
def test_no_route_lets_one_organisation_into_another(world):
    assert access.crossing_findings(world, stops(world)) == []


def open_door(request, **kwargs):
    """A hole: it looks neither at the organisation nor at whose thing is asked for."""
    return HttpResponse("private")


def careless(request, thing):
    """A hole: the member may pass, but the thing is not theirs."""
    return HttpResponse("private")


urlpatterns = [*ours, route("o/<slug:slug>/hole/<str:thing>", careless, name="careless_hole", who=Who.MEMBER)]


@pytest.mark.urls(__name__)
def test_the_walk_catches_a_planted_hole(world):
    world.examples["careless_hole"] = Example({"thing": "x"}, opens_for=frozenset({"owner"}))
    planted = [stop for stop in stops(world) if stop.name == "careless_hole"]
    assert "careless_hole opens (200) for admin, who may not open it" in access.role_findings(world, planted)
    assert "careless_hole takes a post (200) of organiser, who may not open it" in access.posting_findings(world, planted)
    assert access.crossing_findings(world, planted) == [
        "careless_hole opens (200) for the stranger with our id under their own address",
        "careless_hole opens (200) for the stranger with our id under their own address",
    ]


class Undeclared:
    urlpatterns = [*ours, path("o/<slug:slug>/undeclared", open_door, name="undeclared")]


@pytest.mark.urls(__name__)
def test_an_undeclared_route_lets_nobody_in(world, settings):
    settings.ROOT_URLCONF = Undeclared
    for role in (None, "owner", "admin", "stranger"):
        response = access.client_of(world, role).get(f"/o/{world.cast.organisation.slug}/undeclared")
        assert response.status_code == 404
