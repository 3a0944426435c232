"""Which notices go now, for many people at once: those whose receivers may be reached. The others are put off to when they may.

What is put off takes one statement for each instant, not one for each notice: at nine in the morning most of a company is reachable.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from mooring.boundaries.hours import may_reach
from mooring.core.time import now
from mooring.notices import gathering
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver, receivers_of
from mooring.notices.wishes import Wishes, wishes_of

LOOK_AGAIN: Final = dt.timedelta(hours=6)
"""A held notice is looked at again after this long, in case its receiver's hours have changed."""


class Plan(NamedTuple):
    """What goes now, with whom each goes to (by its primary key) and what those say of where and when (by their account's)."""

    ready: list[Notice]
    receivers: Mapping[int, Receiver | None]
    wishes: Mapping[int, Wishes]


def plan(notices: Sequence[Notice]) -> Plan:
    """Divide notices, loaded as ``outbox.due`` loads them, into those that go now and those that are put off.

    In a steady number of queries, and a few for each digest and each instant.
    """
    receivers = receivers_of(notices)
    reached = _reached(notices, receivers)
    theirs = (receivers[one.pk] for one in reached)
    wishes = wishes_of(one.account for one in theirs if one is not None and one.account is not None)
    return Plan(gathering.left_to_send(reached, receivers, wishes), receivers, wishes)


def _reached(notices: Iterable[Notice], receivers: Mapping[int, Receiver | None]) -> list[Notice]:
    """Those whose receivers may be reached now, or are gone; the others are put off."""
    present = now()
    reached, later = [], defaultdict(list)
    for notice in notices:
        receiver = receivers[notice.pk]
        reach = may_reach(receiver.hours, notice.matter, present) if receiver is not None else None
        if reach is None or reach.now:
            reached.append(notice)
        else:
            later[min(reach.when or notice.expires_at, present + LOOK_AGAIN)].append(notice.pk)
    for instant, keys in later.items():
        Notice.objects.filter(pk__in=keys).that_wait().update(not_before=instant)
    return reached
