"""Parts that other apps add to a member's page: each registers a function that says what is shown, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mooring.people.models import Member


@dataclass(frozen=True)
class Part:
    """A template, and what it shows under the name ``part``."""

    template: str
    shown: Any


Parts = Callable[[Member, Member], Iterable[Part]]
"""What is shown of a member (the first argument) to a reader (the second)."""

_PARTS: list[Parts] = []


def register(parts: Parts) -> None:
    """Add an app's parts, below those of whoever registered before."""
    _PARTS.append(parts)


def parts_of(member: Member, reader: Member) -> list[Part]:
    """Every part of a member's page."""
    return [part for parts in _PARTS for part in parts(member, reader)]


class Met(Protocol):
    """Somebody one is introduced to, or meets: a member, or what a page shows of one."""

    @property
    def public_id(self) -> str:
        """The member's public id."""

    @property
    def short_name(self) -> str:
        """What they are called."""


Beside = Callable[[Sequence[Met], Member], Iterable[Part]]
"""What is shown to a reader (the second argument) beside people they are introduced to or meet, on whatever page that is."""

_BESIDE: list[Beside] = []


def register_beside(parts: Beside) -> None:
    """Add an app's parts beside people one meets."""
    _BESIDE.append(parts)


def beside(others: Sequence[Met], reader: Member) -> list[Part]:
    """Every part beside some people."""
    return [part for parts in _BESIDE for part in parts(others, reader)]
