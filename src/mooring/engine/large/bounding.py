"""What groups of three to six among many people can reach at best."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Final

import numpy as np

from mooring.engine.arrays import Group, IntArray
from mooring.engine.kernels import grouping as kernels
from mooring.engine.kernels import packed as form
from mooring.engine.large import proof
from mooring.engine.large.packing import Round
from mooring.engine.large.threads import in_parts
from mooring.engine.meter import Meter, Stopped
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.policy.shape import nearest, parted

_WORTH_IT: Final = 4
"""So many steps along contacts cost no more than to look at one pair whose contacts are not known."""


def score_bound(packed: Round, groups: Sequence[Group], prove: bool, meter: Meter) -> Fraction:
    """The most that groups can score. Over all pairs: with each person as many others as the smallest group has, those worth most to
    them. Otherwise: with each person others who suit them as well as anybody could, by what is told of that person alone.

    No arrangement that serves the aims before the score as well has a smaller group than `_smallest`, and a larger group shares by more.
    """
    apart = min(Fraction(SCORE_SCALE * packed.people, 2), Fraction(int(_each_at_most(packed).sum()), 2))
    if meter.stopped or (not prove and packed.people > proof.PROVEN_UP_TO):
        return apart
    meter.say("proving the bound")
    alone, few, many = proof.score_alone(packed), _smallest(packed, groups) - 1, packed.people
    known = packed.shared < _WORTH_IT * many * many
    with suppress(Stopped):
        meter.spend(many * many)
        made = np.zeros((many, few), dtype=np.int64)

        def look(first: int, last: int) -> None:
            counts, near = np.zeros((2, many if known else 0), dtype=np.int32)
            kernels.best_few(alone, first, last, known, counts, near, made)

        in_parts(many, look, alone=1_000)
        return min(apart, Fraction(int(made.sum()), 2 * few))
    return apart


def _each_at_most(packed: Round) -> IntArray:
    """Twice what each person can add to the score at most: what they add to any pair, and half of the most they can share with anybody."""
    held, whole = packed.packed, max(packed.packed.whole, 1)
    made = np.zeros(packed.people, dtype=np.int64)
    for term in held.terms.tolist():
        made += _shared_at_most(packed, term) * term[form.TERM_WEIGHT]
    twice: IntArray = 2 * held.own[: packed.people] - (-made // whole)
    return twice


def _shared_at_most(packed: Round, term: list[int]) -> IntArray:
    """The most a preference can be worth to each person with anybody; 0 where they add it by themselves."""
    held = packed.packed
    kind, at, words = term[form.TERM_KIND], term[form.TERM_AT], term[form.TERM_WORDS]
    curve: IntArray = np.maximum.accumulate(held.curves[term[form.TERM_CURVE] : term[form.TERM_CURVE] + term[form.TERM_LAST] + 1])
    if kind in (form.MEAN, form.EITHER):
        return np.zeros(packed.people, dtype=np.int64)
    if kind == form.COMMON:
        ones = np.bitwise_count(held.rows[:, at : at + words]).sum(axis=1, dtype=np.int64)
        return _at(curve, ones)
    if kind == form.MUTUAL:
        contacts = np.diff(held.contact_begins[: packed.people + 1])
        return _at(curve, contacts)
    most = int(curve[-1]) if kind in (form.DIFFERENCE, form.EXCHANGE, form.LOOKUP) else SCORE_SCALE
    return np.full(packed.people, most, dtype=np.int64)


def _at(curve: IntArray, amounts: IntArray) -> IntArray:
    made: IntArray = curve[np.minimum(amounts, len(curve) - 1)]
    return made


def _smallest(packed: Round, groups: Sequence[Group]) -> int:
    """The smallest group of any arrangement that serves the aims before the score as well as this one does."""
    policy = packed.problem.policy
    placed = sum(map(len, groups))
    nearest_sizes = -Fraction(sum((len(group) - policy.size) ** 2 for group in groups)) == fewest_apart(packed)
    if policy.up_to is not None or placed < packed.people or not nearest_sizes:
        return policy.least
    return packed.people // -(-packed.people // policy.size)


def fewest_apart(packed: Round) -> Fraction:
    """How near the wanted size groups of everybody can be at best."""
    size = packed.problem.policy.size
    return -Fraction(sum((one - size) ** 2 for one in sizes_of(packed, packed.people, packed.people)))


def sizes_of(packed: Round, people: int, groups: int) -> list[int]:
    """The sizes of at most so many groups of so many people."""
    policy = packed.problem.policy
    if policy.up_to is None:
        return nearest(people, policy.size, policy.most, groups)
    return parted(people, policy.least, policy.most, groups)
