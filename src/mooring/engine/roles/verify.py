"""Checks an answer for two sides from the raw problem, sharing nothing with what made it."""

from __future__ import annotations

from mooring.engine.roles.answer import RolesSolution
from mooring.engine.roles.checks.proof import Proof
from mooring.engine.roles.checks.raw import Raw
from mooring.engine.roles.checks.report import Told
from mooring.engine.roles.checks.seats import Seats
from mooring.engine.roles.checks.stability import Stability
from mooring.engine.roles.problem import RolesProblem


def verify_roles(problem: RolesProblem, solution: RolesSolution) -> list[str]:
    """Everything that is wrong with an answer, one sentence each; an empty list when it is right."""
    read: Raw = Seats(problem, solution)
    wrong = list(read.faults())
    for check in () if wrong else (Proof, Stability, Told):
        read = check.after(read)
        wrong += read.faults()
    return wrong
