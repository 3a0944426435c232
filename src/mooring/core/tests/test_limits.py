"""Our own rate limits."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from mooring.core import limits

NOON = dt.datetime(2026, 11, 12, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def ask(view, address="192.0.2.1", method="get"):
    request = getattr(RequestFactory(), method)("/", REMOTE_ADDR=address)
    request.user = AnonymousUser()
    return view(request).status_code


@limits.limited("test", amount=2, seconds=60)
def page(request):
    return HttpResponse()


@limits.limited("test-posts", amount=1, seconds=60, posts_only=True)
def form(request):
    return HttpResponse()


def test_the_third_of_two_is_asked_to_wait_and_others_are_not():
    with time_machine.travel(NOON, tick=False):
        assert [ask(page) for _ in range(3)] == [200, 200, 429]
        assert ask(page, "192.0.2.2") == 200


def test_after_a_while_the_count_begins_anew():
    with time_machine.travel(NOON, tick=False) as clock:
        assert [ask(page) for _ in range(3)] == [200, 200, 429]
        clock.shift(60)
        assert ask(page) == 200


def test_reading_a_form_is_free_where_only_posts_count():
    assert [ask(form) for _ in range(3)] == [200] * 3
    assert [ask(form, method="post") for _ in range(2)] == [200, 429]


def test_behind_a_proxy_the_nearest_proxys_word_counts_and_elsewhere_it_is_not_believed(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    assert limits.address_of(request) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert limits.address_of(request) == "203.0.113.9"
