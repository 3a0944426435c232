"""What a reading comes across: somebody, or a place in the file that is nobody, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mooring.circle.formats.card import Card

REASONS = {
    "ghost": "only a date is left of somebody who left LinkedIn",
    "nobody": "nothing says who this is",
    "group": "this is a list or a group, and no person",
    "too_much": "this card is longer than any card of a person",
    "long": "the row has more cells than there are columns; a quotation mark may be missing",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody. ``place`` is the row, or the line where the card begins, from 1; ``unsure`` are values that were not clear.

    An unsure value is a pair: what it should be, and what stands there. It is kept in ``extra`` of the card.
    """

    place: int
    card: Card
    unsure: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nobody, and why: a code of REASONS."""

    place: int
    code: str


Entry = Found | Skipped
Make = Callable[..., Entry]


def found(place: int, card: Card, unsure: tuple[tuple[str, str], ...]) -> Entry:
    """Somebody, if anything says who it is."""
    return Found(place, card, unsure) if card.called else Skipped(place, "nobody")
