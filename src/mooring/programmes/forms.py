"""What people fill in about programmes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooring.core.time import today
from mooring.people.models import Member, Organisation, Site, Team
from mooring.programmes.actions.capacity import MOST_AT_ONCE
from mooring.programmes.asking import TeamToAsk
from mooring.programmes.models import Programme
from mooring.programmes.policy import COOLDOWN_DAYS, PREFERENCES, RULES, Template, make_policy, rules_of, template_policy, weights_of
from mooring.programmes.words import cadence, shape

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
COOLDOWNS = (
    (91, _("3 months")),
    (182, _("6 months")),
    (COOLDOWN_DAYS, _("a year")),
    (730, _("2 years")),
    (0, _("as long as anyone remembers")),
)


class ProgrammeForm(forms.Form):
    """All there is to say about a coffee programme. What stands behind “rules and wishes” has a good default."""

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
    opt_in = forms.ChoiceField(label=_("How people say yes"), choices=OPT_IN, widget=forms.RadioSelect)
    review = forms.ChoiceField(label=_("If nobody has looked at a round by its time"), choices=REVIEW, widget=forms.RadioSelect)
    rules = forms.MultipleChoiceField(
        label=_("Rules that are never broken"),
        required=False,
        choices=[(rule.name, rule.label) for rule in RULES],
        widget=forms.CheckboxSelectMultiple,
    )
    cooldown_days = forms.TypedChoiceField(
        label=_("The same two people meet again only after"),
        coerce=int,
        choices=COOLDOWNS,
        help_text=_("Sooner only where someone would otherwise be left out, or where both wish it."),
    )

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
        for one in PREFERENCES:
            label, hint = str(one.label), str(one.hint)
            self.fields[f"weight_{one.name}"] = forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=100)

    def _choices(self, name: str, choices: list[tuple[int, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        given = self.initial.get(name)
        if given is not None and given not in dict(choices):
            choices.append((given, str(given)))
        field.choices = choices

    def weight_fields(self) -> list[forms.BoundField]:
        """The preferences' fields, in their order."""
        return [self[f"weight_{one.name}"] for one in PREFERENCES]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        rules = set(found.get("rules", ()))
        for rule in RULES:
            if rule.name in rules and rule.conflicts in rules and rule.name < rule.conflicts:
                self.add_error("rules", gettext("Two of these rules together allow nobody: keep one of them."))
        weights = [found.get(f"weight_{one.name}") for one in PREFERENCES]
        if None not in weights and not any(weights):
            self.add_error("weight_bridge", gettext("At least one wish must count."))
        return found

    def values(self) -> dict[str, Any]:
        """What ``create_programme`` and ``change_programme`` take."""
        found = dict(self.cleaned_data)
        weights = {one.name: found.pop(f"weight_{one.name}") for one in PREFERENCES}
        found["policy"] = make_policy(
            size=found["group_size"], rules=found.pop("rules"), weights=weights, cooldown_days=found.pop("cooldown_days") or None
        )
        return found


def initial_of_template(template: Template) -> dict[str, Any]:
    """What a template puts into the form."""
    fresh = Programme(name=str(template.name), policy=template_policy(template), **template.fields)
    return initial_of(fresh, audience=False)


def initial_of(programme: Programme, *, audience: bool = True) -> dict[str, Any]:
    """What a programme puts into the form."""
    plain = ("name", "cadence_weeks", "weekday", "publish_time", "group_size", "chats", "minutes", "opt_in", "review")
    found: dict[str, Any] = {name: getattr(programme, name) for name in plain}
    found["rules"] = sorted(rules_of(programme.policy))
    found["cooldown_days"] = programme.policy.get("cooldown_days", COOLDOWN_DAYS) or 0
    found |= {f"weight_{name}": weight for name, weight in weights_of(programme.policy).items()}
    if audience:
        found |= {"teams": list(programme.teams.all()), "sites": list(programme.sites.all())}
    return found


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
