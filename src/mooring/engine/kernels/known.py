"""All pairs of people who share contacts or wishes, each looked at once."""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part, wide
from mooring.engine.kernels.near import gather
from mooring.engine.kernels.packed import Packed, Words
from mooring.engine.kernels.together import allowed, weigh


@kernel
def turned(begins: Words, held: Words, values: Words, ends: Words, owners: Words, theirs: Words) -> None:
    """The same lists by who is in them. `ends`: where each begins; in the end, where it ends."""
    for u in range(len(begins) - 1):
        for at in range(begins[u], begins[u + 1]):
            place = ends[held[at]]
            owners[place], theirs[place] = u, values[at]
            ends[held[at]] += 1


@kernel
def pairs(
    p: Packed,
    ends: Words,
    owners: Words,
    theirs: Words,
    following: Words,
    counts: Words,
    last: Words,
    who: Words,
    common: Words,
    cost: Words,
    made: Words,
    one: Words,
    other: Words,
    value: Words,
    degree: Words,
) -> int:
    """Every pair that shares contacts or wishes and that no rule forbids, with its worth: how many, and into `degree` (zeros to begin
    with) how many of them each person is in.

    `ends`, `owners`, `theirs`: from `turned`. `following`: where everybody's list of contacts begins, moved on. `counts`, `last` (zeros)
    and `who`, `common`, `cost`, `made`, one a person each: room to work in.
    """
    people, total = len(p.rows), wide(0)
    for person in range(people):
        u, found = wide(person), 0
        for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
            contact = p.contacts[at]
            step, end = following[contact], p.contact_begins[contact + 1]
            while step < end and p.contacts[step] <= u:
                step += 1
            following[contact] = step
            while step < end and p.contacts[step] < people:
                v = p.contacts[step]
                who[found] = v
                found += counts[v] == 0
                counts[v] += 1
                step += 1
        for at in range(found):
            common[at] = counts[who[at]]
            counts[who[at]] = 0
        for at in range(p.wish_begins[u], p.wish_begins[u + 1]):
            v, fresh = p.wished[at], p.wished[at] > u
            for earlier in range(found):
                fresh &= who[earlier] != v
            if fresh:
                who[found], common[found] = v, 0
                found += 1
        found = _weighed(p, u, ends, owners, theirs, last, who, common, found, cost, made)
        for at in range(found):
            one[total + at], other[total + at], value[total + at] = u, who[at], made[at]
            degree[who[at]] += 1
        degree[u] += found
        total += found
    return total


@kernel
def with_others(
    p: Packed,
    short: Words,
    apart: int,
    ends: Words,
    owners: Words,
    theirs: Words,
    counts: Words,
    last: Words,
    who: Words,
    common: Words,
    cost: Words,
    made: Words,
    best: Words,
    one: Words,
    other: Words,
    value: Words,
    degree: Words,
) -> int:
    """For the people of `short`, the best pairs, as many as `best` is long, with those they share nothing with, every so many looked at:
    how many pairs. The rest as for `pairs`, which has been called before; `degree` is added to.
    """
    total, people, room = wide(0), len(p.rows), len(best)
    for at in range(len(short)):
        u, found = wide(short[at]), 0
        near, _ = gather(p, u, wide(1) << 40, counts, who)
        for place in range(near):
            common[place] = who[place]
        for before in range(at):
            counts[short[before]] += 1
        for v in range(u % apart, people, apart):
            who[found] = v
            found += counts[v] == 0 and v != u
        for before in range(at):
            counts[short[before]] = 0
        for place in range(near):
            counts[common[place]] = 0
        for place in range(found):
            common[place] = 0
        found = _weighed(p, u, ends, owners, theirs, last, who, common, found, cost, made)
        held = wide(0)
        for place in range(found):
            if held == room and made[place] <= made[best[room - 1]]:
                continue
            held = min(held + 1, room)
            rank = held - 1
            while rank > 0 and made[best[rank - 1]] < made[place]:
                best[rank] = best[rank - 1]
                rank -= 1
            best[rank] = place
        for rank in range(held):
            v = who[best[rank]]
            one[total], other[total], value[total] = u, v, made[best[rank]]
            degree[v] += 1
            total += 1
        degree[u] += held
    return total


@part
def _weighed(
    p: Packed,
    u: int,
    ends: Words,
    owners: Words,
    theirs: Words,
    last: Words,
    who: Words,
    common: Words,
    many: int,
    cost: Words,
    made: Words,
) -> int:
    """Keep those of `who` whom no rule keeps apart from u, and weigh their pairs: how many. `last` is zeros before and after."""
    for at in range(p.known_begins[u], p.known_begins[u + 1]):
        last[p.known[at]] = p.known_value[at]
    for at in range(ends[u - 1] if u else 0, ends[u]):
        last[owners[at]] = theirs[at]
    kept = allowed(p, u, who, common, last, many, cost)
    weigh(p, u, who, common, kept, cost, made)
    for at in range(p.known_begins[u], p.known_begins[u + 1]):
        last[p.known[at]] = 0
    for at in range(ends[u - 1] if u else 0, ends[u]):
        last[owners[at]] = 0
    return kept


@kernel
def both_ways(one: Words, other: Words, value: Words, place: Words, made: Words, worths: Words) -> None:
    """The lists of both people of each pair; `place`: where each begins, used up."""
    for at in range(len(one)):
        u, v = one[at], other[at]
        made[place[u]], worths[place[u]] = v, value[at]
        place[u] += 1
        made[place[v]], worths[place[v]] = u, value[at]
        place[v] += 1
