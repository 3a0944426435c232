"""A device in its owner's words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    """What a device is called."""

    name = forms.CharField(
        label=_("What you call the device"), max_length=60, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
