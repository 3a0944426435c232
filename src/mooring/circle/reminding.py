"""What of a circle is to be brought to mind on a day, read from its index: one step, days that come, promises, times kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from mooring.boundaries.queries import hours_of_account
from mooring.circle import rhythm
from mooring.circle.book import Book, read
from mooring.circle.glance import Glance
from mooring.circle.index import PERSONAL, RESTING, WORK, Line, Open
from mooring.circle.rhythm import Slack
from mooring.circle.things import Note, Together
from mooring.people.models import Account
from mooring.suggestions import budget

TOUCH, WAKE = "circle.touch", "circle.wake"
"""What the ledger of suggestions calls them: somebody one loses touch with, and a tie that has been asleep for long."""

ASLEEP = 365
"""Days without a touch after which a tie is asleep, and waking it is suggested once a month at most."""

WAKE_EVERY = 30
NOT_AGAIN_FOR = 14
"""Days for which the same person is not suggested again."""

_MINUTE = dt.timedelta(minutes=1)


class Step(NamedTuple):
    """Somebody to be in touch with, and why: days wished for, days it has been. Thousands are made for a page."""

    line: Line
    days: int

    @property
    def asleep(self) -> bool:
        """Whether this would wake a tie."""
        return self.days > ASLEEP

    @property
    def key(self) -> str:
        """What the ledger calls it."""
        return WAKE if self.asleep else TOUCH

    @property
    def why(self) -> str:
        """The reason, as a whole sentence."""
        said = {"ideal": self.line.ideal, "days": self.days}
        if not self.line.touched:
            return _("You asked for every %(ideal)s days, and have noted nothing in the %(days)s days since you added them.") % said
        return _("You asked for every %(ideal)s days; it has been %(days)s.") % said


@dataclass(frozen=True)
class Coming:
    """A day of the year that comes: whose, when, and which day of the year it is as it was written."""

    line: Line
    on: dt.date
    written: str


def day(ordinal: int) -> dt.date | None:
    """A day as the index counts it."""
    return dt.date.fromordinal(ordinal) if ordinal else None


def losing(book: Book, today: dt.date) -> list[Step]:
    """The ties that have gone slack and are neither put off nor at rest, the longest over first."""
    return _losing(book.lines(), today)


def _losing(lines: Iterable[Line], today: dt.date) -> list[Step]:
    number = today.toordinal()
    found = [Step(line, number - line.since) for line in lines if 0 < line.due <= number]
    return sorted(found, key=lambda one: (one.line.latest - one.days, one.line.tier))


def put_off(book: Book, today: dt.date) -> list[Line]:
    """The ties that have gone slack and were put off, by the day they come back."""
    number = today.toordinal()
    found = [line for line in book.lines() if line.due > number and line.slack(today) is Slack.SLACK]
    return sorted(found, key=lambda line: line.due)


def resting(book: Book) -> list[Line]:
    """The ties that rest, by name."""
    return [line for line in book.lines() if line.has(RESTING)]


def coming_days(lines: Iterable[Line], today: dt.date, within: int) -> list[Coming]:
    """The special days of the next so many days, each once, the soonest first."""
    wanted: dict[str, dt.date] = {}
    for step in range(within, -1, -1):
        on = today + dt.timedelta(days=step)
        wanted |= dict.fromkeys(rhythm.written_on(on), on)
    found = [Coming(line, wanted[written[-5:]], written) for line in lines if line.days for written in line.days if written[-5:] in wanted]
    return sorted(found, key=lambda one: (one.on, one.line.name))


def in_order(found: Iterable[Step]) -> list[Step]:
    """Whom one could be in touch with, the nearest and the longest waiting first, and those asleep last."""
    return sorted(found, key=lambda one: (one.asleep, one.line.tier, -one.days / one.line.latest))


def suits(line: Line, *, working: bool) -> bool:
    """Whether somebody may be brought to mind in working hours, or outside them."""
    return not line.has(PERSONAL if working else WORK)


def is_working(account: Account, instant: dt.datetime) -> bool:
    """Whether an instant lies in an account's working hours."""
    return bool(hours_of_account(account).working(instant, instant + _MINUTE))


def suiting(found: Iterable[Step], account: Account, instant: dt.datetime) -> Iterator[Step]:
    """The steps that suit the hour; the hours are looked up only where somebody is marked."""
    working: bool | None = None
    for one in found:
        if one.line.has(WORK | PERSONAL):
            working = is_working(account, instant) if working is None else working
            if not suits(one.line, working=working):
                continue
        yield one


def suggested(book: Book, today: dt.date) -> list[Step]:
    """The steps that came unasked lately and wait for an answer."""
    asked = _asked(book.account, today)
    return in_order(_of(book.account, asked, _losing(book.lines(), today))) if asked else []


def suggested_at_a_glance(account: Account, glance: Glance, today: dt.date) -> list[Step]:
    """The same; the circle is opened only where one of them is not among the nearest."""
    asked = _asked(account, today)
    near = in_order(_of(account, asked, _losing(glance.near, today))) if asked else []
    return near if len(near) == len(asked) else suggested(read(account), today)


def _asked(account: Account, today: dt.date) -> Collection[str]:
    return budget.waiting(account, (TOUCH, WAKE), today - dt.timedelta(days=budget.A_WEEK))


def _of(account: Account, asked: Collection[str], found: Iterable[Step]) -> Iterator[Step]:
    return (one for one in found if budget.hashed(account, one.line.id) in asked)


def next_push(book: Book, on: dt.date) -> Iterator[Step]:
    """The steps that may be brought unasked on a day as far as they go themselves: not lately suggested, none asleep twice a month."""
    woken = budget.last_of(book.account, WAKE)
    too_soon = woken is not None and (on - woken).days < WAKE_EVERY
    lately = budget.since(book.account, (TOUCH, WAKE), on - dt.timedelta(days=NOT_AGAIN_FOR))
    for one in in_order(losing(book, on)):
        if not (one.asleep and too_soon) and budget.hashed(book.account, one.line.id) not in lately:
            yield one


def is_anything_due(book: Book, today: dt.date) -> bool:
    """Whether something one asked to be reminded of is there on a day: a promise, a time kept, a special day that is near."""
    number = today.toordinal()
    if any(0 < one.day <= number for one in _open(book)):
        return True
    return bool(coming_days(book.lines(), today, rhythm.REMIND_BEFORE))


def is_anything_new(book: Book, today: dt.date) -> bool:
    """Whether one of these begins to be due on that very day: what was there the day before has been told of."""
    number = today.toordinal()
    if any(one.day == number for one in _open(book)):
        return True
    return any((one.on - today).days == rhythm.REMIND_BEFORE for one in coming_days(book.lines(), today, rhythm.REMIND_BEFORE))


def promises(book: Book) -> list[Note]:
    """What is open, promised or asked for, that with a day first."""
    ids = [one.id for one in _open(book) if one.sort != Together.KIND]
    return [one for one in book.some(ids) if isinstance(one, Note)]


def times(book: Book) -> list[Together]:
    """The times kept for somebody."""
    ids = [one.id for one in _open(book) if one.sort == Together.KIND]
    return [one for one in book.some(ids) if isinstance(one, Together)]


def _open(book: Book) -> list[Open]:
    """What is open, without what hangs on somebody who was put away."""
    found = book.open_things()
    away = {line.id for line in book.put_away()} if found else set()
    return [one for one in found if one.contact not in away]
