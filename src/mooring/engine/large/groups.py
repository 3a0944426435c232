"""Groups of three to six among many people: laid out by what a group must share, cut, and mended only where something breaks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import numpy as np

from mooring.engine import grouping
from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.kernels import filling
from mooring.engine.kernels import grouping as kernels
from mooring.engine.kernels import packed as form
from mooring.engine.kernels.grouping import BROKEN, LONELY, MET
from mooring.engine.kernels.packed import NONE
from mooring.engine.large.again import drive_out
from mooring.engine.large.bounding import sizes_of
from mooring.engine.large.packing import Round
from mooring.engine.large.seated import Seated, company
from mooring.engine.large.settling import Bettering, bettering_for, settle, work
from mooring.engine.large.threads import in_parts
from mooring.engine.meter import Meter, Stopped

_SALT_BITS: Final = (1 << 48) - 1
_SPAN: Final = 200
_MENDED, _PATIENCE = 60, 6
_TRIES, _MANY_TRIES, _FEW_BAD = 24, 400, 50
_SPREAD_TRIES: Final = 8
_SOFT: Final = ((LONELY, 6), (1, 6))
"""What is mended once no rule is broken and nobody need meet again, and how often all groups are gone through for it."""
_REMADE: Final = 60
_REMADE_TIMES: Final = 12
_PAIRS_LOOKED_AT: Final = 30


def arrange(packed: Round, facts: Facts, meter: Meter, bettering: Bettering | None = None) -> tuple[Group, ...]:
    """People in groups, named as in the problem; every group is one that may be, however early it is stopped."""
    meter.say("groups")
    made = Groups(packed)
    with suppress(Stopped):
        made.better(bettering or bettering_for(packed.people), meter)
    made.thin_out()
    made.seat_the_left()
    groups = made.named()
    with suppress(Stopped):
        return _last_seats(packed, groups, facts, meter)
    return tuple(sorted(groups))


class Groups(Seated):
    """Groups of a round on their way, from laying people out to the last empty seat."""

    def __init__(self, packed: Round) -> None:
        policy = packed.problem.policy
        super().__init__(packed, company(packed), policy.least, policy.most)
        self.salt = (packed.problem.seed * 1_000_003 + 101 * packed.past.rounds) & _SALT_BITS
        self._cut(self._laid_out(self._able()))

    def _able(self) -> IntArray:
        """Whoever could be in a group at all by their time; the others are left."""
        held = self.packed.packed
        able: BoolArray = np.ones(self.packed.people, dtype=np.bool_)
        if held.time_rule:
            able = np.logical_or.reduce(held.rows[:, held.start_at : held.start_at + held.hours] != 0, axis=1)
        self.left = np.flatnonzero(~able).tolist()
        return np.flatnonzero(able)

    def _laid_out(self, able: IntArray) -> IntArray:
        """People in an order that puts those beside each other who share a start outside bad hours and what rules ask them to share.

        Those who come to stand beside each other by the first of a random order of starts, or languages, all have that one.
        """
        held, many = self.packed.packed, self.packed.people
        parts = [(filling.KEY_TIME, held.good_at, held.hours, 0)] if held.time_rule else []
        for kind, at, words in held.rules[:, [form.RULE_KIND, form.RULE_AT, form.RULE_WORDS]].tolist():
            if kind == form.APART_NOTHING:
                parts.append((filling.KEY_SET, at, words, 0))
            elif kind == form.APART_OTHER:
                parts.append((filling.KEY_CODE, at, 1, 0))
        tastes = [part for part in map(tuple, self.packed.parts.tolist()) if part[0] in (filling.KEY_SET, filling.KEY_EITHER_SET)]
        parts += [part for part in tastes if part not in parts]
        chosen = [(*part, 7 * at) for at, part in enumerate([*parts, (filling.KEY_ANY, 0, 0, 0)][:3])]
        key = np.empty(many, dtype=np.uint64)
        in_parts(many, lambda first, last: filling.keys(held, first, last, np.array(chosen, dtype=np.int64), self.salt, key))
        low = np.uint64((1 << filling.INDEX_BITS) - 1)
        dealt = np.random.default_rng(self.salt).permutation(many)
        key = key[able] & ~low | dealt[able].astype(np.uint64)
        key.sort()
        back = np.empty(many, dtype=np.int64)
        back[dealt] = np.arange(many)
        made: IntArray = back[(key & low).astype(np.int64)]
        return made

    def _cut(self, order: IntArray) -> None:
        """Cut the order into groups; where sizes or seats cannot hold all, those are left who have waited least and take no kept seat."""
        marked, needed = self.company.marked, self.company.needed
        groups = int((marked[order].sum(axis=0) // needed).min(initial=len(order)))
        sizes = np.array(sizes_of(self.packed, len(order), groups), dtype=np.int64)
        over = len(order) - int(sizes.sum())
        if over:
            waited = np.minimum(self.packed.past.waited[self.packed.back[order]], 1 << 20)
            spared = np.lexsort((np.arange(len(order)), waited, marked[order].any(axis=1)))[:over]
            self.left += order[spared].tolist()
            order = np.delete(order, spared)
        self.rows = np.full((len(sizes), self.most), -1, dtype=np.int32)
        self.cost = np.zeros(len(sizes), dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        for seat in range(self.most):
            there = sizes > seat
            self.rows[there, seat] = order[begins[there] + seat]
        self.sizes = sizes

    def mend(self, meter: Meter) -> None:
        """Exchange people until no rule is broken and nobody meets again, or patience ends; then for better company."""
        fewest, since = len(self.rows) + 1, 0
        for number in range(_MENDED):
            bad = int((self.cost >= MET).sum())
            fewest, since = min(bad, fewest), 0 if bad < fewest else since + 1
            if not bad or since > _PATIENCE:
                break
            tries = _MANY_TRIES if bad * _FEW_BAD < len(self.rows) else _TRIES
            self._mend(MET, number > 5 and number % 2 == 1, tries, number, meter)
        for least, times in _SOFT:
            for number in range(times):
                if (self.cost >= least).any():
                    self._mend(least, False, _SPREAD_TRIES, 1_000 + number, meter)

    def _mend(self, least: int, anywhere: bool, tries: int, number: int, meter: Meter) -> None:
        if len(self.rows) < 2:
            return
        span = 0 if anywhere else max(1, min(_SPAN, len(self.rows) // 2))
        room = np.empty(self.most, dtype=np.int64)
        held, salt = self.packed.packed, 7_919 * (self.salt + number) & 0xFFFFFFFF
        looked = kernels.mend(held, self.company, self.rows, self.sizes, self.cost, least, span, tries, salt, room)
        meter.spend(looked * _PAIRS_LOOKED_AT)

    def better(self, bettering: Bettering, meter: Meter) -> None:
        """Settle all groups once, mend what is broken then, settle again as often as asked for, and drive out who meets again."""
        self.settle(bettering, 0, meter)
        self.mend(meter)
        for number in range(1, bettering.passes):
            self.settle(bettering, number, meter)
        drive_out(self, meter)

    def settle(self, bettering: Bettering, number: int, meter: Meter) -> None:
        """Better all groups once, block by block, and see what each costs."""
        settle(self.packed.packed, self.company, self.rows, self.sizes, self.cost, bettering, number)
        meter.spend(work(self.packed.people, bettering))

    def thin_out(self) -> None:
        """Take people from groups in which a rule is still broken, or that are forbidden, until every group is one that may be."""
        forbidden = frozenset(tuple(sorted(group)) for group in self.packed.problem.forbidden if len(group) > 2)
        bad = np.flatnonzero(self.cost >= BROKEN).tolist()
        if forbidden:
            bad += [at for at, group in enumerate(self.named()) if group in forbidden]
        gone = []
        for at in sorted(set(bad)):
            members = self.rows[at][self.rows[at] >= 0].tolist()
            while len(members) > self.least:
                costs = self.costs_of([[one for one in members if one != other] for other in members])
                dropped = members.pop(int(costs.argmin()))
                self.left.append(dropped)
                if costs.min() < BROKEN and self.name(members) not in forbidden:
                    break
            else:
                self.left += members
                gone.append(at)
                continue
            self.seat(at, members)
        self.drop(gone)

    def seat_the_left(self) -> None:
        """Empty seats for those who are left, whoever has waited longest first."""
        waited = self.packed.past.waited[self.packed.back]
        forbidden = frozenset(tuple(sorted(group)) for group in self.packed.problem.forbidden if len(group) > 2)
        still = []
        for person in sorted(self.left, key=lambda one: (-int(waited[one]), one)):
            made = np.empty(len(self.rows), dtype=np.int64)
            kernels.joins(self.packed.packed, self.company, self.rows, self.sizes, person, self.most, made)
            could = np.flatnonzero((made != NONE) & (made < BROKEN))
            for at in could[np.argsort(made[could] - self.cost[could], kind="stable")].tolist():
                members = [*self.rows[at][: self.sizes[at]].tolist(), person]
                if self.name(members) not in forbidden:
                    self.seat(at, members)
                    break
            else:
                still.append(person)
        self.left = still


def _last_seats(packed: Round, groups: Sequence[Group], facts: Facts, meter: Meter) -> tuple[Group, ...]:
    """For those still left, some groups they could be in taken apart and made anew with them, by the search for fewer people."""
    made = set(groups)
    left = sorted(set(packed.back.tolist()) - {person for group in made for person in group})
    waited = packed.past.waited
    most = grouping.at_most(facts, packed.back) if left else 0
    for person in sorted(left, key=lambda one: (-int(waited[one]), one))[:_REMADE_TIMES]:
        placed = packed.people - len(left)
        if person in left and (placed < most or waited[person]):
            _remake(facts, made, left, person, meter)
    return tuple(sorted(made))


def _remake(facts: Facts, made: set[Group], left: list[int], person: int, meter: Meter) -> None:
    """Make the best of somebody left and of groups whose people they may meet."""
    allowed = facts.allowed(np.array([person]), facts.every)[0]
    if not allowed.any():
        return
    rng = np.random.default_rng(facts.problem.seed + person)
    order = sorted(made)
    likely = np.array([allowed[list(group)].mean() for group in order])
    people, taken = [person, *(one for one in left if one != person)][: _REMADE // 4], []
    for at in np.argsort(-(likely + rng.random(len(order)) / 4), kind="stable").tolist():
        if len(people) + len(order[at]) > _REMADE:
            break
        taken.append(order[at])
        people += order[at]
    who = np.array(sorted(people))
    near = facts.narrow(who)
    aims = Aims.of(near)
    found = grouping.arrange(aims, who, near.allowed(who, who), meter)
    after = [tuple(int(who[place]) for place in group) for group in found]
    if tuple(aims.values(after).values()) > tuple(aims.values(taken).values()):
        made.difference_update(taken)
        made.update(after)
        seated = {one for group in after for one in group}
        left[:] = sorted((set(left) | set(people)) - seated)
