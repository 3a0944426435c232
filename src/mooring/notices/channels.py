"""What a channel is, and the register of them. The folders of ``mooring.channels`` register themselves; here none has a name."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver
from mooring.notices.register import Kind, Letter, Words


class Once(enum.Enum):
    """What a channel can promise when a worker dies between handing over and noting it."""

    EXACTLY = "exactly"  # what was handed over and the note of it are one
    REPEATS = "repeats"  # it may come again, and carries what tells the receiver's program that it is the same


class Away(Exception):
    """The whole channel cannot be used just now: nothing was handed over, and that is nobody's fault who receives."""


@dataclass(frozen=True)
class Item:
    """A notice with the letter it says, in the language and zone of its receiver."""

    notice: Notice
    kind: Kind
    letter: Letter


@dataclass(frozen=True)
class Parcel:
    """What is handed over at once: one notice, or those of a daily digest. ``name`` is the same however often it is tried."""

    name: str
    receiver: Receiver
    ends: Sequence[str]
    items: Sequence[Item]
    daily: bool = False


HandOver = Callable[[Parcel], None]


@dataclass(frozen=True)
class Page:
    """Where a person sets a channel up: the name of a route, its words in a list, and what is said where the channel lacks something."""

    route: str
    title: Words
    about: Words
    lacks: Words
    act: Words


class Channel(ABC):
    """A way of reaching people. ``choosable`` is false where there is nothing a person could switch off."""

    name: str
    label: Words
    once: Once
    choosable = True
    page: Page | None = None

    @abstractmethod
    def ends(self, receivers: Sequence[Receiver], scope: Notice.Scope) -> Mapping[int, Sequence[str]]:
        """Where it reaches each receiver with matters of a scope, by the place in the sequence; nothing for whom it does not.

        Asked once for many, so in a steady number of queries.
        """

    @abstractmethod
    def open(self) -> AbstractContextManager[HandOver]:
        """Begin to hand over: Away when it cannot be used at all. What the function raises is about that one parcel."""

    def is_final(self, error: Exception) -> bool:
        """Whether an error of one parcel will not pass."""
        return False

    def reason(self, error: str) -> str:
        """A kind of error in words an admin can act on; empty where it has none of its own."""
        return ""


_CHANNELS: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Let a channel be used under its name. Those registered first are tried first."""
    if channel.name in _CHANNELS:
        raise ValueError(f"Two channels are called {channel.name}.")
    _CHANNELS[channel.name] = channel


def find(name: str) -> Channel | None:
    """The channel of that name, or None where the program no longer knows it."""
    return _CHANNELS.get(name)


def all_of_them() -> list[Channel]:
    """All channels, by name."""
    return sorted(_CHANNELS.values(), key=lambda one: one.name)


def ends_of(receivers: Iterable[tuple[int, Receiver, Notice.Scope]]) -> dict[int, dict[str, Sequence[str]]]:
    """Where each receiver is reached: by their key the channels' names and ends there."""
    everyone = list(receivers)
    found: dict[int, dict[str, Sequence[str]]] = {key: {} for key, _, _ in everyone}
    for scope in Notice.Scope:
        some = [(key, receiver) for key, receiver, theirs in everyone if theirs == scope]
        if some:
            for channel in all_of_them():
                for place, ends in channel.ends([receiver for _, receiver in some], scope).items():
                    found[some[place][0]][channel.name] = ends
    return found


class Opened:
    """The channels that are open while a batch is sent, each from the first time it is needed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._ready: dict[str, HandOver | Away] = {}

    def hand_over(self, channel: Channel, parcel: Parcel) -> None:
        """Hand a parcel over; Away where the channel cannot be used, which is found out once."""
        if channel.name not in self._ready:
            try:
                self._ready[channel.name] = self._stack.enter_context(channel.open())
            except Away as away:
                self._ready[channel.name] = away
        ready = self._ready[channel.name]
        if isinstance(ready, Away):
            raise ready
        ready(parcel)

    def is_away(self) -> bool:
        """Whether one of them could not be used."""
        return any(isinstance(one, Away) for one in self._ready.values())


@contextmanager
def opened() -> Iterator[Opened]:
    """Channels for one batch, closed at its end."""
    made = Opened()
    with made._stack:
        yield made
