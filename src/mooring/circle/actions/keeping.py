"""Keeping in touch: how often, when not, and what happened with several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from mooring.circle import reminding, rhythm
from mooring.circle.actions import together
from mooring.circle.actions.people import answer_suggestions, note_touch
from mooring.circle.book import Book, read
from mooring.circle.editing import editing
from mooring.circle.models import Record
from mooring.circle.things import Contact, Together, Touch
from mooring.core.time import today
from mooring.meetings.queries import Confirmed
from mooring.people.models import Account
from mooring.suggestions.models import Pushed

_HELD = 120
"""Days for which it is kept which meetings were counted."""


def set_rhythm(*, account: Account, identity: str, ideal: int, latest: int) -> None:
    """Say how often one would like to be in touch with somebody, and how long at most, in days; nought goes back to what is usual."""
    with editing(account) as book:
        book.put(replace(book.contact(identity), ideal=ideal, latest=latest))


def set_tag(*, account: Account, tag: str, ideal: int, latest: int, scope: str) -> None:
    """Say the same for everyone with a tag, and when they may be brought to mind: ``work``, ``personal``, or empty for any time."""
    with editing(account) as book:
        beats, scopes = dict(book.settings.get("rhythms", {})), book.scopes()
        beats.pop(tag, None)
        scopes.pop(tag, None)
        if ideal:
            beats[tag] = (ideal, latest)
        if scope:
            scopes[tag] = scope
        book.settings.update(rhythms=beats, scopes=scopes)
        for contact in book.some([line.id for line in book.lines() if tag in line.tags]):
            book.put(contact)


def let_rest(*, account: Account, identity: str) -> None:
    """Let a tie rest: it asks for nothing until it is woken."""
    with editing(account) as book:
        book.put(replace(book.contact(identity), resting=True, snoozed_until=None))
    answer_suggestions(account, [identity], Pushed.Answer.NOT_NOW)


def wake(*, account: Account, identity: str) -> None:
    """Let a tie that rested or was put off count again."""
    with editing(account) as book:
        book.put(replace(book.contact(identity), resting=False, snoozed_until=None))


def snooze(*, account: Account, identity: str, until: dt.date) -> None:
    """Do not bring a tie to mind before a day."""
    with editing(account) as book:
        book.put(replace(book.contact(identity), snoozed_until=until))
    answer_suggestions(account, [identity], Pushed.Answer.NOT_NOW)


def touched_several(*, account: Account, identities: Sequence[str], on: dt.date, how: str, text: str = "") -> list[Touch]:
    """Note that one was in touch with several people on one day."""
    with editing(account) as book:
        touches = [note_touch(book, one, on=on, how=how, text=text) for one in identities]
    answer_suggestions(account, identities, Pushed.Answer.TAKEN)
    return touches


def tend(*, account: Account, on: dt.date) -> None:
    """What a circle needs once a day: whoever was put away a month ago is gone, and what was brought to mind waits for its next time."""
    book = read(account)
    gone, moved = _gone(book, on), _moved(book, on)
    if not gone and not moved:
        return
    with editing(account, on) as writing:
        for contact in writing.some(gone):
            if isinstance(contact, Contact) and contact.removed_on and contact.removed_on <= on - dt.timedelta(days=rhythm.TAKEN_BACK):
                together.free_hours(account, (one for one in writing.some(contact.children) if isinstance(one, Together)))
                writing.drop(contact)
        for thing in writing.some(moved):
            writing.put(thing)


def count_meetings(*, account: Account, met: Sequence[Confirmed]) -> int:
    """Count meetings that both sides confirmed as touches, each once for each person kept; returns how many were new."""
    book = read(account)
    fresh = [one for one in met if _uncounted(book, one)]
    if not fresh:
        return 0
    people = []
    with editing(account) as writing:
        counted: dict[str, int] = dict(writing.settings.get("met", {}))
        for one in fresh:
            line = writing.of_colleague(one.member)
            if line is not None and _key(one) not in counted:
                note_touch(writing, line.id, on=one.on, how="online", meeting=one.meeting)
                people.append(line.id)
                counted[_key(one)] = one.on.toordinal()
        oldest = today("UTC").toordinal() - _HELD
        writing.settings["met"] = {key: day for key, day in counted.items() if day >= oldest}
    answer_suggestions(account, people, Pushed.Answer.TAKEN)
    return len(people)


def _uncounted(book: Book, one: Confirmed) -> bool:
    return _key(one) not in book.settings.get("met", {}) and book.of_colleague(one.member) is not None


def _key(one: Confirmed) -> str:
    return f"{one.meeting}:{one.member}"


def _gone(book: Book, on: dt.date) -> list[str]:
    away = [line.id for line in book.put_away()]
    return list(Record.objects.filter(account=book.account, public_id__in=away, due__lte=on).values_list("public_id", flat=True))


def _moved(book: Book, on: dt.date) -> list[str]:
    """The records whose clear day has passed without anything of theirs still waiting for it."""
    waiting = {line.id: rhythm.first_of(reminding.day(line.due), line.days, on) for line in book.lines()}
    for one in book.open_things():
        waiting[one.id] = reminding.day(one.day) if one.sort != Together.KIND else None
    rows = Record.objects.filter(account=book.account, due__lt=on).values_list("public_id", flat=True)
    return [one for one in rows if one in waiting and ((next_one := waiting[one]) is None or next_one > on)]
