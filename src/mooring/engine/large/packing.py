"""A problem made ready for compiled code: rows of words for people, tables for rules and preferences, lists for pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mooring.engine import past, standing
from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.kernels import filling
from mooring.engine.kernels import packed as form
from mooring.engine.kernels.packed import Packed
from mooring.engine.large import relations
from mooring.engine.large.threads import in_parts
from mooring.engine.past import Past
from mooring.engine.policy import SCORE_SCALE, Keeps, Kind, Measure
from mooring.engine.problem import Problem
from mooring.engine.slots import SLOT_MINUTES

NEED_COST: Final = 2 * SCORE_SCALE
BURDEN_COST: Final = 20 * SCORE_SCALE
REPEAT_COST: Final = 400 * SCORE_SCALE
RECENT_COST: Final = 100 * SCORE_SCALE
"""What a unit of each aim above the score takes from a pair; see docs/algorithms/large-rounds.md for what that promises."""
_BURDEN_AT_MOST: Final = 9
_ALL_NEAR: Final = 2_500
"""So few people: everybody's row is near in memory as it is."""

_ORDER: Final = (
    Kind.SAME, Kind.OTHER, Kind.EITHER, Kind.MEAN, Kind.DIFFERENCE, Kind.MUTUAL, Kind.COMMON, Kind.EXCHANGE, Kind.TIME, Kind.LOOKUP,
)  # fmt: skip
"""Kinds of preference in the order compiled code numbers them, cheapest first."""

Fill = Callable[[NDArray[Any], int], None]


@dataclass(frozen=True, eq=False)
class Round:
    """A packed problem. Person `back[i]` of the problem is person i here; who has no room or is locked is left out.

    `terms` are the policy's, in the order of `packed.terms`. `parts`: what likely partners have in common, for
    `kernels.filling.keys`. `kept`: the bytes of time that the rows hold.
    """

    problem: Problem
    past: Past
    packed: Packed
    back: IntArray
    terms: tuple[Any, ...]
    parts: IntArray
    kept: IntArray
    band: IntArray

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.back)

    @cached_property
    def shared(self) -> int:
        """How many steps there are from people to contacts of their contacts."""
        return shared_steps(self.packed)


@dataclass
class _Columns:
    """The columns of the rows, filled once it is known how many there are."""

    people: int
    width: int = 0
    fills: list[tuple[int, Fill]] = field(default_factory=list)
    known: dict[object, int] = field(default_factory=dict)

    def add(self, name: object, width: int, fill: Fill) -> int:
        """Columns that hold one thing, made once. Where they begin."""
        if name not in self.known:
            self.known[name] = self.width
            self.fills.append((self.width, fill))
            self.width += width
        return self.known[name]

    def amount(self, name: object, amounts: Callable[[], IntArray]) -> int:
        """One whole number a person."""

        def fill(rows: NDArray[Any], at: int) -> None:
            rows[:, at] = amounts()

        return self.add(name, 1, fill)

    def flags(self, name: object, flags: BoolArray) -> tuple[int, int]:
        """A set of bits a person. Where it begins and how many words it takes."""
        words = max(1, -(-flags.shape[1] // 64))

        def fill(rows: NDArray[Any], at: int) -> None:
            made = np.packbits(flags, axis=1, bitorder="little")
            rows[:, at : at + words] = _as_words(made, words).view(np.int64)

        return self.add(name, words, fill), words

    def rows(self) -> NDArray[Any]:
        """All columns filled."""
        made = np.zeros((self.people, self.width), dtype=np.int64)
        for at, fill in self.fills:
            fill(made, at)
        return made


def shared_steps(form: Packed) -> int:
    """How many steps there are from people to contacts of their contacts."""
    lengths = np.diff(form.contact_begins)
    return int(np.dot(lengths, lengths))


def pack(problem: Problem) -> Round:
    """Pack a problem of pairs."""
    return _Packing(problem).round()


class _Packing:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.people = problem, problem.people
        self.n = problem.people.count
        self.past = past.read(problem)
        self.contacts = relations.contacts(self.past)
        self.ties = standing.cross_ties(problem, lambda: relations.across(self.contacts, problem.people.team))
        self.band = standing.band(self.ties)
        self.columns = _Columns(self.n)
        self.parts: list[tuple[int, int, int, int]] = []
        policy = problem.policy
        self.levels = frozenset(policy.levels)
        self.terms = sorted((term for term in policy.terms if term.weight), key=lambda term: _ORDER.index(term.measure.kind))
        self.curves: list[int] = []

    def round(self) -> Round:
        """Everything put together."""
        timed = self.people.slots > 0
        rule = timed and self.problem.policy.has("hours")
        self.kept = self._kept_bytes()
        self.edges = rule and bool((self.people.edge & self.people.free).any())
        self.hours = -(-len(self.kept) // 8) if timed else 0
        self.good_at = self.columns.add("good", self.hours, lambda rows, at: None)
        self.start_at = self.columns.add("start", self.hours, lambda rows, at: None) if self.edges else self.good_at
        if rule:
            self.parts.append((filling.KEY_TIME, self.start_at, self.hours, 0))
        rules = self._rules()
        terms = self._terms()
        cost_at = self.columns.amount("cost", lambda: np.minimum(self.past.bad_hours + 1, _BURDEN_AT_MOST)) if self.edges else 0
        team_at = self._code("team", "")
        band_at = self.columns.amount("band", lambda: self.band)
        seen_at = self.columns.add("seen", form.SEEN_WORDS, lambda rows, at: None)
        met_at = self.columns.add("met", 2, lambda rows, at: None)
        rows = self.columns.rows()
        self._fill_hours(rows)
        self.seen_at, self.met_at = seen_at, met_at
        loose = self._packed(rows, rules, terms, rule, cost_at, team_at, band_at)
        back = self._order(loose)
        return self._numbered(loose, back)

    # columns

    def _code(self, name: str, part: str) -> int:
        held = self._held(name, part)
        return self.columns.amount((name, part), lambda: held + 1)

    def _held(self, name: str, part: str) -> NDArray[Any]:
        found: Any = self.ties if name == "cross_ties" else getattr(self.people, name)
        made: NDArray[Any] = found[part] if part else found
        return made

    def _kept_bytes(self) -> IntArray:
        if not self.people.slots or not self.n:
            return np.zeros(0, dtype=np.int64)
        made = np.zeros(self.people.free.shape[1], dtype=np.uint8)
        filling.anybody(self.people.free, made)
        return np.flatnonzero(made)

    def _fill_hours(self, rows: NDArray[Any]) -> None:
        if not self.people.slots:
            return
        length = self.problem.policy.minutes // SLOT_MINUTES
        shape = np.array([self.people.slots, length, self.good_at, self.start_at, self.columns.known.get("time", -1)])
        words = -(-self.people.slots // 64)

        def fill(first: int, last: int) -> None:
            room = np.empty(words, dtype=np.uint64), np.empty(words, dtype=np.uint64)
            free = _as_words(self.people.free[first:last], words)
            edge = _as_words(self.people.edge[first:last], words) if self.edges else np.zeros((1, words), dtype=np.uint64)
            filling.fill_hours(rows, first, free, edge, shape, self.kept, *room)

        in_parts(self.n, fill)

    # rules and preferences

    def _rules(self) -> IntArray:
        made: list[tuple[int, int, int]] = []
        for rule in self.problem.policy.rules:
            definition = rule.definition
            if definition.keeps in (Keeps.SAME, Keeps.OTHER):
                at = self._code(definition.field, definition.part)
                made.append((form.APART_SAME if definition.keeps is Keeps.SAME else form.APART_OTHER, at, 1))
                if definition.keeps is Keeps.OTHER:
                    self.parts.append((filling.KEY_CODE, at, 1, 0))
            elif definition.keeps is Keeps.NOTHING_COMMON:
                at, words = self.columns.flags(definition.field, self._held(definition.field, definition.part))
                made.append((form.APART_NOTHING, at, words))
        return np.array(made, dtype=np.int64).reshape(-1, 3)

    def _terms(self) -> IntArray:
        made = np.zeros((len(self.terms), form.TERM_COLUMNS), dtype=np.int64)
        rest = 0
        for at in range(len(self.terms) - 1, -1, -1):
            term = self.terms[at]
            measure = term.measure
            rest += term.weight * max(measure.worth, default=SCORE_SCALE)
            place, other, words = self._term(measure)
            worth = measure.worth or (0,)
            made[at] = _ORDER.index(measure.kind), place, other, words, len(self.curves), len(worth) - 1, term.weight, rest
            self.curves += worth
        return made

    def _term(self, measure: Measure) -> tuple[int, int, int]:
        """Column, other column and words of a preference, with what it says about likely partners."""
        kind, name, part = measure.kind, measure.field, measure.part
        if kind is Kind.MEAN:
            worth = np.array(measure.worth, dtype=np.int64)
            held = self._held(name, part)
            return self.columns.amount(measure, lambda: np.where(held < 0, 0, worth[np.minimum(held, len(worth) - 1)])), 0, 1
        if kind is Kind.EITHER:
            one, other = self._held(name, ""), self._held(measure.other, "")
            return self.columns.amount(measure, lambda: (one | other).astype(np.int64)), 0, 1
        if kind is Kind.COMMON:
            at, words = self.columns.flags(name, self._held(name, part))
            self.parts.append((filling.KEY_SET, at, words, 0))
            return at, 0, words
        if kind is Kind.EXCHANGE:
            at, words = self.columns.flags(name, self._held(name, ""))
            other_at, _ = self.columns.flags(measure.other, self._held(measure.other, ""))
            self.parts.append((filling.KEY_EITHER_SET, at, words, other_at))
            return at, other_at, words
        if kind is Kind.TIME:
            if self.hours and not any(one[0] == filling.KEY_TIME for one in self.parts):
                self.parts.append((filling.KEY_TIME, self.start_at, self.hours, 0))
            return self.columns.add("time", 1 + self.hours, lambda rows, at: None), 0, self.hours
        if kind is Kind.MUTUAL:
            return 0, self._code(measure.other, "") if measure.other else -1, 0
        if kind is Kind.LOOKUP:
            return 0, 0, 0
        at = self._code(name, part)
        if kind in (Kind.SAME, Kind.DIFFERENCE):
            self.parts.append((filling.KEY_CODE, at, 1, 0))
        return at, 0, 1

    def _rest(self) -> tuple[int, int]:
        """The most that preferences about both can add: to any two people, and to two with neither contacts in common nor wishes."""
        both = [term for term in self.terms if term.measure.kind not in (Kind.MEAN, Kind.EITHER)]
        most = sum(term.weight * max(term.measure.worth, default=SCORE_SCALE) for term in both)
        near = [term for term in both if term.measure.kind in (Kind.MUTUAL, Kind.LOOKUP)]
        less = sum(term.weight * (max(term.measure.worth) - term.measure.worth[0]) for term in near)
        return -(-most // max(self.whole, 1)), -(-(most - less) // max(self.whole, 1))

    # putting together

    def _packed(self, rows: NDArray[Any], rules: IntArray, terms: IntArray, rule: bool, cost_at: int, team_at: int, band_at: int) -> Packed:
        self.made_terms, self.whole = terms, sum(term.weight for term in self.terms)
        together, apart = self._rest()
        none, numbers = np.zeros(self.n + 1, dtype=np.int64), np.zeros(0, dtype=np.int32)
        return Packed(
            rows=rows,
            rules=rules,
            terms=terms,
            curves=np.array(self.curves or [0], dtype=np.int64),
            whole=self.whole,
            own=none,
            rest=together,
            rest_apart=apart,
            time_rule=rule,
            edges=self.edges,
            good_at=self.good_at,
            start_at=self.start_at,
            hours=self.hours,
            team_at=team_at,
            band_at=band_at,
            cost_at=cost_at,
            seen_at=self.seen_at,
            met_at=self.met_at,
            known_begins=none,
            known=numbers,
            known_value=numbers,
            wish_begins=none,
            wished=numbers,
            wish_value=numbers,
            contact_begins=none,
            contacts=numbers.astype(np.uint32),
            need_cost=NEED_COST if "need" in self.levels and self.band.any() else 0,
            burden_cost=BURDEN_COST if "burden" in self.levels else 0,
            repeat_cost=REPEAT_COST if "repeats" in self.levels else 0,
            recent_cost=RECENT_COST // (self.past.rounds + 1) if "repeats" in self.levels else 0,
        )

    def _order(self, loose: Packed) -> IntArray:
        """Who is who after renumbering: likely partners beside each other, where not all are near each other in memory."""
        free = self.people.capacity > 0
        free[[person for lock in self.problem.locks for person in lock]] = False
        if self.n <= _ALL_NEAR:
            return np.flatnonzero(free)
        parts = _own_salts(sorted(self.parts, key=lambda part: part[0] != filling.KEY_TIME)[:2], 1)
        key = np.empty(self.n, dtype=np.uint64)
        in_parts(self.n, lambda first, last: filling.keys(loose, first, last, parts, self.problem.seed, key))
        key.sort()
        made: IntArray = (key & np.uint64((1 << filling.INDEX_BITS) - 1)).astype(np.int64)
        return made[free[made]]

    def _numbered(self, loose: Packed, back: IntArray) -> Round:
        rows = loose.rows
        if len(back) < self.n:
            rows = rows[back]
        elif self.n > _ALL_NEAR:
            filling.renumber(rows, back, np.zeros(self.n, dtype=np.uint8), np.empty(rows.shape[1], dtype=np.int64))
        self.free = len(back)
        place = np.full(self.n, -1, dtype=np.int64)
        place[back] = np.arange(len(back))
        place[place < 0] = np.arange(len(back), self.n)
        begins, known, values = relations.known(self.problem, self.past, place, self.free)
        filling.own_bits(rows, self.met_at, begins, known)
        wish_begins, wished, strength = relations.wishes(self.problem, place, self.free)
        contact_begins, contacts = np.zeros(self.free + 1, dtype=np.int64), np.zeros(0, dtype=np.uint32)
        if any(term.measure.kind is Kind.MUTUAL for term in self.terms):
            contact_begins, contacts = self.contacts
            if len(back) < self.n or self.n > _ALL_NEAR:
                contact_begins, contacts = relations.renumbered(self.contacts, place)
            filling.fingerprints(rows, self.seen_at, contact_begins[: self.free + 1], contacts)
        packed = loose._replace(
            rows=rows,
            own=self._own(rows),
            known_begins=begins,
            known=known,
            known_value=values,
            wish_begins=wish_begins,
            wished=wished,
            wish_value=strength,
            contact_begins=contact_begins,
            contacts=contacts,
        )
        parts = np.array(self.parts or [(filling.KEY_ANY, 0, 0, 0)], dtype=np.int64)
        return Round(self.problem, self.past, packed, back, tuple(self.terms), parts, self.kept, self.band[back])

    def _own(self, rows: NDArray[Any]) -> IntArray:
        """What a person's own amounts add to any pair at most, as a score."""
        made = np.zeros(len(rows), dtype=np.int64)
        for term in self.made_terms:
            held = rows[:, term[form.TERM_AT]] * term[form.TERM_WEIGHT]
            if term[form.TERM_KIND] == form.MEAN:
                made += -(-held // 2)
            elif term[form.TERM_KIND] == form.EITHER:
                made += held * SCORE_SCALE
        return _as_score(made, self.whole)


def _as_words(held: NDArray[np.uint8], words: int) -> NDArray[np.uint64]:
    """Rows of bytes as rows of so many words."""
    if held.shape[1] == 8 * words and held.flags.c_contiguous:
        return held.view(np.uint64)
    made = np.zeros((len(held), 8 * words), dtype=np.uint8)
    made[:, : held.shape[1]] = held[:, : 8 * words]
    return made.view(np.uint64)


def _as_score(total: IntArray, whole: int) -> IntArray:
    made: IntArray = -(-total // max(whole, 1))
    return made


def _own_salts(parts: list[tuple[int, int, int, int]], salt: int) -> IntArray:
    made = [(*part, salt + 7 * at) for at, part in enumerate(parts)] or [(filling.KEY_ANY, 0, 0, 0, salt)]
    return np.array(made, dtype=np.int64)
