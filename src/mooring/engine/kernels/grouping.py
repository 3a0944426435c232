"""Groups of three to six among many people: what breaks in each, and exchanges of two people between two groups.

A group is a row of seats, -1 where nobody sits, those with people first. People are numbered as packed.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from mooring.engine.kernels.compiling import kernel, mixed, part, wide
from mooring.engine.kernels.near import forget, gather
from mooring.engine.kernels.packed import KEPT_APART, NONE, Packed, Words
from mooring.engine.kernels.pair import kept_apart, known, meet, worth_given

BAD_HOUR: Final = 1 << 9
"""What it costs that there is no start outside everybody's bad hours; people of one team who need ties across teams cost less together."""
LONELY: Final = 1 << 11
"""What it costs that somebody is the only one of what they declared."""
_AGE: Final = 1 << 18
MET: Final = 1 << 29
"""What it costs that two people meet again, and `_AGE` more for each step that it was later."""
BROKEN: Final = 1 << 34
"""What a broken rule costs a group: two people who may not meet, no common start, a seat of a kind not taken."""


class Company(NamedTuple):
    """Who must be beside whom: for each person marks (people x kinds of seat) with how many a group needs, and codes of what they
    declared (people x attributes, -1 for nothing). `near`: whether people of one team had better not meet. `step`: how many rounds are
    one step of how long ago people met.
    """

    marked: Words
    needed: Words
    codes: Words
    near: bool
    step: int


@part
def near_cost(p: Packed, c: Company, u: int, v: int) -> int:
    """What it costs that two people of one team are in one group."""
    if not c.near or p.rows[u, p.team_at] != p.rows[v, p.team_at] or not p.rows[u, p.team_at]:
        return 0
    return 1 + p.rows[u, p.band_at] + p.rows[v, p.band_at]


@part
def met_cost(c: Company, met: int) -> int:
    """What it costs that two people meet again who met in that round, counted from 1."""
    return MET + _AGE * (met // c.step)


@part
def _two(p: Packed, c: Company, u: int, v: int) -> int:
    """What it costs that two people are in one group."""
    made = near_cost(p, c, u, v) + (BROKEN if kept_apart(p, u, v) else 0)
    met = known(p, u, v)
    if met:
        made += BROKEN if met == KEPT_APART else met_cost(c, met)
    return made


@part
def _sits(groups: Words, group: int, seat: int, gone: int, come: int) -> int:
    """Who sits in a seat, one person replaced by another."""
    person = groups[group, seat]
    return come if person == gone else person


@part
def time_cost(p: Packed, groups: Words, group: int, gone: int, come: int) -> int:
    """What the common time of a group costs."""
    if not p.time_rule:
        return 0
    good = start = False
    for step in range(p.hours):
        best = whole = np.int64(-1)
        for seat in range(groups.shape[1]):
            person = _sits(groups, group, seat, gone, come)
            if person < 0:
                break
            best &= p.rows[person, p.good_at + step]
            whole &= p.rows[person, p.start_at + step]
        if best:
            good = True
            break
        start |= whole != 0
    if good:
        return 0
    return BAD_HOUR if start else BROKEN * (1 + _strangers(p, groups, group, gone, come))


@part
def _strangers(p: Packed, groups: Words, group: int, gone: int, come: int) -> int:
    """How many pairs of a group have no common start."""
    made = 0
    for seat in range(groups.shape[1]):
        person = _sits(groups, group, seat, gone, come)
        if person < 0:
            break
        for other in range(seat):
            made += not _both_begin(p, person, _sits(groups, group, other, gone, come))
    return made


@part
def _both_begin(p: Packed, u: int, v: int) -> bool:
    return not p.time_rule or meet(p.rows, u, v, p.start_at, p.start_at, p.hours)


@part
def seats_cost(c: Company, groups: Words, group: int, gone: int, come: int) -> int:
    """What seats not taken and people alone cost a group."""
    made = 0
    for kind in range(len(c.needed)):
        short = c.needed[kind]
        for seat in range(groups.shape[1]):
            person = _sits(groups, group, seat, gone, come)
            if person >= 0:
                short -= c.marked[person, kind]
        if short > 0:
            made += short * BROKEN
    for kind in range(c.codes.shape[1]):
        for seat in range(groups.shape[1]):
            person = _sits(groups, group, seat, gone, come)
            if person < 0 or c.codes[person, kind] < 0:
                continue
            same = 0
            for other in range(groups.shape[1]):
                beside = _sits(groups, group, other, gone, come)
                same += beside >= 0 and c.codes[beside, kind] == c.codes[person, kind]
            if same == 1:
                made += LONELY
    return made


@kernel
def _cost(p: Packed, c: Company, groups: Words, group: int, gone: int, come: int, limit: int) -> int:
    """What a group costs, one person replaced by another; any number of at least `limit` where it costs that much."""
    made = seats_cost(c, groups, group, gone, come)
    for seat in range(groups.shape[1]):
        person = _sits(groups, group, seat, gone, come)
        if person < 0 or made >= limit:
            break
        for other in range(seat):
            made += _two(p, c, person, _sits(groups, group, other, gone, come))
    return made if made >= limit else made + time_cost(p, groups, group, gone, come)


@kernel
def costs(p: Packed, c: Company, groups: Words, made: Words) -> None:
    """What every group costs."""
    for group in range(len(groups)):
        made[group] = _cost(p, c, groups, group, -2, -2, -NONE)


@kernel
def blame(p: Packed, c: Company, groups: Words, group: int, least: int, blamed: Words) -> int:
    """The seats of those without whom a group would lack something of at least `least`; how many."""
    many = 0
    for seat in range(groups.shape[1]):
        person = groups[group, seat]
        if person < 0:
            break
        for other in range(groups.shape[1]):
            beside = groups[group, other]
            if beside < 0 or beside == person:
                continue
            if _two(p, c, person, beside) >= least or not _both_begin(p, person, beside):
                blamed[many] = seat
                many += 1
                break
    return many


@kernel
def mend(
    p: Packed, c: Company, groups: Words, sizes: Words, cost: Words, least: int, span: int, tries: int, seed: int, blamed: Words
) -> int:
    """Exchange people of groups that cost at least `least` with people of others while that costs less, so many tries for each group,
    every one within `span` groups, or with any group where that is 0. How many exchanges were looked at.
    """
    many, looked = len(groups), 0
    for group in range(many):
        if cost[group] < least:
            continue
        held = -1
        for _ in range(tries):
            if held < 0:
                held = blame(p, c, groups, group, least, blamed)
            looked += 1
            dice = mixed(np.uint64(seed) + np.uint64(looked))
            chance: Any = np.int64(dice & np.uint64(0xFFFF))
            seat = blamed[chance % held] if held else chance % sizes[group]
            far: Any = np.int64((dice >> np.uint64(16)) & np.uint64(0xFFFFFFFF))
            other = (group + 1 + far % (2 * span) - span + many) % many if span else far % many
            if other == group:
                continue
            place: Any = np.int64(dice >> np.uint64(48)) % sizes[other]
            one, two = groups[group, seat], groups[other, place]
            now = cost[group] + cost[other]
            here = _cost(p, c, groups, group, one, two, now)
            if here >= now:
                continue
            there = _cost(p, c, groups, other, two, one, now - here)
            if here + there >= now:
                continue
            groups[group, seat], groups[other, place] = two, one
            cost[group], cost[other] = here, there
            held = -1
            if here < least:
                break
    return looked


@kernel
def takes(p: Packed, c: Company, groups: Words, sizes: Words, cost: Words, who: int, made: Words) -> None:
    """By how much each group (a row of `made`) would cost more with somebody in the place of who sits in each of its seats."""
    for group in range(len(groups)):
        for seat in range(sizes[group]):
            made[group, seat] = _cost(p, c, groups, group, groups[group, seat], who, BROKEN + cost[group]) - cost[group]


@kernel
def gives(p: Packed, c: Company, groups: Words, sizes: Words, cost: Words, home: int, place: int, made: Words) -> None:
    """By how much a group would cost more with each other person (group x seat) in that place of it."""
    gone = groups[home, place]
    for group in range(len(groups)):
        for seat in range(sizes[group]):
            made[group, seat] = _cost(p, c, groups, home, gone, groups[group, seat], BROKEN + cost[home]) - cost[home]


@kernel
def circle(
    p: Packed, c: Company, groups: Words, cost: Words, home: int, firsts: Words, takes: Words, lasts: Words, gives: Words, found: Words
) -> int:
    """Three people who change places in a circle so that less breaks: somebody of `home` takes the place of a first, who takes that of a
    last, who comes home. `firsts`, `lasts`: group and seat of each, with what their going there adds, least first. Into `found` the
    places of both; how many circles were looked at, and less than 0 where none was found.
    """
    looked = 0
    for first in range(len(firsts)):
        group, one = firsts[first, 0], groups[firsts[first, 0], firsts[first, 1]]
        for last in range(len(lasts)):
            other = lasts[last, 0]
            if takes[first] + gives[last] >= 0:
                break
            if other in (group, home) or group == home:
                continue
            looked += 1
            gone = groups[other, lasts[last, 1]]
            limit = cost[other] - takes[first] - gives[last]
            if _cost(p, c, groups, other, gone, one, limit) < limit:
                found[0], found[1] = first, last
                return looked
    return -looked - 1


@kernel
def joins(p: Packed, c: Company, groups: Words, sizes: Words, who: int, most: int, made: Words) -> None:
    """What each group with an empty seat would cost with somebody in it; NONE where it has no such seat."""
    for group in range(len(groups)):
        made[group] = NONE
        if sizes[group] < most:
            groups[group, sizes[group]] = who
            made[group] = _cost(p, c, groups, group, -2, -2, BROKEN)
            groups[group, sizes[group]] = -1


@part
def _enter(made: Words, person: int, value: int, place: int) -> int:
    """Put a value in the place of the least of a row; where the least is then."""
    made[person, place] = value
    least = 0
    for at in range(made.shape[1]):
        if made[person, at] < made[person, least]:
            least = at
    return least


@kernel
def best_few(p: Packed, first: int, last: int, known: bool, counts: Words, near: Words, made: Words) -> None:
    """What everybody from `first` to `last` is worth with those worth most to them; as many as `made` has columns, each row in no order.

    `known`: look first at those with whom people share contacts or wishes, counted on the way; `counts` (zeros) and `near` have room for
    everybody then.
    """
    many = len(p.rows)
    for person in range(first, last):
        u, least, found, common, rest = wide(person), wide(0), wide(0), wide(-1), p.rest
        if known:
            common, rest = wide(0), p.rest_apart
            found, _ = gather(p, u, wide(1) << 40, counts, near)
            for at in range(found):
                v = wide(near[at])
                value = worth_given(p, u, v, wide(counts[v]), made[person, least] + 1)
                counts[v] = 1
                if value != NONE:
                    least = _enter(made, person, value, least)
        for v in range(many):
            if (known and counts[v]) or p.own[u] + p.own[v] + rest <= made[person, least]:
                continue
            value = worth_given(p, u, wide(v), common, made[person, least] + 1)
            if value != NONE:
                least = _enter(made, person, value, least)
        forget(counts, near, found)
