"""Forms of the account page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mooring.people.models import Account


class NameForm(forms.ModelForm[Account]):
    """Name, how to be called, pronouns, and where in a list one stands."""

    class Meta:
        model = Account
        fields = ("name", "call_me", "pronouns", "sort_key")
        labels = {"name": _("Your name"), "call_me": _("Call me"), "pronouns": _("Pronouns"), "sort_key": _("Sort my name under")}
        help_texts = {
            "name": _("As you write it yourself, in any script."),
            "call_me": _("Empty: your whole name."),
            "sort_key": _("Only where the name itself would stand in the wrong place of a list."),
        }


class LooksForm(forms.ModelForm[Account]):
    """Language, light or dark, and one's own meeting link."""

    language = forms.ChoiceField(label=_("Language"), required=False, help_text=_("Pages and mails, wherever you sign in."))
    meeting_link = forms.URLField(
        label=_("My meeting link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Put into the invitations to your meetings. Empty: what your organisation uses."),
    )

    class Meta:
        model = Account
        fields = ("language", "theme", "meeting_link")
        labels = {"theme": _("Light or dark")}

    field_order = ("language", "theme", "meeting_link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, theme = self.fields["language"], self.fields["theme"]
        assert isinstance(language, forms.ChoiceField)
        assert isinstance(theme, forms.ChoiceField)
        language.choices = [("", _("as my browser asks")), *settings.LANGUAGES]
        theme.choices = [("", _("as my device")), (Account.Theme.LIGHT, _("light")), (Account.Theme.DARK, _("dark"))]

    def clean_meeting_link(self) -> str:
        """A link over https, or none."""
        link: str = self.cleaned_data["meeting_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("A meeting link begins with https://"))
        return link


class CodeForm(forms.Form):
    """The code that confirms a grave act."""

    code = forms.CharField(
        label=_("The code from the mail"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )
