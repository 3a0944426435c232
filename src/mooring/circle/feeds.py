"""A circle's own calendar: days that come, rhythms and times kept, for a calendar program that subscribes to it.

Whoever has the address reads it: it is made of a secret of which only a hash is kept, shown once, and ends with one press.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.boundaries.queries import hours_of_account
from mooring.circle import keeping_queries, reminding, rhythm
from mooring.circle.book import Book, read
from mooring.circle.models import CircleFeed
from mooring.circle.things import Contact, Tier, Together
from mooring.core.later import Later
from mooring.core.links import Link, LinkRefused, absolute, make
from mooring.core.links import read as read_link
from mooring.core.time import at, now
from mooring.people.models import Account

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

PURPOSE: Final = "circle.feed"
AHEAD: Final = 400
WEEKS_AHEAD: Final = 26
_YEARS: Final = 3650
_HOUR: Final = dt.timedelta(hours=1)
_A_DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def open_feed(*, account: Account, names: bool, rhythms: bool) -> str:
    """Make the address of an account's calendar anew, which is not kept. It says whom it is about, and when to be in touch, as wished."""
    secret = secrets.token_urlsafe(32)
    said = {"secret_hash": _hash(secret), "names": names, "rhythms": rhythms, "made_at": now(), "fetched_at": None}
    CircleFeed.objects.update_or_create(account=account, defaults=said)
    record("circle.feed_opened", actor=account, subject_account=account)
    return absolute("circle_feed", token=make(Link(PURPOSE, account.public_id, secret), days=_YEARS))


@transaction.atomic
def close_feed(*, account: Account) -> None:
    """End an account's calendar: its address answers nothing any more."""
    if CircleFeed.objects.filter(account=account).delete()[0]:
        record("circle.feed_closed", actor=account, subject_account=account)


def by_token(token: str) -> CircleFeed | None:
    """The calendar of an address, where it is still open; notes that it was fetched."""
    try:
        link = read_link(token, purpose=PURPOSE)
    except LinkRefused:
        return None
    mine = CircleFeed.objects.filter(account__public_id=link.person, account__is_active=True, secret_hash=_hash(link.thing))
    found = mine.select_related("account").first()
    if found is not None and (found.fetched_at is None or found.fetched_at < now() - _HOUR):
        mine.update(fetched_at=now())
    return found


def written(feed: CircleFeed, today: dt.date) -> bytes:
    """The calendar, in the language that is active; the same bytes as long as nothing changes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mooring//Circle//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My circle"))
    calendar.add("refresh-interval", _HOUR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    book = read(feed.account)
    for event in (*_days(book, feed, today), *_rhythms(book, feed, today), *_times(book, feed, today)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _days(book: Book, feed: CircleFeed, today: dt.date) -> Iterator[icalendar.Event]:
    coming = reminding.coming_days(book.lines(), today, AHEAD)
    opened = {one.id: one for one in book.some(sorted({one.line.id for one in coming})) if isinstance(one, Contact)}
    for one in coming:
        special = next((day for day in rhythm.special_days(opened[one.line.id]) if day.on == one.written), None)
        what = keeping_queries.called(special) if special is not None else ""
        words = f"{what}: {one.line.name}" if feed.names else _("A day in my circle")
        yield _whole_day(f"day-{one.line.id}-{one.on:%Y%m%d}-{_short(one.written + what)}", one.on, words)


def _rhythms(book: Book, feed: CircleFeed, today: dt.date) -> Iterator[icalendar.Event]:
    """When a line would go slack; of the wider circle none, for that may hold thousands."""
    if not feed.rhythms:
        return
    for line in book.lines():
        due = reminding.day(line.due)
        if line.tier is not Tier.WIDER and due is not None and (due - today).days <= AHEAD:
            words = _("Be in touch with %(name)s") % {"name": line.name} if feed.names else _("Be in touch with somebody")
            yield _whole_day(f"touch-{line.id}-{due:%Y%m%d}", due, words)


def _times(book: Book, feed: CircleFeed, today: dt.date) -> Iterator[icalendar.Event]:
    kept = reminding.times(book)
    if not kept:
        return
    hours = hours_of_account(feed.account)
    for one in kept:
        name = book.line(one.contact).name
        words = (f"{one.what}: {name}" if one.what else name) if feed.names else _("Time I keep")
        for on in _dates(one, today):
            begin = at(on, dt.time.fromisoformat(one.begins), hours.zone_on(on))
            event = _event(f"time-{one.id}-{on:%Y%m%d}", begin, words)
            event.add("dtstart", begin)
            event.add("dtend", begin + dt.timedelta(minutes=one.minutes))
            event.add("transp", "OPAQUE")
            yield event


def _dates(one: Together, today: dt.date) -> list[dt.date]:
    first = rhythm.next_together(one, today)
    if first is None:
        return []
    return [first] if one.on is not None else [first + dt.timedelta(weeks=week) for week in range(WEEKS_AHEAD)]


def _whole_day(uid: str, on: dt.date, words: str) -> icalendar.Event:
    event = _event(uid, at(on, dt.time(), "UTC"), words)
    event.add("dtstart", on)
    event.add("dtend", on + _A_DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _event(uid: str, stamped: dt.datetime, words: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{uid}@mooring")
    event.add("dtstamp", stamped)
    event.add("summary", words)
    event.add("class", "PRIVATE")
    return event


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
