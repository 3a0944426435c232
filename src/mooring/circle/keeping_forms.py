"""How often, when not, and with whom, as it is typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import Book
from mooring.circle.forms import TouchForm
from mooring.circle.index import Line
from mooring.circle.named import Unknown, named

LONGEST_RHYTHM = 1500
OFFERED = 30
"""People shown to be ticked; whoever else there is can be named."""


def _days(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=LONGEST_RHYTHM, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **more
    )


class RhythmForm(forms.Form):
    """Two limits in days."""

    ideal = _days(_("I would like to be in touch every so many days"), help_text=_("Empty: as usual for how near they are."))
    latest = _days(_("and after so many days at the latest"), help_text=_("Empty: half as long again."))

    def clean(self) -> dict[str, int]:
        """Nought for what is empty; the later limit is not the shorter one."""
        said = super().clean() or {}
        ideal, latest = said.get("ideal") or 0, said.get("latest") or 0
        if latest and not ideal and "ideal" not in self.errors:
            self.add_error("ideal", _("Say first how often you would like it."))
        if latest and latest < ideal:
            self.add_error("latest", _("This is less than how often you would like it."))
        return said | {"ideal": ideal, "latest": latest}


class TagForm(RhythmForm):
    """The same for a tag, and when its people may be brought to mind."""

    scope = forms.ChoiceField(
        label=_("Bring them to mind"),
        required=False,
        choices=(
            ("", _("at any time that suits me")),
            ("work", _("in my working hours only")),
            ("personal", _("outside my working hours only")),
        ),
    )


class SnoozeForm(forms.Form):
    """Until when a tie is put off: a week, a month, or a day."""

    WEEK, MONTH = "week", "month"
    put_off = forms.ChoiceField(required=False, choices=((WEEK, ""), (MONTH, "")))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """The day it comes back."""
        said = super().clean() or {}
        days = {self.WEEK: 7, self.MONTH: 30}.get(said.get("put_off", ""))
        until = self.today + dt.timedelta(days=days) if days else said.get("until")
        if until is None or until <= self.today:
            raise ValidationError(_("Choose a day that is still to come."))
        return said | {"until": until}


class SeveralForm(TouchForm):
    """That one was in touch with several people on one day: ticked, or named one a line."""

    who = forms.MultipleChoiceField(label=_("With whom"), required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.CharField(
        label=_("And with"),
        required=False,
        max_length=20_000,
        help_text=_("People of your circle who are not shown above, one name a line."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    field_order = ("on", "how", "who", "names", "text")

    def __init__(self, *args: Any, book: Book, offered: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        cast(forms.MultipleChoiceField, self.fields["who"]).choices = [(line.id, line.name) for line in offered]

    def clean(self) -> dict[str, Any]:
        """Everyone by id, each once."""
        said = super().clean() or {}
        try:
            others = [line.id for line in named(self.book, said.get("names", ""))]
        except Unknown as unknown:
            self.add_error("names", str(unknown))
            return said
        found = list(dict.fromkeys([*said.get("who", ()), *others]))
        if not found and not self.errors:
            raise ValidationError(_("Choose at least one person."))
        return said | {"identities": found}
