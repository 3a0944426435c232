"""Prices by auction, and the bound they prove.

Everybody stands on both sides of an assignment problem: as one who bids and as one who is bid for (the double cover of the graph). Bids
rise by at least a step, which shrinks from one phase to the next (Bertsekas 1988; Bertsekas & Castanon 1989). What one gains plus
one's own price is twice a price of the person such that two people's prices are never below what their pair is worth. Prices of persons
are kept doubled, so that they are whole numbers.
"""

from __future__ import annotations

from mooring.engine.kernels.best import best_two
from mooring.engine.kernels.compiling import fetch_place, kernel, wide
from mooring.engine.kernels.packed import Words

_AHEAD = 8
OUT = -2
"""Bids for nobody: everybody costs more than they are worth."""


@kernel
def begin(begins: Words, other: Words, value: Words, nothing: Words, price: Words) -> None:
    """Prices to begin with: half of the second best pair there is, about what a person brings to one. `nothing`: zeros, one a person."""
    for u in range(len(price)):
        _, second, _ = best_two(begins, other, value, nothing, wide(u))
        price[u] = max(0, second) // 2


@kernel
def release(
    begins: Words, other: Words, value: Words, bonus: int, step: int, price: Words, owner: Words, item: Words, place: Words, queue: Words
) -> int:  # fmt: skip
    """Take from everybody what is no longer within a step of the best for them. How many stand in the queue of those who bid. `place`:
    where in the lists whoever they bid for stands.
    """
    waiting = 0
    for u in range(len(item) - 1, -1, -1):
        if item[u] != -1:
            best, _, _ = best_two(begins, other, value, price, wide(u))
            best = max(best + bonus, 0)
            mine = value[place[u]] + bonus - price[item[u]] if item[u] >= 0 else 0
            if mine >= best - step:
                continue
            if item[u] >= 0:
                owner[item[u]] = -1
        item[u] = -1
        queue[waiting] = u
        waiting += 1
    return waiting


@kernel
def bid(
    begins: Words,
    other: Words,
    value: Words,
    bonus: int,
    step: int,
    price: Words,
    owner: Words,
    item: Words,
    place: Words,
    queue: Words,
    head: int,
    waiting: int,
    most: int,
) -> tuple[int, int, int]:
    """At most so many bids. `queue` goes round: `waiting` from `head` on wait. How many still wait, from where, and how many bids
    were made.
    """
    bids, at_head, room = 0, wide(head), len(queue)
    while waiting > 0 and bids < most:
        if waiting > _AHEAD:
            later = at_head + _AHEAD
            fetch_place(begins, wide(queue[later if later < room else later - room]))
            later = at_head + _AHEAD // 2
            soon = wide(begins[queue[later if later < room else later - room]])
            fetch_place(other, soon)
            fetch_place(value, soon)
            fetch_place(other, soon + 16)
            fetch_place(value, soon + 16)
        u = wide(queue[at_head])
        at_head = at_head + 1 if at_head + 1 < room else wide(0)
        waiting -= 1
        best, second, at = best_two(begins, other, value, price, u)
        bids += 1
        if best + bonus <= 0:
            item[u] = OUT
            continue
        chosen = other[at]
        price[chosen] += best - max(second, -bonus) + step
        before = owner[chosen]
        owner[chosen] = u
        item[u], place[u] = chosen, at
        if before >= 0:
            item[before] = -1
            tail = at_head + waiting
            queue[tail if tail < room else tail - room] = before
            waiting += 1
    return waiting, at_head, bids


@kernel
def doubled_prices(begins: Words, other: Words, value: Words, bonus: int, price: Words, first: int, last: int, made: Words) -> None:
    """For each person their best gain plus their own price."""
    for u in range(first, last):
        best, _, _ = best_two(begins, other, value, price, wide(u))
        made[u] = max(best + bonus, 0) + price[u]


@kernel
def lower(begins: Words, other: Words, value: Words, bonus: int, doubled: Words) -> int:
    """Lower each doubled price as far as the pairs of the graph allow, one person after the other. The sum."""
    total = 0
    for u in range(len(doubled)):
        least = 0
        for at in range(begins[u], begins[u + 1]):
            least = max(least, 2 * (value[at] + bonus) - doubled[other[at]])
        doubled[u] = min(doubled[u], least)
        total += doubled[u]
    return total


@kernel
def most_left(begins: Words, other: Words, value: Words, bonus: int, doubled: Words, made: Words) -> None:
    """For each person the most a partner of the graph leaves them: twice a pair's worth less the other's doubled price."""
    for u in range(len(doubled)):
        most = 0
        for at in range(begins[u], begins[u + 1]):
            most = max(most, 2 * (value[at] + bonus) - doubled[other[at]])
        made[u] = most
