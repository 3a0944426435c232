"""The questions about what I would like and have, as they are answered, a step each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mooring.circle.index import Line
from mooring.circle.instruments import HOW_MUCH, LONELINESS, Question
from mooring.circle.needs import HARD, WOULD_LIKE
from mooring.circle.things import Need, Support

LONGEST = 1000


def _one_of(question: Question) -> forms.TypedChoiceField:
    choices = [(one.value, one.words) for one in question.choices]
    words: Any = question.words
    return forms.TypedChoiceField(label=words, required=False, coerce=int, empty_value=None, choices=choices, widget=forms.RadioSelect)


def _how_much(label: Any) -> forms.TypedChoiceField:
    return _one_of(Question("", label, HOW_MUCH))


class KindForm(forms.Form):
    """One kind of support. No answer is needed, and each can be taken back."""

    want = _how_much(_("How much of it would you like just now?"))
    have = _how_much(_("How much of it do you have?"))
    who = forms.MultipleChoiceField(
        label=_("Who gives it to you?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A tick here is kept with the person, so that your circle shows it."),
    )

    def __init__(self, *args: Any, kind: Support, need: Need | None, people: Sequence[Line], **kwargs: Any) -> None:
        given = [one.id for one in people if one.gives >> kind & 1]
        said = {"want": need.want.get(kind.key), "have": need.have.get(kind.key)} if need else {}
        kwargs["initial"] = said | {"who": given}
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.choices = [(one.id, one.name) for one in people]
        if not people:
            del self.fields["who"]


class HardForm(forms.Form):
    """What is hard just now."""

    hard = forms.MultipleChoiceField(
        label=_("What is hard just now?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: list(HARD.items()),
        help_text=_("Tick what fits, or nothing."),
    )
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, need: Need | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"hard": list(need.hard), "words": need.hard_words} if need else {}
        super().__init__(*args, **kwargs)


class WouldLikeForm(forms.Form):
    """Where advice, practical help or somebody to be accountable to is wanted."""

    advice = forms.CharField(max_length=LONGEST, required=False, help_text=_("For example: whether to ask for fewer hours."))
    hand = forms.CharField(max_length=LONGEST, required=False, help_text=_("For example: an afternoon without the children, once a week."))
    account = forms.CharField(max_length=LONGEST, required=False, help_text=_("For example: two evenings a week for the course."))

    def __init__(self, *args: Any, need: Need | None, **kwargs: Any) -> None:
        kwargs["initial"] = dict(need.would_like) if need else {}
        super().__init__(*args, **kwargs)
        label: Any
        for name, label in WOULD_LIKE.items():
            self.fields[name].label = label
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})


class AlsoForm(forms.Form):
    """The one question that is not ours."""

    def __init__(self, *args: Any, need: Need | None, **kwargs: Any) -> None:
        kwargs["initial"] = dict(need.also) if need else {}
        super().__init__(*args, **kwargs)
        for question in LONELINESS.questions:
            self.fields[question.key] = _one_of(question)

    def answers(self) -> Mapping[str, int]:
        """What was answered."""
        return {key: value for key, value in self.cleaned_data.items() if value is not None}
