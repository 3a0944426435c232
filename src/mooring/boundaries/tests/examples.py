"""How the walks reach the page of one's hours."""

from __future__ import annotations

import datetime as dt

from mooring.boundaries import actions
from mooring.boundaries.models import OwnTime
from mooring.core.time import today
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The owner has days off that nobody else may see."""
    account = world.cast.owner.account
    first = today("UTC") + dt.timedelta(days=200)
    leave = actions.add_leave(account=account, first=first, last=first)
    recorded = {"public_id": actions.add_leave(member=world.cast.owner, first=first, last=first).public_id}
    travel = actions.add_travel(account=account, first=first, last=first, zone="Asia/Tokyo").public_id
    time = actions.add_times(account=account, kind=OwnTime.Kind.FOCUS, start=540, end=600, weekdays=[0])[0].public_id
    monday = (today("UTC") - dt.timedelta(days=today("UTC").weekday())).isoformat()
    week = {"begins_0_0": "09:00", "ends_0_0": "12:00"}
    return {
        "hours": Example(),
        "hours_week": Example(data=week),
        "hours_record": Example(data={"x": "1"}, page=False),
        "hours_other": Example(data=week | {"monday": monday}),
        "hours_alike": Example(data={"x": "1"}, page=False),
        "hours_travel": Example(data={"first": "2026-12-24", "last": "2026-12-26", "zone": "Asia/Tokyo"}, page=False),
        "hours_travel_remove": Example({"public_id": travel}, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_holidays": Example(data={"holidays": "PT"}, page=False),
        "hours_yearly": Example(data={"date": "2026-03-17"}, page=False),
        "hours_holiday_here": Example(data={"date": "2026-12-25"}, page=False),
        "hours_cap": Example(data={"week_cap": "3"}, page=False),
        "hours_full": Example(data={"until": first.isoformat()}, page=False),
        "hours_room": Example(data={"x": "1"}, page=False),
        "hours_meets": Example(data={"meets": "online"}, page=False),
        "hours_times": Example(
            {"kind": "quiet"}, data={"quiet-weekdays": ["6"], "quiet-begins": "09:00", "quiet-ends": "12:00"}, page=False, ids=False
        ),
        "hours_times_remove": Example({"public_id": time}, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_zone": Example(data={"zone": "Asia/Tokyo"}, page=False),
        "hours_leave": Example(data={"first": "2026-12-24", "last": "2026-12-26"}, page=False),
        "hours_leave_remove": Example({"public_id": leave.public_id}, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_leave_here": Example(recorded, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
        "hours_leave_away": Example(recorded, opens_for=frozenset({"owner"}), data={"x": "1"}, page=False),
    }
