"""Whom everybody has something to do with, as lists that compiled code reads: kept apart, met, wished for, known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mooring.engine.arrays import IntArray
from mooring.engine.facts import lines_up
from mooring.engine.kernels import linking
from mooring.engine.kernels.packed import KEPT_APART
from mooring.engine.lists import flat
from mooring.engine.past import Past
from mooring.engine.policy import Keeps
from mooring.engine.problem import Problem

Held = tuple[IntArray, NDArray[np.int32], NDArray[np.int32]]
"""Where everybody's list begins, who is in it, and a value for each."""
Linked = tuple[IntArray, NDArray[np.uint32]]
"""Where everybody's list begins, and who is in it: unsigned, as `kernels.known.Room` says."""


def known(problem: Problem, past: Past, place: IntArray, many: int) -> Held:
    """Pairs kept apart or met before, each once, in the list of whoever is in fewer such pairs.

    `place[i]`: the new number of person i of the problem; only those below `many` are looked at.
    """
    apart = [flat(getattr(problem, name))[0].reshape(-1, 2) for name in ("blocked", "ended", "never") if len(getattr(problem, name))]
    apart += [np.array([group], dtype=np.int64) for group in problem.forbidden if len(group) == 2]
    apart += [lines_up(problem, rule.definition.reach) for rule in problem.policy.rules if rule.definition.keeps is Keeps.LINE]
    # Who asked to meet again is looked for among the sorted pairs.
    met = [(past.met_place, past.met_pairs)] if len(past.again) else list(past.inside)
    kept = any(rule.definition.keeps is Keeps.MET for rule in problem.policy.rules)
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *apart, *(pairs for _, pairs in met)])
    values, at = np.full(len(pairs), KEPT_APART, dtype=np.int32), sum(map(len, apart))
    for when, those in () if kept else met:
        values[at : at + len(those)] = when + 1
        at += len(those)
    begins, (degree, ends) = np.zeros(many + 1, dtype=np.int64), np.zeros((2, many), dtype=np.int64)
    spare, (members, held) = np.empty((2, len(pairs)), dtype=np.int32), np.empty((2, len(pairs)), dtype=np.int32)
    linking.kept(pairs, values, place, degree, begins, ends, spare, members, held)
    return begins, members[: begins[many]], held[: begins[many]]


def wishes(problem: Problem, place: IntArray, many: int) -> Held:
    """Who wishes whom, how strongly; whoever is wished for has the other in their list too, with 0 unless they wish it as well."""
    if not len(problem.wishes):
        return np.zeros(many + 1, dtype=np.int64), *np.zeros((2, 0), dtype=np.int32)
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


def contacts(past: Past) -> Linked:
    """Whom everybody has a confirmed contact with, in rising order. Outsiders have lists too, of who knows them."""
    width = max(past.people, int(past.known.max()) + 1 if len(past.known) else 0)
    begins, ends = np.zeros(width + 1, dtype=np.int64), np.empty(width, dtype=np.int64)
    spare, members = np.empty((2, 2 * len(past.known)), dtype=np.uint32)
    linking.contacts(past.known, past.people, begins, ends, spare, members)
    return begins, members[: begins[width]]


def renumbered(lists: Linked, place: IntArray) -> Linked:
    """The same when person i has the number place[i]; outsiders keep theirs."""
    begins, members = lists
    many, width = len(place), len(begins) - 1
    renamed, order = np.arange(width), np.arange(width)
    renamed[:many], order[place] = place, np.arange(many)
    made = np.zeros(width + 1, dtype=np.int64), np.empty_like(members)
    linking.renamed(begins, members, renamed, order, made[0], np.empty(width, dtype=np.int64), made[1])
    return made


def across(lists: Linked, team: IntArray) -> IntArray:
    """With how many people of other teams everybody has a contact."""
    made = np.zeros(len(team), dtype=np.int64)
    linking.across(*lists, team, made)
    return made


def _begins(owner: IntArray, many: int) -> IntArray:
    made = np.zeros(many + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=many), out=made[1:])
    return made
