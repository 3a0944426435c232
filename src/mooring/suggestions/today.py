"""The register of Today's items: features register providers, the Today page reads them and keeps the budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from mooring.people.models import Account, Member

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


@dataclass(frozen=True)
class Coming:
    """Something to look forward to; nothing is to be done about it today."""

    at: dt.datetime
    words: Words  # a whole sentence, with its day
    address: str  # where more is to be read


Provider = Callable[[Member], Iterable[Item]]
OwnProvider = Callable[[Account, str], Iterable[Item]]
"""Of what is the account's own, in whatever organisation; the second is the zone whose date counts."""
ComingProvider = Callable[[Member], Iterable[Coming]]
_PROVIDERS: dict[str, Provider] = {}
_OWN: dict[str, OwnProvider] = {}
_COMING: dict[str, ComingProvider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a feature's provider of items."""
    if name in _PROVIDERS:
        raise ValueError(f"Two providers of Today's items are called {name}.")
    _PROVIDERS[name] = provider


def register_own(name: str, provider: OwnProvider) -> None:
    """Add a feature's provider of items of the account's own."""
    if name in _OWN:
        raise ValueError(f"Two providers of one's own items are called {name}.")
    _OWN[name] = provider


def register_coming(name: str, provider: ComingProvider) -> None:
    """Add a feature's provider of what comes next."""
    if name in _COMING:
        raise ValueError(f"Two providers of what comes next are called {name}.")
    _COMING[name] = provider


def next_for(member: Member) -> Coming | None:
    """What comes next for a member, if anything is known."""
    return min((one for provider in _COMING.values() for one in provider(member)), key=lambda one: one.at, default=None)


def items_for(member: Member) -> list[Item]:
    """At most five things for a member, the most wanted first."""
    found = [item for provider in _PROVIDERS.values() for item in provider(member)]
    if member.account is not None:
        found += _own(member.account, member.account.timezone or member.zone)
    return _first(found)


def own_items(account: Account) -> list[Item]:
    """The same for an account that belongs to no organisation: of what is its own alone."""
    return _first(_own(account, account.timezone or "UTC"))


def _own(account: Account, zone: str) -> list[Item]:
    return [item for provider in _OWN.values() for item in provider(account, zone)]


def _first(found: list[Item]) -> list[Item]:
    return sorted(found, key=lambda item: (item.rank, item.key))[:AT_MOST]
