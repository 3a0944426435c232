"""The register of steps: what Mooring has to offer somebody who lacks something. Features register providers, the circle reads them.

A provider is opened for an account with its memberships, once a page, and then asked for each thing that is missing (``Wanted``);
it gives steps that lead somewhere in Mooring. It knows the feature, the circle does not: a new feature (a mentor, a group, a course)
adds a provider and nothing else changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from mooring.people.models import Account, Member

Words = str | Promise

A_MENTOR = "mentor"
"""The way of asking for a mentor: of somebody one knows, or in a programme for it."""


@dataclass(frozen=True)
class Wanted:
    """What somebody lacks.

    ``gap`` names it (``more``, ``nobody``, ``only one``, ``much on one``, ``one team``, ``only work``, ``only online``, ``only here``,
    ``all slack``), ``support`` the kind of support it is about (``advice`` ...), or is empty. ``about`` is what whoever asks knows
    besides; only a provider of their own reads it.
    """

    gap: str
    support: str
    today: dt.date
    about: object = None


@dataclass(frozen=True)
class Step:
    """One thing to do about it, with its reason and where it leads. ``rank``: smaller comes first.

    Steps of several features that go the same ``way`` stand for each other: the first of them is offered, and no other.
    """

    key: str
    rank: int
    words: Words  # the button
    why: Words  # a whole sentence
    address: str
    way: str = ""


Finder = Callable[[Wanted], Iterable[Step]]
Provider = Callable[[Account, Sequence[Member]], Finder]
_PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a feature's provider of steps."""
    if name in _PROVIDERS:
        raise ValueError(f"Two providers of steps are called {name}.")
    _PROVIDERS[name] = provider


def steps_for(account: Account, memberships: Sequence[Member], wanted: Sequence[Wanted]) -> list[list[Step]]:
    """What can be done about each thing, the nearest at hand first."""
    finders = [provider(account, memberships) for provider in _PROVIDERS.values()] if wanted else []
    return [list(_one_a_way(step for find in finders for step in find(one))) for one in wanted]


def _one_a_way(found: Iterable[Step]) -> Iterator[Step]:
    gone: set[str] = set()
    for step in sorted(found, key=lambda step: (step.rank, step.key)):
        if step.way not in gone:
            yield step
        if step.way:
            gone.add(step.way)
