"""What a file says of one person, whatever program wrote it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAKS: Final = re.compile(r"\s*[\n\t]\s*")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value, and in a word or two what kind it is; empty where nothing says. Usual ones are in lower case: “home”, “work fax”."""

    value: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of every year; ``year`` is when it was first, where that is known. 29 February needs no year."""

    month: int
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        """ValueError where there is no such day."""
        dt.date(2000 if self.year is None else self.year, self.month, self.day)

    def __str__(self) -> str:
        """As ISO 8601 has it: 1980-03-22, and --03-22 without a year."""
        return f"{'-' if self.year is None else f'{self.year:04}'}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Event:
    """A day that is kept, and what it is: “anniversary”, or whatever the file calls it."""

    day: Day
    kind: str


@dataclass(frozen=True, slots=True)
class Card:
    """One person as a file has them. Every text is `clean`; those of one line are `one_line`. Empty where the file says nothing.

    Whatever the other fields cannot hold stands in ``extra``, each a content line of a vCard without folding, so that an export gives
    it back. Pictures and sounds are not kept, and an address of a picture is neither kept nor ever asked for.
    """

    name: str = ""  # as it is written in full
    given: str = ""
    middle: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""  # several are parted by a comma
    emails: tuple[Labelled, ...] = ()  # the preferred one first, as with phones
    phones: tuple[Labelled, ...] = ()  # as they were written
    urls: tuple[Labelled, ...] = ()
    organisation: str = ""
    department: str = ""
    title: str = ""  # what they do there
    birthday: Day | None = None
    dates: tuple[Event, ...] = ()
    note: str = ""  # may have line breaks
    tags: tuple[str, ...] = ()
    addresses: tuple[Labelled, ...] = ()  # as lines of text
    related: tuple[Labelled, ...] = ()  # other people by name or address, and what they are to this one
    connected_on: dt.date | None = None  # when two people connected on LinkedIn
    uid: str = ""  # as the program that keeps the card names it
    rev: dt.datetime | None = None  # when the card was last changed there, in UTC
    extra: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The best there is to call this person by; empty where nothing says who it is."""
        first = next((one.value for one in (*self.emails, *self.phones, *self.urls)), "")
        return self.name or self.nickname or self.organisation or first


def clean(text: str) -> str:
    """A text without control signs and outer spaces, its lines parted by one sign."""
    if not text.isprintable():
        text = _NO_TEXT.sub("", _ENDS.sub("\n", text))
    return text.strip()


def one_line(text: str) -> str:
    """A text cleaned, with spaces for its line breaks and tabs.

    >>> one_line(" Ann \\r\\n  Example")
    'Ann Example'
    """
    text = clean(text)
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def assembled(*parts: str) -> str:
    """A name put together from its parts."""
    return " ".join(part for part in parts if part)
