"""Ordered stretches from a beginning until before an end, and what becomes of them together.

The ends are anything with an order: instants, minutes, slots. A list that is ordered and apart (none touches the next) stays so
through everything here; each works in one sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)
Range = tuple[T, T]


def joined(ranges: Iterable[Range[T]]) -> list[Range[T]]:
    """What any of the stretches covers, ordered and apart; those without a length count for nothing."""
    made: list[Range[T]] = []
    for first, last in sorted(ranges):
        if first >= last:
            continue
        if made and first <= made[-1][1]:
            if last > made[-1][1]:
                made[-1] = (made[-1][0], last)
        else:
            made.append((first, last))
    return made


def common(one: Sequence[Range[T]], other: Sequence[Range[T]]) -> list[Range[T]]:
    """What two ordered lists both cover."""
    found: list[Range[T]] = []
    left = right = 0
    while left < len(one) and right < len(other):
        first, last = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if first < last:
            found.append((first, last))
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
    return found


def without(ranges: Sequence[Range[T]], taken: Sequence[Range[T]]) -> list[Range[T]]:
    """What of an ordered list is left once another is taken away."""
    left: list[Range[T]] = []
    at = 0
    for first, last in ranges:
        while at < len(taken) and taken[at][1] <= first:
            at += 1
        begin, place = first, at
        while place < len(taken) and taken[place][0] < last:
            if begin < taken[place][0]:
                left.append((begin, taken[place][0]))
            begin = taken[place][1]
            place += 1
        if begin < last:
            left.append((begin, last))
    return left


def within(ranges: Iterable[Range[T]], begin: T, end: T) -> list[Range[T]]:
    """What of a list lies between two ends."""
    return [(max(first, begin), min(last, end)) for first, last in ranges if first < end and last > begin]
