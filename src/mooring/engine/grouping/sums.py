"""What everybody has in common with every group, kept up to date while people change seats."""

from __future__ import annotations

import numpy as np

from mooring.engine.aims import PARTS
from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.grouping.board import SPREAD, Board, Worth
from mooring.engine.grouping.seating import gain


class Sums:
    """Sums over each group: `high`, `low` and `apart` as in the board, a column a group; `seats` of each kind; `said`, for each
    attribute, how often each code is in a group. `others`: the starts that suit everybody else in a person's own group.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        board.groups = [group for group in board.groups if group]
        for at, group in enumerate(board.groups):
            board.at[group] = at
        self.sizes = np.array([len(group) for group in board.groups], dtype=np.int64)
        self.high, self.low, self.apart = (
            np.column_stack([table[:, group].sum(axis=1) for group in board.groups]) for table in (board.high, board.low, board.apart)
        )
        self.seats = np.array([board.marked[group].sum(axis=0) for group in board.groups]).reshape(len(self.sizes), -1)
        self.said = [self._counts(codes) for codes in board.codes.T]
        self.others = np.zeros_like(board.starts)
        for group in board.groups:
            self._see(group)

    def _counts(self, codes: IntArray) -> IntArray:
        """How often each code is in each group; the last column, for those who said nothing, is never looked at as a count."""
        made = np.zeros((len(self.sizes), int(codes.max(initial=-1)) + 2), dtype=np.int64)
        seated = self.board.at >= 0
        np.add.at(made, (self.board.at[seated], codes[seated]), 1)
        return made

    def _see(self, group: list[int]) -> None:
        for person in group:
            rest = [one for one in group if one != person]
            self.others[person] = self.board.common(rest) if rest else ~np.uint64(0)

    def swaps(self, person: int) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
        """What exchanging this person with each other one adds (see `Worth`), and which exchanges break no rule."""
        board = self.board
        here, there = int(board.at[person]), board.at
        seated = (there >= 0) & (there != here)
        place = np.where(seated, there, 0)
        every = np.arange(len(there))
        able = seated & (self.apart[:, here] == board.apart[:, person]) & (self.apart[person, place] == board.apart[person])
        able &= (self.others[person] & board.starts).any(axis=1) & (self.others & board.starts[person]).any(axis=1)
        if len(board.needed):
            change = board.marked - board.marked[person]
            able &= ((self.seats[here] + change >= board.needed) & (self.seats[place] - change >= board.needed)).all(axis=1)
        mine, yours = PARTS // (self.sizes[here] - 1), PARTS // (self.sizes[place] - 1)
        high = self.high[:, here] - self.high[person, here] + self.high[person, place] - self.high[every, place] - 2 * board.high[person]
        low = mine * (self.low[:, here] - self.low[person, here] - board.low[person])
        low = low + yours * (self.low[person, place] - self.low[every, place] - board.low[person])
        return high * SPREAD, self._alone(person, here, place), low, able

    def _alone(self, person: int, here: int, place: IntArray) -> IntArray:
        """How many fewer are alone with what they declared once this person is exchanged with each other one."""
        made = np.zeros(len(place), dtype=np.int64)
        for said, codes in zip(self.said, self.board.codes.T, strict=True):
            mine, yours = int(codes[person]), codes
            gone, come = _lonelier(said[here, mine], -1), _lonelier(said[here, yours], 1)
            left, joined = _lonelier(said[place, yours], -1), _lonelier(said[place, mine], 1)
            change = np.where(mine >= 0, gone + joined, 0) + np.where(yours >= 0, come + left, 0)
            made -= np.where(mine == yours, 0, change)
        return made

    def swap(self, one: int, other: int) -> bool:
        """Exchange two people; False where a group would be one that is forbidden."""
        board = self.board
        here, there = int(board.at[one]), int(board.at[other])
        board.swap(one, other)
        if board.aims.facts.forbidden_groups and not (board.whole(board.groups[here]) and board.whole(board.groups[there])):
            board.swap(one, other)
            return False
        for sums, table in ((self.high, board.high), (self.low, board.low), (self.apart, board.apart)):
            change = table[:, other] - table[:, one]
            sums[:, here] += change
            sums[:, there] -= change
        self._moved(one, here, there)
        self._moved(other, there, here)
        self._see(board.groups[here])
        self._see(board.groups[there])
        return True

    def _moved(self, person: int, here: int, there: int) -> None:
        """Count somebody there and no longer here."""
        board = self.board
        self.seats[here] -= board.marked[person]
        self.seats[there] += board.marked[person]
        for said, code in zip(self.said, board.codes[person].tolist(), strict=True):
            said[here, code] -= 1
            said[there, code] += 1

    def moves(self, person: int) -> int | None:
        """The group this person would better go to."""
        board = self.board
        here = int(board.at[person])
        if self.sizes[here] <= board.least or (self.seats[here] - board.marked[person] < board.needed).any():
            return None
        fits = (self.apart[person] == 0) & (self.sizes < board.most) & (np.arange(len(self.sizes)) != here)
        if not fits.any():
            return None
        stay, rest = board.worth(board.groups[here]), board.worth([one for one in board.groups[here] if one != person])
        best: tuple[Worth, int] | None = None
        promising = np.flatnonzero(fits)
        promising = promising[np.argsort(-self.low[person, promising], kind="stable")[:6]]
        for there in promising.tolist():
            more = gain(board, person, there)
            added = rest[0] - stay[0] + more[0], rest[1] - stay[1] + more[1], rest[2] - stay[2] + more[2]
            if (best is None or added > best[0]) and board.whole([*board.groups[there], person]):
                best = added, there
        return best[1] if best is not None and best[0] > (0, 0, 0) and self._spares(person) else None

    def _spares(self, person: int) -> bool:
        """Whether this person's group may do without them."""
        group = self.board.groups[int(self.board.at[person])]
        return self.board.whole([one for one in group if one != person])

    def move(self, person: int, there: int) -> None:
        """Give somebody a seat in another group."""
        board = self.board
        here = int(board.at[person])
        board.take(person)
        board.put(person, there)
        for sums, table in ((self.high, board.high), (self.low, board.low), (self.apart, board.apart)):
            sums[:, here] -= table[:, person]
            sums[:, there] += table[:, person]
        self._moved(person, here, there)
        self.sizes[here] -= 1
        self.sizes[there] += 1
        self._see(board.groups[here])
        self._see(board.groups[there])


def _lonelier(count: IntArray, change: int) -> IntArray:
    """By how many more are alone when a code that is there so often comes once more (1) or goes once (-1)."""
    made: IntArray = (count + change == 1).astype(np.int64) - (count == 1)
    return made
