"""Groups of three to six: built one after the other, then bettered by exchanging people between groups.

Everybody who can be placed is; then repeats are driven out by a search that may also take steps back; then sizes come as near the
wanted one as they can, and the preferences rise as far as exchanging two people or moving one can lift them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.aims import PARTS, Aims
from mooring.engine.meter import Meter, Stopped
from mooring.engine.policy import LARGEST_GROUP
from mooring.engine.problem import BoolArray, Group, IntArray

_SPREAD: Final = 32
_PASSES: Final = 12
_STEPS: Final = 100
_PATIENCE: Final = 3_000


@dataclass(eq=False)
class Board:
    """People on their way into groups. `high` counts repeats and sizes, `low` the preferences; both are to be large.

    `at` is each person's group or -1, `sums` what a person has in common with each group, `clash` how many of its members
    they may not meet, `others` the starts that suit everybody else in their own group.
    """

    aims: Aims
    people: IntArray
    allowed: BoolArray
    size: int
    seed: int
    at: IntArray = field(init=False)
    groups: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        count = len(self.people)
        self.rng = np.random.default_rng(self.seed)
        self.most = min(self.size + 1, LARGEST_GROUP)
        self.at = np.full(count, -1, dtype=np.int64)
        self.high = self._pairs(("repeats", "recent_repeats"))
        self.repeat_cost = int(max(1, -self.high.min())) * _SPREAD
        self.low = self._pairs(("burden", "need", "score"))
        self.apart = (~self.allowed).astype(np.int16)
        hours = self.aims.facts.hours
        self.timed = hours.known and hours.needed
        self.starts = self._starts()

    def _pairs(self, names: Sequence[str]) -> IntArray:
        """Aims as one number a pair, the first so much heavier that no change of two groups confuses them."""
        total: IntArray = np.zeros_like(self.allowed, dtype=np.int64)
        for name in names:
            if name not in self.aims.names or not self.aims.matters(name):
                continue
            worth = self.aims.pairs(name, self.people, self.people)
            total = total * max(1, int(np.abs(worth).max()) * _SPREAD) + worth
        return total

    def _starts(self) -> NDArray[np.uint64]:
        hours = self.aims.facts.hours
        if not self.timed:
            return np.ones((len(self.people), 1), dtype=np.uint64)
        bits = hours.starts[hours.kind[self.people]]
        wide = np.zeros((len(bits), -(-bits.shape[1] // 64) * 64), dtype=np.bool_)
        wide[:, : bits.shape[1]] = bits
        return np.packbits(wide, axis=1, bitorder="little").view(np.uint64)

    # feasibility

    def common(self, members: Sequence[int]) -> NDArray[np.uint64]:
        """Starts that suit all of these, as bits; all ones for nobody."""
        made: NDArray[np.uint64] = np.bitwise_and.reduce(self.starts[list(members)], axis=0)
        return made

    def fits(self, members: Sequence[int]) -> bool:
        """Whether these people may be a group."""
        who = list(members)
        if not self.common(who).any() or self.apart[np.ix_(who, who)].sum() > len(who):
            return False
        named = tuple(sorted(int(self.people[one]) for one in who))
        return named not in self.aims.facts.forbidden_groups

    def joiners(self, members: Sequence[int]) -> BoolArray:
        """Who may join these people."""
        made: BoolArray = np.logical_and(self.allowed[:, list(members)].all(axis=1), (self.starts & self.common(members)).any(axis=1))
        for one in np.flatnonzero(made) if self.aims.facts.forbidden_groups else ():
            made[one] = self.fits([*members, int(one)])
        return made

    # changing

    def put(self, person: int, group: int) -> None:
        """Seat somebody who has no seat."""
        self.groups[group].append(person)
        self.at[person] = group

    def take(self, person: int) -> None:
        """Take somebody from their seat."""
        self.groups[int(self.at[person])].remove(person)
        self.at[person] = -1

    def open(self, members: Sequence[int]) -> None:
        """Start a new group."""
        self.groups.append([])
        for person in members:
            self.put(person, len(self.groups) - 1)

    def swap(self, one: int, other: int) -> None:
        """Exchange two people's seats."""
        here, there = int(self.at[one]), int(self.at[other])
        self.take(one)
        self.take(other)
        self.put(one, there)
        self.put(other, here)

    # worth

    def worth(self, members: Sequence[int]) -> tuple[int, int]:
        """What a group is worth: repeats and size first, preferences second."""
        who = list(members)
        if len(who) < 2:
            return 0, 0
        inside = np.ix_(who, who)
        high = int(self.high[inside].sum()) // 2 * _SPREAD - abs(len(who) - self.size) ** 2
        return high, int(self.low[inside].sum()) // 2 * (PARTS // (len(who) - 1))


def arrange(aims: Aims, people: IntArray, allowed: BoolArray, meter: Meter) -> tuple[Group, ...]:
    """People in groups, as good as the search finds them; positions of `people`. Answers with what it has when stopped."""
    problem = aims.facts.problem
    board = Board(aims, people, allowed, problem.policy.size, problem.seed)
    try:
        _build(board, meter)
        _seat_the_rest(board, meter)
        _drive_out_repeats(board, meter)
        _better(board, meter)
        _seat_the_rest(board, meter)
    except Stopped:
        pass
    return tuple(sorted(tuple(sorted(group)) for group in board.groups if len(group) > 1))


def _build(board: Board, meter: Meter) -> None:
    """Group after group, whoever is hardest to place first, with those who suit them best."""
    waited = board.aims.facts.past.waited[board.people] > 0
    hard = np.lexsort((board.rng.random(len(board.people)), board.allowed.sum(axis=1), ~waited))
    for size in _sizes(len(board.people), board.size):
        first = next((int(one) for one in hard if board.at[one] < 0 and board.allowed[one][board.at < 0].any()), None)
        if first is None:
            return
        members = [first]
        while len(members) < size:
            meter.spend(len(board.people))
            able = board.joiners(members) & (board.at < 0)
            able[members] = False
            if not able.any():
                break
            rank = (board.low[:, members].sum(axis=1), board.high[:, members].sum(axis=1), able)
            members.append(int(np.lexsort(rank)[-1]))
        if len(members) > 1:
            board.open(members)


def _sizes(count: int, wanted: int) -> list[int]:
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


def _seat_the_rest(board: Board, meter: Meter) -> None:
    """Find a seat for everybody left: in a group, by moving one other person, or in a new small group."""
    waited = board.aims.facts.past.waited[board.people]
    left = sorted(np.flatnonzero(board.at < 0).tolist(), key=lambda one: (-int(waited[one]), int(board.allowed[one].sum())))
    for person in left:
        meter.spend(8 * len(board.people))
        if board.at[person] < 0:
            _ = _join(board, person) or _push(board, person) or _new_group(board, person) or _replace(board, person)


def _join(board: Board, person: int) -> bool:
    """Take an empty seat."""
    options = [at for at, group in enumerate(board.groups) if 1 < len(group) < board.most and board.fits([*group, person])]
    if not options:
        return False
    board.put(person, max(options, key=lambda at: (_gain(board, person, at), -at)))
    return True


def _gain(board: Board, person: int, group: int) -> tuple[int, int]:
    before, after = board.worth(board.groups[group]), board.worth([*board.groups[group], person])
    return after[0] - before[0], after[1] - before[1]


def _push(board: Board, person: int) -> bool:
    """Take the seat of somebody who has another to go to."""
    for at, group in enumerate(board.groups):
        for other in list(group):
            rest = [one for one in group if one != other]
            if not rest or not board.fits([*rest, person]):
                continue
            board.take(other)
            board.put(person, at)
            if _join(board, other):
                return True
            board.take(person)
            board.put(other, at)
    return False


def _new_group(board: Board, person: int) -> bool:
    """Start a group with somebody else who is left, or with somebody whose group can spare them."""
    free = [other for other in np.flatnonzero(board.allowed[person]).tolist() if board.at[other] < 0]
    spare = [other for other in np.flatnonzero(board.allowed[person]).tolist() if len(board.groups[int(board.at[other])]) > 2]
    for other in [*free, *(one for one in spare if board.at[one] >= 0)]:
        if board.fits([person, other]):
            if board.at[other] >= 0:
                board.take(other)
            board.open([person, other])
            return True
    return False


def _replace(board: Board, person: int) -> bool:
    """Somebody left out last time takes the seat of somebody who was not."""
    waited = board.aims.facts.past.waited[board.people]
    for at, group in enumerate(board.groups):
        for other in list(group):
            rest = [one for one in group if one != other]
            if waited[other] < waited[person] and rest and board.fits([*rest, person]):
                board.take(other)
                board.put(person, at)
                return True
    return False


class _Sums:
    """What everybody has in common with every group, kept up to date while people change seats."""

    def __init__(self, board: Board) -> None:
        self.board = board
        board.groups = [group for group in board.groups if group]
        for at, group in enumerate(board.groups):
            board.at[group] = at
        self.sizes = np.array([len(group) for group in board.groups], dtype=np.int64)
        self.high, self.low, self.apart = (
            np.column_stack([table[:, group].sum(axis=1) for group in board.groups]) for table in (board.high, board.low, board.apart)
        )
        self.others = np.zeros_like(board.starts)
        for group in board.groups:
            self._see(group)

    def _see(self, group: list[int]) -> None:
        for person in group:
            rest = [one for one in group if one != person]
            self.others[person] = self.board.common(rest) if rest else ~np.uint64(0)

    def swaps(self, person: int) -> tuple[IntArray, IntArray, BoolArray]:
        """What exchanging this person with each other one adds, and which exchanges break no rule."""
        board = self.board
        here, there = int(board.at[person]), board.at
        seated = (there >= 0) & (there != here)
        place = np.where(seated, there, 0)
        every = np.arange(len(there))
        able = seated & (self.apart[:, here] == board.apart[:, person]) & (self.apart[person, place] == board.apart[person])
        able &= (self.others[person] & board.starts).any(axis=1) & (self.others & board.starts[person]).any(axis=1)
        mine, yours = PARTS // (self.sizes[here] - 1), PARTS // (self.sizes[place] - 1)
        high = self.high[:, here] - self.high[person, here] + self.high[person, place] - self.high[every, place] - 2 * board.high[person]
        low = mine * (self.low[:, here] - self.low[person, here] - board.low[person])
        low = low + yours * (self.low[person, place] - self.low[every, place] - board.low[person])
        return high * _SPREAD, low, able

    def swap(self, one: int, other: int) -> bool:
        """Exchange two people; False where a group would be one that is forbidden."""
        board = self.board
        here, there = int(board.at[one]), int(board.at[other])
        board.swap(one, other)
        if board.aims.facts.forbidden_groups and not (board.fits(board.groups[here]) and board.fits(board.groups[there])):
            board.swap(one, other)
            return False
        for sums, table in ((self.high, board.high), (self.low, board.low), (self.apart, board.apart)):
            change = table[:, other] - table[:, one]
            sums[:, here] += change
            sums[:, there] -= change
        self._see(board.groups[here])
        self._see(board.groups[there])
        return True

    def moves(self, person: int) -> tuple[int, tuple[int, int]] | None:
        """The group this person would better go to, and what that adds."""
        board = self.board
        here = int(board.at[person])
        if self.sizes[here] < 3:
            return None
        fits = (self.apart[person] == 0) & (self.sizes < board.most) & (np.arange(len(self.sizes)) != here)
        if not fits.any():
            return None
        stay, rest = board.worth(board.groups[here]), board.worth([one for one in board.groups[here] if one != person])
        best: tuple[tuple[int, int], int] | None = None
        promising = np.flatnonzero(fits)
        promising = promising[np.argsort(-self.low[person, promising], kind="stable")[:6]]
        for there in promising.tolist():
            gain = _gain(board, person, there)
            added = rest[0] - stay[0] + gain[0], rest[1] - stay[1] + gain[1]
            if (best is None or added > best[0]) and board.fits([*board.groups[there], person]):
                best = added, there
        return (best[1], best[0]) if best is not None and best[0] > (0, 0) else None

    def move(self, person: int, there: int) -> None:
        """Give somebody a seat in another group."""
        board = self.board
        here = int(board.at[person])
        board.take(person)
        board.put(person, there)
        for sums, table in ((self.high, board.high), (self.low, board.low), (self.apart, board.apart)):
            sums[:, here] -= table[:, person]
            sums[:, there] += table[:, person]
        self.sizes[here] -= 1
        self.sizes[there] += 1
        self._see(board.groups[here])
        self._see(board.groups[there])


def _drive_out_repeats(board: Board, meter: Meter) -> None:
    """Exchange people of groups that hold a repeat, steps back allowed, until none is left or patience ends."""
    if len(board.groups) < 2 or not board.high.any():
        return
    sums = _Sums(board)
    seats = np.arange(len(board.people))
    best, kept = _repeats(sums), board.at.copy()
    barred: dict[tuple[int, int], int] = {}
    since = 0
    for step in range(_STEPS * len(board.people)):
        if not best or since > _PATIENCE:
            break
        meter.spend(4 * len(board.people))
        troubled = np.flatnonzero((board.at >= 0) & (sums.high[seats, board.at] < 0))
        if not len(troubled):
            break
        person = int(board.rng.choice(troubled))
        high, _, able = sums.swaps(person)
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
    _restore(board, kept)


def _repeats(sums: _Sums) -> int:
    board = sums.board
    seated = np.flatnonzero(board.at >= 0)
    return -int(sums.high[seated, board.at[seated]].sum()) // 2


def _restore(board: Board, kept: IntArray) -> None:
    board.at = kept.copy()
    board.groups = [np.flatnonzero(kept == at).tolist() for at in range(int(kept.max()) + 1)]


def _better(board: Board, meter: Meter) -> None:
    """Exchange or move people while that betters the whole."""
    if len(board.groups) < 2:
        return
    sums = _Sums(board)
    for _ in range(_PASSES):
        changed = False
        for person in board.rng.permutation(len(board.people)).tolist():
            if board.at[person] < 0:
                continue
            meter.spend(6 * len(board.people))
            moved = sums.moves(person)
            if moved is not None:
                sums.move(person, moved[0])
                changed = True
                continue
            high, low, able = sums.swaps(person)
            able &= (high > 0) | ((high == 0) & (low > 0))
            if able.any():
                top = int(np.lexsort((low, high, able))[-1])
                changed = sums.swap(person, top) or changed
        if not changed:
            return
