"""How the walks reach the page of one's hours."""

from __future__ import annotations

import datetime as dt

from mooring.boundaries import actions
from mooring.core.time import today
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The owner has days off that nobody else may see."""
    account = world.cast.owner.account
    first = today("UTC") + dt.timedelta(days=200)
    leave = actions.add_leave(account=account, first=first, last=first)
    recorded = {"public_id": actions.add_leave(member=world.cast.owner, first=first, last=first).public_id}
    week = {"begins_0_0": "09:00", "ends_0_0": "12:00"}
    return {
        "hours": Example(),
        "hours_week": Example(data=week),
        "hours_record": Example(data={"x": "1"}, page=False),
        "hours_zone": Example(data={"zone": "Asia/Tokyo"}, page=False),
        "hours_leave": Example(data={"first": "2026-12-24", "last": "2026-12-26"}, page=False),
        "hours_leave_remove": Example({"public_id": leave.public_id}, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_leave_here": Example(recorded, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_leave_away": Example(recorded, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
    }
