"""What compiled code knows of two people: may they meet, what is it worth, what does it cost the aims above the score."""

from __future__ import annotations

from mooring.engine.kernels.compiling import any_of_eight, kernel, ones, ones_of_eight, ones_of_four, part, wide
from mooring.engine.kernels.packed import (
    APART_OTHER,
    APART_SAME,
    COMMON,
    DIFFERENCE,
    EITHER,
    EXCHANGE,
    KEPT_APART,
    LEAST,
    MEAN,
    MUTUAL,
    NONE,
    OTHER,
    RULE_AT,
    RULE_KIND,
    RULE_WORDS,
    SAME,
    SEEN_WORDS,
    TERM_AT,
    TERM_CURVE,
    TERM_KIND,
    TERM_LAST,
    TERM_OTHER,
    TERM_REST,
    TERM_WEIGHT,
    TERM_WORDS,
    TIME,
    Packed,
    Words,
)

SCALE = 1_000_000
"""What a preference is worth at most."""
_FEW = 8


@part
def meet(rows: Words, u: int, v: int, left: int, right: int, words: int) -> bool:
    """Whether any bit is set both in the words of u at `left` and in those of v at `right`."""
    step = wide(0)
    while step + 8 <= words:
        if any_of_eight(rows, u, left + step, v, right + step):
            return True
        step += 8
    while step < words:
        if rows[u, left + step] & rows[v, right + step]:
            return True
        step += 1
    return False


@part
def count(rows: Words, u: int, v: int, left: int, right: int, words: int) -> int:
    """How many bits are set both in the words of u at `left` and in those of v at `right`."""
    made, step = wide(0), wide(0)
    while step + 8 <= words:
        made += ones_of_eight(rows, u, left + step, v, right + step)
        step += 8
    if step + 4 <= words:
        made += ones_of_four(rows, u, left + step, v, right + step)
        step += 4
    while step < words:
        made += ones(rows[u, left + step] & rows[v, right + step])
        step += 1
    return made


@part
def kept_apart(p: Packed, u: int, v: int) -> bool:
    """Whether a rule about codes and sets keeps two people apart; time and known pairs are looked at elsewhere."""
    rows, rules = p.rows, p.rules
    for at in range(rules.shape[0]):
        kind, place = rules[at, RULE_KIND], rules[at, RULE_AT]
        if kind == APART_SAME:
            if rows[u, place] == rows[v, place] and rows[u, place]:
                return True
        elif kind == APART_OTHER:
            if rows[u, place] != rows[v, place] or not rows[u, place]:
                return True
        else:
            one = other = False
            words = rules[at, RULE_WORDS]
            for step in range(words):
                one |= rows[u, place + step] != 0
                other |= rows[v, place + step] != 0
            if one and other and not meet(rows, u, v, place, place, words):
                return True
    return False


@part
def entry(begins: Words, held: Words, values: Words, u: int, v: int) -> int:
    """The value kept for v in the list of u, which rises; 0 where there is none."""
    first, last = begins[u], begins[u + 1]
    while last - first > _FEW:
        middle = (first + last) >> 1
        if held[middle] > v:
            last = middle
        else:
            first = middle
    for place in range(first, last):
        if held[place] == v:
            return values[place]
    return 0


@part
def known(p: Packed, u: int, v: int) -> int:
    """KEPT_APART, one more than the place of the round in which two people last met, or 0."""
    rows, at = p.rows, p.met_at
    if rows[u, at] & rows[v, at + 1]:
        made = entry(p.known_begins, p.known, p.known_value, u, v)
        if made:
            return made
    if rows[v, at] & rows[u, at + 1]:
        return entry(p.known_begins, p.known, p.known_value, v, u)
    return 0


@part
def mutual(p: Packed, u: int, v: int) -> int:
    """How many contacts two people have in common."""
    rows, at = p.rows, p.seen_at
    if not meet(rows, u, v, at, at, wide(SEEN_WORDS)):
        return 0
    held, made = p.contacts, 0
    one, other, end, last = p.contact_begins[u], p.contact_begins[v], p.contact_begins[u + 1], p.contact_begins[v + 1]
    while one < end and other < last:
        mine, theirs = held[one], held[other]
        made += mine == theirs
        one += mine <= theirs
        other += theirs <= mine
    return made


@part
def curve(p: Packed, term: int, amount: int) -> int:
    """What an amount is worth by the table of a preference."""
    return p.curves[p.terms[term, TERM_CURVE] + min(amount, p.terms[term, TERM_LAST])]


@part
def preference(p: Packed, term: int, u: int, v: int, common: int) -> int:
    """What a preference is worth for two people, 0 to 1,000,000; see `mooring.engine.policy.Kind`. `common`: as for `worth_given`."""
    rows, terms = p.rows, p.terms
    kind, at = terms[term, TERM_KIND], terms[term, TERM_AT]
    if kind == SAME:
        return SCALE if rows[u, at] == rows[v, at] and rows[u, at] else 0
    if kind == OTHER:
        return SCALE if rows[u, at] != rows[v, at] and rows[u, at] and rows[v, at] else 0
    if kind == EITHER:
        return SCALE if rows[u, at] | rows[v, at] else 0
    if kind == MEAN:
        return (rows[u, at] + rows[v, at]) // 2
    if kind == DIFFERENCE:
        if not rows[u, at] or not rows[v, at]:
            return 0
        return curve(p, term, abs(rows[u, at] - rows[v, at]))
    if kind == COMMON:
        return curve(p, term, count(rows, u, v, at, at, terms[term, TERM_WORDS]))
    if kind == EXCHANGE:
        other, words = terms[term, TERM_OTHER], terms[term, TERM_WORDS]
        given = curve(p, term, count(rows, u, v, at, other, words))
        return (given + curve(p, term, count(rows, u, v, other, at, words))) // 2
    if kind == TIME:
        least = min(rows[u, at], rows[v, at])
        return count(rows, u, v, at + 1, at + 1, terms[term, TERM_WORDS]) * SCALE // max(least, 1)
    if kind == MUTUAL:
        gate = terms[term, TERM_OTHER]
        if gate >= 0 and rows[u, gate] == rows[v, gate] and rows[u, gate]:
            return 0
        return curve(p, term, common if common >= 0 else mutual(p, u, v))
    there = curve(p, term, entry(p.wish_begins, p.wished, p.wish_value, u, v))
    return (there + curve(p, term, entry(p.wish_begins, p.wished, p.wish_value, v, u))) // 2


@part
def bad_hours(p: Packed, u: int, v: int) -> int:
    """What the kindest common start costs in bad hours; -1 where there is no common start and time is a rule."""
    rows, words, good, start = p.rows, p.hours, p.good_at, p.start_at
    if meet(rows, u, v, good, good, words):
        return 0
    if not p.edges:
        return -1 if p.time_rule else 0
    one, other = rows[u, p.cost_at], rows[v, p.cost_at]
    for_one, for_other = meet(rows, u, v, start, good, words), meet(rows, u, v, good, start, words)
    if for_one or for_other:
        return min(one if for_one else one + other, other if for_other else one + other)
    if p.time_rule and not meet(rows, u, v, start, start, words):
        return -1
    return one + other


@part
def worth_given(p: Packed, u: int, v: int, common: int, least: int) -> int:
    """The worth of two people of whom it is known how many contacts they have in common (-1: it is not)."""
    if u == v:
        return NONE
    cost = 0
    if p.need_cost and p.rows[u, p.team_at] == p.rows[v, p.team_at] and p.rows[u, p.team_at]:
        cost = (p.rows[u, p.band_at] + p.rows[v, p.band_at]) * p.need_cost
    total, floor = 0, (least + cost) * p.whole
    for term in range(p.terms.shape[0]):
        if total + p.terms[term, TERM_REST] < floor:
            return NONE
        total += preference(p, term, u, v, common) * p.terms[term, TERM_WEIGHT]
    if total < floor or kept_apart(p, u, v):
        return NONE
    if p.time_rule or p.burden_cost:
        hour = bad_hours(p, u, v)
        if hour < 0:
            return NONE
        cost += hour * p.burden_cost
    met = known(p, u, v)
    if met:
        if met == KEPT_APART:
            return NONE
        cost += p.repeat_cost + p.recent_cost * met
    made = total // p.whole - cost
    return made if made >= least else NONE


@part
def worth(p: Packed, u: int, v: int, least: int) -> int:
    """A pair's score less what it costs the aims above; NONE where a rule forbids it, or where that is below `least`."""
    return worth_given(p, u, v, wide(-1), least)


@kernel
def weighed(p: Packed, u: int, v: int) -> int:
    """The worth of a pair, NONE where it is forbidden: called, not built in, where few pairs are looked at."""
    return worth(p, u, v, wide(LEAST))


@kernel
def tell(p: Packed, one: Words, other: Words, made: Words) -> None:
    """Of many pairs, a row each: the worth, NONE where a rule keeps them apart; the score all the same; what the kindest start costs in
    bad hours; one more than the place of the round they last met in, 0 if they did not; as far as there are columns, what each
    preference is worth.
    """
    for at in range(len(one)):
        total = 0
        for term in range(p.terms.shape[0]):
            value = preference(p, term, one[at], other[at], wide(-1))
            if 4 + term < made.shape[1]:
                made[at, 4 + term] = value
            total += value * p.terms[term, TERM_WEIGHT]
        made[at, 0] = weighed(p, one[at], other[at])
        made[at, 1] = total // p.whole
        made[at, 2] = max(0, bad_hours(p, one[at], other[at]))
        made[at, 3] = max(0, known(p, one[at], other[at]))
