"""Two sides to be matched: seekers (mentees, new hires, candidates), each with at most one host, and hosts with room for several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mooring.engine.arrays import BoolArray, IntArray
from mooring.engine.lists import Lists
from mooring.engine.people import ProblemError
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.roles import lists
from mooring.engine.roles.lists import Ints

Pair = tuple[int, int]
Mode = Literal["total", "served", "stable"]

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
LONGEST_WAIT: Final = 63
_FURTHEST: Final = 10**9


@dataclass(frozen=True, eq=False)
class RolesProblem:
    """Who may be matched with whom, and what each would like. Checked here, so solvers may trust it.

    A *choice* is a pair that may be made. Choices lie seeker by seeker: those of seeker s are `start[s]` up to `start[s + 1]`, in any
    order, and `host` names the host of each. A pair that is no choice is never made.
    `score`: what a pair is worth, 0 to 1,000,000. `seeker_score`, `host_score`: how each side likes the other; only their order within one
    list counts, more is better, equal is a tie.
    `room`: how many seekers a host takes. `least`: with fewer than this a host takes nobody (a group that is not held).
    `waited`: how many rounds in a row a seeker has waited, 0 to 63. `forbidden`: pairs kept apart, privately. `locks`: pairs made first.
    `mode`: `total` (the largest total score), `served` (most people, then those who waited, then score), or `stable` (no two who both
    would rather have each other).
    Make it with `of`, `of_choices` or `from_lists`; from arrays that are so already, it is read without a copy.
    """

    start: IntArray
    host: Ints
    score: Ints
    seeker_score: Ints
    host_score: Ints
    room: IntArray
    least: IntArray
    waited: IntArray
    mode: Mode = "total"
    forbidden: tuple[Pair, ...] = ()
    locks: tuple[Pair, ...] = ()
    seed: int = 0

    @property
    def seekers(self) -> int:
        """How many seekers there are."""
        return len(self.start) - 1

    @property
    def hosts(self) -> int:
        """How many hosts there are."""
        return len(self.room)

    @cached_property
    def seeker(self) -> Ints:
        """The seeker of each choice."""
        made = np.repeat(np.arange(self.seekers, dtype=np.int32), np.diff(self.start))
        made.setflags(write=False)
        return made

    @cached_property
    def open(self) -> BoolArray:
        """Which choices are not forbidden."""
        made = np.ones(len(self.host), dtype=np.bool_)
        if self.forbidden:
            one, other = np.array(self.forbidden, dtype=np.int64).T
            made = np.isin(self.seeker * np.int64(self.hosts) + self.host, one * self.hosts + other, invert=True)
        made.setflags(write=False)
        return made

    def choice(self, seeker: int, host: int) -> int | None:
        """Where in the arrays a pair is, or None if it is no choice."""
        first, last = int(self.start[seeker]), int(self.start[seeker + 1])
        at = np.flatnonzero(self.host[first:last] == host)
        return first + int(at[0]) if len(at) else None

    @cached_property
    def locked_choices(self) -> tuple[Pair, ...]:
        """Each locked seeker, and where in the arrays the pair is."""
        return tuple((seeker, at) for seeker, at in ((pair[0], self.choice(*pair)) for pair in self.locks) if at is not None)

    @classmethod
    def of(
        cls,
        seekers: int,
        room: ArrayLike,
        seeker: ArrayLike,
        host: ArrayLike,
        *,
        score: ArrayLike | None = None,
        seeker_rank: ArrayLike | None = None,
        host_rank: ArrayLike | None = None,
        seeker_score: ArrayLike | None = None,
        host_score: ArrayLike | None = None,
        least: ArrayLike | None = None,
        waited: ArrayLike | None = None,
        mode: Mode = "total",
        forbidden: Sequence[Pair] = (),
        locks: Sequence[Pair] = (),
        seed: int = 0,
    ) -> RolesProblem:
        """A problem from its choices: `seeker[i]` may have `host[i]`.

        Each side says how it likes the other by ranks (1 is best) or by scores (more is better); a side that says nothing goes by `score`,
        or, if that is not given either, takes everybody alike. A `score` that is not given is worked out from the places in both sides'
        lists: the first is worth 1,000,000, the last of the longest list next to nothing, evenly between.
        """
        begins: IntArray = np.asarray(lists.whole("seeker", seeker), dtype=np.int64)
        count = len(begins)
        if count and (begins.min() < 0 or begins.max() >= seekers):
            raise ProblemError(f"seeker: there are {seekers} seekers, 0 to {seekers - 1}, and no {_outside(begins, seekers)}.")
        order = lists.by_seeker(begins)
        start = np.concatenate([[0], np.cumsum(np.bincount(begins, minlength=seekers))])
        told = {
            "host": lists.sized("host", host, count),
            "score": None if score is None else lists.sized("score", score, count),
            "seeker": lists.liking("seeker", seeker_score, seeker_rank, count, _FURTHEST),
            "theirs": lists.liking("host", host_score, host_rank, count, _FURTHEST),
        }
        ordered = {name: held if held is None or order is None else held[order] for name, held in told.items()}
        return cls._made(start.astype(np.int64), ordered, room, least, waited, mode=mode, forbidden=forbidden, locks=locks, seed=seed)

    @classmethod
    def of_choices(
        cls,
        choices: Lists,
        room: ArrayLike,
        *,
        score: ArrayLike | None = None,
        seeker_rank: ArrayLike | None = None,
        host_rank: ArrayLike | None = None,
        seeker_score: ArrayLike | None = None,
        host_score: ArrayLike | None = None,
        least: ArrayLike | None = None,
        waited: ArrayLike | None = None,
        mode: Mode = "total",
        forbidden: Sequence[Pair] = (),
        locks: Sequence[Pair] = (),
        seed: int = 0,
    ) -> RolesProblem:
        """As `of`, from the hosts each seeker may have, a list a seeker: for so many people that an array more would count. What is told
        of choices is told in the order of the lists.
        """
        count = len(choices.members)
        told = {
            "host": choices.members,
            "score": None if score is None else lists.sized("score", score, count),
            "seeker": lists.liking("seeker", seeker_score, seeker_rank, count, _FURTHEST),
            "theirs": lists.liking("host", host_score, host_rank, count, _FURTHEST),
        }
        return cls._made(choices.begins, told, room, least, waited, mode=mode, forbidden=forbidden, locks=locks, seed=seed)

    @classmethod
    def _made(
        cls,
        start: IntArray,
        told: Mapping[str, NDArray[np.integer] | None],
        room: ArrayLike,
        least: ArrayLike | None,
        waited: ArrayLike | None,
        *,
        mode: Mode,
        forbidden: Sequence[Pair],
        locks: Sequence[Pair],
        seed: int,
    ) -> RolesProblem:
        """`told` choice by choice, seeker by seeker: `host`, `score`, how the `seeker` likes the host, and the reverse (`theirs`)."""
        hosts, seekers, count = len(np.asarray(room)), len(start) - 1, int(start[-1])
        toward, worth = lists.known(told["host"], count), told["score"]
        if count and (toward.min() < 0 or toward.max() >= hosts):
            raise ProblemError(f"host: there are {hosts} hosts, 0 to {hosts - 1}, and no {_outside(toward, hosts)}.")
        plain = worth
        if worth is None:
            owner = np.repeat(np.arange(seekers), np.diff(start))
            worth = lists.worth(owner, toward, told["seeker"], told["theirs"], SCORE_SCALE)
        if count and (worth.min() < 0 or worth.max() > SCORE_SCALE):
            raise ProblemError(f"score: a score lies between 0 and {SCORE_SCALE}, not at {_outside(worth, SCORE_SCALE + 1)}.")
        return cls(
            start=start,
            host=toward.astype(np.int32),
            score=worth.astype(np.int32),
            seeker_score=lists.known(plain if told["seeker"] is None else told["seeker"], count).astype(np.int32, copy=False),
            host_score=lists.known(plain if told["theirs"] is None else told["theirs"], count).astype(np.int32, copy=False),
            room=lists.sized("room", room, hosts).copy(),
            least=lists.sized("least", np.zeros(hosts, dtype=np.int64) if least is None else least, hosts).copy(),
            waited=lists.sized("waited", np.zeros(seekers, dtype=np.int64) if waited is None else waited, seekers).copy(),
            mode=mode,
            forbidden=tuple(forbidden),
            locks=tuple(locks),
            seed=seed,
        )

    @classmethod
    def from_lists(
        cls,
        seekers: Sequence[lists.Ranking],
        hosts: Sequence[lists.Ranking] | None,
        room: ArrayLike,
        *,
        score: dict[Pair, int] | None = None,
        least: ArrayLike | None = None,
        waited: ArrayLike | None = None,
        mode: Mode = "stable",
        forbidden: Sequence[Pair] = (),
        locks: Sequence[Pair] = (),
        seed: int = 0,
    ) -> RolesProblem:
        """A problem from ranked lists, best first; a list inside a list is a tie.

        A pair may be made only if each is on the other's list. Without lists of the hosts, hosts go by `score`.
        """
        room = lists.sized("room", room, len(hosts) if hosts is not None else None)
        mine = lists.Ranked.of("seeker", seekers, "host", len(room))
        theirs = None if hosts is None else lists.Ranked.of("host", hosts, "seeker", len(seekers))
        answers = None if theirs is None else mine.named_by(theirs)
        both = np.arange(len(mine.member)) if answers is None else np.flatnonzero(answers >= 0)
        owner, member = mine.owner, mine.member
        if score is not None:
            named = set(zip(owner.tolist(), member.tolist(), strict=True))
            for pair in score:
                if pair not in named:
                    raise ProblemError(f"score: seeker {pair[0]} does not name host {pair[1]}.")
        told = None if score is None else [score.get(pair, 0) for pair in zip(owner[both].tolist(), member[both].tolist(), strict=True)]
        return cls.of(
            len(seekers),
            room,
            owner[both],
            member[both],
            score=told,
            seeker_rank=mine.place[both],
            host_rank=None if theirs is None or answers is None else theirs.place[answers[both]],
            least=least,
            waited=waited,
            mode=mode,
            forbidden=forbidden,
            locks=locks,
            seed=seed,
        )

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ProblemError(f"mode: one of {', '.join(MODES)}, not {self.mode!r}.")
        if self.seed < 0:
            raise ProblemError(f"seed: 0 or more, not {self.seed}.")
        self._check_choices()
        self._check_sides()
        for name in ("forbidden", "locks"):
            for pair in getattr(self, name):
                if len(pair) != 2 or not (0 <= pair[0] < self.seekers and 0 <= pair[1] < self.hosts):
                    raise ProblemError(f"{name}: {pair} is not a seeker and a host.")
        self._check_locks()
        for name in ("start", "host", "score", "seeker_score", "host_score", "room", "least", "waited"):
            getattr(self, name).setflags(write=False)

    def _check_choices(self) -> None:
        count = len(self.host)
        if not len(self.start) or self.start[0] != 0 or self.start[-1] != count or (np.diff(self.start) < 0).any():
            raise ProblemError(f"start: it must rise from 0 to the number of choices, {count}.")
        for name in ("score", "seeker_score", "host_score"):
            if len(getattr(self, name)) != count:
                raise ProblemError(f"{name}: {len(getattr(self, name))} entries for {count} choices.")
        if not count:
            return
        if self.host.min() < 0 or self.host.max() >= self.hosts:
            raise ProblemError(f"host: there are {self.hosts} hosts, 0 to {self.hosts - 1}, and no {_outside(self.host, self.hosts)}.")
        if self.score.min() < 0 or self.score.max() > SCORE_SCALE:
            raise ProblemError(f"score: a score lies between 0 and {SCORE_SCALE}, not at {_outside(self.score, SCORE_SCALE + 1)}.")
        twice = lists.twice(self.start, self.host)
        if twice is not None:
            raise ProblemError(f"host: seeker {twice[0]} names host {twice[1]} twice.")

    def _check_sides(self) -> None:
        for name, held, count, side in (
            ("least", self.least, self.hosts, "host"),
            ("room", self.room, self.hosts, "host"),
            ("waited", self.waited, self.seekers, "seeker"),
        ):
            if len(held) != count:
                raise ProblemError(f"{name}: {len(held)} entries for {count} {side}s.")
            if count and held.min() < 0:
                raise ProblemError(f"{name}: {side} {int(held.argmin())} has {int(held.min())}; the least is 0.")
        if self.seekers and self.waited.max() > LONGEST_WAIT:
            raise ProblemError(f"waited: seeker {int(self.waited.argmax())} has {int(self.waited.max())}; the most is {LONGEST_WAIT}.")
        tight = np.flatnonzero(self.least > self.room)
        if len(tight):
            host = int(tight[0])
            raise ProblemError(f"least: host {host} takes nobody below {int(self.least[host])}, and has room for {int(self.room[host])}.")

    def _check_locks(self) -> None:
        seen: set[int] = set()
        held = [0] * self.hosts
        apart = set(self.forbidden)
        for seeker, host in self.locks:
            if seeker in seen:
                raise ProblemError(f"locks: seeker {seeker} is locked twice.")
            if self.choice(seeker, host) is None:
                raise ProblemError(f"locks: seeker {seeker} and host {host} are no choice.")
            if (seeker, host) in apart:
                raise ProblemError(f"locks: seeker {seeker} and host {host} are forbidden.")
            seen.add(seeker)
            held[host] += 1
            if held[host] > self.room[host]:
                raise ProblemError(f"locks: host {host} has room for {int(self.room[host])}, and more are locked.")


def _outside(held: NDArray[np.integer], count: int) -> int:
    """The first number that is not one of 0 to count - 1."""
    return int(held[np.flatnonzero((held < 0) | (held >= count))[0]])
