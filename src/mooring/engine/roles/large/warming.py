"""Compiles what two sides of many people need, ahead of time."""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.problem import Budget
from mooring.engine.roles.large.solving import solve_roles
from mooring.engine.roles.problem import MODES, RolesProblem

_SEEKERS: Final = 40
_HOSTS: Final = 8


def warm() -> None:
    """Solve a small problem in every mode, also cut short: whatever large ones call is compiled then."""
    seeker = np.repeat(np.arange(_SEEKERS), _HOSTS // 2)
    host = (seeker + np.tile(np.arange(_HOSTS // 2), _SEEKERS) * (1 + seeker % 2)) % _HOSTS
    score = (seeker * 7919 + host * 104729) % 1000
    for mode in MODES:
        problem = RolesProblem.of(_SEEKERS, [2] * _HOSTS, seeker, host, score=score, mode=mode)
        solve_roles(problem)
        solve_roles(problem, Budget(work=0))
