"""What a mailbox is, as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

MOST_BYTES: Final = 1024 * 1024
"""A larger mail is no answer of a calendar."""

SECONDS: Final = 30
HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""The machine itself, where a connection needs no encryption."""


@dataclass(frozen=True)
class Mail:
    """A mail that has come: its name in the mailbox, and all of it where it is not too large."""

    name: str
    raw: bytes | None


class Mailbox(Protocol):
    """A mailbox as it is read."""

    def arrived(self, most: int) -> Iterator[Mail]:
        """What has come since it was last read, oldest first, at most so many."""

    def leave(self, mail: Mail) -> None:
        """It is no calendar's answer: leave it as it is, and pass it over from now on."""

    def done(self, mail: Mail) -> None:
        """It was heard: mark it as read."""

    def put_aside(self, mail: Mail) -> None:
        """It cannot be read: flag it, where the mailbox knows flags."""
