"""Events leave by themselves."""

from __future__ import annotations

from mooring.channels.webhook import actions
from mooring.jobs.policy import job


@job("webhook.send", every="* * * * *", retries=0)
def send() -> None:
    """Find what is new, and post whatever is due."""
    actions.gather()
    actions.send_due()
