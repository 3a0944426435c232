"""Time kept for somebody, and the calendar of a circle, as they are typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mooring.boundaries.models import WorkSpan


class TogetherForm(forms.Form):
    """Every week, or once."""

    WEEKLY, ONCE = "weekly", "once"

    what = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=80,
        help_text=_("Dinner, a walk, a call."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    how_often = forms.ChoiceField(
        label=_("How often"), choices=((WEEKLY, _("every week")), (ONCE, _("once"))), widget=forms.RadioSelect, initial=WEEKLY
    )
    weekday = forms.TypedChoiceField(
        label=_("Every week on"), required=False, coerce=int, empty_value=None, choices=WorkSpan.Weekday.choices
    )
    on = forms.DateField(label=_("Or once on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        initial=120,
        choices=((30, _("half an hour")), (60, _("an hour")), (90, _("an hour and a half")), (120, _("two hours")), (240, _("four hours"))),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """A weekday or a date, never both."""
        said = super().clean() or {}
        on, weekday = said.get("on"), said.get("weekday")
        if said.get("how_often") == self.ONCE:
            if on is None or on < self.today:
                raise ValidationError(_("Choose a day that is still to come."))
            weekday = -1
        else:
            on = None
            if weekday is None:
                raise ValidationError(_("Choose a day of the week."))
        kept = {name: value for name, value in said.items() if name != "how_often"}
        return kept | {"on": on, "weekday": weekday}


class CircleFeedForm(forms.Form):
    """What the calendar of a circle says."""

    names = forms.TypedChoiceField(
        label=_("What it says"),
        choices=(("yes", _("whom it is about")), ("no", _("only that there is something"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    rhythms = forms.BooleanField(label=_("Also when to be in touch with those who are near or useful to me"), required=False, initial=True)
