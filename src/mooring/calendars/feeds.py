"""A person's own feed: what they hold here, for a calendar program that subscribes to it. Features say what they know of it.

Whoever has the address reads it: it is made of a secret of which only a hash is kept, shown once, and ends with one press.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.calendars.models import Feed
from mooring.core.later import Later
from mooring.core.links import Link, LinkRefused, absolute, make, read
from mooring.core.time import now
from mooring.people.models import Account

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

PURPOSE: Final = "calendar.feed"
BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=400)
_YEARS: Final = 3650
_HOUR: Final = dt.timedelta(hours=1)


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


@transaction.atomic
def open_feed(*, account: Account, neutral: bool) -> str:
    """Make an account's feed anew; returns its address, which is not kept. ``neutral``: nothing but when."""
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(
        account=account, defaults={"secret_hash": _hash(secret), "neutral": neutral, "made_at": now(), "fetched_at": None}
    )
    record("calendars.feed_opened", actor=account, subject_account=account)
    return absolute("calendar_feed", token=make(Link(PURPOSE, account.public_id, secret), days=_YEARS))


@transaction.atomic
def close_feed(*, account: Account) -> None:
    """End an account's feed: its address answers nothing any more."""
    if Feed.objects.filter(account=account).delete()[0]:
        record("calendars.feed_closed", actor=account, subject_account=account)


def by_token(token: str) -> Feed | None:
    """The feed of an address, where it is still open; notes that it was fetched."""
    try:
        link = read(token, purpose=PURPOSE)
    except LinkRefused:
        return None
    mine = Feed.objects.filter(account__public_id=link.person, account__is_active=True, secret_hash=_hash(link.thing))
    found = mine.select_related("account").first()
    if found is not None and (found.fetched_at is None or found.fetched_at < now() - _HOUR):
        mine.update(fetched_at=now())
    return found


def written(feed: Feed) -> bytes:
    """The feed as a calendar, in the language that is active; the same bytes as long as nothing changes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mooring//Mooring//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Mooring")
    # How often to look again, in the words of two generations of programs.
    calendar.add("refresh-interval", _HOUR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
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


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
