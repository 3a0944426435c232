"""Groups of three to six among many people: what breaks in each, and exchanges of two people between two groups.

A group is a row of seats, -1 where nobody sits, those with people first. People are numbered as packed.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from mooring.engine.kernels.compiling import kernel, mixed, part
from mooring.engine.kernels.packed import KEPT_APART, NONE, Packed, Words
from mooring.engine.kernels.pair import kept_apart, known, meet, weighed, worth

BROKEN: Final = 1 << 44
"""What a broken rule costs a group: two people who may not meet, no common start, a seat of a kind not taken."""
MET: Final = 1 << 32
"""What it costs that two people meet again; one more for each round since they last could."""
LONELY: Final = 1 << 24
"""What it costs that somebody is the only one of what they declared."""
BAD_HOUR: Final = 1 << 14
"""What it costs that there is no start outside everybody's bad hours."""


class Company(NamedTuple):
    """Who must be beside whom: for each person marks (people x kinds of seat) with how many a group needs, and codes of what they
    declared (people x attributes, -1 for nothing). `near`: whether people of one team had better not meet.
    """

    marked: Words
    needed: Words
    codes: Words
    near: bool


@part
def _two(p: Packed, c: Company, u: int, v: int) -> int:
    """What it costs that two people are in one group."""
    made = 0
    if kept_apart(p, u, v):
        made += BROKEN
    met = known(p, u, v)
    if met == KEPT_APART:
        made += BROKEN
    elif met:
        made += MET + met
    if c.near and p.rows[u, p.team_at] == p.rows[v, p.team_at] and p.rows[u, p.team_at]:
        made += 1 + p.rows[u, p.band_at] + p.rows[v, p.band_at]
    return made


@part
def _sits(groups: Words, group: int, seat: int, gone: int, come: int) -> int:
    """Who sits in a seat, one person replaced by another."""
    person = groups[group, seat]
    return come if person == gone else person


@part
def _time(p: Packed, groups: Words, group: int, gone: int, come: int) -> int:
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
def _seats(c: Company, groups: Words, group: int, gone: int, come: int) -> int:
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
    made = _seats(c, groups, group, gone, come)
    for seat in range(groups.shape[1]):
        person = _sits(groups, group, seat, gone, come)
        if person < 0 or made >= limit:
            break
        for other in range(seat):
            made += _two(p, c, person, _sits(groups, group, other, gone, come))
    return made if made >= limit else made + _time(p, groups, group, gone, come)


@kernel
def costs(p: Packed, c: Company, groups: Words, made: Words) -> None:
    """What every group costs."""
    for group in range(len(groups)):
        made[group] = _cost(p, c, groups, group, -2, -2, -NONE)


@kernel
def _blame(p: Packed, c: Company, groups: Words, group: int, least: int, blamed: Words) -> int:
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
                held = _blame(p, c, groups, group, least, blamed)
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
def _shares(p: Packed, groups: Words, group: int, gone: int, come: int) -> int:
    """What somebody who takes another's seat is worth with all the others of a group; NONE where a rule forbids one of them."""
    made = 0
    for seat in range(groups.shape[1]):
        person = groups[group, seat]
        if person < 0 or person == gone:
            continue
        value = weighed(p, come, person)
        if value == NONE:
            return NONE
        made += value
    return made


@kernel
def better(p: Packed, c: Company, groups: Words, sizes: Words, cost: Words, span: int, tries: int, seed: int, first: int, last: int) -> int:
    """Exchange people of groups from `first` to `last` with people of groups near by where that makes both together worth more and costs
    no aim above the score more. How many exchanges were looked at. A sum over a group is shared by one less than its people (in sixtieths).
    """
    many, looked = len(groups), 0
    for group in range(first, last):
        mine = 60 // (sizes[group] - 1)
        for seat in range(sizes[group]):
            one = groups[group, seat]
            held = _shares(p, groups, group, one, one)
            for at in range(tries):
                looked += 1
                dice = mixed(np.uint64(seed) + np.uint64(64 * tries * group + tries * seat + at))
                far: Any = np.int64(dice & np.uint64(0xFFFFFFFF))
                other = (group + 1 + far % (2 * span) - span + many) % many
                if other == group:
                    continue
                place: Any = np.int64(dice >> np.uint64(48)) % sizes[other]
                two, yours = groups[other, place], 60 // (sizes[other] - 1)
                come = _shares(p, groups, group, one, two)
                if come == NONE:
                    continue
                gain = mine * (come - held) - yours * _shares(p, groups, other, two, two)
                there = _shares(p, groups, other, two, one)
                if there == NONE or gain + yours * there <= 0:
                    continue
                now = cost[group] + cost[other]
                here = _cost(p, c, groups, group, one, two, now + 1)
                if here > now:
                    continue
                beside = _cost(p, c, groups, other, two, one, now + 1 - here)
                if here + beside > now:
                    continue
                groups[group, seat], groups[other, place] = two, one
                cost[group], cost[other] = here, beside
                one, held = two, come
    return looked


@kernel
def joins(p: Packed, c: Company, groups: Words, sizes: Words, who: int, most: int, made: Words) -> None:
    """What each group with an empty seat would cost with somebody in it; NONE where it has no such seat."""
    for group in range(len(groups)):
        made[group] = NONE
        if sizes[group] < most:
            groups[group, sizes[group]] = who
            made[group] = _cost(p, c, groups, group, -2, -2, BROKEN)
            groups[group, sizes[group]] = -1


@kernel
def best_few(p: Packed, first: int, last: int, made: Words) -> None:
    """What everybody from `first` to `last` is worth with those worth most to them; as many as `made` has columns, each row in no order."""
    few = made.shape[1]
    for person in range(first, last):
        least, at = 0, 0
        for other in range(len(p.rows)):
            value = worth(p, person, other, least + 1)
            if value <= least:
                continue
            made[person, at] = value
            least, at = value, 0
            for place in range(few):
                if made[person, place] < made[person, at]:
                    at = place
            least = made[person, at]
