"""What the pages of a circle show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import Line
from mooring.circle.rhythm import Slack
from mooring.circle.things import Support, Tier, Words
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
class Row:
    """A contact in a list. ``days`` is how long ago the last touch was, None where there was none."""

    line: Line
    slack: Slack
    days: int | None

    @property
    def tie(self) -> str:
        """How the tie is drawn."""
        return {Slack.SLACK: "loose", Slack.EASING: "easing"}.get(self.slack, "tight")


def zone_of(account: Account) -> str:
    """The zone whose dates the account's own things are kept in."""
    if account.timezone:
        return account.timezone
    member = Member.objects.here().filter(account=account).select_related("site", "organisation").order_by("joined_at", "pk").first()
    return member.zone if member else "UTC"


def fitting(asked: Asked, today: dt.date) -> Callable[[Line], bool] | None:
    """Whether a contact is among what was asked for; None where everybody is."""
    text = fold(asked.text)
    return (lambda line: _fits(line, asked, text, today)) if asked.narrowed else None


def rows(lines: Iterable[Line], today: dt.date) -> list[Row]:
    """Contacts with how their ties are."""
    return [Row(line, line.slack(today), today.toordinal() - line.touched if line.touched else None) for line in lines]


def chips(lines: Sequence[Line], today: dt.date, only: str) -> list[Chip]:
    """The ways a list can be narrowed to; ``only`` is the word that stands in the address now."""
    found = [Chip(_("Everyone"), reverse("circle"), not only, len(lines))]
    for one in Support:
        found.append(Chip(one.words, f"?only={one.key}", only == one.key, sum(line.gives >> one & 1 for line in lines)))
    for name, (words, fits) in ONLY.items():
        found.append(Chip(words, f"?only={name}", only == name, sum(fits(line, today) for line in lines)))
    return found


def by_tier(found: list[Row]) -> list[tuple[Tier, list[Row]]]:
    """Rows under their tier, the nearest tier first; a tier without any is left out."""
    return [(tier, some) for tier in Tier if (some := [row for row in found if row.line.tier is tier])]


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
