"""What the matcher is given and what it answers: frozen, checked at the door, free of any framework.

People are numbered 0 to n-1 in the order of the arrays. Numbers of n and above stand for people who are not
in this round (a manager who is not enrolled, somebody met in an earlier round): they may occur in reporting
lines, in the history and in `ties`, and are never placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mooring.engine.policy import LARGEST_GROUP, Policy

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Bits = NDArray[np.uint8]
Group = tuple[int, ...]
Status = Literal["exact", "bounded", "stopped"]
Cause = Literal["no_common_time", "no_allowed_partner", "odd_one_out"]

SLOT_MINUTES: Final = 15
SLOTS_PER_DAY: Final = 24 * 60 // SLOT_MINUTES


class ProblemError(ValueError):
    """A problem that cannot be solved as given. The message is one sentence that says where and why."""


@dataclass(frozen=True, eq=False)
class People:
    """The people of a round as arrays; make it with `People.of`, which fills what is not known.

    `team`, `site`: a number each, -1 for unknown (unknown is equal to nobody's).
    `lines`: each person's reporting line upwards, manager first, then the manager's manager, and so on.
    `languages`, `interests`, `helps`, `wants`: one row a person, one column a language or topic. The columns
    of the last three are the same topics. Where nobody or one of two people states a language, the rule
    `language` lets them pass.
    `free`: availability in 15-minute slots of universal time from the first slot of the round, packed eight to a byte
    (`pack`), `slots` of them. `edge`: of those, the person's bad hours (early or late in their own local day).
    `cross_ties`: confirmed ties to people of other teams, where the caller knows better than the history; -1
    lets the engine count them from the history and `Problem.ties`.
    `capacity`: how many more matches the person has room for; nobody with 0 is placed.
    """

    team: IntArray
    site: IntArray
    lines: tuple[tuple[int, ...], ...]
    languages: BoolArray
    interests: BoolArray
    helps: BoolArray
    wants: BoolArray
    free: Bits
    edge: Bits
    slots: int
    cross_ties: IntArray
    new: BoolArray
    remote: BoolArray
    capacity: IntArray

    @property
    def count(self) -> int:
        """How many people take part."""
        return len(self.team)

    @classmethod
    def of(
        cls,
        count: int,
        *,
        team: ArrayLike | None = None,
        site: ArrayLike | None = None,
        lines: Iterable[Sequence[int]] | None = None,
        languages: ArrayLike | None = None,
        interests: ArrayLike | None = None,
        helps: ArrayLike | None = None,
        wants: ArrayLike | None = None,
        free: ArrayLike | None = None,
        edge: ArrayLike | None = None,
        slots: int | None = None,
        cross_ties: ArrayLike | None = None,
        new: ArrayLike | None = None,
        remote: ArrayLike | None = None,
        capacity: ArrayLike | None = None,
    ) -> People:
        """Make the people of a round. What is left out is unknown, and never counts for or against anybody.

        `free` and `edge` are either true/false of shape (people, slots), or already packed with `slots` given.
        """
        interest = _flags("interests", interests, count)
        topics = interest.shape[1]
        helped, wanted = _flags("helps", helps, count), _flags("wants", wants, count)
        topics = max(topics, helped.shape[1], wanted.shape[1])
        free_bits, free_slots = _slots("free", free, count, slots)
        edge_bits, edge_slots = _slots("edge", edge, count, slots)
        if edge is None:
            edge_bits, edge_slots = np.zeros_like(free_bits), free_slots
        if edge_slots != free_slots:
            raise ProblemError(f"edge: {edge_slots} slots, but free has {free_slots}.")
        return cls(
            team=_numbers("team", team, count, -1),
            site=_numbers("site", site, count, -1),
            lines=tuple(tuple(int(node) for node in line) for line in lines) if lines is not None else ((),) * count,
            languages=_flags("languages", languages, count),
            interests=_widen(interest, topics),
            helps=_widen(helped, topics),
            wants=_widen(wanted, topics),
            free=free_bits,
            edge=edge_bits,
            slots=free_slots,
            cross_ties=_numbers("cross_ties", cross_ties, count, -1),
            new=_marks("new", new, count),
            remote=_marks("remote", remote, count),
            capacity=_numbers("capacity", capacity, count, 1),
        )

    def __post_init__(self) -> None:
        n = self.count
        for name in ("site", "cross_ties", "capacity", "new", "remote"):
            if len(getattr(self, name)) != n:
                raise ProblemError(f"{name}: {len(getattr(self, name))} entries for {n} people.")
        for name in ("languages", "interests", "helps", "wants", "free", "edge"):
            held = getattr(self, name)
            if held.ndim != 2 or len(held) != n:
                raise ProblemError(f"{name}: one row a person is needed, {n} in all.")
        if self.free.shape[1] != -(-self.slots // 8) or self.edge.shape != self.free.shape:
            raise ProblemError(f"free: {self.slots} slots need {-(-self.slots // 8)} bytes a person.")
        if not self.interests.shape == self.helps.shape == self.wants.shape:
            raise ProblemError("interests, helps and wants: the same topics as columns are needed.")
        if len(self.lines) != n:
            raise ProblemError(f"lines: {len(self.lines)} reporting lines for {n} people.")
        for person, line in enumerate(self.lines):
            if person in line:
                raise ProblemError(f"lines: person {person} is in their own reporting line.")
            if any(node < 0 for node in line):
                raise ProblemError(f"lines: person {person} has a negative number in their reporting line.")
        for name, least in (("team", -1), ("site", -1), ("cross_ties", -1), ("capacity", 0)):
            held = getattr(self, name)
            if n and held.min() < least:
                person = int(held.argmin())
                raise ProblemError(f"{name}: person {person} has {int(held[person])}; the least is {least}.")
        for name in _ARRAYS:
            getattr(self, name).setflags(write=False)


_ARRAYS: Final = (
    "team", "site", "languages", "interests", "helps", "wants", "free", "edge", "cross_ties", "new", "remote", "capacity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One earlier round.

    `met`: the groups that really met (an introduction that led to nothing is no history).
    `placed`: everybody who was in a group, met or not; None means exactly the people in `met`.
    `unplaced`: those in the round whom it could not place. `trio`: those who sat in a trio of a pairs round.
    `bad_hour`: those whose meeting lay in their early or late hours. `day`: when it began, if known.
    """

    met: tuple[Group, ...] = ()
    placed: Group | None = None
    unplaced: Group = ()
    trio: Group = ()
    bad_hour: Group = ()
    day: date | None = None

    def __post_init__(self) -> None:
        seen: set[int] = set()
        for group in self.met:
            if len(group) < 2 or len(set(group)) != len(group):
                raise ProblemError(f"history: {group} is not a group of different people.")
            if seen & set(group):
                raise ProblemError(f"history: person {min(seen & set(group))} is in two groups of one round.")
            seen |= set(group)
        both = set(self.unplaced) & (seen | set(self.placed or ()))
        if both:
            raise ProblemError(f"history: person {min(both)} is both placed and unplaced in one round.")


@dataclass(frozen=True, slots=True)
class History:
    """Earlier rounds, oldest first."""

    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, eq=False)
class Problem:
    """A round to be made. Every field is checked here, so solvers may trust it.

    `blocked`, `ended`, `never`: pairs kept apart always, and privately. `again`: pairs who both asked to meet
    again, so that a repeat of theirs counts as none. `ties`: confirmed ties known from elsewhere.
    `locks`: groups that must be made as they are. `forbidden`: groups (two or more) that must not be made; a
    forbidden pair is kept apart in any group. `day`: first day of the round, for the cooldown.
    """

    people: People
    policy: Policy = field(default_factory=Policy)
    history: History = field(default_factory=History)
    seed: int = 0
    day: date | None = None
    blocked: tuple[Group, ...] = ()
    ended: tuple[Group, ...] = ()
    never: tuple[Group, ...] = ()
    again: tuple[Group, ...] = ()
    ties: tuple[Group, ...] = ()
    locks: tuple[Group, ...] = ()
    forbidden: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        n = self.people.count
        if self.seed < 0:
            raise ProblemError(f"seed: 0 or more, not {self.seed}.")
        if self.policy.has("hours") and n and not self.people.slots:
            raise ProblemError("free: the rule 'hours' needs everybody's availability.")
        for name in ("blocked", "ended", "never", "again"):
            for pair in getattr(self, name):
                _check_group(name, pair, n, exactly=2)
        for pair in self.ties:
            _check_group("ties", pair, None, exactly=2)
        for group in self.forbidden:
            _check_group("forbidden", group, n)
        seen: set[int] = set()
        most = max(3, self.policy.size + 1)
        for group in self.locks:
            _check_group("locks", group, n)
            if len(group) > min(most, LARGEST_GROUP):
                raise ProblemError(f"locks: {group} has {len(group)} people; at most {min(most, LARGEST_GROUP)} fit.")
            if seen & set(group):
                raise ProblemError(f"locks: person {min(seen & set(group))} is locked twice.")
            seen |= set(group)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a group was made: a preference, what it was worth here, and what may be said about it.

    `value`: 0 to 1,000,000, the mean over the group's pairs. `points`: its part of the group's mean pair score.
    `shared`: topics (`interests`, `exchange`) all members have in common, or for a pair of any kind nothing.
    `private`: not for the organiser and not for the other members.
    """

    term: str
    value: int
    points: int
    shared: tuple[int, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A stretch that suits everybody in a group: first slot, number of slots, and whose bad hour it is."""

    slot: int
    slots: int
    bad_for: Group = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A group of the answer. `score`: sum of its pairs divided by one less than its people."""

    members: Group
    score: Fraction
    reasons: tuple[Reason, ...] = ()
    hints: tuple[Hint, ...] = ()
    repeats: tuple[Group, ...] = ()
    bad_hour: Group = ()
    locked: bool = False

    @property
    def trio(self) -> bool:
        """Whether three people sit in it."""
        return len(self.members) == 3


@dataclass(frozen=True, slots=True)
class Blocking:
    """A rule that keeps a person from `people` of the others. `private`: only for the person themselves."""

    rule: str
    people: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody who is in no group, and why.

    `cause` may be shown to the organiser: it never tells a private rule apart from a public one.
    `rules` (every rule that stands in the way, most people first) and `lift` (the fewest rules that would have to be
    lifted to give a partner; empty when there is an allowed partner) are the person's own. `partners`: how
    many allowed partners there were. `again`: left out last time as well.
    """

    person: int
    cause: Cause
    rules: tuple[Blocking, ...] = ()
    lift: tuple[str, ...] = ()
    partners: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What was reached for one aim and the most that could be, the aims before it kept. Higher is better.

    Costs (repeats, burden) are counted below zero. `exact`: value and bound are the same.
    """

    name: str
    value: Fraction
    bound: Fraction

    @property
    def exact(self) -> bool:
        """Whether nothing better exists for this aim."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who carries what in this round. `repeats`: pairs inside the cooldown with how many rounds ago they met."""

    trio: Group = ()
    bad_hour: Group = ()
    repeats: tuple[tuple[int, int, int], ...] = ()
    left_out_again: Group = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to a problem.

    `score`: the matches' scores added up. `bound`: no arrangement under the same hard rules that places as
    many people scores more. `status`: `exact` (nothing better exists, level by level), `bounded` (the levels
    say how much better it could be), `stopped` (the budget ran out or it was cancelled).
    """

    matches: tuple[Match, ...]
    unplaced: tuple[Unplaced, ...]
    score: Fraction
    bound: Fraction
    status: Status
    levels: tuple[LevelResult, ...]
    fairness: Fairness
    seed: int
    engine: str
    work: int = 0

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups alone."""
        return tuple(match.members for match in self.matches)

    @property
    def placed(self) -> int:
        """How many people are in a group."""
        return sum(len(match.members) for match in self.matches)

    @property
    def gap(self) -> float:
        """How far the score may lie below the best, as a share of the bound: (bound - score) / bound."""
        return float((self.bound - self.score) / self.bound) if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other arrangement around a person: the groups that would change, before and after, and what it costs.

    `cost`: score lost (below zero: gained). `levels`: names of aims before the score that would be served worse.
    """

    before: tuple[Group, ...]
    after: tuple[Group, ...]
    unplaced: Group
    cost: Fraction
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work a solve may do. Work is counted, not timed, so that the same input gives the same answer.

    One unit is about a thousand pairs looked at. None means what the size of the problem asks for.
    """

    work: int | None = None


def pack(slots: ArrayLike) -> Bits:
    """True/false slots of shape (people, slots) as bytes, first slot in the lowest bit."""
    made: Bits = np.packbits(np.asarray(slots, dtype=np.bool_), axis=1, bitorder="little")
    return made


def unpack(bits: Bits, slots: int) -> BoolArray:
    """The reverse of `pack`."""
    return np.unpackbits(bits, axis=1, count=slots, bitorder="little").astype(np.bool_)


def from_ranges(ranges: Iterable[Iterable[tuple[int, int]]], slots: int) -> Bits:
    """Availability given as [first, last) ranges of slots, a list of them for each person, packed as `pack` does."""
    rows = [list(one) for one in ranges]
    made = np.zeros((len(rows), slots), dtype=np.bool_)
    for person, row in enumerate(rows):
        for first, last in row:
            made[person, max(first, 0) : max(last, 0)] = True
    return pack(made)


def _check_group(name: str, group: Group, count: int | None, exactly: int | None = None) -> None:
    if len(group) < 2 or len(set(group)) != len(group) or (exactly and len(group) != exactly):
        raise ProblemError(f"{name}: {group} is not {'a pair' if exactly else 'a group'} of different people.")
    if min(group) < 0 or (count is not None and max(group) >= count):
        raise ProblemError(f"{name}: {group} names somebody who is not in this round.")


def _numbers(name: str, given: ArrayLike | None, count: int, unknown: int) -> IntArray:
    if given is None:
        return np.full(count, unknown, dtype=np.int64)
    made: Any = np.asarray(given)
    if made.size and made.dtype.kind not in "iu":
        raise ProblemError(f"{name}: whole numbers are needed.")
    if made.shape != (count,):
        raise ProblemError(f"{name}: {made.size} entries for {count} people.")
    return np.array(made, dtype=np.int64)


def _marks(name: str, given: ArrayLike | None, count: int) -> BoolArray:
    if given is None:
        return np.zeros(count, dtype=np.bool_)
    made = np.array(given, dtype=np.bool_)
    if made.shape != (count,):
        raise ProblemError(f"{name}: {made.size} entries for {count} people.")
    return made


def _flags(name: str, given: ArrayLike | None, count: int) -> BoolArray:
    if given is None:
        return np.zeros((count, 0), dtype=np.bool_)
    made = np.array(given, dtype=np.bool_)
    if not count:
        return made.reshape(0, 0)
    if made.ndim != 2 or len(made) != count:
        raise ProblemError(f"{name}: one row a person is needed, {count} in all.")
    return made


def _widen(flags: BoolArray, columns: int) -> BoolArray:
    if flags.shape[1] == columns:
        return flags
    if flags.shape[1]:
        raise ProblemError("interests, helps and wants: the same topics as columns are needed.")
    return np.zeros((len(flags), columns), dtype=np.bool_)


def _slots(name: str, given: ArrayLike | None, count: int, slots: int | None) -> tuple[Bits, int]:
    if given is None:
        return np.zeros((count, -(-(slots or 0) // 8)), dtype=np.uint8), slots or 0
    made: Any = np.asarray(given)
    if made.ndim != 2 or len(made) != count:
        raise ProblemError(f"{name}: one row a person is needed, {count} in all.")
    if made.dtype == np.uint8 and slots is not None:
        return np.array(made), slots
    return pack(made), made.shape[1]
