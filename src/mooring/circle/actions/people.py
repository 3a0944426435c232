"""Keeping people, and the touch that happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mooring.circle import reminding
from mooring.circle.actions import together
from mooring.circle.actions.links import relink
from mooring.circle.editing import OpenBook, editing
from mooring.circle.queries import zone_of
from mooring.circle.things import Contact, Sector, Tier, Together, Touch
from mooring.core.time import today
from mooring.people.models import Account, Member
from mooring.suggestions import budget
from mooring.suggestions.models import Pushed

ANSWERED_WITHIN = 60
"""Days after a suggestion in which what one does is an answer to it."""


def add(*, account: Account, said: Mapping[str, Any]) -> Contact:
    """Keep somebody new; ``said`` names fields of a contact."""
    with editing(account) as book:
        return book.put(Contact(**said, added_on=today(zone_of(account))))


def change(*, account: Account, identity: str, said: Mapping[str, Any]) -> Contact:
    """Keep somebody otherwise; raises NotThere."""
    with editing(account) as book:
        return book.put(replace(book.contact(identity), **said))


def move(*, account: Account, identity: str, tier: Tier) -> Tier:
    """Bring somebody nearer or further; returns where they were."""
    with editing(account) as book:
        contact = book.contact(identity)
        book.put(replace(contact, tier=tier))
        return contact.tier


def keep_colleague(*, account: Account, member: Member) -> Contact:
    """Keep a colleague, whom this account may see; once, however often it is asked."""
    mine = Member.objects.here().filter(account=account, organisation=member.organisation).first()
    with editing(account) as book:
        found = book.of_colleague(member.public_id)
        if found is not None:
            held = book.contact(found.id)
            return book.put(replace(held, removed_on=None)) if held.removed_on else held
        if again := relink(book, member):
            return again
        return book.put(
            Contact(
                name=member.shown_name,
                line=" · ".join(part for part in (member.title, member.team.name if member.team else "") if part),
                sector=Sector.WORK,
                tier=Tier.USEFUL,
                colleague=member.public_id,
                same_organisation=True,
                same_team=bool(mine and mine.team_id and mine.team_id == member.team_id),
                organisation=member.organisation.name,
                title=member.title,
                emails=(member.work_address,) if member.work_address else (),
                added_on=today(zone_of(account)),
            )
        )


def touched(*, account: Account, identity: str, on: dt.date, how: str, text: str = "") -> Touch:
    """Note that one was in touch; the rhythm begins anew from the last time it really happened, and a suggestion of it was taken up."""
    with editing(account) as book:
        touch = note_touch(book, identity, on=on, how=how, text=text)
    answer_suggestions(account, [identity], Pushed.Answer.TAKEN)
    return touch


def answer_suggestions(account: Account, identities: Iterable[str], answer: Pushed.Answer) -> None:
    """Note what became of the suggestions to be in touch with these people, where there were such."""
    keys = (reminding.TOUCH, reminding.WAKE)
    waiting = budget.waiting(account, keys, today(zone_of(account)) - dt.timedelta(days=ANSWERED_WITHIN))
    for identity in identities:
        if waiting and budget.hashed(account, identity) in waiting:
            for key in keys:
                budget.answered(account, key, identity, answer)


def note_touch(book: OpenBook, identity: str, *, on: dt.date, how: str, text: str = "", meeting: str = "") -> Touch:
    """Note a touch in a circle that is being written in."""
    touch = book.put(Touch(contact=identity, on=on, how=how, text=text, meeting=meeting))
    contact = book.contact(identity)
    if contact.last is None or on >= contact.last:
        book.put(replace(contact, last=on, last_how=how, snoozed_until=None))
    return touch


def untouched(*, account: Account, touch: Touch) -> None:
    """Take a touch back; the rhythm counts from the one before."""
    with editing(account) as book:
        book.drop(book.one(Touch, touch.id))
        contact = book.contact(touch.contact)
        touches, _notes = book.children(contact)
        last = touches[0] if touches else None
        book.put(replace(contact, last=last.on if last else None, last_how=last.how if last else ""))


def put_away(*, account: Account, identity: str) -> None:
    """Take somebody out of the circle; for a month they can be taken back. The times kept for them are free at once."""
    with editing(account) as book:
        contact = book.put(replace(book.contact(identity), removed_on=today(zone_of(account))))
        together.free_hours(account, (one for one in book.some(contact.children) if isinstance(one, Together)))


def take_back(*, account: Account, identity: str) -> Contact:
    """Have somebody again who was put away."""
    with editing(account) as book:
        return book.put(replace(book.contact(identity), removed_on=None))
