"""For everybody the few partners who would be best, found without looking at all pairs.

A row of `ids` and `gains` is one person's list, best first: gain is the pair's worth less the other one's price.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mooring.engine.kernels.compiling import fetch, fetch_place, kernel, mixed, part, wide
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import worth_given


@part
def _held(ids: Words, u: int, v: int) -> bool:
    for at in range(ids.shape[1]):
        if ids[u, at] == v:
            return True
        if ids[u, at] < 0:
            return False
    return False


@part
def _insert(ids: Words, gains: Words, u: int, v: int, gain: int) -> bool:
    """Into a list that does not hold it yet, kept in falling order."""
    if _held(ids, u, v):
        return False
    at = ids.shape[1] - 1
    while at > 0 and gains[u, at - 1] < gain:
        ids[u, at] = ids[u, at - 1]
        gains[u, at] = gains[u, at - 1]
        at -= 1
    ids[u, at] = v
    gains[u, at] = gain
    return True


NEIGHBOURS = 2
EVERYBODY = 3
"""Who is looked at with somebody: who stands in the lists of those in their list, all others."""


@kernel
def look(
    p: Packed, source: int, who: Words, first: int, last: int, most: int, before: Words, price: Words, ids: Words, gains: Words
) -> None:
    """For `who` from place `first` to `last`, look at others and put the best into their lists.

    NEIGHBOURS: the first `most` of the first `most` in the rows of `before`, -1 for nobody (NN-descent, Dong, Moses & Li 2011).
    """
    lowest = ids.shape[1] - 1
    for place in range(first, last):
        u = wide(who[place])
        for at in range(most * most if source == NEIGHBOURS else len(p.rows)):
            v = wide(at)
            if source == NEIGHBOURS:
                v = wide(before[u, at // most])
                if v >= 0:
                    v = wide(before[v, at % most])
            if v < 0:
                continue
            for_u = gains[u, lowest] + price[v]
            if p.own[u] + p.own[v] + p.rest <= for_u or (source == NEIGHBOURS and _held(ids, u, v)):
                continue
            made = worth_given(p, u, v, wide(-1), for_u + 1)
            if made > for_u:
                _insert(ids, gains, u, v, made - price[v])


@part
def _count_shared(p: Packed, order: Words, begin: int, size: int, heads: Words, chain: Words, shared: Words) -> bool:
    """How many contacts each two of a block's people have in common, into `shared`; False where their lists are too long for `chain`.

    Contacts are put into chains by what they hash to (`heads` of them, a power of two), each with whose contact it is.
    """
    entries = 0
    for i in range(size):
        entries += p.contact_begins[order[begin + i] + 1] - p.contact_begins[order[begin + i]]
        for j in range(size):
            shared[i, j] = 0
    if entries > chain.shape[1]:
        return False
    for slot in range(len(heads)):
        heads[slot] = -1
    last = 0
    for i in range(size):
        u = order[begin + i]
        for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
            contact = p.contacts[at]
            slot = wide(mixed(np.uint64(contact)) & np.uint64(len(heads) - 1))
            link = heads[slot]
            while link >= 0:
                if chain[0, link] == contact:
                    shared[i, chain[1, link]] += 1
                    shared[chain[1, link], i] += 1
                link = chain[2, link]
            chain[0, last], chain[1, last], chain[2, last] = contact, i, heads[slot]
            heads[slot] = last
            last += 1
    return True


@kernel
def in_blocks(
    p: Packed,
    order: Words,
    block: int,
    shift: int,
    first: int,
    last: int,
    rest: int,
    price: Words,
    room: Words,
    heads: Words,
    chain: Words,
    shared: Words,
    ids: Words,
    gains: Words,
) -> None:
    """Every pair inside blocks `first` to `last` of people who stand beside each other in `order`.

    Two people's own parts and `rest` are the most their pair can be worth. Pairs come by how far apart they stand, so that where
    all are alike everybody's list holds others. `room`: three rows of a block to work in; `heads` and so on: see `_count_shared`, of no
    length where contacts are counted pair by pair.
    """
    many, lowest = len(order), ids.shape[1] - 1
    for number in range(first, last):
        begin, end = max(0, number * block - shift), min(many, (number + 1) * block - shift)
        for at in range(end, min(many, end + block)):
            u = wide(order[at])
            fetch(p.rows, u)
            fetch_place(p.own, u)
            fetch_place(price, u)
        for i in range(end - begin):
            u = order[begin + i]
            room[0, i], room[1, i], room[2, i] = p.own[u] + rest, p.own[u] - price[u], gains[u, lowest]
        size, i, apart = end - begin, -1, 1
        counted = len(heads) > 0 and _count_shared(p, order, begin, size, heads, chain, shared)
        for _ in range(size * (size - 1) // 2):
            i += 1
            if i == size:
                i, apart = 0, apart + 1
            j = i + apart if i + apart < size else i + apart - size
            if room[0, i] + room[1, j] <= room[2, i] and room[0, j] + room[1, i] <= room[2, j]:
                continue
            u, v = wide(order[begin + i]), wide(order[begin + j])
            for_u, for_v = room[2, i] + price[v], room[2, j] + price[u]
            common = wide(shared[i, j]) if counted else wide(-1)
            made = worth_given(p, u, v, common, min(for_u, for_v) + 1)
            if made == NONE:
                continue
            if made > for_u and _insert(ids, gains, u, v, made - price[v]):
                room[2, i] = gains[u, lowest]
            if made > for_v and _insert(ids, gains, v, u, made - price[u]):
                room[2, j] = gains[v, lowest]


@kernel
def worths(ids: Words, gains: Words, price: Words, first: int, last: int, made: Words) -> None:
    """What the pairs in the lists of people `first` to `last` are worth."""
    for u in range(first, last):
        for at in range(ids.shape[1]):
            v = ids[u, at]
            made[u, at] = gains[u, at] + price[v] if v >= 0 else 0


_AHEAD = 4
"""So many people ahead, the lists of those in a list are brought near."""


@part
def _fetch_lists(ids: Words, u: int) -> None:
    """Bring the lists of those in the list of u near."""
    width = ids.shape[1]
    for at in range(width if u < len(ids) else 0):
        v = wide(ids[u, at])
        if v >= 0:
            fetch_place(ids, v * width)
            fetch_place(ids, v * width + width - 1)


@kernel
def both_ways(ids: Words, begins: Words) -> Any:
    """How long everybody's list is when each pair stands in both lists: the begins of the lists."""
    people, width = ids.shape
    for u in range(people + 1):
        begins[u] = 0
    for u in range(people):
        _fetch_lists(ids, wide(u + _AHEAD))
        for at in range(width):
            v = ids[u, at]
            if v >= 0 and (u < v or not _held(ids, v, u)):
                begins[u + 1] += 1
                begins[v + 1] += 1
    for u in range(people):
        begins[u + 1] += begins[u]
    return begins[people]


@kernel
def fill_both_ways(ids: Words, worths: Words, begins: Words, place: Words, other: Words, value: Words) -> None:
    """The lists whose begins `both_ways` made; `place` is a copy of `begins`, used up."""
    people, width = ids.shape
    for u in range(people):
        _fetch_lists(ids, wide(u + _AHEAD))
        for at in range(width if u + _AHEAD < people else 0):
            v = ids[u + _AHEAD, at]
            if v >= 0:
                fetch_place(other, wide(place[v]))
                fetch_place(value, wide(place[v]))
        for at in range(width):
            v = ids[u, at]
            if v >= 0 and (u < v or not _held(ids, v, u)):
                other[place[u]] = v
                value[place[u]] = worths[u, at]
                place[u] += 1
                other[place[v]] = u
                value[place[v]] = worths[u, at]
                place[v] += 1


@kernel
def without_doubles(ids: Words, worths: Words) -> None:
    """Each person once in each list, the places that fall free at the end."""
    for u in range(ids.shape[0]):
        kept = 0
        for at in range(ids.shape[1]):
            v = ids[u, at]
            fresh = v >= 0
            for earlier in range(kept):
                fresh &= ids[u, earlier] != v
            if fresh:
                ids[u, kept] = v
                worths[u, kept] = worths[u, at]
                kept += 1
        for at in range(kept, ids.shape[1]):
            ids[u, at] = -1


@kernel
def nearest(begins: Words, other: Words, value: Words, doubled: Words, gains: Words, ids: Words) -> None:
    """Into the rows of `ids`, -1 to begin with, the best of each list by twice the value less the doubled price; `gains`: one row."""
    for u in range(len(begins) - 1):
        held = 0
        for at in range(begins[u], begins[u + 1]):
            gain = 2 * wide(value[at]) - doubled[other[at]]
            if held == len(gains) and gain <= gains[held - 1]:
                continue
            held = min(held + 1, len(gains))
            place = held - 1
            while place > 0 and gains[place - 1] < gain:
                gains[place], ids[u, place] = gains[place - 1], ids[u, place - 1]
                place -= 1
            gains[place], ids[u, place] = gain, other[at]
