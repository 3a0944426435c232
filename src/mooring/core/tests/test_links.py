"""Signed links: what was made here is known again, whatever else is wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from mooring.core import links
from mooring.core.links import Link, LinkRefused

LINK = Link("join", "person", "thing", "yes")


def test_a_link_says_what_it_was_made_for_and_only_that():
    token = links.make(LINK, days=1)
    assert links.read(token, purpose="join") == LINK
    with pytest.raises(LinkRefused):
        links.read(token, purpose="quiet")


def test_a_link_that_is_over_is_still_one_of_ours():
    token = links.make(LINK, days=1)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=400)):
        with pytest.raises(LinkRefused):
            links.read(token, purpose="join")
        assert links.is_ours(token)


def test_an_altered_link_is_not_ours():
    token = links.make(LINK, days=1)
    head, time, _signature = token.split(":")
    other = links.make(Link("join", "somebody else", "thing"), days=1)
    assert not links.is_ours(f"{head}:{time}:{other.split(':')[2]}")
    assert not links.is_ours(token[:-1] + ("A" if token[-1] != "A" else "B"))


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda raw: signing.b64_encode(raw).decode() + ":1:x")))
def test_whatever_somebody_types_is_not_ours_and_breaks_nothing(token):
    assert not links.is_ours(token)
