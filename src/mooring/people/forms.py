"""What people and admins type about themselves, each other and their organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mooring.core.countries import COUNTRIES
from mooring.core.encodings import ENCODINGS
from mooring.core.public_holidays import is_region, parts_of
from mooring.core.text import fold
from mooring.core.time import zones
from mooring.people import languages
from mooring.people.models import Member, Organisation, Site, Team

ENCODING_WORDS = {
    "utf-8": _("Unicode (UTF-8)"),
    "utf-16-le": _("Unicode (UTF-16)"),
    "utf-16-be": _("Unicode (UTF-16, big end first)"),
    "cp1252": _("Western European (Windows-1252)"),
    "iso8859-15": _("Western European (ISO 8859-15)"),
    "mac-roman": _("Western European (Macintosh)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "koi8-r": _("Cyrillic (KOI8-R)"),
    "cp1253": _("Greek (Windows-1253)"),
    "cp1254": _("Turkish (Windows-1254)"),
    "cp1255": _("Hebrew (Windows-1255)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "cp1257": _("Baltic (Windows-1257)"),
    "cp932": _("Japanese (Shift JIS)"),
    "euc-jp": _("Japanese (EUC)"),
    "gb18030": _("Chinese (GB 18030)"),
    "big5": _("Chinese (Big5)"),
    "euc-kr": _("Korean (EUC)"),
}
DELIMITER_WORDS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}


TIME_ZONE = _("Time zone")


def zone_field(*, required: bool = False, label: Any = TIME_ZONE, empty: Any = "", **kwargs: Any) -> forms.ChoiceField:
    """A choice among all zones."""
    choices = [(name, name.replace("_", " ")) for name in zones()]
    return forms.ChoiceField(choices=choices if required else [("", empty), *choices], required=required, label=label, **kwargs)


class RegionField(forms.ChoiceField):
    """Whose public holidays count: a country, or a part of the one chosen before."""

    def __init__(self, *, first: Sequence[tuple[str, Any]]) -> None:
        super().__init__(
            label=_("Public holidays of"),
            required=False,
            help_text=_("Some countries have regions with holidays of their own: save the country, then choose the region."),
        )
        self.first = list(first)
        self.choices = lambda: self._offered("")

    @classmethod
    def offer(cls, form: forms.BaseForm, region: str) -> None:
        """Let a form offer the parts of the country that is chosen."""
        field = form.fields["holidays"]
        assert isinstance(field, cls)
        field.choices = lambda: field._offered(region.partition("-")[0])

    def valid_value(self, value: Any) -> bool:
        """Any region, whichever are offered."""
        return any(value == known for known, _words in self.first) or is_region(str(value))

    def _offered(self, country: str) -> list[tuple[str, Any]]:
        parts = parts_of(country) if country in COUNTRIES else []
        named = sorted(((code, str(name)) for code, name in COUNTRIES.items()), key=lambda one: fold(one[1]))
        within = [(_("in %(country)s") % {"country": COUNTRIES[country]}, parts)] if parts else []
        return [*self.first, *within, *named]


class UploadForm(forms.Form):
    """The file to bring in."""

    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_("Comma, semicolon or tab, any headers or none. From Excel: save as “CSV UTF-8”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )


class ShapeForm(forms.Form):
    """How the file is written, where the guess is wrong."""

    encoding = forms.ChoiceField(choices=[(name, ENCODING_WORDS[name]) for name in ENCODINGS], label=_("Letters"))
    delimiter = forms.ChoiceField(choices=list(DELIMITER_WORDS.items()), label=_("Between the columns"))
    has_header = forms.BooleanField(required=False, label=_("The first row names the columns"))


class ProfileForm(forms.Form):
    """What a member says of themselves."""

    call_me = forms.CharField(max_length=100, required=False, label=_("What should we call you"))
    pronouns = forms.CharField(max_length=60, required=False, label=_("Pronouns"), help_text=_("For example she/her, they/them."))
    title = forms.CharField(max_length=200, required=False, label=_("What you do here"))
    about = forms.CharField(
        max_length=1000,
        required=False,
        label=_("About you"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two lines are plenty."),
    )
    language = forms.ChoiceField(required=False, label=_("Another language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("none")), *languages.choices()]


class MemberForm(forms.Form):
    """An organisation's record of a person."""

    name = forms.CharField(max_length=200, label=_("Name"), help_text=_("As the person writes it. Any script, any length."), strip=True)
    call_me = forms.CharField(max_length=100, required=False, label=_("What to call them"))
    sort_key = forms.CharField(max_length=200, required=False, label=_("Sorted by"))
    work_address = forms.CharField(max_length=254, required=False, label=_("Work e-mail"))
    external_id = forms.CharField(max_length=120, required=False, label=_("Id in your HR system"))
    title = forms.CharField(max_length=200, required=False, label=_("Job title"))
    team = forms.ModelChoiceField(Team.objects.none(), required=False, label=_("Team"), empty_label=_("none"), to_field_name="public_id")
    site = forms.ModelChoiceField(Site.objects.none(), required=False, label=_("Site"), empty_label=_("none"), to_field_name="public_id")
    timezone = zone_field(empty=_("as the site or the organisation says"))
    started_on = forms.DateField(required=False, label=_("Start date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    manager = forms.CharField(
        max_length=260, required=False, label=_("Manager"), help_text=_("Their id or work e-mail, or a name only one person here has.")
    )

    def __init__(self, *args: Any, organisation: Organisation, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.member = organisation, member
        for name, places in (("team", organisation.teams), ("site", organisation.sites)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = places.all()

    @staticmethod
    def initial_of(member: Member) -> dict[str, Any]:
        """A member's record as the form shows it."""
        manager = member.manager
        return {
            **{name: getattr(member, name) for name in ("name", "call_me", "sort_key", "work_address", "external_id", "title", "timezone")},
            "team": member.team.public_id if member.team else None,
            "site": member.site.public_id if member.site else None,
            "started_on": member.started_on,
            "manager": (manager.work_address or manager.external_id or manager.name) if manager else "",
        }

    def clean_manager(self) -> Member | None:
        """The one person meant."""
        text = self.cleaned_data["manager"].strip()
        if not text:
            return None
        here = Member.objects.here().filter(organisation=self.organisation)
        for found in (here.filter(external_id=text), here.filter(work_address=text.lower()), here.filter(name=text)):
            if len(one := found[:2]) == 1:
                return one[0]
        raise forms.ValidationError(_("That is nobody here, or more than one person. Use the id or the work e-mail."))


class RolesForm(forms.Form):
    """Who runs programmes, who runs the organisation's settings."""

    is_organiser = forms.BooleanField(required=False, label=_("Organiser"), help_text=_("Sets up programmes and rounds."))
    is_admin = forms.BooleanField(required=False, label=_("Admin"), help_text=_("Brings people in, changes settings and roles."))


class VideoForm(forms.ModelForm[Organisation]):
    """Where an organisation's people meet. The secret that is kept is never shown again."""

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ("video", "video_address", "video_secret")
        labels = {"video": _("Where people meet"), "video_address": _("Its address"), "video_secret": _("Its shared secret")}
        help_texts = {
            "video_address": _(
                "Jitsi: the server, as in https://meet.example.org. BigBlueButton: as in https://bbb.example.org/bigbluebutton/. "
                "Other: an address with {room} in it."
            ),
            "video_secret": _("BigBlueButton only. It is kept encrypted and not shown again; left empty, it stays as it is."),
        }
        widgets: dict[str, Any] = {"video_secret": forms.PasswordInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_secret = self.instance.video_secret

    def clean(self) -> dict[str, Any]:
        """An address that can be met at."""
        data = super().clean() or {}
        video, address = data.get("video"), (data.get("video_address") or "").strip()
        if video and not address.startswith("https://"):
            self.add_error("video_address", _("Write the whole address, beginning with https://."))
        elif video == Organisation.Video.TEMPLATE and "{room}" not in address:
            self.add_error("video_address", _("Put {room} where the name of the room belongs."))
        data["video_secret"] = (data.get("video_secret") or "").strip() or self.held_secret
        if video == Organisation.Video.BBB and not data["video_secret"]:
            self.add_error("video_secret", _("BigBlueButton needs its shared secret: bbb-conf --secret shows it."))
        return data


class OrganisationForm(VideoForm):
    """The organisation's settings."""

    timezone = zone_field(required=True, help_text=_("Rounds begin and end on its calendar."))
    holidays = RegionField(first=[("", _("none"))])
    language = forms.ChoiceField(label=_("Language"), help_text=_("Of mails to whoever has not chosen one."))

    class Meta(VideoForm.Meta):
        fields = ("name", "timezone", "language", "day_begins", "day_ends", "holidays", "video", "video_address", "video_secret")
        labels = {
            **VideoForm.Meta.labels,
            "name": _("Name"),
            "day_begins": _("A working day begins"),
            "day_ends": _("and ends"),
        }
        help_texts = {
            **VideoForm.Meta.help_texts,
            "day_begins": _("Monday to Friday, for whoever has said nothing else."),
        }
        widgets = {
            **VideoForm.Meta.widgets,
            "day_begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "day_ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, known: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        RegionField.offer(self, self.instance.holidays)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = known


class PlaceForm(forms.Form):
    """A team or a site."""

    name = forms.CharField(max_length=200, label=_("Name"))


class SiteForm(PlaceForm):
    """A site with its zone."""

    timezone = zone_field(empty=_("as the organisation"))
    holidays = RegionField(first=[("", _("as the organisation"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        RegionField.offer(self, (self.initial or {}).get("holidays", ""))


class ContactForm(forms.Form):
    """Somebody to turn to."""

    name = forms.CharField(max_length=200, label=_("Who"))
    how = forms.CharField(max_length=300, label=_("How to reach them"), help_text=_("A telephone number, a room, an address."))
