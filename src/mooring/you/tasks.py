"""The account's jobs: exports, erasing when the seven days are over, and the nightly tidying."""

from __future__ import annotations

from django.core.management import call_command

from mooring.core import erasure
from mooring.jobs.policy import job
from mooring.you import actions, leaving


@job("you.make_export")
def make_export(export_id: int) -> None:
    """Put one export together."""
    actions.make_export(export_id)


@job("you.erase_due", every="7 * * * *")
def erase_due() -> None:
    """Erase the accounts whose seven days are over."""
    actions.erase_due()


@job("you.see_off", every="41 * * * *")
def see_off() -> None:
    """Tell those who have left an organisation, and end what no longer is theirs to sign in with."""
    leaving.tell_leavers()
    leaving.end_old_ways()


@job("you.tidy", every="37 2 * * *")
def tidy() -> None:
    """Delete all whose declared time is over: personal rows, exports, sessions."""
    erasure.expire()
    actions.forget_exports()
    call_command("clearsessions")
