"""Drawings of many parts, put together at once: a template takes longer over each part than over all of its drawing."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mooring.core.arcs import TeamArc
from mooring.core.round_map import RoundMap

register = template.Library()


@register.filter
@lru_cache(maxsize=64)
def round_drawn(drawn: RoundMap) -> SafeString:
    """The inside of the picture of a round, the words on hover included."""
    return format_html(
        "{}\n{}\n{}\n{}\n{}",
        format_html_join("", "{}{}", ((_arc(one), _leader(one)) for one in drawn.teams)),
        format_html_join("", '<path class="{}" d="{}"><title>{}</title></path>', ((one.kind, one.path, one.words) for one in drawn.curves)),
        format_html_join("", '<circle class="hub" cx="{}" cy="{}" r="3"/>', ((f"{x:g}", f"{y:g}") for x, y in drawn.hubs)),
        format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
            (("p" if one.placed else "p-out", f"{one.x:g}", f"{one.y:g}", "4.5" if one.placed else "6.5", one.name) for one in drawn.dots),
        ),
        format_html_join(
            "", '<text text-anchor="{}"><title>{}</title>{}</text>', ((one.anchor, one.name, _label(one)) for one in drawn.teams)
        ),
    )


@register.filter
def round_as_rows(drawn: RoundMap) -> SafeString:
    """The teams of a round as rows of a table, by name."""
    return _rows(drawn.teams, get_language() or "")


@lru_cache(maxsize=64)
def _rows(teams: tuple[TeamArc, ...], _language: str) -> SafeString:
    people, others, inside, out = _("People"), _("With other teams"), _("Inside"), _("Not placed")
    cell = '<td class="end" data-label="{}">{}</td>'
    rows = (
        (one.name, people, one.people, others, one.across, inside, one.within, out, one.unplaced)
        for one in sorted(teams, key=lambda one: one.name)
    )
    return format_html_join("", f'<tr><th scope="row">{{}}</th>{cell * 4}</tr>', rows)


def _arc(team: TeamArc) -> SafeString:
    return format_html('<path class="arc" d="{}"/>', team.path)


def _leader(team: TeamArc) -> SafeString | str:
    return format_html('<path class="leader" d="{}"/>', team.leader) if team.leader else ""


def _label(team: TeamArc) -> SafeString:
    return format_html_join("", '<tspan x="{}" y="{}">{}</tspan>', ((f"{team.x:g}", f"{y:g}", line) for line, y in team.lines))
