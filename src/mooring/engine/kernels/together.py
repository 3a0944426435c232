"""What one person's pairs with many others are worth: rule by rule and preference by preference, which is quicker than pair by pair."""

from __future__ import annotations

from mooring.engine.kernels.compiling import any_of_eight, ones_of_eight, ones_of_four, part, wide
from mooring.engine.kernels.packed import (
    APART_NOTHING,
    APART_OTHER,
    APART_SAME,
    COMMON,
    EITHER,
    KEPT_APART,
    MEAN,
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
def _by_rules(p: Packed, u: int, but: int, who: Words, many: int, state: Words) -> None:
    """Set `_APART` in the `state` of those whom a rule about codes and sets keeps apart from u, whatever rule number `but` says."""
    rows, rules = p.rows, p.rules
    for rule in range(rules.shape[0]):
        if rule == but:
            continue
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
                state[at] |= _APART if (theirs != 0) & (mine & theirs == 0) else 0
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
def _same_team(p: Packed, u: int, who: Words, many: int, state: Words) -> None:
    """Set `_ASK` in the `state` of those who are of the team of u where a pair across teams is needed."""
    rows, band_at, team_at = p.rows, p.band_at, p.team_at
    team, band = rows[u, team_at] if p.need_cost else 0, rows[u, band_at]
    for at in range(many if team else 0):
        v = who[at]
        state[at] |= (team == rows[v, team_at]) & (band | rows[v, band_at] != 0)


@part
def _by_hours(p: Packed, u: int, who: Words, last: Words, many: int, state: Words) -> None:
    """Make `_ASK` the `state` of those of whom `last` tells something, and of those with whom u has no common start, or none outside bad
    hours where these cost something; 0 that of others.
    """
    rows, start, words = p.rows, p.good_at if p.burden_cost else p.start_at, p.hours if p.time_rule else 0
    if words == 8:
        for at in range(many):
            v = wide(who[at])
            state[at] = (last[v] != 0) | (not any_of_eight(rows, u, start, v, start))
    else:
        for at in range(many):
            v = wide(who[at])
            state[at] = (last[v] != 0) | (words != 0 and not _any(rows, u, v, start, words))


@part
def _first_set(p: Packed) -> int:
    """The first rule about a set that one word holds; as many as there are rules if there is none."""
    at, rules = wide(0), p.rules
    while at < rules.shape[0] and (rules[at, RULE_KIND] < APART_NOTHING or rules[at, RULE_WORDS] > 1):
        at += 1
    return at


@part
def unburdened(p: Packed, u: int, who: Words, common: Words, last: Words, many: int, state: Words) -> int:
    """Keep, at the beginning of `who` and `common`, those whom no rule keeps apart from u and from whose pair neither repeats nor bad hours
    take anything: how many. `last`: see `allowed`, but nothing need be said of people who met before where that costs nothing.
    """
    rows, start, words, kept = p.rows, p.good_at if p.burden_cost else p.start_at, p.hours if p.time_rule else 0, wide(0)
    # What nearly every policy asks is asked in one go; a set of nothing goes with all, and so does one of everything.
    rule, held, mine = _first_set(p), wide(0), wide(-1)
    if rule < p.rules.shape[0]:
        held = p.rules[rule, RULE_AT]
        mine = rows[u, held] if rows[u, held] else mine
    if words == 8:
        for at in range(many):
            v, shared, theirs = wide(who[at]), common[at], rows[who[at], held]
            fits = (theirs == 0) | (mine & theirs != 0)
            who[kept], common[kept] = v, shared
            kept += (last[v] == 0) & fits & any_of_eight(rows, u, start, v, start)
    else:
        for at in range(many):
            v, shared, theirs = wide(who[at]), common[at], rows[who[at], held]
            fits = (theirs == 0) | (mine & theirs != 0)
            who[kept], common[kept] = v, shared
            kept += (last[v] == 0) & fits & (words == 0 or _any(rows, u, v, start, words))
    return _without(p, u, rule, who, common, kept, state) if p.rules.shape[0] > 1 or rule else kept


@part
def _without(p: Packed, u: int, but: int, who: Words, common: Words, many: int, state: Words) -> int:
    """Keep those whom no rule about codes and sets keeps apart from u, but for one rule: how many."""
    kept = wide(0)
    for at in range(many):
        state[at] = 0
    _by_rules(p, u, but, who, many, state)
    for at in range(many):
        who[kept], common[kept] = who[at], common[at]
        kept += state[at] == 0
    return kept


@part
def allowed(p: Packed, u: int, who: Words, common: Words, last: Words, many: int, cost: Words) -> int:
    """Keep, at the beginning of `who` and `common`, those whom no rule keeps apart from u: how many; and what the aims above the score
    take from each pair, into `cost`. `last`: for everybody what `pair.known` says of them and u.
    """
    rows, need, team, band, team_at = p.rows, p.need_cost, p.rows[u, p.team_at], p.rows[u, p.band_at], p.team_at
    _by_hours(p, u, who, last, many, cost)
    _same_team(p, u, who, many, cost)
    _by_rules(p, u, wide(-1), who, many, cost)
    kept = wide(0)
    for at in range(many):
        v, shared, made = wide(who[at]), common[at], wide(0)
        if cost[at]:
            if cost[at] >= _APART:
                continue
            hour, met = bad_hours(p, u, v) if p.time_rule else wide(0), wide(last[v])
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
    if kind == COMMON and words == 4:
        for at in range(many):
            made[at] += curves[table + min(last, ones_of_four(rows, u, place, wide(who[at]), place))] * weight
    elif kind == COMMON:
        for at in range(many):
            made[at] += curves[table + min(last, count(rows, u, wide(who[at]), place, place, words))] * weight
    elif kind == TIME and words == 8:
        for at in range(many):
            v = wide(who[at])
            shared = ones_of_eight(rows, u, place + 1, v, place + 1)
            made[at] += shared * SCALE // max(min(mine, rows[v, place]), 1) * weight
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
            made[at] += 0 if (side != 0) & (side == rows[v, gate]) else curves[table + min(last, shared)] * weight
    elif kind == MEAN:
        for at in range(many):
            made[at] += ((mine + rows[who[at], place]) >> 1) * weight
    elif kind == EITHER:
        whole = SCALE * weight
        for at in range(many):
            made[at] += whole if mine | rows[who[at], place] else 0
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


@part
def both(p: Packed, u: int, who: Words, common: Words, many: int, made: Words) -> None:
    """What u and each of the first `many` of `who` are to each other: all preferences but those about either alone, times weights."""
    for at in range(many):
        made[at] = 0
    for term in range(p.terms.shape[0]):
        if p.terms[term, TERM_KIND] != MEAN and p.terms[term, TERM_KIND] != EITHER:
            _add(p, wide(term), u, who, common, many, made)


@part
def unshared(p: Packed, u: int, who: Words, many: int, made: Words) -> None:
    """Make worths of what `both` says of u and the first `many` of `who`, who are `unburdened`, by what is left out there."""
    rows, team, band, team_at = p.rows, p.rows[u, p.team_at] if p.need_cost else 0, p.rows[u, p.band_at], p.team_at
    for term in range(p.terms.shape[0]):
        if p.terms[term, TERM_KIND] == MEAN or p.terms[term, TERM_KIND] == EITHER:
            _add(p, wide(term), u, who, who, many, made)
    for at in range(many):
        v = who[at]
        cost = (band + rows[v, p.band_at]) * p.need_cost if (team != 0) & (team == rows[v, team_at]) else 0
        made[at] = made[at] // p.whole - cost
