"""What one person's pairs with many others are worth: rule by rule and preference by preference, which is quicker than pair by pair."""

from __future__ import annotations

from mooring.engine.kernels.compiling import any_of_eight, part, wide
from mooring.engine.kernels.packed import (
    APART_OTHER,
    APART_SAME,
    COMMON,
    KEPT_APART,
    MUTUAL,
    RULE_AT,
    RULE_KIND,
    RULE_WORDS,
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
from mooring.engine.kernels.pair import SCALE, bad_hours, count, meet, mutual, preference

_ASK = 1
_APART = 2


@part
def _any(rows: Words, u: int, v: int, at: int, words: int) -> bool:
    """The same as `meet` at one place, without leaving early: for where it is mostly true."""
    made, step = False, wide(0)
    while step + 8 <= words:
        made |= any_of_eight(rows, u, at + step, v, at + step)
        step += 8
    while step < words:
        made |= (rows[u, at + step] & rows[v, at + step]) != 0
        step += 1
    return made


@part
def _by_rules(p: Packed, u: int, who: Words, many: int, state: Words) -> None:
    """Set `_APART` in the `state` of those whom a rule about codes and sets keeps apart from u."""
    rows, rules = p.rows, p.rules
    for rule in range(rules.shape[0]):
        kind, place, words = rules[rule, RULE_KIND], rules[rule, RULE_AT], rules[rule, RULE_WORDS]
        mine = rows[u, place]
        if kind == APART_SAME:
            for at in range(many if mine else 0):
                state[at] |= _APART if mine == rows[who[at], place] else 0
        elif kind == APART_OTHER:
            for at in range(many):
                state[at] |= _APART if not mine or mine != rows[who[at], place] else 0
        elif words == 1:
            for at in range(many if mine else 0):
                theirs = rows[who[at], place]
                state[at] |= _APART if theirs != 0 and (mine & theirs) == 0 else 0
        else:
            one = False
            for step in range(words):
                one |= rows[u, place + step] != 0
            for at in range(many if one else 0):
                v, other = wide(who[at]), False
                for step in range(words):
                    other |= rows[v, place + step] != 0
                state[at] |= _APART if other and not meet(rows, u, v, place, place, words) else 0


@part
def allowed(p: Packed, u: int, who: Words, common: Words, last: Words, many: int, cost: Words) -> int:
    """Keep, at the beginning of `who` and `common`, those whom no rule keeps apart from u: how many; and what the aims above the score
    take from each pair, into `cost`. `last`: for everybody what `known` says of them and u.
    """
    rows, timed, need = p.rows, p.time_rule or p.burden_cost != 0, p.need_cost
    team, band, good, hours, team_at = rows[u, p.team_at], rows[u, p.band_at], p.good_at, p.hours, p.team_at
    for at in range(many):
        cost[at] = last[who[at]] != 0
    if timed:
        for at in range(many):
            cost[at] |= not _any(rows, u, wide(who[at]), good, hours)
    if need and team:
        for at in range(many):
            cost[at] |= team == rows[who[at], team_at]
    _by_rules(p, u, who, many, cost)
    kept = wide(0)
    for at in range(many):
        v, shared, made = wide(who[at]), common[at], wide(0)
        if cost[at]:
            if cost[at] >= _APART:
                continue
            hour, met = bad_hours(p, u, v) if timed else wide(0), wide(last[v])
            if hour < 0 or met == KEPT_APART:
                continue
            made = hour * p.burden_cost
            if met:
                made += p.repeat_cost + p.recent_cost * met
            if need and team and team == rows[v, team_at]:
                made += (band + rows[v, p.band_at]) * need
        who[kept], common[kept], cost[kept] = v, shared, made
        kept += 1
    return kept


@part
def _add(p: Packed, term: int, u: int, who: Words, common: Words, many: int, made: Words) -> None:
    """Add what a preference is worth for u and the first `many` of `who`, times its weight."""
    rows, terms, curves = p.rows, p.terms, p.curves
    kind, place, weight = terms[term, TERM_KIND], terms[term, TERM_AT], terms[term, TERM_WEIGHT]
    mine, words, table, last = rows[u, place], terms[term, TERM_WORDS], terms[term, TERM_CURVE], terms[term, TERM_LAST]
    if kind == COMMON:
        for at in range(many):
            made[at] += curves[table + min(last, count(rows, u, wide(who[at]), place, place, words))] * weight
    elif kind == TIME:
        for at in range(many):
            v = wide(who[at])
            shared = count(rows, u, v, place + 1, place + 1, words)
            made[at] += shared * SCALE // max(min(mine, rows[v, place]), 1) * weight
    elif kind == MUTUAL:
        gate = terms[term, TERM_OTHER]
        side = rows[u, gate] if gate >= 0 else 0
        for at in range(many):
            v = wide(who[at])
            shared = wide(common[at]) if common[at] >= 0 else mutual(p, u, v)
            made[at] += 0 if side and side == rows[v, gate] else curves[table + min(last, shared)] * weight
    else:
        for at in range(many):
            made[at] += preference(p, term, u, wide(who[at]), wide(common[at])) * weight


@part
def hopeful(p: Packed, u: int, who: Words, common: Words, many: int, price: Words, gains: Words, least: Words, made: Words) -> int:
    """Keep, at the beginning of `who` and `common`, those whose pair with u enters either list if no rule forbids it and no aim above
    the score takes anything: how many. The last column of `gains` is what each list asks for. `least`, `made`: room to work in.
    """
    terms, lowest = p.terms, gains.shape[1] - 1
    mine, asked = price[u], gains[u, lowest]
    for at in range(many):
        v = wide(who[at])
        least[at], made[at] = (min(asked + price[v], gains[v, lowest] + mine) + 1) * p.whole, 0
    for term in range(terms.shape[0] + 1):
        if term == terms.shape[0] or terms[term, TERM_KIND] >= COMMON:
            rest, kept = terms[term, TERM_REST] if term < terms.shape[0] else 0, wide(0)
            for at in range(many):
                who[kept], common[kept], least[kept], made[kept] = who[at], common[at], least[at], made[at]
                kept += made[at] + rest >= least[at]
            many = kept
        if term < terms.shape[0]:
            _add(p, wide(term), u, who, common, many, made)
    return many


@part
def weigh(p: Packed, u: int, who: Words, common: Words, many: int, cost: Words, made: Words) -> None:
    """The worths of the pairs of u with the first `many` of `who`, which no rule forbids. `common`: as for `worth_given`."""
    for at in range(many):
        made[at] = 0
    for term in range(p.terms.shape[0]):
        _add(p, wide(term), u, who, common, many, made)
    for at in range(many):
        made[at] = made[at] // p.whole - cost[at]
