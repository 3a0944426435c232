"""From a solution of the engine to a draft in rows' terms, once it is verified."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import structlog

from mooring.engine import PRIVATE_RULES, Reason, Solution, Unplaced, verify
from mooring.programmes.matching.assembling import Assembled

log = structlog.get_logger("mooring.programmes")

SIXTIETHS: Final = 60


class NotSolved(Exception):
    """The solver gave no answer we take; ``code`` says why: time, memory, stopped, policy or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Group:
    """A match as the solver made it, in rows' terms. ``score`` in sixtieths of a point."""

    members: frozenset[int]
    score: int
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Waiting:
    """Somebody unplaced. ``rules`` are for the person alone and never tell what somebody else asked for."""

    member: int
    cause: str
    rules: list[dict[str, Any]]


@dataclass(frozen=True)
class Drafted:
    """A verified solution in rows' terms."""

    groups: list[Group]
    waiting: list[Waiting]
    trio: frozenset[int]
    bad_hour: frozenset[int]
    repeat: frozenset[int]
    low_score: frozenset[int]
    score: int
    bound: int
    status: str
    engine: str
    levels: list[dict[str, Any]]

    def planned(self, group: Group) -> dict[str, int]:
        """How many of a group's people meet again too soon, and how many have an early or late hour."""
        return {"repeat": len(group.members & self.repeat), "bad_hour": len(group.members & self.bad_hour)}


def drafted(assembled: Assembled, solution: Solution) -> Drafted:
    """A solution in rows' terms, once ``verify`` has found nothing wrong with it; NotSolved otherwise."""
    wrong = verify(assembled.problem, solution)
    if wrong:
        log.error("solution refused", faults=len(wrong))
        raise NotSolved("broken")
    fair = solution.fairness
    return Drafted(
        groups=[
            Group(assembled.keyed(one.members), sixtieths(one.score), [_reason(reason, assembled) for reason in one.reasons])
            for one in solution.matches
        ],
        waiting=[_waiting(one, assembled) for one in solution.unplaced],
        trio=assembled.keyed(fair.trio),
        bad_hour=assembled.keyed(fair.bad_hour),
        repeat=assembled.keyed({place for a, b, _ago in fair.repeats for place in (a, b)}),
        low_score=assembled.keyed(fair.low_score),
        score=sixtieths(solution.score),
        bound=sixtieths(solution.bound),
        status=solution.status,
        engine=solution.engine,
        levels=[{"name": one.name, "value": str(one.value), "bound": str(one.bound)} for one in solution.levels],
    )


def sixtieths(score: Fraction) -> int:
    """A score in whole sixtieths of a point; exact for groups of up to six."""
    return int(score * SIXTIETHS)


def _reason(reason: Reason, assembled: Assembled) -> dict[str, Any]:
    return {
        "term": reason.term,
        "value": reason.value,
        "points": reason.points,
        "topics": [assembled.topics[column] for column in reason.shared],
        "private": reason.private,
    }


def _waiting(one: Unplaced, assembled: Assembled) -> Waiting:
    rules = [{"rule": rule.rule, "people": rule.people} for rule in one.rules if rule.rule not in PRIVATE_RULES]
    own = len(assembled.own_private.get(one.person, ()))
    if own:
        rules.append({"rule": "private", "people": own})
    if one.certificate is not None and one.certificate.needed:
        rules.append({"rule": "needed", "people": one.partners})
    return Waiting(assembled.members[one.person].pk, one.cause, rules)
