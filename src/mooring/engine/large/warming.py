"""Compiles everything ahead of time, so that no round waits for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mooring.engine.history import History, Round
from mooring.engine.kernels.compiling import KEPT_IN
from mooring.engine.large import market, pairing
from mooring.engine.large.arranging import arrange
from mooring.engine.large.effort import Effort
from mooring.engine.large.packing import pack
from mooring.engine.large.solving import solve
from mooring.engine.large.warm import Warm
from mooring.engine.meter import Meter
from mooring.engine.people import People
from mooring.engine.policy import Policy
from mooring.engine.problem import Problem
from mooring.engine.roles.large.warming import warm as warm_roles


def warm() -> Path | None:
    """Compile what is not compiled yet: about a minute the first time, moments afterwards. Where it is kept, None where it cannot be."""
    free = np.zeros((9, 96), dtype=np.bool_)
    free[:, 30:60] = True
    people = People.of(9, team=np.arange(9), free=free, edge=free)
    past = History((Round(met=((0, 1), (2, 3)), unplaced=(8,)),))
    made = arrange(pack(Problem(people, history=past)), Effort(), Meter())
    market.trade(made.graph, (1_000,), Meter())
    for few in (0, len(free)):
        pairing.bring_in(made.graph, made.market, np.full(len(free), -1, dtype=np.int32), 1, Meter(), few)
    left: list[Warm] = []
    solve(Problem(people, history=past), effort=Effort(), prove=True, leave=left.append)
    solve(Problem(people, history=past), effort=Effort(), warm=left[0])
    solve(Problem(people, history=past), effort=Effort(known_alone=True))
    solve(Problem(people, Policy(size=4), past), effort=Effort())
    everybody = History((Round(met=(tuple(range(9)),)),))
    solve(Problem(people, Policy(size=3, up_to=3), everybody), effort=Effort())
    solve(Problem(people, Policy(size=4), everybody), effort=Effort())
    warm_roles()
    return KEPT_IN
