"""How much speaks for a match: its band, and its place among those of its band."""

from __future__ import annotations

from typing import Final

from mooring.programmes.models import Match

SIXTIETHS: Final = 60
"""Scores are kept in sixtieths of a point."""

_FROM: Final = {Match.Band.STRONG: 550_000, Match.Band.GOOD: 350_000, Match.Band.FAIR: 0}


def as_drafted(score: int, people: int) -> tuple[Match.Band, int]:
    """The band of a match of so many people by the mean score of its pairs, and its place in it; ``score`` in sixtieths of a point."""
    mean = score * 2 / (people * SIXTIETHS)
    return next((band for band, least in _FROM.items() if mean >= least), Match.Band.FAIR), score
