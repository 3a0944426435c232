"""Days as programs write them. What could be two days is none: a wrong birthday is worse than a missing one."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from mooring.circle.formats.card import Day

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_NO_YEAR: Final = re.compile(r"--(\d\d)-?(\d\d)(?:T.*)?")
_DOTS: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?")
_SLASHES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?:,? .*)?")
_WORDS: Final = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]*\.? (\d{4})")
_STAMP: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?")


def day_of(text: str) -> Day | None:
    """The day a text names for sure, with or without its year; None where it names none, or could name two.

    >>> str(day_of("--0203")), str(day_of("22.3.1980")), day_of("3/4/1980")
    ('--02-03', '1980-03-22', None)
    """
    text = text.strip()
    if found := _NO_YEAR.fullmatch(text):
        return _day(found[1], found[2], None)
    if found := _ISO.fullmatch(text):
        return _day(found[2], found[3], found[1] if int(found[1]) else None)
    if found := _DOTS.fullmatch(text):
        return _day(found[2], found[1], found[3])
    if found := _WORDS.fullmatch(text):
        return _day(_month(found[2]), found[1], found[3])
    if (found := _SLASHES.fullmatch(text)) and len(found[3]) == 4:
        one, other = int(found[1]), int(found[2])
        if one > 12 or one == other:
            return _day(found[2], found[1], found[3])
        if other > 12:
            return _day(found[1], found[2], found[3])
    return None


@lru_cache(maxsize=4096)
def linkedin_day(text: str) -> dt.date | None:
    """When two people connected: “07 Jun 2020”, and in old files “4/1/18, 10:22 AM”, the month first."""
    if found := _WORDS.fullmatch(text):
        day = _day(_month(found[2]), found[1], found[3])
    elif found := _SLASHES.fullmatch(text):
        day = _day(found[1], found[2], found[3] if len(found[3]) == 4 else f"20{found[3]}")
    else:
        day = day_of(text)
    return dt.date(day.year, day.month, day.day) if day and day.year else None


def moment_of(text: str) -> dt.datetime | None:
    """A moment in UTC, as cards tell when they were changed; None where the text is none."""
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return None
    *numbers, zone = found.groups(default="0")
    year, month, day, hour, minute, second = map(int, numbers)
    try:
        made = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        if zone[0] in "+-":
            ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            made += ahead if zone[0] == "-" else -ahead
    except (ValueError, OverflowError):
        return None
    return made


def _month(word: str) -> str:
    short = word[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else "0"


def _day(month: str, day: str, year: str | None) -> Day | None:
    try:
        return Day(int(month), int(day), int(year) if year else None)
    except ValueError:
        return None
