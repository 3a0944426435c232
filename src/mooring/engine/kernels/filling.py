"""Makes the rows of `Packed`: time, sets, and the order in which people are numbered."""

from __future__ import annotations

from typing import Any

import numpy as np

from mooring.engine.kernels.compiling import kernel, lowest, mixed, ones, part, wide
from mooring.engine.kernels.packed import SEEN_WORDS, Packed, Words

KEY_TIME = 0
KEY_SET = 1
KEY_EITHER_SET = 2
KEY_CODE = 3
KEY_ANY = 4

INDEX_BITS = 24
"""Low bits of a key: the person. Sixteen million people fit."""
_PART_BITS = 13


@part
def seen_bit(person: int) -> Any:
    """The bit that stands for a person in a fingerprint (multiplicative hashing, Knuth 6.4)."""
    return ((np.int64(person) * 0x9E3779B1) >> 20) & (64 * SEEN_WORDS - 1)


@part
def _eroded(words: Words, length: int) -> None:
    """Keep the bits at which `length` set bits in a row begin."""
    have, last = 1, len(words) - 1
    while have < length:
        step = min(have, length - have, 63)
        down, up = np.uint64(step), np.uint64(64 - step)
        for at in range(last):
            words[at] &= (words[at] >> down) | (words[at + 1] << up)
        words[last] &= words[last] >> down
        have += step


@part
def _put(rows: Words, person: int, at: int, words: Words, kept: Words) -> None:
    """Write the kept bytes one after the other into a row, a word at a time."""
    for first in range(0, len(kept), 8):
        begin, many, made = kept[first], min(8, len(kept) - first), np.uint64(0)
        if many == 8 and kept[first + 7] == begin + 7:
            shift = np.uint64(8 * (begin & 7))
            made = words[begin >> 3] >> shift
            if shift:
                made |= words[(begin >> 3) + 1] << (np.uint64(64) - shift)
        else:
            for place in range(many):
                byte = (words[kept[first + place] >> 3] >> np.uint64(8 * (kept[first + place] & 7))) & np.uint64(255)
                made |= byte << np.uint64(8 * place)
        rows[person, at + (first >> 3)] = np.int64(made)


@kernel
def anybody(held: Words, made: Words) -> None:
    """The bits that are set in any row, into `made` (zeros)."""
    for row in range(len(held)):
        for at in range(len(made)):
            made[at] |= held[row, at]


@kernel
def fill_hours(rows: Words, first: int, free: Words, edge: Words, shape: Words, kept: Words, whole: Words, good: Words) -> None:
    """Words of the stretches of people from `first` on, whose time is in the rows of `free`, 64 slots a word. `shape`: slots, stretch
    length, columns of the stretches without bad hours, of all stretches and of the plain time (less than 0: not wanted). `edge`: a row
    for each of them, or one for all. `kept`: the bytes of time in which anybody is free. `whole`, `good`: room to work in, a bit a slot.
    """
    slots, length, good_at, start_at, time_at = shape[0], shape[1], shape[2], shape[3], shape[4]
    many, over = len(whole), np.uint64(64 * len(whole) - slots)
    beyond = ~np.uint64(0) >> over
    for row in range(len(free)):
        person, bad = first + row, row if len(edge) > 1 else 0
        for at in range(many):
            whole[at] = free[row, at]
        whole[many - 1] &= beyond
        edged = np.uint64(0)
        for at in range(many):
            edged |= whole[at] & edge[bad, at]
            good[at] = whole[at] & ~edge[bad, at]
        if time_at >= 0:
            _put(rows, person, time_at + 1, whole, kept)
            free_slots = wide(0)
            for at in range(many):
                free_slots += ones(np.int64(whole[at]))
            rows[person, time_at] = free_slots
        _eroded(good, length)
        _put(rows, person, good_at, good, kept)
        if start_at != good_at and not edged:
            for at in range(-(-len(kept) // 8)):
                rows[person, start_at + at] = rows[person, good_at + at]
        elif start_at != good_at:
            _eroded(whole, length)
            _put(rows, person, start_at, whole, kept)


@kernel
def renumber(rows: Words, order: Words, done: Words, held: Words) -> None:
    """Put row order[i] at i, in place. `done` (zeros, one a person) and `held` (one row) are room to work in."""
    width = rows.shape[1]
    for begin in range(len(order)):
        if done[begin]:
            continue
        for place in range(width):
            held[place] = rows[begin, place]
        at = begin
        while order[at] != begin:
            for place in range(width):
                rows[at, place] = rows[order[at], place]
            done[at] = 1
            at = order[at]
        for place in range(width):
            rows[at, place] = held[place]
        done[at] = 1


@part
def _first_time(rows: Words, person: int, at: int, words: int, salt: int) -> Any:
    """The first slot of a random order at which the person could begin: alike for people with like hours."""
    slots = 64 * words
    begin = np.int64(mixed(np.uint64(salt)) >> np.uint64(33))
    stride = 2 * np.int64(mixed(np.uint64(salt + 1)) >> np.uint64(40)) + 1
    for step in range(slots):
        slot = (begin + step * stride) % slots
        if (rows[person, at + (slot >> 6)] >> (slot & 63)) & 1:
            return slot
    return slots


@part
def _first_of_set(rows: Words, person: int, at: int, words: int, salt: int) -> int:
    """The first element, in a random order, of a set: alike for people with like sets (min-hash, Broder 1997)."""
    least, chosen = np.uint64(0xFFFFFFFFFFFFFFFF), -1
    for step in range(words):
        word = rows[person, at + step]
        while word:
            place = 64 * step + lowest(word)
            word &= word - 1
            rank = mixed(np.uint64(place) * np.uint64(0x9E3779B1) + np.uint64(salt))
            if rank < least:
                least, chosen = rank, place
    return chosen


@kernel
def keys(p: Packed, first: int, last: int, parts: Words, salt: int, made: Words) -> None:
    """Numbers whose order puts likely partners beside each other; the person stands in the low bits.

    `parts` (kind, column, words, other column, own salt): what to go by, weightiest first, at most three.
    """
    for person in range(first, last):
        key = np.uint64(0)
        for at in range(parts.shape[0]):
            kind, place, words, other = parts[at, 0], parts[at, 1], parts[at, 2], parts[at, 3]
            own = salt + parts[at, 4]
            if kind == KEY_TIME:
                value = _first_time(p.rows, person, place, words, own)
            elif kind == KEY_SET:
                value = _first_of_set(p.rows, person, place, words, own)
            elif kind == KEY_EITHER_SET:
                side = mixed(np.uint64(person * 2 + 1) + np.uint64(own)) & np.uint64(1)
                value = _first_of_set(p.rows, person, place if side else other, words, own)
            elif kind == KEY_CODE:
                value = p.rows[person, place]
            else:
                value = -1
            if value < 0:
                value = person
            hashed = mixed(np.uint64(value) * np.uint64(0x85EBCA77) + np.uint64(own))
            key = (key << np.uint64(_PART_BITS)) | (hashed >> np.uint64(64 - _PART_BITS))
        made[person] = (key << np.uint64(INDEX_BITS)) | np.uint64(person)


@kernel
def fingerprints(rows: Words, at: int, begins: Words, contacts: Words) -> None:
    """Words of a person with a bit of each of their contacts."""
    for person in range(len(begins) - 1):
        for place in range(begins[person], begins[person + 1]):
            bit = seen_bit(contacts[place])
            rows[person, at + (bit >> 6)] |= np.int64(1) << (bit & 63)


@kernel
def own_bits(rows: Words, at: int, begins: Words, known: Words) -> None:
    """A word with a bit of everybody in a person's list of known pairs, and one with the person's own bit."""
    for person in range(len(begins) - 1):
        rows[person, at + 1] = np.int64(1) << (seen_bit(person) & 63)
        for place in range(begins[person], begins[person + 1]):
            rows[person, at] |= np.int64(1) << (seen_bit(known[place]) & 63)
