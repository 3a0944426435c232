"""Whom everybody has something to do with, as lists that compiled code reads: kept apart, met, wished for, known."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.facts import lines_up
from mooring.engine.kernels.packed import KEPT_APART
from mooring.engine.lists import flat
from mooring.engine.past import Past
from mooring.engine.policy import Keeps
from mooring.engine.problem import Problem

Held = tuple[IntArray, NDArray[np.int32], NDArray[np.int32]]
"""Where everybody's list begins, who is in it, and a value for each."""


def known(problem: Problem, past: Past, place: IntArray, many: int) -> Held:
    """Pairs kept apart or met before, each once, in the list of whoever is in fewer such pairs.

    `place[i]`: the new number of person i of the problem; only those below `many` are looked at.
    """
    apart = [flat(getattr(problem, name))[0].reshape(-1, 2) for name in ("blocked", "ended", "never")]
    apart.append(np.array([group for group in problem.forbidden if len(group) == 2], dtype=np.int64).reshape(-1, 2))
    for rule in problem.policy.rules:
        if rule.definition.keeps is Keeps.LINE:
            apart.append(lines_up(problem, rule.definition.reach))
        if rule.definition.keeps is Keeps.MET:
            apart.append(past.met_pairs)
    pairs = np.concatenate([*apart, past.met_pairs])
    values = np.full(len(pairs), KEPT_APART, dtype=np.int64)
    values[len(pairs) - len(past.met_pairs) :] = past.met_place + 1
    one, other = place[pairs[:, 0]], place[pairs[:, 1]]
    here = (one < many) & (other < many)
    one, other, values = one[here], other[here], values[here]
    degree = np.bincount(one, minlength=many) + np.bincount(other, minlength=many)
    weight = degree * many + np.arange(many)
    turned = weight[one] > weight[other]
    owner, held = np.where(turned, other, one), np.where(turned, one, other)
    person, kinds = many.bit_length(), (past.rounds + 2).bit_length()
    keys = (owner << person | held) << kinds | (values - KEPT_APART)
    keys.sort()
    pair = keys >> kinds
    first = np.ones(len(pair), dtype=np.bool_)
    first[1:] = pair[1:] != pair[:-1]
    pair, value = pair[first], keys[first] & ((1 << kinds) - 1)
    owner, held = pair >> person, pair & ((1 << person) - 1)
    return _begins(owner, many), held.astype(np.int32), (value + KEPT_APART).astype(np.int32)


def wishes(problem: Problem, place: IntArray, many: int) -> Held:
    """Who wishes whom, how strongly; whoever is wished for has the other in their list too, with 0 unless they wish it as well."""
    held = np.array(problem.wishes, dtype=np.int64).reshape(-1, 3)
    who, whom = place[held[:, 0]], place[held[:, 1]]
    here = (who < many) & (whom < many)
    who, whom, strength = who[here], whom[here], held[here, 2]
    owner, other = np.concatenate([who, whom]), np.concatenate([whom, who])
    value = np.concatenate([strength, np.zeros_like(strength)])
    order = np.lexsort((-value, other, owner))
    owner, other, value = owner[order], other[order], value[order]
    first = np.ones(len(owner), dtype=np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (other[1:] != other[:-1])
    return _begins(owner[first], many), other[first].astype(np.int32), value[first].astype(np.int32)


def contacts(past: Past, place: IntArray, many: int) -> tuple[IntArray, NDArray[np.int32]]:
    """Whom everybody has a confirmed contact with, in rising order. Outsiders keep their number and have lists too: who knows them."""
    held: Any = past.contacts
    width = held.shape[1]
    renamed = np.concatenate([place, np.arange(len(place), width)])
    owner, other = np.repeat(place, np.diff(held.indptr)), renamed[held.indices]
    outside = held.indices >= len(place)
    person = width.bit_length()
    keys = np.concatenate([owner << person | other, other[outside] << person | owner[outside]])
    keys.sort()
    owner, other = keys >> person, keys & ((1 << person) - 1)
    return _begins(owner, width), other.astype(np.int32)


def _begins(owner: IntArray, many: int) -> IntArray:
    made = np.zeros(many + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=many), out=made[1:])
    return made
