"""Who would meet again though they need not: one by one, with everybody they could change places with, until no more can be helped."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import grouping as kernels
from mooring.engine.kernels.grouping import LONELY, MET
from mooring.engine.kernels.packed import NONE
from mooring.engine.large.seated import Seated
from mooring.engine.meter import Meter

_SEARCHES, _FEWEST_LOOKED_AT = 20, 600_000
"""Everybody is looked at for so many groups, or for as many as make up so many looks."""
_FIRSTS, _LASTS = 4_000, 400
_TIMES: Final = 3
_STEPS: Final = 25
_BARRED: Final = 12
"""Whoever was moved on stays where they are for so many steps (Glover, Tabu search, 1989)."""
_HELD: Final = 1 << 60


def drive_out(made: Seated, meter: Meter) -> None:
    """Part people who meet again: by an exchange with anybody, or by three who change places in a circle, whatever breaks less. Where
    nothing does, the trouble is moved on to another group by the exchange that costs least, and what is left in the end goes by a move
    to an empty seat or by a smaller group. Then likewise, but in groups of the same sizes, whoever is alone with what they declared.
    """
    searches = max(_SEARCHES, _FEWEST_LOOKED_AT // max(1, made.packed.people))
    search = _Search(made, searches, meter)
    for _ in range(_TIMES):
        bad = search.bad(MET)
        for at in bad:
            search.chase(at)
        if len(search.bad(MET)) >= len(bad):
            break
    search = _Search(made, searches, meter)
    for at in search.bad(MET):
        while made.cost[at] >= MET and search.goes_on() and (_moved(made, at) or _parted(made, at)):
            pass
    for at in search.bad(LONELY):
        while made.cost[at] >= LONELY and search.goes_on() and _changed(made, at, LONELY):
            pass


class _Search:
    """A search that ends after so many groups were looked at with everybody."""

    def __init__(self, made: Seated, left: int, meter: Meter) -> None:
        self.made, self.left, self.meter = made, left, meter

    def bad(self, least: int) -> list[int]:
        """The groups that cost so much."""
        found: list[int] = np.flatnonzero(self.made.cost >= least).tolist()
        return found

    def goes_on(self) -> bool:
        """Whether another group may be looked at. Raises Stopped."""
        self.left -= 1
        self.meter.spend(self.made.packed.people)
        return self.left >= 0

    def chase(self, home: int) -> None:
        """Look for an exchange or a circle for a group in trouble, and for the group it moves on to; all stays where none is found."""
        made, barred = self.made, list[int]()
        kept, before = (made.rows.copy(), made.cost.copy()), int(made.cost.sum())
        for _ in range(_STEPS):
            if made.cost[home] < MET or not self.goes_on():
                break
            if _changed(made, home, MET):
                continue
            after = _moved_on(made, home, barred)
            if after is None:
                break
            home = after
        if int(made.cost.sum()) > before:
            made.rows[:], made.cost[:] = kept


def _moved_on(made: Seated, home: int, barred: list[int]) -> int | None:
    """Have somebody to blame change places with whoever costs least more, but for those who are barred: the group in trouble then."""
    best, places = MET, None
    for seat in _blamed(made, home, MET):
        person = int(made.rows[home, seat])
        if person in barred:
            continue
        change = np.add(*_changes(made, home, seat))
        change[np.isin(made.rows, barred)] = _HELD
        group, place = divmod(int(change.argmin()), made.most)
        if change[group, place] < best:
            best, places = int(change[group, place]), [(home, seat), (group, place)]
    if places is None:
        return None
    barred += [int(made.rows[place]) for place in places]
    del barred[:-_BARRED]
    _circle(made, places)
    return next((group for group, _ in reversed(places) if made.cost[group] >= MET), home)


def _blamed(made: Seated, home: int, least: int) -> list[int]:
    """The seats of a group without whose people it would lack something, or all of them."""
    blamed = np.empty(made.most, dtype=np.int64)
    many = kernels.blame(made.packed.packed, made.company, made.rows, home, least, blamed)
    found: list[int] = blamed[:many].tolist()
    return found or list(range(int(made.sizes[home])))


def _changes(made: Seated, home: int, seat: int) -> tuple[IntArray, IntArray]:
    """For every seat of another group: what that group costs more with this one's person in it, and this one with that seat's person."""
    form, beside = made.packed.packed, made.company
    takes, gives = np.full((2, *made.rows.shape), _HELD, dtype=np.int64)
    kernels.takes(form, beside, made.rows, made.sizes, made.cost, int(made.rows[home, seat]), takes)
    kernels.gives(form, beside, made.rows, made.sizes, made.cost, home, seat, gives)
    takes[home] = gives[home] = _HELD
    return takes, gives


def _changed(made: Seated, home: int, least: int) -> bool:
    """Exchange somebody of a group, or have three change places, so that both or all three groups break less together."""
    form, beside = made.packed.packed, made.company
    for seat in _blamed(made, home, least):
        takes, gives = _changes(made, home, seat)
        group, place = divmod(int((takes + gives).argmin()), made.most)
        if takes[group, place] + gives[group, place] < 0:
            _circle(made, [(home, seat), (group, place)])
            return True
        firsts, lasts = _promising(takes, int(gives.min()), _FIRSTS), _promising(gives, int(takes.min()), _LASTS)
        found = np.empty(2, dtype=np.int64)
        sums = takes[firsts[:, 0], firsts[:, 1]], gives[lasts[:, 0], lasts[:, 1]]
        if kernels.circle(form, beside, made.rows, made.cost, home, firsts, sums[0], lasts, sums[1], found) >= 0:
            first, last = (tuple(held[at].tolist()) for held, at in zip((firsts, lasts), found.tolist(), strict=True))
            _circle(made, [(home, seat), first, last])
            return True
    return False


def _promising(change: IntArray, other: int, most: int) -> IntArray:
    """The places (group and seat) where a change and the best of the others together break less, best first."""
    places = np.argwhere(change + other < 0)
    order = np.argsort(change[places[:, 0], places[:, 1]], kind="stable")
    return places[order[:most]]


def _circle(made: Seated, places: list[tuple[int, int]]) -> None:
    """Whoever sits at each of some places (group and seat) goes to the next, the last to the first."""
    who = [int(made.rows[place]) for place in places]
    for (group, seat), person in zip(places, [who[-1], *who[:-1]], strict=True):
        made.rows[group, seat] = person
    for group, _ in places:
        made.seat(group, made.members(group))


def _moved(made: Seated, home: int) -> bool:
    """Give somebody of a group an empty seat in another."""
    members = made.members(home)
    if len(members) <= made.least:
        return False
    rests = [[one for one in members if one != person] for person in members]
    best, chosen = 0, None
    for person, rest, cost in zip(members, rests, made.costs_of(rests).tolist(), strict=True):
        joined = np.empty(len(made.rows), dtype=np.int64)
        kernels.joins(made.packed.packed, made.company, made.rows, made.sizes, person, made.most, joined)
        more = np.where(joined == NONE, _HELD, joined - made.cost)
        more[home] = _HELD
        to = int(more.argmin())
        if cost - int(made.cost[home]) + int(more[to]) < best:
            best, chosen = cost - int(made.cost[home]) + int(more[to]), (person, rest, to)
    if chosen is None:
        return False
    person, rest, to = chosen
    made.seat(to, [*made.members(to), person])
    made.seat(home, rest)
    return True


def _parted(made: Seated, home: int) -> bool:
    """Make two groups of one."""
    members = made.members(home)
    ways = [part for size in range(made.least, len(members) // 2 + 1) for part in combinations(members, size)]
    if not ways or len(members) - made.least < made.least:
        return False
    rests = [[one for one in members if one not in part] for part in ways]
    costs = made.costs_of(ways) + made.costs_of(rests)
    best = int(costs.argmin())
    if costs[best] >= made.cost[home]:
        return False
    made.seat(home, rests[best])
    made.add(ways[best])
    return True
