"""How the walks reach the pages of notices."""

from __future__ import annotations

from mooring.core.links import Link, make
from mooring.notices import mails
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The organisation's outbox, and the owner's link that stops reminders."""
    account = world.cast.owner.account
    assert account is not None
    token = make(Link(mails.QUIET, account.public_id, "meetings.reminder"), days=9)
    mailbox = {f"mailbox_{part}": Example({"name": "x"}, page=False) for part in ("message", "frame", "source", "calendar")}
    outbox = {"outbox": Example(), "outbox_again": Example(data={"channel": "mail", "error": "TimeoutError"}, page=False)}
    return {**outbox, "quiet_link": Example({"token": token}), "mailbox": Example(), **mailbox}
