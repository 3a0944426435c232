"""The round as a picture: people on a circle by team, matches as curves; past a hundred or so, teams and the ties between them."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# Up to this many people are drawn one by one.
ONE_BY_ONE = 120
# So many teams get a place of their own; the smallest of more share one.
TEAMS = 24

_HUB_AT, _PEOPLE_AT, _ARC_AT, _LABEL_AT = 84.0, 216.0, 232.0, 248.0
_LINE = 22.0  # height of a line of a label, as large as it gets on a phone
_LETTER, _WIDE_LETTER = 9.6, 18.0
_LONGEST = 13  # letters in one line of a label


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A person of the round: a key, a name to show on hover, a team ("" for none)."""

    key: str
    name: str
    team: str


@dataclasses.dataclass(frozen=True, slots=True)
class Dot:
    """A drawn person."""

    x: float
    y: float
    placed: bool
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Curve:
    """A drawn match (or all matches between two teams). Kinds: cross, same, trio, group, group-same, ribbon, loop."""

    path: str
    kind: str
    words: str


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


@dataclasses.dataclass(frozen=True, slots=True)
class RoundMap:
    """Everything the picture and its table twin need. ``by_team`` where people are not drawn one by one."""

    view_box: str
    teams: tuple[TeamArc, ...]
    curves: tuple[Curve, ...]
    dots: tuple[Dot, ...]
    hubs: tuple[tuple[float, float], ...]
    by_team: bool
    people: int
    matches: int
    unplaced: int
    across: int
    within: int
    larger: int


def _plain(first: str, second: str, count: int) -> str:
    return f"{first}, {second}: {count}"


def draw(
    people: Sequence[Point],
    matches: Sequence[Sequence[str]],
    *,
    no_team: str = "",
    others: str = "",
    ribbon: Callable[[str, str, int], str] = _plain,
) -> RoundMap:
    """Lay out a round. ``matches`` are groups of keys; whoever is in none is drawn as not placed.

    A match is across teams when its people are of two teams or more. ``no_team`` and ``others`` are the words for people
    without a team and for the smallest teams together, ``ribbon`` words what lies between two teams. Keys unknown to ``people``
    are left out. The same input gives the same picture.
    """
    team_of = _teams(people, no_team, others)
    groups = [tuple(key for key in match if key in team_of) for match in matches]
    groups = [group for group in groups if len(group) > 1]
    placed = {key for group in groups for key in group}
    order = _in_order(people, team_of)
    by_team = len(people) > ONE_BY_ONE
    spans = _spans(order)
    counts = _counts(order, groups, team_of, placed)
    if by_team:
        hubs: dict[tuple[str, ...], float] = {}
        curves, dots = _ribbons(groups, team_of, spans, ribbon), _amber(order, placed, spans)
    else:
        places = _places(order, spans)
        names = {person.key: person.name for person in people}
        larger = [group for group in groups if len(group) > 2]
        hubs = _hubs(larger, places) if len(larger) * 2 > len(groups) else {}
        curves = _curves(groups, team_of, places, names, hubs)
        dots = tuple(Dot(*_at(places[key], _PEOPLE_AT), key in placed, names[key]) for team in order for key in order[team])
    arcs = _arcs(order, spans, counts)
    reach = max([_ARC_AT + 20.0, *(abs(arc.x) + _width(arc) for arc in arcs)])
    high = max([_ARC_AT + 24.0, *(abs(y) + _LINE for arc in arcs for _line, y in arc.lines)])
    across = sum(_is_across(group, team_of) for group in groups)
    return RoundMap(
        view_box=f"{-reach:.0f} {-high:.0f} {2 * reach:.0f} {2 * high:.0f}",
        teams=arcs,
        curves=curves,
        dots=dots,
        hubs=tuple(_at(angle, _HUB_AT) for angle in hubs.values()),
        by_team=by_team,
        people=len(people),
        matches=len(groups),
        unplaced=len(people) - len(placed),
        across=across,
        within=len(groups) - across,
        larger=sum(len(group) > 2 for group in groups),
    )


# ------------------------------------------------------------------ who stands where


def _teams(people: Sequence[Point], no_team: str, others: str) -> dict[str, str]:
    sizes = collections.Counter(person.team or no_team for person in people)
    kept = {
        team for team, _size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[: TEAMS if len(sizes) <= TEAMS else TEAMS - 1]
    }
    return {person.key: team if (team := person.team or no_team) in kept else others for person in people}


def _in_order(people: Sequence[Point], team_of: dict[str, str]) -> dict[str, list[str]]:
    """Teams from the top clockwise, large and small by turns so that labels keep their distance."""
    members: dict[str, list[str]] = collections.defaultdict(list)
    for person in people:
        members[team_of[person.key]].append(person.key)
    by_size = sorted(members, key=lambda team: (-len(members[team]), team))
    half = (len(by_size) + 1) // 2
    turns = [team for pair in itertools.zip_longest(by_size[:half], by_size[half:]) for team in pair if team is not None]
    return {team: members[team] for team in turns}


def _spans(order: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """The stretch of each team in radians, clockwise from the top, with a gap between teams."""
    total = sum(len(members) for members in order.values())
    if not total:
        return {}
    gap = 0.0 if len(order) == 1 else min(0.11, math.tau * 0.2 / len(order))
    each = (math.tau - gap * len(order)) / total
    spans, at = {}, gap / 2
    for team, members in order.items():
        spans[team] = (at, at + each * len(members))
        at += each * len(members) + gap
    return spans


def _places(order: dict[str, list[str]], spans: dict[str, tuple[float, float]]) -> dict[str, float]:
    places = {}
    for team, members in order.items():
        begin, end = spans[team]
        for index, key in enumerate(members):
            places[key] = begin + (end - begin) * (index + 0.5) / len(members)
    return places


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(radius * math.sin(angle), 1), round(-radius * math.cos(angle), 1)


def _is_across(group: Iterable[str], team_of: dict[str, str]) -> bool:
    return len({team_of[key] for key in group}) > 1


def _counts(
    order: dict[str, list[str]], groups: list[tuple[str, ...]], team_of: dict[str, str], placed: set[str]
) -> dict[str, tuple[int, int, int]]:
    """For each team: people not placed, matches with other teams, matches inside."""
    across: collections.Counter[str] = collections.Counter()
    within: collections.Counter[str] = collections.Counter()
    for group in groups:
        teams = {team_of[key] for key in group}
        (across if len(teams) > 1 else within).update(teams)
    return {team: (sum(key not in placed for key in members), across[team], within[team]) for team, members in order.items()}


# ------------------------------------------------------------------ people one by one


def _curves(
    groups: list[tuple[str, ...]],
    team_of: dict[str, str],
    places: dict[str, float],
    names: dict[str, str],
    hubs: dict[tuple[str, ...], float],
) -> tuple[Curve, ...]:
    drawn = []
    for index, group in enumerate(groups):
        words, angles = ", ".join(names[key] for key in group), [places[key] for key in group]
        if len(group) == 2:
            kind = "cross" if _is_across(group, team_of) else "same"
            drawn.append(Curve(_tie(angles[0], angles[1], index), kind, words))
        elif group not in hubs:
            drawn.append(Curve(_ring(angles), "trio", words))
        else:
            drawn.append(Curve(_star(angles, hubs[group]), "group" if _is_across(group, team_of) else "group-same", words))
    # Filled shapes lie under the lines.
    return tuple(sorted(drawn, key=lambda curve: curve.kind != "trio"))


def _hubs(groups: list[tuple[str, ...]], places: dict[str, float]) -> dict[tuple[str, ...], float]:
    """A meeting point for each group on an inner circle, each towards its own people, evenly apart so that none lie on one another."""

    def leaning(group: tuple[str, ...]) -> float:
        sines, cosines = (sum(turn(places[key]) for key in group) for turn in (math.sin, math.cos))
        return math.atan2(sines, cosines) % math.tau

    ranked = sorted(groups, key=leaning)
    if not ranked:
        return {}
    step = math.tau / len(ranked)
    start = sum(leaning(group) - index * step for index, group in enumerate(ranked)) / len(ranked)
    return {group: start + index * step for index, group in enumerate(ranked)}


def _star(angles: list[float], hub: float) -> str:
    """Lines from each of a group to its meeting point."""
    hx, hy = _at(hub, _HUB_AT)
    path = ""
    for angle in angles:
        px, py = _at(angle, _PEOPLE_AT)
        cx, cy = _at(angle, _PEOPLE_AT * 0.62)
        path += f"M{px} {py}Q{cx} {cy} {hx} {hy}"
    return path


def _tie(first: float, second: float, index: int) -> str:
    """A curve between two people: bent towards the middle, those that would cross in one spot kept a little apart."""
    (ax, ay), (bx, by) = _at(first, _PEOPLE_AT), _at(second, _PEOPLE_AT)
    far = math.hypot(bx - ax, by - ay) / (2 * _PEOPLE_AT)
    pull = 0.42 * (1 - far) + 0.06
    spread = ((index * 7) % 11 - 5) * 9.0 * far
    mx, my = (ax + bx) / 2 * pull, (ay + by) / 2 * pull
    length = math.hypot(bx - ax, by - ay) or 1.0
    cx, cy = mx - (by - ay) / length * spread, my + (bx - ax) / length * spread
    return f"M{ax} {ay}Q{cx:.1f} {cy:.1f} {bx} {by}"


def _ring(angles: list[float]) -> str:
    """A filled shape through three people or more, its sides bent inwards."""
    corners = [_at(angle, _PEOPLE_AT) for angle in sorted(angles)]
    path = f"M{corners[0][0]} {corners[0][1]}"
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        path += f"Q{(ax + bx) / 2 * 0.5:.1f} {(ay + by) / 2 * 0.5:.1f} {bx} {by}"
    return path + "Z"


# ------------------------------------------------------------------ teams and what lies between them


def _ribbons(
    groups: list[tuple[str, ...]],
    team_of: dict[str, str],
    spans: dict[str, tuple[float, float]],
    words: Callable[[str, str, int], str],
) -> tuple[Curve, ...]:
    """One ribbon for each two teams, as wide at each end as its share of that team's ties; one loop for ties inside a team."""
    ties: collections.Counter[tuple[str, str]] = collections.Counter()
    order = {team: index for index, team in enumerate(spans)}
    for group in groups:
        for first, second in itertools.combinations(group, 2):
            a, b = sorted((team_of[first], team_of[second]), key=order.__getitem__)
            ties[a, b] += 1
    total: collections.Counter[str] = collections.Counter()
    for (a, b), count in ties.items():
        total[a] += count
        total[b] += count
    ends: dict[tuple[str, str], tuple[float, float]] = {}
    for team, (begin, end) in spans.items():
        at = begin
        for other in _facing(team, ties, order):
            pair = (team, other) if order[team] <= order[other] else (other, team)
            width = (end - begin) * ties[pair] * (2 if team == other else 1) / total[team]
            ends[team, other] = (at, at + width)
            at += width
    drawn = []
    for (a, b), count in sorted(ties.items(), key=lambda item: -item[1]):
        if a == b:
            drawn.append(Curve(_loop(ends[a, a]), "loop", words(a, b, count)))
        else:
            drawn.append(Curve(_ribbon(ends[a, b], ends[b, a]), "ribbon", words(a, b, count)))
    return tuple(drawn)


def _facing(team: str, ties: collections.Counter[tuple[str, str]], order: dict[str, int]) -> list[str]:
    """The teams one is tied to, in the order that keeps its ribbons from crossing at its own end."""
    others = {b if a == team else a for a, b in ties if team in (a, b)}
    return sorted(others, key=lambda other: (order[team] - order[other]) % len(order) if other != team else len(order))


def _ribbon(one: tuple[float, float], two: tuple[float, float]) -> str:
    r = _PEOPLE_AT
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = _at(one[0], r), _at(one[1], r), _at(two[0], r), _at(two[1], r)
    return f"M{ax} {ay}A{r} {r} 0 0 1 {bx} {by}Q0 0 {cx} {cy}A{r} {r} 0 0 1 {dx} {dy}Q0 0 {ax} {ay}Z"


def _loop(span: tuple[float, float]) -> str:
    (ax, ay), (bx, by) = _at(span[0], _PEOPLE_AT), _at(span[1], _PEOPLE_AT)
    middle = _at((span[0] + span[1]) / 2, _PEOPLE_AT * 0.62)
    return f"M{ax} {ay}Q{middle[0]} {middle[1]} {bx} {by}"


def _amber(order: dict[str, list[str]], placed: set[str], spans: dict[str, tuple[float, float]]) -> tuple[Dot, ...]:
    """One hollow point for each team in which somebody is not placed."""
    return tuple(
        Dot(*_at(sum(spans[team]) / 2, _ARC_AT), placed=False, name=team)
        for team, members in order.items()
        if any(key not in placed for key in members)
    )


# ------------------------------------------------------------------ labels


def _arcs(
    order: dict[str, list[str]], spans: dict[str, tuple[float, float]], counts: dict[str, tuple[int, int, int]]
) -> tuple[TeamArc, ...]:
    wanted = {team: _wrapped(team) for team in order}
    middles = {team: sum(spans[team]) / 2 for team in order}
    heights = _clear(middles, wanted)
    drawn = []
    for team, members in order.items():
        begin, end = spans[team]
        side, angle = (1 if math.sin(middles[team]) >= 0 else -1), middles[team]
        y = heights[team]
        lines = wanted[team]
        x = side * max(abs(_LABEL_AT * math.sin(angle)), _beside(y, len(lines) * _LINE))
        top = y - (len(lines) - 1) * _LINE / 2
        px, py = _at(angle, _ARC_AT + 3)
        moved = math.hypot(px - x, py - y) > 34
        unplaced, across, within = counts[team]
        drawn.append(
            TeamArc(
                path=_arc(begin, end),
                name=team,
                lines=tuple((line, round(top + index * _LINE, 1)) for index, line in enumerate(lines)),
                x=round(x, 1),
                anchor="start" if side > 0 else "end",
                leader=f"M{px} {py}L{x - side * 5:.1f} {y:.1f}" if moved else "",
                people=len(members),
                unplaced=unplaced,
                across=across,
                within=within,
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
    (ax, ay), (bx, by) = _at(begin, _ARC_AT), _at(end, _ARC_AT)
    if end - begin > math.tau - 0.01:
        return f"M0 {-_ARC_AT}A{_ARC_AT} {_ARC_AT} 0 1 1 0 {_ARC_AT}A{_ARC_AT} {_ARC_AT} 0 1 1 0 {-_ARC_AT}"
    return f"M{ax} {ay}A{_ARC_AT} {_ARC_AT} 0 {int(end - begin > math.pi)} 1 {bx} {by}"


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


def _width(arc: TeamArc) -> float:
    return max((_letters(line) for line, _y in arc.lines), default=0.0) * _LETTER
