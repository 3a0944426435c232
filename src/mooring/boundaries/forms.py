"""What people say of their week and leave. Each mistake is one sentence that names its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.boundaries.models import OwnTime, OwnWord, WorkSpan
from mooring.core.dates import in_words
from mooring.core.hours import Span
from mooring.core.public_holidays import name_of
from mooring.core.time import zones
from mooring.people.forms import RegionField, zone_field

AT_LEAST = 2
"""Stretches a day the form has room for; one more where a day has as many already, and what was typed keeps its place."""

MOST = 8
SHORTEST = 15
LEAST = 5
FULL_DAYS = 366
DAY = 1440


class WeekForm(forms.Form):
    """Up to a few stretches for each weekday; an empty day is free."""

    may_be_empty = False

    def __init__(self, *args: Any, week: Sequence[Span] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans: list[Span] = []
        self.rooms = {day: max(AT_LEAST, sum(span.weekday == day for span in week) + 1, self._typed(day)) for day in range(7)}
        for day, rooms in self.rooms.items():
            said = [span for span in week if span.weekday == day]
            for place in range(rooms):
                span = said[place] if place < len(said) else None
                for end in (False, True):
                    self.fields[_name(day, place, end)] = _time_field(day, place, end, span)

    def days(self) -> list[tuple[str, list[tuple[BoundField, BoundField]]]]:
        """Each weekday's name with its pairs of fields."""
        return [
            (
                str(WorkSpan.Weekday(day).label),
                [(self[_name(day, place, False)], self[_name(day, place, True)]) for place in range(rooms)],
            )
            for day, rooms in self.rooms.items()
        ]

    def _typed(self, day: int) -> int:
        """How many stretches of a day were sent."""
        return next((rooms for rooms in range(MOST, 0, -1) if _name(day, rooms - 1, False) in self.data), 0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day, rooms in self.rooms.items():
            self._read_day(day, rooms, cleaned)
        if not self.errors:
            self._check_nights()
        if not self.errors and not self.spans and not self.may_be_empty:
            raise forms.ValidationError(_("A week needs at least one stretch. To have no say in it, go back to the record."))
        return cleaned

    def _read_day(self, day: int, rooms: int, cleaned: dict[str, Any]) -> None:
        before: Span | None = None
        for place in range(rooms):
            name = _name(day, place, False)
            begins, ends = cleaned.get(name), cleaned.get(_name(day, place, True))
            if name in self.errors or _name(day, place, True) in self.errors or (begins is None and ends is None):
                continue
            problem, span = _read(day, place, begins, ends, before)
            if problem:
                self.add_error(name, problem % {"day": WorkSpan.Weekday(day).label})
            elif span is not None:
                before = span
                self.spans.append(span)

    def _check_nights(self) -> None:
        """No night may reach into the next day's first stretch."""
        firsts = {day: [span for span in self.spans if span.weekday == day][:1] for day in range(7)}
        for span in self.spans:
            following = firsts[(span.weekday + 1) % 7]
            if span.end > DAY and following and following[0].start < span.end - DAY:
                said = {"day": WorkSpan.Weekday(span.weekday).label, "next": WorkSpan.Weekday(following[0].weekday).label}
                self.add_error(
                    _name(following[0].weekday, 0, False),
                    _("%(day)s’s night ends after %(next)s’s first stretch begins.") % said,
                )


def _read(day: int, place: int, begins: dt.time | None, ends: dt.time | None, before: Span | None) -> tuple[str, Span | None]:
    """A stretch of two times, or the sentence that says what is wrong with it (its day still to be filled in)."""
    sentences = _SENTENCES[min(place, len(_SENTENCES) - 1)]
    if ends is None:
        return str(sentences["no_end"]), None
    if begins is None:
        return str(sentences["no_beginning"]), None
    start, end = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
    span = Span(day, start, end if end > start else end + DAY)
    if before is not None and before.end > DAY:
        return str(_after_night()), None
    if before is not None and start < before.end:
        return str(sentences["overlaps"]), None
    if span.end - span.start < SHORTEST:
        return str(sentences["short"]), None
    return "", span


def _after_night() -> str:
    return _("%(day)s goes on after a stretch that ends the next day: a night comes last.")


_SENTENCES = (
    {
        "no_end": gettext_lazy("%(day)s's first stretch has no end."),
        "no_beginning": gettext_lazy("%(day)s's first stretch has no beginning."),
        "overlaps": gettext_lazy("%(day)s's stretches overlap."),
        "short": gettext_lazy("%(day)s's first stretch is shorter than a quarter of an hour."),
    },
    {
        "no_end": gettext_lazy("%(day)s's second stretch has no end."),
        "no_beginning": gettext_lazy("%(day)s's second stretch has no beginning."),
        "overlaps": gettext_lazy("%(day)s's second stretch begins before the first one ends."),
        "short": gettext_lazy("%(day)s's second stretch is shorter than a quarter of an hour."),
    },
    {
        "no_end": gettext_lazy("%(day)s's third stretch has no end."),
        "no_beginning": gettext_lazy("%(day)s's third stretch has no beginning."),
        "overlaps": gettext_lazy("%(day)s's third stretch begins before the second one ends."),
        "short": gettext_lazy("%(day)s's third stretch is shorter than a quarter of an hour."),
    },
    {
        "no_end": gettext_lazy("%(day)s's last stretch has no end."),
        "no_beginning": gettext_lazy("%(day)s's last stretch has no beginning."),
        "overlaps": gettext_lazy("%(day)s's last stretch begins before the one above it ends."),
        "short": gettext_lazy("%(day)s's last stretch is shorter than a quarter of an hour."),
    },
)


def _name(day: int, place: int, end: bool) -> str:
    return f"{'ends' if end else 'begins'}_{day}_{place}"


def _time_field(day: int, place: int, end: bool, span: Span | None) -> forms.TimeField:
    words = {"day": WorkSpan.Weekday(day).label, "number": place + 1}
    minute = None if span is None else (span.end if end else span.start) % DAY
    return forms.TimeField(
        label=(_("%(day)s, stretch %(number)s, until") if end else _("%(day)s, stretch %(number)s, from")) % words,
        initial=None if minute is None else dt.time(minute // 60, minute % 60),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("%(day)s holds a time that cannot be read: write it like 9:00.") % words},
    )


class OtherWeekForm(WeekForm):
    """The week that takes turns with the usual one, which may be free, and when it comes first."""

    may_be_empty = True

    def __init__(self, *args: Any, monday: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), in_words(day, "date", "UTC")) for day in (monday, monday + dt.timedelta(days=7))]
        self.fields["monday"] = forms.ChoiceField(label=_("It holds in the week that begins on"), choices=choices)

    def clean_monday(self) -> dt.date:
        """The Monday as a date."""
        return dt.date.fromisoformat(self.cleaned_data["monday"])


class ZoneForm(forms.Form):
    """The zone one lives by; none chosen is the record's."""

    zone = forms.ChoiceField(label=gettext_lazy("I live by the clock of"), required=False)

    def __init__(self, *args: Any, of_record: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = _("as the record says: %(zone)s") % {"zone": of_record} if of_record else _("universal time")
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", first), *((zone, zone.replace("_", " ")) for zone in zones())]


class LeaveForm(forms.Form):
    """Days off, first and last included."""

    first = forms.DateField(label=gettext_lazy("First day off"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day off"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day off comes before the first one."))
        if first and last and (last - first).days > 800:
            self.add_error("last", _("That is more than two years: name a nearer last day."))
        return cleaned


class YearlyForm(forms.Form):
    """A day of each year."""

    date = forms.DateField(
        label=gettext_lazy("A day of my own, each year"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Of your town, your faith or yourself. The year does not count; a feast that moves goes under “Days off”."),
    )


class TravelForm(forms.Form):
    """Days in another zone, first and last included."""

    first = forms.DateField(label=gettext_lazy("First day there"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day there"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    zone = zone_field(required=True, label=gettext_lazy("The clock there"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day there comes before the first one."))
        return cleaned


class HolidaysForm(forms.Form):
    """Whose public holidays one keeps."""

    holidays = RegionField(first=[])

    def __init__(self, *args: Any, of_record: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = _("as the record says: %(region)s") % {"region": name_of(of_record) if of_record else _("none")}
        field = self.fields["holidays"]
        assert isinstance(field, RegionField)
        field.first = [("", record), (OwnWord.NO_HOLIDAYS, _("none"))]
        RegionField.offer(self, (self.initial or {}).get("holidays") or of_record)


class OwnTimeForm(forms.Form):
    """A stretch one keeps for oneself on some weekdays; a personal one may lie on one date."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these weekdays"),
        choices=WorkSpan.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    date = forms.DateField(
        label=gettext_lazy("or on this day only"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, kind: OwnTime.Kind, **kwargs: Any) -> None:
        kwargs["prefix"] = kind.value
        super().__init__(*args, **kwargs)
        if kind is not OwnTime.Kind.PERSONAL:
            del self.fields["date"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        date, days = cleaned.get("date"), cleaned.get("weekdays")
        if date and days:
            self.add_error("date", _("Choose weekdays or one day, not both."))
        elif not date and not days and "date" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day."))
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends:
            start, end = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
            cleaned |= {"start": start, "end": end if end > start else end + DAY}
            if cleaned["end"] - start < LEAST:
                self.add_error("ends", _("That is shorter than five minutes."))
        return cleaned


class MeetsForm(forms.Form):
    """How one likes to meet."""

    meets = forms.ChoiceField(label=gettext_lazy("I like to meet"), choices=OwnWord.Meets.choices, required=False, widget=forms.RadioSelect)


class CapForm(forms.Form):
    """How much of a week may be filled."""

    week_cap = forms.IntegerField(
        label=gettext_lazy("At most so many meetings a week"),
        help_text=gettext_lazy("Over everything, and offers of one that wait for you count too. Empty: any number."),
        min_value=0,
        max_value=99,
        required=False,
    )


class FullForm(forms.Form):
    """The last day on which nothing new is wanted."""

    until = forms.DateField(label=gettext_lazy("Full until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, present: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present

    def clean_until(self) -> dt.date:
        """A day that is not over, and not years away."""
        until: dt.date = self.cleaned_data["until"]
        if not 0 <= (until - self.present).days <= FULL_DAYS:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return until
