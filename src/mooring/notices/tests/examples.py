"""How the walks reach the pages of notices."""

from __future__ import annotations

from mooring.core.links import Link, make
from mooring.core.time import now
from mooring.notices import mails
from mooring.notices.models import Notice
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The organisation's outbox, and the owner's link that stops reminders."""
    account = world.cast.owner.account
    assert account is not None
    token = make(Link(mails.QUIET, account.public_id, "meetings.reminder"), days=9)
    mailbox = {f"mailbox_{part}": Example({"name": "x"}, page=False) for part in ("message", "frame", "source", "calendar")}
    outbox = {"outbox": Example(), "outbox_again": Example(data={"channel": "mail", "error": "TimeoutError"}, page=False)}
    shown = Notice.objects.create(
        member=world.cast.owner,
        organisation=world.cast.organisation,
        kind="meetings.reminder",
        urgency=Notice.Urgency.HELD,
        scope=Notice.Scope.ORGANISATION,
        thing="gone",
        key="an example that lies in the inbox",
        not_before=now(),
        expires_at=now(),
        state=Notice.State.SENT,
        shown_at=now(),
    )
    mine, owner = {"public_id": shown.public_id}, frozenset({"owner"})
    lying = {
        "inbox": Example(),
        "inbox_message": Example(mine, opens_for=owner),
        "inbox_read": Example(mine, opens_for=owner, page=False),
        "inbox_switch": Example(mine, opens_for=owner, page=False),
        "inbox_read_all": Example(page=False),
        "reach": Example(),
    }
    return {**lying, **outbox, "quiet_link": Example({"token": token}), "mailbox": Example(), **mailbox}
