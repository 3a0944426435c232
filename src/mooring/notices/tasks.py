"""The outbox empties itself."""

from __future__ import annotations

from mooring.jobs.policy import job
from mooring.notices import actions


@job("notices.send", queue="mail", every="* * * * *", retries=0)
def send() -> None:
    """Send whatever is due."""
    actions.send_due()
