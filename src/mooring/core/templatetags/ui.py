"""What templates need beyond the components: icons, initials, times, fields and the header's tabs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from mooring.core import audiences, dates, devices, drawing, names, pages, said
from mooring.core.audiences import Audience
from mooring.core.icons import ICONS, TURNED
from mooring.core.markdown import to_html
from mooring.core.navigation import Bell, Tab, bell, tabs
from mooring.core.round_map import RoundMap

register = template.Library()

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "set"),
    (forms.RadioSelect, "set"),
    (forms.CheckboxInput, "box"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "several"),
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon by its name. An unknown one is an error outside production, and nothing there."""
    return _icon(name, extra)


@cache
def _icon(name: str, extra: str) -> SafeString:
    if name not in ICONS:
        if settings.MODE == "production":
            return mark_safe("")
        raise template.TemplateSyntaxError(f"There is no icon “{name}”.")
    classes = " ".join(filter(None, ["icon", "flip" if name in TURNED else "", extra]))
    drawing = mark_safe(ICONS[name])  # noqa: S308  drawn by us
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawing)


@register.simple_tag
def avatar(name: object = "", size: str = "", me: object = "", thing: str = "") -> SafeString:
    """A circle with somebody's initials, or with an icon."""
    kinds = (("avatar-" + size if size else ""), "avatar-me" if me else "", "avatar-thing" if thing else "")
    inside = icon(thing) if thing else names.initials(str(name or "")) or icon("person")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', " ".join(filter(None, ("avatar", *kinds))), inside)


@register.filter
def markdown(text: str) -> SafeString:
    """A text that somebody wrote in Markdown, as safe HTML."""
    return to_html(text)


@register.filter
def undo_of(tags: str | None) -> str:
    """The address that takes back what a message on the page tells of."""
    return said.undo_of(tags or "")


@register.filter
def names_in_words(people: Iterable[object]) -> str:
    """Names as one phrase in the reader's language: “A, B and C”."""
    return names.list_of([str(person) for person in people])


@register.simple_tag(takes_context=True)
def local_time(context: template.Context, moment: dt.datetime | dt.date | None, style: str = "both", zone: str = "") -> str:
    """A moment in words on the reader's clock (or the named zone's), as a ``time`` element."""
    if moment is None:
        return ""
    words = dates.in_words(moment, style, zone or reader_zone(context))
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


def reader_zone(context: template.Context) -> str:
    """The zone of whoever reads: where they are just now, else as the member's record says, else the account's, else none."""
    member, account = context.get("member"), context.get("account")
    if clock := getattr(context.get("request"), "clock", ""):
        return str(clock)
    return getattr(member, "zone", "") or getattr(account, "timezone", "") or ""


@register.simple_tag(takes_context=True)
def header_tabs(context: template.Context) -> list[Tab]:
    """The header's tabs for this request."""
    request: HttpRequest | None = context.get("request")
    return tabs(request) if request else []


@register.simple_tag(takes_context=True)
def header_bell(context: template.Context) -> Bell | None:
    """The header's bell for this request."""
    request: HttpRequest | None = context.get("request")
    return bell(request) if request else None


@register.simple_tag(takes_context=True)
def is_current(context: template.Context, address: str) -> SafeString:
    """``aria-current="page"`` where the address is this page's own."""
    request: HttpRequest | None = context.get("request")
    here = request is not None and address.split("?")[0] == request.path
    return mark_safe('aria-current="page"') if here else mark_safe("")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's query with some values changed; None or empty takes one out. Begins with “?”."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def at_id(address: str, code: str) -> str:
    """An address with an id where it has “-”: a page that names many of a kind works the address out once."""
    before, _dash, after = address.rpartition("/-")
    return f"{before}/{code}{after}"


@register.simple_tag
def options(pairs: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    """The options of a list to choose from: values and words."""
    marked = ((value, mark_safe(" selected") if value == chosen else "", words) for value, words in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@register.simple_tag
def hours_drawn(bands: Iterable[drawing.Band], now: int, words: str) -> SafeString:
    """The small drawing of a day, its words for whoever does not see it."""
    drawn = format_html_join("", '<span class="band band-{} at-{} for-{}"></span>', ((one.kind, one.at, one.length) for one in bands))
    track = '<div class="track track-s" aria-hidden="true">{}<span class="now at-{} for-1"></span></div>'
    return format_html(f'<div class="hours"><p class="sr">{{}}</p>{track}</div>', words, drawn, now)


@register.filter
def zone_name(zone: str) -> str:
    """A time zone as the lists to choose from write it."""
    return zone.replace("_", " ")


@register.filter
def zone_place(zone: str) -> str:
    """The place a time zone is named after, without the continent it is filed under."""
    return zone_name(zone.rpartition("/")[2])


@register.filter
def kind(field: BoundField) -> str:
    """How a form field is laid out: hidden, set (of choices), box (one), file, several (inputs) or line."""
    if field.is_hidden:
        return "hidden"
    return next((name for widget, name in _KINDS if isinstance(field.field.widget, widget)), "line")


@register.simple_tag
def widget(field: BoundField, described_by: str = "", **attrs: Any) -> SafeString:
    """Draw a field's own control with our classes, joined to its hint and error."""
    how = kind(field)
    if how not in {"set", "box", "hidden"}:
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} input".strip()
    if type(field.form).__module__.startswith("allauth."):
        attrs["placeholder"] = ""  # it says there only what the label says
    if described_by.strip():
        attrs["aria-describedby"] = " ".join(described_by.split())
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def html_attrs(attrs: Any) -> SafeString:
    """A component's remaining attributes, each value escaped; true stands alone, false and None are left out."""
    kept = {key: value for key, value in attrs.attrs_dict().items() if value is not None}
    return flatatt(kept)


@register.filter
def field_errors(form: forms.BaseForm) -> list[BoundField]:
    """The fields of a form that carry an error, in order."""
    return [field for field in form if field.errors]


@register.filter
def whole(value: object) -> int:
    """A component's attribute as a whole number."""
    return int(str(value))


@register.filter
def pegs(taken: object, places: object) -> list[bool]:
    """One entry a place, true where it is taken."""
    return [place < whole(taken) for place in range(whole(places))]


@register.filter
def audience_mark(audience: object) -> Audience:
    """Words and icon of an audience, by its key; words of one's own pass through with an eye beside them."""
    return audiences.find(audience)


@register.simple_tag(takes_context=True)
def with_page(context: template.Context, key: str, number: int) -> str:
    """This page's query with another page number under the key."""
    return str(with_query(context, **{key: number}))


@register.simple_tag
def help_address() -> str:
    """Where the help page is: the same for everyone, signed in or not."""
    return pages.HELP


@register.filter
def point(value: float) -> str:
    """A number as a drawing needs it: with a point, in every language."""
    return f"{value:g}"


@register.filter
@cache
def petals(kind: int) -> SafeString:
    """The five marks round a point, one of them set: circles of a drawing."""
    marks = drawing.petals({kind}, 11)
    circle = '<circle class="{}" cx="{}" cy="{}" r="2.6"/>'
    return format_html_join("", circle, (("on" if one.on else "off", f"{one.x:g}", f"{one.y:g}") for one in marks))


@register.filter
def map_in_words(drawn: RoundMap) -> str:
    """What the picture of a round shows, for whoever does not see it."""
    people = ngettext("%(count)s person", "%(count)s people", drawn.people) % {"count": drawn.people}
    teams = ngettext("%(count)s team", "%(count)s teams", len(drawn.teams)) % {"count": len(drawn.teams)}
    words = ngettext(
        "Who meets whom: %(people)s in %(teams)s, %(count)s match, %(across)s of it across teams.",
        "Who meets whom: %(people)s in %(teams)s, %(count)s matches, %(across)s of them across teams.",
        drawn.matches,
    )
    return words % {"people": people, "teams": teams, "count": drawn.matches, "across": drawn.across}


@register.filter
def device(user_agent: object) -> str:
    """A browser and its system as people call them, from what it says of itself."""
    return devices.in_words(str(user_agent or ""))
