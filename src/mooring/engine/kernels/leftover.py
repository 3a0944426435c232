"""The last few people: pairs among them, a pair split to take in two, a third seat, a place taken from somebody who waited less."""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part, wide
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import weighed


@part
def _join(mate: Words, u: int, v: int) -> None:
    mate[u] = v
    mate[v] = u


@kernel
def pair_up(p: Packed, lone: Words, mate: Words) -> int:
    """Pairs among lone people, the best partner first for one after the other. How many pairs."""
    made = 0
    for one in lone:
        u = wide(one)
        if mate[u] >= 0:
            continue
        best, chosen = wide(NONE), wide(-1)
        for other in lone:
            v = wide(other)
            if mate[v] < 0 and v != u:
                value = weighed(p, u, v)
                if value > best:
                    best, chosen = value, v
        if chosen >= 0:
            _join(mate, u, chosen)
            made += 1
    return made


@kernel
def split(p: Packed, lone: Words, mate: Words, most: int) -> int:
    """For one lone person after the other the pair that gives least away by parting and taking in them and another lone one. At most
    so many pairs are looked at; how many were.
    """
    looked = 0
    for begin in lone:
        a = wide(begin)
        if mate[a] >= 0:
            continue
        best, one, other = wide(NONE), wide(-1), wide(-1)
        for u in range(len(mate)):
            v = wide(mate[u])
            if v < 0 or looked > most:
                continue
            looked += 1
            first = weighed(p, a, u)
            if first == NONE:
                continue
            before = NONE
            for end in lone:
                b = wide(end)
                if mate[b] >= 0 or b == a:
                    continue
                looked += 1
                second = weighed(p, b, v)
                if second == NONE:
                    continue
                if before == NONE:
                    before = weighed(p, u, v)
                if first + second - before > best:
                    best, one, other = first + second - before, u, b
        if one >= 0:
            _join(mate, other, wide(mate[one]))
            _join(mate, a, one)
    return looked


@part
def _all_meet(p: Packed, u: int, v: int, w: int) -> bool:
    if not p.time_rule:
        return True
    common = 0
    for at in range(p.start_at, p.start_at + p.hours):
        common |= p.rows[u, at] & p.rows[v, at] & p.rows[w, at]
    return common != 0


@kernel
def third_seats(p: Packed, who: int, mate: Words, taken: Words, seat: Words, made: Words) -> None:
    """For each pair, at its lower number, what is gained in halves when a person joins it; NONE where that cannot be."""
    for u in range(len(mate)):
        v = wide(mate[u])
        made[u] = NONE
        if v < u or taken[u] or taken[v] or u == who or v == who:
            continue
        one = weighed(p, who, u)
        if one == NONE:
            continue
        other = weighed(p, who, v)
        if other == NONE or not _all_meet(p, who, u, v):
            continue
        made[u] = one + other - weighed(p, u, v) - 2 * p.burden_cost * (seat[u] + seat[v] + seat[who])


@kernel
def places(p: Packed, who: int, mate: Words, taken: Words, made: Words) -> None:
    """For each person what is gained when somebody takes their partner from them; NONE where that cannot be."""
    for t in range(len(mate)):
        made[t] = NONE
        u = wide(mate[t])
        if u < 0 or taken[t] or t == who or u == who:
            continue
        value = weighed(p, who, u)
        if value != NONE:
            made[t] = value - weighed(p, t, u)


@kernel
def as_pairs(p: Packed, one: Words, other: Words, made: Words) -> bool:
    """Whether two trios can be three pairs: the place in `other` of the partner of each of `one`, the best way."""
    best = NONE
    for a in range(3):
        first = weighed(p, one[0], other[a])
        if first == NONE:
            continue
        for b in range(3):
            if b == a:
                continue
            c = 3 - a - b
            second, third = weighed(p, one[1], other[b]), weighed(p, one[2], other[c])
            if second != NONE and third != NONE and first + second + third > best:
                best = first + second + third
                made[0], made[1], made[2] = a, b, c
    return best != NONE
