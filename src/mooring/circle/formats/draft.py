"""A card in the making, filled from whatever a file has, value by value."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from mooring.circle.formats import lines
from mooring.circle.formats.card import Card, Day, Event, Labelled, assembled, clean, one_line
from mooring.circle.formats.days import day_of, linkedin_day

NOISE: Final = frozenset({"internet", "pref", "voice", "x400", "msg", "dom", "intl", "postal", "parcel", "*", "other", "text"})
"""Kinds that tell a person nothing."""

_APPLE: Final = re.compile(r"_\$!<(.*)>!\$_")
_OWN_GROUPS: Final = frozenset({"mycontacts", "my contacts"})


class Draft:
    """What is known so far of one person. `unsure` lists values that could not be read for sure, with what they should have been."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.emails: list[tuple[bool, Labelled]] = []
        self.phones: list[tuple[bool, Labelled]] = []
        self.urls: list[tuple[bool, Labelled]] = []
        self.notes: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[Labelled] = []
        self.parts: dict[str, dict[str, str]] = {}
        self.numbers: dict[str, str] = {}
        self.related: list[Labelled] = []
        self.dates: list[Event] = []
        self.birthday: Day | None = None
        self.connected_on: dt.date | None = None
        self.rev: dt.datetime | None = None
        self.extra: list[str] = []
        self.unsure: list[tuple[str, str]] = []

    def text(self, value: str, field: str) -> None:
        """A field of one line; the first that is not empty stays, another is kept aside."""
        value = one_line(value)
        if not self.texts.get(field):
            self.texts[field] = value
        elif value and value != self.texts[field]:
            self.keep(value, field)

    def email(self, value: str, kind: str, *, first: bool = False) -> None:
        """An address."""
        self._add(self.emails, value.strip().removeprefix("mailto:"), kind, first=first)

    def phone(self, value: str, kind: str, *, first: bool = False) -> None:
        """A number."""
        self._add(self.phones, value.strip().removeprefix("tel:"), kind, first=first)

    def url(self, value: str, kind: str, *, first: bool = False) -> None:
        """An address on the web."""
        self._add(self.urls, value, kind, first=first)

    def relation(self, value: str, kind: str) -> None:
        """Another person."""
        if value := one_line(value):
            self.related.append(Labelled(value, kind_of(kind)))

    def address(self, value: str, kind: str) -> None:
        """Where they live or work, as text."""
        value = "\n".join(part for part in map(str.strip, clean(value).split("\n")) if part)
        if value:
            self.addresses.append(Labelled(value, kind_of(kind)))

    def part(self, value: str, place: str) -> None:
        """One part of an address: ``place`` is its kind and the name of the part, parted by a bar."""
        kind, _bar, name = place.partition("|")
        parts = self.parts.setdefault(kind, {})
        if value := clean(value):
            parts[name] = value

    def note(self, value: str, _kind: str = "") -> None:
        """What is written about them."""
        if value := clean(value):
            self.notes.append(value)

    def tag(self, value: str, _kind: str = "") -> None:
        """A group they are in; a program's own group of everybody is none."""
        value = one_line(value)
        if value and value not in self.tags and value.casefold() not in _OWN_GROUPS:
            self.tags.append(value)

    def tag_list(self, value: str, _kind: str = "") -> None:
        """Groups in one text, parted by semicolons or commas."""
        for one in re.split("[;,]", value):
            self.tag(one)

    def born(self, value: str, _kind: str = "") -> None:
        """The birthday, as text."""
        self._day(value, "birthday")

    def date(self, value: str, kind: str) -> None:
        """Another day, as text."""
        self._day(value, kind_of(kind) or "date")

    def number(self, value: str, part: str) -> None:
        """The year, month or day of the birthday, where each stands alone."""
        self.numbers[part] = value

    def connected(self, value: str, _kind: str = "") -> None:
        """When they connected on LinkedIn."""
        self.connected_on = linkedin_day(value)
        if self.connected_on is None:
            self._unsure(value, "Connected On")

    def keep(self, value: str, column: str) -> None:
        """A value that no field holds."""
        if value := clean(value):
            self.extra.append(lines.left_over(column, value))

    def card(self) -> Card:
        """The card, as it stands."""
        texts = self.texts
        parts = [texts.get(part, "") for part in ("prefix", "given", "middle", "family", "suffix")]
        for kind, held in self.parts.items():
            self.address(lined(held), held.get("kind", "") if kind.isdigit() else kind)
        if self.numbers and self.birthday is None:
            self._numbers()
        return Card(
            name=texts.get("name") or assembled(*parts[1:4]),
            given=parts[1],
            middle=parts[2],
            family=parts[3],
            prefix=parts[0],
            suffix=parts[4],
            nickname=texts.get("nickname", ""),
            emails=_ordered(self.emails),
            phones=_ordered(self.phones),
            urls=_ordered(self.urls),
            organisation=texts.get("organisation", ""),
            department=texts.get("department", ""),
            title=texts.get("title", ""),
            birthday=self.birthday,
            dates=tuple(self.dates),
            note="\n\n".join(self.notes),
            tags=tuple(self.tags),
            addresses=tuple(self.addresses),
            related=tuple(self.related),
            connected_on=self.connected_on,
            uid=texts.get("uid", ""),
            rev=self.rev,
            extra=tuple(self.extra),
        )

    def _add(self, to: list[tuple[bool, Labelled]], value: str, kind: str, *, first: bool) -> None:
        value = one_line(value)
        one = (not first, Labelled(value, kind_of(kind)))
        if value and one not in to:
            to.append(one)

    def _day(self, value: str, kind: str) -> None:
        day = day_of(value)
        if day is None:
            self._unsure(value, kind)
        elif kind != "birthday":
            self.dates.append(Event(day, kind))
        elif self.birthday is None:
            self.birthday = day

    def _numbers(self) -> None:
        said = {part: int(number) for part, number in self.numbers.items() if number.isdecimal()}
        try:
            self.birthday = Day(said["month"], said["day"], said.get("year") or None)
        except (KeyError, ValueError):
            self._unsure(" ".join(number for number in self.numbers.values() if number), "birthday")

    def _unsure(self, value: str, kind: str) -> None:
        value = one_line(value)
        if value.strip("0/-. :"):
            self.unsure.append((kind, value))
            self.keep(value, kind)


def kind_of(label: str) -> str:
    """A kind as cards have it, from the words or the label of a program.

    >>> kind_of("INTERNET,Home"), kind_of("_$!<Anniversary>!$_"), kind_of("* Work")
    ('home', 'anniversary', 'work')
    """
    if found := _APPLE.fullmatch(label.strip()):
        label = found[1].lower()
    words = [_SAME.get(word, word) for word in label.lower().replace(",", " ").split()]
    if all(word in KNOWN or word in NOISE for word in words):
        return " ".join(word for word in words if word not in NOISE)
    return " ".join(one_line(label).split())


KNOWN: Final = frozenset(
    {
        *("home", "work", "cell", "fax", "pager", "video", "textphone", "car", "main", "school", "isdn", "linkedin"),
        *("anniversary", "spouse", "child", "parent", "sibling", "friend", "partner", "assistant", "manager", "met", "colleague"),
    }
)
"""Kinds that every program writes alike."""

_SAME: Final = {"mobile": "cell", "business": "work"}


def lined(parts: dict[str, str]) -> str:
    """The parts of an address as lines of text: streets, then the place, then the country."""
    place = ", ".join(parts[name] for name in ("city", "region", "code") if parts.get(name))
    return "\n".join(filter(None, (*(parts.get(name, "") for name in ("street", "street 2", "box")), place, parts.get("country", ""))))


def _ordered(values: list[tuple[bool, Labelled]]) -> tuple[Labelled, ...]:
    return tuple(one for _later, one in sorted(values, key=lambda pair: pair[0]))
