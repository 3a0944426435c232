"""The route's declaration is what is enforced."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import path

from mooring.core import routes
from mooring.core import urls as core_urls
from mooring.core.routes import Who


def test_a_route_of_an_organisation_must_say_for_which_of_its_members_it_is():
    with pytest.raises(ValueError, match="does not fit"):
        routes.route("o/<slug:slug>/x", lambda request: None, name="x", who=Who.ACCOUNT)


def test_health_answers_without_signing_in(db):
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").json() == {"status": "ready"}


def undeclared(request):
    raise AssertionError("must never run")


# The page of an error leads to the help page, so that one has to be there.
urlpatterns = [*core_urls.urlpatterns, path("undeclared", undeclared)]


def test_an_undeclared_route_answers_as_if_it_were_not_there(db, settings):
    settings.ROOT_URLCONF = __name__
    settings.DEBUG = False
    response = Client(raise_request_exception=False).get("/undeclared")
    assert response.status_code == 404
