"""Rounds of pairs with more people than are solved exactly: near the best, with a proven bound. Loads compiled code."""

from mooring.engine.large.effort import Effort
from mooring.engine.large.solving import solve
from mooring.engine.large.warm import Warm

__all__ = ["Effort", "Warm", "solve"]
