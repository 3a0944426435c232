"""Problems and solutions as plain JSON, so that nothing but values crosses to the child process and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mooring.engine import (
    Blocking,
    Budget,
    Certificate,
    Fairness,
    Hint,
    History,
    LevelResult,
    Match,
    People,
    Policy,
    Problem,
    Reason,
    Relaxation,
    Round,
    Solution,
    Unplaced,
    without,
)
from mooring.engine.arrays import Group
from mooring.engine.explain import as_read
from mooring.engine.facts import Facts
from mooring.engine.lists import Lists
from mooring.engine.matches import Matches

_GROUPS = ("blocked", "ended", "never", "again", "ties", "locks", "forbidden")
_FAMILIES = ("attributes", "numbers")


def problem_to_json(problem: Problem, budget: Budget) -> str:
    """A problem and its budget as text."""
    people = problem.people
    arrays = {one.name: getattr(people, one.name) for one in fields(people) if one.name not in ("lines", "slots", *_FAMILIES)}
    families = {family: {name: _array(held) for name, held in getattr(people, family).items()} for family in _FAMILIES}
    return json.dumps(
        {
            "people": {name: _array(held) for name, held in arrays.items()}
            | {"lines": _lists(people.lines), "slots": people.slots}
            | families,
            "policy": problem.policy.to_dict(),
            "rounds": [_round(one) for one in problem.history.rounds],
            "seed": problem.seed,
            "day": problem.day.isoformat() if problem.day else None,
            "groups": {name: getattr(problem, name) for name in _GROUPS},
            "wishes": problem.wishes,
            "scores": problem.scores,
            "work": budget.work,
        }
    )


def problem_from_json(text: str) -> tuple[Problem, Budget]:
    """The reverse of `problem_to_json`; everything is checked again on the way in."""
    raw = json.loads(text)
    held = raw["people"]
    lines = _unlists(held.pop("lines"))
    slots = held.pop("slots")
    families: dict[str, Any] = {family: {name: _unarray(one) for name, one in held.pop(family).items()} for family in _FAMILIES}
    arrays: dict[str, Any] = {name: _unarray(one) for name, one in held.items()}
    people = People(lines=lines, slots=slots, **families, **arrays)
    groups: dict[str, Any] = {name: _groups(raw["groups"][name]) for name in _GROUPS}
    problem = Problem(
        people=people,
        policy=Policy.from_dict(raw["policy"]),
        history=History(tuple(_unround(one) for one in raw["rounds"])),
        seed=raw["seed"],
        day=date.fromisoformat(raw["day"]) if raw["day"] else None,
        wishes=tuple((who, whom, strength) for who, whom, strength in raw["wishes"]),
        scores=tuple((one, other, score) for one, other, score in raw["scores"]),
        **groups,
    )
    return problem, Budget(raw["work"])


@dataclass(frozen=True, slots=True)
class Question:
    """What a held round is asked: itself with these groups locked and those forbidden, or solved anew `without` a rule."""

    locks: tuple[Group, ...] = ()
    forbidden: tuple[Group, ...] = ()
    without: Relaxation | None = None

    def about(self, problem: Problem) -> Problem:
        """The problem that the answer is about."""
        if self.without is not None:
            return without(problem, self.without)
        return replace(problem, locks=(*problem.locks, *self.locks), forbidden=(*problem.forbidden, *self.forbidden))


def question_to_json(question: Question) -> str:
    """A question as text."""
    rule = question.without
    return json.dumps([question.locks, question.forbidden, None if rule is None else [rule.rule, rule.minutes]])


def question_from_json(text: str) -> Question:
    """The reverse of `question_to_json`."""
    locks, forbidden, rule = json.loads(text)
    return Question(_groups(locks), _groups(forbidden), None if rule is None else Relaxation(*rule))


def solution_to_json(solution: Solution) -> str:
    """A solution as text. Of many people's groups only who is in them; the reader, who has the problem, works out the rest as it reads."""
    many = isinstance(solution.matches, Matches)
    return json.dumps(
        {
            "groups": _lists(solution.matches.groups) if isinstance(solution.matches, Matches) else None,
            "matches": [
                [
                    one.members,
                    str(one.score),
                    [[r.term, r.value, r.points, r.shared, r.private] for r in one.reasons],
                    [[hint.slot, hint.slots, hint.bad_for] for hint in one.hints],
                    one.repeats,
                    one.bad_hour,
                    one.locked,
                ]
                for one in (() if many else solution.matches)
            ],
            "unplaced": [
                [one.person, one.cause, [[b.rule, b.people, b.private] for b in one.rules], one.lift, one.partners, one.again, _proof(one)]
                for one in solution.unplaced
            ],
            "score": str(solution.score),
            "bound": str(solution.bound),
            "status": solution.status,
            "levels": [[one.name, str(one.value), str(one.bound)] for one in solution.levels],
            "fairness": {one.name: getattr(solution.fairness, one.name) for one in fields(Fairness)},
            "seed": solution.seed,
            "engine": solution.engine,
            "work": solution.work,
            "ended": solution.ended,
            "bound_reached": solution.bound_reached,
        }
    )


def solution_from_json(text: str, problem: Problem) -> Solution:
    """The reverse of `solution_to_json`, for the problem it solves."""
    raw = json.loads(text)
    groups = None if raw["groups"] is None else _unlists(raw["groups"])
    fairness: dict[str, Any] = {
        name: tuple(map(tuple, held)) if name == "repeats" else tuple(held) for name, held in raw["fairness"].items()
    }
    return Solution(
        matches=as_read(Facts(problem), groups)
        if isinstance(groups, Lists)
        else tuple(
            Match(
                tuple(members),
                Fraction(score),
                tuple(Reason(term, value, points, tuple(shared), private) for term, value, points, shared, private in reasons),
                tuple(Hint(slot, slots, tuple(bad)) for slot, slots, bad in hints),
                _groups(repeats_),
                tuple(bad_),
                locked,
            )
            for members, score, reasons, hints, repeats_, bad_, locked in raw["matches"]
        ),
        unplaced=tuple(
            Unplaced(person, cause, tuple(Blocking(*one) for one in rules), tuple(lift), partners, again, _unproof(proof))
            for person, cause, rules, lift, partners, again, proof in raw["unplaced"]
        ),
        score=Fraction(raw["score"]),
        bound=Fraction(raw["bound"]),
        status=raw["status"],
        levels=tuple(LevelResult(name, Fraction(value), Fraction(bound)) for name, value, bound in raw["levels"]),
        fairness=Fairness(**fairness),
        seed=raw["seed"],
        engine=raw["engine"],
        work=raw["work"],
        ended=raw["ended"],
        bound_reached=raw["bound_reached"],
    )


def _proof(one: Unplaced) -> list[Any] | None:
    return None if one.certificate is None else [one.certificate.needed, one.certificate.circles]


def _unproof(raw: list[Any] | None) -> Certificate | None:
    return None if raw is None else Certificate(tuple(raw[0]), _groups(raw[1]))


def _array(held: NDArray[Any]) -> dict[str, Any]:
    data = base64.b64encode(np.ascontiguousarray(held).tobytes()).decode("ascii")
    return {"kind": held.dtype.str, "shape": held.shape, "data": data}


def _unarray(raw: dict[str, Any]) -> NDArray[Any]:
    if raw["kind"] not in ("<i8", "|b1", "|u1"):
        raise ValueError(f"arrays of kind {raw['kind']!r} are not expected")
    flat: NDArray[Any] = np.frombuffer(base64.b64decode(raw["data"]), dtype=raw["kind"])
    return flat.reshape(raw["shape"]).copy()


def _round(one: Round) -> dict[str, Any]:
    made = {name: getattr(one, name) for name in ("placed", "unplaced", "trio", "bad_hour", "low_score")}
    return made | {"met": _lists(one.met), "day": one.day.isoformat() if one.day else None}


def _unround(raw: dict[str, Any]) -> Round:
    return Round(
        met=_unlists(raw["met"]),
        placed=None if raw["placed"] is None else tuple(raw["placed"]),
        unplaced=tuple(raw["unplaced"]),
        trio=tuple(raw["trio"]),
        bad_hour=tuple(raw["bad_hour"]),
        low_score=tuple(raw["low_score"]),
        day=date.fromisoformat(raw["day"]) if raw["day"] else None,
    )


def _lists(held: Sequence[Group]) -> Any:
    return {"begins": _array(held.begins), "members": _array(held.members)} if isinstance(held, Lists) else held


def _unlists(raw: Any) -> Sequence[Group]:
    return Lists(_unarray(raw["begins"]), _unarray(raw["members"])) if isinstance(raw, dict) else _groups(raw)


def _groups(raw: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(group) for group in raw)
