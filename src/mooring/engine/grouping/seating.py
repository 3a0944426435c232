"""Builds groups one after the other and finds seats for whoever is left; every group on the board is always one that may be."""

from __future__ import annotations

import numpy as np

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.grouping.board import Board, Worth
from mooring.engine.meter import Meter
from mooring.engine.policy import LARGEST_GROUP
from mooring.engine.policy.shape import parted


def build(board: Board, meter: Meter) -> None:
    """Group after group, whoever is hardest to place first, with those who suit them best."""
    waited = board.aims.facts.past.waited[board.people] > 0
    hard = np.lexsort((board.rng.random(len(board.people)), board.allowed.sum(axis=1), ~waited))
    tried = np.zeros(len(board.people), dtype=np.bool_)
    for size in _sizes(board):
        while True:
            free = np.flatnonzero((board.at[hard] < 0) & ~tried[hard])
            if not len(free):
                return
            first = int(hard[free[0]])
            meter.spend(size * len(board.people))
            members = gathered(board, first, size, board.at < 0)
            if board.whole(members):
                board.open(members)
                break
            tried[first] = True


def _sizes(board: Board) -> list[int]:
    """Sizes that add up: near the wanted one where there is one, else any the policy allows, no more groups than seats allow."""
    count = len(board.people)
    groups = int((board.marked.sum(axis=0) // board.needed).min(initial=count))
    if board.wanted is None:
        return parted(count, board.least, board.most, groups)
    return _near(count, board.wanted) if board.at_most == count else parted(count, board.least, board.most, groups)


def _near(count: int, wanted: int) -> list[int]:
    """Sizes that add up, each within one of the wanted size where that is possible, at most the largest group."""
    best: list[int] = []
    for groups in range(1, count // 2 + 1):
        small, more = divmod(count, groups)
        sizes = [small + 1] * more + [small] * (groups - more)
        if sizes[0] > LARGEST_GROUP:
            continue
        rank = sum(abs(size - wanted) for size in sizes)
        if not best or rank <= sum(abs(size - wanted) for size in best):
            best = sizes
    return best


def gathered(board: Board, first: int, size: int, free: BoolArray) -> list[int]:
    """Somebody and up to `size - 1` of the free who suit them best; kept seats first, and of each kind no more than are asked for."""
    members = [first]
    while len(members) < size:
        able = board.joiners(members) & free
        missing = board.missing(members)
        open_seats = size - len(members)
        if missing.any() and open_seats <= int((board.needed - board.marked[members].sum(axis=0))[missing].max()):
            able &= (board.marked[:, missing] > 0).any(axis=1)
        elif len(board.needed) and (spared := able & ~(board.marked > 0).any(axis=1)).any():
            able = spared
        if not able.any():
            break
        company = np.array([board.alone([*members, one]) for one in np.flatnonzero(able).tolist()]) if board.codes.shape[1] else None
        alone = np.zeros(len(able), dtype=np.int64)
        if company is not None:
            alone[able] = -company
        rank: tuple[IntArray | BoolArray, ...] = (board.low[:, members].sum(axis=1), alone, board.high[:, members].sum(axis=1), able)
        members.append(int(np.lexsort(rank)[-1]))
    return members


def seat_the_rest(board: Board, meter: Meter) -> None:
    """Find a seat for everybody left: in a group, by moving one other person, or in a new small group."""
    waited = board.aims.facts.past.waited[board.people]
    left = sorted(np.flatnonzero(board.at < 0).tolist(), key=lambda one: (-int(waited[one]), int(board.allowed[one].sum())))
    for person in left:
        meter.spend(8 * len(board.people))
        if board.at[person] < 0:
            _ = _join(board, person) or _push(board, person) or _new_group(board, person) or _replace(board, person)


def _join(board: Board, person: int) -> bool:
    """Take an empty seat."""
    options = [at for at, group in enumerate(board.groups) if group and len(group) < board.most and board.whole([*group, person])]
    if not options:
        return False
    board.put(person, max(options, key=lambda at: (gain(board, person, at), -at)))
    return True


def gain(board: Board, person: int, group: int) -> Worth:
    """What a group's worth grows by when somebody joins it."""
    before, after = board.worth(board.groups[group]), board.worth([*board.groups[group], person])
    return after[0] - before[0], after[1] - before[1], after[2] - before[2]


def _push(board: Board, person: int) -> bool:
    """Take the seat of somebody who has another to go to."""
    for at, group in enumerate(board.groups):
        for other in list(group):
            rest = [one for one in group if one != other]
            if not board.allowed[person, rest].all() or not board.whole([*rest, person]):
                continue
            board.take(other)
            board.put(person, at)
            if _join(board, other):
                return True
            board.take(person)
            board.put(other, at)
    return False


def _new_group(board: Board, person: int) -> bool:
    """Start a group with others who are left, and with people whose groups can spare them."""
    free = board.at < 0
    spare = np.zeros(len(free), dtype=np.bool_)
    for group in board.groups:
        if len(group) > board.least:
            spared = [one for one in group if board.whole([other for other in group if other != one])]
            spare[spared[: len(group) - board.least]] = True
    for able in (free, free | spare):
        members = gathered(board, person, board.least, able)
        if not board.whole(members):
            continue
        kept = board.at.copy()
        for one in members:
            if board.at[one] >= 0:
                board.take(one)
        if all(not group or board.whole(group) for group in board.groups):
            board.open(members)
            return True
        board.restore(kept)
    return False


def _replace(board: Board, person: int) -> bool:
    """Somebody left out last time takes the seat of somebody who was not."""
    waited = board.aims.facts.past.waited[board.people]
    for at, group in enumerate(board.groups):
        for other in list(group):
            rest = [one for one in group if one != other]
            if waited[other] < waited[person] and rest and board.whole([*rest, person]):
                board.take(other)
                board.put(person, at)
                return True
    return False
