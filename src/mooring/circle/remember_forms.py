"""What is to be remembered, as it is typed."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooring.circle.book import Book
from mooring.circle.forms import HOW, LONGEST
from mooring.circle.index import Line
from mooring.circle.named import Unknown, by_name, named, names_in
from mooring.circle.things import Contact, Note, SpecialDay, Tier
from mooring.core.text import fold

MOST_AT_ONCE = 100
EARLIEST = 1850
LEAP = 2000
"""A year that has every day there is."""


class NoteForm(forms.Form):
    """A note, a promise or what was asked for, and until when."""

    sort = forms.ChoiceField(
        label=_("What it is"),
        choices=(("note", _("a note")), ("promise", _("something I promised them")), ("asked", _("something they asked me for"))),
    )
    text = forms.CharField(
        label=_("What to remember"),
        max_length=LONGEST,
        error_messages={"required": _("Write a few words.")},
        help_text=_("Stars make *emphasis*, a hyphen in front of a line makes a list."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    due = forms.DateField(
        label=_("Until when"),
        required=False,
        help_text=_("Of a promise, or of what they asked for. You are reminded that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, note: Note | None = None, **kwargs: Any) -> None:
        if note is not None:
            kwargs["initial"] = {"sort": note.sort, "text": note.text, "due": note.due}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A mere note is never due."""
        said = super().clean() or {}
        return said | {"due": None} if said.get("sort") == "note" else said


class DayForm(forms.Form):
    """A day of the year, with the year where it is known."""

    what = forms.CharField(label=_("What day it is"), required=False, max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    month = forms.TypedChoiceField(label=_("Month"), required=False, coerce=int, choices=lambda: [("", "…"), *MONTHS.items()])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=EARLIEST, max_value=2100)

    def __init__(self, *args: Any, what: str = "", on: str = "", **kwargs: Any) -> None:
        if on:
            month, day = on[-5:].split("-")
            kwargs["initial"] = {"what": what, "day": int(day), "month": int(month), "year": on[:4] if not on.startswith("--") else None}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The day as a contact keeps it, in ``on``; empty where nothing was said."""
        said = super().clean() or {}
        day, month, year = (said.get(name) or 0 for name in ("day", "month", "year"))
        if self.errors or not (day or month or year):
            if said.get("what") and not self.errors:
                raise ValidationError(_("Say on which day that is."))
            return said | {"on": ""}
        if not day or not month or day > calendar.monthrange(year or LEAP, month)[1]:
            raise ValidationError(_("There is no such day: it takes a day and a month. The year may stay empty."))
        return said | {"on": f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"}


class DaysForm:
    """The birthday, the other days that are kept, and room for two more; as one form."""

    MORE = 2
    MOST = 20

    def __init__(self, contact: Contact, data: Any = None) -> None:
        self.birthday = DayForm(data, on=contact.birthday, prefix="birthday")
        del self.birthday.fields["what"]
        known = [(one.what, one.on) for one in contact.days] + [("", "")] * self.MORE
        self.others = [DayForm(data, what=what, on=on, prefix=f"day{number}") for number, (what, on) in enumerate(known[: self.MOST])]

    def is_valid(self) -> bool:
        """Whether each of them is."""
        valid = [one.is_valid() for one in (self.birthday, *self.others)]  # each of them, so that each says what is wrong
        return all(valid)

    @property
    def said(self) -> dict[str, Any]:
        """As a contact keeps them."""
        days = [
            SpecialDay(one.cleaned_data["what"] or gettext("A day"), one.cleaned_data["on"])
            for one in self.others
            if one.cleaned_data["on"]
        ]
        return {"birthday": self.birthday.cleaned_data["on"], "days": days}


class ThroughForm(forms.Form):
    """Who introduced them: somebody of the circle by name, or any name."""

    through = forms.CharField(
        label=_("Met through"),
        required=False,
        max_length=200,
        help_text=_("The name of somebody in your circle ties the two together; any other name is kept as it is."),
        widget=forms.TextInput(attrs={"dir": "auto", "list": "people-of-my-circle", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, book: Book, contact: Contact, **kwargs: Any) -> None:
        kwargs["initial"] = {"through": shown_through(book, contact)}
        super().__init__(*args, **kwargs)
        self.book, self.contact = book, contact

    def clean(self) -> dict[str, Any]:
        """The name, and the id of the contact it is of, as ``said``."""
        name = (super().clean() or {}).get("through", "").strip()
        try:
            found = named(self.book, name)
        except Unknown as unknown:
            if fold(name) in by_name(self.book):
                raise ValidationError(str(unknown)) from None
            return {"said": {"name": name}}
        if any(one.id == self.contact.id for one in found):
            raise ValidationError(_("Nobody introduces themselves."))
        return {"said": {"name": found[0].name, "through": found[0].id} if found else {"name": ""}}


def introducer(book: Book, contact: Contact) -> Line | None:
    """The contact who introduced somebody: by the id, else as the only one of that name."""
    if contact.through and book.knows(contact.through):
        return book.line(contact.through)
    of_that_name = by_name(book).get(fold(contact.met_through), []) if contact.met_through else []
    return of_that_name[0] if len(of_that_name) == 1 and of_that_name[0].id != contact.id else None


def shown_through(book: Book, contact: Contact) -> str:
    """The name of whoever introduced a contact."""
    found = introducer(book, contact)
    return found.name if found else contact.met_through


class ModelForm(forms.Form):
    """Somebody one learns from without knowing them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Write a name, or whatever you call them.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    line = forms.CharField(label=_("Who they are"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    learn = forms.CharField(
        label=_("What I want to learn from them"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    follow = forms.CharField(
        label=_("Where to follow it"),
        required=False,
        max_length=LONGEST,
        help_text=_("A page, a book, a talk; one a line. Addresses become links."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs["initial"] = {name: getattr(contact, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


def places_to_follow(text: str) -> list[tuple[str, bool]]:
    """The lines of where to follow somebody, each with whether it is an address to be opened."""
    check = URLValidator(schemes=["http", "https"])

    def opens(line: str) -> bool:
        try:
            check(line)
        except ValidationError:
            return False
        return True

    return [(line.strip(), opens(line.strip())) for line in text.splitlines() if line.strip()]


class FollowUpForm(forms.Form):
    """Whom one met at an event, one a line."""

    event = forms.CharField(
        label=_("Where you met"),
        max_length=100,
        help_text=_("A conference, a course, a party."),
        error_messages={"required": _("Say where that was.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    how = forms.ChoiceField(label=_("How"), choices=HOW, initial="in person")
    names = forms.CharField(
        label=_("Whom you met"),
        max_length=20_000,
        help_text=_("One name a line."),
        error_messages={"required": _("Write at least one name.")},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    tier = forms.TypedChoiceField(
        label=_("How near"),
        coerce=lambda value: Tier(int(value)),
        choices=lambda: [(one.value, one.words) for one in Tier],
        initial=Tier.USEFUL.value,
    )
    due = forms.DateField(label=_("Write to each of them by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    same = forms.MultipleChoiceField(
        label=_("Who of these is the same person?"),
        required=False,
        help_text=_("Whoever is not ticked is added as somebody new."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, book: Book, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.today = book, today
        self.clashes = self._clashing(names_in(self.data.get("names", "")))
        self.fields["same"] = forms.MultipleChoiceField(
            label=self.fields["same"].label,
            help_text=self.fields["same"].help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(line.id, f"{line.name} ({line.line})" if line.line else line.name) for _name, line in self.clashes],
        )

    def clean_on(self) -> dt.date:
        """A day that has been."""
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("That day is still to come."))
        return on

    def clean_names(self) -> list[str]:
        """The names, each once."""
        found = names_in(self.cleaned_data["names"])
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_("A hundred at once are enough."))
        if any(len(one) > 200 for one in found):
            raise ValidationError(_("One of the lines is too long."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask once whether people of the same name are the same; ``known`` says which are."""
        said = super().clean() or {}
        if self.clashes and not self.errors and self.data.get("asked") != "yes":
            raise ValidationError(_("Some of these names are in your circle already."))
        ticked = set(said.get("same", ()))
        return said | {"known": {name: line.id for name, line in self.clashes if line.id in ticked}}

    def _clashing(self, names: list[str]) -> list[tuple[str, Line]]:
        known = by_name(self.book)
        return [(name, line) for name in names for line in known.get(fold(name), ())]
