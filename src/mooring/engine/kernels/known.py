"""All pairs of people who share contacts or wishes, each looked at once."""

from __future__ import annotations

from typing import NamedTuple

from mooring.engine.kernels.compiling import fetch, fetch_place, kernel, lowest, part, wide
from mooring.engine.kernels.near import forget, gather
from mooring.engine.kernels.packed import KEPT_APART, LEAST, Packed, Words
from mooring.engine.kernels.together import allowed, both, hopeful, unburdened, unshared, weigh


class Turned(NamedTuple):
    """The lists of pairs kept apart or met before, by who is in them: of person u from the end of the one before to `ends[u]`."""

    ends: Words
    owners: Words
    values: Words


class Pairs(NamedTuple):
    """Pairs: one of the two, the other, and what they are worth."""

    one: Words
    other: Words
    value: Words


class Room(NamedTuple):
    """Room to work in, one more than there are people each. `counts` and `last` are zeros before and after. `who` is unsigned, so that no
    place in a list need be looked at whether it counts from the end.
    """

    counts: Words
    last: Words
    common: Words
    who: Words
    cost: Words
    made: Words


@kernel
def turn(begins: Words, held: Words, values: Words, made: Turned) -> None:
    """Fill the lists by who is in them; `ends` are zeros until then."""
    for who in held:
        made.ends[who + 1] += 1
    for u in range(1, len(made.ends)):
        made.ends[u] += made.ends[u - 1]
    for u in range(len(begins) - 1):
        for at in range(begins[u], begins[u + 1]):
            place = made.ends[held[at]]
            made.owners[place], made.values[place] = u, values[at]
            made.ends[held[at]] += 1


@part
def _after(p: Packed, u: int, following: Words, room: Room) -> int:
    """Write those who come after u and share contacts or wishes with them into `room.who`, and how many contacts into `room.common`: how
    many people. `following`: where everybody's list of contacts begins; called for everybody in turn, it moves on.
    """
    people, found, counts, who = len(p.rows), wide(0), room.counts, room.who
    for at in range(p.contact_begins[u], p.contact_begins[u + 1]):
        contact = p.contacts[at]
        step, end = following[contact], p.contact_begins[contact + 1]
        while step < end and p.contacts[step] <= u:
            step += 1
        following[contact] = step
        while step < end and p.contacts[step] < people:
            v = p.contacts[step]
            who[found] = v
            found += counts[v] == 0
            counts[v] += 1
            step += 1
    for at in range(found):
        room.common[at] = counts[who[at]]
        counts[who[at]] = 0
    for at in range(p.wish_begins[u], p.wish_begins[u + 1]):
        v, fresh = p.wished[at], p.wished[at] > u
        for earlier in range(found):
            fresh &= who[earlier] != v
        if fresh:
            who[found], room.common[found] = v, 0
            found += 1
    return found


STEPS = 64
"""Of the scale by which pairs are told apart before they are weighed."""
_SCALE_BITS = 40
_ALL = STEPS + 1


class Shortlist(NamedTuple):
    """Room for pairs that share contacts or wishes, those of u with people after u from `begins[u]` on: the other, what both are to each
    other, and the step of a scale that is. A row a person: how many pairs at each step (zeros before), and the step from which on
    their pairs are wanted, `_ALL` where each is.
    """

    begins: Words
    other: Words
    both: Words
    step: Words
    at_step: Words
    wanted: Words


@part
def _listed(p: Packed, met: Turned, following: Words, room: Room, held: Shortlist) -> None:
    """Every pair that shares contacts or wishes, breaks no rule, repeats nothing and has no bad hours."""
    total, who, made, costly = wide(0), room.who, room.made, p.repeat_cost != 0 or p.recent_cost != 0
    finer = (wide(STEPS) << _SCALE_BITS) // (p.rest * p.whole + 1)
    for person in range(len(p.rows)):
        u = wide(person)
        held.begins[u] = total
        found = _after(p, u, following, room)
        _mark(p, u, met, room.last, costly)
        found = unburdened(p, u, who, room.common, room.last, found, room.cost)
        _unmark(p, u, met, room.last)
        both(p, u, who, room.common, found, made)
        for at in range(found):
            step = made[at] * finer >> _SCALE_BITS
            held.at_step[u, step] += 1
            held.at_step[who[at], step] += 1
        for at in range(found):
            step = made[at] * finer >> _SCALE_BITS
            held.other[total + at], held.both[total + at], held.step[total + at] = who[at], made[at], step
        total += found
    held.begins[len(p.rows)] = total


@part
def _choose(held: Shortlist, few: int, most: int) -> None:
    """From which step on everybody has `most` pairs, or all of them; `_ALL` for those who have fewer than `few` at all."""
    for u in range(len(held.wanted)):
        step, many = STEPS, wide(0)
        while step > 0 and many < most:
            step -= 1
            many += held.at_step[u, step]
        held.wanted[u] = step if many >= few else _ALL


@kernel
def pairs(
    p: Packed, met: Turned, following: Words, few: int, most: int, room: Room, held: Shortlist, made: Pairs, degree: Words
) -> int:  # fmt: skip
    """The best pairs that share contacts or wishes, with what they are worth: how many, and into `degree` (zeros to begin with) how many of
    them each person is in. Of those that repeat nothing and have no bad hours, everybody's best `most` by what both are to each other; of
    people who have fewer than `few` of these, all that no rule forbids. `following`: where everybody's list of contacts begins, moved on.
    """
    _listed(p, met, following, room, held)
    _choose(held, few, most)
    total, wanted, who, worth = wide(0), held.wanted, room.who, room.made
    for person in range(len(p.rows)):
        u, mine, found = wide(person), wide(wanted[person]), wide(0)
        if mine == _ALL:
            found = _all_of(p, u, met, room, wanted)
        else:
            for at in range(held.begins[u], held.begins[u + 1]):
                v, step = held.other[at], held.step[at]
                who[found], worth[found] = v, held.both[at]
                found += ((step >= mine) | (step >= wanted[v])) & (wanted[v] != _ALL)
            unshared(p, u, who, found, worth)
        total = _put(made, total, u, room, found, degree)
    return total


@part
def _put(made: Pairs, place: int, u: int, room: Room, many: int, degree: Words) -> int:
    """Add the first `many` of the room to what is made: how many there are now."""
    for at in range(many):
        v = room.who[at]
        made.one[place + at], made.other[place + at], made.value[place + at] = u, v, room.made[at]
        degree[v] += 1
    degree[u] += many
    return place + many


@part
def _all_of(p: Packed, u: int, met: Turned, room: Room, wanted: Words) -> int:
    """Weigh all pairs of somebody who has few, but those with people before them who have few."""
    who, common, found = room.who, room.common, wide(0)
    near, _ = gather(p, u, wide(1) << 40, room.counts, who)
    for at in range(near):
        common[at] = room.counts[who[at]]
    forget(room.counts, who, near)
    for at in range(near):
        v = who[at]
        who[found], common[found] = v, common[at]
        found += v > u or wanted[v] < _ALL
    return _weighed(p, u, met, room, found)


@part
def _enter(ids: Words, gains: Words, u: int, v: int, gain: int) -> None:
    """Into a list of falling order that asks for less."""
    place = ids.shape[1] - 1
    while place > 0 and gains[u, place - 1] < gain:
        ids[u, place], gains[u, place] = ids[u, place - 1], gains[u, place - 1]
        place -= 1
    ids[u, place], gains[u, place] = v, gain


@kernel
def best_of_both(p: Packed, met: Turned, following: Words, price: Words, room: Room, ids: Words, gains: Words) -> None:
    """The same pairs into the lists of both of their people, each list best first, by worth less the other's price, as far as there is
    room. Lists that are full ask for more and more, and what can be told not to reach that is not weighed. Lists are empty before.
    """
    lowest = ids.shape[1] - 1
    for person in range(len(p.rows)):
        u = wide(person)
        found = _after(p, u, following, room)
        if gains[u, lowest] > LEAST:
            found = hopeful(p, u, room.who, room.common, found, price, gains, room.cost, room.made)
        found = _weighed(p, u, met, room, found)
        for at in range(found):
            v = wide(room.who[at])
            if room.made[at] - price[v] > gains[u, lowest]:
                _enter(ids, gains, u, v, room.made[at] - price[v])
            if room.made[at] - price[u] > gains[v, lowest]:
                _enter(ids, gains, v, u, room.made[at] - price[u])


@kernel
def given(p: Packed, met: Turned, begins: Words, others: Words, room: Room, made: Pairs, degree: Words) -> int:
    """The same of the pairs of everybody with those in their list of `others`, in which nobody stands who has them in theirs."""
    total = wide(0)
    for person in range(len(p.rows)):
        u, found = wide(person), wide(0)
        near, _ = gather(p, u, wide(1) << 40, room.counts, room.who)
        for at in range(begins[u], begins[u + 1]):
            room.common[found] = room.counts[others[at]]
            fetch(p.rows, wide(others[at]))
            found += 1
        forget(room.counts, room.who, near)
        for at in range(found):
            room.who[at] = others[begins[u] + at]
        found = _weighed(p, u, met, room, found)
        total = _put(made, total, u, room, found, degree)
    return total


@kernel
def coarse_hours(p: Packed, first: int, last: int, made: Words) -> None:
    """A word for each person in which every bit stands for as many slots beside each other as a person's hours have words: whether they
    could begin in any of these. All bits where time is no rule. Who have no bit in common cannot meet; the words of all lie near in memory.
    """
    for u in range(first, last):
        held = wide(0)
        for word in range(p.hours if p.time_rule else 0):
            left = wide(p.rows[u, p.start_at + word])
            while left:
                group = (64 * word + lowest(left)) // p.hours
                held |= wide(1) << group
                after = (group + 1) * p.hours - 64 * word
                left = left & (wide(-1) << after) if after < 64 else wide(0)
        made[u] = held if p.time_rule else wide(-1)


@kernel
def best(
    p: Packed, met: Turned, coarse: Words, first: int, last: int, reach: int, most: int, price: Words, room: Room, ids: Words, gains: Words
) -> int:  # fmt: skip
    """For people `first` to `last` the best of those who share contacts or wishes with them, best first, into their rows: worth less price
    is the gain. `reach`: steps along contacts; `most`: so many are looked at, evenly spread; `coarse`: see `coarse_hours`. How many people
    have more of them.
    """
    more, lowest, counts, who, common = 0, ids.shape[1] - 1, room.counts, room.who, room.common
    for person in range(first, last):
        u = wide(person)
        if person + 2 < last:
            for at in range(p.contact_begins[person + 2], p.contact_begins[person + 3]):
                fetch_place(p.contact_begins, wide(p.contacts[at]))
            for at in range(p.contact_begins[person + 1], p.contact_begins[person + 2]):
                fetch_place(p.contacts, wide(p.contact_begins[p.contacts[at]]))
        found, whole = gather(p, u, reach, counts, who)
        apart = max(1, found // most)
        more += not whole or apart > 1
        for at in range(found):
            common[at] = counts[who[at]] if whole else -1
            counts[who[at]] = 0
        looked, mine = wide(0), coarse[u]
        for at in range(0, found, apart):
            v = wide(who[at])
            who[looked], common[looked] = v, common[at]
            looked += mine & coarse[v] != 0
        for at in range(looked):
            fetch(p.rows, wide(who[at]))
            fetch_place(price, wide(who[at]))
        looked = _weighed(p, u, met, room, looked)
        for at in range(looked):
            gain = room.made[at] - price[who[at]]
            if gain > gains[u, lowest]:
                _enter(ids, gains, u, wide(who[at]), gain)
    return more


@kernel
def with_others(p: Packed, short: Words, apart: int, met: Turned, room: Room, best: Words, made: Pairs, degree: Words) -> int:
    """For the people of `short`, the best pairs, as many as `best` is long, with those they share nothing with, every so many looked at:
    how many pairs. The rest as for `pairs`, which has been called before; `degree` is added to.
    """
    total, people, most, counts, who, common = wide(0), len(p.rows), len(best), room.counts, room.who, room.common
    for at in range(len(short)):
        u, found = wide(short[at]), wide(0)
        near, _ = gather(p, u, wide(1) << 40, counts, who)
        for place in range(near):
            common[place] = who[place]
        for before in range(at):
            counts[short[before]] += 1
        for v in range(u % apart, people, apart):
            who[found] = v
            found += counts[v] == 0 and v != u
        for before in range(at):
            counts[short[before]] = 0
        for place in range(near):
            counts[common[place]] = 0
        for place in range(found):
            common[place] = 0
        found = _weighed(p, u, met, room, found)
        held = wide(0)
        for place in range(found):
            worth = room.made[place]
            if held == most and worth <= room.made[best[most - 1]]:
                continue
            held = min(held + 1, most)
            rank = held - 1
            while rank > 0 and room.made[best[rank - 1]] < worth:
                best[rank] = best[rank - 1]
                rank -= 1
            best[rank] = place
        for rank in range(held):
            made.one[total], made.other[total], made.value[total] = u, who[best[rank]], room.made[best[rank]]
            degree[who[best[rank]]] += 1
            total += 1
        degree[u] += held
    return total


@part
def _mark(p: Packed, u: int, met: Turned, last: Words, all_met: bool) -> None:
    """Write what `pair.known` says of everybody and u into `last`; of people who met, only if asked."""
    for at in range(p.known_begins[u], p.known_begins[u + 1]):
        if all_met or p.known_value[at] == KEPT_APART:
            last[p.known[at]] = p.known_value[at]
    for at in range(met.ends[u - 1] if u else 0, met.ends[u]):
        if all_met or met.values[at] == KEPT_APART:
            last[met.owners[at]] = met.values[at]


@part
def _unmark(p: Packed, u: int, met: Turned, last: Words) -> None:
    for at in range(p.known_begins[u], p.known_begins[u + 1]):
        last[p.known[at]] = 0
    for at in range(met.ends[u - 1] if u else 0, met.ends[u]):
        last[met.owners[at]] = 0


@part
def _weighed(p: Packed, u: int, met: Turned, room: Room, many: int) -> int:
    """Keep those of `room.who` whom no rule keeps apart from u, and weigh their pairs: how many."""
    _mark(p, u, met, room.last, True)
    kept = allowed(p, u, room.who, room.common, room.last, many, room.cost)
    _unmark(p, u, met, room.last)
    weigh(p, u, room.who, room.common, kept, room.cost, room.made)
    return kept


@kernel
def both_ways(held: Pairs, place: Words, other: Words, value: Words) -> None:
    """The lists of both people of each pair; `place`: where each begins, used up."""
    for at in range(len(held.one)):
        u, v = held.one[at], held.other[at]
        other[place[u]], value[place[u]] = v, held.value[at]
        place[u] += 1
        other[place[v]], value[place[v]] = u, held.value[at]
        place[v] += 1
