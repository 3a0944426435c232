"""Betters groups: drives repeats out by a search that may step back, then exchanges and moves people while that betters the whole."""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.grouping.board import Board
from mooring.engine.grouping.sums import Sums
from mooring.engine.meter import Meter

_PASSES: Final = 12
_STEPS: Final = 100
_PATIENCE: Final = 50
_LONGEST_PATIENCE: Final = 3_000


def drive_out_repeats(board: Board, meter: Meter) -> None:
    """Exchange people of groups that hold a repeat, steps back allowed, until none is left or patience ends."""
    if len(board.groups) < 2 or not board.high.any():
        return
    sums = Sums(board)
    seats = np.arange(len(board.people))
    best, kept = _repeats(sums), board.at.copy()
    barred: dict[tuple[int, int], int] = {}
    since, patience = 0, min(_PATIENCE * len(board.people), _LONGEST_PATIENCE)
    for step in range(_STEPS * len(board.people)):
        if not best or since > patience:
            break
        meter.spend(4 * len(board.people))
        troubled = np.flatnonzero((board.at >= 0) & (sums.high[seats, board.at] < 0))
        if not len(troubled):
            break
        person = int(board.rng.choice(troubled))
        high, _, _, able = sums.swaps(person)
        recent = [other for (one, other), until in barred.items() if one == person and until > step]
        able[recent] = False
        if not able.any():
            since += 1
            continue
        top = np.flatnonzero(able & (high == high[able].max()))
        other = int(board.rng.choice(top))
        if sums.swap(person, other):
            barred[person, other] = barred[other, person] = step + 10 + int(board.rng.integers(10))
        now = _repeats(sums)
        since += 1
        if now < best:
            best, kept, since = now, board.at.copy(), 0
    board.restore(kept)


def _repeats(sums: Sums) -> int:
    board = sums.board
    seated = np.flatnonzero(board.at >= 0)
    return -int(sums.high[seated, board.at[seated]].sum()) // 2


def better(board: Board, meter: Meter) -> None:
    """Exchange or move people while that betters the whole."""
    if len(board.groups) < 2:
        return
    sums = Sums(board)
    for _ in range(_PASSES):
        changed = False
        for person in board.rng.permutation(len(board.people)).tolist():
            if board.at[person] < 0:
                continue
            meter.spend(6 * len(board.people))
            moved = sums.moves(person)
            if moved is not None:
                sums.move(person, moved)
                changed = True
                continue
            high, company, low, able = sums.swaps(person)
            able &= (high > 0) | ((high == 0) & ((company > 0) | ((company == 0) & (low > 0))))
            if able.any():
                top = int(np.lexsort((low, company, high, able))[-1])
                changed = sums.swap(person, top) or changed
        if not changed:
            return
