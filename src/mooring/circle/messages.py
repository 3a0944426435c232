"""The names of the notices a circle sends to its owner."""

from __future__ import annotations

from typing import Final

REMINDER: Final = "circle.reminder"
NUDGE: Final = "circle.nudge"
STEP: Final = "circle.step"
