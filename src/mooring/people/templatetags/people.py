"""What pages about people need: who sees a field, steps of an import, a language's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django import template
from django.apps import apps
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.audiences import DECLARED
from mooring.core.templatetags.ui import at_id, avatar, hours_drawn, local_time, zone_place
from mooring.people import languages, person_page
from mooring.people.board import Row
from mooring.people.models import Account, Member, MemberLanguage, MemberTopic

register = template.Library()

_MODELS = {"member": Member, "account": Account, "topic": MemberTopic, "language": MemberLanguage}


@register.simple_tag
def seen(model: str, field: str) -> str:
    """The audience of a declared field, as the mark beside it wants it; a model of another app as "app.Model"."""
    found = _MODELS[model] if model in _MODELS else apps.get_model(model)
    return DECLARED[personal.seen_by(found, field)]


@register.simple_tag(takes_context=True)
def parts_beside(context: template.Context, others: Iterable[person_page.Met]) -> list[person_page.Part]:
    """What other apps show the reader beside people they meet; themselves left out."""
    reader = context.get("member")
    return person_page.beside([one for one in others if one.public_id != reader.public_id], reader) if reader else []


@register.simple_tag
def import_steps() -> list[str | Promise]:
    """The four steps of bringing people in."""
    return [_("File"), _("Columns"), _("Preview"), _("Done")]


@register.filter
def language_name(code: str) -> str:
    """A language's name in the reader's language."""
    return languages.name_of(code)


@register.simple_tag(takes_context=True)
def board(context: template.Context, rows: Sequence[Row], address: str) -> SafeString:
    """The rows of the directory, times on the clock of each; ``address`` is of somebody's page, with “-” for who it is.

    They are many, and a template takes longer over each of them than over all the rest of its page.
    """
    moment, helps = context["now"], gettext("Helps with")
    clocks: dict[str, str] = {}

    def clock(zone: str) -> str:
        if zone not in clocks:
            clocks[zone] = local_time(context, moment, "time", zone)
        return clocks[zone]

    return format_html_join("\n", _ROW, ((_who(row, address), _helps(row, helps), *_time(row, clock)) for row in rows))


_ROW = (
    '<li>{}<span class="small soft topics">{}</span>'
    '<span class="board-time"><span class="small"><b class="clock">{}</b> {}</span>{}</span></li>'
)


def _who(row: Row, address: str) -> SafeString:
    one = row.member
    under = format_html_join(" ", "<span>{}</span>", ((word,) for word in (one.title, one.team.name if one.team else "") if word))
    return format_html(
        '<span class="who">{}<span><a class="who-name" href="{}">{}</a><span class="who-sub dots">{}</span></span></span>',
        avatar(one.shown_name, me=row.me),
        at_id(address, one.public_id),
        one.shown_name,
        under,
    )


def _helps(row: Row, words: str) -> str:
    return f"{words} {', '.join(row.helps)}" if row.helps else ""


def _time(row: Row, clock: Callable[[str], str]) -> tuple[str, str, str]:
    one, day = row.member, row.day
    zone = one.zone
    if day is None:
        return clock(zone), _faint(one.site.name if one.site else ""), ""
    place = zone_place(day.zone) if day.zone != zone else one.site.name if one.site else ""
    drawn = hours_drawn(day.bands, day.now, day.words)
    tone = "coral" if day.reachable else "faint"
    return clock(day.zone), _faint(place), format_html('{}<span class="tiny {}" aria-hidden="true">{}</span>', drawn, tone, day.words)


def _faint(words: str) -> str:
    return format_html('<span class="faint">{}</span>', words) if words else ""
