"""Pictures as numbers: hours as bands, the round as a circle of people. Pure functions; templates only place what they return."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a day on a track of 96 quarter hours.

    Kinds: work, focus (inside work), meet, own (mine, shown as busy), both (shared by two).
    """

    kind: str
    at: int
    length: int


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """Words under a track, beginning at a quarter hour; ``end`` sets them flush with the end of the day."""

    at: int
    words: str
    end: bool = False
