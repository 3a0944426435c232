"""The register of Today's items: features register providers, the Today page reads them and keeps the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from mooring.people.models import Member

Words = str | Promise
AT_MOST = 5


@dataclass(frozen=True)
class Item:
    """One thing to do today, with its one button."""

    key: str  # kind and public id, unique in a day's list
    rank: int  # smaller comes first; 10 = a person is waiting, 50 = can wait
    kicker: Words
    title: Words
    text: Words
    button: Words
    address: str  # where the button leads
    minutes: int = 2
    names: tuple[str, ...] = field(default=())  # whose initials stand beside it
    posts: bool = False  # the button acts at once (a POST form) instead of leading to a page
    otherwise: Words = ""  # a quiet second link
    otherwise_address: str = ""


Provider = Callable[[Member], Iterable[Item]]
_PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a feature's provider of items."""
    if name in _PROVIDERS:
        raise ValueError(f"Two providers of Today's items are called {name}.")
    _PROVIDERS[name] = provider


def items_for(member: Member) -> list[Item]:
    """At most five things for a member, the most wanted first."""
    found = [item for provider in _PROVIDERS.values() for item in provider(member)]
    return sorted(found, key=lambda item: (item.rank, item.key))[:AT_MOST]
