"""The circle as a picture: rings by how near somebody is, sectors by where one knows them.

Pure geometry: the same people give the same picture.

Two sheets hold the same: a round one for a desk and a tall one for a phone. Places are worked out along the rim of an ellipse, so
that neighbours keep their distance on either. Numbers are in the units of the sheet's own view box.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

AT_MOST = 150
"""So many people are drawn; past that a picture is a cloud, and a list serves better."""
NAMED = 14
"""Up to so many people have their names written beside them."""
LOOSE_ROPES = 12
"""So many slack ties of the outer rings are drawn as lines; past that their points alone say it."""
TIERS, SECTORS = 4, 5
_TURN = 2 * math.pi
_STEPS = 720


@dataclass(frozen=True, slots=True)
class Point:
    """A person as the picture needs them. ``slack``: 0 rests, 1 in touch, 2 easing off, 3 gone slack."""

    key: str
    tier: int
    sector: int
    slack: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of a drawing: ``tall`` is height by width; rings by their half width, dots and the room rows may take by tier."""

    name: str
    tall: float
    rings: tuple[float, float, float, float]
    dots: tuple[float, float, float, float]
    bands: tuple[float, float, float, float]
    me: float
    petal: float
    rim: float  # from the outermost ring to the words of the sectors
    edge: float  # from there to the edge of the drawing
    spine: float  # width of what stays free at the top, for the words of the rings


ROUND = Sheet("round", 1.0, (124, 206, 284, 354), (25, 22, 19, 16), (40, 40, 42, 46), 34, 3.2, 43, 17, 40)
TALL = Sheet("tall", 1.5, (64, 105, 142, 175), (17, 15, 13, 11), (18, 20, 22, 22), 22, 2.4, 26, 10, 30)


@dataclass(frozen=True, slots=True)
class Dot:
    """A drawn person: their place, the size of their dot, whether there is room for letters in it."""

    key: str
    tier: int
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Rope:
    """A drawn tie, from me to them. ``slack`` as for a point."""

    key: str
    path: str
    slack: int


@dataclass(frozen=True, slots=True)
class Label:
    """Where a word stands, and how far it is turned, in degrees."""

    of: int
    x: float
    y: float
    turn: float = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn. Dots come ring by ring from the nearest, clockwise: the order in which a keyboard walks them."""

    sheet: Sheet
    width: float
    height: float
    rings: tuple[tuple[float, float], ...]
    rays: tuple[tuple[float, float, float, float], ...]
    dots: tuple[Dot, ...]
    ropes: tuple[Rope, ...]
    tiers: tuple[Label, ...]
    sectors: tuple[Label, ...]


def drawn(points: Sequence[Point]) -> list[Point]:
    """Those who are drawn: the nearest first, as many as a picture holds."""
    return sorted(points, key=lambda one: one.tier)[:AT_MOST]


def draw(points: Sequence[Point], sheet: Sheet) -> Picture:
    """Lay people out on a sheet. Sectors without anybody stay, narrow: that nobody is there is worth seeing."""
    cells: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        cells.setdefault((point.tier, point.sector), []).append(point)
    begins, shares = _sectors(cells, sheet)
    dots: list[Dot] = []
    for tier in range(TIERS):
        rows, size = _rows(cells, shares, tier, sheet)
        dots += [
            dot
            for sector in range(SECTORS)
            for dot in _cell(cells.get((tier, sector), []), begins[sector], shares[sector], rows, size, tier, sheet)
        ]
    rings = tuple((r, r * sheet.tall) for r in sheet.rings)
    outer = sheet.rings[-1]
    marks = [_at(begin, outer, sheet) for begin in (*begins, begins[-1] + shares[-1])]
    inner = sheet.me * 1.3 / outer
    return Picture(
        sheet,
        2 * (outer + sheet.rim + sheet.edge),
        2 * (outer * sheet.tall + sheet.rim + sheet.edge),
        rings,
        tuple((x * inner, y * inner, x, y) for x, y in marks),
        tuple(dots),
        tuple(_ropes(points, dots, sheet)),
        tuple(Label(tier, 0, -r * sheet.tall) for tier, r in enumerate(sheet.rings)),
        tuple(_sector_label(sector, begins[sector] + shares[sector] / 2, sheet) for sector in range(SECTORS)),
    )


def ring_at(x: float, y: float, sheet: Sheet) -> int:
    """The tier whose ring passes nearest to a place."""
    out = math.hypot(x, y / sheet.tall)
    return min(range(TIERS), key=lambda tier: abs(sheet.rings[tier] - out))


@lru_cache(maxsize=4)
def _rim(tall: float) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """The rim of an ellipse of half width 1: at so many parts of its length, the angle; and its whole length."""
    angles = [_TURN * step / _STEPS for step in range(_STEPS + 1)]
    lengths = [0.0]
    for before, after in zip(angles, angles[1:], strict=False):
        dx, dy = math.sin(after) - math.sin(before), tall * (math.cos(after) - math.cos(before))
        lengths.append(lengths[-1] + math.hypot(dx, dy))
    whole = lengths[-1]
    return tuple(length / whole for length in lengths), tuple(angles), whole


def _at(part: float, out: float, sheet: Sheet) -> tuple[float, float]:
    """The place at a part of the rim, clockwise from the top, of the ring of a half width."""
    parts, angles, _whole = _rim(sheet.tall)
    part %= 1.0
    after = min(max(bisect.bisect_right(parts, part), 1), _STEPS)
    share = (part - parts[after - 1]) / (parts[after] - parts[after - 1])
    angle = angles[after - 1] + share * (angles[after] - angles[after - 1])
    return out * math.sin(angle), -out * sheet.tall * math.cos(angle)


def _length(out: float, sheet: Sheet) -> float:
    return out * _rim(sheet.tall)[2]


def _sectors(cells: dict[tuple[int, int], list[Point]], sheet: Sheet) -> tuple[list[float], list[float]]:
    """Where each sector begins on the rim and how much of it is its own: by the fullest of its rings, and a little for every one."""
    free = 1 - sheet.spine / _length(sheet.rings[0], sheet)
    crowd = [max(len(cells.get((tier, sector), ())) / sheet.rings[tier] for tier in range(TIERS)) for sector in range(SECTORS)]
    least = [0.055 if one else 0.05 for one in crowd]
    rest = free - sum(least)
    shares = [low + rest * (one / sum(crowd) if any(crowd) else 1 / SECTORS) for low, one in zip(least, crowd, strict=True)]
    begins, at = [], (1 - free) / 2
    for share in shares:
        begins.append(at)
        at += share
    return begins, shares


def _rows(cells: dict[tuple[int, int], list[Point]], shares: Sequence[float], tier: int, sheet: Sheet) -> tuple[int, float]:
    """In how many rows a ring's people stand so that their dots can be largest, and how large: the same for the whole ring."""
    length, most, band = _length(sheet.rings[tier], sheet), sheet.dots[tier], sheet.bands[tier]
    found = []
    for rows in (1, 2, 3):
        step = band / rows if rows > 1 else 0.0
        size = most
        for sector, share in enumerate(shares):
            count = len(cells.get((tier, sector), ()))
            if count > 1:
                pitch = share * length * 0.94 / count
                apart = min(math.hypot(pitch, step), rows * pitch) if rows > 1 else pitch
                size = min(size, apart / 2 - 1.4 * sheet.petal)
        found.append((round(size, 2), -rows))
    size, rows = max(found)
    return -rows, max(size, sheet.petal * 1.4)


def _cell(points: Sequence[Point], begin: float, share: float, rows: int, size: float, tier: int, sheet: Sheet) -> list[Dot]:
    """The people of one ring in one sector, side by side, in rows that alternate."""
    step = sheet.bands[tier] / rows if rows > 1 else 0.0
    # A few alone stand off the middle, another way on every ring, so that ties do not run through others' dots.
    lean = (0.0, 0.24, -0.24, 0.12)[tier] if len(points) < 3 else 0.0
    dots = []
    for number, point in enumerate(points):
        part = begin + share * (0.03 + 0.94 * (number + 0.5 + lean) / len(points))
        out = sheet.rings[tier] + step * (number % rows - (rows - 1) / 2)
        x, y = _at(part, out, sheet)
        dots.append(Dot(point.key, tier, round(x, 1), round(y, 1), round(size, 1)))
    return dots


def _ropes(points: Sequence[Point], dots: Sequence[Dot], sheet: Sheet) -> list[Rope]:
    """Lines to the inner and the close, and to those further out who have gone slack, as long as they are few."""
    slack = {point.key: point.slack for point in points}
    outer = [dot for dot in dots if dot.tier > 1 and slack[dot.key] == 3]
    tied = [dot for dot in dots if dot.tier < 2] + (outer if len(outer) <= LOOSE_ROPES else [])
    near = [dot for dot in dots if dot.tier < 3]
    return [
        Rope(dot.key, _rope(dot, [other for other in near if other.tier < dot.tier], slack[dot.key], sheet), slack[dot.key]) for dot in tied
    ]


def _rope(dot: Dot, others: Sequence[Dot], slack: int, sheet: Sheet) -> str:
    """From the edge of me to the edge of them: straight, hanging where it eases off, and round whoever stands in between."""
    out = math.hypot(dot.x, dot.y)
    if out == 0:
        return ""
    ux, uy = dot.x / out, dot.y / out
    begin, end = sheet.me, out - dot.r
    hang = 0.11 * out if slack >= 2 else 0.0
    # What hangs, hangs to the side that is lower.
    side = 1.0 if ux >= 0 else -1.0
    bend = hang * side
    blocking = [
        other
        for other in others
        if 0 < (along := other.x * ux + other.y * uy) < out and abs(other.y * ux - other.x * uy) < other.r + 6 and along > 0
    ]
    if blocking:
        step = sheet.rings[0] * 0.3
        choices = sorted((sign * n * step for n in (1, 2, 3) for sign in (1, -1)), key=lambda one: (abs(one - bend), one))
        bend = next((one for one in (bend, *choices) if one and not _touches(ux, uy, begin, end, one, blocking)), bend)
    x0, y0, x1, y1 = ux * begin, uy * begin, ux * end, uy * end
    if not bend:
        return f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
    mx, my = (x0 + x1) / 2 - uy * bend, (y0 + y1) / 2 + ux * bend
    return f"M{x0:.1f} {y0:.1f}Q{mx:.1f} {my:.1f} {x1:.1f} {y1:.1f}"


def _touches(ux: float, uy: float, begin: float, end: float, bend: float, others: Sequence[Dot]) -> bool:
    """Whether a bent line runs through somebody."""
    for step in range(1, 8):
        t = step / 8
        along = begin + (end - begin) * t
        off = 2 * t * (1 - t) * bend
        x, y = ux * along - uy * off, uy * along + ux * off
        if any(math.hypot(x - other.x, y - other.y) < other.r + 3 for other in others):
            return True
    return False


def _sector_label(sector: int, part: float, sheet: Sheet) -> Label:
    """Outside the rim, along it, never upside down."""
    x, y = _at(part, sheet.rings[-1], sheet)
    ahead = _at(part + 0.004, sheet.rings[-1], sheet)
    back = _at(part - 0.004, sheet.rings[-1], sheet)
    dx, dy = ahead[0] - back[0], ahead[1] - back[1]
    length = math.hypot(dx, dy)
    x, y = x + dy / length * sheet.rim, y - dx / length * sheet.rim
    turn = math.degrees(math.atan2(dy, dx))
    turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
    return Label(sector, round(x, 1), round(y, 1), round(turn, 1))
