"""Groups bettered within blocks: each pair of a block's people is weighed once, and exchanges are then looked at by sums alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mooring.engine.kernels.compiling import fetch, fetch_place, kernel, lowest, part, wide
from mooring.engine.kernels.grouping import BROKEN, Company, met_cost, near_cost, seats_cost, time_cost
from mooring.engine.kernels.packed import (
    COMMON,
    KEPT_APART,
    MEAN,
    MUTUAL,
    NONE,
    TERM_AT,
    TERM_CURVE,
    TERM_KIND,
    TERM_LAST,
    TERM_OTHER,
    TERM_WEIGHT,
    TERM_WORDS,
    TIME,
    Packed,
    Words,
)
from mooring.engine.kernels.pair import SCALE, count, kept_apart, preference

WORTH_BITS = 20
"""An exchange changes what people are worth together by less than that many bits tell; a unit of cost is above them all."""
PAIR_BITS = 16
"""What a pair is worth, in so many bits."""
LARGEST = 60
"""People of a block at most: each has a bit of a word."""
_PART_OF_TIME = 20
_SEEN_BITS = 14
SEEN = 1 << _SEEN_BITS
_LOW = SEEN - 1
_LINE = 16
"""So many numbers of a list lie in one line of the cache."""


class Room(NamedTuple):
    """Room to work in for a block of people: who they are, in which of its groups and in which seat; what each two are together (`pair`:
    worth less cost) and have in common (`common`: contacts); what each person is with each group (`sums`: groups x people, `turned`: the
    same turned) and with their own (`stay`); what an exchange of one with each other brings (`gain`).

    `seen` tells of contacts and of people that there may be any, `keys` and `held` whose contacts are.
    """

    who: Words
    home: Words
    seat: Words
    pair: Words
    common: Words
    sums: Words
    turned: Words
    stay: Words
    gain: Words
    inverse: Words
    seen: Words
    keys: Words
    held: Words


@part
def _spot(number: int) -> int:
    """Where a number falls among `SEEN` (multiplicative hashing, Knuth 6.4)."""
    return ((number * 0x9E3779B1) & 0xFFFFFFFF) >> (32 - _SEEN_BITS)


@part
def _count_contacts(p: Packed, r: Room, many: int, stamp: int) -> None:
    """How many contacts each two have in common, into `common`.

    Most contacts are somebody's alone: a first look finds which may not be (as in Bloom 1970), a second counts those.
    """
    last = len(r.keys) - 1
    for at in range(SEEN):
        r.seen[at] = 0
    for i in range(many):
        for j in range(many):
            r.common[i, j] = 0
        u = wide(r.who[i])
        for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
            r.seen[_spot(wide(p.contacts[at]))] += 1
    for i in range(many):
        u, mine = wide(r.who[i]), np.int64(1) << i
        for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
            contact = wide(p.contacts[at])
            spot = _spot(contact)
            if r.seen[spot] == 1:
                continue
            place, key = spot & last, stamp << 32 | contact
            while r.keys[place] != key and r.keys[place] >> 32 == stamp:
                place = (place + 1) & last
            if r.keys[place] != key:
                r.keys[place], r.held[place] = key, mine
                continue
            others = r.held[place]
            r.held[place] = others | mine
            while others:
                j = lowest(others)
                others &= others - 1
                r.common[i, j] += 1


@part
def _weigh(p: Packed, r: Room, many: int, shift: int) -> None:
    """What each two are worth together, below the diagonal of `pair`. What people add by themselves changes nothing and is left out."""
    rows, terms, curves = p.rows, p.terms, p.curves
    for i in range(many):
        for j in range(i):
            r.pair[i, j] = 0
    for term in range(terms.shape[0]):
        kind, place, weight = terms[term, TERM_KIND], terms[term, TERM_AT], terms[term, TERM_WEIGHT]
        words, table, last = terms[term, TERM_WORDS], terms[term, TERM_CURVE], terms[term, TERM_LAST]
        if kind == COMMON:
            for i in range(many):
                u = wide(r.who[i])
                for j in range(i):
                    r.pair[i, j] += curves[table + min(last, count(rows, u, wide(r.who[j]), place, place, words))] * weight
        elif kind == TIME:
            for i in range(many):
                u = wide(r.who[i])
                r.inverse[i] = (wide(SCALE) << _PART_OF_TIME) // max(rows[u, place], 1)
                for j in range(i):
                    shared = count(rows, u, wide(r.who[j]), place + 1, place + 1, words)
                    r.pair[i, j] += (shared * max(r.inverse[i], r.inverse[j]) >> _PART_OF_TIME) * weight
        elif kind == MUTUAL:
            gate = terms[term, TERM_OTHER]
            for i in range(many):
                u = wide(r.who[i])
                side = rows[u, gate] if gate >= 0 else 0
                for j in range(i):
                    worth = curves[table + min(last, r.common[i, j])] * weight
                    r.pair[i, j] += 0 if side and side == rows[r.who[j], gate] else worth
        elif kind != MEAN:
            for i in range(many):
                for j in range(i):
                    r.pair[i, j] += preference(p, wide(term), wide(r.who[i]), wide(r.who[j]), wide(0)) * weight
    for i in range(many):
        r.pair[i, i] = 0
        for j in range(i):
            r.pair[i, j] >>= shift


@part
def _charge(p: Packed, c: Company, r: Room, many: int) -> None:
    """Take off what each two cost together, and fill what is above the diagonal."""
    for i in range(many):
        u = wide(r.who[i])
        for j in range(i):
            v = wide(r.who[j])
            price = near_cost(p, c, u, v) + (BROKEN if kept_apart(p, u, v) else 0)
            r.pair[i, j] -= price << WORTH_BITS
            r.pair[j, i] = r.pair[i, j]
    for at in range(SEEN):
        r.seen[at] = 0
    for i in range(many):
        r.seen[r.who[i] & _LOW] = 1
    for i in range(many):
        u = wide(r.who[i])
        for at in range(p.known_begins[u], p.known_begins[u + 1]):
            v = wide(p.known[at])
            if not r.seen[v & _LOW]:
                continue
            for j in range(many):
                if r.who[j] == v:
                    met = wide(p.known_value[at])
                    price = (BROKEN if met == KEPT_APART else met_cost(c, met)) << WORTH_BITS
                    r.pair[i, j] -= price
                    r.pair[j, i] -= price


@part
def _all_begin(p: Packed, r: Room, many: int) -> bool:
    """Whether all share a start outside bad hours, so that any groups of them do."""
    if not p.time_rule:
        return True
    for step in range(p.hours):
        whole = np.int64(-1)
        for i in range(many):
            whole &= p.rows[r.who[i], p.good_at + step]
        if whole:
            return True
    return False


@part
def _rest(p: Packed, c: Company, groups: Words, group: int, gone: int, come: int, timed: bool) -> int:
    """What a group costs beside its pairs, one person replaced by another."""
    made = seats_cost(c, groups, group, gone, come)
    return (made + time_cost(p, groups, group, gone, come) if timed else made) << WORTH_BITS


@part
def _gains(r: Room, many: int, a: int) -> None:
    """What an exchange of one with each other of another group brings to their pairs."""
    here, stay = r.home[a], r.stay[a]
    for b in range(many):
        there = r.home[b]
        made = r.sums[here, b] + r.turned[a, there] - 2 * r.pair[a, b] - stay - r.stay[b]
        r.gain[b] = made if there != here else NONE


@part
def _exchange(r: Room, many: int, a: int, b: int) -> None:
    here, there = wide(r.home[a]), wide(r.home[b])
    r.home[a], r.home[b] = there, here
    r.seat[a], r.seat[b] = r.seat[b], r.seat[a]
    for i in range(many):
        change = r.pair[b, i] - r.pair[a, i]
        r.sums[here, i] += change
        r.sums[there, i] -= change
        r.turned[i, here] += change
        r.turned[i, there] -= change
    for i in range(many):
        r.stay[i] = r.turned[i, r.home[i]]


@part
def _settle(
    p: Packed, c: Company, groups: Words, order: Words, begin: int, r: Room, many: int, sweeps: int, checked: bool, timed: bool
) -> int:
    """Exchange two people at a time, the best two for each in turn, until nobody's exchange brings anything. How many were looked at."""
    looked, still, a = wide(0), wide(0), wide(0)
    while looked < sweeps * many and still < many:
        looked += 1
        _gains(r, many, a)
        here = wide(r.home[a])
        best, chosen = wide(0), wide(-1)
        for b in range(many):
            made = r.gain[b]
            if made > best:
                if checked:
                    one, two = order[begin + here], order[begin + r.home[b]]
                    u, v = wide(r.who[a]), wide(r.who[b])
                    made -= _rest(p, c, groups, one, u, v, timed) + _rest(p, c, groups, two, v, u, timed)
                    made += _rest(p, c, groups, one, -2, -2, timed) + _rest(p, c, groups, two, -2, -2, timed)
                if made > best:
                    best, chosen = made, wide(b)
        still += 1
        if chosen >= 0:
            still = wide(0)
            groups[order[begin + here], r.seat[a]] = r.who[chosen]
            groups[order[begin + r.home[chosen]], r.seat[chosen]] = r.who[a]
            _exchange(r, many, a, chosen)
        a = a + 1 if a + 1 < many else wide(0)
    return looked


@part
def _fetch_ahead(p: Packed, groups: Words, size: int, order: Words, begin: int, block: int, counted: bool) -> None:
    """Have what is told of the people of the next block brought near, and where to look for those of the one after it."""
    for at in range(begin, min(len(order), begin + block)):
        for seat in range(size):
            u = wide(groups[order[at], seat])
            fetch(p.rows, u)
            if counted:
                for place in range(p.contact_begins[u], p.contact_begins[u + 1], _LINE):
                    fetch_place(p.contacts, place)
            for place in range(p.known_begins[u], p.known_begins[u + 1], _LINE):
                fetch_place(p.known, place)
                fetch_place(p.known_value, place)
    for at in range(begin + block, min(len(order), begin + 2 * block)):
        for seat in range(size):
            u = wide(groups[order[at], seat])
            fetch_place(p.contact_begins, u)
            fetch_place(p.known_begins, u)


@kernel
def settle(
    p: Packed,
    c: Company,
    groups: Words,
    size: int,
    order: Words,
    block: int,
    first: int,
    last: int,
    sweeps: int,
    shift: int,
    cost: Words,
    r: Room,
) -> int:
    """Better blocks `first` to `last` of so many groups, all of one size, that stand beside each other in `order`, and say what each of
    their groups costs. How many people were looked at.
    """
    looked, counted = wide(0), False
    for term in range(p.terms.shape[0]):
        counted |= p.terms[term, TERM_KIND] == MUTUAL
    for number in range(first, last):
        begin, end = number * block, min(len(order), (number + 1) * block)
        _fetch_ahead(p, groups, size, order, end, block, counted)
        many = wide(0)
        for at in range(begin, end):
            for seat in range(size):
                r.who[many], r.home[many], r.seat[many] = groups[order[at], seat], at - begin, seat
                many += 1
        if counted:
            _count_contacts(p, r, many, wide(number + 1))
        _weigh(p, r, many, shift)
        _charge(p, c, r, many)
        for i in range(many):
            for at in range(end - begin):
                r.turned[i, at] = 0
            for j in range(many):
                r.turned[i, r.home[j]] += r.pair[i, j]
            for at in range(end - begin):
                r.sums[at, i] = r.turned[i, at]
            r.stay[i] = r.turned[i, r.home[i]]
        timed = not _all_begin(p, r, many)
        checked = timed or len(c.needed) > 0 or c.codes.shape[1] > 0
        if sweeps:
            looked += _settle(p, c, groups, order, begin, r, many, sweeps, checked, timed)
        for at in range(begin, end):
            cost[order[at]] = _rest(p, c, groups, order[at], -2, -2, timed) >> WORTH_BITS if checked else 0
        for i in range(many):
            r.gain[i] = 0
        for i in range(many):
            r.gain[r.home[i]] += r.stay[i]
        for at in range(begin, end):
            cost[order[at]] -= r.gain[at - begin] >> 1 >> WORTH_BITS
    return looked
