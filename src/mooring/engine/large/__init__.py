"""Rounds of pairs or groups with more people than are solved at once: near the best, with a bound. Loads compiled code."""

from mooring.engine.large.effort import Effort
from mooring.engine.large.solving import solve
from mooring.engine.large.warm import Warm
from mooring.engine.large.whatif import WhatIf

__all__ = ["Effort", "Warm", "WhatIf", "solve"]
