"""How to reach me, and what a team agrees on, as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mooring.reach.models import LONGEST, Card


def _text(label: Any, help_text: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    )


class CardForm(forms.Form):
    """One card."""

    ways = _text(_("Best ways to reach me"), _("One a line, the best first."))
    urgent = _text(_("What is urgent, and how then"), "")
    can_wait = _text(_("What can wait"), "")
    not_then = _text(_("No talk of work when"), "")
    with_hours = forms.BooleanField(label="", required=False)
    shared = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        names = ("ways", "urgent", "can_wait", "not_then", "with_hours", "shared")
        kwargs["initial"] = {name: getattr(card, name) for name in names}
        super().__init__(*args, **kwargs)
        hints = {
            "ways": _("One a line, the best first. For example: a message here, read twice a day."),
            "urgent": _("For example: a customer cannot work. Then call me."),
            "can_wait": _("For example: anything for next week."),
            "not_then": _("For example: at lunch, and once I have said good night."),
        }
        shared: Any = _("Everyone in my organisation may read it")
        hours: Any = _("With my usual week")
        if card.audience == Card.For.LINK:
            hints = {
                "ways": _("One a line, the best first. For example: a text message, I see it between meetings."),
                "urgent": _("For example: anything with the children. Call, and call again."),
                "can_wait": _("For example: plans for the weekend."),
                "not_then": _("For example: at dinner, and on Sundays."),
            }
            shared = _("Whoever has the link may read it")
            hours = _("With the hours I usually work, and the time where I am")
        for name, hint in hints.items():
            self.fields[name].help_text = hint
        self.fields["shared"].label = shared
        self.fields["with_hours"].label = hours

    def clean(self) -> dict[str, Any]:
        """A card that says nothing is not shared."""
        said = super().clean() or {}
        words = any(said.get(name, "").strip() for name in ("ways", "urgent", "can_wait", "not_then"))
        if said.get("shared") and not words and not self.errors:
            raise forms.ValidationError(_("There is nothing on the card yet: write a line, or leave it unshared."))
        return said


class AgreementForm(forms.Form):
    """A wording of what a team agrees on."""

    channels = _text(
        _("What we use for what"), _("For example: questions in the channel, decisions by mail, calls for what is hard to write.")
    )
    answers = _text(_("How soon we answer"), _("For example: within a working day; nobody is expected to answer outside their hours."))
    urgent = _text(_("What urgent means, and how then"), _("For example: customers cannot work. Then we call, and only then."))
    also = _text(_("What else we hold to"), _("For example: no meetings on Friday afternoons."))
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        """An agreement says something."""
        said = super().clean() or {}
        if not self.errors and not any(said.get(name, "").strip() for name in ("channels", "answers", "urgent", "also")):
            raise forms.ValidationError(_("Write at least one line to agree on."))
        return said
