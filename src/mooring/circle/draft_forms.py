"""A draft, as it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 8000


class DraftForm(forms.Form):
    """To whom, about what, and the text."""

    to = forms.ChoiceField(label=_("To"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    text = forms.CharField(
        label=_("Your words"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"})
    )

    def __init__(self, *args: Any, addresses: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(one, one) for one in addresses]
        if addresses:
            to.initial = addresses[0]
        if len(addresses) < 2:
            to.widget = forms.HiddenInput()
