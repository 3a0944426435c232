"""Saying what one would like and has. Every step is kept as soon as it is answered, so that one may stop anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace

from mooring.circle.editing import OpenBook, editing
from mooring.circle.needs import open_one
from mooring.circle.things import Contact, Need, Support
from mooring.people.models import Account


def begin(*, account: Account, on: dt.date) -> Need:
    """Begin to answer, or go on where one stopped."""
    with editing(account) as book:
        return _begun(book, on)


def answer_kind(
    *, account: Account, on: dt.date, kind: Support, want: int | None, have: int | None, shown: Collection[str], who: Collection[str]
) -> Need:
    """One kind of support: how much is wanted, how much is there, and who of those shown gives it. None takes an answer back."""
    with editing(account) as book:
        need = _begun(book, on)
        givers = [one for one in shown if book.knows(one)]
        for contact in book.some(givers):
            assert isinstance(contact, Contact)
            gives = {*contact.gives} - {kind} | ({kind} if contact.id in who else set())
            if gives != set(contact.gives):
                book.put(replace(contact, gives=tuple(sorted(gives))))
        chosen = tuple(one for one in givers if one in who)
        return book.put(
            replace(need, on=on, want=_with(need.want, kind, want), have=_with(need.have, kind, have), who={**need.who, kind.key: chosen})
        )


def answer_hard(*, account: Account, on: dt.date, hard: Collection[str], words: str) -> Need:
    """What is hard just now."""
    with editing(account) as book:
        return book.put(replace(_begun(book, on), on=on, hard=tuple(hard), hard_words=words))


def answer_would_like(*, account: Account, on: dt.date, would_like: Mapping[str, str]) -> Need:
    """Where advice, practical help or somebody to be accountable to is wanted."""
    with editing(account) as book:
        return book.put(replace(_begun(book, on), on=on, would_like={key: words for key, words in would_like.items() if words}))


def answer_also(*, account: Account, on: dt.date, answers: Mapping[str, int]) -> Need:
    """Another instrument's questions, as far as they were answered."""
    with editing(account) as book:
        return book.put(replace(_begun(book, on), on=on, also=dict(answers)))


def finish(*, account: Account, on: dt.date) -> Need | None:
    """Be done. Answers of a day on which others were finished take their place; None where nothing was begun."""
    with editing(account) as book:
        need = open_one(book)
        if need is None:
            return None
        for other in book.some(book.ids(Need.KIND)):
            if isinstance(other, Need) and other.finished and other.on == on:
                book.drop(other)
        return book.put(replace(need, on=on, finished=True))


def forget(*, account: Account, identity: str) -> None:
    """Let answers go; raises NotThere."""
    with editing(account) as book:
        book.drop(book.one(Need, identity))


def _begun(book: OpenBook, on: dt.date) -> Need:
    return open_one(book) or book.put(Need(on=on))


def _with(said: Mapping[str, int], kind: Support, value: int | None) -> dict[str, int]:
    rest = {key: held for key, held in said.items() if key != kind.key}
    return rest if value is None else {**rest, kind.key: value}
