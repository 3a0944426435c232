"""The best pairs of an island of people, proven, with one trio where that places somebody more.

Prices (see `dual`) tell for every pair how much choosing it gives away at least. Once some arrangement is known, only pairs that give
away no more than that arrangement does can be part of a better one; a matching over those few pairs is then the best of all.
A trio is treated alike: every trio that could be part of a better answer is tried, cheapest first.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import rustworkx
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mooring.engine import dual, oddsets
from mooring.engine.arrays import Group, IntArray
from mooring.engine.island import Island, Key, minus
from mooring.engine.meter import Meter, Stopped

__all__ = ["Found", "Island", "Key", "solve"]

_PAIRS_A_PERSON: Final = 8
_BRIDGES: Final = 40
_PAIRS_PROVEN_BY_TRYING: Final = 20
_TRIOS_AT_MOST: Final = 300_000
_TRIOS_FIRST: Final = 8
_TRIOS_ONE_BY_ONE: Final = 40
_IDLE_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Found:
    """An island's best arrangement. `proven`: nothing better exists. `bound`: as from `dual`."""

    groups: tuple[Group, ...]
    proven: bool
    bound: Key


def solve(island: Island, meter: Meter, start: tuple[Group, ...] = ()) -> Found:
    """The best arrangement of an island, in positions of the island. It answers with what it has when stopped.

    `start`: pairs known to be possible, from which the search begins.
    """
    try:
        prices = dual.solve(island.chunks, island.allowed, meter)
    except Stopped:
        return Found(_greedy(island), False, ())
    search = _Search(island, prices, meter)
    search.best = start
    try:
        proven = search.run()
        best = _more_trios(island, search.best, prices.bound)
        proven = proven and best == search.best
    except Stopped:
        best, proven = search.best or _greedy(island), False
    return Found(tuple(best), proven, prices.bound)


class _Search:
    """Looks for the best arrangement among the pairs and trios that give little away. `best` is always valid."""

    def __init__(self, island: Island, prices: dual.Dual, meter: Meter) -> None:
        self.island, self.prices, self.meter = island, prices, meter
        self.best: tuple[Group, ...] = ()
        first, second = np.nonzero(np.triu(island.allowed, 1))
        slack = prices.slack[:, first, second]
        order = np.lexsort(slack[::-1])
        self.first, self.second, self.slack = first[order], second[order], slack[:, order]
        self.few = min(len(first), _PAIRS_A_PERSON * len(island.people))
        self.near = self._bridged(self._near(_PAIRS_A_PERSON))

    def run(self) -> bool:
        """Find the best arrangement; False where that is not proven.

        Where everybody can be placed with a trio, and not without one, the best pairs are not looked for first.
        """
        size = len(self.island.people)
        if size % 2 and self.prices_place() >= size:
            pairs = self._match(self.near)
            if 2 * len(pairs) == size - 1:
                self.best = pairs
                proven = self.trio(size - 1)
                if len(self.best[0]) == 3:
                    return proven
        self.pairs()
        return self.trio(2 * len(self.best))

    def prices_place(self) -> int:
        """How many people can be placed at most."""
        return self.island.placed_at_most(self.prices.bound)

    def pairs(self) -> None:
        """Find the best arrangement into pairs alone."""
        self.best = max(self.best, self._match(self.near), key=self.island.key)
        if self._proven_pairs():
            return
        each = _PAIRS_A_PERSON
        needed = self._count(self._lost(self.best))
        while needed > each * len(self.island.people) and each < len(self.island.people):
            each *= 4
            self.best = max(self.best, self._match(self._bridged(self._near(each))), key=self.island.key)
            needed = self._count(self._lost(self.best))
        self.best = max(self.best, self._match(np.arange(needed)), key=self.island.key)

    def _proven_pairs(self) -> bool:
        """Whether odd sets show at once that no pairs are better than those found, everybody being in one."""
        lost = self._lost(self.best)
        size = len(self.island.people)
        if 2 * len(self.best) < size or self._count(lost) < _PAIRS_PROVEN_BY_TRYING * size:
            return False
        return all(lost[at] <= 0 or self._least_pairs(at, lost) for at in range(len(lost)))

    def _least_pairs(self, at: int, lost: Key) -> bool:
        count = self._count(lost)
        none = np.zeros(0, dtype=np.int64)
        caps = [(self.slack[before, :count], none, lost[before]) for before in range(at) if lost[before]]
        chosen = self._places(self.best)
        first = np.union1d(chosen, self.near)
        choice = oddsets.Choice(
            len(self.island.people),
            np.column_stack([self.first[:count], self.second[:count]]),
            self.slack[at, :count],
            none.reshape(0, 3),
            none,
            first[first < count],
            caps,
        )
        programme = oddsets.Programme(choice, self.meter)
        reached, idle = -1, 0
        while idle < _IDLE_ROUNDS:
            proof, more = programme.round()
            if proof.least >= lost[at]:
                return True
            if not more:
                return False
            reached, idle = max(reached, proof.least), 0 if proof.least > reached else idle + 1
        return False

    def _places(self, pairs: Sequence[Group]) -> IntArray:
        """Where pairs stand in the order of slack."""
        size = len(self.island.people)
        wanted = np.array([min(pair) * size + max(pair) for pair in pairs], dtype=np.int64)
        return np.flatnonzero(np.isin(self.first * size + self.second, wanted))

    def _near(self, count: int) -> IntArray:
        """For everybody the pairs of least slack, so many each, as places in the order of slack."""
        ends = np.concatenate([self.first, self.second])
        place = np.tile(np.arange(len(self.first)), 2)
        order = np.lexsort((place, ends))
        begins = np.searchsorted(ends[order], np.arange(len(self.island.people)))
        nth = np.arange(len(ends)) - begins[ends[order]]
        return np.unique(place[order][nth < count])

    def trio(self, placed: int) -> bool:
        """Find the best arrangement with one trio if any places more people. False: there were too many to try."""
        island = self.island
        if placed >= self.prices_place() or island.aims.facts.problem.policy.size != 2:
            return True
        far = lost = island.lost_with(placed + 1, self.prices.bound)
        spare = island.least_extra()
        count, needed = self.few, len(self.first)
        while lost == far and count < 4 * needed:
            trios = self._trios(min(count, needed), lost, _TRIOS_FIRST) or []
            lost = self._try(trios, placed, lost, self.near)
            needed = self._count(tuple(2 * one for one in minus(lost, spare)))
            count *= 4
        found = self._trios(needed, lost)
        if found is None:
            return False
        trios = found
        rest = [one for one in trios if one[1] < lost]
        if len(rest) > _TRIOS_ONE_BY_ONE:
            rest, lost = self._clear(trios, placed, lost, spare)
        if len(rest) > 10 * _TRIOS_ONE_BY_ONE:
            return False
        self._try(rest, placed, lost)
        return True

    def _try(self, trios: Sequence[tuple[Group, Key]], placed: int, lost: Key, among: IntArray | None = None) -> Key:
        """Complete each trio that could still do better, with pairs of `among`; the least given away so far."""
        for trio, given in trios:
            left = minus(lost, given)
            if left <= (0,) * len(left):
                continue
            groups = (trio, *self._match(np.arange(self._count(left)) if among is None else among, trio))
            now = self._lost(groups)
            if sum(map(len, groups)) > placed and now < lost:
                self.best, lost = groups, now
        return lost

    def _clear(self, trios: list[tuple[Group, Key]], placed: int, lost: Key, spare: Key) -> tuple[list[tuple[Group, Key]], Key]:
        """Drop the trios that cannot do better, by odd sets, aim by aim; the trios left and the least given away."""
        done: set[Group] = set()
        for at in range(len(lost)):
            while True:
                proved, lost, trios = self._prove(at, trios, placed, lost, spare, done)
                if proved is not None:
                    break
            if not proved:
                break
        else:
            return [], lost
        return [one for one in trios if one[1] < lost and one[0] not in done], lost

    def _prove(
        self, at: int, trios: list[tuple[Group, Key]], placed: int, lost: Key, spare: Key, done: set[Group]
    ) -> tuple[bool | None, Key, list[tuple[Group, Key]]]:
        """Whether this chunk of `lost` is the least there is, the chunks before it kept; None: `lost` fell, ask again."""
        goal = minus(lost, spare)
        if goal[at] <= 0:
            return True, lost, trios
        trios = [one for one in trios if one[1] <= lost]
        choice = self._choice(at, trios, goal, spare)
        programme = oddsets.Programme(choice, self.meter)
        left, reached, idle = trios, -1, 0
        while idle < _IDLE_ROUNDS:
            proof, more = programme.round()
            if proof.least >= goal[at]:
                return True, lost, trios
            wished = [tuple(trio) for trio in proof.trios[:2].tolist()]
            fresh = [one for one in trios if one[0] in wished and one[0] not in done]
            done.update(one[0] for one in fresh)
            now = self._try(fresh, placed, lost)
            if now < lost:
                return None, now, trios
            left = [one for one, least in zip(trios, proof.spare.tolist(), strict=True) if least < goal[at]]
            if len(left) <= _TRIOS_ONE_BY_ONE or not more:
                break
            reached, idle = max(reached, proof.least), 0 if proof.least > reached else idle + 1
        return False, lost, left

    def _choice(self, at: int, trios: list[tuple[Group, Key]], goal: Key, spare: Key) -> oddsets.Choice:
        """Everything a better arrangement could be made of, for one chunk, the chunks before it as caps."""
        count = self._count(goal)
        pairs = np.column_stack([self.first[:count], self.second[:count]])
        groups = np.array([trio for trio, _ in trios], dtype=np.int64).reshape(-1, 3)
        given = np.array([minus(loss, spare) for _, loss in trios], dtype=np.int64).reshape(len(trios), -1)
        caps = [(self.slack[before, :count], given[:, before], goal[before]) for before in range(at) if goal[before]]
        return oddsets.Choice(len(self.island.people), pairs, self.slack[at, :count], groups, given[:, at], np.arange(count), caps)

    def _trios(self, count: int, lost: Key, best: int | None = None) -> list[tuple[Group, Key]] | None:
        """Trios of the `count` pairs of least slack that give away at most `lost`, least first: all, or None if too many.

        With `best`, only so many are wanted, however many there are, of different people.
        """
        island, price = self.island, self.prices.price
        size = len(island.people)
        linked = np.zeros((size, size), dtype=np.bool_)
        linked[self.first[:count], self.second[:count]] = True
        linked |= linked.T
        found: list[tuple[Group, Key]] = []
        for a in range(size):
            near = np.flatnonzero(linked[a, a + 1 :]) + a + 1
            b, c = np.nonzero(np.triu(linked[np.ix_(near, near)], 1))
            if not len(b):
                continue
            self.meter.spend(len(near) ** 2 + 10 * len(b))
            trios = np.column_stack([np.full(len(b), a), near[b], near[c]])
            loss = price[:, trios].sum(axis=2) - island.trio_worth(trios)
            keep = dual.within(loss, lost)
            keep[keep] = island.aims.facts.hours.possible_groups(island.people[trios[keep]])
            made = zip(trios[keep].tolist(), loss[:, keep].T.tolist(), strict=True)
            fresh = [(tuple(trio), tuple(given)) for trio, given in made if island.not_forbidden(tuple(trio))]
            found += fresh if best is None else heapq.nsmallest(2, fresh, key=_by_loss)
            if len(found) > _TRIOS_AT_MOST:
                return None
        found.sort(key=_by_loss)
        return found if best is None else _apart(found, best)

    def _match(self, chosen: IntArray, without: Group = ()) -> tuple[Group, ...]:
        """The heaviest matching over some pairs, leaving some people out."""
        island = self.island
        first, second = self.first[chosen], self.second[chosen]
        if without:
            keep = ~(np.isin(first, without) | np.isin(second, without))
            first, second = first[keep], second[keep]
        self.meter.spend(20 * len(first) + 20 * len(island.people))
        weights = [0] * len(first)
        for chunk, span in zip(island.chunks, island.spans, strict=True):
            part = chunk[first, second].tolist()
            weights = [weight * span + more for weight, more in zip(weights, part, strict=True)]
        graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph()
        graph.add_nodes_from(range(len(island.people)))
        graph.add_edges_from(list(zip(first.tolist(), second.tolist(), weights, strict=True)))
        made = rustworkx.max_weight_matching(graph, weight_fn=int)
        return tuple(sorted((min(pair), max(pair)) for pair in made))

    def _bridged(self, chosen: IntArray) -> IntArray:
        """Some pairs, and the least of all pairs between people whom the chosen ones do not connect."""
        size = len(self.island.people)
        links: Any = coo_array((np.ones(len(chosen)), (self.first[chosen], self.second[chosen])), shape=(size, size))
        count, label = connected_components(links, directed=False)
        if count == 1:
            return chosen
        one, other = label[self.first].astype(np.int64), label[self.second].astype(np.int64)
        between = np.flatnonzero(one != other)
        kind = np.minimum(one, other)[between] * count + np.maximum(one, other)[between]
        order = np.argsort(kind, kind="stable")
        begins = np.searchsorted(kind[order], kind[order])
        few = between[order][np.arange(len(order)) - begins < _BRIDGES]
        return np.unique(np.concatenate([chosen, few]))

    def _lost(self, groups: Sequence[Group]) -> Key:
        return minus(self.prices.bound, self.island.key(groups))

    def _count(self, limit: Key) -> int:
        """How many pairs have a slack of at most `limit`; they are the first in order."""
        return int(dual.within(self.slack, limit).sum())


def _more_trios(island: Island, groups: tuple[Group, ...], bound: Key) -> tuple[Group, ...]:
    """Let people who are still alone join pairs, each where it costs least, if more people could be placed at all."""
    placed = sum(map(len, groups))
    if placed >= island.placed_at_most(bound):
        return groups
    made = list(groups)
    for person in sorted(set(range(len(island.people))) - {member for group in groups for member in group}):
        pairs = [group for group in made if len(group) == 2 and island.allowed[person, list(group)].all()]
        fitting = [group for group in pairs if island.group_fits((*group, person))]
        if fitting:
            costs = {group: minus(island.key([group]), island.key([(*group, person)])) for group in fitting}
            chosen = min(fitting, key=lambda group: (costs[group], group))
            made.remove(chosen)
            made.append(tuple(sorted((*chosen, person))))
    return tuple(made)


def _greedy(island: Island) -> tuple[Group, ...]:
    """Some valid arrangement, quickly: the best pair first."""
    first, second = np.nonzero(np.triu(island.allowed, 1))
    order = np.lexsort([-chunk[first, second] for chunk in reversed(island.chunks)])
    free = np.ones(len(island.people), dtype=np.bool_)
    made: list[Group] = []
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if free[a] and free[b]:
            free[a] = free[b] = False
            made.append((a, b))
    return tuple(made)


def _apart(trios: Sequence[tuple[Group, Key]], most: int) -> list[tuple[Group, Key]]:
    """The first trios that have nobody in common."""
    chosen: list[tuple[Group, Key]] = []
    seen: set[int] = set()
    for trio, given in trios:
        if len(chosen) < most and not seen & set(trio):
            chosen.append((trio, given))
            seen |= set(trio)
    return chosen


def _by_loss(one: tuple[Group, Key]) -> tuple[Key, Group]:
    return one[1], one[0]
