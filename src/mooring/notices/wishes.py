"""Where and when people want their notices, loaded for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from mooring.notices.models import DailyTime, Switch, Topic, Wish
from mooring.notices.register import Kind
from mooring.people.models import Account

DAILY: Final = frozenset({Topic.REMINDERS, Topic.SOCIAL})
"""What is gathered once a day unless a person says otherwise."""

NEVER_DAILY: Final = frozenset({Topic.URGENT})


@dataclass(frozen=True)
class Wishes:
    """What one person says: kinds switched off, topics that come once a day, the channels each topic leaves out, and the hour."""

    off: frozenset[str] = frozenset()
    daily: frozenset[str] = DAILY
    without: dict[str, frozenset[str]] = field(default_factory=dict)
    daily_at: dt.time | None = None

    def wants(self, kind: Kind) -> bool:
        """Whether a kind may reach them at all."""
        return not kind.switchable or kind.name not in self.off

    def through(self, topic: str, channel: str) -> bool:
        """Whether a topic may come through a channel."""
        return channel not in self.without.get(topic, ())

    def gathers(self, kind: Kind) -> bool:
        """Whether a kind waits for their daily digest."""
        return not kind.timed and kind.topic in self.daily - NEVER_DAILY


NOTHING_SAID: Final = Wishes()


def wishes_of(accounts: Iterable[Account]) -> dict[int, Wishes]:
    """What each account says, by its primary key; three queries for however many."""
    keys = {one.pk for one in accounts}
    off: dict[int, set[str]] = {key: set() for key in keys}
    daily: dict[int, set[str]] = {key: set(DAILY) for key in keys}
    without: dict[int, dict[str, frozenset[str]]] = {key: {} for key in keys}
    for key, kind in Switch.objects.filter(account__in=keys).values_list("account", "kind"):
        off[key].add(kind)
    for wish in Wish.objects.filter(account__in=keys):
        (daily[wish.account_id].add if wish.daily else daily[wish.account_id].discard)(wish.topic)
        without[wish.account_id][wish.topic] = frozenset(wish.without)
    hours = dict(DailyTime.objects.filter(account__in=keys).values_list("account", "at"))
    return {key: Wishes(frozenset(off[key]), frozenset(daily[key]), without[key], hours.get(key)) for key in keys}
