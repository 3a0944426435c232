"""Those who wait for their turn, whoever has the least number first, as exactly as three decimals tell numbers apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mooring.engine.kernels.compiling import highest, part, wide
from mooring.engine.kernels.packed import Words

_DIGITS = 6
"""Numbers that have so many binary digits, and one, in common wait together."""
KINDS = (64 - _DIGITS) << _DIGITS
_FREE = 0
_USED = 1
_NOW = 2
_WAITING = 3


class Line(NamedTuple):
    """One a kind of number: `heads`, the place of who came last of them, -1 for nobody. One a place: `after`, the next one's place, `held`
    and `keys`, who waits and with what number. `state`: a place that fell free, how many were ever taken, what kind's turn it is, how
    many wait.
    """

    heads: Words
    after: Words
    held: Words
    keys: Words
    state: Words


def line_for(places: int) -> Line:
    """A line in which nobody waits yet, with so many places."""
    after, held = np.empty((2, places), dtype=np.int32)
    return Line(np.full(KINDS, -1, np.int32), after, held, np.empty(places, np.int64), np.array([-1, 0, 0, 0], dtype=np.int64))


@part
def wait(line: Line, key: int, who: int) -> bool:
    """Let somebody wait with a number that is not less than nothing; False where there is no room. Who comes too late for their number
    comes next.
    """
    state, place = line.state, wide(line.state[_FREE])
    if place >= 0:
        state[_FREE] = line.after[place]
    elif state[_USED] < len(line.after):
        place = wide(state[_USED])
        state[_USED] += 1
    else:
        return False
    over = max(0, highest(key) - _DIGITS)
    kind = max((over << _DIGITS) + (key >> over), state[_NOW])
    line.after[place], line.held[place], line.keys[place] = line.heads[kind], who, key
    line.heads[kind] = place
    state[_WAITING] += 1
    return True


@part
def waiting(line: Line) -> bool:
    """Whether anybody waits; then `turn` may be called."""
    return line.state[_WAITING] > 0


@part
def turn(line: Line) -> tuple[int, int]:
    """Who comes next, with their number."""
    state, kind = line.state, wide(line.state[_NOW])
    while line.heads[kind] < 0:
        kind += 1
    state[_NOW] = kind
    place = wide(line.heads[kind])
    line.heads[kind] = line.after[place]
    line.after[place] = state[_FREE]
    state[_FREE] = place
    state[_WAITING] -= 1
    return wide(line.keys[place]), wide(line.held[place])


@part
def soon(line: Line) -> int:
    """Who may come after, -1 where that is not known yet."""
    place = line.heads[line.state[_NOW]]
    return wide(line.held[place]) if place >= 0 else wide(-1)


@part
def empty(line: Line) -> None:
    """Let nobody wait any more."""
    if line.state[_WAITING] > 0:
        for kind in range(line.state[_NOW], len(line.heads)):
            line.heads[kind] = -1
    line.state[_FREE], line.state[_USED], line.state[_NOW], line.state[_WAITING] = -1, 0, 0, 0
