"""Two sides of any number of people, by compiled code. Only loaded for those: see `mooring.engine.kernels`."""

from mooring.engine.roles.large.solving import solve_roles

__all__ = ["solve_roles"]
