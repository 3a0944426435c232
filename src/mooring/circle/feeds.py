"""A circle's own calendar: days that come, rhythms and times kept, for a calendar program that subscribes to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from mooring.boundaries.queries import hours_of_account
from mooring.calendars import subscribed
from mooring.circle import keeping_queries, reminding, rhythm
from mooring.circle.book import Book, read
from mooring.circle.models import CircleFeed
from mooring.circle.things import Contact, Tier, Together
from mooring.core.later import Later
from mooring.core.time import at

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

FEED: Final = subscribed.Subscribed(CircleFeed, "circle.feed", "circle_feed", "circle.feed_opened", "circle.feed_closed")
AHEAD: Final = 400
WEEKS_AHEAD: Final = 26
_A_DAY: Final = dt.timedelta(days=1)


def written(feed: CircleFeed, today: dt.date) -> bytes:
    """The calendar, in the language that is active; the same bytes as long as nothing changes."""
    calendar = subscribed.begun("Circle", _("My circle"))
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
