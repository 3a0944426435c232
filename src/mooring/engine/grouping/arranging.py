"""From people and the pairs allowed among them to groups: a few whole attempts, the best of which is kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.grouping.bettering import better, drive_out_repeats
from mooring.engine.grouping.board import Board
from mooring.engine.grouping.renewing import renew
from mooring.engine.grouping.seating import build, seat_the_rest
from mooring.engine.meter import Meter, Stopped

_ATTEMPTS: Final = ((50, 4), (400, 2))
"""How often it is begun anew at most, by the number of people."""
_TRIES: Final = 8


def arrange(aims: Aims, people: IntArray, allowed: BoolArray, meter: Meter) -> tuple[Group, ...]:
    """People in groups, as good as the search finds them; positions of `people`. Answers with what it has when stopped.

    Everybody who can be placed is; then repeats are driven out by a search that may also take steps back; then sizes come as near
    the wanted one as they can, and the preferences rise as far as exchanging two people or moving one can lift them. Where
    somebody is left over for whom there should be a seat, or people meet again, it is tried anew from another beginning.
    """
    best: tuple[tuple[int, ...], tuple[Group, ...]] | None = None
    for attempt in range(next((times for most, times in _ATTEMPTS if len(people) <= most), 1)):
        board = Board(aims, people, allowed, aims.facts.problem.seed + attempt)
        with suppress(Stopped):
            _attempt(board, meter)
        total = board.total()
        if best is None or total > best[0]:
            best = total, tuple(sorted(tuple(sorted(group)) for group in board.groups if group))
        if meter.stopped or (total[0] >= board.at_most and not board.repeated()):
            break
    return best[1] if best is not None else ()


def _attempt(board: Board, meter: Meter) -> None:
    build(board, meter)
    seat_the_rest(board, meter)
    drive_out_repeats(board, meter)
    better(board, meter)
    seat_the_rest(board, meter)
    renew(board, meter, _TRIES)
