"""From the auction's answer, in which everybody bids for somebody, to pairs; and paths that bring in who was left over."""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part, wide
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import weighed


@part
def _join(mate: Words, u: int, v: int) -> None:
    mate[u] = v
    mate[v] = u


@part
def _cut_circle(walk: Words, gain: Words, length: int, mate: Words) -> None:
    """The better half of an even circle; of an odd one all but the person whose going costs least."""
    if length % 2 == 0:
        even = odd = 0
        for at in range(0, length, 2):
            even += gain[at]
            odd += gain[at + 1]
        for at in range(0 if even >= odd else 1, length, 2):
            _join(mate, wide(walk[at]), wide(walk[(at + 1) % length]))
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
        _join(mate, wide(walk[(left + at) % length]), wide(walk[(left + at + 1) % length]))


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
            _join(mate, wide(walk[at - 1]), wide(walk[at - 2]))
            at -= 2


@kernel
def cut(p: Packed, item: Words, bonus: int, before: Words, seen: Words, walk: Words, gain: Words, best: Words, mate: Words) -> None:
    """Pairs out of who bids for whom: paths and circles, cut at best. `mate` and `before` are -1 and `seen` 0 for everybody; the rest is
    room to work in, two longer than there are people.
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
                gain[at] = weighed(p, wide(walk[at]), wide(walk[(at + 1) % length])) + bonus
            if around:
                _cut_circle(walk, gain, length, mate)
            else:
                _cut_path(walk, gain, length, best, mate)


@part
def _push(keys: Words, held: Words, many: int, key: int, node: int) -> int:
    at = many
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], held[at] = keys[above], held[above]
        at = above
    keys[at], held[at] = key, node
    return many + 1


@part
def _sink(keys: Words, held: Words, many: int) -> int:
    """Take the first away; what is left after."""
    many -= 1
    key, node = keys[many], held[many]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= many:
            break
        if below + 1 < many and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], held[at] = keys[below], held[below]
        at = below
    keys[at], held[at] = key, node
    return many


@kernel
def bring_in(
    begins: Words,
    other: Words,
    value: Words,
    bonus: int,
    doubled: Words,
    mate: Words,
    who: Words,
    visits: int,
    tree: Words,
    way: Words,
    far: Words,
    keys: Words,
    held: Words,
) -> tuple[int, int]:
    """For each lone person of `who` the alternating path to another lone one that gives least away, by Dijkstra over what pairs
    give away against the prices; at most so many people looked at each. How many came in, how many were looked at.

    `tree` is -1 for everybody; `way`, `far` (one a person), `keys` and `held` are room to work in.
    """
    room = len(keys)
    joined = looked = 0
    for lone in who:
        begin = wide(lone)
        if mate[begin] >= 0:
            continue
        tree[begin], far[begin], way[begin] = begin, 0, -1
        many = _push(keys, held, 0, 0, begin)
        least, last, end, visited = wide(1) << 60, -1, -1, 0
        while many > 0 and visited < visits:
            distance, u = keys[0], wide(held[0])
            many = _sink(keys, held, many)
            if distance > far[u]:
                continue
            if distance >= least:
                break
            visited += 1
            for at in range(begins[u], begins[u + 1]):
                v = wide(other[at])
                if v == mate[u] or v == begin:
                    continue
                length = distance + max(0, doubled[u] + doubled[v] - 2 * (value[at] + bonus))
                if length >= least:
                    continue
                w = wide(mate[v])
                if w < 0:
                    least, last, end = length, u, v
                elif tree[v] != begin and (tree[w] != begin or length < far[w]) and many < room:
                    tree[w], far[w], way[w] = begin, length, u
                    many = _push(keys, held, many, length, w)
        looked += visited
        if end < 0:
            continue
        v, u = end, last
        while True:
            after = wide(mate[u])
            _join(mate, u, v)
            if u == begin:
                break
            v, u = after, wide(way[u])
        joined += 1
    return joined, looked


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
            _join(mate, u, a)
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
