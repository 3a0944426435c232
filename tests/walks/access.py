"""The access walk itself: what is wrong with who may open what. Tests decide over which routes, so that a planted hole can be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mooring.core.routes import Who
from mooring.testing import open_private
from tests.walks.examples import ROLES, Stop, World


def client_of(world: World, role: str | None) -> Client:
    """A browser in which one of the cast is signed in, or nobody."""
    client = Client(raise_request_exception=False)
    if role is not None:
        client.force_login(world.member(role).account)
        open_private(client)
        client.get(reverse("healthz"))  # notes the session as seen, which else every page would do anew whose writing is taken back
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back, so that one stop cannot change the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Look = Callable[[Stop, str | None, HttpResponse], None]
"""What else is done with the answer of a stop to one of the cast."""


def knock(client: Client, address: str, data: dict[str, Any], look: Callable[[HttpResponse], None]) -> HttpResponse:
    """Ask for a page, and look at the answer; where only posting is possible, post. What it changes is taken back."""
    with undone():
        response = client.get(address)
        look(response)
        if response.status_code == 405:
            response = client.post(address, data)
        return response


def sent_to_sign_in(response: HttpResponse) -> bool:
    """Whether the answer is the way to the sign-in page."""
    return response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))


def refused(response: HttpResponse) -> bool:
    """Whether the answer says that nothing is there, or asks to sign in, or for a program's password."""
    return response.status_code in {401, 404} or sent_to_sign_in(response)


def role_findings(
    world: World, all_stops: Iterable[Stop], roles: Iterable[str | None] = (None, *ROLES), look: Look = lambda stop, role, response: None
) -> list[str]:
    """Every route with each of these of the cast: what was opened and must not be, and what was refused and should not be."""
    found = []
    all_stops = list(all_stops)
    slug = world.cast.organisation.slug
    for role in roles:
        with undone():
            client = client_of(world, role)
            for stop in all_stops:
                response = knock(client, stop.address(slug), stop.example.data, partial(look, stop, role))
                found += _judge(stop, role, response)
    return found


def _judge(stop: Stop, role: str | None, response: HttpResponse) -> list[str]:
    name = role or "nobody"
    if response.status_code >= 500:
        return [f"{stop.name} breaks ({response.status_code}) for {name}"]
    may = stop.may_open(role)
    if may and refused(response) and stop.who not in {Who.LINK, Who.PUBLIC, Who.SETUP}:
        return [f"{stop.name} is refused ({response.status_code}) to {name}, who may open it"]
    if not may and not refused(response):
        return [f"{stop.name} opens ({response.status_code}) for {name}, who may not open it"]
    if not may and role is not None and sent_to_sign_in(response):
        return [f"{stop.name} sends {name}, who is signed in, to sign in"]
    return []


def posting_findings(world: World, all_stops: Iterable[Stop]) -> list[str]:
    """Posting is refused to whomever the page is refused, and never breaks for whom it opens."""
    found = []
    slug = world.cast.organisation.slug
    for role in (None, *ROLES):
        client = client_of(world, role)
        for stop in all_stops:
            with undone():
                response = client.post(stop.address(slug), stop.example.data)
            if response.status_code >= 500:
                found.append(f"posting to {stop.name} breaks ({response.status_code}) for {role or 'nobody'}")
            elif not stop.may_open(role) and not refused(response) and response.status_code != 405:
                found.append(f"{stop.name} takes a post ({response.status_code}) of {role or 'nobody'}, who may not open it")
    return found


def crossing_findings(world: World, all_stops: Iterable[Stop]) -> list[str]:
    """Two organisations crossed on every route.

    The stranger, admin and organiser at home, is refused in this organisation, and cannot reach this organisation's things
    through an address of their own organisation either. Nobody of this organisation enters the other.
    """
    found = []
    cast = world.cast
    ours, theirs = cast.organisation.slug, cast.stranger.organisation.slug
    stranger = client_of(world, "stranger")
    ours_there = [(f"the {role} in the other organisation", client_of(world, role), theirs) for role in ("owner", "organiser", "admin")]
    for stop in all_stops:
        if stop.who not in {Who.MEMBER, Who.ORGANISER, Who.ADMIN}:
            continue
        tries = [("the stranger in this organisation", stranger, ours), *ours_there]
        if stop.example.kwargs and stop.example.ids:
            tries.append(("the stranger with our id under their own address", stranger, theirs))
        for words, client, slug in tries:
            for method in (client.get, client.post):
                with undone():
                    response = method(stop.address(slug), stop.example.data)
                if not refused(response) and response.status_code != 405:
                    found.append(f"{stop.name} opens ({response.status_code}) for {words}")
    return found
