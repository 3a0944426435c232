"""What somebody said they would like more of, brought to mind by one step: seldom, and only as long as it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from mooring.circle.gaps import Gap, gaps
from mooring.circle.glance import Glance, look
from mooring.circle.needs import levels
from mooring.people.models import Account
from mooring.suggestions import budget
from mooring.suggestions.models import Pushed

GAP: Final = "circle.gap"
"""What the ledger of suggestions calls a step for something that is missing."""

EVERY: Final = 14
"""Days between two of them; between them come the ties one loses touch with."""

NOT_AGAIN_FOR: Final = 60
"""Days for which the same is not brought up again."""


def wished(glance: Glance, today: dt.date) -> list[Gap]:
    """What is missing of the kinds their owner said they would like more of, the most wanted first."""
    found = gaps(glance.counted, levels(glance.need), today) if glance.need else []
    return [one for one in found if one.level and one.level.unmet]


def coming(account: Account, glance: Glance, on: dt.date) -> list[Gap]:
    """Those that may be brought up on a day as far as they go themselves, the most wanted first."""
    last = budget.last_of(account, GAP) if glance.need else None
    if glance.need is None or (last is not None and (on - last).days < EVERY):
        return []
    lately = budget.since(account, (GAP,), on - dt.timedelta(days=NOT_AGAIN_FOR))
    return [one for one in wished(glance, on) if budget.hashed(account, one.key) not in lately]


def waiting(account: Account, today: dt.date) -> Gap | None:
    """The one that came lately, is still missing and waits for an answer; the circle is looked at only where one came."""
    asked = budget.waiting(account, (GAP,), today - dt.timedelta(days=budget.A_WEEK))
    found = wished(look(account), today) if asked else ()
    return next((one for one in found if budget.hashed(account, one.key) in asked), None)


def named(found: Sequence[Gap], key: str) -> Gap | None:
    """One of them by its key."""
    return next((one for one in found if one.key == key), None)


def answered(account: Account, gap: Gap, answer: Pushed.Answer) -> None:
    """Note what became of one that came."""
    budget.answered(account, GAP, gap.key, answer)
