"""What the pages of a circle show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import Book, read
from mooring.circle.glance import Glance
from mooring.circle.index import Line
from mooring.circle.listed import ago
from mooring.circle.rhythm import Slack
from mooring.circle.things import Support, Words
from mooring.core.text import fold
from mooring.people.models import Account, Member


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to: a part of a name, a kind of support, or how things stand (``slack``, ``not thanked``)."""

    text: str = ""
    gives: Support | None = None
    only: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.gives is not None or self.only)


@dataclass(frozen=True)
class Chip:
    """One way a list can be narrowed."""

    words: Words
    address: str
    current: bool
    count: int


@dataclass(frozen=True)
class Tie:
    """How the tie to somebody is. ``days`` is how long ago the last touch was, None where there was none."""

    slack: Slack
    days: int | None

    @property
    def tie(self) -> str:
        """How it is drawn."""
        return {Slack.SLACK: "loose", Slack.EASING: "easing"}.get(self.slack, "tight")

    @property
    def ago(self) -> str:
        """How long ago the last touch was, in words."""
        return ago(self.days)


def zone_of(account: Account, memberships: Iterable[Member] | None = None) -> str:
    """The zone whose dates the account's own things are kept in; ``memberships`` where they are at hand."""
    if account.timezone:
        return account.timezone
    if memberships is None:
        memberships = Member.objects.here().filter(account=account).select_related("site", "organisation")
    first = min(memberships, key=lambda one: (one.joined_at is None, one.joined_at, one.pk), default=None)
    return first.zone if first else "UTC"


def fitting(asked: Asked, today: dt.date) -> Callable[[Line], bool] | None:
    """Whether a contact is among what was asked for; None where everybody is."""
    text = fold(asked.text)
    return (lambda line: _fits(line, asked, text, today)) if asked.narrowed else None


def tie_to(line: Line, today: dt.date) -> Tie:
    """How the tie to somebody is on a day."""
    return Tie(line.slack(today), today.toordinal() - line.touched if line.touched else None)


def chips(glance: Glance, today: dt.date, only: str) -> list[Chip]:
    """The ways a list can be narrowed to; ``only`` is the word that stands in the address now."""
    counts = {"slack": glance.slack(today), "not-thanked": glance.not_thanked}
    found = [Chip(_("Everyone"), reverse("circle"), not only, glance.size)]
    found += [Chip(one.words, f"?only={one.key}", only == one.key, glance.kinds[one]) for one in Support]
    return found + [Chip(words, f"?only={name}", only == name, counts[name]) for name, (words, _fits) in ONLY.items()]


class Nearest(Sequence[Line]):
    """Everybody in the order of a list, the nearest first: as far as the first look knows them; past that the whole is opened."""

    def __init__(self, account: Account, glance: Glance) -> None:
        self._account, self._glance = account, glance

    def __len__(self) -> int:
        return self._glance.size

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        """One, or some of them."""
        last = at.stop if isinstance(at, slice) else at + 1
        known = last is not None and last <= len(self._glance.near) or self._glance.size <= len(self._glance.near)
        return (self._glance.near if known else nearest(read(self._account)))[at]


def nearest(book: Book) -> list[Line]:
    """Everybody, the nearest first, then by name."""
    return sorted(book.lines(), key=lambda line: line.tier)


ONLY: dict[str, tuple[Words, Callable[[Line, dt.date], bool]]] = {
    "slack": (_("Gone slack"), lambda line, today: line.slack(today) is Slack.SLACK),
    "not-thanked": (_("Not thanked"), lambda line, today: bool(line.gives) and not line.thanked),
}


def _fits(line: Line, asked: Asked, text: str, today: dt.date) -> bool:
    if text and text not in fold(line.name) and text not in fold(line.line) and not any(text in fold(tag) for tag in line.tags):
        return False
    if asked.gives is not None and not line.gives >> asked.gives & 1:
        return False
    return asked.only not in ONLY or ONLY[asked.only][1](line, today)
