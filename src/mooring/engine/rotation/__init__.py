"""Groups over many rounds: whole schedules, what is proven about them, and a check that shares no code with what makes them.

from mooring.engine.rotation import plan_rotation, verify_rotation

plan = plan_rotation(32, 4, 9)
assert verify_rotation(plan) == []
"""

from mooring.engine.rotation.limits import REASONS, Ceiling, ceiling, fewest_repeats, fewest_rounds
from mooring.engine.rotation.plan import Rotation, meet_everybody, plan_rotation
from mooring.engine.rotation.shape import RotationError, Shape, shape
from mooring.engine.rotation.verify import verify_rotation

__all__ = [
    "REASONS",
    "Ceiling",
    "Rotation",
    "RotationError",
    "Shape",
    "ceiling",
    "fewest_repeats",
    "fewest_rounds",
    "meet_everybody",
    "plan_rotation",
    "shape",
    "verify_rotation",
]
