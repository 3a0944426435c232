"""Finds for everybody a few good partners, and the graph of all pairs found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import candidates as kernels
from mooring.engine.kernels import filling
from mooring.engine.kernels import known as sharing
from mooring.engine.kernels.packed import LEAST
from mooring.engine.large.effort import COUNTED, Effort
from mooring.engine.large.packing import Round
from mooring.engine.large.room import room_for, turned
from mooring.engine.large.threads import gathered, in_parts
from mooring.engine.meter import Meter

_SALT_BITS: Final = (1 << 48) - 1
"""A round's seed may be any number; compiled code takes no more than 64 bits, the sign included."""
_LONE_PARTNERS: Final = 4
_SCANNED: Final = 256
_BOTH_AT_ONCE: Final = 20_000
"""Up to so many people a pair is looked at once for both, which one thread alone can do."""
_EVERY_STEP: Final = 1 << 40
_MANY_CONTACTS: Final = 12
"""Where people have more contacts than that, those in common are counted for a whole block at once."""
Ids = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Graph:
    """Pairs that may be made: everybody's list begins at `begins` in `other`, with what each pair is worth. Each pair stands twice."""

    begins: IntArray
    other: Ids
    value: Ids


@dataclass(frozen=True, eq=False)
class Found:
    """Everybody's best partners, people x `partners`, -1 where no more were found; and what the pairs are worth."""

    ids: Ids
    worth: Ids


def find(packed: Round, effort: Effort, salt: int, price: IntArray, meter: Meter) -> Found:
    """Everybody's best partners by worth less `price`."""
    lists = _Lists(packed, effort, price)
    with meter.as_far_as_it_goes():
        lists.ask_around(effort.known, meter)
        for number in range(effort.passes):
            lists.lay_out(salt + number, number, meter)
        for _ in range(effort.descents):
            lists.descend(meter)
        lists.help_the_lone(meter)
    return lists.found()


class _Lists:
    """Everybody's list while partners are looked for."""

    def __init__(self, packed: Round, effort: Effort, price: IntArray) -> None:
        self.packed, self.form, self.effort, self.price = packed, packed.packed, effort, price
        self.many = packed.people
        self.rest = self.form.rest
        self.every = np.arange(self.many, dtype=np.int32)
        self.ids: Ids = np.full((self.many, effort.partners), -1, dtype=np.int32)
        self.gains = np.full((self.many, effort.partners), LEAST, dtype=np.int64)

    def found(self) -> Found:
        """The lists as they are."""
        worth = np.empty_like(self.ids)
        in_parts(self.many, lambda first, last: kernels.worths(self.ids, self.gains, self.price, first, last, worth))
        return Found(self.ids, worth)

    def ask_around(self, known: int, meter: Meter) -> None:
        """Contacts of contacts, and wishes. Where these are all looked at, others can be worth less."""
        met, reach = turned(self.form), known if self.packed.shared > COUNTED * self.many else _EVERY_STEP
        if self.many <= _BOTH_AT_ONCE and reach == _EVERY_STEP:
            following = self.form.contact_begins.copy()
            sharing.best_of_both(self.form, met, following, self.price, room_for(self.many), self.ids, self.gains)
            self.rest = self.form.rest_apart
            meter.spend(self.packed.shared // 2)
            return

        coarse = np.empty(self.many, dtype=np.int64)
        in_parts(self.many, lambda first, last: sharing.coarse_hours(self.form, first, last, coarse))

        def look(first: int, last: int) -> int:
            return sharing.best(self.form, met, coarse, first, last, reach, known, self.price, room_for(self.many), self.ids, self.gains)

        self.rest = self.form.rest if sum(gathered(self.many, look)) else self.form.rest_apart
        meter.spend(self.many * known)

    def _look(self, source: int, who: Ids, most: int, before: Ids) -> None:
        """Look at others for some people."""

        def look(first: int, last: int) -> None:
            kernels.look(self.form, source, who, first, last, most, before, self.price, self.ids, self.gains)

        in_parts(len(who), look)

    def lay_out(self, salt: int, number: int, meter: Meter) -> None:
        """Everybody beside others with whom they have something in common, and all pairs of neighbours."""
        block, form, parts = self.effort.block, self.form, self.packed.parts
        turned = np.roll(parts, -number, axis=0)
        chosen = [*turned[:2], turned[0]] if len(parts) > 1 else [parts[0], parts[0]]
        held = np.array([(*part, 7 * at) for at, part in enumerate(chosen)], dtype=np.int64)
        key = np.empty(self.many, dtype=np.uint64)
        own = (self.packed.problem.seed * 1_000_003 + 101 * salt) & _SALT_BITS
        in_parts(self.many, lambda first, last: filling.keys(form, first, last, held, own, key))
        key.sort()
        order = (key & np.uint64((1 << filling.INDEX_BITS) - 1)).astype(np.int32)
        shift = (own * 7) % block

        contacts = int(form.contact_begins[self.many])
        entries = 2 * block * contacts // max(1, self.many) if contacts > _MANY_CONTACTS * self.many else 0
        links = 1 << entries.bit_length() if entries else 0

        def look(first: int, last: int) -> None:
            room, shared = np.empty((3, block), dtype=np.int64), np.empty((block, block), dtype=np.int32)
            heads, chain = np.empty(links, dtype=np.int32), np.empty((3, entries), dtype=np.int32)
            kernels.in_blocks(
                form, order, block, shift, first, last, self.rest, self.price, room, heads, chain, shared, self.ids, self.gains
            )

        in_parts((self.many + shift) // block + 1, look, alone=200)
        meter.spend(self.many * block // 2)

    def descend(self, meter: Meter) -> None:
        """Partners of partners."""
        fan = min(self.effort.fan, self.effort.partners)
        self._look(kernels.NEIGHBOURS, self.every, fan, self.ids.copy())
        meter.spend(self.many * fan * fan)

    def help_the_lone(self, meter: Meter) -> None:
        """All others for those who found hardly anybody, as far as they are few."""
        short = np.flatnonzero(self.ids[:, min(_LONE_PARTNERS, self.ids.shape[1]) - 1] < 0)[:_SCANNED]
        if len(short):
            self._look(kernels.EVERYBODY, short.astype(np.int32), 0, self.ids)
            meter.spend(len(short) * self.many)


def graph(found: Found) -> Graph:
    """The pairs of some lists, both ways, with what each is worth."""
    many = len(found.ids)
    begins = np.zeros(many + 1, dtype=np.int64)
    pairs = kernels.both_ways(found.ids, begins)
    other, value = np.empty(pairs, dtype=np.int32), np.empty(pairs, dtype=np.int32)
    kernels.fill_both_ways(found.ids, found.worth, begins, begins.copy(), other, value)
    return Graph(begins, other, value)


def joined(one: Found, more: Found) -> Found:
    """The people of two lists as one, each once."""
    made = Found(np.concatenate([one.ids, more.ids], axis=1), np.concatenate([one.worth, more.worth], axis=1))
    kernels.without_doubles(made.ids, made.worth)
    return made


def nearest(among: Graph, doubled: IntArray, most: int) -> Ids:
    """Everybody's best partners of a graph by twice what a pair is worth less the other's doubled price, best first, -1 for nobody."""
    many = len(among.begins) - 1
    made = np.full((many, most), -1, dtype=np.int32)
    kernels.nearest(among.begins, among.other, among.value, doubled, np.empty(most, dtype=np.int64), made)
    return made
