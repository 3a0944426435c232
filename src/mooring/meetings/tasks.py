"""Meetings end by themselves."""

from __future__ import annotations

from mooring.jobs.policy import job
from mooring.meetings import actions


@job("meetings.close_over", every="*/5 * * * *", retries=0)
def close_over() -> None:
    """Mark meetings whose time is over and ask whether they happened."""
    actions.close_over()
