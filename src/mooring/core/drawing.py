"""Pictures as numbers: hours as bands, the score against its best. Pure functions; templates only place what they return."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a day on a track of 96 quarter hours.

    Kinds: work, focus (inside work), meet, own (mine, shown as busy), quiet, private (for private matters), both (shared by two).
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


QUARTERS = 96


def bands(kind: str, stretches: list[tuple[int, int]]) -> list[Band]:
    """Bands of one kind from stretches (first quarter, quarter after the last), cut to the day and split at midnight.

    A stretch may begin before 0 or end after 96 (a night): what falls outside comes round on the same day's other side, so that
    a day of habit is drawn whole. Empty stretches give nothing.
    """
    found = []
    for begin, end in stretches:
        if end - begin >= QUARTERS:
            return [Band(kind, 0, QUARTERS)]
        begin, end = (begin % QUARTERS, begin % QUARTERS + max(end - begin, 0))
        found.append((begin, min(end, QUARTERS)))
        found.append((0, end - QUARTERS))
    return [Band(kind, begin, end - begin) for begin, end in sorted(found) if end > begin]


@dataclasses.dataclass(frozen=True, slots=True)
class BoundBar:
    """Where score, proven best and the round before stand on a line from 12 to 628; label places keep clear of one another.

    ``begins`` is the percentage of the best at which the line begins, so that it can say so.
    """

    begins: int
    score: float
    best: float
    before: float | None
    score_label: float
    before_label: float | None
    proven: bool


_BEGIN, _BEST = 12.0, 624.0
_SHOWN = 0.1  # of the best, at the end of the line; more where a score lies below that


def bound_bar(score: float, bound: float, before: float | None = None) -> BoundBar:
    """Place a score against its proven bound, and the round before where there is one.

    One scale for all three, the bound at its end. It begins at 90 % of the bound, or lower where a score would not be on it. A
    score or an earlier round above the bound (another policy, fewer people) is drawn at the bound.
    """
    lowest = min(value for value in (score, before, bound) if value is not None)
    best = max(bound, 1e-9)
    part = min(max(_SHOWN, (bound - lowest) / best * 1.25), 1.0)

    def place(value: float) -> float:
        missing = min(max(bound - value, 0.0) / best / part, 1.0)
        return round(_BEST - missing * (_BEST - _BEGIN), 1)

    at, prev = place(score), place(before) if before is not None else None
    return BoundBar(
        begins=round((1 - part) * 100),
        score=at,
        best=_BEST,
        before=prev,
        score_label=min(max(at, 60.0), 580.0),
        before_label=min(max(prev, 150.0), 420.0) if prev is not None else None,
        proven=at >= _BEST - 0.5,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Petal:
    """One of the marks round a point, and whether it is set."""

    x: float
    y: float
    on: bool = True


PETALS = 5


def petals(on: Collection[int], radius: float) -> list[Petal]:
    """The five marks round a point at a distance, clockwise from the top."""
    turn = 2 * math.pi / PETALS
    return [Petal(round(radius * math.sin(n * turn), 1), round(-radius * math.cos(n * turn), 1), n in on) for n in range(PETALS)]
