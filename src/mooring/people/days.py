"""A person's day beside their name, on the reader's clock. The app that keeps hours registers how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mooring.core.drawing import Band
from mooring.people.models import Member


@dataclass(frozen=True)
class Day:
    """Bands of today in quarters of the reader's day, the quarter it is now, and in words when the person can be reached.

    ``zone`` is where the person now is.
    """

    bands: Sequence[Band]
    now: int
    words: str
    reachable: bool
    zone: str


Days = Callable[[Sequence[Member], Member], dict[int, Day]]
"""The days of members by their pk, as the reader (the second argument) sees them; in a constant number of queries."""

Week = Callable[[Member], Sequence[str]]
"""A member's usual week in words, one line for days that are alike."""

_DAYS: list[Days] = []
_WEEKS: list[Week] = []


def register(days: Days, week: Week) -> None:
    """Let pages about people show hours."""
    _DAYS[:] = [days]
    _WEEKS[:] = [week]


def of(members: Sequence[Member], reader: Member) -> dict[int, Day]:
    """The days of members; empty where no app keeps hours."""
    return _DAYS[0](members, reader) if _DAYS else {}


def week_of(member: Member) -> Sequence[str]:
    """A member's week in words; empty where no app keeps hours."""
    return _WEEKS[0](member) if _WEEKS else ()
