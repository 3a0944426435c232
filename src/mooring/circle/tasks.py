"""What is done in circles by the clock."""

from __future__ import annotations

from mooring.circle.actions import links
from mooring.jobs.policy import job


@job("circle.settle_leavers", every="23 * * * *")
def settle_leavers() -> None:
    """Whoever has left an organisation keeps its people as people they know."""
    links.settle_leavers()
