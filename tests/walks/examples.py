"""An example of every route: whom it concerns, and what stands in its address.

An app brings its examples in ``mooring/<app>/tests/examples.py``::

    def examples(world: World) -> dict[str, Example]:
        "Make the rows this app's routes need (the owner's things) and say how each route is reached."
        return {"people_profile": Example({"member": world.cast.owner.public_id})}

Every walk (access, other organisation, leaks, and those in the browser) takes its pages from the URL table and its addresses from
here; a route without an example fails ``test_routes.py``. The slug of the organisation is put in by the walks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import URLPattern, reverse

from mooring import channels
from mooring.core.routes import Who, all_routes
from mooring.people.models import Member
from mooring.testing import Cast, make_cast
from mooring.welcome.actions import new_setup_link

APPS = (
    "core",
    "people",
    "boundaries",
    "notices",
    "calendars",
    "meetings",
    "programmes",
    "reach",
    "circle",
    "today",
    "you",
    "welcome",
    "demo",
)
ROLES = ("owner", "match", "team_mate", "manager", "organiser", "admin", "stranger")
HERE = frozenset(ROLES) - {"stranger"}


@dataclass(frozen=True)
class Example:
    """How one route is reached.

    ``opens_for`` names those of the cast whom the thing in the address concerns (``owner``, ``match``, ...); all others, organiser
    and admin included, must be answered as if it were not there. Empty: everyone whom the route's declaration admits.
    ``data`` is a form that the route accepts; the walks also post it from where it must be refused.
    ``ids`` is false where nothing in the address belongs to an organisation (a number of a step, say).
    ``page`` is false where no page is to be looked at (downloads, calendars, answers to scripts).
    ``also`` holds other addresses of the same route that look different: the further steps of a flow, a link that was answered.
    ``over`` holds addresses of links that are over; every other page is there.
    """

    kwargs: dict[str, str] = field(default_factory=dict)
    opens_for: frozenset[str] = frozenset()
    query: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    ids: bool = True
    page: bool = True
    also: tuple[dict[str, str], ...] = ()
    over: tuple[dict[str, str], ...] = ()

    @property
    def addresses(self) -> tuple[dict[str, str], ...]:
        """What stands in each of the route's addresses."""
        return (self.kwargs, *self.also, *self.over)

    def __post_init__(self) -> None:
        unknown = self.opens_for - set(ROLES)
        assert not unknown, f"not of the cast: {unknown}"


@dataclass
class World:
    """The cast, what is private to each of them, the link that was to set the server up, and the examples made so far."""

    cast: Cast
    setup_link: str
    examples: dict[str, Example] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)

    def private(self, marker: str, *seen_by: str) -> str:
        """Remember that a text may appear only on pages of (and in mails to) the named of the cast; returns the text."""
        self.secrets.append(Secret(marker, frozenset(seen_by)))
        return marker

    def member(self, role: str) -> Member:
        """One of the cast by name."""
        found: Member = getattr(self.cast, role)
        return found


@dataclass(frozen=True)
class Secret:
    """A text that only some may meet."""

    marker: str
    seen_by: frozenset[str]


@dataclass(frozen=True)
class Stop:
    """One route of a walk: its declaration, its example, and how to write its address."""

    name: str
    who: Who
    pattern: URLPattern
    example: Example

    @property
    def is_over(self) -> bool:
        """Whether it is the address of a link that is over."""
        return self.example.kwargs in self.example.over

    def address(self, slug: str) -> str:
        """The address, inside the organisation of that slug where the route belongs to one."""
        kwargs = dict(self.example.kwargs)
        if "slug" in self.pattern.pattern.converters:
            kwargs["slug"] = slug
        return reverse(self.name, kwargs=kwargs or None) + self.example.query

    def may_open(self, role: str | None) -> bool:
        """Whether one of the cast (None = nobody signed in) may pass the declaration and sees the thing."""
        if self.who in {Who.PUBLIC, Who.LINK, Who.SETUP}:
            return True
        if role is None or self.who in {Who.DEMO, Who.MAILBOX, Who.PROGRAM}:
            # The walks' database is no demo: its doors are shut to everyone. And a session is no program's password.
            return False
        admitted = {
            Who.ACCOUNT: frozenset(ROLES),
            Who.PRIVATE: frozenset(ROLES),
            Who.MEMBER: HERE,
            Who.ORGANISER: frozenset({"organiser"}),
            Who.ADMIN: frozenset({"admin"}),
        }[self.who]
        return role in admitted and (not self.example.opens_for or role in self.example.opens_for)


def make_world() -> World:
    """A cast of two organisations with something of every app in it."""
    setup_link = new_setup_link()
    assert setup_link, "somebody lives here already"
    world = World(make_cast(), setup_link)
    for module in _modules():
        for name, example in module(world).items():
            assert name not in world.examples, f"two examples of {name}"
            world.examples[name] = example
    return world


def _modules() -> Iterator[Callable[[World], dict[str, Example]]]:
    for app in (*APPS, *(f"channels.{name}" for name in channels.names())):
        if find_spec(f"mooring.{app}") and find_spec(f"mooring.{app}.tests") and find_spec(f"mooring.{app}.tests.examples"):
            yield import_module(f"mooring.{app}.tests.examples").examples


def named_routes() -> dict[str, tuple[Who | None, URLPattern]]:
    """Our own routes by name; other packages' pages (sign-in) guard themselves and are tested with the account page."""
    return {pattern.name or address: (who, pattern) for address, pattern, who in all_routes() if who is not Who.OUTSIDE}


def stops(world: World, *, without: frozenset[Who] = frozenset()) -> list[Stop]:
    """Every route that has an example, in the order of the URL table; once for each of its addresses."""
    return [
        Stop(name, who, pattern, replace(world.examples[name], kwargs=kwargs))
        for name, (who, pattern) in named_routes().items()
        if who is not None and who not in without and name in world.examples
        for kwargs in world.examples[name].addresses
    ]
