"""Who has something in common with a person that lists tell of: contacts of contacts, and wishes either way."""

from __future__ import annotations

import numpy as np

from mooring.engine.kernels.compiling import mixed, part
from mooring.engine.kernels.packed import Packed, Words


@part
def _met_at(p: Packed, u: int, contact: int, share: int, counts: Words, near: Words, found: int) -> int:
    """Count the others who know a contact of u, at most so many of them, from a place in the list that u alone decides."""
    people, begin, end = len(p.rows), p.contact_begins[contact], p.contact_begins[contact + 1]
    length = end - begin
    start = np.int64(mixed(np.uint64(u)) >> np.uint64(33)) % length if length > share else 0
    for step in range(min(length, share)):
        at = begin + start + step
        v = p.contacts[at if at < end else at - length]
        if v != u and v < people:
            if counts[v] == 0:
                near[found] = v
                found += 1
            counts[v] += 1
    return found


@part
def gather(p: Packed, u: int, most: int, counts: Words, near: Words) -> tuple[int, bool]:
    """Write those who share a contact or a wish with u into `near`: how many, and whether those are all and `counts` is right.

    `counts` (one a person, zeros) then says how many contacts each shares with u; `forget` clears it. Of each contact's contacts at
    most an even part of `most` is looked at. `near` has room for everybody, or for all that may be found.
    """
    found, whole = 0, True
    begin, end = p.contact_begins[u], p.contact_begins[u + 1]
    share = max(1, most // max(1, end - begin))
    for at in range(begin, end):
        contact = p.contacts[at]
        whole &= p.contact_begins[contact + 1] - p.contact_begins[contact] <= share
        found = _met_at(p, u, contact, share, counts, near, found)
    for at in range(p.wish_begins[u], p.wish_begins[u + 1]):
        v, fresh = p.wished[at], True
        if counts[v] == 0:
            for earlier in range(found):
                fresh &= near[earlier] != v
            if fresh:
                near[found] = v
                found += 1
    return found, whole


@part
def forget(counts: Words, near: Words, found: int) -> None:
    """Make `counts` zeros again."""
    for at in range(found):
        counts[near[at]] = 0
