"""Paths that bring in who was left over: two lone people are joined along pairs that are parted and others that are made instead."""

from __future__ import annotations

from typing import NamedTuple

from mooring.engine.kernels.compiling import fetch_place, kernel, part, wide
from mooring.engine.kernels.line import Line, empty, soon, turn, wait, waiting
from mooring.engine.kernels.packed import Words

_FAR = 1 << 60


@part
def join(mate: Words, u: int, v: int) -> None:
    """Make two people each other's partner."""
    mate[u] = v
    mate[v] = u


@kernel
def close(
    begins: Words, other: Words, value: Words, bonus: int, doubled: Words, most: int, near_begins: Words, near: Words, gives: Words
) -> int:  # fmt: skip
    """Lists of the pairs that give away no more than so much against the doubled prices, and how much each does. How many there are."""
    total = wide(0)
    for u in range(len(doubled)):
        near_begins[u] = total
        mine = doubled[u] - 2 * bonus
        for at in range(begins[u], begins[u + 1]):
            given = max(0, mine + doubled[other[at]] - 2 * wide(value[at]))
            near[total], gives[total] = other[at], given
            total += given <= most
    near_begins[len(doubled)] = total
    return total


@part
def _fetch_next(line: Line, begins: Words, other: Words) -> None:
    after = soon(line)
    if after >= 0:
        fetch_place(other, wide(begins[after]))


@kernel
def one_by_one(
    begins: Words, other: Words, gives: Words, mate: Words, who: Words, visits: int, tree: Words, way: Words, far: Words, line: Line
) -> tuple[int, int]:  # fmt: skip
    """For each lone person of `who` the alternating path to another lone one that gives least away, by Dijkstra over what pairs give away;
    at most so many people looked at each. How many came in, how many were looked at.

    `tree` is -1 for everybody; `way` and `far` (one a person) are room to work in.
    """
    joined = looked = 0
    for lone in who:
        begin = wide(lone)
        if mate[begin] >= 0:
            continue
        tree[begin], far[begin], way[begin] = begin, 0, -1
        empty(line)
        wait(line, wide(0), begin)
        least, last, end, visited = wide(_FAR), wide(-1), wide(-1), 0
        while waiting(line) and visited < visits:
            distance, u = turn(line)
            if distance > far[u]:
                continue
            if distance >= least:
                break
            visited += 1
            for at in range(begins[u], begins[u + 1]):
                v = wide(other[at])
                if v == mate[u] or v == begin:
                    continue
                length = distance + gives[at]
                if length >= least:
                    continue
                w = wide(mate[v])
                if w < 0:
                    least, last, end = length, u, v
                elif tree[v] != begin and (tree[w] != begin or length < far[w]) and wait(line, length, w):
                    tree[w], far[w], way[w] = begin, length, u
        looked += visited
        if end < 0:
            continue
        v, u = end, last
        while True:
            after = wide(mate[u])
            join(mate, u, v)
            if u == begin:
                break
            v, u = after, wide(way[u])
        joined += 1
    return joined, looked


class Forest(NamedTuple):
    """Room for trees of alternating paths. One a person: `tree` (-1 to begin with), `way`, `far`, `after` (who came into the same tree
    before). One a tree: `last` (who came in last), `least` (the length of the shortest way out found so far). `ends`, two rows: where
    trees have met.
    """

    tree: Words
    way: Words
    far: Words
    after: Words
    last: Words
    least: Words
    ends: Words


@part
def _turn_back(way: Words, mate: Words, end: int) -> None:
    """Along the path from `end` to where its tree begins, everybody leaves their partner for the one before, as far as there is one."""
    u, left = end, wide(mate[end])
    while left >= 0:
        before = wide(way[u])
        u, after = before, wide(mate[before])
        join(mate, before, left)
        left = after


@part
def _look_again(f: Forest, line: Line, number: int) -> None:
    """Have all of a tree look again, since whoever it would have met is gone."""
    f.least[number] = wide(_FAR)
    u = wide(f.last[number])
    while u >= 0:
        wait(line, wide(f.far[u]), u)
        u = wide(f.after[u])


@part
def _fell(f: Forest, line: Line, begins: Words, other: Words, mate: Words, number: int) -> None:
    """Set free whoever stands in a tree, and have their neighbours in other trees look again."""
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
                if f.tree[v] >= 0:
                    wait(line, wide(f.far[v]), v)
        u = wide(f.after[u])


@part
def _grow(f: Forest, number: int, u: int, far: int, way: int) -> None:
    f.tree[u], f.far[u], f.way[u], f.after[u], f.last[number] = number, far, way, f.last[number], u


@kernel
def all_at_once(
    begins: Words, other: Words, gives: Words, mate: Words, who: Words, most: int, f: Forest, line: Line
) -> tuple[int, int]:  # fmt: skip
    """Join the lone people of `who` two at a time by the alternating paths that give least away. From all of them at once trees grow by
    Dijkstra's rule, in which nobody stands twice; where two meet and no shorter way can be left, their people are joined, both trees are
    felled, and those around them look again. How many came in, how many were looked at, at most `most`.
    """
    met = joined = looked = 0
    for number in range(len(who)):
        f.last[number], f.least[number] = -1, wide(_FAR)
        _grow(f, wide(number), wide(who[number]), wide(0), wide(-1))
        wait(line, wide(0), wide(who[number]))
    while waiting(line) and looked < most and joined + 1 < len(who):
        distance, u = turn(line)
        if u < 0:
            u, v = wide(f.ends[0, -1 - u]), wide(f.ends[1, -1 - u])
            one, two = wide(f.tree[u]), wide(f.tree[v])
            if one >= 0 and two >= 0 and one != two:
                _turn_back(f.way, mate, u)
                _turn_back(f.way, mate, v)
                join(mate, u, v)
                _fell(f, line, begins, other, mate, one)
                _fell(f, line, begins, other, mate, two)
                joined += 2
            elif one >= 0 and two < 0:
                _look_again(f, line, one)
            elif two >= 0 and one < 0:
                _look_again(f, line, two)
            continue
        number = wide(f.tree[u])
        if number < 0 or distance != f.far[u]:
            continue
        _fetch_next(line, begins, other)
        looked += 1
        for at in range(begins[u], begins[u + 1]):
            v, length = wide(other[at]), distance + gives[at]
            w = wide(mate[v])
            if w == u or length >= f.least[number]:
                continue
            there = wide(f.tree[v])
            if there >= 0:
                whole = length + f.far[v]
                if there != number and met < f.ends.shape[1] and (whole < f.least[number] or whole < f.least[there]):
                    f.least[number], f.least[there] = min(whole, f.least[number]), min(whole, f.least[there])
                    f.ends[0, met], f.ends[1, met] = u, v
                    met += 1
                    wait(line, (whole + 1) >> 1, wide(-met))
            elif w >= 0:
                if f.tree[w] < 0:
                    _grow(f, number, w, length, u)
                elif f.tree[w] == number and length < f.far[w]:
                    f.far[w], f.way[w] = length, u
                else:
                    continue
                wait(line, length, w)
    return joined, looked
