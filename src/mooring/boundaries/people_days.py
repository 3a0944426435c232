"""Hours beside names: today's band on the reader's clock, and the usual week in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.dateformat import time_format
from django.utils.translation import gettext as _

from mooring.boundaries import drawing
from mooring.boundaries.hours import Matter, PersonHours, may_reach, usual_week
from mooring.boundaries.queries import hours_of
from mooring.core import dates
from mooring.core.drawing import Band
from mooring.core.hours import Span
from mooring.core.names import list_of
from mooring.core.time import at, local, now, today
from mooring.people import days
from mooring.people.days import Day
from mooring.people.models import Member

_QUARTER = dt.timedelta(minutes=15)
_A_DAY = 96


def days_of(members: Sequence[Member], reader: Member) -> dict[int, Day]:
    """Today's hours of members on the reader's clock."""
    zone, moment = reader.zone, now()
    begin = at(local(moment, zone).date(), dt.time(), zone)
    return {pk: _day(hours, begin, moment, zone) for pk, hours in hours_of(members).items()}


def _day(hours: PersonHours, begin: dt.datetime, moment: dt.datetime, zone: str) -> Day:
    bands = []
    for first, last in hours.reachable(begin, begin + dt.timedelta(days=1)):
        start, end = (first - begin) // _QUARTER, min(-((begin - last) // _QUARTER), _A_DAY)
        bands.append(Band("work", start, max(end - start, 1)))
    quarter = min((moment - begin) // _QUARTER, _A_DAY - 1)
    reach = may_reach(hours, Matter.WORK, moment)
    opens = reach.when
    if reach.now:
        return Day(bands, quarter, _("reachable now"), True, hours.zone_at(moment))
    if opens is None:
        words = _("not reachable")
    elif opens < begin + dt.timedelta(days=1):
        words = _("reachable from %(time)s your time") % {"time": dates.in_words(opens, "time", zone)}
    else:
        words = _("reachable from %(day)s") % {"day": dates.in_words(opens, "day", zone)}
    return Day(bands, quarter, words, False, hours.zone_at(moment))


def week_in_words(member: Member) -> list[str]:
    """A member's usual week, days that are alike on one line."""
    return usual_week_in_words(hours_of([member])[member.pk])


def usual_week_in_words(hours: PersonHours) -> list[str]:
    """The usual week as it stands today, days that are alike on one line."""
    spans: dict[int, list[Span]] = {}
    for span in usual_week(hours, today(hours.zone)):
        spans.setdefault(span.weekday, []).append(span)
    by_hours: dict[str, list[int]] = {}
    for weekday, stretches in sorted(spans.items()):
        by_hours.setdefault(list_of([_stretch(one) for one in stretches]), []).append(weekday)
    return [_("%(days)s: %(hours)s") % {"days": drawing.weekdays(weekdays), "hours": hours} for hours, weekdays in by_hours.items()]


def _stretch(span: Span) -> str:
    first, last = (time_format(dt.time(*divmod(minute % 1440, 60)), dates.pattern("time")) for minute in (span.start, span.end))
    return _("%(begin)s to %(end)s") % {"begin": first, "end": last}


days.register(days_of, week_in_words)
