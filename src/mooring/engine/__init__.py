"""The matching engine: arrays in, groups out. No Django, no files, no clock, no hidden randomness.

from mooring.engine import People, Problem, solve, verify

solution = solve(Problem(People.of(4, team=[0, 0, 1, 1], free=hours)))
assert verify(problem, solution) == []
"""

from mooring.engine.alternatives import alternatives, resolve
from mooring.engine.fairness import Carried, Faired, Faring, carried, fares
from mooring.engine.history import History, Round
from mooring.engine.people import People, ProblemError
from mooring.engine.policy import (
    LEVELS,
    PRIVATE_RULES,
    RULES,
    SCORE_SCALE,
    STANDING_RULES,
    TERMS,
    Policy,
    PolicyError,
    Rule,
    Seat,
    Sentence,
    Term,
    coffee,
)
from mooring.engine.problem import Budget, Problem
from mooring.engine.relaxing import Relaxation, Relaxed, relaxations, relaxed, without
from mooring.engine.roles.answer import Crowd, Ranks, RolesBranch, RolesProof, RolesSolution, Waiting
from mooring.engine.roles.people import roles_problem
from mooring.engine.roles.problem import RolesProblem
from mooring.engine.roles.solving import solve_roles
from mooring.engine.roles.verify import verify_roles
from mooring.engine.rotation import Rotation, RotationError, meet_everybody, plan_rotation, verify_rotation
from mooring.engine.slots import SLOT_MINUTES, SLOTS_PER_DAY, from_ranges, pack, unpack
from mooring.engine.solution import Alternative, Blocking, Certificate, Fairness, Hint, LevelResult, Match, Reason, Solution, Unplaced
from mooring.engine.solving import ENGINE, solve
from mooring.engine.together import Joint, solve_together
from mooring.engine.verify import verify
from mooring.engine.whatif import Cost, WhatIf

__all__ = [
    "ENGINE",
    "LEVELS",
    "PRIVATE_RULES",
    "RULES",
    "SCORE_SCALE",
    "SLOTS_PER_DAY",
    "SLOT_MINUTES",
    "STANDING_RULES",
    "TERMS",
    "Alternative",
    "Blocking",
    "Budget",
    "Carried",
    "Certificate",
    "Cost",
    "Crowd",
    "Faired",
    "Fairness",
    "Faring",
    "Hint",
    "History",
    "Joint",
    "LevelResult",
    "Match",
    "People",
    "Policy",
    "PolicyError",
    "Problem",
    "ProblemError",
    "Ranks",
    "Reason",
    "Relaxation",
    "Relaxed",
    "RolesBranch",
    "RolesProblem",
    "RolesProof",
    "RolesSolution",
    "Rotation",
    "RotationError",
    "Round",
    "Rule",
    "Sentence",
    "Solution",
    "Seat",
    "Term",
    "Unplaced",
    "Waiting",
    "WhatIf",
    "alternatives",
    "carried",
    "coffee",
    "fares",
    "from_ranges",
    "meet_everybody",
    "pack",
    "plan_rotation",
    "relaxations",
    "relaxed",
    "resolve",
    "roles_problem",
    "solve",
    "solve_roles",
    "solve_together",
    "unpack",
    "verify",
    "verify_rotation",
    "verify_roles",
    "without",
]
