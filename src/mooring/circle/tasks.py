"""What is done in circles by the clock."""

from __future__ import annotations

import datetime as dt

from mooring.circle.actions import links, minding
from mooring.core.time import now
from mooring.jobs.policy import job


@job("circle.settle_leavers", every="23 * * * *")
def settle_leavers() -> None:
    """Whoever has left an organisation keeps its people as people they know."""
    links.settle_leavers()


@job("circle.mind", every="2 */6 * * *")
def mind() -> None:
    """Look after the circles whose owners' morning comes."""
    minding.mind_all()


@job("circle.mind_some")
def mind_some(*accounts: int) -> None:
    """Look after some of them."""
    minding.mind_some(accounts)


@job("circle.count_meetings", every="27 * * * *")
def count_meetings() -> None:
    """Count meetings that both sides confirmed lately."""
    minding.count_meetings_lately(now() - dt.timedelta(hours=25))
