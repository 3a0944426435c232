"""Arrays that kernels need beside what they read, made ready."""

from __future__ import annotations

import numpy as np

from mooring.engine.kernels import known as kernels
from mooring.engine.kernels.known import Room, Turned
from mooring.engine.kernels.packed import Packed


def turned(form: Packed) -> Turned:
    """The lists of pairs kept apart or met before, by who is in them."""
    many = len(form.rows)
    made = Turned(np.zeros(many + 1, dtype=np.int64), np.empty_like(form.known), np.empty_like(form.known_value))
    kernels.turn(form.known_begins, form.known, form.known_value, made)
    return made


def room_for(many: int) -> Room:
    """Room to look at pairs of one of so many people after the other."""
    counts, last, common = np.zeros((3, many + 1), dtype=np.int32)
    cost, made = np.empty((2, many + 1), dtype=np.int64)
    return Room(counts, last, common, np.empty(many + 1, dtype=np.uint32), cost, made)
