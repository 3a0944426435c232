"""For everybody the few partners who would be best, found without looking at all pairs.

A row of `ids` and `gains` is one person's list, best first: gain is the pair's worth less the other one's price.
"""

from __future__ import annotations

from typing import Any

from mooring.engine.kernels.compiling import kernel, part
from mooring.engine.kernels.packed import LEAST, NONE, Packed, Words
from mooring.engine.kernels.pair import worth


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


@kernel
def in_blocks(p: Packed, order: Words, block: int, shift: int, first: int, last: int, price: Words, ids: Words, gains: Words) -> None:
    """Every pair inside blocks `first` to `last` of people who stand beside each other in `order`."""
    many, lowest = len(order), ids.shape[1] - 1
    for number in range(first, last):
        begin, end = max(0, number * block - shift), min(many, (number + 1) * block - shift)
        for i in range(begin, end):
            u = order[i]
            for j in range(i + 1, end):
                v = order[j]
                for_u, for_v = gains[u, lowest] + price[v], gains[v, lowest] + price[u]
                made = worth(p, u, v, min(for_u, for_v) + 1)
                if made == NONE:
                    continue
                if made > for_u:
                    _insert(ids, gains, u, v, made - price[v])
                if made > for_v:
                    _insert(ids, gains, v, u, made - price[u])


@kernel
def of_neighbours(p: Packed, first: int, last: int, fan: int, before: Words, price: Words, ids: Words, gains: Words) -> int:
    """Partners of partners (NN-descent, Dong, Moses & Li 2011); `before` are the lists as they were. How many came in."""
    lowest, found = ids.shape[1] - 1, 0
    for u in range(first, last):
        for one in range(fan):
            v = before[u, one]
            if v < 0:
                break
            for other in range(fan):
                w = before[v, other]
                if w < 0:
                    break
                least = gains[u, lowest] + price[w]
                if w == u or _held(ids, u, w):
                    continue
                made = worth(p, u, w, least + 1)
                if made != NONE and _insert(ids, gains, u, w, made - price[w]):
                    found += 1
    return found


@kernel
def of_contacts(p: Packed, first: int, last: int, most: int, price: Words, ids: Words, gains: Words) -> None:
    """Contacts of contacts, at most so many each: those with whom people have somebody in common."""
    lowest, people = ids.shape[1] - 1, len(p.rows)
    for u in range(first, last):
        left = most
        for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
            v = p.contacts[at]
            if v >= people or not left:
                continue
            for place in range(p.contact_begins[v], p.contact_begins[v + 1]):
                w = p.contacts[place]
                if w >= people or w == u or not left:
                    continue
                left -= 1
                made = worth(p, u, w, gains[u, lowest] + price[w] + 1)
                if made != NONE:
                    _insert(ids, gains, u, w, made - price[w])


@kernel
def of_everybody(p: Packed, who: Words, price: Words, ids: Words, gains: Words) -> None:
    """All others, for a few people whose lists are short."""
    lowest = ids.shape[1] - 1
    for at in range(len(who)):
        u = who[at]
        for v in range(len(p.rows)):
            made = worth(p, u, v, gains[u, lowest] + price[v] + 1)
            if made != NONE:
                _insert(ids, gains, u, v, made - price[v])


@kernel
def weigh(p: Packed, first: int, last: int, ids: Words, made: Words) -> None:
    """The worth of every pair in the lists; NONE where a list ends."""
    for u in range(first, last):
        for at in range(ids.shape[1]):
            made[u, at] = worth(p, u, ids[u, at], LEAST) if ids[u, at] >= 0 else NONE


@kernel
def both_ways(ids: Words, worths: Words, begins: Words) -> Any:
    """How long everybody's list is when each pair stands in both lists: the begins of the lists; NONE pairs are left out."""
    people, width = ids.shape
    for u in range(people + 1):
        begins[u] = 0
    for u in range(people):
        for at in range(width):
            v = ids[u, at]
            if v >= 0 and worths[u, at] != NONE and (u < v or not _held(ids, v, u)):
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
        for at in range(width):
            v = ids[u, at]
            if v >= 0 and worths[u, at] != NONE and (u < v or not _held(ids, v, u)):
                other[place[u]] = v
                value[place[u]] = worths[u, at]
                place[u] += 1
                other[place[v]] = u
                value[place[v]] = worths[u, at]
                place[v] += 1


@kernel
def without_doubles(ids: Words) -> None:
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
                kept += 1
        for at in range(kept, ids.shape[1]):
            ids[u, at] = -1
