"""The picture of a circle as SVG, with words for everything in it.

It is put together here and not in a template: three hundred people a page would take a template longer than all the rest of it.
Whatever an owner wrote is escaped on its way in.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mooring.circle.glance import Glance, drawn_once
from mooring.circle.index import IN_PERSON, ONLINE, SAME_ORGANISATION, SAME_TEAM, Line
from mooring.circle.listed import Listed, rows, under
from mooring.circle.picture import AT_MOST, NAMED, ROUND, TALL, Dot, Picture, Point, Rope, Sheet, draw, drawn
from mooring.circle.rhythm import Slack
from mooring.circle.things import Sector, Support, Tier
from mooring.core.names import initials
from mooring.people.models import Account

LETTERS = {ROUND.name: 11.5, TALL.name: 9.5}
"""From this size on, a dot has room for letters."""
MANY = 80
"""From so many people on, edges are drawn finer."""
_SHEETS = 2
_PETALS = [(math.sin(n * math.tau / 5), -math.cos(n * math.tau / 5)) for n in range(5)]


@dataclass(frozen=True)
class Drawn:
    """The picture twice, for a desk and for a phone, and how many are in it."""

    sheets: Sequence[SafeString]
    people: int
    left_out: int


def kept_or_drawn(account: Account, glance: Glance, today: dt.date, listed: int) -> tuple[Drawn, list[Listed]]:
    """The picture of everybody nearest and the first so many rows of the list, made once a day, language and release."""

    def make() -> list[str]:
        return [*pictures(glance.near, glance.size, today).sheets, *rows(glance.near[:listed], today)]

    kept = drawn_once(account, glance, f"{settings.VERSION}:{today}:{get_language()}", make)
    # What is sealed there is what was drawn here, escaped as it was.
    sheets = [mark_safe(one) for one in kept[:_SHEETS]]  # noqa: S308  our own, see above
    return Drawn(sheets, len(glance.near), glance.size - len(glance.near)), under(kept[_SHEETS:])


def pictures(near: Sequence[Line], size: int, today: dt.date, fits: Callable[[Line], bool] | None = None) -> Drawn:
    """Draw the nearest people of a circle of a size.

    Whoever does not fit is drawn faintly and leads nowhere, so that everybody keeps their place.
    """
    number = today.toordinal()
    points = drawn([Point(line.id, int(line.tier), int(line.sector), int(line.slack(today))) for line in near])
    shown = {point.key for point in points}
    by_key = {line.id: line for line in near if line.id in shown}
    slack = {point.key: point.slack for point in points}
    said = _Said()
    words = {key: escape(said.of(line, slack[key], number)) for key, line in by_key.items() if not fits or fits(line)}
    made = [_svg(draw(points, sheet), by_key, words, slack, size) for sheet in (ROUND, TALL)]
    return Drawn(tuple(made), len(points), size - len(points))


class _Said:
    """Who somebody is, where they stand, what comes from and goes to them, and how the tie is. Each word is translated once a picture."""

    def __init__(self) -> None:
        self._tiers = [str(one.words) for one in Tier]
        self._sectors = [str(one.words) for one in Sector]
        self._kinds = [str(one.within) for one in Support]
        self._team, self._here = _("in my team"), _("in my organisation")
        self._gives, self._takes = _("gives %(kinds)s"), _("gets %(kinds)s from me")
        self._person, self._online, self._today, self._slack = _("in person"), _("online"), _("last touch today"), _("gone slack")
        self._some: dict[int, str] = {}
        self._ago: dict[int, str] = {}

    def of(self, line: Line, slack: int, number: int) -> str:
        """About one of them."""
        parts = [line.name, self._tiers[line.tier], self._sectors[line.sector]]
        if line.flags & (SAME_TEAM | SAME_ORGANISATION):
            parts.append(self._team if line.flags & SAME_TEAM else self._here)
        if line.gives:
            parts.append(self._gives % {"kinds": self._list(line.gives)})
        if line.takes:
            parts.append(self._takes % {"kinds": self._list(line.takes)})
        if line.flags & (IN_PERSON | ONLINE):
            parts.append(self._person if line.flags & IN_PERSON else self._online)
        if line.touched:
            parts.append(self._since(number - line.touched))
        if slack == Slack.SLACK:
            parts.append(self._slack)
        return "; ".join(parts)

    def _list(self, mask: int) -> str:
        if mask not in self._some:
            self._some[mask] = ", ".join(words for kind, words in enumerate(self._kinds) if mask >> kind & 1)
        return self._some[mask]

    def _since(self, days: int) -> str:
        if days not in self._ago:
            words = ngettext("last touch %(days)s day ago", "last touch %(days)s days ago", days) % {"days": days}
            self._ago[days] = words if days else self._today
        return self._ago[days]


def _svg(picture: Picture, by_key: dict[str, Line], words: dict[str, str], slack: dict[str, int], whole: int) -> SafeString:
    sheet, people = picture.sheet, len(picture.dots)
    title = ngettext("Your circle: %(count)s person on four rings.", "Your circle: %(count)s people on four rings.", people) % {
        "count": people
    }
    box = f"{-picture.width / 2:g} {-picture.height / 2:g} {picture.width:g} {picture.height:g}"
    rings, many = " ".join(f"{ring:g}" for ring in sheet.rings), " rings-many" if people > MANY else ""
    # One address is looked up, and the others are made from it: three hundred look-ups would take longer than the drawing.
    address = reverse("circle_person", args=["_"])[:-2]
    you = _("you")
    parts = [
        f'<svg class="rings rings-{sheet.name}{many}" viewBox="{box}" role="group"'
        f' aria-labelledby="map-{sheet.name}-t map-{sheet.name}-d" data-tall="{sheet.tall:g}" data-rings="{rings}">'
        f'<title id="map-{sheet.name}-t">{escape(title)}</title>'
        f'<desc id="map-{sheet.name}-d">{escape(_described(picture, by_key, whole))}</desc>',
        *_ground(picture),
        *(_rope(rope, rope.key in words) for rope in picture.ropes),
        *_words(picture),
        f'<circle class="me" r="{sheet.me:g}"/><text class="me-text" aria-hidden="true">{escape(you)}</text>',
        *(_person(dot, by_key[dot.key], slack[dot.key], words.get(dot.key), address, sheet, people <= NAMED) for dot in picture.dots),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308  everything a person wrote was escaped above


def _ground(picture: Picture) -> Iterator[str]:
    """Rings and rays."""
    rx, ry = picture.rings[0]
    yield f'<ellipse class="disc" rx="{rx:g}" ry="{ry:g}"/>'
    for tier, (rx, ry) in enumerate(picture.rings):
        yield f'<ellipse class="ring" data-tier="{tier}" rx="{rx:g}" ry="{ry:g}"/>'
    for x0, y0, x1, y1 in picture.rays:
        yield f'<path class="ray" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>'


def _words(picture: Picture) -> Iterator[str]:
    """What the rings and the sectors are called."""
    tiers, sectors = list(Tier), list(Sector)
    for one in picture.tiers:
        yield f'<text class="tier" x="{one.x:g}" y="{one.y:g}" aria-hidden="true">{escape(str(tiers[one.of].words).lower())}</text>'
    for one in picture.sectors:
        turned = f"translate({one.x:g} {one.y:g}) rotate({one.turn:g})"
        yield f'<text class="sector" transform="{turned}" aria-hidden="true">{escape(str(sectors[one.of].words))}</text>'


def _described(picture: Picture, by_key: dict[str, Line], whole: int) -> str:
    """The counts, for whoever does not see the picture."""
    counts = [0] * len(Tier)
    for dot in picture.dots:
        counts[by_key[dot.key].tier] += 1
    said = ", ".join(f"{tier.words}: {count}" for tier, count in zip(Tier, counts, strict=True))
    if whole > AT_MOST:
        said = ngettext(
            "%(said)s. The nearest %(drawn)s of %(count)s person.", "%(said)s. The nearest %(drawn)s of %(count)s people.", whole
        ) % {
            "said": said,
            "drawn": AT_MOST,
            "count": whole,
        }
    return said


def _rope(rope: Rope, full: bool) -> str:
    kind = " rope-loose" if rope.slack == Slack.SLACK else " rope-rests" if rope.slack == Slack.RESTS else ""
    return f'<path class="rope{kind}{"" if full else " faint-rope"}" d="{rope.path}"/>'


def _person(dot: Dot, line: Line, slack: int, words: str | None, address: str, sheet: Sheet, named: bool) -> str:
    """A person: round or, in my own organisation, square; a strong edge where we meet in person; marks for what goes to and fro."""
    shape = _shape(dot.r, line.flags & (IN_PERSON | SAME_ORGANISATION | SAME_TEAM), slack)
    if words is None:
        return f'<g class="faded" transform="translate({dot.x:g} {dot.y:g})" aria-hidden="true">{shape}</g>'
    petals = _petals(line.gives, line.takes, dot.r, sheet.petal) if line.gives or line.takes else ""
    letters, name = "", escape(line.name)
    if dot.r >= LETTERS[sheet.name]:
        letters = f'<text font-size="{dot.r * 0.62:.1f}" aria-hidden="true">{escape(initials(line.name))}</text>'
    if not named:
        letters += f'<text class="tip" y="{-dot.r - sheet.petal * 2 - 10:.1f}" aria-hidden="true">{name}</text>'
    else:
        # On the outermost ring a name stands on the side that is away from the words of the sectors.
        above = dot.tier == Tier.WIDER and dot.y > 0
        y = -dot.r - sheet.petal * 2 - 9 if above else dot.r + sheet.petal * 2 + 11
        letters += f'<text class="name" y="{y:.1f}" aria-hidden="true">{_short(name)}</text>'
    return (
        f'<a href="{address}{line.id}/" data-id="{line.id}" data-tier="{dot.tier}" transform="translate({dot.x:g} {dot.y:g})">'
        f"<title>{words}</title>{shape}{petals}{letters}</a>"
    )


@lru_cache(maxsize=4096)
def _petals(gives: int, takes: int, radius: float, size: float) -> str:
    """The marks round a dot: full for what comes from them, hollow for what goes to them. Kept, for few differ."""
    out, marks = radius + size + 3.0, []
    for kind, (x, y) in enumerate(_PETALS):
        place = f'cx="{x * out:.1f}" cy="{y * out:.1f}"'
        if gives >> kind & 1:
            marks.append(f'<circle class="petal" {place} r="{size:g}"/>')
        if takes >> kind & 1:
            marks.append(f'<circle class="petal-to" {place} r="{size + (1.9 if gives >> kind & 1 else 0):g}"/>')
    return "".join(marks)


@lru_cache(maxsize=1024)
def _shape(radius: float, flags: int, slack: int) -> str:
    """A dot of a size, by what is known of how and where one meets, and how the tie is. Kept, for few differ."""
    kind = " dot-loose" if slack == Slack.SLACK else " dot-rests" if slack == Slack.RESTS else ""
    kind += " dot-here" if flags & IN_PERSON else ""
    if not flags & SAME_ORGANISATION:
        return f'<circle class="dot{kind}" r="{radius:g}"/>'
    # A square of the same weight, with soft corners; one line more inside for my own team.
    square = _square("dot" + kind, radius * 0.9, 0.36)
    return square + _square("team", radius * 0.69, 0.34) if flags & SAME_TEAM else square


def _square(kind: str, half: float, soft: float) -> str:
    side = f"{2 * half:.1f}"
    return f'<rect class="{kind}" x="{-half:.1f}" y="{-half:.1f}" width="{side}" height="{side}" rx="{half * soft:.1f}"/>'


def _short(name: str) -> str:
    """The first word of a name that is escaped already, cut where it is long."""
    first = unescape(name).split()
    return escape(first[0] if len(first[0]) <= 12 else f"{first[0][:11]}…") if first else ""
