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

_PAIRS_AT_ONCE: Final = 20_000
"""How many pairs on lists are looked at together."""
_COLUMNS: Final = 6

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
    others = np.flatnonzero(~wished.given)
    parts = [found.listed(at) for at in range(0, len(wished.owner), _PAIRS_AT_ONCE)]
    parts += [found.choices(others[at : at + rows]) for at in range(0, len(others), rows)]
    seeker, host, score, seeker_score, host_score, allowed = _joined(parts)
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
    """The ranked lists of one side, by places on both sides instead of numbers of people: whose list (`owner`), who is on it (`member`,
    rising), at which `place`. `given`: who made a list.
    """

    def __init__(self, name: str, given: Mapping[int, lists.Ranking], own: IntArray, other: IntArray) -> None:
        mine = {int(person): at for at, person in enumerate(own)}
        theirs = {int(person): at for at, person in enumerate(other)}
        self.given: BoolArray = np.zeros(len(own), dtype=np.bool_)
        told: list[tuple[int, int, int]] = []
        for person, ranking in given.items():
            if person not in mine:
                raise ProblemError(f"{name}: person {person} made a list, but is not on that side.")
            self.given[mine[person]] = True
            seen: set[int] = set()
            for one, place in lists.in_order(ranking):
                if one not in theirs or one == person:
                    raise ProblemError(f"{name}: person {person} names {one}, who is not on the other side.")
                if one in seen:
                    raise ProblemError(f"{name}: person {person} names {one} twice.")
                seen.add(one)
                told.append((mine[person], theirs[one], place))
        held = np.array(told, dtype=np.int64).reshape(-1, 3)
        self._width = max(1, len(other))
        self._keys, order = np.unique(held[:, 0] * self._width + held[:, 1], return_index=True)
        self.owner, self.member, self.place = held[order].T
        self._by_member = np.argsort(self.member, kind="stable")
        self._members = self.member[self._by_member]

    def places(self, owner: IntArray, member: IntArray) -> IntArray:
        """The place of each member on the list of the owner beside them, 0 for who is not on it."""
        key = owner * self._width + member
        at = np.searchsorted(self._keys, key)
        found = np.append(self._keys, -1)[at] == key
        return np.where(found, np.append(self.place, 0)[at], 0)

    def table(self, members: IntArray) -> IntArray:
        """Places of these members, who rise: a row each, a column for each owner, 0 for who is not on a list."""
        made = np.zeros((len(members), len(self.given)), dtype=np.int64)
        first, last = np.searchsorted(self._members, [members[0], members[-1] + 1]) if len(members) else (0, 0)
        at = self._by_member[first:last]
        row = np.searchsorted(members, self.member[at])
        here = members[row] == self.member[at]
        made[row[here], self.owner[at[here]]] = self.place[at[here]]
        return made


def _joined(parts: Sequence[tuple[IntArray, ...]]) -> tuple[IntArray, ...]:
    """Choices of several parts one after the other, seeker by seeker."""
    columns = [np.concatenate([_NONE, *(part[at] for part in parts)]) for at in range(_COLUMNS)]
    order = np.argsort(columns[0], kind="stable")
    return tuple(column[order] for column in columns)


@dataclass(frozen=True, eq=False)
class _Found:
    """Where the choices of some seekers are found: seeker, host, score, how the seeker and how the host likes the other, and 1 where they
    are allowed.
    """

    facts: Facts
    seekers: IntArray
    hosts: IntArray
    wished: _Lists
    answered: _Lists
    locks: Sequence[Pair]
    longest: int | None
    again: bool

    def listed(self, first: int) -> tuple[IntArray, ...]:
        """Of seekers who made a list whoever is on it and does not leave them out, some at a time: only they are weighed."""
        part = slice(first, first + _PAIRS_AT_ONCE)
        row, host, wish = self.wished.owner[part], self.wished.member[part], self.wished.place[part]
        answer, answering = self.answered.places(host, row), self.answered.given[host]
        kept = ~answering | (answer > 0)
        row, host, wish, answer, answering = row[kept], host[kept], wish[kept], answer[kept], answering[kept]
        one, other = self.seekers[row], self.hosts[host]
        facts = self.facts.around(np.concatenate([one, other]))
        capacity = self.facts.problem.people.capacity > 0
        allowed = capacity[one] & capacity[other]
        for rule in facts.rules():
            allowed &= ~facts.broken_of(rule, one, other)
        if not self.again:
            allowed &= facts.met_of(one, other) == 0
        worth = facts.score_of(one, other)
        return row, host, worth, -wish, np.where(answering, -answer, worth), allowed.astype(np.int64)

    def choices(self, rows: IntArray) -> tuple[IntArray, ...]:
        """Of seekers who made no list, whoever is allowed or names them."""
        people = self.seekers[rows]
        allowed = self.facts.allowed(people, self.hosts)
        if not self.again:
            allowed &= self.facts.met_place(people, self.hosts) == 0
        score = self.facts.score(people, self.hosts)
        answer, answering = self.answered.table(rows), self.answered.given
        kept = np.where(answering, answer > 0, allowed)
        if self.longest is not None:
            kept &= self._best(rows, np.where(kept, score, -1), self.longest)
        row, host = np.nonzero(kept)
        worth = score[row, host]
        theirs = np.where(answering[host], -answer[row, host], worth)
        return rows[row], host, worth, worth, theirs, allowed[row, host].astype(np.int64)

    def _best(self, rows: IntArray, score: IntArray, longest: int) -> BoolArray:
        for seeker, host in self.locks:
            score[rows == seeker, host] += SCORE_SCALE + 2
        made = np.zeros(score.shape, dtype=np.bool_)
        np.put_along_axis(made, np.argsort(-score, axis=1, kind="stable")[:, :longest], True, axis=1)
        return made


def _numbered(name: str, who: Sequence[int], count: int) -> IntArray:
    made = lists.whole(name, who).astype(np.int64)
    unknown = np.flatnonzero((made < 0) | (made >= count))
    if len(unknown):
        raise ProblemError(f"{name}: there is no person {made[unknown[0]]}; they are 0 to {count - 1}.")
    _, first = np.unique(made, return_index=True)
    again = np.setdiff1d(np.arange(len(made)), first)
    if len(again):
        raise ProblemError(f"{name}: person {made[again[0]]} is given twice.")
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
