"""What people say of a calendar they let Mooring read."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from mooring.calendars.models import Source


class _SourceForm(forms.Form):
    kind: Source.Kind

    name = forms.CharField(
        label=_("What you call it"), required=False, max_length=80, help_text=_("For this page only. Empty: the name of its server.")
    )

    def clean(self) -> dict[str, str]:
        """What was said, with a name."""
        said = super().clean() or {}
        said["name"] = said.get("name") or (urlsplit(said.get("address", "")).hostname or "")[:80] or str(Source.Kind(self.kind).label)
        return said


class AddressForm(_SourceForm):
    """The secret address under which a calendar can be read."""

    kind = Source.Kind.ADDRESS
    address = forms.CharField(
        label=_("Its secret address"),
        max_length=2000,
        strip=True,
        help_text=_("In your calendar’s settings: “secret address in iCal format”, “publish”, or “share by link”. It ends in .ics."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    field_order = ("address", "name")


class AccountForm(_SourceForm):
    """A CalDAV account."""

    kind = Source.Kind.ACCOUNT
    address = forms.CharField(
        label=_("The server’s address"),
        max_length=2000,
        strip=True,
        help_text=_("For example https://caldav.icloud.com, or the address of one calendar."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    username = forms.CharField(label=_("Your name there"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label=_("An app password"),
        max_length=200,
        strip=False,
        help_text=_("Made for Mooring alone in the settings of that account, so that you can take it back. Never your main one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("address", "username", "password", "name")


class FeedForm(forms.Form):
    """What one's own feed says."""

    WORDS, NEUTRAL = "words", "neutral"

    shows = forms.ChoiceField(
        label=_("What it says"),
        choices=[(WORDS, _("with whom, and where")), (NEUTRAL, _("only when I am taken"))],
        widget=forms.RadioSelect,
        initial=WORDS,
        help_text=_("What is private says only when, in any case."),
    )
