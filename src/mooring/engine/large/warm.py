"""What one round leaves for the next, so that it need not begin from nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mooring.engine.large import candidates
from mooring.engine.large.arranging import Arranged
from mooring.engine.large.candidates import Ids
from mooring.engine.large.packing import Round
from mooring.engine.lists import pairs_within

_KEPT: Final = 12
"""So many of everybody's partners are left, those who were best at the prices they had."""
_FRESH: Final = 64
"""So many of those who share a contact since are looked at, at most."""


@dataclass(frozen=True, eq=False)
class Warm:
    """Partners of a round, for the next of the same people, numbered as in the problem.

    `partners`: people x some, who came into question, the best at the prices of then, -1 for nobody. `rounds`: how many earlier rounds it
    knew. Whatever has changed since, the answer obeys the problem as it is; the more has changed, the less there is to
    gain.
    """

    partners: NDArray[np.int32]
    rounds: int


def left_by(packed: Round, made: Arranged) -> Warm:
    """What an arrangement leaves."""
    many = packed.problem.people.count
    partners = np.full((many, _KEPT), -1, dtype=np.int32)
    found = candidates.nearest(made.graph, made.market.doubled, _KEPT)
    partners[packed.back] = np.where(found < 0, -1, packed.back[found])
    return Warm(partners, packed.past.rounds)


def start_of(packed: Round, warm: Warm) -> Ids:
    """The same as the packed round numbers people, and who shares a contact since. Raises ValueError where it is of other people."""
    many = packed.problem.people.count
    if len(warm.partners) != many:
        raise ValueError(f"warm: partners of {len(warm.partners)} people for a round of {many}.")
    place = np.full(many + 1, -1, dtype=np.int32)
    place[packed.back] = np.arange(packed.people)
    before = place[warm.partners[packed.back]]
    return np.concatenate([before, _met_since(packed, place, warm.rounds)], axis=1)


def _met_since(packed: Round, place: NDArray[np.int32], rounds: int) -> Ids:
    """For everybody some contacts of those they met in the rounds after the first `rounds`, -1 for nobody."""
    form, people = packed.packed, packed.people
    pairs = [np.zeros((0, 2), dtype=np.int64), *(pairs_within(one.met) for one in packed.problem.history.rounds[rounds:])]
    met = place[np.minimum(np.concatenate(pairs), len(place) - 1)]
    met = met[(met >= 0).all(axis=1)]
    one, other = np.concatenate([met, met[:, ::-1]]).T
    fresh: Any = sparse.csr_array((np.ones(len(one), dtype=np.int32), (one, other)), shape=(people, people))
    held = int(form.contact_begins[people])
    contacts = form.contacts[:held], form.contact_begins[: people + 1]
    known: Any = sparse.csr_array((np.ones(held, dtype=np.int32), *contacts), shape=(people, len(form.contact_begins) - 1))
    shared: Any = (fresh @ known[:, :people]).tocsr()
    width = np.diff(shared.indptr)
    made = np.full((people, min(_FRESH, int(width.max(initial=0)))), -1, dtype=np.int32)
    row, at = np.repeat(np.arange(people), width), np.arange(shared.nnz) - np.repeat(shared.indptr[:-1], width)
    inside = at < made.shape[1]
    made[row[inside], at[inside]] = shared.indices[inside]
    return made
