"""The cheapest way to pair people up, exactly, from a start that already suits almost everybody.

Edmonds' blossom algorithm. Everybody has a price; two people's prices never add up to more than it costs to pair them. Somebody
without a partner is the root of a tree in which prices rise and fall in turn, until a pair becomes affordable that lets everybody in
the tree change partners and leaves nobody free. Circles of odd length are contracted into sets, which are nested, carry a
toll, and open again when their toll is used up. When all are seated, the sum of prices less tolls is equal to the cost of the
pairs, which proves that nothing is cheaper. All numbers are whole, of any length.

Only near partners are looked at to begin with. A pair of people in different sets that neither has looked at costs at least as much as
the bound of either; so as long as nobody's price exceeds half their bound, no such pair can be affordable, and whoever reaches it looks
at more. Bounds say nothing of people in one set, who may pay more than they cost together; when the set opens, they are lowered.

Sources: J. Edmonds, Paths, trees, and flowers (1965), and Maximum matching and a polyhedron with 0,1-vertices (1965);
W. Cook and A. Rohe, Computing minimum-weight perfect matchings (1999), for starting from a fractional matching.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.nearby import Nearby

ALONE: Final = -1
STAND_INS: Final = 3

_FREE: Final = 0
_OUTER: Final = 1
_INNER: Final = 2

_OPENS: Final = -1
_LOOKS: Final = 1 << 60  # after all else of the same moment
_MORE: Final = 16
_NEVER: Final = 1 << 1000

_COPIED: Final = (
    "partner", "near", "alone", "bound", "price", "surface", "base", "held", "parts", "links", "toll", "_label", "_since", "_entry",
)  # fmt: skip

Link = tuple[int, int]


class Pairing:
    """Pairs, prices and odd sets. After the people come three stand-ins (see `without`), then the sets; a person is a set of one.

    `partner`: everybody's partner, or ALONE. `price`: everybody's price. `surface`: the outermost set somebody is in. Of each set:
    `base`, the one person whose partner is outside; `parts`, the circle of sets it was made of, the base's first;
    `links`, the pair that holds each part to the next; `held`, its people; `toll`. `least`: no pairs are cheaper in all, people left
    alone included. `looked`: how many pairs were looked at.
    """

    def __init__(self, nearby: Nearby, partner: Sequence[int]) -> None:
        self.nearby = nearby
        size = nearby.size + STAND_INS
        self.partner = [*partner] + [ALONE] * STAND_INS
        self.near = [*nearby.near, *({} for _ in range(STAND_INS))]
        self.alone = [*nearby.alone] + [0] * STAND_INS
        self.bound = [*nearby.bound] + [None] * STAND_INS
        self.price = [0] * size
        self.surface = list(range(size))
        self.base = list(range(size))
        self.held = [[person] for person in range(size)]
        self.parts: list[list[int]] = [[] for _ in range(size)]
        self.links: list[list[Link]] = [[] for _ in range(size)]
        self.toll = [0] * size
        self.least = self.looked = 0
        self._label = [_FREE] * size
        self._since = [0] * size
        self._entry: list[Link] = [(ALONE, ALONE)] * size
        self._clear(ALONE)

    def copy(self) -> Pairing:
        """The same again, to be changed by itself."""
        made = copy.copy(self)
        for name in _COPIED:
            setattr(made, name, list(getattr(self, name)))
        return made

    def without(self, people: Sequence[int]) -> Pairing:
        """A copy in which up to three people are to be left out: a stand-in nobody else can meet waits for each of them."""
        made = self.copy()
        for at, person in enumerate(people, self.nearby.size):
            cost = self.price[person] + self.price[person] % 2
            made.near[person] = self.near[person] | {at: cost}
            made.near[at] = {person: cost}
            made.price[at] = cost - self.price[person]
            made.alone[at] = _NEVER
            made.least += made.price[at] - cost
        return made

    def changed(self, nearby: Nearby, apart: Sequence[Link], gone: Sequence[int]) -> Pairing:
        """A copy in which some pairs cannot be made any more and some people are to be in no pair; whoever loses by it waits.

        `nearby` knows of neither. All prices and tolls stay right, less the tolls of sets that are no more.
        """
        made = self.copy()
        made.near = [mine | theirs for mine, theirs in zip(self.near, [*nearby.near, *({} for _ in range(STAND_INS))], strict=True)]
        made.nearby = nearby
        made._clear(ALONE)
        for one, other in apart:
            while made.surface[one] == made.surface[other]:
                made._dissolve(made.surface[one])
            made._sever(one, (other,))
        for person in gone:
            while made.surface[person] != person:
                made._dissolve(made.surface[person])
            made._sever(person, tuple(made.near[person]))
            made.least += made.alone[person] - made.price[person]
            made.price[person] = made.alone[person]
        return made

    def _sever(self, person: int, others: Sequence[int]) -> None:
        """Forget pairs of one person, none of which lies within a set."""
        self.near[person] = {other: cost for other, cost in self.near[person].items() if other not in others}
        for other in others:
            self.near[other] = {one: cost for one, cost in self.near[other].items() if one != person}
        if self.partner[person] in others:
            self._part(person)

    def _part(self, person: int) -> None:
        other = self.partner[person]
        self.partner[person] = self.partner[other] = ALONE

    def _dissolve(self, one: int) -> None:
        """Make an outermost set into its parts again. Its toll is taken off its people's prices, so its base loses their partner."""
        for person in self.held[one]:
            self.price[person] -= self.toll[one] // 2
        for part in self.parts[one]:
            for person in self.held[part]:
                self.surface[person] = part
        self.least -= self.toll[one] // 2
        if self.toll[one] and self.partner[self.base[one]] != ALONE:
            self._part(self.base[one])
        self.toll[one] = 0
        self._look_across(one)

    def waits(self, person: int) -> bool:
        """Whether somebody has no partner although being alone costs more than their price."""
        return self.partner[person] == ALONE and self.price[person] < self.alone[person]

    def waiting(self) -> list[int]:
        """Everybody who waits."""
        return [person for person in range(self.nearby.size + STAND_INS) if self.waits(person)]

    def pairs(self) -> tuple[Link, ...]:
        """The pairs, without those of stand-ins."""
        return tuple((one, other) for one, other in enumerate(self.partner) if one < other < self.nearby.size)

    def alone_now(self) -> int:
        """How many people are in no pair."""
        return self.partner[: self.nearby.size].count(ALONE)

    # growing a tree

    def seat(self, person: int, most: int | None = None) -> bool:
        """Find a partner for somebody waiting in the cheapest way, which may leave somebody else alone, or the person.

        False: that would cost more than `most`; prices are then as high as that, and the person waits.
        """
        label, surface, price, since = self._label, self.surface, self.price, self._since
        self._clear(surface[person])
        self._grow(surface[person])
        while True:
            now, one, other, cost = heappop(self._heap)
            if most is not None and now > most:
                self._now = most
                self._finish()
                return False
            self._now = now
            if one == _OPENS:
                if label[other] == _INNER and self.toll[other] == 2 * (now - since[other]):
                    self._open(other)
                continue
            if one == _LOOKS:
                self._look(other)
                continue
            if other == ALONE:
                break
            here, there = surface[one], surface[other]
            if here == there or label[there] == _INNER:
                continue
            left = cost - price[one] - price[other] - now + since[here]
            if label[there] == _OUTER:
                if left == now - since[there]:
                    self._contract(one, other)
            elif not left:
                if self.partner[self.base[there]] == ALONE:
                    break
                self._enter(there, (one, other))
                self._grow(surface[self.partner[self.base[there]]])
        self._change(one, other)
        self._finish()
        return True

    def _clear(self, root: int) -> None:
        self._heap: list[tuple[int, int, int, int]] = []
        self._marked: list[int] = []
        self._apart: dict[int, IntArray] = {}
        self._now, self._root = 0, root

    def _finish(self) -> None:
        for marked in self._marked:
            self._settle(marked)
        self.least += self._now

    def _grow(self, one: int) -> None:
        self._label[one], self._since[one] = _OUTER, self._now
        self._marked.append(one)
        for person in self.held[one]:
            self._scan(person)

    def _enter(self, one: int, link: Link) -> None:
        self._label[one], self._since[one], self._entry[one] = _INNER, self._now, link
        self._marked.append(one)
        if self.parts[one]:
            heappush(self._heap, (self._now + self.toll[one] // 2, _OPENS, one, 0))

    def _scan(self, person: int) -> None:
        surface, label, since, price, heap, now = self.surface, self._label, self._since, self.price, self._heap, self._now
        home = surface[person]
        mine = price[person] + now - since[home]
        heappush(heap, (now + self.alone[person] - mine, person, ALONE, 0))
        self._will_look(person, mine)
        self.looked += len(self.near[person])
        for other, cost in self.near[person].items():
            there = surface[other]
            if there != home and label[there] != _INNER:
                left = cost - mine - price[other]
                if label[there] == _OUTER:
                    left = (left - now + since[there]) // 2
                heappush(heap, (now + left, person, other, cost))

    def _look(self, person: int) -> None:
        """Look at some partners outside one's own set who may have become affordable, or soon will be."""
        home, mine = self.surface[person], self._price_now(person)
        grown = self._label[home] == _OUTER
        if home not in self._apart:
            self._apart[home] = np.array([one for one in self.held[home] if one < self.nearby.size])
        reach = 2 * mine + grown * mine // 2
        fresh, self.bound[person] = self.nearby.further(person, self._apart[home], reach, _MORE if grown else self.nearby.size)
        if len(fresh):
            near = self.near[person]
            for other, cost in zip(fresh.tolist(), self.nearby.more(person, fresh), strict=True):
                near[other] = self.near[other][person] = cost
                self._offer(person, other, cost)
        if grown:
            self._will_look(person, mine)

    def _will_look(self, person: int, mine: int) -> None:
        bound = self.bound[person]
        if bound is not None:
            heappush(self._heap, (self._now + max(0, bound // 2 - mine), _LOOKS, person, 0))

    def _offer(self, one: int, other: int, cost: int) -> None:
        """Note when a pair will be affordable, if it concerns the tree."""
        if self._label[self.surface[one]] != _OUTER:
            one, other = other, one
        labels = self._label[self.surface[one]], self._label[self.surface[other]]
        if labels[0] == _OUTER and labels[1] != _INNER:
            left = cost - self._price_now(one) - self._price_now(other)
            heappush(self._heap, (self._now + (left // 2 if labels[1] == _OUTER else left), one, other, cost))

    def _price_now(self, person: int) -> int:
        home = self.surface[person]
        passed = self._now - self._since[home]
        label = self._label[home]
        return self.price[person] + (passed if label == _OUTER else -passed if label == _INNER else 0)

    def _settle(self, one: int) -> None:
        """Write down what the prices in a set have become, and take it off the tree."""
        passed = self._now - self._since[one]
        if passed and self._label[one] != _FREE:
            if self._label[one] == _INNER:
                passed = -passed
            for person in self.held[one]:
                self.price[person] += passed
            if self.parts[one]:
                self.toll[one] += 2 * passed
        self._label[one] = _FREE

    # odd sets

    def _contract(self, one: int, other: int) -> None:
        """Make a set of the odd circle that two affordable people of the tree close."""
        left, right = self._stems(self.surface[one], self.surface[other])
        made = len(self.base)
        parts = [*left[::-1], *right[:-1]]
        links = [self._tie(left[at], left[at - 1]) for at in range(len(left) - 1, 0, -1)]
        links.append((one, other))
        links += [self._tie(right[at + 1], right[at])[::-1] for at in range(len(right) - 1)]
        fresh = [person for part in parts if self._label[part] == _INNER for person in self.held[part]]
        for part in parts:
            self._settle(part)
        self.base.append(self.base[left[-1]])
        self.parts.append(parts)
        self.links.append(links)
        self.held.append([person for part in parts for person in self.held[part]])
        self.toll.append(0)
        self._entry.append((ALONE, ALONE))
        self._label.append(_OUTER)
        self._since.append(self._now)
        self._marked.append(made)
        for person in self.held[made]:
            self.surface[person] = made
        if self._root == left[-1]:
            self._root = made
        for person in fresh:
            self._scan(person)

    def _stems(self, one: int, other: int) -> tuple[list[int], list[int]]:
        """The sets from these two up the tree to the first they share, which ends both."""
        stems, met = ([one], [other]), {one, other}
        while True:
            for mine, theirs in (stems, stems[::-1]):
                if mine[-1] == self._root:
                    continue
                inner = self.surface[self.partner[self.base[mine[-1]]]]
                outer = self.surface[self._entry[inner][0]]
                mine += [inner, outer]
                if outer in met:
                    del theirs[theirs.index(outer) + 1 :]
                    return stems
                met.add(outer)

    def _tie(self, above: int, below: int) -> Link:
        """The pair that holds a set to the one above it in the tree, the upper person first."""
        if self._label[below] == _INNER:
            return self._entry[below]
        base = self.base[below]
        return self.partner[base], base

    def _open(self, one: int) -> None:
        """Take an inner set apart whose toll is used up; the tree goes on through some of its parts."""
        self._settle(one)
        parts, links, entry = self.parts[one], self.links[one], self._entry[one]
        for part in parts:
            for person in self.held[part]:
                self.surface[person] = part
        at = parts.index(self.surface[entry[1]])
        ahead = at % 2 == 1
        way = [*range(at, len(parts)), 0] if ahead else list(range(at, -1, -1))
        for place, step in zip(way[::2], [*way[1::2], None], strict=True):
            self._enter(parts[place], entry)
            if step is not None:
                entry = links[step] if ahead else links[step - 1][::-1]
        for step in way[1::2]:
            self._grow(parts[step])
        self._look_across(one)
        for person in self.held[one]:
            if self._label[self.surface[person]] == _FREE:
                for other, cost in self.near[person].items():
                    if self._label[self.surface[other]] == _OUTER:
                        self._offer(other, person, cost)

    def _look_across(self, one: int) -> None:
        """Mind, in a set that was opened, that nobody has looked from part to part."""
        everybody = [person for person in self.held[one] if person < self.nearby.size]
        for part in self.parts[one]:
            others = [person for person in everybody if self.surface[person] != part]
            people = [person for person in self.held[part] if person < self.nearby.size]
            for person, floor in zip(people, self.nearby.floors(people, others), strict=True):
                bound = self.bound[person]
                if floor is not None and (bound is None or floor < bound):
                    self.bound[person] = floor
                    mine = self._price_now(person)
                    if self._label[part] == _OUTER:
                        self._will_look(person, mine)
                    elif floor // 2 < mine:
                        self._look(person)

    def _turn(self, one: int, person: int) -> None:
        """Change partners inside a set so that this person is the one whose partner is outside."""
        todo = [(one, person)]
        while todo:
            one, person = todo.pop()
            parts, links = self.parts[one], self.links[one]
            if not parts:
                continue
            at = next(place for place, part in enumerate(parts) if person in self.held[part])
            todo.append((parts[at], person))
            for place in range(at + 1, len(parts), 2) if at % 2 else range(at - 2, -1, -2):
                here, there = links[place]
                self.partner[here], self.partner[there] = there, here
                todo += [(parts[place], here), (parts[(place + 1) % len(parts)], there)]
            self.parts[one], self.links[one] = parts[at:] + parts[:at], links[at:] + links[:at]
            self.base[one] = person

    def _change(self, one: int, other: int) -> None:
        """Pair these two and change partners all the way back to the root; `other` may be ALONE."""
        ways = [(one, other)]
        while self.surface[one] != self._root:
            inner = self.surface[self.partner[self.base[self.surface[one]]]]
            one, other = self._entry[inner]
            ways.append((one, other))
        for here, there in ways:
            self._turn(self.surface[here], here)
            self.partner[here] = there
            if there != ALONE:
                self._turn(self.surface[there], there)
                self.partner[there] = here
