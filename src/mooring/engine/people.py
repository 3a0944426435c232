"""The people of a round as arrays, checked at the door.

People are numbered 0 to n-1 in the order of the arrays. Numbers of n and above stand for people who are not
in this round (a manager who is not enrolled, somebody met in an earlier round): they may occur in reporting
lines, in the history and in `ties`, and are never placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from mooring.engine.arrays import BoolArray, Group, IntArray
from mooring.engine.lists import Lists, flat
from mooring.engine.slots import Bits, pack


class ProblemError(ValueError):
    """A problem that cannot be solved as given. The message is one sentence that says where and why.

    `public`: the same for people who may not know what keeps two people apart; it is alike for every rule.
    """

    def __init__(self, text: str, public: str = "") -> None:
        super().__init__(text)
        self.public = public or text


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
    `seniority`: a step each, 0 the lowest, -1 for unknown. `attributes`: further categories by name, as `team`.
    `numbers`: further whole numbers of 0 and above by name, -1 for unknown. These names are in small letters.
    """

    team: IntArray
    site: IntArray
    lines: Sequence[Group]
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
    seniority: IntArray
    attributes: Mapping[str, IntArray]
    numbers: Mapping[str, IntArray]

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
        seniority: ArrayLike | None = None,
        attributes: Mapping[str, ArrayLike] | None = None,
        numbers: Mapping[str, ArrayLike] | None = None,
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
            lines=_lists(lines, count),
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
            seniority=_numbers("seniority", seniority, count, -1),
            attributes={name.casefold(): _numbers(f"attributes.{name}", one, count, -1) for name, one in (attributes or {}).items()},
            numbers={name.casefold(): _numbers(f"numbers.{name}", one, count, -1) for name, one in (numbers or {}).items()},
        )

    def __post_init__(self) -> None:
        n = self.count
        for name in ("site", "cross_ties", "capacity", "new", "remote", "seniority"):
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
        members, sizes = flat(self.lines)
        person = np.repeat(np.arange(n), sizes)
        if (members == person).any():
            raise ProblemError(f"lines: person {int(person[members == person][0])} is in their own reporting line.")
        if (members < 0).any():
            raise ProblemError(f"lines: person {int(person[members < 0][0])} has a negative number in their reporting line.")
        named = {name: (getattr(self, name), least) for name, least in _LEAST.items()}
        for family in ("attributes", "numbers"):
            named |= {f"{family}.{name}": (held, -1) for name, held in getattr(self, family).items()}
        for name, (held, least) in named.items():
            if held.shape != (n,):
                raise ProblemError(f"{name}: {held.size} entries for {n} people.")
            if n and held.min() < least:
                lowest = int(held.argmin())
                raise ProblemError(f"{name}: person {lowest} has {int(held[lowest])}; the least is {least}.")
        for held in (*(getattr(self, name) for name in _ARRAYS), *self.attributes.values(), *self.numbers.values()):
            held.setflags(write=False)


_LEAST: Final = {"team": -1, "site": -1, "cross_ties": -1, "capacity": 0, "seniority": -1}
_ARRAYS: Final = (
    "team", "site", "languages", "interests", "helps", "wants", "free", "edge", "cross_ties", "new", "remote", "capacity", "seniority",
)  # fmt: skip


def _numbers(name: str, given: ArrayLike | None, count: int, unknown: int) -> IntArray:
    if given is None:
        return np.full(count, unknown, dtype=np.int64)
    made: Any = np.asarray(given)
    if made.size and made.dtype.kind not in "iu":
        raise ProblemError(f"{name}: whole numbers are needed.")
    if made.shape != (count,):
        raise ProblemError(f"{name}: {made.size} entries for {count} people.")
    return np.array(made, dtype=np.int64)


def _lists(given: Iterable[Sequence[int]] | None, count: int) -> Sequence[Group]:
    if isinstance(given, Lists):
        return given
    return tuple(tuple(int(node) for node in line) for line in given) if given is not None else ((),) * count


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
