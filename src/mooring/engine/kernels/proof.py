"""The bound over all pairs: for everybody the most any partner at all would leave them.

Whoever's own parts and the most that anything else can add do not reach what both of a pair have already need not be looked at. With
people in rising order of what they lack (`short`), the others worth a look stand in one piece after each.
"""

from __future__ import annotations

from mooring.engine.kernels.compiling import fetch, kernel, wide
from mooring.engine.kernels.near import forget, gather
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import worth_given

_AHEAD = 4
"""So many people ahead, rows are brought near."""


@kernel
def over(
    p: Packed,
    bonus: int,
    doubled: Words,
    order: Words,
    short: Words,
    limit: int,
    common: int,
    every: bool,
    who: Words,
    first: int,
    last: int,
    counts: Words,
    near: Words,
    most: Words,
) -> None:
    """Raise `most` of both people of a pair to what the other leaves them, for people who stand at the places `who[first:last]` of `order`.

    `limit` of 0 or less: their pairs with those who share contacts or wishes. Above that: pairs who together lack less than `limit`;
    `short` rises, and `common` is as for `worth_given`. `every`: with all others, not only with those after them, by number or place.
    """
    many, knows = len(order), len(p.contacts)
    for place in range(first, last):
        i = who[place]
        u = wide(order[i])
        found, begin = 0, 0 if every else i + 1
        if limit <= 0:
            found, _ = gather(p, u, knows * knows, counts, near)
        for at in range(found if limit <= 0 else many - begin):
            shared = wide(common)
            if limit <= 0:
                if at + _AHEAD < found:
                    fetch(p.rows, wide(near[at + _AHEAD]))
                v = wide(near[at])
                shared = wide(counts[v])
                if v < u and not every:
                    continue
            else:
                if short[i] + short[begin + at] >= limit:
                    break
                v = wide(order[begin + at])
            least = min(most[u] + doubled[v], most[v] + doubled[u])
            value = worth_given(p, u, v, shared, (least >> 1) - bonus + 1)
            if value != NONE:
                most[u] = max(most[u], 2 * (value + bonus) - doubled[v])
                most[v] = max(most[v], 2 * (value + bonus) - doubled[u])
        if limit <= 0:
            forget(counts, near, found)
