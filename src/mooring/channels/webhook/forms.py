"""What an admin says of an address that is to be told of events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mooring.channels.webhook.events import EVENTS
from mooring.channels.webhook.models import Hook


class EventsForm(forms.Form):
    """Which events are told, and whether any are."""

    events = forms.MultipleChoiceField(
        label=_("Tell of"),
        choices=list(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )
    is_on = forms.BooleanField(label=_("Events are posted there"), required=False)

    def __init__(self, *args: Any, hook: Hook | None = None, **kwargs: Any) -> None:
        if hook is not None:
            kwargs.setdefault("initial", {"events": hook.events, "is_on": hook.is_on})
        super().__init__(*args, **kwargs)


class HookForm(EventsForm):
    """A new address."""

    address = forms.CharField(
        label=_("The address"),
        max_length=2000,
        help_text=_("Begins with https://. Stored encrypted: it may hold a key."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    field_order = ("address", "events")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_on"]
