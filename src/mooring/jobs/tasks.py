"""Housekeeping of the queue itself."""

from __future__ import annotations

from mooring.jobs import policy


@policy.job("jobs.prune", every="17 3 * * *")
def prune() -> None:
    """Forget old finished jobs."""
    policy.prune()
