"""Rounds of pairs with more people than are solved exactly: near the best, with a proven bound. Loads compiled code."""

from mooring.engine.large.effort import Effort
from mooring.engine.large.solving import solve

__all__ = ["Effort", "solve"]
