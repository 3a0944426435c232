"""What is logged: failures by their place, and no “not there” among them."""

from __future__ import annotations

import pytest
from django.test import Client
from structlog.testing import capture_logs

from mooring.config.urls import urlpatterns as ours
from mooring.core import logs
from mooring.core.routes import Who, route


def broken(request):
    raise ValueError("amara@example.org could not be read")


urlpatterns = [*ours, route("broken", broken, name="broken", who=Who.PUBLIC)]


def events(path) -> list[dict]:
    with capture_logs() as lines:
        Client(raise_request_exception=False).get(path)
    return lines


def test_what_is_not_there_is_an_answer_and_no_failure(db):
    assert [line["event"] for line in events("/setup/x/")] == ["request"]


@pytest.mark.urls(__name__)
def test_a_failure_is_noted_with_its_route_and_place_and_nothing_it_carried(db):
    failed = next(line for line in events("/broken") if line["event"] == "request failed")
    assert failed["route"] == "broken"
    said = logs._drop_values(None, "error", dict(failed))
    assert (said["error"], "amara" in str(said)) == ("ValueError", False)
    assert said["at"].startswith("mooring.core.tests.test_logs:")
