"""Invitations on their way: the letter, and after a week the one reminder."""

from __future__ import annotations

from mooring.jobs.policy import job
from mooring.welcome import actions


@job("welcome.send_invitation", queue="mail")
def send_invitation(invitation_id: int) -> None:
    """Put the letter of one invitation into the outbox."""
    actions.send_invitation(invitation_id)


@job("welcome.remind_invitations", queue="mail", every="11 * * * *")
def remind_invitations() -> None:
    """Put the one reminder of each invitation that has lain for a week into the outbox."""
    actions.remind_invitations()
