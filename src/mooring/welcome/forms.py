"""Forms of the first run and of a new member's first steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from mooring.boundaries.models import WorkSpan
from mooring.core.hours import Span
from mooring.core.time import zones
from mooring.notices.models import MailServer
from mooring.people.forms import VideoForm
from mooring.people.models import Account, Organisation

WIDELY_KNOWN = ("demo", "admin", "new", "api", "static")


class PersonForm(forms.Form):
    """Who the first person is, and how they come back."""

    name = forms.CharField(label=_("Your name"), max_length=200, help_text=_("As you write it yourself."))
    address = forms.EmailField(
        label=_("Your e-mail"), max_length=254, help_text=_("You sign in with it: by a code we mail, a passkey or a password.")
    )
    password = forms.CharField(
        label=_("A password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Codes come by mail, and no mail server is known here yet. Until then a password is your way back in."),
    )

    def clean_password(self) -> str:
        """A password that is hard to guess, or none."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, Account(email=self.cleaned_data.get("address", ""), name=self.cleaned_data.get("name", "")))
        return password


class OrganisationForm(PersonForm):
    """The organisation and its first admin."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=200)
    slug = forms.SlugField(
        label=_("Its short name in addresses"),
        max_length=50,
        required=False,
        help_text=_("Small letters, digits and dashes. Empty: made from the name. It does not change later."),
    )
    zone = forms.ChoiceField(label=_("Its time zone"), help_text=_("Sites and people can have their own."))
    language = forms.ChoiceField(label=_("Its language"), help_text=_("What people read before they choose for themselves."))

    field_order = ("organisation", "slug", "zone", "language", "name", "address", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A zone taken for granted is noticed only when a meeting comes at the wrong hour: it is chosen.
        self._choices("zone", [("", _("Choose one")), *((name, name.replace("_", " ")) for name in zones())])
        self._choices("language", [pair for pair in settings.LANGUAGES if pair[0] != settings.PSEUDO_LANGUAGE])

    def clean_slug(self) -> str:
        """A short name that is free."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in WIDELY_KNOWN or Organisation.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("This short name is taken."))
        return slug

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class CallMeForm(forms.Form):
    """The first step: how to be called."""

    call_me = forms.CharField(label=_("Call me"), max_length=100, required=False, help_text=_("Empty: your name as it stands above."))
    pronouns = forms.CharField(label=_("Pronouns"), max_length=60, required=False)


class HoursForm(forms.Form):
    """The second step: a usual week. Split days and nights are for the page of hours."""

    zone = forms.ChoiceField(label=_("Your time zone"))
    days = forms.TypedMultipleChoiceField(
        label=_("Days you usually work"), choices=WorkSpan.Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name.replace("_", " ")) for name in zones()]

    def spans(self) -> list[Span]:
        """The week as the person gave it; an end before the beginning is a night."""
        begins, ends = self.cleaned_data["begins"], self.cleaned_data["ends"]
        start = begins.hour * 60 + begins.minute
        minutes = (ends.hour * 60 + ends.minute - start) % (24 * 60) or 24 * 60
        return [Span(day, start, start + minutes) for day in sorted(self.cleaned_data["days"])]


class TopicsForm(forms.Form):
    """The third step: what one can help with and would like to learn."""

    help = forms.CharField(
        label=_("I can help with"),
        max_length=400,
        required=False,
        help_text=_("Commas between: onboarding, SQL, sourdough"),
    )
    learn = forms.CharField(label=_("I would like to learn"), max_length=400, required=False)

    def labels(self, name: str) -> list[str]:
        """The words of one answer."""
        return [word.strip() for word in self.cleaned_data[name].replace(";", ",").split(",") if word.strip()]


class MailForm(forms.ModelForm[MailServer]):
    """The mail server, as its own handbook names these things. The password that is kept is never shown again."""

    kept = False
    """Whether a password is kept already."""

    class Meta:
        model = MailServer
        fields = ("host", "port", "security", "username", "password", "from_address")
        labels = {
            "host": _("Server"),
            "port": _("Port"),
            "security": _("Security"),
            "username": _("User name"),
            "password": _("Password"),
            "from_address": _("Mails come from"),
        }
        help_texts = {
            "host": _("For example smtp.example.org"),
            "port": _("587 with STARTTLS, 465 with TLS"),
            "username": _("Empty where the server asks for none."),
            "from_address": _("An address people here will recognise."),
        }
        widgets = {"password": forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=True)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = (self.instance.host, self.instance.username, self.instance.password)
        self.kept = bool(self.instance.password)
        self.initial["password"] = ""

    def clean_password(self) -> str:
        """What was typed; else what is kept, as long as it goes to the same server for the same user."""
        typed: str = self.cleaned_data["password"]
        host, username, password = self.before
        same = (self.cleaned_data.get("host"), self.cleaned_data.get("username")) == (host, username)
        return typed or (password if same else "")


class FirstVideoForm(VideoForm):
    """The video provider of an organisation, as it is asked in the setting up."""

    class Meta(VideoForm.Meta):
        labels = {**VideoForm.Meta.labels, "video": _("People meet")}
        widgets = {**VideoForm.Meta.widgets, "video": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["video"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (Organisation.Video.NONE, _("By phone, or as they decide")),
            (Organisation.Video.JITSI, _("On a Jitsi server")),
            (Organisation.Video.BBB, _("On a BigBlueButton server")),
            (Organisation.Video.TEMPLATE, _("At an address with {room} in it")),
        ]


class ContactForm(forms.Form):
    """A named contact for “not comfortable?”."""

    name = forms.CharField(label=_("Who"), max_length=200)
    how = forms.CharField(label=_("How to reach them"), max_length=300, help_text=_("A mail address, a telephone number, hours."))
