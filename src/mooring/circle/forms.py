"""Somebody in a circle, and a touch with them, as they are typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mooring.circle.things import Contact, Sector, Support, Tier

LONGEST = 4000
MOST = 20
HERE, TEAM = "organisation", "team"
HOW = (("online", _("online")), ("in person", _("in person")), ("wrote", _("in writing")))


class Lines(forms.CharField):
    """Several texts, one a line."""

    def __init__(self, *, each: int = 200, **kwargs: Any) -> None:
        self.each = each
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the texts a line each."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """The texts, without empty lines and each once."""
        found = tuple(dict.fromkeys(line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()))
        if len(found) > MOST:
            raise ValidationError(_("Twenty are enough here."))
        if any(len(one) > self.each for one in found):
            raise ValidationError(_("One of the lines is too long."))
        return found


def _kinds(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=lambda value: Support(int(value)),
        choices=lambda: [(one.value, one.words) for one in Support],
        widget=forms.CheckboxSelectMultiple,
        empty_value=[],
    )


class ContactForm(forms.Form):
    """Somebody one keeps. ``here`` says whether they work where I do, and becomes two marks of a contact."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Write a name, or whatever you call them.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    line = forms.CharField(
        label=_("Who they are to you"),
        required=False,
        max_length=200,
        help_text=_("A few words. For example: my sister, or: we ran the move together."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    tier = forms.TypedChoiceField(
        label=_("How near"), coerce=lambda value: Tier(int(value)), choices=lambda: [(one.value, one.words) for one in Tier]
    )
    sector = forms.TypedChoiceField(
        label=_("Where you know them from"),
        coerce=lambda value: Sector(int(value)),
        choices=lambda: [(one.value, one.words) for one in Sector],
    )
    gives = _kinds(_("What comes from them"))
    takes = _kinds(_("What goes to them"))
    here = forms.ChoiceField(
        label=_("At work"),
        required=False,
        choices=(("", _("not with you, or not said")), (HERE, _("in your organisation")), (TEAM, _("in your team"))),
    )
    nickname = forms.CharField(
        label=_("What you call them"), required=False, max_length=100, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    usually = forms.ChoiceField(
        label=_("How you mostly meet"),
        required=False,
        choices=(("", _("not said")), ("online", _("online")), ("in person", _("in person")), ("both", _("both"))),
    )
    scope = forms.ChoiceField(
        label=_("Bring them to mind"),
        required=False,
        choices=(
            ("", _("at any time that suits me")),
            ("work", _("in my working hours only")),
            ("personal", _("outside my working hours only")),
        ),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=400, help_text=_("With commas between."), widget=forms.TextInput(attrs={"dir": "auto"})
    )
    organisation = forms.CharField(
        label=_("Where they work"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    title = forms.CharField(label=_("What they do there"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    emails = Lines(label=_("E-mail addresses"), help_text=_("One a line."))
    phones = Lines(label=_("Telephone numbers"), help_text=_("One a line."))
    urls = Lines(label=_("Pages and profiles"), help_text=_("One a line."), each=2000)
    address = forms.CharField(
        label=_("Where they live"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    met = forms.CharField(
        label=_("How you met"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    matters = forms.CharField(
        label=_("What matters to them"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        held = contact or Contact(tier=Tier.CLOSE)
        initial = {name: getattr(held, name) for name in self.base_fields if name != "here"}
        kwargs["initial"] = initial | {
            "here": TEAM if held.same_team else HERE if held.same_organisation else "",
            "tags": ", ".join(held.tags),
            "gives": [int(one) for one in held.gives],
            "takes": [int(one) for one in held.takes],
        }
        super().__init__(*args, **kwargs)

    def clean_tags(self) -> tuple[str, ...]:
        """The tags, each once."""
        return tuple(dict.fromkeys(tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()))

    def clean_emails(self) -> tuple[str, ...]:
        """Addresses that could be written to."""
        found: tuple[str, ...] = self.cleaned_data["emails"]
        for one in found:
            try:
                validate_email(one)
            except ValidationError:
                raise ValidationError(_("“%(text)s” is no e-mail address.") % {"text": one}) from None
        return found

    def clean(self) -> dict[str, Any]:
        """Kinds of support, and where they work, as a contact holds them."""
        said = super().clean() or {}
        here = said.pop("here", "")
        marks = {"same_organisation": here in (HERE, TEAM), "same_team": here == TEAM}
        return said | marks | {name: tuple(said.get(name, ())) for name in ("gives", "takes")}


class TouchForm(forms.Form):
    """That one was in touch: today, online, unless said otherwise."""

    on = forms.DateField(label=_("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    how = forms.ChoiceField(label=_("How"), required=False, choices=HOW)
    text = forms.CharField(
        label=_("A line to remember"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> dt.date:
        """A day that has been; today where none was said."""
        on: dt.date = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise ValidationError(_("That day is still to come."))
        return on

    def clean_how(self) -> str:
        """Online unless said otherwise."""
        return self.cleaned_data["how"] or "online"


class MoveForm(forms.Form):
    """Where somebody is moved to."""

    tier = forms.TypedChoiceField(coerce=lambda value: Tier(int(value)), choices=lambda: [(one.value, one.words) for one in Tier])
