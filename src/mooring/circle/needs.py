"""What somebody said they would like and have, as it stands and over time: pure readings of their own answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import Book
from mooring.circle.instruments import HOW_MUCH, LONELINESS, NEEDS
from mooring.circle.things import Need, Support

Words = str | Promise
MOST = HOW_MUCH[-1].value
STEPS_AT = tuple(10 + 180 * one.value // MOST for one in HOW_MUCH)
LINES_AT = tuple(70 - 15 * one.value for one in HOW_MUCH)

HARD: dict[str, Words] = {
    "stopping": _("Stopping when the working day is over"),
    "messages": _("Messages in my own time"),
    "alone": _("Days on which I talk to nobody"),
    "care": _("Being there for people at home and at work"),
    "zones": _("Working with people far away in the day"),
    "focus": _("Never an hour without being interrupted"),
    "load": _("More to do than fits into the week"),
    "room": _("Working and living in one room"),
    "expected": _("Not knowing what is expected of me"),
    "unseen": _("Work that nobody sees"),
    "own": _("Time for friends, family or myself"),
}
"""What may be hard just now in balancing work and life."""

WOULD_LIKE: dict[str, Words] = {
    "advice": _("Advice"),
    "hand": _("Practical help"),
    "account": _("Somebody to be accountable to"),
}


@dataclass(frozen=True)
class Asked:
    """A kind of support as it is asked about."""

    meaning: Words
    examples: tuple[Words, ...]


ASKED: dict[Support, Asked] = {
    Support.COMFORT: Asked(
        _("Somebody who listens when a day is hard, and does not try to solve it."),
        (
            _("Whom you can call when something has gone wrong."),
            _("Who asks how you are and waits for the answer."),
            _("With whom you can be in a bad mood."),
        ),
    ),
    Support.ADVICE: Asked(
        _("Somebody who knows the way: what to do, whom to ask, how they did it themselves."),
        (
            _("Who reads the difficult mail before you send it."),
            _("Who has done the job you are about to do."),
            _("Who tells you honestly when you are about to make a mistake."),
        ),
    ),
    Support.HAND: Asked(
        _("Somebody who helps with their time and their hands."),
        (
            _("Who takes over when you are ill, or looks after the children."),
            _("Who looks over your figures before the meeting."),
            _("Who would lend you a car, a room, an afternoon."),
        ),
    ),
    Support.ENCOURAGEMENT: Asked(
        _("Somebody who sees what you do, and trusts you with more."),
        (
            _("Who notices good work and says so."),
            _("Who reminds you what you are good at."),
            _("Who puts your name forward."),
        ),
    ),
    Support.BELONGING: Asked(
        _("People among whom you need not explain yourself."),
        (
            _("Who would notice if you were not there."),
            _("With whom you share a joke, a language, a team, a pew or a pitch."),
            _("Who ask you along."),
        ),
    ),
}


@dataclass(frozen=True)
class Level:
    """How a kind of support stands by one's own answers: both from 0 to 4, ``None`` where nothing was said."""

    kind: Support
    want: int | None
    have: int | None
    unmet: int

    @property
    def said(self) -> bool:
        """Whether both were said."""
        return self.want is not None and self.have is not None

    @property
    def want_at(self) -> int:
        """Where the wish stands on a line 200 long."""
        return _along(self.want)

    @property
    def have_at(self) -> int:
        """Where what is there stands on it."""
        return _along(self.have)

    @property
    def want_words(self) -> Words:
        """What would be liked, in words."""
        return "" if self.want is None else HOW_MUCH[self.want].words

    @property
    def have_words(self) -> Words:
        """What is there, in words."""
        return "" if self.have is None else HOW_MUCH[self.have].words


def levels(need: Need) -> list[Level]:
    """The five kinds as they were answered."""
    answers = {f"want-{key}": value for key, value in need.want.items()} | {f"have-{key}": value for key, value in need.have.items()}
    missing = NEEDS.scoring(answers)
    return [Level(kind, need.want.get(kind.key), need.have.get(kind.key), missing.get(kind.key, 0)) for kind in Support]


def open_one(book: Book) -> Need | None:
    """The answers that may be gone on with."""
    last = book.some(book.ids(Need.KIND)[-1:])
    return next((one for one in last if isinstance(one, Need) and not one.finished), None)


def latest(book: Book) -> tuple[Need | None, Need | None]:
    """The last finished answers, and those that may be gone on with; there is at most one of the second."""
    last = [one for one in book.some(book.ids(Need.KIND)[-2:]) if isinstance(one, Need)]
    return (
        next((one for one in reversed(last) if one.finished), None),
        next((one for one in reversed(last) if not one.finished), None),
    )


def where_stopped(need: Need) -> int:
    """The first step of which nothing was said: 1 to 5 for the kinds, 6 for what is hard, and so on."""
    said = [kind.key in need.want or kind.key in need.have for kind in Support]
    said += [bool(need.hard or need.hard_words), bool(need.would_like)]
    return next((number for number, one in enumerate(said, start=1) if not one), len(said) + 1)


def finished(book: Book) -> list[Need]:
    """All finished answers, the oldest first."""
    found = [one for one in book.some(book.ids(Need.KIND)) if isinstance(one, Need) and one.finished]
    return sorted(found, key=lambda one: one.on or dt.date.min)


def is_time_again(need: Need | None, today: dt.date) -> bool:
    """Whether answering again may say something new."""
    return need is not None and need.on is not None and (today - need.on).days >= NEEDS.interval


def is_low(need: Need) -> bool:
    """Whether what was said makes it kind to say where help is: read when the last page is shown, and kept nowhere."""
    comfort = {Support.COMFORT.key, Support.BELONGING.key}
    far = any(need.want.get(key, 0) - need.have.get(key, need.want.get(key, 0)) >= MOST - 1 for key in comfort)
    empty = bool(need.have) and all(value <= 1 for value in need.have.values()) and any(need.want.values())
    return far or empty or need.also.get("lonely") == LONELINESS.questions[0].choices[0].value


@dataclass(frozen=True)
class Run:
    """A kind of support over time: two lines as SVG points (200 by 80), and the last point of each."""

    kind: Support
    want: str
    have: str
    want_last: tuple[int, int] | None
    have_last: tuple[int, int] | None


def runs(needs: Sequence[Need]) -> list[Run]:
    """Each kind over time."""
    days = [one.on for one in needs if one.on]
    if not days:
        return []
    first, length = days[0].toordinal(), max(1, days[-1].toordinal() - days[0].toordinal())

    def points(said: Sequence[tuple[dt.date | None, int | None]]) -> list[tuple[int, int]]:
        return [
            (10 + (180 * (on.toordinal() - first)) // length if len(days) > 1 else 100, 70 - 15 * value)
            for on, value in said
            if on and value is not None
        ]

    found = []
    for kind in Support:
        want = points([(one.on, one.want.get(kind.key)) for one in needs])
        have = points([(one.on, one.have.get(kind.key)) for one in needs])
        found.append(Run(kind, _line(want), _line(have), want[-1] if want else None, have[-1] if have else None))
    return found


def _along(value: int | None) -> int:
    return 10 + 180 * (value or 0) // MOST


def _line(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
