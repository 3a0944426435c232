"""Prices by auction, and the bound they prove.

Everybody stands on both sides of an assignment problem: as one who bids and as one who is bid for (the double cover of the graph). Bids
rise by at least a step, which shrinks from one phase to the next (Bertsekas 1988; Bertsekas & Castanon 1989). What one gains plus
one's own price is twice a price of the person such that two people's prices are never below what their pair is worth. Prices of persons
are kept doubled, so that they are whole numbers.
"""

from __future__ import annotations

from mooring.engine.kernels.best import best_two, best_two_of
from mooring.engine.kernels.compiling import fetch_place, kernel, part, wide
from mooring.engine.kernels.packed import Words

_AHEAD = 8
OUT = -2
"""Bids for nobody: everybody costs more than they are worth."""


FRONT = 8
"""So many of each list may be looked at before the others."""
LEAST = -(1 << 31)
"""No more than anybody leaves."""


@kernel
def begin_at_mean(begins: Words, value: Words, first: int, last: int, price: Words) -> None:
    """What people may cost to begin with: what their pairs are worth on average, less than nothing counted as nothing."""
    for u in range(first, last):
        total, many = wide(0), begins[u + 1] - begins[u]
        for at in range(begins[u], begins[u + 1]):
            total += max(0, value[at])
        price[u] = total // max(1, many)


@part
def _to_front(begins: Words, other: Words, value: Words, price: Words, rest: Words, u: int) -> None:
    """Bring the best of a list to its front, in no order; and the most that anybody else of it leaves, into `rest`. Prices only rise, so
    nobody else ever leaves more.
    """
    begin, end = wide(begins[u]), wide(begins[u + 1])
    most = wide(LEAST)
    if end - begin > FRONT:
        least, worst = wide(value[begin]) - price[other[begin]], begin
        for at in range(begin + 1, begin + FRONT):
            gain = wide(value[at]) - price[other[at]]
            worst = at if gain < least else worst
            least = min(least, gain)
        for at in range(begin + FRONT, end):
            gain = wide(value[at]) - price[other[at]]
            if gain <= least:
                most = max(most, gain)
                continue
            most = max(most, least)
            other[at], other[worst] = other[worst], other[at]
            value[at], value[worst] = value[worst], value[at]
            least, worst = gain, worst
            for place in range(begin, begin + FRONT):
                gain = wide(value[place]) - price[other[place]]
                worst = place if gain < least else worst
                least = min(least, gain)
    rest[u] = most


@kernel
def sort_out(begins: Words, other: Words, value: Words, price: Words, rest: Words, first: int, last: int) -> None:
    """Bring the best to the front of the lists of people `first` to `last`."""
    for u in range(first, last):
        _to_front(begins, other, value, price, rest, wide(u))


@part
def _best(begins: Words, other: Words, value: Words, price: Words, front: int, rest: Words, u: int) -> int:
    """The most that anybody in the list of u leaves."""
    best, _, _ = best_two_of(other, value, price, wide(begins[u]), min(wide(begins[u]) + front, wide(begins[u + 1])))
    if best < rest[u]:
        best, _, _ = best_two(begins, other, value, price, u)
    return best


@kernel
def settle(owner: Words, stand: Words, item: Words, place: Words) -> None:
    """Who bids for whom (`item`) and where in the lists that one stands (`place`), out of whose bid for everybody is the best (`owner`)
    and where they stand in that one's list (`stand`). Whoever is OUT stays so.
    """
    for u in range(len(item)):
        item[u] = min(item[u], -1)
    for v in range(len(item)):
        u = wide(owner[v])
        if u >= 0:
            item[u], place[u] = v, stand[v]


@kernel
def begin(begins: Words, other: Words, value: Words, nothing: Words, price: Words) -> None:
    """Prices to begin with: half of the second best pair there is, about what a person brings to one, and then twice the mean of that and
    of what the two best leave a person at the others' prices. `nothing`: zeros, one a person.
    """
    for u in range(len(price)):
        _, second, _ = best_two(begins, other, value, nothing, wide(u))
        price[u] = max(0, second) // 2
    for _ in range(2):
        for u in range(len(price)):
            best, second, _ = best_two(begins, other, value, price, wide(u))
            price[u] = max(0, price[u] + max(0, (best + second) // 2)) // 2


@kernel
def release(
    begins: Words,
    other: Words,
    value: Words,
    bonus: int,
    step: int,
    price: Words,
    front: int,
    rest: Words,
    owner: Words,
    item: Words,
    place: Words,
    queue: Words,
) -> int:
    """Take from everybody what is no longer within a step of the best for them. How many stand in the queue of those who bid."""
    waiting = 0
    for u in range(len(item) - 1, -1, -1):
        if item[u] != -1:
            best = max(_best(begins, other, value, price, front, rest, wide(u)) + bonus, 0)
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
    front: int,
    rest: Words,
    owner: Words,
    stand: Words,
    item: Words,
    queue: Words,
    head: int,
    waiting: int,
    most: int,
) -> tuple[int, int, int]:
    """At most so many bids; `settle` makes `item` and `place` of `owner` and `stand` afterwards. How many still wait, from where, and how
    many bids were made. The first `front` of each list are looked at, and others where these may leave more, by `rest`: FRONT after
    `sort_out`; or whole lists, with LEAST for everybody. `queue` goes round: `waiting` from `head` on wait.
    """
    bids, at_head, room = 0, wide(head), len(queue)
    while waiting > 0 and bids < most:
        if waiting > _AHEAD:
            later = at_head + _AHEAD
            fetch_place(begins, wide(queue[later if later < room else later - room]))
            fetch_place(rest, wide(queue[later if later < room else later - room]))
            later = at_head + _AHEAD // 2
            soon = wide(begins[queue[later if later < room else later - room]])
            fetch_place(other, soon)
            fetch_place(value, soon)
            fetch_place(other, soon + FRONT - 1)
            fetch_place(value, soon + FRONT - 1)
            later = at_head + _AHEAD // 4
            soon = wide(begins[queue[later if later < room else later - room]])
            if front == FRONT and soon + FRONT <= len(other):
                for at in range(soon, soon + FRONT):
                    fetch_place(price, wide(other[at]))
        u = wide(queue[at_head])
        at_head = at_head + 1 if at_head + 1 < room else wide(0)
        waiting -= 1
        first, last = wide(begins[u]), min(wide(begins[u]) + front, wide(begins[u + 1]))
        best, second, at = best_two_of(other, value, price, first, last)
        if second < rest[u]:
            _to_front(begins, other, value, price, rest, u)
            best, second, at = best_two_of(other, value, price, first, last)
        bids += 1
        if best + bonus <= 0:
            item[u] = OUT
            continue
        chosen = other[at]
        price[chosen] += best - max(second, -bonus) + step
        before = owner[chosen]
        owner[chosen], stand[chosen] = u, at
        if before >= 0:
            tail = at_head + waiting
            queue[tail if tail < room else tail - room] = before
            waiting += 1
    return waiting, at_head, bids


@kernel
def doubled_prices(
    begins: Words, other: Words, value: Words, bonus: int, price: Words, front: int, rest: Words, first: int, last: int, made: Words
) -> None:  # fmt: skip
    """For each person their best gain plus their own price."""
    for u in range(first, last):
        made[u] = max(_best(begins, other, value, price, front, rest, wide(u)) + bonus, 0) + price[u]


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
