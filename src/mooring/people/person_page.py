"""Parts that other apps add to a member's page: each registers a function that says what is shown, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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
