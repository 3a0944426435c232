"""The graph of all pairs of people who share contacts or wishes, for rounds small enough to leave none of them out; or of given ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import known as kernels
from mooring.engine.kernels.known import STEPS, Pairs, Shortlist, Turned
from mooring.engine.large.candidates import Graph, Ids
from mooring.engine.large.packing import Round
from mooring.engine.large.room import room_for, turned
from mooring.engine.meter import Meter

_WANTED: Final = 12
"""So many of everybody's pairs are wanted, by either of the two."""
_FEW: Final = 5
"""Whoever is in fewer of these pairs looks at others,"""
_LOOKED_AT: Final = 300
"""at some so many of them,"""
_ADDED: Final = 12
"""and keeps so many."""


def graph(packed: Round, meter: Meter) -> Graph:
    """The best of those pairs that no rule forbids, and good ones with others for people who are in hardly any."""
    form, many = packed.packed, packed.people
    met, degree, most = turned(form), np.zeros(many, dtype=np.int64), (packed.shared + len(form.wished)) // 2
    pairs, following = _pairs(most), form.contact_begins.copy()
    held = kernels.pairs(form, met, following, _FEW, _WANTED, room_for(many), _shortlist(many, most), pairs, degree)
    meter.spend(packed.shared // 2)
    return _with_more(packed, met, _first(pairs, held), degree, meter)


def graph_again(packed: Round, partners: Ids, meter: Meter) -> Graph:
    """The same of everybody's pairs with those in their row of `partners`, -1 for nobody."""
    form, many, person = packed.packed, packed.people, packed.people.bit_length()
    one, other = np.nonzero(partners >= 0)[0], partners[partners >= 0].astype(np.int64)
    keys = np.sort(np.minimum(one, other) << person | np.maximum(one, other))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    begins = np.searchsorted(keys, np.arange(many + 1) << person)
    met, degree, pairs = turned(form), np.zeros(many, dtype=np.int64), _pairs(len(keys))
    held = kernels.given(form, met, begins, (keys & ((1 << person) - 1)).astype(np.int32), room_for(many), pairs, degree)
    meter.spend(len(keys))
    return _with_more(packed, met, _first(pairs, held), degree, meter)


def _with_more(packed: Round, met: Turned, pairs: Pairs, degree: IntArray, meter: Meter) -> Graph:
    """The graph of pairs, and of good ones with others for people who are in hardly any."""
    form, many = packed.packed, packed.people
    short = np.flatnonzero(degree < _FEW)
    if len(short):
        more, apart = _pairs(_ADDED * len(short)), max(1, many // _LOOKED_AT)
        held = kernels.with_others(form, short, apart, met, room_for(many), np.empty(_ADDED, dtype=np.int64), more, degree)
        pairs = Pairs(*(np.concatenate([column, added]) for column, added in zip(pairs, _first(more, held), strict=True)))
        meter.spend(len(short) * many // apart)
    begins = np.zeros(many + 1, dtype=np.int64)
    np.cumsum(degree, out=begins[1:])
    other, value = np.empty(2 * len(pairs.one), dtype=np.int32), np.empty(2 * len(pairs.one), dtype=np.int32)
    kernels.both_ways(pairs, begins.copy(), other, value)
    return Graph(begins, other, value)


def _shortlist(many: int, most: int) -> Shortlist:
    begins, other, both = np.empty(many + 1, dtype=np.int64), np.empty(most, dtype=np.uint32), np.empty(most, dtype=np.int64)
    at_step, wanted = np.zeros((many, STEPS), dtype=np.uint16), np.empty(many, dtype=np.uint8)
    return Shortlist(begins, other, both, np.empty(most, dtype=np.uint8), at_step, wanted)


def _pairs(most: int) -> Pairs:
    return Pairs(*np.empty((3, most), dtype=np.int32))


def _first(pairs: Pairs, many: int) -> Pairs:
    return Pairs(*(column[:many] for column in pairs))
