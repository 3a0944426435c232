"""The bound over all pairs: for everybody the most any partner at all would leave them.

Whoever's own parts and the most that anything else can add do not reach what both of a pair have already need not be looked at. With
people in rising order of what they lack (`short`), the others worth a look stand in one piece after each.
"""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part
from mooring.engine.kernels.near import forget, gather
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import worth_given


@part
def _raise(p: Packed, bonus: int, doubled: Words, u: int, v: int, common: int, most: Words) -> None:
    """Raise `most` of both to what the other leaves them."""
    least = min(most[u] + doubled[v], most[v] + doubled[u])
    value = worth_given(p, u, v, common, (least >> 1) - bonus + 1)
    if value != NONE:
        most[u] = max(most[u], 2 * (value + bonus) - doubled[v])
        most[v] = max(most[v], 2 * (value + bonus) - doubled[u])


@kernel
def over_known(p: Packed, bonus: int, doubled: Words, first: int, last: int, counts: Words, near: Words, most: Words) -> None:
    """Pairs who share contacts or wishes, of people `first` to `last` with those after them."""
    every = len(p.contacts)
    for u in range(first, last):
        found, _ = gather(p, u, every * every, counts, near)
        for at in range(found):
            if near[at] > u:
                _raise(p, bonus, doubled, u, near[at], counts[near[at]], most)
        forget(counts, near, found)


@kernel
def over_all(
    p: Packed, bonus: int, doubled: Words, order: Words, short: Words, limit: int, common: int, first: int, by: int, most: Words
) -> None:
    """Pairs who together lack less than `limit`, of every person of `order` from place `first` on, `by` places on each time, with those
    after them. `short` rises; `common`: as for `worth_given`.
    """
    many = len(order)
    for i in range(first, many, by):
        u = order[i]
        for j in range(i + 1, many):
            if short[i] + short[j] >= limit:
                break
            _raise(p, bonus, doubled, u, order[j], common, most)


@kernel
def over_some(p: Packed, bonus: int, doubled: Words, who: Words, first: int, last: int, most: Words) -> None:
    """The same for a few people against everybody; `most` has an entry for each of `who`."""
    for at in range(first, last):
        u = who[at]
        for v in range(len(p.rows)):
            least = ((most[at] + doubled[v]) >> 1) - bonus + 1
            if p.own[u] + p.own[v] + p.rest < least:
                continue
            value = worth_given(p, u, v, -1, least)
            if value != NONE:
                most[at] = max(most[at], 2 * (value + bonus) - doubled[v])
