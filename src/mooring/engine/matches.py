"""The groups of a large round, told of in full only as they are looked at: all that is said of a million people would fill the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

from mooring.engine.arrays import Group
from mooring.engine.lists import Lists
from mooring.engine.solution import Match

_AT_A_TIME: Final = 2_000

Tell = Callable[[Sequence[Group]], Sequence[Match]]


class Matches(Sequence[Match]):
    """Groups in order, read as a tuple of `Match` is read. `tell` says all there is to say of some groups."""

    __slots__ = ("_tell", "_told", "groups")

    def __init__(self, groups: Lists, tell: Tell) -> None:
        self.groups, self._tell = groups, tell
        self._told: tuple[int, Sequence[Match]] = -1, ()

    def __len__(self) -> int:
        return len(self.groups)

    @overload
    def __getitem__(self, at: int) -> Match: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        if isinstance(at, slice):
            return tuple(self._tell([self.groups[one] for one in range(*at.indices(len(self)))]))
        part, place = divmod(range(len(self))[at], _AT_A_TIME)
        return self._part(part)[place]

    def __iter__(self) -> Iterator[Match]:
        for part in range(-(-len(self) // _AT_A_TIME)):
            yield from self._part(part)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Matches):
            return self.groups == other.groups and all(one == two for one, two in zip(self, other, strict=True))
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(self.groups)

    def _part(self, part: int) -> Sequence[Match]:
        known, told = self._told
        if known != part:
            told = self._tell(self.groups[part * _AT_A_TIME : (part + 1) * _AT_A_TIME])
            self._told = part, told
        return told
