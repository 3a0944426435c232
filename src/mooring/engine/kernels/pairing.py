"""From the auction's answer, in which everybody bids for somebody, to pairs; and paths that bring in who was left over."""

from __future__ import annotations

from typing import NamedTuple

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


class Forest(NamedTuple):
    """Room for trees of alternating paths. One a person: `tree` (-1 to begin with and in the end), `way`, `far`, `after` (who came into
    the same tree before). One a tree: `last` (who came in last), `least`. As many as may wait at once: `keys`, `held`; as may meet:
    `ends`, two rows.
    """

    tree: Words
    way: Words
    far: Words
    after: Words
    last: Words
    least: Words
    keys: Words
    held: Words
    ends: Words


@part
def _turn_back(way: Words, mate: Words, end: int) -> None:
    """Along the path from `end` to where its tree begins, everybody leaves their partner for the one before, as far as there is one."""
    u, left = end, wide(mate[end])
    while left >= 0:
        before = wide(way[u])
        u, after = before, wide(mate[before])
        _join(mate, before, left)
        left = after


@part
def _look_again(f: Forest, number: int, many: int) -> int:
    """Have all of a tree look again, since whoever it would have met is gone. How many wait."""
    f.least[number] = wide(1) << 60
    u = wide(f.last[number])
    while u >= 0 and many < len(f.keys):
        many = _push(f.keys, f.held, many, f.far[u], u)
        u = wide(f.after[u])
    return many


@part
def _fell(f: Forest, begins: Words, other: Words, mate: Words, number: int, many: int) -> int:
    """Set free whoever stands in a tree, and have their neighbours in other trees look again. How many wait."""
    u = wide(f.last[number])
    while u >= 0:
        f.tree[u] = -1
        u = wide(f.after[u])
    u = wide(f.last[number])
    while u >= 0:
        for side in range(2):
            one = wide(mate[u]) if side else u
            for at in range(begins[one], begins[one + 1]):
                v = wide(other[at])
                if f.tree[v] >= 0 and many < len(f.keys):
                    many = _push(f.keys, f.held, many, f.far[v], v)
        u = wide(f.after[u])
    return many


@part
def _grow(f: Forest, number: int, u: int, far: int, way: int) -> None:
    f.tree[u], f.far[u], f.way[u], f.after[u], f.last[number] = number, far, way, f.last[number], u


@kernel
def bring_in_many(
    begins: Words, other: Words, value: Words, bonus: int, doubled: Words, mate: Words, who: Words, most: int, f: Forest
) -> tuple[int, int]:  # fmt: skip
    """Join the lone people of `who` two at a time by the alternating paths that give least away against the prices. From all of them at
    once trees grow by Dijkstra's rule, in which nobody stands twice; where two meet and no shorter way can be left, their people are
    joined, both trees are felled, and those around them look again. How many came in, how many were looked at, at most `most`.
    """
    many = met = joined = looked = 0
    for number in range(len(who)):
        f.last[number], f.least[number] = -1, wide(1) << 60
        _grow(f, number, wide(who[number]), wide(0), wide(-1))
        many = _push(f.keys, f.held, many, wide(0), wide(who[number]))
    while many > 0 and looked < most and joined + 1 < len(who):
        distance, u = f.keys[0], wide(f.held[0])
        many = _sink(f.keys, f.held, many)
        if u < 0:
            u, v = wide(f.ends[0, -1 - u]), wide(f.ends[1, -1 - u])
            one, two = wide(f.tree[u]), wide(f.tree[v])
            if one >= 0 and two >= 0 and one != two:
                _turn_back(f.way, mate, u)
                _turn_back(f.way, mate, v)
                _join(mate, u, v)
                many = _fell(f, begins, other, mate, one, many)
                many = _fell(f, begins, other, mate, two, many)
                joined += 2
            elif one >= 0 and two < 0:
                many = _look_again(f, one, many)
            elif two >= 0 and one < 0:
                many = _look_again(f, two, many)
            continue
        number = wide(f.tree[u])
        if number < 0 or distance != f.far[u]:
            continue
        looked += 1
        for at in range(begins[u], begins[u + 1]):
            v = wide(other[at])
            w = wide(mate[v])
            if w == u or many == len(f.keys):
                continue
            length = distance + max(0, doubled[u] + doubled[v] - 2 * (value[at] + bonus))
            there = wide(f.tree[v])
            if there >= 0:
                whole = length + f.far[v]
                if there != number and met < f.ends.shape[1] and (whole < f.least[number] or whole < f.least[there]):
                    f.least[number], f.least[there] = min(whole, f.least[number]), min(whole, f.least[there])
                    f.ends[0, met], f.ends[1, met] = u, v
                    met += 1
                    many = _push(f.keys, f.held, many, (whole + 1) >> 1, wide(-met))
            elif w >= 0:
                if f.tree[w] < 0:
                    _grow(f, number, w, length, u)
                elif f.tree[w] == number and length < f.far[w]:
                    f.far[w], f.way[w] = length, u
                else:
                    continue
                many = _push(f.keys, f.held, many, length, w)
    for number in range(len(who)):
        u = wide(f.last[number])
        while u >= 0:
            f.tree[u] = -1
            u = wide(f.after[u])
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
