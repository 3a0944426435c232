"""Groups of three to six among many people: laid out by what a group must share, cut, and mended only where something breaks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine import grouping
from mooring.engine.aims import Aims
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.kernels import filling
from mooring.engine.kernels import grouping as kernels
from mooring.engine.kernels import packed as form
from mooring.engine.kernels.grouping import BROKEN, LONELY, MET, Company
from mooring.engine.kernels.packed import NONE
from mooring.engine.large import proof
from mooring.engine.large.packing import Round
from mooring.engine.large.threads import in_parts
from mooring.engine.meter import Meter, Stopped
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.policy.named import same_name
from mooring.engine.policy.shape import nearest, parted

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
_FEW_PEOPLE, _SOME_PEOPLE = 5_000, 20_000

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bettering:
    """How often all groups are gone through to lift the score, and how many exchanges are looked at for each person then."""

    sweeps: int
    tries: int


def bettering_for(people: int) -> Bettering:
    """What a round is worth: some tenths of a second for a few thousand people, some seconds for a hundred thousand."""
    if people <= _FEW_PEOPLE:
        return Bettering(10, 30)
    return Bettering(4, 20) if people <= _SOME_PEOPLE else Bettering(2, 10)


def arrange(packed: Round, facts: Facts, meter: Meter, bettering: Bettering | None = None) -> tuple[Group, ...]:
    """People in groups, named as in the problem; every group is one that may be, however early it is stopped."""
    meter.say("groups")
    made = Groups(packed)
    with suppress(Stopped):
        made.mend(meter)
        made.better(bettering or bettering_for(packed.people), meter)
    made.thin_out()
    made.seat_the_left()
    groups = made.named()
    with suppress(Stopped):
        return _last_seats(packed, groups, facts, meter)
    return tuple(sorted(groups))


@dataclass(eq=False)
class Groups:
    """Groups on their way: `rows` of people as packed, -1 where nobody sits, `sizes` and `cost` of each, and who is `left`."""

    packed: Round
    rows: Rows = field(init=False)
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        policy = self.packed.problem.policy
        self.least, self.most = policy.least, policy.most
        self.salt = (self.packed.problem.seed * 1_000_003 + 101 * self.packed.past.rounds) & _SALT_BITS
        self.company = company(self.packed)
        self._cut(self._laid_out(self._able()))
        self.cost = np.empty(len(self.rows), dtype=np.int64)
        kernels.costs(self.packed.packed, self.company, self.rows, self.cost)

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
        sizes = np.array(_sizes(self.packed, len(order), groups), dtype=np.int64)
        over = len(order) - int(sizes.sum())
        if over:
            waited = np.minimum(self.packed.past.waited[self.packed.back[order]], 1 << 20)
            spared = np.lexsort((np.arange(len(order)), waited, marked[order].any(axis=1)))[:over]
            self.left += order[spared].tolist()
            order = np.delete(order, spared)
        self.rows = np.full((len(sizes), self.most), -1, dtype=np.int32)
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
        """Exchange people with those of groups near by while that lifts the score and costs no aim above it."""
        if len(self.rows) < 2:
            return
        span = max(1, min(_SPAN, len(self.rows) // 2))
        for number in range(bettering.sweeps):
            lists = self.rows, self.sizes, self.cost, span, bettering.tries, self.salt + number
            looked = kernels.better(self.packed.packed, self.company, *lists, 0, len(self.rows))
            meter.spend(looked * _PAIRS_LOOKED_AT)

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
                costs = self._costs([[one for one in members if one != other] for other in members])
                dropped = members.pop(int(costs.argmin()))
                self.left.append(dropped)
                if costs.min() < BROKEN and self._name(members) not in forbidden:
                    break
            else:
                self.left += members
                gone.append(at)
                continue
            self._seat(at, members)
        for name in ("rows", "sizes", "cost"):
            setattr(self, name, np.delete(getattr(self, name), gone, axis=0))

    def _costs(self, groups: Sequence[Sequence[int]]) -> IntArray:
        rows = np.full((len(groups), self.most), -1, dtype=np.int32)
        for at, group in enumerate(groups):
            rows[at, : len(group)] = group
        made = np.empty(len(groups), dtype=np.int64)
        kernels.costs(self.packed.packed, self.company, rows, made)
        return made

    def _seat(self, at: int, members: Sequence[int]) -> None:
        self.rows[at] = -1
        self.rows[at, : len(members)] = members
        self.sizes[at], self.cost[at] = len(members), self._costs([members])[0]

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
                if self._name(members) not in forbidden:
                    self._seat(at, members)
                    break
            else:
                still.append(person)
        self.left = still

    def _name(self, members: Sequence[int]) -> Group:
        return tuple(sorted(int(self.packed.back[one]) for one in members))

    def named(self) -> list[Group]:
        """The groups as the problem names their people, in no order."""
        places = np.append(self.packed.back, np.iinfo(np.int64).max)
        rows = np.sort(places[self.rows], axis=1)
        return [tuple(row[:size]) for row, size in zip(rows.tolist(), self.sizes.tolist(), strict=True)]


def company(packed: Round) -> Company:
    """Seats and declared attributes of the people of a packed round."""
    problem, none = packed.problem, np.zeros((packed.people, 0), dtype=np.int64)
    held = problem.people
    marked = [(held.numbers[same_name(seat.name)][packed.back] > 0).astype(np.int64) for seat in problem.policy.seats]
    codes = [held.attributes[same_name(name)][packed.back] for name in problem.policy.not_alone]
    return Company(
        np.column_stack([none, *marked]),
        np.array([seat.people for seat in problem.policy.seats], dtype=np.int64),
        np.column_stack([none, *codes]),
        "need" in problem.policy.levels,
    )


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


def score_bound(packed: Round, groups: Sequence[Group], prove: bool, meter: Meter) -> Fraction:
    """The most that groups can score: with each person as many others as the smallest group has, those worth most to them.

    No arrangement that serves the aims before the score as well has a smaller group than `_smallest`, and a larger group shares by more.
    """
    scale = Fraction(SCORE_SCALE * packed.people, 2)
    if meter.stopped or (not prove and packed.people > proof.PROVEN_UP_TO):
        return scale
    meter.say("proving the bound")
    alone, few = proof.score_alone(packed), _smallest(packed, groups) - 1
    with suppress(Stopped):
        meter.spend(packed.people * packed.people)
        made = np.zeros((packed.people, few), dtype=np.int64)
        in_parts(packed.people, lambda first, last: kernels.best_few(alone, first, last, made), alone=1_000)
        return Fraction(int(made.sum()), 2 * few)
    return scale


def _smallest(packed: Round, groups: Sequence[Group]) -> int:
    """The smallest group of any arrangement that serves the aims before the score as well as this one does."""
    policy = packed.problem.policy
    placed = sum(map(len, groups))
    nearest_sizes = -Fraction(sum((len(group) - policy.size) ** 2 for group in groups)) == fewest_apart(packed)
    if policy.up_to is not None or placed < packed.people or not nearest_sizes:
        return policy.least
    return packed.people // -(-packed.people // policy.size)


def fewest_apart(packed: Round) -> Fraction:
    """How near the wanted size groups of everybody can be at best."""
    size = packed.problem.policy.size
    return -Fraction(sum((one - size) ** 2 for one in _sizes(packed, packed.people, packed.people)))


def _sizes(packed: Round, people: int, groups: int) -> list[int]:
    policy = packed.problem.policy
    if policy.up_to is None:
        return nearest(people, policy.size, policy.most, groups)
    return parted(people, policy.least, policy.most, groups)
