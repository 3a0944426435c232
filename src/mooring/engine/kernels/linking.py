"""Lists of who has something to do with whom, out of pairs in any order: by counting, which takes no time beside sorting.

Whoever is named is put into lists in rising order of who names them, so the lists come out sorted (Knuth 5.2, distribution counting).
"""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel, part, wide
from mooring.engine.kernels.packed import KEPT_APART, Words


@part
def _begun(begins: Words) -> None:
    """From how long each list is, at its number and one, to where each begins."""
    for at in range(1, len(begins)):
        begins[at] += begins[at - 1]


@part
def _rejoined(begins: Words, ends: Words, members: Words, values: Words) -> None:
    """Close the gaps between lists that are shorter than they had room, and of what is kept for each; `ends` says where each ends."""
    at = 0
    for owner in range(len(ends)):
        first, begins[owner] = begins[owner], at
        for place in range(first, ends[owner]):
            members[at] = members[place]
            if len(values):
                values[at] = values[place]
            at += 1
    begins[len(ends)] = at


@kernel
def contacts(pairs: Words, people: int, begins: Words, ends: Words, spare: Words, members: Words) -> None:
    """Lists of whom everybody has a pair with, each once, in rising order; outsiders have numbers from `people` on, and lists of people.

    `pairs`: two columns. `begins` (zeros, one more than there are numbers) says where each list begins in `members`, which like `spare` has
    room for both of each pair; `ends`: room, one a number.
    """
    for at in range(len(pairs)):
        one, other = pairs[at, 0], pairs[at, 1]
        if one < people or other < people:
            begins[one + 1] += 1
            begins[other + 1] += 1
    _begun(begins)
    for who in range(len(ends)):
        ends[who] = begins[who]
    for at in range(len(pairs)):
        one, other = pairs[at, 0], pairs[at, 1]
        if one < people or other < people:
            spare[ends[one]], spare[ends[other]] = other, one
            ends[one] += 1
            ends[other] += 1
    for who in range(len(ends)):
        ends[who] = begins[who]
    for who in range(len(ends)):
        for at in range(begins[who], begins[who + 1]):
            owner = spare[at]
            end = ends[owner]
            members[end] = who
            # Who comes twice comes twice in a row.
            ends[owner] += end == begins[owner] or members[end - 1] != who
    _rejoined(begins, ends, members, begins[:0])


@kernel
def renamed(begins: Words, members: Words, place: Words, order: Words, made_begins: Words, ends: Words, made: Words) -> None:
    """Lists that hold each pair twice, and whose numbers change: number i becomes place[i], and order[place[i]] is i. The rest as above."""
    for who in range(len(place)):
        made_begins[place[who] + 1] = begins[who + 1] - begins[who]
    _begun(made_begins)
    for who in range(len(place)):
        ends[who] = made_begins[who]
    for who in range(len(place)):
        for at in range(begins[order[who]], begins[order[who] + 1]):
            owner = place[members[at]]
            made[ends[owner]] = who
            ends[owner] += 1


@kernel
def across(begins: Words, members: Words, team: Words, made: Words) -> None:
    """For everybody how many contacts are of another team than theirs, all where theirs is not known."""
    for who in range(len(team)):
        for at in range(begins[who], begins[who + 1]):
            other = members[at]
            made[who] += team[who] < 0 or other >= len(team) or team[other] != team[who]


@part
def _numbered(pairs: Words, at: int, place: Words, people: int) -> tuple[int, int]:
    """The new numbers of two people, the lower first; the higher is `people` at least where either is nobody of this round."""
    one, other = pairs[at, 0], pairs[at, 1]
    if max(one, other) >= len(place):
        return wide(0), wide(people)
    one, other = place[one], place[other]
    return min(one, other), max(one, other)


@kernel
def kept(
    pairs: Words, values: Words, place: Words, degree: Words, begins: Words, ends: Words, spare: Words, members: Words, made: Words
) -> None:  # fmt: skip
    """Pairs kept apart or met before, each once, in the list of whoever is in fewer pairs, in rising order, with `KEPT_APART` if that is
    among their values, else with the highest.

    Person i has the number place[i]; pairs with anybody numbered beyond `degree` (zeros) are left out. `begins` (zeros, one more) and
    `ends` as for `contacts`; `spare` (two rows), `members` and `made` have room for all pairs.
    """
    people, named = len(degree), members
    for at in range(len(pairs)):
        one, other = _numbered(pairs, at, place, people)
        made[at], named[at] = one, other
        if other < people:
            degree[one] += 1
            degree[other] += 1
    # First by who is held, then by who holds them.
    for at in range(len(pairs)):
        one, other = made[at], named[at]
        if other < people:
            owner, held = (one, other) if degree[one] <= degree[other] else (other, one)
            made[at], named[at] = owner, held
            begins[held + 1] += 1
    _begun(begins)
    for who in range(people):
        ends[who] = begins[who]
    for at in range(len(pairs)):
        owner, held = made[at], named[at]
        if max(owner, held) < people:
            spare[0, ends[held]], spare[1, ends[held]] = owner, values[at]
            ends[held] += 1
    _by_owner(begins, ends, degree, spare, members, made)


@part
def _by_owner(begins: Words, ends: Words, room: Words, spare: Words, members: Words, made: Words) -> None:
    """Lists of the owners out of lists of the held, in the same places."""
    people = len(ends)
    for who in range(people):
        room[who] = 0
    for at in range(begins[people]):
        room[spare[0, at]] += 1
    total, held = 0, 0
    for who in range(people):
        ends[who], total = total, total + room[who]
        room[who] = ends[who]
    for at in range(total):
        while at >= begins[held + 1]:
            held += 1
        owner, value = spare[0, at], spare[1, at]
        end = ends[owner]
        if end > room[owner] and members[end - 1] == held:
            before = made[end - 1]
            made[end - 1] = KEPT_APART if min(before, value) == KEPT_APART else max(before, value)
        else:
            members[end], made[end] = held, value
            ends[owner] += 1
    for who in range(people):
        begins[who] = room[who]
    _rejoined(begins, ends, members, made)
