"""Fixtures of all app tests."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.test import Client

from mooring import testing
from mooring.people.models import Member


@pytest.fixture(scope="session", autouse=True)
def addresses() -> None:
    """Read the addresses before a test changes a setting they depend on."""
    import_module("mooring.config.urls")


@pytest.fixture
def cast(db: None) -> testing.Cast:
    """The people every access test is about."""
    return testing.make_cast()


@pytest.fixture
def enter() -> Callable[[Member], Client]:
    """A client signed in as a member's account, which has opened there what is its alone."""

    def enter(member: Member) -> Client:
        client = Client()
        assert member.account is not None
        client.force_login(member.account)
        return testing.open_private(client)

    return enter


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Run everything on the queue, as the worker would, until it is empty."""
    from mooring.jobs.worker import run_until_empty

    return run_until_empty
