"""Why somebody who has allowed partners is still left: a proof that can be checked by hand.

Take away some people, the *needed*. What remains falls into circles of people who can meet only within their circle or through the
needed. Where a circle cannot be placed completely by itself, it depends on one of the needed. Everybody in a group may meet
everybody else in it, so the group of one needed person reaches into one circle only: when k needed people have more than k such circles
depending on them, somebody in the rest of the circles is left, whoever arranges the round.

That such a proof exists for every best arrangement into pairs and trios is the theorem of Cornuéjols, Hartvigsen and Pulleyblank,
Packing subgraphs in a graph, Operations Research Letters 1 (1982), after Gallai and Edmonds. It is found here as they find it: by
alternating walks from those left, with odd circles drawn together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.facts import Facts
from mooring.engine.matching import Matching
from mooring.engine.solution import Certificate

_TRIOS_LOOKED_AT: Final = 2_000
_PEOPLE_AT_MOST: Final = 3_000
_LOOKED_AT: Final = 4_000


class _TooMany(Exception):
    """There are more trios than are worth trying."""


def certificates(facts: Facts, groups: Sequence[Group], left: Sequence[int]) -> dict[int, Certificate]:
    """For each person left who has allowed partners, the proof that somebody had to be; nothing where none is found.

    `groups` are the arrangement's, those locked included: whoever is locked is no partner for anybody else. Only rounds of pairs
    have such a proof.
    """
    if facts.problem.policy.size != 2 or not left:
        return {}
    locked = {person for lock in facts.problem.locks for person in lock}
    free = _around(facts, left, np.setdiff1d(np.flatnonzero(facts.problem.people.capacity > 0), sorted(locked)))
    if len(free) > _PEOPLE_AT_MOST:
        return {}
    allowed = facts.allowed(free, free)
    place = {int(person): at for at, person in enumerate(free)}
    made = [tuple(place[person] for person in group) for group in groups if group[0] in place]
    found: dict[int, Certificate] = {}
    try:
        barriers = _barriers(facts, free, allowed, made)
    except _TooMany:
        return {}
    for needed, circles in barriers:
        proof = Certificate(_named(free, needed), tuple(sorted(_named(free, circle) for circle in circles)))
        inside = {person for circle in proof.circles for person in circle}
        short = [person for person in left if person in inside]
        if len(circles) == len(needed) + len(short):
            found |= dict.fromkeys(short, proof)
    return found


def _around(facts: Facts, left: Sequence[int], free: IntArray) -> IntArray:
    """The people left and all whom they can reach through allowed pairs, or more than may be looked at."""
    seen = np.zeros(facts.n, dtype=np.bool_)
    edge = np.intersect1d(left, free)
    while len(edge) and int(seen.sum()) + len(edge) <= _PEOPLE_AT_MOST:
        seen[edge] = True
        found, many = [free[:0]], int(seen.sum())
        for at in range(0, len(free), _LOOKED_AT):
            part = free[at : at + _LOOKED_AT]
            near = facts.around(np.concatenate([edge, part]))
            found.append(part[near.allowed(edge, part).any(axis=0) & ~seen[part]])
            many += len(found[-1])
            if many > _PEOPLE_AT_MOST:
                break
        edge = np.concatenate(found)
    seen[edge] = True
    return np.flatnonzero(seen)


def fuller(facts: Facts, people: IntArray, allowed: BoolArray, made: Sequence[Group]) -> list[Group]:
    """Trios that place more people than an arrangement into pairs and at most one trio does, once all others are paired as well as can be.

    `made` are groups of positions among the `people`, as many pairs as there can be but for one trio. The answer is a trio for each circle
    that nobody serves and that can do without; none where nobody more is placed, or where it would take too long to tell.
    """
    try:
        parted = _part(facts, people, allowed, made)
    except _TooMany:
        return []
    unserved = [at for at in range(len(parted.circles)) if at not in parted.served]
    left = sum(not parted.whole[at] for at in unserved)
    if len(people) - left <= sum(map(len, made)):
        return []
    return [parted.whole[at] for at in unserved if parted.whole[at]]


@dataclass(frozen=True, eq=False)
class _Parted:
    """The circles; for each a trio with which it is placed by itself, or nothing; which circle is `served` by whom, and whom each
    needed person `serves`; by circle, the needed people it can meet.
    """

    circles: list[Group]
    whole: list[Group]
    served: dict[int, int]
    serves: dict[int, int]
    touching: dict[int, set[int]]


def _part(facts: Facts, free: IntArray, allowed: BoolArray, made: Sequence[Group]) -> _Parted:
    matching = Matching(allowed, [group[:2] for group in made])
    matching.grow()
    outer, inner = matching.forest()
    circles = _circles(allowed, outer)
    of = {person: at for at, circle in enumerate(circles) for person in circle}
    whole = [_completing(facts, free, allowed, circle) for circle in circles]
    served = {at: inside for at, inside in ((of.get(matching.mate[person], -1), person) for person in inner) if at >= 0}
    touching: dict[int, set[int]] = defaultdict(set)
    for person in inner:
        for at in {of[other] for other in np.flatnonzero(allowed[person]).tolist() if other in of}:
            touching[at].add(person)
    serves = {person: at for at, person in served.items()}
    _free_the_whole(served, serves, touching, whole)
    return _Parted(circles, whole, served, serves, touching)


def _barriers(facts: Facts, free: IntArray, allowed: BoolArray, made: Sequence[Group]) -> list[tuple[set[int], list[Group]]]:
    """The needed and the circles that depend on them, once for each part of the people that hangs together."""
    parted = _part(facts, free, allowed, made)
    roots = [at for at in range(len(parted.circles)) if at not in parted.served and not parted.whole[at]]
    return _trees(parted.circles, roots, parted.touching, parted.serves)


def _free_the_whole(served: dict[int, int], serves: dict[int, int], touching: dict[int, set[int]], whole: Sequence[Group]) -> None:
    """Let the needed serve circles that depend on them, not those that can do without, by alternating walks.

    What a walk in vain has reached, no later one need enter.
    """
    in_vain: set[int] = set()
    for root in range(len(whole)):
        if root not in served and not whole[root]:
            came, end = _walk(root, serves, touching, whole, in_vain)
            if end is None:
                in_vain |= {root, *came}
            else:
                _turn(end, root, came, served, serves)


def _walk(
    root: int, serves: dict[int, int], touching: dict[int, set[int]], whole: Sequence[Group], in_vain: set[int]
) -> tuple[dict[int, tuple[int, int]], int | None]:
    """How the circles that can be reached from one were reached, by whom from where, up to the first that can do without."""
    came: dict[int, tuple[int, int]] = {}
    queue = [root]
    while queue:
        circle = queue.pop()
        for person in sorted(touching[circle]):
            after = serves.get(person)
            if after is None or after == root or after in came or after in in_vain:
                continue
            came[after] = (circle, person)
            if whole[after]:
                return came, after
            queue.append(after)
    return came, None


def _turn(end: int, root: int, came: dict[int, tuple[int, int]], served: dict[int, int], serves: dict[int, int]) -> None:
    del served[end]
    while end != root:
        before, person = came[end]
        served[before], serves[person] = person, before
        end = before


def _trees(
    circles: Sequence[Group], roots: Sequence[int], touching: dict[int, set[int]], serves: dict[int, int]
) -> list[tuple[set[int], list[Group]]]:
    """What can be reached from the circles nobody serves, walks that meet taken together."""
    made: list[tuple[set[int], set[int]]] = []
    walked: set[int] = set()
    for root in roots:
        needed: set[int] = set()
        reached, queue = {root}, [root]
        while queue:
            for person in touching[queue.pop()] - needed:
                needed.add(person)
                if serves[person] not in reached and serves[person] not in walked:
                    queue.append(serves[person])
                reached.add(serves[person])
        walked |= reached
        for other in [one for one in made if one[1] & reached]:
            made.remove(other)
            needed, reached = needed | other[0], reached | other[1]
        made.append((needed, reached))
    return [(needed, [circles[at] for at in sorted(reached)]) for needed, reached in made]


def _circles(allowed: BoolArray, outer: Sequence[int]) -> list[Group]:
    inside = np.array(sorted(outer), dtype=np.int64)
    left = set(inside.tolist())
    made: list[Group] = []
    while left:
        queue = [left.pop()]
        circle = set(queue)
        while queue:
            near = left.intersection(np.flatnonzero(allowed[queue.pop()]).tolist())
            left -= near
            circle |= near
            queue += near
        made.append(tuple(sorted(circle)))
    return made


def _completing(facts: Facts, free: IntArray, allowed: BoolArray, circle: Group) -> Group:
    """A trio with which everybody in an odd circle, of which any one can be spared, finds a place, all others in pairs; () if none does.

    More than one trio is never needed there. Raises _TooMany when it would take too long to tell.
    """
    who = np.array(circle)
    inside = allowed[np.ix_(who, who)]
    for looked, trio in enumerate(_triangles(inside)):
        if looked > _TRIOS_LOOKED_AT:
            raise _TooMany
        rest = np.setdiff1d(np.arange(len(circle)), trio)
        if facts.group_fits(_named(free, who[list(trio)].tolist())) and not Matching(inside[np.ix_(rest, rest)]).grow():
            return tuple(who[list(trio)].tolist())
    return ()


def _triangles(linked: BoolArray) -> Iterator[Group]:
    for a in range(len(linked)):
        near = np.flatnonzero(linked[a, a + 1 :]) + a + 1
        first, second = np.nonzero(np.triu(linked[np.ix_(near, near)], 1))
        for b, c in zip(near[first].tolist(), near[second].tolist(), strict=True):
            yield a, b, c


def _named(free: IntArray, places: Sequence[int] | set[int]) -> Group:
    return tuple(sorted(int(free[at]) for at in places))
