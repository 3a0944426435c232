"""When a tie asks for attention: pure arithmetic on days.

``ideal`` is how often one would like to be in touch, ``latest`` how long at most; the second is half as long again unless it was set.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mooring.circle.things import Contact, SpecialDay, Together

LATEST_BY_DEFAULT = 1.5
TAKEN_BACK = 30
"""Days for which a contact that was put away can be taken back."""
REMIND_BEFORE = 3
"""Days before a special day at which it is brought to mind."""


@dataclass(frozen=True)
class Rhythm:
    """Two limits in days."""

    ideal: int
    latest: int


class Slack(enum.IntEnum):
    """How a tie is."""

    RESTS = 0
    IN_TOUCH = 1
    EASING = 2
    SLACK = 3


def rhythm_of(contact: Contact, by_tag: Mapping[str, tuple[int, int]]) -> Rhythm:
    """A contact's own rhythm, else the shortest of its tags', else its tier's."""
    ideal, latest = contact.ideal, contact.latest
    if not ideal:
        of_tags = sorted(by_tag[tag] for tag in contact.tags if tag in by_tag)
        ideal, latest = of_tags[0] if of_tags else (contact.tier.days, latest)
    return Rhythm(ideal, max(ideal, latest) if latest else round(ideal * LATEST_BY_DEFAULT))


def scope_of(contact: Contact, by_tag: Mapping[str, str]) -> str:
    """When a contact is to be brought to mind: as they are marked themselves, else as the first of their tags that is."""
    return contact.scope or next((by_tag[tag] for tag in contact.tags if tag in by_tag), "")


def since(contact: Contact) -> dt.date | None:
    """The day the rhythm counts from: the last touch, or the day they were added."""
    return contact.last or contact.added_on


def slack_after(days: int, ideal: int, latest: int) -> Slack:
    """How a tie is so many days after the last touch."""
    return Slack.SLACK if days > latest else Slack.EASING if days > ideal else Slack.IN_TOUCH


def due_of(contact: Contact, rhythm: Rhythm) -> dt.date | None:
    """The day a tie will have gone slack, or the end of its snooze where that is later; None where it rests."""
    begun = since(contact)
    if contact.resting or contact.is_model or contact.removed_on or begun is None:
        return None
    due = begun + dt.timedelta(days=rhythm.latest + 1)
    return max(due, contact.snoozed_until) if contact.snoozed_until else due


def special_days(contact: Contact) -> list[SpecialDay]:
    """The days of the year to be reminded of, the birthday first."""
    own = [SpecialDay("birthday", contact.birthday)] if contact.birthday else []
    return own + [one for one in contact.days if one.remind]


def next_time(on: str, today: dt.date) -> dt.date | None:
    """When a day of the year comes next, today included; the 29th of February is the 28th where there is none. None for no such day."""
    try:
        month, day = (int(part) for part in on.removeprefix("--").split("-")[-2:])
        for year in (today.year, today.year + 1):
            comes = dt.date(year, month, 28 if (month, day) == (2, 29) and not calendar.isleap(year) else day)
            if comes >= today:
                return comes
    except ValueError:
        return None
    return None


def next_reminder(on: str, today: dt.date) -> dt.date | None:
    """The day on which a day of the year is next brought to mind: some days before it, but not before today. None for no such day."""
    comes = next_time(on, today)
    return max(today, comes - dt.timedelta(days=REMIND_BEFORE)) if comes else None


def written_on(day: dt.date) -> list[str]:
    """The days of the year that fall on a day, as month and day: the 29th of February is the 28th where there is none."""
    own = f"{day:%m-%d}"
    return [own, "02-29"] if own == "02-28" and not calendar.isleap(day.year) else [own]


def next_attention(contact: Contact, rhythm: Rhythm, today: dt.date) -> dt.date | None:
    """The next day on which something about a contact is to be brought to mind: a slack tie, or a special day some days ahead.

    For one that was put away it is the day from which it is gone for good.
    """
    if contact.removed_on:
        return contact.removed_on + dt.timedelta(days=TAKEN_BACK)
    return first_of(due_of(contact, rhythm), [one.on for one in special_days(contact)], today)


def first_of(due: dt.date | None, days: Iterable[str], today: dt.date) -> dt.date | None:
    """The earlier of a day and those on which the given days of the year are brought to mind."""
    coming = [due, *(next_reminder(one, today) for one in days)]
    return min((one for one in coming if one is not None), default=None)


def next_together(one: Together, today: dt.date) -> dt.date | None:
    """The day a time kept for somebody comes next, today included; None for one that has been."""
    if one.on is not None:
        return one.on if one.on >= today else None
    return today + dt.timedelta(days=(one.weekday - today.weekday()) % 7)
