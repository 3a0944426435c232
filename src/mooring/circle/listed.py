"""The rows of the list, put together here for the same reason as the picture: a page of them would take a template longer than the rest.

What an owner wrote is escaped on its way in. One form on the page (``talked``) stands for the buttons of all rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.circle.index import Line
from mooring.circle.rhythm import Slack
from mooring.circle.things import Sector, Support, Tier
from mooring.core.names import initials

_TIES = {
    Slack.SLACK: ("tie tie-loose", "M3 3Q24 22 45 3", 3),
    Slack.EASING: ("tie", "M3 4Q24 17 45 4", 4),
    Slack.IN_TOUCH: ("tie", "M3 7H45", 7),
    Slack.RESTS: ("tie", "M3 7H45", 7),
}
"""How each tie is drawn: as ``c-tie`` draws it."""


@dataclass(frozen=True)
class Listed:
    """The people of one ring in a list."""

    tier: Tier
    rows: SafeString


def rows(lines: Iterable[Line], today: dt.date) -> list[str]:
    """The rows of people, a text for each tier, the nearest first; empty for a tier without any."""
    listing, some = _Listing(today), list(lines)
    return ["".join(listing.row(line) for line in some if line.tier is tier) for tier in Tier]


def under(made: Iterable[str]) -> list[Listed]:
    """Rows under their tier; a tier without any is left out. They are what ``rows`` made, and nothing else."""
    return [Listed(tier, mark_safe(text)) for tier, text in zip(Tier, made, strict=True) if text]  # noqa: S308  escaped, row by row


def ago(days: int | None) -> str:
    """How long ago a touch was, in words; None where there was none."""
    if days is None:
        return _("not noted yet")
    if days < 2:
        return _("yesterday") if days else _("today")
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}


class _Listing:
    """One page of rows: words that many share are looked up once."""

    def __init__(self, today: dt.date) -> None:
        self._today, self._number = today, today.toordinal()
        self._address = reverse("circle_person", args=["_"])[:-2]
        self._sectors = [escape(str(one.words)) for one in Sector]
        self._ago = cache(lambda days: escape(ago(days)))
        unmarked = _("not marked yet")
        nothing = f'<span class="faint">{escape(unmarked)}</span>'
        self._gives = cache(lambda mask: escape(", ".join(str(one.words) for one in Support if mask >> one & 1)) or nothing)
        self._talked, self._with = escape(_("We talked")), _("with %(name)s")

    def row(self, line: Line) -> str:
        """One person."""
        address, kind = f"{self._address}{line.id}/", line.slack(self._today)
        css, path, y = _TIES[kind]
        below = f'<span class="who-sub">{escape(line.line)}</span>' if line.line else ""
        days = self._number - line.touched if line.touched else None
        return (
            f'<tr><td><span class="who"><span class="avatar avatar-s" aria-hidden="true">{escape(initials(line.name))}</span>'
            f'<span><a class="who-name" href="{address}">{escape(line.name)}</a>{below}</span></span></td>'
            f'<td class="soft">{self._sectors[line.sector]}</td><td class="soft">{self._gives(line.gives)}</td>'
            f'<td><span class="last"><svg class="{css}" viewBox="0 0 48 14" aria-hidden="true"><path d="{path}"/>'
            f'<circle cx="3" cy="{y}" r="3"/><circle cx="45" cy="{y}" r="3"/></svg>'
            f'<span class="soft">{self._ago(days)}</span></span></td>'
            f'<td class="end"><button class="btn btn-quiet btn-small" form="talked" formaction="{address}touch">{self._talked}'
            f'<span class="sr"> {escape(self._with % {"name": line.name})}</span></button></td></tr>'
        )
