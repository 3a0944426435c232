"""From a problem of two sides with many people to its answer and proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.meter import Meter
from mooring.engine.problem import Budget
from mooring.engine.roles import assignment, minimum, network, solving
from mooring.engine.roles.answer import RolesBranch, RolesSolution
from mooring.engine.roles.answering import Left, Made, Weights, answer
from mooring.engine.roles.assignment import Assigned
from mooring.engine.roles.large import choices, proposals
from mooring.engine.roles.large.choices import Choices
from mooring.engine.roles.large.market import Market, bound
from mooring.engine.roles.network import Network
from mooring.engine.roles.problem import RolesProblem

_CHOICES_IN_PARTS: Final = 2_000_000
"""How many choices are gone through at most, part by part, to decide which groups to hold."""
_FIRST_FACTOR: Final = 2


def solve_roles(
    problem: RolesProblem,
    budget: Budget | None = None,
    *,
    near: RolesSolution | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> RolesSolution:
    """As `mooring.engine.solve_roles`, for any number of people.

    It is exact as well, unless the search would take too long or hosts have least numbers: then it is near the best, with a bound. `near`
    serves only where hosts have least numbers.
    """
    meter = Meter((budget or Budget()).work, cancelled, progress)
    meter.say("reading")
    weights = network.multipliers(problem)
    left = choices.left(problem)
    meter.say("matching")
    made = decide(problem, left, weights, meter, near)
    return answer(problem, Left(left.start, left.score, left.room), made, weights, meter)


def decide(problem: RolesProblem, left: Choices, weights: Weights, meter: Meter, near: RolesSolution | None = None) -> Made:
    """Who has whom, and what bounds it: the solve alone, before anything is said of it."""
    if problem.mode == "stable":
        return proposals.solve(problem, left, weights, meter)
    if problem.least.any():
        parts = min(minimum.PARTS, 1 + _CHOICES_IN_PARTS // max(1, len(left.host)))
        return solving.heaviest(problem, network.of(problem, weights), meter, near, _assign(problem, weights), parts)
    at, price, stopped = _heaviest(problem, left, weights, meter)
    return Made(left.chosen(at), (RolesBranch(price),), bound(left, choices.weighing(problem, weights), price), stopped)


def _heaviest(problem: RolesProblem, left: Choices, weights: Weights, meter: Meter) -> tuple[IntArray, IntArray, bool]:
    """Each seeker's choice, the price of each host, whether the caller ended it.

    First with gentler multipliers: if nobody who waits could have a seat but for somebody who counts as much, the levels are served in
    order, and the prices of crowds need only be raised.
    """
    whole, factor = choices.weighing(problem, weights), _FIRST_FACTOR
    while True:
        gentler = choices.gentler(problem, weights, factor)
        # Where the score comes first, all multipliers are needed: what is placed decides between equal scores only.
        exact = gentler == weights or weights[0][0] == "score"
        market = Market(left, whole if exact else choices.weighing(problem, gentler))
        found = market.trade(meter)
        price = market.price if exact else market.prices_by(whole) if found else None
        if price is not None or not found:
            return market.at, market.price if price is None else price, market.stopped
        factor *= 8


def _assign(problem: RolesProblem, weights: Weights) -> Callable[[Network, Meter, IntArray | None], Assigned]:
    """A way to assign for `minimum`: compiled, and where groups must be held, mended by plain arrays."""

    def assign(part: Network, meter: Meter, near: IntArray | None) -> Assigned:
        left = choices.of_network(problem, part)
        at, price, stopped = _heaviest(problem, left, weights, meter)
        at = at.astype(np.int64)
        if part.floor.any() and not stopped:
            return assignment.solve(part, meter, at)
        weight = sum(part.weight[at[at >= 0]].tolist())
        return Assigned(at, price, bound(left, choices.weighing(problem, weights), price), weight, stopped)

    return assign
