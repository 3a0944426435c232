"""Takes two or three groups apart, with people who are left over, and makes the best of them: exactly, since they are few.

The groups as they were are among what may come out, so no aim can fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from mooring.engine.aims import LONGEST
from mooring.engine.grouping.board import Board
from mooring.engine.grouping.whole import best
from mooring.engine.meter import Meter

_AT_ONCE: Final = 12
_TRIES: Final = 8
_WAITING: Final = 5


def renew(board: Board, meter: Meter, tries: int) -> None:
    """Look for better groups around whoever is left over, meets somebody again or is alone; then anywhere, so many times."""
    for person in _troubled(board):
        for _ in range(_TRIES):
            if not _is_troubled(board, person):
                break
            _around(board, person, meter)
    for person in board.rng.permutation(len(board.people))[:tries].tolist():
        _around(board, person, meter)


def _troubled(board: Board) -> list[int]:
    waited = board.aims.facts.past.waited[board.people]
    found = [one for one in range(len(board.people)) if _is_troubled(board, one)]
    return sorted(found, key=lambda one: (board.at[one] >= 0, -int(waited[one])))


def _is_troubled(board: Board, person: int) -> bool:
    at = int(board.at[person])
    if at < 0:
        waited, seated = board.aims.facts.past.waited[board.people], board.at >= 0
        better_placed = seated.sum() < board.at_most or waited[seated].min(initial=LONGEST) < waited[person]
        return bool(better_placed and board.allowed[person].any())
    group = board.groups[at]
    code = board.codes[person]
    alone = (code >= 0) & ((board.codes[group] == code).sum(axis=0) == 1)
    return bool(board.high[person, group].any() or alone.any())


def _around(board: Board, person: int, meter: Meter) -> None:
    """Make the best of somebody's group and of a few others whose people may meet them."""
    own = int(board.at[person])
    likely = np.array([board.allowed[person, group].mean() if group else -1.0 for group in board.groups], dtype=np.float64)
    order = np.argsort(-(likely + board.rng.random(len(likely))))
    waiting = np.flatnonzero((board.at < 0) & board.allowed[person]).tolist()
    people = [person] if own < 0 else list(board.groups[own])
    people += [one for one in board.rng.permutation(waiting).tolist() if one not in people][:_WAITING]
    for at in order.tolist():
        group = board.groups[at]
        if group and at != own and len(people) + len(group) <= _AT_ONCE:
            people += group
    _remake(board, sorted(people), meter)


def _remake(board: Board, people: Sequence[int], meter: Meter) -> None:
    who = np.array(people)
    made = best(board.aims, board.people[who], board.allowed[np.ix_(who, who)], meter)
    for one in people:
        if board.at[one] >= 0:
            board.take(one)
    for group in made:
        board.open([people[place] for place in group])
