"""The hours of several people on one clock, the reader's, on one actual date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.boundaries.hours import can_meet
from mooring.boundaries.models import OwnWord
from mooring.boundaries.queries import hours_of, meets_of
from mooring.core.clocks import Stretch
from mooring.core.dates import in_words
from mooring.core.drawing import Band, Mark
from mooring.core.names import list_of
from mooring.core.time import at, local
from mooring.people.models import Member

QUARTER = dt.timedelta(minutes=15)
QUARTERS = 96


@dataclass(frozen=True)
class Row:
    """One person's hours: on the reader's clock as bands, and in words on their own. ``meets`` says how they like to meet, if they do."""

    name: str
    place: str
    ahead: str
    meets: str
    bands: tuple[Band, ...]
    axis: tuple[Mark, ...]
    words: str


@dataclass(frozen=True)
class SharedDay:
    """A date with the hours of everyone on it; ``shared`` says in words how much they have in common."""

    date: dt.date
    rows: tuple[Row, ...]
    shared: str


@dataclass(frozen=True)
class _Day:
    """The reader's date, on the clock of where they are then."""

    zone: str
    date: dt.date


def shared_day(reader: Member, others: Sequence[Member], instant: dt.datetime) -> SharedDay:
    """The hours of the reader and the others on the reader's date of an instant. Members come with account, site, organisation."""
    people = [reader, *others]
    hours, meets = hours_of(people), meets_of(others)
    zone = hours[reader.pk].zone_at(instant)
    day = _Day(zone, local(instant, zone).date())
    begin, end = at(day.date, dt.time(0), zone), at(day.date + dt.timedelta(days=1), dt.time(0), zone)
    stretches = [hours[one.pk].meetable(begin, end) for one in people]
    both = can_meet([hours[one.pk] for one in people], begin, end)
    rows = [
        _row(one, one.pk == reader.pk, hours[one.pk].zone_at(instant), meets.get(one.pk, ""), spans, both, day, instant)
        for one, spans in zip(people, stretches, strict=True)
    ]
    return SharedDay(day.date, tuple(rows), _in_common(sum(((last - first) for first, last in both), dt.timedelta())))


def _row(
    one: Member,
    mine: bool,
    zone: str,
    meets: str,
    spans: Sequence[Stretch],
    both: Sequence[Stretch],
    day: _Day,
    instant: dt.datetime,
) -> Row:
    """``zone`` is where the person is at the instant."""
    clock = [{"from": in_words(first, "time", zone), "to": in_words(last, "time", zone)} for first, last in spans]
    said = [_("%(from)s to %(to)s") % known for known in clock]
    name = _("You") if mine else one.short_name
    known = {"name": name, "hours": list_of(said)}
    if not spans:
        words = _("You do not work that day.") if mine else _("%(name)s does not work that day.") % known
    else:
        words = _("You work from %(hours)s.") % known if mine else _("%(name)s works from %(hours)s on their own clock.") % known
    return Row(
        name=name,
        place=one.site.name if one.site and zone == one.zone else zone.rpartition("/")[2].replace("_", " "),
        meets=_meets(meets),
        ahead="" if mine else _ahead(zone, day.zone, instant),
        bands=tuple([_band("work", span, day) for span in spans] + [_band("both", span, day) for span in both]),
        axis=_axis(spans, day, zone),
        words=words,
    )


def _meets(how: str) -> str:
    return {OwnWord.Meets.ONLINE.value: _("likes to meet online"), OwnWord.Meets.IN_PERSON.value: _("likes to meet in person")}.get(how, "")


def _band(kind: str, span: Stretch, day: _Day) -> Band:
    first = min(_quarter(span[0], day), QUARTERS - 1)
    last = _quarter(span[1] + QUARTER - dt.timedelta(minutes=1), day)
    return Band(kind, first, max(1, last - first))


def _quarter(instant: dt.datetime, day: _Day) -> int:
    """The quarter the reader's clock shows on the date, also on a day that is an hour short or long."""
    wall = local(instant, day.zone)
    if wall.date() != day.date:
        return 0 if wall.date() < day.date else QUARTERS
    return (wall.hour * 60 + wall.minute) // 15


def _axis(spans: Sequence[Stretch], day: _Day, zone: str) -> tuple[Mark, ...]:
    """The begin and end of somebody's day, on their own clock."""
    if not spans:
        return ()
    first, last = spans[0][0], spans[-1][1]
    start = _band("", (first, last), day)
    marks = [Mark(min(start.at, QUARTERS - 24), in_words(first, "time", zone))]
    close = start.at + start.length
    if close - start.at >= 12:
        marks.append(Mark(min(close, QUARTERS - 12), in_words(last, "time", zone), end=close > QUARTERS - 12))
    return tuple(marks)


def _ahead(zone: str, mine: str, instant: dt.datetime) -> str:
    """How far the other's clock is ahead of or behind the reader's, in words; empty where it is the same."""
    difference = (local(instant, zone).utcoffset() or dt.timedelta()) - (local(instant, mine).utcoffset() or dt.timedelta())
    minutes = int(difference.total_seconds() // 60)
    if not minutes:
        return ""
    whole, rest = divmod(abs(minutes), 60)
    amount = f"{whole}:{rest:02}" if rest else str(whole)
    count = whole + bool(rest)
    if minutes > 0:
        return ngettext("%(amount)s hour ahead", "%(amount)s hours ahead", count) % {"amount": amount}
    return ngettext("%(amount)s hour behind", "%(amount)s hours behind", count) % {"amount": amount}


def _in_common(time: dt.timedelta) -> str:
    hours, minutes = divmod(int(time.total_seconds() // 60), 60)
    if not hours and not minutes:
        return _("no time in common that day")
    if not minutes:
        return ngettext("%(hours)d hour in common that day", "%(hours)d hours in common that day", hours) % {"hours": hours}
    return _("%(hours)d h %(minutes)d min in common that day") % {"hours": hours, "minutes": minutes}
