"""A person's own feed: what they hold here, for a calendar program that subscribes to it. Features say what they know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from mooring.calendars import subscribed
from mooring.calendars.models import Feed
from mooring.core.later import Later
from mooring.core.time import now
from mooring.people.models import Account

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

FEED: Final = subscribed.Subscribed(Feed, "calendar.feed", "calendar_feed", "calendars.feed_opened", "calendars.feed_closed")
BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=400)


@dataclass(frozen=True)
class Entry:
    """One thing somebody holds, worded for them. What is ``private`` has its title and words left out."""

    uid: str
    begins: dt.datetime
    ends: dt.datetime
    title: str
    words: str = ""
    place: str = ""
    private: bool = False
    sequence: int = 0
    stamped: dt.datetime | None = None


Provider = Callable[[Account, dt.datetime, dt.datetime], Iterable[Entry]]
_PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add what a feature knows of what an account holds between two instants, in the language that is active."""
    if name in _PROVIDERS:
        raise ValueError(f"Two providers of what people hold are called {name}.")
    _PROVIDERS[name] = provider


def written(feed: Feed) -> bytes:
    """The feed as a calendar, in the language that is active; the same bytes as long as nothing changes."""
    calendar = subscribed.begun("Mooring", "Mooring")
    begin, end = now() - BACK, now() + AHEAD
    entries = [one for provider in _PROVIDERS.values() for one in provider(feed.account, begin, end)]
    for entry in sorted(entries, key=lambda one: (one.begins, one.uid)):
        calendar.add_component(_event(entry, hidden=feed.neutral or entry.private))
    return bytes(calendar.to_ical())


def _event(entry: Entry, *, hidden: bool) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", (entry.stamped or entry.begins).astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", entry.begins.astimezone(dt.UTC))
    event.add("dtend", entry.ends.astimezone(dt.UTC))
    event.add("summary", _("Taken") if hidden else entry.title)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if not hidden and entry.words:
        event.add("description", entry.words)
    if not hidden and entry.place:
        event.add("location", entry.place)
    return event
