"""Routes that say who may use them. The declaration is also what is enforced (``people.middleware.AccessMiddleware``)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, path

View = Callable[..., HttpResponseBase]


class Who(enum.Enum):
    """Who may use a route. An organisation's routes answer strangers as if nothing were there."""

    PUBLIC = "public"  # anyone, signed in or not
    LINK = "link"  # whoever holds a signed, expiring link; checked in the view by core.links
    ACCOUNT = "account"  # anyone signed in
    PRIVATE = "private"  # the same, who has shown on this device what no organisation holds (people.opening)
    MEMBER = "member"  # a member of the organisation in the address
    ORGANISER = "organiser"  # a member with the organiser role there
    ADMIN = "admin"  # a member with the admin role there
    PROGRAM = "program"  # a program with a password of its own, and no session; checked in the view
    DEMO = "demo"  # whoever sits at this machine, where its database is marked as a demo
    MAILBOX = "mailbox"  # the same, and in development with any database: nobody's mail goes out there
    SETUP = "setup"  # holder of the one-time first-run link
    OUTSIDE = "outside"  # another package's route that guards itself (sign-in pages)


_DECLARED: dict[View, Who] = {}


def route(address: str, view: View, *, name: str, who: Who) -> URLPattern:
    """A URL pattern with its declared audience. Organisation routes begin with ``o/<slug:slug>/``."""
    in_organisation = address.startswith("o/<slug:slug>/")
    if in_organisation != (who in {Who.MEMBER, Who.ORGANISER, Who.ADMIN}):
        raise ValueError(f"The route {name} is for {who.value}: its address {address} does not fit that.")
    declared = _DECLARED.setdefault(view, who)
    if declared is not who:
        raise ValueError(f"The view of {name} is already declared for {declared.value}.")
    return path(address, view, name=name)


def declare(view: View, who: Who) -> None:
    """Declare the audience of a view whose pattern another package makes."""
    _DECLARED[view] = who


def who_may(view: View) -> Who | None:
    """The declared audience of a view, or None where nobody declared one."""
    return _DECLARED.get(view)


def all_routes() -> Iterator[tuple[str, URLPattern, Who | None]]:
    """Every route of the program as (address pattern, URL pattern, audience)."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern, Who | None]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield address, pattern, who_may(pattern.callback)
