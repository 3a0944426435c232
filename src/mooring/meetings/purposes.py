"""The register of purposes: features say what a meeting of theirs is called and about; meetings know nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mooring.meetings.models import Meeting
from mooring.people.models import Member


def _no_change(meeting: Meeting) -> None:
    """Nothing follows."""


def _no_home(meeting: Meeting, viewer: Member) -> str:
    """It belongs to no page."""
    return ""


def _no_guide(meeting: Meeting) -> str:
    """Nothing to read before it."""
    return ""


@dataclass(frozen=True)
class Again:
    """Where a feature keeps each person's private word on meeting these people again: what they said, and how it is said."""

    said: Callable[[Meeting, Member], bool | None]
    say: Callable[[Meeting, Member, bool], None]


@dataclass(frozen=True)
class Purpose:
    """How a meeting is worded for one of its people, in the language that is active, and what follows from its changes."""

    name: str
    title: Callable[[Meeting, Member], str]
    describe: Callable[[Meeting, Member], str]
    changed: Callable[[Meeting], None]
    home: Callable[[Meeting, Member], str]  # the page it belongs to, for that person; empty where there is none
    private: bool = False  # calendars say neither who nor what
    guide: Callable[[Meeting], str] = _no_guide  # the name of a short guide for such a conversation; empty where there is none
    again: Again | None = None


_PURPOSES: dict[str, Purpose] = {}


def register(
    name: str,
    *,
    title: Callable[[Meeting, Member], str],
    describe: Callable[[Meeting, Member], str],
    changed: Callable[[Meeting], None] = _no_change,
    home: Callable[[Meeting, Member], str] = _no_home,
    private: bool = False,
    guide: Callable[[Meeting], str] = _no_guide,
    again: Again | None = None,
) -> None:
    """Add a purpose. ``changed`` is called in the transaction of every choice, cancelling, leaving and answer."""
    if name in _PURPOSES:
        raise ValueError(f"Two purposes of meetings are called {name}.")
    _PURPOSES[name] = Purpose(name, title, describe, changed, home, private, guide, again)


def of(meeting: Meeting) -> Purpose:
    """The purpose of a meeting; a plain one where no feature knows it."""
    return _PURPOSES.get(meeting.purpose, _PLAIN)


_PLAIN = Purpose("", lambda meeting, viewer: _("A meeting"), lambda meeting, viewer: "", _no_change, _no_home)
