"""Instants and dates in words, in the reader's language and zone. Translators give each language its own pattern."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext


def pattern(style: str) -> str:
    """The reader's pattern for a style: time, day, date, both, short. Raises KeyError for another."""
    return {
        "time": pgettext("date pattern: 9:40", "G:i"),
        "day": pgettext("date pattern: Thursday 12 November", "l j F"),
        "date": pgettext("date pattern: 12 November 2026", "j F Y"),
        "both": pgettext("date pattern: Thursday 12 November, 9:40", "l j F, G:i"),
        "short": pgettext("date pattern: Thu 12 Nov, 9:40", "D j M, G:i"),
    }[style]


def in_words(moment: dt.datetime | dt.date, style: str, zone: str = "") -> str:
    """A moment in the reader's language; an instant is first put on the clock of the zone (default: the reader's)."""
    return date_format(on_clock(moment, zone), pattern(style))


def on_clock(moment: dt.datetime | dt.date, zone: str = "") -> dt.datetime | dt.date:
    """The same instant on the wall clock of a zone (default: the reader's); a plain date stays as it is."""
    if not isinstance(moment, dt.datetime) or timezone.is_naive(moment):
        return moment
    return moment.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())
