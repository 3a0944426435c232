"""What people fill in about programmes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mooring.core.time import today
from mooring.meetings import guides
from mooring.people.models import Member, Organisation, Site, Team
from mooring.programmes.actions.capacity import MOST_AT_ONCE
from mooring.programmes.adapter import policies
from mooring.programmes.asking import TeamToAsk
from mooring.programmes.models import Programme
from mooring.programmes.policy import COOLDOWN_DAYS, MORE, PREFERENCES, RULES, Template, rules_of, weights_of
from mooring.programmes.words import cadence, shape

if TYPE_CHECKING:
    from mooring.programmes.policies import Question

CHATS = (
    (3, _("Three chats with the same person, over eight weeks (recommended)")),
    (1, _("One chat")),
)
OPT_IN = (
    (Programme.OptIn.STANDING, _("Once: they are in until they pause or leave")),
    (Programme.OptIn.EACH_ROUND, _("Before each round: only those who say yes are in")),
)
REVIEW = (
    (Programme.Review.PUBLISH, _("It goes out at its time, looked at or not")),
    (Programme.Review.WAIT, _("It waits for an organiser, who is reminded once")),
)
LARGEST_POLICY = 400_000
LARGEST_ANSWER = 1_000_000
FOR_EVER = -1
COOLDOWNS = (
    (91, _("3 months")),
    (182, _("6 months")),
    (COOLDOWN_DAYS, _("a year")),
    (730, _("2 years")),
    (FOR_EVER, _("as long as anyone remembers")),
)


class _Form(forms.Form):
    def _choices(self, name: str, choices: list[tuple[int, Any]], say: Callable[[int], str] = str) -> None:
        """The choices of a field, and what stands there now when it is none of them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        given = self.initial.get(name)
        if given is not None and given not in dict(choices):
            choices.append((given, say(given)))
        field.choices = choices


class PolicyForm(_Form):
    """Rules to switch and weights to move; whatever else the policy holds stays as it is."""

    rules = forms.MultipleChoiceField(
        label=_("Rules that are never broken"),
        required=False,
        choices=[(rule.name, rule.label) for rule in RULES],
        widget=forms.CheckboxSelectMultiple,
    )
    cooldown_days = forms.TypedChoiceField(
        label=_("The same two people meet again only after"),
        coerce=int,
        help_text=_("Sooner only where someone would otherwise be left out, or where both wish it."),
    )

    def __init__(self, *args: Any, policy: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = initial_of_policy(policy) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.policy_before = policy
        self._choices("cooldown_days", list(COOLDOWNS), _days)
        self.weights_before = weights_of(policy)
        words = {one.name: one for one in (*PREFERENCES, *MORE)}
        for name in self.weights_before:
            label, hint = str(words[name].label), str(words[name].hint)
            self.fields[f"weight_{name}"] = forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=100)

    def weight_fields(self) -> list[forms.BoundField]:
        """The preferences' fields, in their order."""
        return [self[f"weight_{name}"] for name in self.weights_before]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        rules = set(found.get("rules", ()))
        for rule in RULES:
            if rule.name in rules and rule.conflicts in rules and rule.name < rule.conflicts:
                self.add_error("rules", gettext("Two of these rules together allow nobody: keep one of them."))
        if "cooldown" in rules and found.get("cooldown_days") == 0:
            self.add_error("cooldown_days", gettext("Choose how long, or switch off the rule that they never meet again in that time."))
        weights = [found.get(f"weight_{name}") for name in self.weights_before]
        if None not in weights and not any(weights):
            self.add_error("weight_bridge", gettext("At least one wish must count."))
        return found

    def policy(self) -> dict[str, Any]:
        """The policy with what was switched and moved."""
        found = self.cleaned_data
        weights = {name: found[f"weight_{name}"] for name in self.weights_before}
        days = found["cooldown_days"]
        return policies.changed(
            self.policy_before,
            switched={rule.name: rule.name in found["rules"] for rule in RULES},
            weights=None if weights == self.weights_before else weights,
            cooldown_days=None if days == FOR_EVER else days,
        )


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else gettext("they may meet again at once")


class SettingsForm(_Form):
    """All there is to say about a coffee programme, rules and wishes aside."""

    name = forms.CharField(label=_("Name"), max_length=120)
    teams = forms.ModelMultipleChoiceField(
        label=_("Only people of these teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    sites = forms.ModelMultipleChoiceField(
        label=_("Only people of these sites"), queryset=Site.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    cadence_weeks = forms.TypedChoiceField(label=_("How often"), coerce=int)
    weekday = forms.TypedChoiceField(label=_("Introductions go out on"), coerce=int)
    publish_time = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    group_size = forms.TypedChoiceField(label=_("Who meets"), coerce=int)
    chats = forms.TypedChoiceField(
        label=_("How often the same people meet"),
        coerce=int,
        choices=CHATS,
        widget=forms.RadioSelect,
        help_text=_("A tie seldom forms in one talk. Either may say after the first that it was enough."),
    )
    minutes = forms.TypedChoiceField(label=_("How long a chat is"), coerce=int)
    guide = forms.ChoiceField(
        label=_("What these chats are like"),
        choices=[(one.name, one.title) for one in guides.GUIDES.values()],
        help_text=_("A short guide for it comes with each invitation; before the last of several chats, one for a last conversation."),
    )
    opt_in = forms.ChoiceField(label=_("How people say yes"), choices=OPT_IN, widget=forms.RadioSelect)
    review = forms.ChoiceField(label=_("If nobody has looked at a round by its time"), choices=REVIEW, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        for name, queryset in (("teams", Team.objects), ("sites", Site.objects)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = queryset.filter(organisation=organisation)
        self._choices("cadence_weeks", [(weeks, cadence(weeks)) for weeks in range(1, 13)])
        self._choices("weekday", list(WEEKDAYS.items()))
        self._choices("group_size", [(size, shape(size)) for size in range(2, 7)])
        self._choices("minutes", [(minutes, gettext("%(minutes)d minutes") % {"minutes": minutes}) for minutes in (15, 20, 25, 30, 45, 60)])

    def values(self) -> dict[str, Any]:
        """What ``change_programme`` takes."""
        return {name: self.cleaned_data[name] for name in SettingsForm.base_fields}


class ProgrammeForm(SettingsForm, PolicyForm):
    """A whole new programme. What stands behind “rules and wishes” has a good default."""

    def values(self) -> dict[str, Any]:
        """What ``create_programme`` takes."""
        return super().values() | {"policy": self.policy()}


def initial_of_template(template: Template) -> dict[str, Any]:
    """What a template puts into the form."""
    return initial_of(Programme(name=str(template.name), **template.fields), audience=False)


def initial_of(programme: Programme, *, audience: bool = True) -> dict[str, Any]:
    """What a programme puts into the form."""
    plain = ("name", "cadence_weeks", "weekday", "publish_time", "group_size", "chats", "minutes", "guide", "opt_in", "review")
    found: dict[str, Any] = {name: getattr(programme, name) for name in plain}
    if audience:
        found |= {"teams": list(programme.teams.all()), "sites": list(programme.sites.all())}
    return found


def initial_of_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """What a stored policy puts into the form."""
    days = policy.get("cooldown_days", COOLDOWN_DAYS)
    weights = {f"weight_{name}": weight for name, weight in weights_of(policy).items()}
    return {"rules": sorted(rules_of(policy)), "cooldown_days": FOR_EVER if days is None else days, **weights}


class PolicyFileForm(forms.Form):
    """A policy file to look at; what it says is used only after it was read aloud."""

    file = forms.FileField(
        label=_("A policy file"),
        help_text=_("TOML or JSON. You see what it says before anything changes."),
        widget=forms.FileInput(attrs={"accept": ".toml,.json,application/toml,application/json,text/plain"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        given: UploadedFile[Any] = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST_POLICY:
            raise forms.ValidationError(gettext("This file is too large for a policy."))
        return given


class UntilForm(forms.Form):
    """A date to come back on."""

    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tomorrow = today(zone) + dt.timedelta(days=1)
        self.fields["until"].widget.attrs["min"] = self.tomorrow.isoformat()

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until < self.tomorrow:
            raise forms.ValidationError(gettext("Choose a day that is still to come."))
        return until


class StartForm(forms.Form):
    """The day a round is to start on."""

    starts_on = forms.DateField(label=_("Introductions go out on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tomorrow = today(zone) + dt.timedelta(days=1)
        self.fields["starts_on"].widget.attrs["min"] = self.tomorrow.isoformat()
        self.fields["starts_on"].initial = self.tomorrow

    def clean_starts_on(self) -> dt.date:
        starts_on: dt.date = self.cleaned_data["starts_on"]
        if starts_on < self.tomorrow:
            raise forms.ValidationError(gettext("Choose a day that is still to come."))
        return starts_on


class InviteForm(forms.Form):
    """Whom to ask in, by team."""

    teams = forms.MultipleChoiceField(label=_("Ask these teams"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, teams: Sequence[TeamToAsk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {one.key: one for one in teams}
        field = self.fields["teams"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, one.label) for one in teams]

    @property
    def chosen_keys(self) -> list[str]:
        """What is ticked now."""
        return list(self["teams"].value() or ())

    def chosen(self) -> list[Member]:
        """The people of the teams ticked, each once."""
        return [member for key in self.cleaned_data["teams"] for member in self.by_key[key].members]


class CapacityForm(forms.Form):
    """How much room a person has."""

    capacity = forms.TypedChoiceField(
        label=_("Introductions at a time, at most"), coerce=int, choices=[(n, n) for n in range(1, MOST_AT_ONCE + 1)]
    )


class AnswersForm(forms.Form):
    """What a programme's policy asks of a member, and what they once answered that it asks no longer. All of it may stay empty."""

    def __init__(self, *args: Any, questions: Sequence[Question], said: Mapping[str, int | str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {one.about: one for one in questions if one.about != "wish"}
        self.abouts = [*asked, *(about for about in said if about not in asked)]
        for at, about in enumerate(self.abouts):
            family, _colon, name = about.partition(":")
            shown = capfirst(asked[about].name if about in asked else name)
            field: forms.Field
            if family == "attribute":
                field = forms.CharField(max_length=60, label=shown)
            else:
                label = shown or gettext("Steps of seniority")
                field = forms.IntegerField(min_value=0, max_value=LARGEST_ANSWER, label=label)
            field.required, field.initial = False, said.get(about)
            field.help_text = _answer_hint(asked.get(about))
            self.fields[f"answer_{at}"] = field

    def answers(self) -> dict[str, int | str | None]:
        """What was answered, by what it is about."""
        return {about: self.cleaned_data[f"answer_{at}"] for at, about in enumerate(self.abouts)}


def _answer_hint(question: Question | None) -> str:
    if question is None:
        return gettext("Asked no longer. Empty it, and it is gone.")
    if question.about == "seniority":
        kind = gettext("A whole number: 0 for a first post, one more for each step up since.")
    elif question.about.startswith("number:"):
        kind = gettext("A whole number.")
    else:
        kind = gettext("A word or two. Upper case and accents make no difference.")
    if question.private:
        told = gettext("It is never named as a reason.")
    else:
        told = gettext("Whom you meet may read that your answers go well together, never what you wrote.")
    needed = [gettext("Left empty, there is nobody you can be introduced to here.")] if question.needed else []
    return " ".join([kind, told, *needed])
