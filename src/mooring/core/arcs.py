"""Where the teams of a round stand on its circle, each with its arc and its label."""

from __future__ import annotations

import dataclasses
import itertools
import math
import unicodedata
from collections.abc import Iterable, Mapping

ARC_AT = 232.0
_LABEL_AT = 248.0
_LINE = 22.0  # height of a line of a label, as large as it gets on a phone
_LETTER, _WIDE_LETTER = 9.6, 18.0
_LONGEST = 13  # letters in one line of a label

Spans = Mapping[str, tuple[float, float]]
"""The stretch of each team in radians, clockwise from the top."""


@dataclasses.dataclass(frozen=True, slots=True)
class TeamCounts:
    """People of a team in a round, those without a match, its matches with other teams and those inside."""

    people: int
    unplaced: int
    across: int
    within: int

    def __add__(self, other: TeamCounts) -> TeamCounts:
        return TeamCounts(
            self.people + other.people, self.unplaced + other.unplaced, self.across + other.across, self.within + other.within
        )


@dataclasses.dataclass(frozen=True, slots=True)
class TeamArc:
    """A drawn team: its arc, its label's lines and place, and its counts, which also make the table twin."""

    path: str
    name: str
    lines: tuple[tuple[str, float], ...]
    x: float
    anchor: str
    leader: str
    people: int
    unplaced: int
    across: int
    within: int


def turns(sizes: Mapping[str, int]) -> list[str]:
    """Teams from the top clockwise, large and small by turns so that labels keep their distance."""
    by_size = sorted(sizes, key=lambda team: (-sizes[team], team))
    half = (len(by_size) + 1) // 2
    return [team for pair in itertools.zip_longest(by_size[:half], by_size[half:]) for team in pair if team is not None]


def spans_of(sizes: Mapping[str, int]) -> Spans:
    """The stretch of each team, in the order given, with a gap between teams."""
    total = sum(sizes.values())
    if not total:
        return {}
    gap = 0.0 if len(sizes) == 1 else min(0.11, math.tau * 0.2 / len(sizes))
    each = (math.tau - gap * len(sizes)) / total
    spans, at = {}, gap / 2
    for team, size in sizes.items():
        spans[team] = (at, at + each * size)
        at += each * size + gap
    return spans


def point_at(angle: float, radius: float) -> tuple[float, float]:
    """Where an angle from the top lies on a circle around the middle."""
    return round(radius * math.sin(angle), 1), round(-radius * math.cos(angle), 1)


def arcs_of(teams: Mapping[str, TeamCounts], spans: Spans) -> tuple[TeamArc, ...]:
    """The arc and the label of each team; no two labels touch."""
    wanted = {team: _wrapped(team) for team in teams}
    middles = {team: sum(spans[team]) / 2 for team in teams}
    heights = _clear(middles, wanted)
    drawn = []
    for team, counts in teams.items():
        begin, end = spans[team]
        side, angle = (1 if math.sin(middles[team]) >= 0 else -1), middles[team]
        y = heights[team]
        lines = wanted[team]
        x = side * max(abs(_LABEL_AT * math.sin(angle)), _beside(y, len(lines) * _LINE))
        top = y - (len(lines) - 1) * _LINE / 2
        px, py = point_at(angle, ARC_AT + 3)
        moved = math.hypot(px - x, py - y) > 34
        drawn.append(
            TeamArc(
                path=_arc(begin, end),
                name=team,
                lines=tuple((line, round(top + index * _LINE, 1)) for index, line in enumerate(lines)),
                x=round(x, 1),
                anchor="start" if side > 0 else "end",
                leader=f"M{px} {py}L{x - side * 5:.1f} {y:.1f}" if moved else "",
                people=counts.people,
                unplaced=counts.unplaced,
                across=counts.across,
                within=counts.within,
            )
        )
    return tuple(drawn)


def _beside(y: float, height: float) -> float:
    """How far from the middle a label of this height must begin to keep off the circle."""
    nearest = max(abs(y) - height / 2, 0.0)
    return math.sqrt(max((_LABEL_AT - 6) ** 2 - nearest**2, 0.0)) + 6


def _clear(middles: dict[str, float], wanted: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """Heights of the labels, each side by itself, moved up and down until no two touch."""
    heights: dict[str, float] = {}
    for side in (1, -1):
        teams = sorted(
            (team for team in middles if (math.sin(middles[team]) >= 0) == (side > 0)), key=lambda team: -math.cos(middles[team])
        )
        tall = [len(wanted[team]) * _LINE for team in teams]
        wish = [-(_LABEL_AT + height / 2 - _LINE / 2) * math.cos(middles[team]) for team, height in zip(teams, tall, strict=True)]
        heights.update(zip(teams, _spread(wish, tall), strict=True))
    return heights


def _spread(wish: list[float], tall: list[float]) -> list[float]:
    """The nearest heights to those wished for in which no two overlap: neighbours that touch become one block (isotonic fit)."""
    blocks: list[list[float]] = []  # sum of wished offsets, members
    offsets, at = [], 0.0
    for index, height in enumerate(tall):
        at += (tall[index - 1] + height) / 2 if index else 0.0
        offsets.append(at)
        blocks.append([wish[index] - at, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    means = [total / count for total, count in blocks for _ in range(int(count))]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _arc(begin: float, end: float) -> str:
    (ax, ay), (bx, by) = point_at(begin, ARC_AT), point_at(end, ARC_AT)
    if end - begin > math.tau - 0.01:
        return f"M0 {-ARC_AT}A{ARC_AT} {ARC_AT} 0 1 1 0 {ARC_AT}A{ARC_AT} {ARC_AT} 0 1 1 0 {-ARC_AT}"
    return f"M{ax} {ay}A{ARC_AT} {ARC_AT} 0 {int(end - begin > math.pi)} 1 {bx} {by}"


def _wrapped(name: str) -> tuple[str, ...]:
    """A label in one or two short lines; what does not fit ends in an ellipsis (the whole name stands on hover and in the table)."""
    words, lines = name.split(), [""]
    for word in words:
        joined = f"{lines[-1]} {word}".strip()
        if _letters(joined) <= _LONGEST or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return tuple(_cut(line) for line in lines)


def _letters(text: str) -> float:
    return sum(_WIDE_LETTER / _LETTER if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _cut(line: str) -> str:
    if _letters(line) <= _LONGEST + 2:
        return line
    kept = ""
    for char in line:
        if _letters(kept + char) > _LONGEST:
            break
        kept += char
    return kept.rstrip(" …") + "…"


def frame(arcs: Iterable[TeamArc]) -> str:
    """The view box around the circle and all labels."""
    drawn = list(arcs)
    reach = max([ARC_AT + 20.0, *(abs(arc.x) + _width(arc) for arc in drawn)])
    high = max([ARC_AT + 24.0, *(abs(y) + _LINE for arc in drawn for _line, y in arc.lines)])
    return f"{-reach:.0f} {-high:.0f} {2 * reach:.0f} {2 * high:.0f}"


def _width(arc: TeamArc) -> float:
    return max((_letters(line) for line, _y in arc.lines), default=0.0) * _LETTER
