"""A programme's settings in plain words, for templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from math import floor
from typing import Final

from django import template
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooring.core.names import list_of
from mooring.core.templatetags.ui import at_id, avatar
from mooring.programmes import words
from mooring.programmes.models import Round
from mooring.programmes.queries import Face, Review

register = template.Library()

UNUSUAL: Final[dict[str, str | Promise]] = {
    "trio": _("a trio, since the number is odd"),
    "repeat": _("have met before"),
    "bad_hour": _("early or late hours"),
}

register.filter("cadence", words.cadence)
register.filter("shape", words.shape)
register.filter("weekday_name", words.weekday)
register.filter("in_short", words.in_short)
register.filter("who_may_join", words.who_may_join)
register.filter("rules_in_words", words.rules)


@register.simple_tag
def people_of_match(faces: Iterable[Face], swap_at: str = "", query: str = "") -> SafeString:
    """The people of a match, each with where they belong and, with an address, the way to swap them; its “-” stands for their id.

    A page shows many of them, and a template takes longer over each than over all the rest of its row.
    """
    swap = gettext("Swap")
    link = ' <a href="{}">{}<span class="sr"> {}</span></a>'
    return format_html_join(
        "",
        '<span class="who">{}<span><span class="who-name">{}</span><span class="who-sub">{}{}</span></span></span>',
        (
            (
                avatar(one.name, "s"),
                one.name,
                team_and_site(one),
                format_html(link, at_id(swap_at, one.public_id) + query, swap, one.name) if swap_at else "",
            )
            for one in faces
        ),
    )


@register.filter
def names_of(faces: Iterable[Face]) -> list[str]:
    """The names of people shown."""
    return [face.name for face in faces]


@register.filter
def you_and(faces: Sequence[Face]) -> str:
    """The reader and those they meet: “You and Nguyễn Quốc Tuấn”."""
    return list_of([gettext("You"), *(face.name for face in faces)])


@register.filter
def zone_at(face: Face, instant: dt.datetime) -> str:
    """The zone somebody is in at an instant."""
    return face.zone_at(instant)


@register.filter
def site_at(face: Face, instant: dt.datetime) -> str:
    """Where somebody is at an instant: their site, or the place of the zone they have gone to."""
    zone = face.zone_at(instant)
    return face.site if zone == face.zone else zone.rpartition("/")[2].replace("_", " ")


@register.filter
def place_of(face: Face) -> str:
    """What somebody does and where, as far as it is known: “Engineer, Support, Nairobi”."""
    return ", ".join(filter(None, (face.title, face.team, face.site)))


@register.filter
def team_and_site(face: Face) -> str:
    """Where somebody belongs, as far as it is known: “Support, Nairobi”."""
    return ", ".join(filter(None, (face.team, face.site)))


@register.simple_tag
def place_and_time(place: object, time: str) -> str:
    """“Lisbon, 9:40”, or the time alone."""
    return format_html("{}, {}", place.name if hasattr(place, "name") else place, time) if place else time


@register.filter
def share(value: float | None) -> str:
    """A share as a whole percentage; a dash where there is none."""
    return "–" if value is None else gettext("%(percent)d %%") % {"percent": round(value * 100)}


@register.filter
def percent(value: float) -> str:
    """A share as a percentage with one decimal, in the reader's own way of writing numbers."""
    return number_format(round(value * 100, 1), 1)  # number_format cuts off, it does not round


@register.filter
def reached(review: Review) -> str:
    """How much of the proven best a round's score reaches, as a percentage rounded down: 100 means all of it."""
    return number_format(floor(review.score / review.bound * 1000) / 10, 1) if review.bound else "0"


@register.filter
def unusual_in_words(code: str) -> str:
    """What is out of the ordinary about a match."""
    return str(UNUSUAL[code])


@register.filter
def round_state(state: str) -> str:
    """A round's state in words."""
    return str(Round.State(state).label)


@register.filter
def cost_in_words(cost: float) -> str:
    """What an alternative costs, as a share of a round's score: 0.01 = 1 %, below zero where it gains."""
    shown = number_format(round(max(abs(cost) * 100, 0.01), 2), 2)
    if abs(cost) < 0.00005:
        return gettext("As good as it is now.")
    if cost < 0:
        return gettext("Gains %(percent)s %% of the score.") % {"percent": shown}
    return gettext("Costs %(percent)s %% of the score.") % {"percent": shown}
