"""The graph of all pairs of people who share contacts or wishes: for rounds small enough that none of them need be left out."""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.kernels import known as kernels
from mooring.engine.kernels.known import Pairs
from mooring.engine.large.candidates import Graph
from mooring.engine.large.packing import Round
from mooring.engine.large.room import room_for, turned
from mooring.engine.meter import Meter

_FEW: Final = 5
"""Whoever is in fewer of these pairs looks at others,"""
_LOOKED_AT: Final = 500
"""at some so many of them,"""
_ADDED: Final = 12
"""and keeps so many."""


def graph(packed: Round, meter: Meter) -> Graph:
    """All those pairs that no rule forbids, and good ones with others for people who are in hardly any."""
    form, many = packed.packed, packed.people
    met, degree, room = turned(form), np.zeros(many, dtype=np.int64), room_for(many)
    pairs = _pairs((packed.shared + len(form.wished)) // 2)
    held = kernels.pairs(form, met, form.contact_begins.copy(), room, pairs, degree)
    pairs = Pairs(*(column[:held] for column in pairs))
    meter.spend(packed.shared // 2)
    short = np.flatnonzero(degree < _FEW)
    if len(short):
        more, apart = _pairs(_ADDED * len(short)), max(1, many // _LOOKED_AT)
        held = kernels.with_others(form, short, apart, met, room, np.empty(_ADDED, dtype=np.int64), more, degree)
        pairs = Pairs(*(np.concatenate([column, added[:held]]) for column, added in zip(pairs, more, strict=True)))
        meter.spend(len(short) * many // apart)
    begins = np.zeros(many + 1, dtype=np.int64)
    np.cumsum(degree, out=begins[1:])
    other, value = np.empty(2 * len(pairs.one), dtype=np.int32), np.empty(2 * len(pairs.one), dtype=np.int32)
    kernels.both_ways(pairs, begins.copy(), other, value)
    return Graph(begins, other, value)


def _pairs(most: int) -> Pairs:
    return Pairs(*np.empty((3, most), dtype=np.int32))
