"""What the pages about keeping in touch show, opened as far as it is shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mooring.boundaries.models import OwnTime
from mooring.circle import reminding, rhythm
from mooring.circle.book import Book
from mooring.circle.index import Line
from mooring.circle.things import Contact, Note, SpecialDay, Together
from mooring.people.models import Account

MOST_TAGS = 100
MOST_DAYS = 10
"""So many special days are shown at once: a large circle has one every day."""

BIRTHDAY = "birthday"


@dataclass(frozen=True)
class Day:
    """A special day that comes; ``years`` is how many it will be, nought where the year is not known."""

    line: Line
    on: dt.date
    what: str
    years: int


@dataclass(frozen=True)
class DayOfYear:
    """A day of the year as somebody's page shows it: what, when it comes next, the year where it is known."""

    what: str
    comes: dt.date
    year: int


@dataclass(frozen=True)
class Owed:
    """Something open, promised or asked for, and of whom."""

    note: Note
    line: Line
    late: bool

    @property
    def on(self) -> dt.date | None:
        """The day it is due."""
        return self.note.due


@dataclass(frozen=True)
class Kept:
    """A time kept for somebody, and when it comes next."""

    time: Together
    line: Line
    on: dt.date
    held: bool = True
    """Whether one's hours hold it; not where it was freed there."""


def what_comes(book: Book, today: dt.date, within: int, most: int) -> list[Kept | Owed | Day]:
    """Times kept, what is open and special days, the soonest first; what has no day comes last."""
    found: list[Kept | Owed | Day] = [*times(book, today, most), *promises(book, today, most), *coming(book, today, within, MOST_DAYS)]
    return sorted(found, key=lambda one: (one.on is None, one.on or today))


def coming(book: Book, today: dt.date, within: int, most: int) -> list[Day]:
    """The special days that come, with what they are."""
    found = reminding.coming_days(book.lines(), today, within)[:most]
    opened = {one.id: one for one in book.some(list({one.line.id for one in found})) if isinstance(one, Contact)}
    days = []
    for one in found:
        special = next((day for day in rhythm.special_days(opened[one.line.id]) if day.on == one.written), None)
        if special is not None:
            days.append(Day(one.line, one.on, called(special), _years(one.written, one.on)))
    return days


def days_of(contact: Contact, today: dt.date) -> list[DayOfYear]:
    """The days of the year kept of somebody, the next one first."""
    own = [SpecialDay(BIRTHDAY, contact.birthday)] if contact.birthday else []
    found = [
        DayOfYear(called(one), comes, int(one.on[:4]) if not one.on.startswith("--") else 0)
        for one in (*own, *contact.days)
        if (comes := rhythm.next_time(one.on, today)) is not None
    ]
    return sorted(found, key=lambda one: one.comes)


def called(day: SpecialDay) -> str:
    """What a special day is called."""
    return _("Birthday") if day.what == BIRTHDAY else day.what


def promises(book: Book, today: dt.date, most: int) -> list[Owed]:
    """What is open, that with a day first."""
    return [Owed(one, book.line(one.contact), one.due is not None and one.due < today) for one in reminding.promises(book)[:most]]


def times(book: Book, today: dt.date, most: int) -> list[Kept]:
    """The times kept for somebody that are still to come, the soonest first."""
    found = [Kept(one, book.line(one.contact), on) for one in reminding.times(book) if (on := rhythm.next_together(one, today))]
    return sorted(found, key=lambda one: (one.on, one.time.begins))[:most]


def times_with(book: Book, contact: Contact, today: dt.date) -> list[Kept]:
    """The times kept for one person that are still to come, the soonest first."""
    ids = [one.id for one in book.open_things() if one.sort == Together.KIND and one.contact == contact.id]
    kept = [one for one in book.some(ids) if isinstance(one, Together)]
    held = hours_hold(book.account, [public_id for one in kept for public_id in one.times])
    found = [
        Kept(one, book.line(contact.id), on, bool(one.times) and held.issuperset(one.times))
        for one in kept
        if (on := rhythm.next_together(one, today))
    ]
    return sorted(found, key=lambda one: (one.on, one.time.begins))


def hours_hold(account: Account, times: list[str]) -> set[str]:
    """Which of these stretches an account's hours hold."""
    return set(OwnTime.objects.filter(account=account, public_id__in=times).values_list("public_id", flat=True)) if times else set()


def tags(book: Book) -> dict[str, int]:
    """The tags of a circle with how many people have each, the most used first."""
    counted = Counter(tag for line in book.lines() for tag in line.tags)
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0].casefold()))[:MOST_TAGS])


def _years(written: str, on: dt.date) -> int:
    return on.year - int(written[:4]) if not written.startswith("--") else 0
