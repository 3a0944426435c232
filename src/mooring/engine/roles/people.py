"""Two sides made from the people of a round, so that mentoring obeys the same policy as coffee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.facts import Facts
from mooring.engine.people import ProblemError
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.problem import Problem
from mooring.engine.roles import lists
from mooring.engine.roles.problem import LONGEST_WAIT, Mode, Pair, RolesProblem

_AT_ONCE: Final = 2_000_000
"""How many pairs are looked at together."""

_NONE: Final[IntArray] = np.zeros(0, dtype=np.int64)


def roles_problem(
    problem: Problem,
    seekers: Sequence[int],
    hosts: Sequence[int],
    *,
    room: ArrayLike | None = None,
    least: ArrayLike | None = None,
    waited: ArrayLike | None = None,
    wishes: Mapping[int, lists.Ranking] | None = None,
    answers: Mapping[int, lists.Ranking] | None = None,
    longest: int | None = None,
    again: bool = False,
    mode: Mode = "total",
) -> RolesProblem:
    """Which of the seekers may have which of the hosts, by the rules of the problem, and what that is worth by its preferences.

    `seekers`, `hosts`: numbers of people; the n-th of them is seeker or host n of the result. `room`: seats a host, by default the
    people's `capacity`. `wishes` of seekers and `answers` of hosts: ranked lists of people by the number of who made them, best first, a
    list inside a list being a tie. Who made no list may have anybody allowed, liked by score. A pair on a list that a rule keeps apart
    stays on it, forbidden, so that places on lists tell nothing of private rules. `longest`: only the best so many choices of a seeker
    without a list. `again`: whether people who met inside the cooldown may be matched. `waited`: by default counted from the history.
    A lock of the problem between a host and seekers becomes one here. Raises ProblemError.
    """
    facts = Facts(problem)
    mine, theirs = _numbered("seekers", seekers, facts.n), _numbered("hosts", hosts, facts.n)
    wished, answered = _Lists("wishes", wishes or {}, mine, theirs), _Lists("answers", answers or {}, theirs, mine)
    locks = [pair for group in problem.locks for pair in _lock(group, mine, theirs)]
    rows = max(1, _AT_ONCE // max(1, len(theirs)))
    found = _Found(facts, mine, theirs, wished, answered, locks, longest, again)
    parts = [found.choices(np.arange(at, min(at + rows, len(mine)))) for at in range(0, max(1, len(mine)), rows)]
    seeker, host, score, seeker_score, host_score, allowed = (np.concatenate([_NONE, *part]) for part in zip(*parts, strict=True))
    apart = np.flatnonzero(allowed == 0)
    return RolesProblem.of(
        len(mine),
        problem.people.capacity[theirs] if room is None else room,
        seeker,
        host,
        score=score,
        seeker_score=seeker_score,
        host_score=host_score,
        least=least,
        waited=np.minimum(facts.past.waited[mine], LONGEST_WAIT) if waited is None else waited,
        mode=mode,
        forbidden=tuple(zip(seeker[apart].tolist(), host[apart].tolist(), strict=True)),
        locks=locks,
        seed=problem.seed,
    )


class _Lists:
    """The ranked lists of one side, by places on both sides instead of numbers of people."""

    def __init__(self, name: str, given: Mapping[int, lists.Ranking], own: IntArray, other: IntArray) -> None:
        mine = {int(person): at for at, person in enumerate(own)}
        theirs = {int(person): at for at, person in enumerate(other)}
        self.given: BoolArray = np.zeros(len(own), dtype=np.bool_)
        self._places: dict[int, dict[int, int]] = {}
        self._width = len(other)
        for person, ranking in given.items():
            if person not in mine:
                raise ProblemError(f"{name}: person {person} made a list, but is not on that side.")
            self.given[mine[person]] = True
            listed = self._places.setdefault(mine[person], {})
            for one, place in lists.in_order(ranking):
                if one not in theirs or one == person:
                    raise ProblemError(f"{name}: person {person} names {one}, who is not on the other side.")
                if theirs[one] in listed:
                    raise ProblemError(f"{name}: person {person} names {one} twice.")
                listed[theirs[one]] = place

    def table(self, rows: IntArray) -> IntArray:
        """Places on the lists of these: a row each, 0 for who is not on it."""
        made = np.zeros((len(rows), self._width), dtype=np.int64)
        for row, at in enumerate(rows.tolist()):
            listed = self._places.get(at, {})
            made[row, list(listed)] = list(listed.values())
        return made


@dataclass(frozen=True, eq=False)
class _Found:
    """Where the choices of some seekers are found."""

    facts: Facts
    seekers: IntArray
    hosts: IntArray
    wished: _Lists
    answered: _Lists
    locks: Sequence[Pair]
    longest: int | None
    again: bool

    def choices(self, rows: IntArray) -> tuple[IntArray, ...]:
        """Seeker, host, score, how the seeker and how the host likes the other, and 1 where they are allowed."""
        people = self.seekers[rows]
        allowed = self.facts.allowed(people, self.hosts)
        if not self.again:
            allowed &= self.facts.met_place(people, self.hosts) == 0
        score = self.facts.score(people, self.hosts)
        wish, answer = self.wished.table(rows), self.answered.table(np.arange(len(self.hosts)))[:, rows].T
        wishing, answering = self.wished.given[rows][:, None], self.answered.given[None, :]
        mutual = (~wishing | (wish > 0)) & (~answering | (answer > 0))
        kept = mutual & (allowed | wishing | answering)
        if self.longest is not None:
            kept &= wishing | self._best(rows, np.where(kept, score, -1), self.longest)
        row, host = np.nonzero(kept)
        worth = score[row, host]
        mine = np.where(wishing[row, 0], -wish[row, host], worth)
        theirs = np.where(answering[0, host], -answer[row, host], worth)
        return rows[row], host, worth, mine, theirs, allowed[row, host].astype(np.int64)

    def _best(self, rows: IntArray, score: IntArray, longest: int) -> BoolArray:
        for seeker, host in self.locks:
            if rows[0] <= seeker <= rows[-1]:
                score[seeker - rows[0], host] += SCORE_SCALE + 2
        made = np.zeros(score.shape, dtype=np.bool_)
        np.put_along_axis(made, np.argsort(-score, axis=1, kind="stable")[:, :longest], True, axis=1)
        return made


def _numbered(name: str, who: Sequence[int], count: int) -> IntArray:
    made = lists.whole(name, who).astype(np.int64)
    for at, person in enumerate(made.tolist()):
        if not 0 <= person < count:
            raise ProblemError(f"{name}: there is no person {person}; they are 0 to {count - 1}.")
        if person in made[:at]:
            raise ProblemError(f"{name}: person {person} is given twice.")
    return made


def _lock(group: Sequence[int], seekers: IntArray, hosts: IntArray) -> list[Pair]:
    """A locked group as pairs of a seeker and a host; nothing if nobody in it takes part."""
    mine = [int(at) for at in np.flatnonzero(np.isin(seekers, group))]
    theirs = [int(at) for at in np.flatnonzero(np.isin(hosts, group))]
    if not mine and not theirs:
        return []
    if len(theirs) != 1 or len(mine) != len(group) - 1:
        raise ProblemError(f"locks: {tuple(group)} is not one host with seekers.")
    return [(seeker, theirs[0]) for seeker in mine]
