"""Deferred acceptance: seekers ask the hosts on their lists one after the other, hosts keep the best they have room for."""

from __future__ import annotations

from typing import NamedTuple

from mooring.engine.kernels.compiling import kernel, part
from mooring.engine.kernels.packed import Words


class Likings(NamedTuple):
    """Choices seeker by seeker, and how both sides compare them: by liking, then `score`, then the lower lot.

    `seat`: where the seats of each host begin, one more than there are hosts.
    """

    start: Words
    host: Words
    score: Words
    mine: Words
    theirs: Words
    seeker_lot: Words
    host_lot: Words
    seat: Words


@part
def _sooner(s: Likings, e: int, f: int) -> bool:
    """Whether a seeker asks for choice e before f."""
    if s.mine[e] != s.mine[f]:
        return s.mine[e] > s.mine[f]
    if s.score[e] != s.score[f]:
        return s.score[e] > s.score[f]
    return s.host_lot[s.host[e]] < s.host_lot[s.host[f]]


@part
def _down(s: Likings, order: Words, first: int, at: int, many: int) -> None:
    """Sink an entry of a heap with the last choice on top."""
    e = order[first + at]
    while True:
        below = 2 * at + 1
        if below >= many:
            break
        if below + 1 < many and _sooner(s, order[first + below], order[first + below + 1]):
            below += 1
        if not _sooner(s, e, order[first + below]):
            break
        order[first + at] = order[first + below]
        at = below
    order[first + at] = e


@kernel
def rank(s: Likings, order: Words) -> None:
    """Choices in the order in which each seeker asks; `order` names every choice at its own place."""
    for u in range(len(s.start) - 1):
        first, many = s.start[u], s.start[u + 1] - s.start[u]
        sorted_ = True
        for at in range(first + 1, first + many):
            if _sooner(s, at, at - 1):
                sorted_ = False
                break
        if sorted_:
            continue
        for at in range(many // 2 - 1, -1, -1):
            _down(s, order, first, at, many)
        for left in range(many - 1, 0, -1):
            last = order[first]
            order[first] = order[first + left]
            order[first + left] = last
            _down(s, order, first, 0, left)


@part
def _worse(s: Likings, liked: int, e: int, u: int, than: int, f: int, v: int) -> bool:
    """Whether a host likes choice e, of seeker u, less than f of v; how it likes them is known already."""
    if liked != than:
        return liked < than
    if s.score[e] != s.score[f]:
        return s.score[e] < s.score[f]
    return s.seeker_lot[u] > s.seeker_lot[v]


@kernel
def propose(
    s: Likings, order: Words, following: Words, at: Words, taken: Words, liked: Words, count: Words, bar: Words, first: int, most: int
) -> tuple[int, int]:  # fmt: skip
    """Seekers from `first` on ask, one after the other; whoever loses a seat asks on at once. The seats of a host (`taken`, by seeker,
    and how they are `liked`) are a heap with the one it likes least on top. `following`: where in `order` each seeker asks next; without
    an order lists are gone through as they lie. `bar`: below this liking a host refuses at once; at first less than any liking, and for
    hosts without seats more.

    The seeker to go on from, and how often somebody asked; between two seekers it stops once that is `most`.
    """
    asked, plain = 0, len(order) == 0
    for begin in range(first, len(at)):
        if asked >= most:
            return begin, asked
        u = begin
        place, last = following[u], s.start[u + 1]
        while place < last:
            e = place if plain else order[place]
            place += 1
            asked += 1
            j, like = s.host[e], s.theirs[e]
            if like < bar[j]:
                continue
            seat, room = s.seat[j], s.seat[j + 1] - s.seat[j]
            if count[j] < room:
                to = count[j]
                count[j] += 1
                while to > 0:
                    above = seat + ((to - 1) >> 1)
                    v = taken[above]
                    if not _worse(s, like, e, u, liked[above], at[v], v):
                        break
                    taken[seat + to], liked[seat + to] = v, liked[above]
                    to = (to - 1) >> 1
                taken[seat + to], liked[seat + to], at[u], following[u] = u, like, e, place
                if count[j] == room:
                    bar[j] = liked[seat]
                break
            before = taken[seat]
            if not _worse(s, liked[seat], at[before], before, like, e, u):
                continue
            to = 0
            while True:
                below = 2 * to + 1
                if below >= room:
                    break
                v = taken[seat + below]
                if below + 1 < room:
                    w = taken[seat + below + 1]
                    if _worse(s, liked[seat + below + 1], at[w], w, liked[seat + below], at[v], v):
                        below, v = below + 1, w
                if not _worse(s, liked[seat + below], at[v], v, like, e, u):
                    break
                taken[seat + to], liked[seat + to] = v, liked[seat + below]
                to = below
            taken[seat + to], liked[seat + to], at[u], following[u] = u, like, e, place
            at[before] = -1
            bar[j] = liked[seat]
            u = before
            place, last = following[u], s.start[u + 1]
    return len(at), asked
