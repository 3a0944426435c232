"""Curves: what a number (topics in common, a difference, mutual contacts) is worth, in whole millionths."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.sentences import wrong

SCORE_SCALE: Final = 1_000_000
LOW_SCORE: Final = 250_000
"""A match whose pairs score less than this on the mean is a poor one; whoever had one is spared the next."""
"""A pair's score, and what any preference is worth, is a whole number from 0 to this."""

LAST_STEP: Final = 10_000
"""The largest number a curve may tell apart."""

Points = tuple[tuple[int, int], ...]
"""A curve as (number, worth): the first number is 0, numbers rise, worth runs straight between them and stays after the last."""


class Trend(Enum):
    """Which way a curve must go for its preference to mean what its name says."""

    RISES = "rises"
    FALLS = "falls"
    FREE = "free"


@lru_cache(maxsize=256)
def table(points: Points) -> tuple[int, ...]:
    """The worth of 0, 1, 2 and so on; the last entry stands for every larger number."""
    made = [points[0][1]]
    for (here, low), (there, high) in pairwise(points):
        made += [low + (high - low) * (step - here) // (there - here) for step in range(here + 1, there + 1)]
    return tuple(made)


def check_curve(place: str, points: Sequence[tuple[int, int]], trend: Trend) -> None:
    """Raises PolicyError unless the points are a curve that goes the way it must."""
    if not points or points[0][0] != 0:
        raise wrong(place, _("a curve begins at 0."))
    for at, ((here, low), (there, high)) in enumerate(pairwise(points), 2):
        if there <= here:
            raise wrong(f"{place}.{at}", _("the numbers of a curve rise, but %(there)s follows %(here)s."), here=here, there=there)
        shown = {"here": here, "there": there, "low": decimal(low), "high": decimal(high)}
        if trend is Trend.RISES and high < low:
            raise wrong(f"{place}.{at}", _("this curve must rise, but falls from %(low)s at %(here)s to %(high)s at %(there)s."), **shown)
        if trend is Trend.FALLS and high > low:
            raise wrong(f"{place}.{at}", _("this curve must fall, but rises from %(low)s at %(here)s to %(high)s at %(there)s."), **shown)
    for at, (number, worth) in enumerate(points, 1):
        if number > LAST_STEP:
            raise wrong(f"{place}.{at}", _("a curve ends at %(last)s at the latest, not at %(number)s."), last=LAST_STEP, number=number)
        if not 0 <= worth <= SCORE_SCALE:
            raise wrong(f"{place}.{at}", _("what a number is worth lies between 0 and 1, not at %(worth)s."), worth=decimal(worth))
    if not any(worth for _number, worth in points):
        raise wrong(place, _("a curve that is 0 everywhere says nothing; leave the preference out."))


def decimal(worth: int, scale: int = SCORE_SCALE) -> str:
    """A whole number of parts as a plain decimal, such as 0.35."""
    sign, worth = "-" if worth < 0 else "", abs(worth)
    whole, rest = divmod(worth, scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    return f"{sign}{whole}{'.' if digits else ''}{digits}"
