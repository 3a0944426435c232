"""From the auction's answer, in which everybody bids for somebody, to pairs; and exchanges that better them."""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part, wide
from mooring.engine.kernels.joining import join
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import weighed


@part
def _cut_circle(walk: Words, gain: Words, length: int, mate: Words) -> None:
    """The better half of an even circle; of an odd one all but the person whose going costs least."""
    if length % 2 == 0:
        even = odd = 0
        for at in range(0, length, 2):
            even += gain[at]
            odd += gain[at + 1]
        for at in range(0 if even >= odd else 1, length, 2):
            join(mate, wide(walk[at]), wide(walk[(at + 1) % length]))
        return
    total = 0
    for at in range(1, length - 1, 2):
        total += gain[at]
    best, left, hole = total, 0, 0
    for _ in range(length - 1):
        total += gain[hole] - gain[(hole + 1) % length]
        hole = (hole + 2) % length
        if total > best:
            best, left = total, hole
    for at in range(1, length - 1, 2):
        join(mate, wide(walk[(left + at) % length]), wide(walk[(left + at + 1) % length]))


@part
def _cut_path(walk: Words, gain: Words, length: int, best: Words, mate: Words) -> None:
    """The best pairs along a path."""
    best[0] = best[1] = 0
    for at in range(1, length):
        best[at + 1] = max(best[at], best[at - 1] + gain[at - 1])
    at = length
    while at > 1:
        if best[at] == best[at - 1]:
            at -= 1
        else:
            join(mate, wide(walk[at - 1]), wide(walk[at - 2]))
            at -= 2


@kernel
def cut(
    value: Words, item: Words, place: Words, bonus: int, before: Words, seen: Words, walk: Words, gain: Words, best: Words, mate: Words
) -> None:  # fmt: skip
    """Pairs out of who bids for whom: paths and circles, cut at best. `place`: where in the lists of `value` whoever they bid for stands.
    `mate` and `before` are -1 and `seen` 0 for everybody; the rest is room to work in, two longer than there are people.
    """
    people = len(item)
    for u in range(people):
        if item[u] >= 0:
            before[item[u]] = u
    for circles in range(2):
        for begin in range(people):
            if seen[begin] or (not circles and before[begin] >= 0):
                continue
            length, u = 0, begin
            while u >= 0 and not seen[u]:
                seen[u] = 1
                walk[length] = u
                length += 1
                u = item[u] if item[u] >= 0 else -1
            if length < 2:
                continue
            around = circles and length > 2
            for at in range(length if around else length - 1):
                gain[at] = value[place[walk[at]]] + bonus
            if around:
                _cut_circle(walk, gain, length, mate)
            else:
                _cut_path(walk, gain, length, best, mate)


@kernel
def swap(p: Packed, begins: Words, other: Words, value: Words, bonus: int, mate: Words, mine: Words, fresh: Words, sweeps: int) -> int:
    """Two pairs become two others, or a lone person takes another's place, while that betters the whole. How many changes.

    One of the two new pairs stands in the graph; the other may be any. `mine` is 0 and
    `fresh` 1 for everybody.
    """
    people = len(mate)
    for u in range(people):
        v = wide(mate[u])
        if v > u:
            mine[u] = mine[v] = weighed(p, u, v)
    changes = 0
    for _ in range(sweeps):
        changed = 0
        for u in range(people):
            if not fresh[u]:
                continue
            fresh[u] = 0
            v, best, chosen, closing = wide(mate[u]), wide(0), wide(-1), wide(0)
            for at in range(begins[u], begins[u + 1]):
                a = wide(other[at])
                if a == v:
                    continue
                b = wide(mate[a])
                gain = value[at] - mine[u] - mine[a]
                pair = 0
                if v >= 0 and b >= 0:
                    if p.own[v] + p.own[b] + p.rest <= best - gain:
                        continue
                    pair = weighed(p, v, b)
                    if pair == NONE:
                        continue
                elif v < 0 and b < 0:
                    pair = bonus
                if gain + pair > best:
                    best, chosen, closing = gain + pair, a, pair
            if chosen < 0:
                continue
            a, b = chosen, wide(mate[chosen])
            join(mate, u, a)
            mine[u] = mine[a] = weighed(p, u, a)
            if v >= 0:
                mate[v], mine[v], fresh[v] = b, closing, 1
            if b >= 0:
                mate[b], mine[b], fresh[b] = v, closing, 1
            fresh[u] = fresh[a] = 1
            changed += 1
        changes += changed
        if not changed:
            break
    return changes
