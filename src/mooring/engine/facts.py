"""Everything about pairs of people that rules, preferences and aims need, worked out for any block of pairs."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mooring.engine import past, standing
from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.hours import Hours
from mooring.engine.lists import flat
from mooring.engine.policy import LOW_SCORE, SCORE_SCALE, Keeps, Kind, Measure
from mooring.engine.policy.named import same_name
from mooring.engine.problem import Problem

_KEPT: Final = 1_500
_BATCH: Final = 100
_TIMES_AT_ONCE: Final = 1_500
"""Up to so many people, everybody's time is worked out as soon as somebody's is."""
_SOME: Final = 20_000

WorkOut = Callable[[IntArray, IntArray], NDArray[Any]]


class Facts:
    """The pairs of a problem. Every question takes row people and column people and answers for all their pairs.

    Where there are few people, or after `narrow`, answers are worked out once for all of them and kept. `read`: the history, where it
    has been read already.
    """

    def __init__(self, problem: Problem, read: past.Past | None = None) -> None:
        self.problem = problem
        self.n = problem.people.count
        self.past = read or past.read(problem)
        self._hours: Hours | None = None
        self.every: IntArray = np.arange(self.n)
        self._pairs = {name: _pair_set(pairs, self.n) for name, pairs in self._named_pairs().items()}
        self._met = _pair_set(self.past.met_pairs, self.n, self.past.met_place + 1)
        self.bad_cost: IntArray = self.past.bad_hours + 1
        self.trio_cost: IntArray = self.past.trios + 1
        self.cross_ties: IntArray = standing.cross_ties(problem, lambda: standing.count(problem, self.past))
        self.band: IntArray = standing.band(self.cross_ties)
        who, whom, strength = np.array(problem.wishes, dtype=np.int64).reshape(-1, 3).T
        self._wishes = sparse.csr_array((strength, (who, whom)), shape=(self.n, self.n))
        stated = np.array(problem.scores, dtype=np.int64).reshape(-1, 3)
        self._stated = _pair_set(stated[:, :2], self.n, stated[:, 2] + 1)
        self._rules = {rule.name: rule.definition for rule in problem.policy.rules}
        self._measures = {term.name: term.measure for term in problem.policy.terms}
        self._who: IntArray | None = self.every if self.n <= _KEPT else None
        self._kept: dict[str, NDArray[Any]] = {}
        numbers = problem.people.numbers
        self.seats = [(numbers[same_name(seat.name)] > 0, seat.people) for seat in problem.policy.seats]
        self.forbidden_groups = frozenset(tuple(sorted(group)) for group in problem.forbidden if len(group) > 2)

    def narrow(self, who: IntArray) -> Facts:
        """The same facts for questions about these people only, each worked out once."""
        if self._who is not None:
            return self
        made = copy.copy(self.around(who))
        made._who, made._kept = np.unique(who), {}
        return made

    def around(self, who: IntArray) -> Facts:
        """The same facts for questions about these people only, without working out all others' time."""
        if self._hours is not None or self.n <= _TIMES_AT_ONCE:
            self._hours = self.hours
            return self
        made = copy.copy(self)
        made._hours = Hours(self.problem, np.unique(who))
        return made

    @property
    def hours(self) -> Hours:
        """Common time, worked out for everybody when it is first asked for."""
        if self._hours is None:
            self._hours = Hours(self.problem)
        return self._hours

    def changed(self, problem: Problem) -> Facts:
        """The facts of a problem that differs from this one in its locks and what is forbidden; the rest is not worked out again."""
        made = copy.copy(self)
        made.problem = problem
        made._pairs = self._pairs | {"forbidden": _pair_set(_ends([group for group in problem.forbidden if len(group) == 2]), self.n)}
        made._kept = {name: kept for name, kept in self._kept.items() if name not in ("allowed", "rule forbidden")}
        made.forbidden_groups = frozenset(tuple(sorted(group)) for group in problem.forbidden if len(group) > 2)
        return made

    @property
    def worked_out(self) -> bool:
        """Whether what all pairs are worth is worked out already, so that to look it up costs nothing."""
        return "score" in self._kept

    @property
    def who(self) -> IntArray:
        """The people whose answers are kept, in order; all people where none are."""
        return self.every if self._who is None else self._who

    def batches(self, groups: Sequence[Group]) -> Iterator[tuple[Facts, Sequence[Group]]]:
        """Groups some at a time, with facts narrowed to their members; all at once where answers are kept for everybody."""
        step = _BATCH if self._who is None else max(1, len(groups))
        for at in range(0, len(groups), step):
            part = groups[at : at + step]
            yield self.narrow(np.array([person for group in part for person in group])), part

    def _keep(self, name: str, rows: IntArray, cols: IntArray, work_out: WorkOut) -> NDArray[Any]:
        if self._who is None:
            return work_out(rows, cols)
        kept = self._whole(name, work_out)
        if rows is not self._who or cols is not self._who:
            kept = kept.take(np.searchsorted(self._who, rows), axis=0).take(np.searchsorted(self._who, cols), axis=1)
        return kept if kept.dtype == np.bool_ else kept.astype(np.int64)

    def _whole(self, name: str, work_out: WorkOut) -> NDArray[Any]:
        if name not in self._kept:
            made = work_out(self.who, self.who)
            self._kept[name] = made if made.dtype == np.bool_ else made.astype(np.int32)
        return self._kept[name]

    # hard rules

    def rules(self) -> list[str]:
        """Names of the rules in force that speak about pairs."""
        on = [rule.name for rule in self.problem.policy.rules]
        return [*on, *(name for name, held in self._pairs.items() if held.nnz and name not in ("manager", "chain"))]

    def broken(self, rule: str, rows: IntArray, cols: IntArray) -> BoolArray:
        """Which pairs the named rule keeps apart."""
        return self._keep(f"rule {rule}", rows, cols, partial(self._broken, rule))

    def _broken(self, rule: str, rows: IntArray, cols: IntArray) -> BoolArray:
        definition = self._rules.get(rule)
        if definition is None or definition.keeps is Keeps.LINE:
            made: BoolArray = self._pairs[rule][rows][:, cols].toarray() > 0
            return made
        if definition.keeps is Keeps.TIME:
            return ~self.hours.possible(rows, cols)
        if definition.keeps is Keeps.MET:
            return self.met_place(rows, cols) > 0
        if definition.keeps is Keeps.STATED:
            unsaid: BoolArray = self._stated[rows][:, cols].toarray() == 0
            return unsaid
        if definition.keeps is Keeps.NOTHING_COMMON:
            told = self._column(definition.field)
            silent: BoolArray = np.logical_not(told.any(axis=1))
            return ~(_common(told, told, rows, cols) > 0) & ~(silent[rows][:, None] | silent[cols][None, :])
        same = _same(self._column(definition.field, definition.part), rows, cols)
        return same if definition.keeps is Keeps.SAME else ~same

    def any_broken(self, groups: Iterable[Group]) -> bool:
        """Whether a hard rule keeps any pair of these groups apart."""
        one, other = _ends(pair for group in groups for pair in combinations(group, 2)).T
        return bool(len(one)) and any(bool(self.broken_of(rule, one, other).any()) for rule in self.rules())

    def broken_of(self, rule: str, one: IntArray, other: IntArray) -> BoolArray:
        """`broken` for single pairs: each of `one` with who stands at the same place in `other`."""
        definition = self._rules.get(rule)
        if definition is None or definition.keeps is Keeps.LINE:
            return _of_pairs(self._pairs[rule], one, other) > 0
        if definition.keeps is Keeps.TIME:
            return ~self.hours.possible_groups(np.stack([one, other], axis=1))
        if definition.keeps is Keeps.MET:
            return _of_pairs(self._met, one, other) > 0
        if definition.keeps is Keeps.STATED:
            silence: BoolArray = _of_pairs(self._stated, one, other) == 0
            return silence
        held = self._column(definition.field, definition.part)
        if definition.keeps is Keeps.NOTHING_COMMON:
            silent: BoolArray = np.logical_not(held.any(axis=1))
            kept: BoolArray = ~(held[one] & held[other]).any(axis=1) & ~(silent[one] | silent[other])
            return kept
        same: BoolArray = (held[one] == held[other]) & (held[one] >= 0)
        return same if definition.keeps is Keeps.SAME else ~same

    def allowed(self, rows: IntArray, cols: IntArray) -> BoolArray:
        """Which pairs every hard rule allows; never oneself, never somebody without room."""
        return self._keep("allowed", rows, cols, self._allowed)

    def _allowed(self, rows: IntArray, cols: IntArray) -> BoolArray:
        capacity = self.problem.people.capacity > 0
        made: BoolArray = capacity[rows][:, None] & capacity[cols][None, :]
        made &= rows[:, None] != cols[None, :]
        for rule in self.rules():
            made &= ~self.broken(rule, rows, cols)
        return made

    def group_allowed(self, members: Group) -> bool:
        """Whether a whole group may meet: its pairs, its common time, not forbidden."""
        who = np.array(members)
        fits = self.allowed(who, who) | np.eye(len(who), dtype=np.bool_)
        return bool(fits.all()) and self.group_fits(members)

    def group_fits(self, members: Group) -> bool:
        """Whether a group whose pairs are all allowed has common time, has its seats taken and is not forbidden as a group."""
        seated = all(int(marked[list(members)].sum()) >= least for marked, least in self.seats)
        return seated and tuple(sorted(members)) not in self.forbidden_groups and self.hours.group_possible(members)

    # preferences

    def term(self, name: str, rows: IntArray, cols: IntArray) -> IntArray:
        """What a preference is worth for each pair, 0 to 1,000,000."""
        return self._keep(f"term {name}", rows, cols, partial(self._term, name))

    def term_of(self, name: str, one: IntArray, other: IntArray) -> IntArray:
        """`term` for single pairs: each of `one` with who stands at the same place in `other`."""
        measure = self._measures[name]
        worth = np.array(measure.worth, dtype=np.int64)
        if measure.kind is Kind.TIME:
            return self.hours.share_of(one, other)
        if measure.kind is Kind.COMMON:
            field = self._column(measure.field, measure.part)
            return _looked_up(worth, (field[one] & field[other]).sum(axis=-1))
        if measure.kind is Kind.MUTUAL:
            known, rows, cols = self.past.contacts, one.reshape(-1), other.reshape(-1)
            mutual = _looked_up(worth, known[rows].multiply(known[cols]).sum(axis=1).reshape(one.shape))
            team = self._column(measure.other)
            return np.where((team[one] == team[other]) & (team[one] >= 0), 0, mutual) if measure.other else mutual
        if measure.kind is Kind.STATED:
            return np.maximum(_of_pairs(self._stated, one, other) - 1, 0)
        if measure.kind is Kind.LOOKUP:
            return (_looked_up(worth, _of_pairs(self._wishes, one, other)) + _looked_up(worth, _of_pairs(self._wishes, other, one))) // 2
        field, more = self._column(measure.field, measure.part), self._column(measure.other)
        if measure.kind is Kind.EXCHANGE:
            given, taken = ((ends[0][one] & ends[1][other]).sum(axis=-1) for ends in ((field, more), (more, field)))
            return (_looked_up(worth, given) + _looked_up(worth, taken)) // 2
        if measure.kind is Kind.EITHER:
            marked: IntArray = ((field | more)[one] | (field | more)[other]) * SCORE_SCALE
            return marked
        if measure.kind is Kind.MEAN:
            single = self._single(measure)
            mean = np.where(single < 0, 0, _looked_up(worth, single))
            return (mean[one] + mean[other]) // 2
        told = (field[one] >= 0) & (field[other] >= 0)
        if measure.kind is Kind.DIFFERENCE:
            return np.where(told, _looked_up(worth, np.abs(field[one] - field[other])), 0)
        same = field[one] == field[other]
        held: IntArray = (told & (same if measure.kind is Kind.SAME else ~same)) * SCORE_SCALE
        return held

    def _single(self, measure: Measure) -> IntArray:
        return self.cross_ties if measure.field == "cross_ties" else self._column(measure.field, measure.part)

    def _term(self, name: str, rows: IntArray, cols: IntArray) -> IntArray:
        """As `Kind` says."""
        measure = self._measures[name]
        if measure.kind is Kind.TIME:
            return self.hours.share(rows, cols)
        if measure.kind is Kind.MUTUAL:
            return self._mutual(measure, rows, cols)
        if measure.kind is Kind.STATED:
            stated: IntArray = np.maximum(self._stated[rows][:, cols].toarray() - 1, 0)
            return stated
        worth: IntArray = np.array(measure.worth, dtype=np.int64)
        if measure.kind is Kind.LOOKUP:
            there, back = self._wishes[rows][:, cols].toarray(), self._wishes[cols][:, rows].toarray().T
            asked: IntArray = (_looked_up(worth, there) + _looked_up(worth, back)) // 2
            return asked
        field, other = self._column(measure.field, measure.part), self._column(measure.other)
        if measure.kind in (Kind.SAME, Kind.OTHER):
            same, known = _same(field, rows, cols), _known(field, rows, cols)
            held: IntArray = (same if measure.kind is Kind.SAME else known & ~same) * SCORE_SCALE
            return held
        if measure.kind is Kind.DIFFERENCE:
            apart = _looked_up(worth, np.abs(field[rows][:, None] - field[cols][None, :]))
            return np.where(_known(field, rows, cols), apart, 0)
        if measure.kind is Kind.EITHER:
            marked = field | other
            either: IntArray = (marked[rows][:, None] | marked[cols][None, :]) * SCORE_SCALE
            return either
        if measure.kind is Kind.COMMON:
            return _looked_up(worth, _common(field, field, rows, cols))
        if measure.kind is Kind.EXCHANGE:
            given, taken = (_looked_up(worth, _common(*ends, rows, cols)) for ends in ((field, other), (other, field)))
            return (given + taken) // 2
        single = self._single(measure)
        each = np.where(single < 0, 0, _looked_up(worth, single))
        mean: IntArray = (each[rows][:, None] + each[cols][None, :]) // 2
        return mean

    def _mutual(self, measure: Measure, rows: IntArray, cols: IntArray) -> IntArray:
        known = self.past.contacts
        worth = _looked_up(np.array(measure.worth, dtype=np.int64), (known[rows] @ known[cols].T).toarray())
        return np.where(_same(self._column(measure.other), rows, cols), 0, worth) if measure.other else worth

    def _column(self, field: str, part: str = "") -> NDArray[Any]:
        if not field:
            return np.zeros(0, dtype=np.bool_)
        held: Any = getattr(self.problem.people, field)
        made: NDArray[Any] = held[part] if part else held
        return made

    def score(self, rows: IntArray, cols: IntArray) -> IntArray:
        """The score of each pair, 0 to 1,000,000, whether allowed or not."""
        return self._keep("score", rows, cols, self._score)

    def score_of(self, one: IntArray, other: IntArray) -> IntArray:
        """`score` for single pairs, as `term_of`."""
        terms = [term for term in self.problem.policy.terms if term.weight]
        total = np.zeros(one.shape, dtype=np.int64)
        for term in terms:
            total += self.term_of(term.name, one, other) * term.weight
        made: IntArray = total // sum(term.weight for term in terms)
        return made

    def _score(self, rows: IntArray, cols: IntArray) -> IntArray:
        terms = [term for term in self.problem.policy.terms if term.weight]
        total = np.zeros((len(rows), len(cols)), dtype=np.int64)
        for term in terms:
            total += self.term(term.name, rows, cols) * term.weight
        made: IntArray = total // sum(term.weight for term in terms)
        return made

    def broken_by(self, who: IntArray) -> dict[str, BoolArray]:
        """For every rule in force whom it keeps apart from each of some people: people x everybody."""
        parts = [self.every[at : at + _SOME] for at in range(0, self.n, _SOME)] or [self.every]
        near = [(self.around(np.concatenate([who, part])), part) for part in parts]
        return {rule: np.concatenate([facts.broken(rule, who, part) for facts, part in near], axis=1) for rule in self.rules()}

    # aims

    def met_place(self, rows: IntArray, cols: IntArray) -> IntArray:
        """One more than the place of the last round inside the cooldown in which a pair met; 0 if they did not."""
        return self._keep("met", rows, cols, lambda left, right: self._met[left][:, right].toarray())

    def met_of(self, one: IntArray, other: IntArray) -> IntArray:
        """`met_place` for single pairs, as `term_of`."""
        return _of_pairs(self._met, one, other)

    def last_met(self, pairs: IntArray) -> IntArray:
        """The place of the last round in which each of these pairs (a row each, lower number first) met; they did."""
        keys = self.past.met_pairs[:, 0] * self.n + self.past.met_pairs[:, 1]
        made: IntArray = self.past.met_place[np.searchsorted(keys, pairs[:, 0] * self.n + pairs[:, 1])]
        return made

    def bad_hour_cost(self, rows: IntArray, cols: IntArray) -> IntArray:
        """What the kindest common stretch of each pair costs in bad hours, those who had fewest first."""
        return self._keep("bad hour", rows, cols, self._bad_hour_cost)

    def _bad_hour_cost(self, rows: IntArray, cols: IntArray) -> IntArray:
        ways = self.hours.bad_for(rows, cols)
        row, col = self.bad_cost[rows][:, None], self.bad_cost[cols][None, :]
        most = int(self.bad_cost.max(initial=0)) + 1
        by_row, by_col, at_all = ((np.arange(8) & bit == 0) * most for bit in (2, 4, 1))
        cost = np.minimum(row + col, np.minimum(row + by_row[ways], col + by_col[ways]))
        made: IntArray = np.minimum(cost, 2 * at_all[ways])
        return made

    def low_score_cost(self, rows: IntArray, cols: IntArray) -> IntArray:
        """What it costs that a pair scores low: how often each of the two had a low score before."""
        return self._keep("low score", rows, cols, self._low_score_cost)

    def _low_score_cost(self, rows: IntArray, cols: IntArray) -> IntArray:
        had = self.past.low_scores
        if not had.any():
            return np.zeros((len(rows), len(cols)), dtype=np.int64)
        return np.where(self.score(rows, cols) < LOW_SCORE, had[rows][:, None] + had[cols][None, :], 0)

    def burden_of(self, one: IntArray, other: IntArray) -> IntArray:
        """`bad_hour_cost` and `low_score_cost` together for single pairs, as `term_of`."""
        pairs, had = np.stack([one, other], axis=1), self.past.low_scores
        cost = self.hours.cheapest(pairs, self.bad_cost) if self.hours.known and self.hours.edges else np.zeros(len(one), dtype=np.int64)
        return cost + np.where(self.score_of(one, other) < LOW_SCORE, had[one] + had[other], 0) if had.any() else cost

    def need_of(self, one: IntArray, other: IntArray) -> IntArray:
        """`need_served` for single pairs, as `term_of`."""
        team = self.problem.people.team
        return np.where((team[one] == team[other]) & (team[one] >= 0), 0, self.band[one] + self.band[other])

    def need_served(self, rows: IntArray, cols: IntArray) -> IntArray:
        """What a pair does for those with few ties across teams; nothing within a team."""
        worth = self.band[rows][:, None] + self.band[cols][None, :]
        return np.where(_same(self.problem.people.team, rows, cols), 0, worth)

    def _named_pairs(self) -> dict[str, IntArray]:
        problem = self.problem
        named = {name: _ends(getattr(problem, name)) for name in ("blocked", "ended", "never")}
        named["forbidden"] = _ends([group for group in problem.forbidden if len(group) == 2])
        for rule, reach in (("manager", 2), ("chain", 0)):
            if problem.policy.has(rule):
                named[rule] = lines_up(problem, reach)
        return named


def pairs_of(group: Group) -> list[tuple[int, int]]:
    """The pairs of a group, lower number first."""
    return list(combinations(sorted(group), 2))


def _ends(pairs: Iterable[Group]) -> IntArray:
    made: IntArray = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return made


def lines_up(problem: Problem, reach: int = 0) -> IntArray:
    """Everybody with those above them in their reporting line who are in this round, so many steps up (0: all): pairs x 2."""
    members, sizes = flat(problem.people.lines)
    begins, made = np.cumsum(sizes) - sizes, [np.zeros((0, 2), dtype=np.int64)]
    for step in range(reach or int(sizes.max(initial=0))):
        person = np.flatnonzero(sizes > step)
        above = members[begins[person] + step]
        near = above < problem.people.count
        made.append(np.column_stack([person[near], above[near]]))
    return np.concatenate(made)


def _pair_set(ends: IntArray, n: int, values: IntArray | None = None) -> sparse.csr_array:
    held = np.ones(len(ends), dtype=np.int64) if values is None else values
    both = np.concatenate([ends, ends[:, ::-1]])
    return sparse.csr_array((np.concatenate([held, held]), (both[:, 0], both[:, 1])), shape=(n, n))


def _of_pairs(held: sparse.csr_array, one: IntArray, other: IntArray) -> IntArray:
    """What a table of pairs holds for each of `one` with who stands at the same place in `other`."""
    at: Any = held[one.reshape(-1), other.reshape(-1)]
    made: IntArray = np.asarray(at.toarray() if hasattr(at, "toarray") else at, dtype=np.int64).reshape(one.shape)
    return made


def _same(held: IntArray, rows: IntArray, cols: IntArray) -> BoolArray:
    made: BoolArray = (held[rows][:, None] == held[cols][None, :]) & (held[rows] >= 0)[:, None]
    return made


def _known(held: IntArray, rows: IntArray, cols: IntArray) -> BoolArray:
    made: BoolArray = (held[rows] >= 0)[:, None] & (held[cols] >= 0)[None, :]
    return made


def _common(left: NDArray[Any], right: NDArray[Any], rows: IntArray, cols: IntArray) -> IntArray:
    """How many columns of `left` of each row person are columns of `right` of each column person."""
    made: IntArray = np.rint(left[rows].astype(np.float32) @ right[cols].astype(np.float32).T).astype(np.int64)
    return made


def _looked_up(worth: IntArray, numbers: NDArray[Any]) -> IntArray:
    """What numbers are worth by a table whose last entry stands for all that are larger."""
    made: IntArray = worth[np.minimum(numbers, len(worth) - 1)]
    return made
