"""The register of kinds. A feature declares its kinds in its module ``kinds``; each says in code how urgent it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.functional import Promise

from mooring.notices.models import Notice, Topic

Words = str | Promise
Address = tuple[str, str]
"""A label and the full address it leads to."""


@dataclass(frozen=True)
class Section:
    """A part of a letter with a heading of its own; its choices stand as buttons beside each other."""

    heading: str = ""
    lines: Sequence[str] = ()
    items: Sequence[str] = ()
    choices: Sequence[Address] = ()


@dataclass(frozen=True)
class Letter:
    """What a notice says, in the receiver's language and zone. ``method`` is the iTIP method of its calendar.

    ``reply_to`` are the addresses a reply to its mail goes to; without any, it goes to the sender, where nobody reads.
    """

    subject: str
    paragraphs: Sequence[str] = ()
    sections: Sequence[Section] = ()
    button: Address | None = None
    links: Sequence[Address] = ()
    calendar: bytes | None = None
    method: str = ""
    reply_to: Sequence[str] = ()


class Wording(Protocol):
    """What a kind knows: whether a notice is still true, and what it says. Both are asked when it is sent."""

    def still_true(self, notice: Notice) -> bool:
        """Whether the notice should still be sent."""

    def word(self, notice: Notice) -> Letter:
        """The letter, in the language and zone that are active."""


@dataclass(frozen=True)
class Kind:
    """A kind of notice. ``expires`` counts from the time it may first be sent.

    ``title`` is what stands in a list: of the kind alone, no name and nothing of what it is about. ``because`` is the sentence at its
    foot that says why it came; ``switch`` names it where it can be switched off, and is empty for what cannot. ``timed`` is said of
    what comes at a moment of its own, and so never waits for a daily digest.
    """

    name: str
    title: Words
    topic: Topic
    timed: bool
    urgency: Notice.Urgency
    scope: Notice.Scope
    expires: dt.timedelta
    because: Words
    switch: Words
    wording: Wording

    @property
    def switchable(self) -> bool:
        """Whether a person may switch it off."""
        return bool(self.switch)


_KINDS: dict[str, Kind] = {}
WordingClass = TypeVar("WordingClass", bound=type)


def kind(
    name: str,
    *,
    title: Words,
    because: Words,
    topic: Topic = Topic.INTRODUCTIONS,
    timed: bool = False,
    switch: Words = "",
    urgency: Notice.Urgency = Notice.Urgency.HELD,
    scope: Notice.Scope = Notice.Scope.ORGANISATION,
    expires: dt.timedelta = dt.timedelta(days=7),
) -> Callable[[WordingClass], WordingClass]:
    """Register a class with ``still_true`` and ``word`` as the kind called ``name`` ("app.what")."""

    def register(wording: WordingClass) -> WordingClass:
        if name in _KINDS:
            raise ValueError(f"Two kinds of notice are called {name}.")
        if switch and urgency is Notice.Urgency.CRITICAL:
            raise ValueError(f"{name} tells of something about to begin: it cannot be switched off.")
        about = topic
        if urgency is Notice.Urgency.CRITICAL or scope is Notice.Scope.PRIVATE:
            about = Topic.URGENT if urgency is Notice.Urgency.CRITICAL else Topic.PERSONAL
        _KINDS[name] = Kind(name, title, about, timed, urgency, scope, expires, because, switch, wording())
        return wording

    return register


def find(name: str) -> Kind | None:
    """The kind of that name, or None where the program no longer knows it."""
    return _KINDS.get(name)


def kinds() -> list[Kind]:
    """All kinds, by name."""
    return sorted(_KINDS.values(), key=lambda one: one.name)
