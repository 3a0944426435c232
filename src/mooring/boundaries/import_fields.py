"""Hours and leave as columns of a file: they become the organisation's record, never a person's own word."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mooring.boundaries.models import Leave as LeaveRow
from mooring.boundaries.models import WorkSpan
from mooring.boundaries.queries import span_of
from mooring.core.countries import COUNTRIES
from mooring.core.hours import HoursError, Span, format_week, parse_leave, parse_week
from mooring.core.public_holidays import is_region
from mooring.core.text import fold
from mooring.people.imports.fields import Value, register_field
from mooring.people.imports.problems import Problem
from mooring.people.models import Member, Site

_SHORTEST, _LONGEST = 15, 1440


def parse_hours(text: str) -> str:
    """The week in its one usual form. Problem where it cannot be read or kept."""
    try:
        week = parse_week(text)
    except HoursError:
        raise Problem("hours") from None
    if not week or any(not _SHORTEST <= span.end - span.start <= _LONGEST for span in week):
        raise Problem("hours")
    return format_week(week)


def read_hours(members: Sequence[Member]) -> dict[int, Value]:
    """The recorded weeks, in the form parse_hours gives; None where there is no record."""
    spans: dict[int, list[Span]] = defaultdict(list)
    rows = WorkSpan.objects.filter(member__in=members).values_list("member", "weekday", "begins", "minutes")
    for pk, weekday, begins, minutes in rows:
        if pk is not None:
            spans[pk].append(span_of(weekday, begins, minutes))
    return {one.pk: format_week(sorted(spans[one.pk])) if spans[one.pk] else None for one in members}


def write_hours(values: list[tuple[Member, Value]]) -> None:
    """Replace the recorded weeks."""
    WorkSpan.objects.filter(member__in=[member for member, _value in values]).delete()
    WorkSpan.objects.bulk_create(
        (
            WorkSpan(member_id=member.pk, weekday=span.weekday, begins=dt.time(*divmod(span.start, 60)), minutes=span.end - span.start)
            for member, value in values
            if value
            for span in parse_week(value)
        ),
        batch_size=500,
    )


def parse_days_off(text: str) -> list[str]:
    """Days away as “first..last”, in order. Problem where they cannot be read."""
    try:
        return [f"{one.first}..{one.last}" for one in sorted(set(parse_leave(text)))]
    except HoursError:
        raise Problem("leave") from None


def read_days_off(members: Sequence[Member]) -> dict[int, Value]:
    """The recorded days away, in the form parse_days_off gives."""
    found: dict[int, list[str]] = {one.pk: [] for one in members}
    rows = LeaveRow.objects.filter(member__in=members).order_by("first", "last").values_list("member", "first", "last")
    for pk, first, last in rows:
        if pk is not None:
            found[pk].append(f"{first}..{last}")
    return {**found}


def write_days_off(values: list[tuple[Member, Value]]) -> None:
    """Replace the recorded days away."""
    LeaveRow.objects.filter(member__in=[member for member, _value in values]).delete()
    LeaveRow.objects.bulk_create(
        (
            LeaveRow(member_id=member.pk, first=one.first, last=one.last)
            for member, days in values
            for one in parse_leave(";".join(days or ()))
        ),
        batch_size=500,
    )


def parse_region(text: str) -> str:
    """A region whose public holidays we know, by its code or its country's name. Problem for another; the rest of the row is taken."""
    code = text.strip().upper().replace("_", "-")
    if is_region(code):
        return code
    wanted = fold(text)
    named = next((country for country, name in COUNTRIES.items() if fold(str(name)) == wanted), None)
    if named is None:
        raise Problem("region", fatal=False)
    return named


def read_site_holidays(members: Sequence[Member]) -> dict[int, Value]:
    """The regions of the members' sites; None where there is none."""
    rows = Member.objects.filter(pk__in=[one.pk for one in members]).values_list("pk", "site__holidays")
    return {pk: region or None for pk, region in rows}


def write_site_holidays(values: list[tuple[Member, Value]]) -> None:
    """Let each site of these members keep the holidays that most of them say; who has no site says nothing."""
    said: dict[int, Counter[str]] = defaultdict(Counter)
    for member, region in values:
        if member.site_id:
            said[member.site_id][region or ""] += 1
    for site, regions in said.items():
        Site.objects.filter(pk=site).update(holidays=max(sorted(regions), key=lambda region: regions[region]))


def _days_in_words(value: Value) -> str:
    return "; ".join(value or ())


register_field(
    "hours",
    label=_("working hours"),
    parse=parse_hours,
    read=read_hours,
    write=write_hours,
    word=lambda value: str(value or ""),
    synonyms=("hours", "working hours", "work hours", "schedule", "shift", "arbeitszeit", "arbeitszeiten", "dienstzeiten"),
)
register_field(
    "leave",
    label=_("days away"),
    parse=parse_days_off,
    read=read_days_off,
    write=write_days_off,
    word=_days_in_words,
    synonyms=("leave", "days off", "time off", "vacation", "holidays", "absence", "absences", "urlaub", "abwesenheit", "abwesenheiten"),
)
register_field(
    "site_holidays",
    label=_("public holidays of the site"),
    parse=parse_region,
    read=read_site_holidays,
    write=write_site_holidays,
    word=lambda value: str(value or ""),
    synonyms=("site holidays", "holiday region", "holidays of", "public holidays", "feiertage", "feiertagsregion"),
)
