"""Seekers and hosts with room: prices by auction, an exact repair along shortest ways, and proposals.

Everything counts in whole numbers. A *choice* is an entry of `host`; `at` names each seeker's, -1 for none. Seats of a host lie
together, `taken` names who sits there, the first `filled` of a host's are taken.
"""

from __future__ import annotations

from typing import NamedTuple

from mooring.engine.kernels.compiling import kernel, part
from mooring.engine.kernels.packed import Words


class Sides(NamedTuple):
    """Choices seeker by seeker (`start`, `host`, `score`). A choice weighs `step` times its score plus the `base` of its seeker.

    `seat`: where the seats of each host begin, one more than there are hosts; a host has no more seats than could be asked for, and one.
    """

    start: Words
    host: Words
    score: Words
    base: Words
    step: int
    seat: Words


class Held(NamedTuple):
    """Who sits where, at which prices, and what each seeker gains by the best choice at these prices."""

    at: Words
    taken: Words
    filled: Words
    price: Words
    gain: Words


class Search(NamedTuple):
    """Room to look for ways in, an entry a host: how far, in which search, by whose choice, and the heap of those still to look at."""

    far: Words
    mark: Words
    way: Words
    mover: Words
    heap: Words
    place: Words
    seen: Words


_OUT = -1
"""In `place`: not in the heap any more."""


@kernel
def bid(s: Sides, h: Held, step: int, paid: Words, queue: Words, waiting: int, most: int) -> tuple[int, int]:
    """Seekers bid for seats until nobody is left who wants one at its price, or so many choices were looked at.

    All seats of a host count as alike, at the price of its cheapest; a bid goes up to what the second best host would leave, and a step
    more (Bertsekas & Castanon 1989). `paid` is a heap for each host, the cheapest seat first. How many still wait, how many choices were
    looked at.
    """
    looked = 0
    while waiting > 0 and looked < most:
        waiting -= 1
        u = queue[waiting]
        first, last = s.start[u], s.start[u + 1]
        looked += last - first
        best, second, chosen = 0, 0, -1
        for e in range(first, last):
            gain = s.step * s.score[e] + s.base[u] - h.price[s.host[e]]
            if gain > best:
                second, best, chosen = best, gain, e
            elif gain > second:
                second = gain
        if chosen < 0:
            continue
        j = s.host[chosen]
        seat, room = s.seat[j], s.seat[j + 1] - s.seat[j]
        offer = h.price[j] + best - second + step
        h.at[u] = chosen
        if h.filled[j] < room:
            at = h.filled[j]
            h.filled[j] += 1
            while at > 0:
                above = (at - 1) >> 1
                if paid[seat + above] <= offer:
                    break
                paid[seat + at], h.taken[seat + at] = paid[seat + above], h.taken[seat + above]
                at = above
            paid[seat + at], h.taken[seat + at] = offer, u
            if h.filled[j] == room:
                h.price[j] = paid[seat]
            continue
        before, at = h.taken[seat], 0
        while True:
            below = 2 * at + 1
            if below >= room:
                break
            if below + 1 < room and paid[seat + below + 1] < paid[seat + below]:
                below += 1
            if paid[seat + below] >= offer:
                break
            paid[seat + at], h.taken[seat + at] = paid[seat + below], h.taken[seat + below]
            at = below
        paid[seat + at], h.taken[seat + at] = offer, u
        h.price[j] = paid[seat]
        h.at[before] = -1
        queue[waiting] = before
        waiting += 1
    return waiting, looked


@kernel
def gains(s: Sides, h: Held) -> None:
    """What the best choice leaves each seeker at these prices, 0 where nothing does."""
    for u in range(len(h.gain)):
        best = 0
        for e in range(s.start[u], s.start[u + 1]):
            best = max(best, s.step * s.score[e] + s.base[u] - h.price[s.host[e]])
        h.gain[u] = best


@kernel
def loosen(s: Sides, h: Held, queue: Words) -> int:
    """Take the seat from everybody to whom it is not the best at these prices. How many stand in the queue of those who want one."""
    waiting = 0
    for u in range(len(h.gain) - 1, -1, -1):
        e = h.at[u]
        if e >= 0 and s.step * s.score[e] + s.base[u] - h.price[s.host[e]] < h.gain[u]:
            h.at[u] = -1
        if h.at[u] < 0 and h.gain[u] > 0:
            queue[waiting] = u
            waiting += 1
    for j in range(len(h.price)):
        kept = 0
        for seat in range(s.seat[j], s.seat[j] + h.filled[j]):
            if h.at[h.taken[seat]] >= 0:
                h.taken[s.seat[j] + kept] = h.taken[seat]
                kept += 1
        h.filled[j] = kept
    return waiting


@part
def _rise(w: Search, j: int) -> None:
    at = w.place[j]
    while at > 0:
        above = (at - 1) >> 1
        if w.far[w.heap[above]] <= w.far[j]:
            break
        w.heap[at] = w.heap[above]
        w.place[w.heap[at]] = at
        at = above
    w.heap[at], w.place[j] = j, at


@part
def _next(w: Search, many: int) -> int:
    """Take the nearest host off the heap of so many."""
    nearest = w.heap[0]
    w.place[nearest] = _OUT
    many -= 1
    if many > 0:
        j, at = w.heap[many], 0
        while True:
            below = 2 * at + 1
            if below >= many:
                break
            if below + 1 < many and w.far[w.heap[below + 1]] < w.far[w.heap[below]]:
                below += 1
            if w.far[w.heap[below]] >= w.far[j]:
                break
            w.heap[at] = w.heap[below]
            w.place[w.heap[at]] = at
            at = below
        w.heap[at], w.place[j] = j, at
    return nearest


@part
def _leave(s: Sides, h: Held, u: int) -> int:
    """The seat somebody sits on."""
    j = s.host[h.at[u]]
    for seat in range(s.seat[j], s.seat[j] + h.filled[j]):
        if h.taken[seat] == u:
            return seat
    return -1


@part
def _move_up(s: Sides, h: Held, w: Search, seat: int, j: int, begin: int) -> None:
    """Everybody on the way that ends with a seat of j moves one on; the first of them had none."""
    while True:
        u = w.mover[j]
        if u == begin:
            h.at[u], h.taken[seat] = w.way[j], u
            break
        left = _leave(s, h, u)
        before = s.host[h.at[u]]
        h.at[u], h.taken[seat] = w.way[j], u
        seat, j = left, before


@kernel
def seat_all(s: Sides, h: Held, w: Search, queue: Words, waiting: int, most: int) -> tuple[int, int]:
    """Seat everybody in the queue along the way that gives least away at these prices (Dijkstra), or let whoever is missed least go.

    Prices rise as the ways need it, so that every seat stays the best for who has it (Edmonds & Karp 1972). `w.mark` is 0 for
    all. How many still wait, how many choices were looked at; between two seekers it stops once that is `most`.
    """
    looked = stamp = 0
    while waiting > 0 and looked < most:
        waiting -= 1
        begin = queue[waiting]
        stamp += 1
        limit, free, goes = h.gain[begin], -1, begin
        many = seen = 0
        j, base = -1, 0
        while True:
            first, last = (0, 1) if j < 0 else (s.seat[j], s.seat[j] + h.filled[j])
            for seat in range(first, last):
                u = begin if j < 0 else h.taken[seat]
                if base + h.gain[u] < limit:
                    limit, goes, free = base + h.gain[u], u, -1
                looked += s.start[u + 1] - s.start[u]
                least = base + h.gain[u] - s.base[u]
                for e in range(s.start[u], s.start[u + 1]):
                    k = s.host[e]
                    length = least - s.step * s.score[e] + h.price[k]
                    if length >= limit:
                        continue
                    if h.filled[k] < s.seat[k + 1] - s.seat[k]:
                        limit, free, w.way[k], w.mover[k] = length, k, e, u
                        continue
                    if w.mark[k] != stamp:
                        w.mark[k], w.seen[seen], w.place[k], w.heap[many] = stamp, k, many, k
                        seen += 1
                        many += 1
                    elif length >= w.far[k]:
                        continue
                    w.far[k], w.way[k], w.mover[k] = length, e, u
                    _rise(w, k)
            if many == 0 or w.far[w.heap[0]] >= limit:
                break
            j = _next(w, many)
            many -= 1
            base = w.far[j]
        for at in range(seen):
            k = w.seen[at]
            if w.far[k] < limit:
                h.price[k] += limit - w.far[k]
                for seat in range(s.seat[k], s.seat[k] + h.filled[k]):
                    h.gain[h.taken[seat]] -= limit - w.far[k]
        h.gain[begin] -= limit
        if free >= 0:
            h.filled[free] += 1
            _move_up(s, h, w, s.seat[free] + h.filled[free] - 1, free, begin)
        elif goes != begin:
            seat, k = _leave(s, h, goes), s.host[h.at[goes]]
            h.at[goes] = -1
            _move_up(s, h, w, seat, k, begin)
    return waiting, looked


@kernel
def by_host(s: Sides, begin: Words, seeker: Words, score: Words) -> None:
    """The choices host by host: whose they are and their scores. `begin` (one more than there are hosts) is 0 everywhere."""
    hosts = len(begin) - 1
    for e in range(len(s.host)):
        begin[s.host[e]] += 1
    total = 0
    for j in range(hosts):
        total += begin[j]
        begin[j] = total
    begin[hosts] = total
    for u in range(len(s.start) - 2, -1, -1):
        for e in range(s.start[u + 1] - 1, s.start[u] - 1, -1):
            begin[s.host[e]] -= 1
            place = begin[s.host[e]]
            seeker[place], score[place] = u, s.score[e]


@part
def _choice(s: Sides, u: int, j: int) -> int:
    for e in range(s.start[u], s.start[u + 1]):
        if s.host[e] == j:
            return e
    return -1


@part
def _give(s: Sides, h: Held, w: Search, begin: int, end: int, taker: int) -> None:
    """Along a way from the free seat at `begin` everybody moves one back; `taker` (-1 for nobody) comes in at its end."""
    j, u = end, taker
    while True:
        leaves = -1
        if j != begin:
            leaves = w.mover[j]
            seat = _leave(s, h, leaves)
            h.filled[j] -= 1
            h.taken[seat] = h.taken[s.seat[j] + h.filled[j]]
        if u >= 0:
            h.taken[s.seat[j] + h.filled[j]] = u
            h.filled[j] += 1
            h.at[u] = _choice(s, u, j)
        if j == begin:
            break
        u, j = leaves, w.way[j]


@kernel
def fill_all(
    s: Sides, h: Held, w: Search, begins: Words, seeker: Words, score: Words, first: int, most: int
) -> tuple[int, int]:  # fmt: skip
    """Fill the seats that stay free though they have a price, or lower the price: from each such seat the way, from host to host,
    that gives least away, to somebody without a seat, or to a host whose seat may as well stay free. Whoever has no seat gains nothing.

    From host `first` on. The host to go on from, how many choices were looked at. `w.mark` is 0 for all; here `w.way` names a host.
    """
    looked = stamp = 0
    for begin in range(first, len(h.price)):
        while h.price[begin] > 0 and h.filled[begin] < s.seat[begin + 1] - s.seat[begin]:
            if looked >= most:
                return begin, looked
            stamp += 1
            limit, end, taker = h.price[begin], begin, -1
            w.heap[0], w.place[begin], w.far[begin], w.mark[begin], w.seen[0] = begin, 0, 0, stamp, begin
            many = seen = 1
            while many > 0 and w.far[w.heap[0]] < limit:
                j = _next(w, many)
                many -= 1
                base = w.far[j] + h.price[j]
                if base < limit:
                    limit, end, taker = base, j, -1
                looked += begins[j + 1] - begins[j]
                for place in range(begins[j], begins[j + 1]):
                    u = seeker[place]
                    length = base + h.gain[u] - s.base[u] - s.step * score[place]
                    if length >= limit:
                        continue
                    if h.at[u] < 0:
                        limit, end, taker = length, j, u
                        continue
                    k = s.host[h.at[u]]
                    if k == j:
                        continue
                    if w.mark[k] != stamp:
                        w.mark[k], w.seen[seen], w.place[k], w.heap[many] = stamp, k, many, k
                        seen += 1
                        many += 1
                    elif length >= w.far[k]:
                        continue
                    w.far[k], w.way[k], w.mover[k] = length, j, u
                    _rise(w, k)
            for at in range(seen):
                k = w.seen[at]
                if w.far[k] < limit:
                    h.price[k] -= limit - w.far[k]
                    for seat in range(s.seat[k], s.seat[k] + h.filled[k]):
                        h.gain[h.taken[seat]] += limit - w.far[k]
            _give(s, h, w, begin, end, taker)
    return len(h.price), looked


@kernel
def settle(s: Sides, h: Held) -> None:
    """Give whoever has no seat the best that is still free, one seeker after the other."""
    for u in range(len(h.at)):
        if h.at[u] >= 0:
            continue
        best, chosen = 0, -1
        for e in range(s.start[u], s.start[u + 1]):
            j = s.host[e]
            weight = s.step * s.score[e] + s.base[u]
            if weight > best and h.filled[j] < s.seat[j + 1] - s.seat[j]:
                best, chosen = weight, e
        if chosen >= 0:
            j = s.host[chosen]
            h.at[u], h.taken[s.seat[j] + h.filled[j]] = chosen, u
            h.filled[j] += 1


@kernel
def raise_crowds(s: Sides, h: Held, extra: Words, order: Words, rise: Words, stack: Words) -> bool:
    """By how much the prices of hosts rise where every seeker weighs `extra` more: by the most that anybody weighs more who waits for
    them, at first hand or because those who sit there could move.

    `order`: who waits, the largest `extra` first. `rise` is -1 for all. False where somebody who waits should now be placed.
    """
    for waits in order:
        many, u = 0, waits
        while True:
            for e in range(s.start[u], s.start[u + 1]):
                j = s.host[e]
                if rise[j] >= 0:
                    continue
                if extra[waits] > 0 and h.filled[j] < s.seat[j + 1] - s.seat[j]:
                    return False
                rise[j] = extra[waits]
                for seat in range(s.seat[j], s.seat[j] + h.filled[j]):
                    if extra[h.taken[seat]] < extra[waits]:
                        return False
                    stack[many] = h.taken[seat]
                    many += 1
            if many == 0:
                break
            many -= 1
            u = stack[many]
    return True
