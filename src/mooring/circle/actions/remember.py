"""What is remembered of people: notes, promises, days, who introduced whom, thanks, and those met at an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mooring.circle import rhythm
from mooring.circle.actions import minding
from mooring.circle.actions.people import note_touch
from mooring.circle.editing import OpenBook, editing
from mooring.circle.queries import zone_of
from mooring.circle.things import Contact, Note, Sector, SpecialDay, Tier
from mooring.core.time import today
from mooring.people.models import Account


def add_note(*, account: Account, identity: str, sort: str, text: str, due: dt.date | None = None) -> Note:
    """Remember something of somebody: a ``note``, a ``promise`` of one's own, or what they ``asked`` for."""
    with editing(account) as book:
        note = book.put(Note(contact=book.contact(identity).id, sort=sort, text=text, on=today(zone_of(account)), due=due))
    minding.plan_at_once(account=account, days=[due] if due else [])
    return note


def change_note(*, account: Account, note: Note, sort: str, text: str, due: dt.date | None = None) -> None:
    """Remember it otherwise."""
    with editing(account) as book:
        book.put(replace(book.one(Note, note.id), sort=sort, text=text, due=due))
    minding.plan_at_once(account=account, days=[due] if due and due != note.due else [])


def done_note(*, account: Account, note: Note, done: bool) -> None:
    """Note that a promise was kept, or what was asked for given; or that it was not, after all."""
    with editing(account) as book:
        book.put(replace(book.one(Note, note.id), done=today(zone_of(account)) if done else None))


def drop_note(*, account: Account, note: Note) -> None:
    """Forget it."""
    with editing(account) as book:
        book.drop(book.one(Note, note.id))


def thank(*, account: Account, identity: str, on: dt.date | None) -> dt.date | None:
    """Note that one thanked somebody on a day, None for not at all; returns the day that stood there before."""
    with editing(account) as book:
        contact = book.contact(identity)
        book.put(replace(contact, thanked_on=on))
        return contact.thanked_on


def set_days(*, account: Account, identity: str, birthday: str, days: Sequence[SpecialDay]) -> None:
    """Keep the days of the year that matter of somebody."""
    present = today(zone_of(account))
    with editing(account) as book:
        before = book.contact(identity)
        after = book.put(replace(before, birthday=birthday, days=tuple(days)))
    told_of = {one.on for one in rhythm.special_days(before)}
    new = [one.on for one in rhythm.special_days(after) if one.on not in told_of]
    minding.plan_at_once(account=account, days=[on for one in new if (on := rhythm.next_reminder(one, present))])


def set_through(*, account: Account, identity: str, name: str, through: str = "") -> None:
    """Say who introduced somebody: a name (empty for nobody), and the id of another contact where it is one."""
    with editing(account) as book:
        book.put(replace(book.contact(identity), met_through=name, through=through))


def add_model(*, account: Account, said: Mapping[str, Any]) -> Contact:
    """Keep somebody one learns from without knowing them: no tie, no rhythm."""
    with editing(account) as book:
        return book.put(Contact(**said, is_model=True, tier=Tier.WIDER, sector=Sector.COMMUNITY, added_on=today(zone_of(account))))


def follow_up(
    *,
    account: Account,
    names: Sequence[str],
    known: Mapping[str, str],
    event: str,
    on: dt.date,
    how: str,
    tier: Tier,
    text: str,
    due: dt.date,
) -> list[Contact]:
    """Keep the people met at an event, each with a touch of that day and a promise to write to them.

    ``known`` names those who are in the circle already, by the name that was typed. ``text`` is what the promise says.
    """
    with editing(account) as book:
        met = [_met(book, name, known.get(name, ""), event, on, how, tier, text, due) for name in names]
    minding.plan_at_once(account=account, days=[due])
    return met


def _met(book: OpenBook, name: str, known: str, event: str, on: dt.date, how: str, tier: Tier, text: str, due: dt.date) -> Contact:
    contact = (
        book.contact(known) if known else book.put(Contact(name=name, tier=tier, met=event, tags=(event.replace(",", " "),), added_on=on))
    )
    note_touch(book, contact.id, on=on, how=how, text=event)
    book.put(Note(contact=contact.id, sort="promise", text=text, on=on, due=due))
    return book.contact(contact.id)
